"""People's names back to the nominative: "dla Jana Kowalskiego" → Jan Kowalski, only where it is certain.

Family names in -ski, -cki, -dzki decline as adjectives; men's names in a consonant take -a in the genitive.
"""

from __future__ import annotations

from functools import lru_cache

from receptionist.language.pl.naming import MEN, WOMEN
from receptionist.language.words import fold, word_set

_FAMILY = ("ski", "ska", "cki", "cka", "dzki", "dzka", "wicz", "czyk", "iak", "czak", "owski", "owska", "ewicz")
_VOWELS = "aeiouyąęó"
_KEPT = "aiou"
"""Vowels that no declension drops before a last consonant: Nowak, Wójcik, but Wróbel → Wróbla."""


@lru_cache(maxsize=1)
def _oblique() -> dict[str, str]:
    """Genitive and accusative of the known given names (folded) → nominative."""
    made: dict[str, str] = {}
    for name in WOMEN:
        stem = name[:-1]
        genitive = stem + ("i" if stem[-1] in "kgljiśćńź" else "y")
        for form in (genitive, stem + "ę", stem if stem.endswith("i") else genitive):
            made[fold(form)] = name
    for name in MEN:
        if name.endswith(("y", "i")):
            made[fold(name[:-1] + ("iego" if name.endswith("i") else "ego"))] = name
            continue
        stem = name
        if name.endswith("iec"):
            stem = name[:-3] + "ńc"
        elif name.endswith("iek"):
            stem = name[:-4] + {"c": "ćk", "s": "śk"}.get(name[-4], name[-4] + "k")
        elif name.endswith(("ek", "eł")) or name in ("Aleksander", "Kacper", "Sylwester"):
            stem = name[:-2] + name[-1]
        made[fold(stem + "a")] = name
    return made


@lru_cache(maxsize=1)
def _nominatives() -> dict[str, str]:
    return {fold(n): n for n in (*MEN, *WOMEN)}


def given_from(key: str) -> str | None:
    """The known given name that a folded genitive, accusative or nominative belongs to."""
    return _oblique().get(key) or _nominatives().get(key)


def given_written(key: str) -> str | None:
    """A known given name with its diacritics: "lukasz" → "Łukasz"."""
    return _nominatives().get(key)


def is_man(given: str) -> bool:
    """Whether a nominative is a man's known name."""
    return given in MEN


def is_declined(key: str) -> bool:
    """Whether a folded word is a declined known given name and no nominative itself."""
    return key in _oblique() and key not in _nominatives()


def is_family(key: str) -> bool:
    """Whether a folded word ends as Polish family names do (and few other words)."""
    return len(key) > 4 and key.endswith(_FAMILY) and key not in _OTHER_WORDS


_OTHER_WORDS = word_set(
    """polska polski angielska angielski niemiecki niemiecka rosyjski wszystka kreska deska maska miska wloski wloska
    whiskey francuski francuska ukrainska ukrainski koszyczka szybka meski meska damski damska kobieca wysoka niska
    klasyczna dziecka miejski miejska warszawski warszawska krakowska lekarska whisky lekarski"""
)


def declined_family(key: str) -> bool:
    """Whether a folded word is a family name in -ski, -cki, -dzki declined: "kowalskiego", "kowalskiej"."""
    for ending, back in (("kiego", "ki"), ("kiej", "ka")):
        if key.endswith(ending):
            return is_family(key.removesuffix(ending) + back)
    return False


def nominative_family(family: str, man: bool) -> str:
    """A declined family name in the nominative where that is certain, else as it is.

    `man`: the bearer; "Kowalskiego" → "Kowalski", "Nowaka" → "Nowak"; "Kowalskiej" → "Kowalska".
    """
    low = family.lower()
    if man:
        for end in ("skiego", "ckiego", "dzkiego"):
            if low.endswith(end):
                return family[:-3]
        if low.endswith("a") and len(low) > 4 and low[-2] not in _VOWELS and low[-3] in _KEPT:
            return family[:-1]
        if low.endswith("wicza"):
            return family[:-1]
        return family
    for end in ("skiej", "ckiej", "dzkiej"):
        if low.endswith(end):
            return family[:-3] + "a"
    if low.endswith(("ską", "cką", "dzką")):
        return family[:-1] + "a"
    return family
