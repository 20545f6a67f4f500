"""Forms of Polish words: more than there are, to recognise a name or a service however it is declined.

Made from the nominative by the regular endings and alternations of the declensions; a form that does not exist
does no harm, since nobody says it. Forms that are everyday words are left out.
"""

from __future__ import annotations

from functools import lru_cache

from receptionist.language.pl.common import COMMON
from receptionist.language.words import fold

_SOFTENED = {
    "ch": "sz",
    "st": "ści",
    "sł": "śl",
    "k": "c",
    "g": "dz",
    "r": "rz",
    "ł": "l",
    "t": "ci",
    "d": "dzi",
    "n": "ni",
    "w": "wi",
    "m": "mi",
    "p": "pi",
    "b": "bi",
    "s": "si",
    "z": "zi",
    "f": "fi",
}
"""Stem ends before the locative -e: Piotr → Piotrze, Olga → Oldze, Ewa → Ewie."""
_HARD = ("y", "owi", "em", "a", "u", "ie", "e", "i", "iem", "om", "ów", "ami", "ach", "owie", "o")
_FEMININE = ("a", "y", "i", "ie", "ę", "ą", "o", "u", "e", "om", "ami", "ach", "")
_NEUTER = ("a", "u", "em", "om", "ami", "ach", "")
_ADJECTIVE = (
    "y",
    "i",
    "a",
    "e",
    "ego",
    "emu",
    "ym",
    "im",
    "ą",
    "ej",
    "ych",
    "ich",
    "ymi",
    "imi",
    "iego",
    "iemu",
    "iej",
    "ie",
    "iem",
    "iech",
)


@lru_cache(maxsize=4096)
def forms(word: str) -> frozenset[str]:
    """Folded inflected forms of a word given in its nominative, itself included."""
    low = word.lower()
    made = {low, *_made(low)}
    folded = {fold(f) for f in made if len(f) >= 2}
    own = fold(low)
    return frozenset(f for f in folded if f == own or f not in COMMON)


def _made(word: str) -> set[str]:
    if len(word) < 3:
        return set()
    if word.endswith("a"):
        return _of_a(word[:-1])
    if word.endswith(("e", "ę")):
        stem = word[:-1]
        return {stem + e for e in (*_NEUTER, *_ADJECTIVE)}
    if word.endswith("o"):
        stem = word[:-1]
        return {stem + e for e in (*_NEUTER, "ie", "y")} | _softened(stem)
    if word.endswith(("i", "y")):
        stem = word[:-1]
        return {stem + e for e in (*_ADJECTIVE, "ów", "om", "ami", "ach", "")}
    return _of_consonant(word)


def _of_a(stem: str) -> set[str]:
    made = {stem + e for e in (*_FEMININE, "ej", "iej", "ich", "ych")} | _softened(stem)
    if stem.endswith("i"):  # Zofia: Zofii; Ania: Ani, Aniu
        made |= {stem, stem[:-1] + "i"}
    if stem.endswith("j"):  # Maja: Mai
        made.add(stem[:-1] + "i")
    return made


def _of_consonant(word: str) -> set[str]:
    stems = {word}
    if word.endswith("iec"):
        stems.add(word[:-3] + "c")
    elif word.endswith(("ek", "eł", "ec", "er", "eń", "el")):  # Marek → Mark-, Paweł → Pawł-, Aleksander → Aleksandr-
        stems.add(word[:-2] + word[-1])
    if word.endswith("iek"):
        stems.add(word[:-3] + "k")
    if "ą" in word[-3:]:  # ząb → zęb-
        stems.add(word[:-3] + word[-3:].replace("ą", "ę"))
    if "ó" in word[-3:]:  # Jakób, ból: → o
        stems.add(word[:-3] + word[-3:].replace("ó", "o"))
    made: set[str] = set()
    for stem in stems:
        soft = stem[:-1] + {"ń": "ni", "ś": "si", "ć": "ci", "ź": "zi"}[stem[-1]] if stem[-1] in "ńśćź" else stem
        made |= {soft + e for e in _HARD} | _softened(stem)
    return made


def _softened(stem: str) -> set[str]:
    for end in (2, 1):
        if stem[-end:] in _SOFTENED and len(stem) > end:
            return {stem[:-end] + _SOFTENED[stem[-end:]] + "e"}
    return set()
