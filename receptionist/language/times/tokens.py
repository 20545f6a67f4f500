"""Text → typed tokens. A token keeps every role its word can play ("second": an ordinal or a unit, "do": till or to),
and the patterns decide; figures ("10:30", "3.03", "18th", "15-go") are typed here.

Time of the scan is linear in the text: each position is read once, phrases are looked up by their first word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from receptionist.language import numbers
from receptionist.language.numbers import fold
from receptionist.messages import Language

Order: TypeAlias = Literal["mdy", "dmy"]
"""How "3/4" is read: month first or day first."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or phrase."""

    text: str
    """As it stood."""
    roles: Mapping[str, Any]
    """Role → its value; see the languages' lexicons."""


Phrases: TypeAlias = Mapping[str, tuple[tuple[tuple[str, ...], Mapping[str, Any]], ...]]
"""First word → (all the words, roles), the longest first."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What a language's words mean in dates and times."""

    language: Language
    phrases: Phrases
    parts: Mapping[str, tuple[int, int]]
    """Part of day → hours from (inclusive) and to (exclusive; 24 is midnight)."""
    links: frozenset[str]
    """Roles of words that may stand between a date and its time."""


def phrases(entries: Mapping[str, Mapping[str, Any]]) -> Phrases:
    """Entries "word, other word, two words" → roles, ordered for the scan."""
    table: dict[str, list[tuple[tuple[str, ...], Mapping[str, Any]]]] = {}
    seen: dict[tuple[str, ...], dict[str, Any]] = {}
    for names, roles in entries.items():
        for name in names.split(","):
            words = tuple(fold(name).split())
            if words in seen:
                seen[words].update(roles)
                continue
            seen[words] = dict(roles)
            table.setdefault(words[0], []).append((words, seen[words]))
    return {k: tuple(sorted(v, key=lambda e: -len(e[0]))) for k, v in table.items()}


_RAW = re.compile(
    r"(?P<iso>\d{4}-\d{1,2}-\d{1,2})(?!\d)"
    r"|(?P<dmy>\d{1,2}(?P<sep>[/.-])\d{1,2}(?P=sep)\d{2,4})(?![\d-])"
    r"|(?P<long>\+?\d+(?:[-.]\d{2,}){2,})"  # a phone number in groups
    r"|(?P<dm>\d{1,2} ?/ ?\d{1,2})(?!\d)"
    r"|(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)(?!\d)"
    r"|(?P<dot>\d{1,2}\.\d{2})(?!\d)"
    r"|(?P<h>\d{1,2}h(?:\d{2})?)(?!\w)"
    r"|(?P<ord>\d{1,2}-?(?:st|nd|rd|th|go|ego|tego|ci|ciego|szy|szego|gi|giego|ty|my|mego)(?!\w))"
    r"|(?P<fem>\d{1,2}-?(?:ej|tej|stej|ciej|szej|giej|mej|sta|ta|cia|sza|ga|ma)(?!\w))"
    r"|(?P<num>\d+)"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)"
    r"|(?P<mark>[^\w\s])"
)
_DIGITS = re.compile(r"\d+")
_STOPPED_HALF = re.compile(r"\b([ap])\.\s?m\b\.?", re.IGNORECASE)
_GLUED_HALF = re.compile(r"(?<=\d)\s?([ap])(?![\w'’])", re.IGNORECASE)
_DASHES = frozenset("-–—")


