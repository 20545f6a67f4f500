"""A caller's name put together from what was said and what was spelled: given and family name, each as written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from receptionist.language.en.naming import GIVEN as ENGLISH_GIVEN
from receptionist.language.language import PersonName
from receptionist.language.pl.declension import is_family
from receptionist.language.pl.naming import MEN, WOMEN
from receptionist.language.sounding import distance
from receptionist.language.spelling import Spelled, naming
from receptionist.language.words import Word, fold
from receptionist.language.writing import written
from receptionist.messages import Language


@dataclass(frozen=True, slots=True)
class Said:
    """A name that was said: words[start:end], the phrase before it from `begin`."""

    begin: int
    start: int
    end: int
    stop: int
    """After a phrase that follows the name ("speaking")."""
    kind: str
    """strong, weak, oblique, bare, near (beside a spelling)."""
    only: str = ""
    """ "family" or "given" where the phrase says so."""


@lru_cache(maxsize=1)
def given_names() -> frozenset[str]:
    """Given names of both languages, folded."""
    return ENGLISH_GIVEN | frozenset(map(fold, MEN)) | frozenset(map(fold, WOMEN))


def compose(
    text: str, words: Sequence[Word], said: Sequence[Said], letters: Sequence[Spelled], language: Language
) -> PersonName | None:
    """The name that the said and the spelled parts make; None when nothing is left or it is too long for one."""
    given: list[str] = []
    family: list[str] = []
    for one in said:
        parts = _parts(text, words, one, language)
        if not parts:
            continue
        if one.only == "family":
            family = parts
        elif one.only == "given":
            given = parts
        else:
            given, family = _split(parts, words, one, language)
    given, family = _spelling(given, family, said, letters, language)
    name = PersonName(" ".join(given), " ".join(family), spelled=bool(letters))
    if not name.full or len(name.full) > 60:
        return None
    return name


_HYPHENS = ("-", "‐", "‑", "–")


def _parts(text: str, words: Sequence[Word], said: Said, language: Language) -> list[str]:
    """The words of a name as they are written, hyphenated ones together."""
    raw: list[str] = []
    for place in range(said.start, said.end):
        word = words[place]
        if raw and text[words[place - 1].end : word.start] in _HYPHENS:
            raw[-1] += "-" + word.text
        else:
            raw.append(word.text)
    return written(raw, language, declined=said.kind in ("oblique", "bare"))


def _split(parts: list[str], words: Sequence[Word], said: Said, language: Language) -> tuple[list[str], list[str]]:
    """Given and family names apart."""
    keys = [fold(p) for p in parts]
    titled = said.start > 0 and words[said.start - 1].key in naming(language).titles
    if len(parts) == 1:
        lone = titled and keys[0] not in given_names() or (is_family(keys[0]) and keys[0] not in given_names())
        return ([], parts) if lone else (parts, [])
    if keys[0] not in given_names() and keys[-1] in given_names():
        return parts[-1:], parts[:-1]  # "Kowalski Jan", as in an office
    if len(parts) == 3 and keys[0] == keys[2]:
        return parts[1:2], parts[2:]  # "Bond, James Bond"
    heads = 1
    if len(parts) > 2 and keys[0] in given_names() and keys[1] in given_names():
        heads = 2
    return parts[:heads], parts[heads:]


def _spelling(
    given: list[str], family: list[str], said: Sequence[Said], letters: Sequence[Spelled], language: Language
) -> tuple[list[str], list[str]]:
    """Each spelled name in the place of the heard one that it is nearest to."""
    given, family = list(given), list(family)
    for number, one in enumerate(letters):
        text = written([one.text], language)[0]
        label = _label(said, one)
        if label == "given":
            given = [text]
        elif label == "family":
            family = [text]
        else:
            near_given, near_family = _nearest(given, text), _nearest(family, text)
            if near_family is not None and (near_given is None or near_family[0] <= near_given[0]):
                family[near_family[1]] = text
            elif near_given is not None:
                given[near_given[1]] = text
            elif len(letters) > 1 and number == 0:
                given = [text]
            elif given and fold(given[0]) in given_names() or len(letters) > 1 or is_family(fold(text)):
                family = [text]
            else:
                given = [text]
    return given, family


def _label(said: Sequence[Said], one: Spelled) -> str:
    """Whether "first name" or "surname" stands before the spelling, and no other spelling between."""
    before = [s for s in said if s.only and s.start <= one.start]
    return before[-1].only if before else ""


def _nearest(heard: Sequence[str], text: str) -> tuple[int, int] | None:
    """(edits, place) of the heard word that the spelled one is a version of."""
    limit = max(1, len(text) // 2)
    rated = [(distance(fold(h), fold(text), limit), place) for place, h in enumerate(heard)]
    near = [r for r in rated if r[0] <= limit]
    return min(near) if near else None
