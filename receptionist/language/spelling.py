"""Names spelled out: letters, "B as in Bravo", "Ł jak Łukasz", "kilo oscar whiskey", "double l", "z kreską"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from receptionist.language.en.naming import NAMING as ENGLISH
from receptionist.language.naming import Naming
from receptionist.language.pl.naming import NAMING as POLISH
from receptionist.language.words import Phrases, Word, fold, split, word_set
from receptionist.messages import Language

MAX_LETTERS = 40
"""A name longer than this is none."""
_WANTS = word_set("want would need am have like can could will chce mam prosze potem")
"""After a last "i" these make it a word: "… i want …"."""


@dataclass(frozen=True, slots=True)
class Spelled:
    """A name that was spelled: words[start:end]."""

    start: int
    end: int
    text: str
    """Lower case, with diacritics where they were told."""


@dataclass(frozen=True, slots=True)
class _Unit:
    letters: str
    end: int
    kind: str
    """told ("B as in Bob", the spelling alphabet), letter ("b"), named ("bee")."""


def naming(language: Language) -> Naming:
    """The language's table."""
    return POLISH if language == "pl" else ENGLISH


def spelled(words: Sequence[Word], language: Language, asked: bool) -> tuple[Spelled, ...]:
    """Every spelled name, in order. `asked`: a name was asked for, so two letters alone are enough ("J O")."""
    found: list[Spelled] = []
    keys = tuple(w.key for w in words)
    place = 0
    while place < len(words):
        group = _group(words, keys, place, language)
        if group is None or not _believed(group[0], language, asked and place == 0 and group[1] == len(words)):
            place = place + 1 if group is None else max(place + 1, group[1])
            continue
        units, end = group
        text = "".join(u.letters for u in units)
        if _wordlike_end(text, keys, end):
            text = text[:-1]
        if 1 < len(text) <= MAX_LETTERS:
            found.append(Spelled(place, end, text))
        place = end
    return tuple(found)


def _believed(units: Sequence[_Unit], language: Language, alone: bool) -> bool:
    letters = [u for u in units if u.letters.isalpha()]
    told = sum(u.kind == "told" for u in letters)
    plain = sum(u.kind == "letter" for u in letters)
    named = sum(u.kind == "named" for u in letters)
    if len(letters) < (2 if alone or told else 3):
        return False
    # "Why are you" is no Y R U: names of letters that are words need real letters beside them.
    if language == "en":
        return named < told + plain or not named
    return named < 2 or len(letters) >= 3


def _wordlike_end(text: str, keys: tuple[str, ...], end: int) -> bool:
    """The last "letter" is the word "I" (or Polish "i", "z", "w") that begins what follows."""
    if end >= len(keys) or keys[end - 1] not in ("i", "a", "z", "w", "o") or len(text) < 3:
        return False
    if keys[end - 1] == "i" and text[-2:] == "ii":
        return True
    return keys[end] in _WANTS and text[-1] == "i" and text[-3:-1] not in ("sk", "ck", "dz")


def _group(
    words: Sequence[Word], keys: tuple[str, ...], place: int, language: Language
) -> tuple[list[_Unit], int] | None:
    """Units in a row from `place`, and the place after the last."""
    units: list[_Unit] = []
    table = naming(language)
    end = at = place
    while at < len(words):
        unit = _unit(words, keys, at, language)
        if unit is not None:
            units.append(unit)
            end = at = unit.end
            continue
        if not units:
            return None
        if keys[at] in table.joints:
            units.append(_Unit(table.joints[keys[at]], at + 1, "letter"))
            at += 1
            continue
        skip = _skips(language).at(keys, at)
        if skip is None:
            break
        at = skip[1]
    while units and not units[-1].letters.isalpha():
        units.pop()
    return (units, end) if units else None


def _unit(words: Sequence[Word], keys: tuple[str, ...], place: int, language: Language) -> _Unit | None:
    table = naming(language)
    if keys[place] in table.doubles and place + 1 < len(words):
        after = place + 2 if keys[place + 1] == "razy" and place + 2 < len(words) else place + 1
        one = _single(words, keys, after, language)
        if one is None or one.kind == "named" and language == "en":
            return None
        return _Unit(one.letters * table.doubles[keys[place]], one.end, one.kind)
    return _single(words, keys, place, language)


def _single(words: Sequence[Word], keys: tuple[str, ...], place: int, language: Language) -> _Unit | None:
    table = naming(language)
    raw = words[place].text.lower()
    if len(raw) == 1 and raw.isalpha():
        unit = _Unit(raw, place + 1, "letter")
    elif keys[place] in table.code_words:
        unit = _Unit(table.code_words[keys[place]], place + 1, "told")
    else:
        letter = table.letters.get(raw)
        if letter is None:
            return None
        unit = _Unit(letter, place + 1, "named")
    if unit.end < len(words):
        unit = _marked(unit, keys, language)
    return _explained(unit, words, keys, language)


def _marked(unit: _Unit, keys: tuple[str, ...], language: Language) -> _Unit:
    """ "z kreską", "z ogonkiem" after the letter."""
    found = _marks(language).at(keys, unit.end)
    if found is None:
        return unit
    changed = naming(language).marks[found[0]].get(unit.letters, unit.letters)
    return _Unit(changed, found[1], "told")


def _explained(unit: _Unit, words: Sequence[Word], keys: tuple[str, ...], language: Language) -> _Unit:
    """ "… as in Bravo", "… jak Łukasz": the word's first letter counts, since a letter alone is easily misheard."""
    if unit.end >= len(words):
        return unit
    like = _like(language).at(keys, unit.end)
    if like is None or like[1] >= len(words) or len(keys[like[1]]) < 2:
        return unit
    first = words[like[1]].text[0].lower()
    if not first.isalpha():
        return unit
    letter = unit.letters
    if letter != "x":  # "x as in excellent"
        # "Ó jak ósemka" without diacritics must not undo a told "ó".
        letter = letter if fold(letter) == first else first
    return _Unit(letter, like[1] + 1, "told")


@lru_cache(maxsize=2)
def _like(language: Language) -> Phrases[bool]:
    return Phrases({True: naming(language).like})


@lru_cache(maxsize=2)
def _skips(language: Language) -> Phrases[bool]:
    return Phrases({True: naming(language).skips})


@lru_cache(maxsize=2)
def _marks(language: Language) -> Phrases[str]:
    return Phrases({name: name for name in naming(language).marks if split(name)})