def tokens(text: str, lexicon: Lexicon, order: Order) -> list[Token]:
    """The text's tokens in order."""
    if lexicon.language == "en":
        # "2 p.m." and "3p" are one word and its number.
        text = _GLUED_HALF.sub(r" \1m", _STOPPED_HALF.sub(r"\1m", text))
    raw: list[tuple[str, str]] = []
    ends: list[int] = []
    for m in _RAW.finditer(text):
        word, kind = m.group(), str(m.lastgroup if m.lastgroup != "sep" else "dmy")
        if word in _DASHES and _between_words(text, m.start(), m.end()):
            continue
        raw.append((word, kind))
        ends.append(m.end())
    words = [fold(w) for w, _ in raw]
    out: list[Token] = []
    i = 0
    while i < len(raw):
        word, kind = raw[i]
        if kind != "word":
            # The full stop of an abbreviation ("Śr., 13 lut.") says nothing.
            if word != "." or not out or not out[-1].roles.keys() & {"month", "weekday", "oclock"}:
                out.append(Token(word, _figure(words[i], kind, order)))
            i += 1
            continue
        roles, end = _word(words, i, lexicon)
        out.append(Token(" ".join(w for w, _ in raw[i:end]), roles))
        i = end
    return out


def _between_words(text: str, start: int, end: int) -> bool:
    """A hyphen inside a word ("twenty-three", "week-end"), not a dash between two times."""
    return start > 0 and end < len(text) and text[start - 1].isalpha() and text[end].isalpha()


def _word(words: list[str], i: int, lexicon: Lexicon) -> tuple[Mapping[str, Any], int]:
    """Roles of the word (or phrase, or number in words) at `i`, and the index after it."""
    roles: Mapping[str, Any] = {}
    end = i + 1
    for entry, found in _candidates(words[i], lexicon):
        if tuple(words[i : i + len(entry)]) == entry or (len(entry) == 1):
            roles, end = found, i + len(entry)
            break
    number = numbers.read(words, i, lexicon.language) if end - i <= 1 else None
    if number is not None:
        if number.end - i > 1:
            return {number.form: number.value}, number.end
        return {**roles, number.form: number.value}, number.end
    return roles, end


def _candidates(word: str, lexicon: Lexicon) -> tuple[tuple[tuple[str, ...], Mapping[str, Any]], ...]:
    found = lexicon.phrases.get(word)
    if found is None and lexicon.language == "en":
        bare = word.removesuffix("'s").removesuffix("’s")
        found = lexicon.phrases.get(bare) if bare != word else None
        found = tuple(e for e in found or () if len(e[0]) == 1)
    return found or ()


def _figure(word: str, kind: str, order: Order) -> dict[str, Any]:
    """Roles of something written in figures or a mark."""
    values = [int(d) for d in _DIGITS.findall(word[:40])]
    match kind:
        case "iso":
            return {"ymd": (values[0], values[1], values[2])}
        case "dmy":
            return _date(values[0], values[1], _year(values[2]), order)
        case "dm":
            return _date(values[0], values[1], None, order)
        case "clock" | "h":
            return _clock(values)
        case "dot":
            clock = _clock(values)
            # "3.03" is a date, "10.30" a time; only a month can follow a date's point.
            return {**clock, **(_date(values[0], values[1], None, "dmy") if values[1] <= 12 else {})}
        case "ord":
            return {"ord": values[0]}
        case "fem":
            return {"fem": values[0], "fig": 2}
        case "num":
            size = len(word)
            return {"card": int(word), "fig": size} if size <= 4 else {"digits": True}
        case "long":
            return {"digits": True}
    if word in _DASHES:
        return {"dash": True}
    if word == "@":
        return {"at": True}
    if word in "'’′":
        return {"minute_mark": True}
    return {"mark": word}


def _clock(values: list[int]) -> dict[str, Any]:
    hour, minute = values[0], values[1] if len(values) > 1 else 0
    return {"clock": (hour, minute)} if hour <= 24 and minute < 60 and hour * 60 + minute <= 1440 else {"digits": True}


def _year(value: int) -> int:
    """Two figures: the hundred years around now that callers speak of (1970–2069, as POSIX strptime has it nearly)."""
    if value >= 100:
        return value
    return value + (1900 if value >= 70 else 2000)


def _date(first: int, second: int, year: int | None, order: Order) -> dict[str, Any]:
    """A day and a month in figures; what can only be read one way is read that way."""
    month, day = (first, second) if order == "mdy" else (second, first)
    if month > 12 and day <= 12:
        month, day = day, month
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return {}
    return {"dm": (day, month, year)}
