"""Phone numbers: spoken, typed or half of each, as E.164.

Words become digits by the language's table (`en/dialling.py`, `pl/dialling.py`). Where words can be grouped in
more than one way ("nine hundred one": 9001 or 901) the reading that is a valid number of the country wins, the
more usual one first. Numbering plans: the `phonenumbers` library (Google's libphonenumber metadata).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import phonenumbers

from receptionist.language.dialling import Dialling
from receptionist.language.en.dialling import ENGLISH
from receptionist.language.language import Understood
from receptionist.language.pl.dialling import POLISH
from receptionist.language.words import fold, without
from receptionist.messages import Language

_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:['’][^\W\d_]+)*")
_OTHER = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}(?!\d)"  # ISO date
    r"|(?<![\d./])\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})(?![\d./])"  # 26.11.2026, 26/11/26
    r"|(?<!\d)\d{1,2}:\d{2}(?!\d)"  # 10:30
    r"|[£€$]\s?\d+(?:[.,]\d+)?"
)
_BREAK = re.compile(r"[;:?!]|[.,]\s")
"""Between two digits: rather a pause or an end than a part of one group."""
_MAX_TOKENS = 30
"""E.164 has at most 15 digits (ITU-T E.164, 6.2.1): a longer row of number words is no phone number."""
_MAX_READINGS = 256
_MAX_CHECKED = 24
_DRAMA = re.compile(r"\+447700900\d{3}")
"""Mobile numbers that Ofcom keeps for drama, so unassigned and "invalid": people try the line with them."""
_SWITCH = frozenset({"no", "sorry", "actually", "wait", "nie", "przepraszam", "znaczy"})


@dataclass(frozen=True, slots=True)
class _Token:
    key: str
    start: int
    end: int
    breaks: bool
    """A pause or a stop stands before it."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Number words in a row."""

    tokens: tuple[_Token, ...]
    before: str
    """Key of the word before it."""
    after: str
    plus: bool


def understand(text: str, language: Language, country: str) -> Understood[str | None]:
    """The phone number in `text` as E.164, numbers without a country code being `country`'s (ISO 3166).

    None when there is none that the numbering plan allows; then `rest` is the whole text. Of several the last one
    counts ("… no, sorry, …"). Dates, clock times and amounts are never taken for one.
    """
    table = _table(language)
    best: tuple[str, int, int] | None = None
    runs = _runs(text, table)
    for run in (*runs, *_joined(runs, text)):
        found = _number(run, table, country)
        if found is not None and (best is None or found[1] >= best[1]):
            best = found
    if best is None:
        return Understood(None, " ".join(text.split()))
    number, start, end = _corrected(best, runs, text, table)
    return Understood(number, without(text, ((start, end),)))


def _corrected(best: tuple[str, int, int], runs: tuple[_Run, ...], text: str, table: Dialling) -> tuple[str, int, int]:
    """The last digits said anew: "… one two three, no, one two four"."""
    number, start, end = best
    for run in runs:
        gap = (
            [fold(w).strip(",.") for w in text[end : run.tokens[0].start].split()] if run.tokens[0].start >= end else []
        )
        if not gap or len(gap) > 4 or not set(gap) & _SWITCH or len(run.tokens) > 6:
            continue
        last = next(_readings(tuple(t.key for t in run.tokens), table), "")
        changed = number[: -len(last)] + last if 1 < len(last) <= 6 else ""
        if changed and _e164(changed[1:], "ZZ", True):
            return changed, start, run.tokens[-1].end
    return best


def digits_heard(text: str, language: Language) -> str:
    """The digits said so far, whether or not they make a number; "" when none. Dates and clock times are left out."""
    table = _table(language)
    said: list[str] = []
    at = 0
    for run in _runs(text, table):
        if any(fold(w).strip(",.") in _SWITCH for w in text[at : run.tokens[0].start].split()):
            said.clear()  # "no, sorry": said anew
        at = run.tokens[-1].end
        kept = _apart_from_times(run, table)
        if kept:
            said.append(next(_readings(tuple(t.key for t in kept), table), ""))
    return "".join(said)


def _table(language: Language) -> Dialling:
    return POLISH if language == "pl" else ENGLISH


def _key(said: str) -> str:
    """Folded; digits of any script as ASCII."""
    if said.isdecimal():
        return "".join(str(unicodedata.decimal(c)) for c in said)
    return fold(said).replace("'", "").replace("’", "")


def _counts(key: str, table: Dialling) -> bool:
    return (
        key.isdecimal()
        or key in table.digits
        or key in table.teens
        or key in table.tens
        or key in table.hundreds
        or key in table.hundred
        or key in table.thousand
        or key in table.repeats
        or key in table.plurals
    )


def _runs(text: str, table: Dialling) -> tuple[_Run, ...]:
    """Rows of number words, parted by any other word."""
    masked = _OTHER.sub(lambda m: "x" * len(m.group()), text)
    tokens: list[_Token] = []
    at = 0
    for m in _TOKEN.finditer(masked):
        tokens.append(_Token(_key(m.group()), m.start(), m.end(), bool(_BREAK.search(masked, at, m.start()))))
        at = m.end()
    runs: list[_Run] = []
    place = 0
    while place < len(tokens):
        if not _counts(tokens[place].key, table):
            place += 1
            continue
        first, last = place, place
        row = [tokens[place]]
        place += 1
        while place < len(tokens):
            token = tokens[place]
            if _counts(token.key, table):
                row.append(token)
                last = place
            elif not (_bridges(token.key, table) and place - last <= 2):
                break
            elif token.key in table.slips or token.key in table.times or token.key in ("and", *table.counts):
                row.append(token)
            place += 1
        row = [t for t in row if t.start <= tokens[last].start]
        before = tokens[first - 1].key if first else ""
        after = tokens[last + 1].key if last + 1 < len(tokens) else ""
        plus = before in table.plus or masked[: tokens[first].start].rstrip(" (").endswith("+")
        runs.append(_Run(tuple(row), before, after, plus))
        place = last + 1
    return tuple(runs)


def _bridges(key: str, table: Dialling) -> bool:
    return key in table.inside or key in table.slips or key in table.times


def _joined(runs: tuple[_Run, ...], text: str) -> Iterator[_Run]:
    """All runs as one, where only a few words stand between ("six oh two, let me see, one two three …")."""
    if len(runs) < 2:
        return
    for first, second in zip(runs, runs[1:], strict=False):
        gap = text[first.tokens[-1].end : second.tokens[0].start].split()
        if len(gap) > 4 or any(fold(w).strip(",.") in _SWITCH for w in gap):
            return
    if sum(len(r.tokens) for r in runs) <= _MAX_TOKENS:
        yield _Run(tuple(t for r in runs for t in r.tokens), runs[0].before, runs[-1].after, runs[0].plus)


def _apart_from_times(run: _Run, table: Dialling) -> tuple[_Token, ...]:
    """The run without a clock time before it or a counted thing after it; () when nothing else is left."""
    tokens = run.tokens
    keys = [t.key for t in tokens]
    if run.before in table.before_time and len(keys) <= 3:
        return ()
    if run.after in table.after_other and len(keys) <= 3:
        return ()
    return tokens


def _number(run: _Run, table: Dialling, country: str) -> tuple[str, int, int] | None:
    """The valid number in a run, and its place."""
    if len(run.tokens) > _MAX_TOKENS:
        return None
    for tokens in _cuts(run, table):
        found = _valid(tuple(t.key for t in tokens), table, country, run.plus and tokens[0] is run.tokens[0])
        if found is not None:
            return found, tokens[0].start, tokens[-1].end
    return None


def _cuts(run: _Run, table: Dialling) -> Iterator[tuple[_Token, ...]]:
    """The run, then it without a time before or a counted thing after, then its parts between pauses, last first."""
    tokens = run.tokens
    yield tokens
    if run.before in table.before_time:
        for cut in (1, 2, 3):
            if len(tokens) > cut:
                yield tokens[cut:]
    if run.after in table.after_other:
        for cut in (1, 2):
            if len(tokens) > cut:
                yield tokens[:-cut]
    breaks = [i for i, t in enumerate(tokens) if t.breaks and i]
    if breaks:
        edges = [0, *breaks, len(tokens)]
        for start, end in reversed(list(zip(edges, edges[1:], strict=False))):
            yield tokens[start:end]


def _valid(keys: tuple[str, ...], table: Dialling, country: str, plus: bool) -> str | None:
    tried: set[str] = set()
    for digits in islice(_readings(keys, table), _MAX_READINGS):
        if not 7 <= len(digits) <= 18 or digits in tried:
            continue
        tried.add(digits)
        found = _e164(digits, country, plus)
        if found is not None:
            return found
        if len(tried) >= _MAX_CHECKED:
            break
    return None


@lru_cache(maxsize=512)
def _e164(digits: str, country: str, plus: bool) -> str | None:
    try:
        parsed = phonenumbers.parse(f"+{digits}" if plus else digits, country.upper())
    except phonenumbers.NumberParseException:
        return None
    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    if phonenumbers.is_valid_number(parsed) or _DRAMA.fullmatch(e164):
        return e164
    if country.upper() == "PL" and not plus and len(digits) == 10 and digits[0] == "0":
        # Until 2009 Polish landlines were dialled with a trunk 0, and old cards still show "(022) 123 45 67".
        return _e164(digits[1:], country, plus)
    return None


def _readings(keys: tuple[str, ...], table: Dialling, place: int = 0) -> Iterator[str]:
    """Every way to write the words as digits, the most usual first. Depth: at most `_MAX_TOKENS`."""
    if len(keys) > _MAX_TOKENS:
        yield "".join(k for k in keys if k.isdecimal())
        return
    if place >= len(keys):
        yield ""
        return
    for digits, end in _one(keys, place, table):
        for tail in _readings(keys, table, end):
            yield digits + tail


def _one(keys: tuple[str, ...], place: int, table: Dialling) -> Iterator[tuple[str, int]]:
    """The ways to read one number of up to four digits at `place`, the most usual first."""
    key = keys[place]
    if key.isdecimal():
        yield key, place + 1
        return
    repeated = _repeated(keys, place, table)
    if repeated is not None:
        yield repeated
        return
    hundred = _hundreds(keys, place, table)
    if hundred is not None:
        value, after, joined = hundred
        longer = list(_below_hundred(keys, after, table))
        merged = [(str(value + low), end) for low, end in longer]
        alone = (str(value), after)
        if table.merges or joined:
            yield from merged
            yield alone
        else:
            yield alone
            yield from merged
        return
    low_numbers = list(_below_hundred(keys, place, table))
    for low, end in low_numbers:
        if end < len(keys) and keys[end] in table.thousand:
            yield f"{low}000", end + 1
        yield str(low), end
    if not low_numbers:
        slip = table.slips.get(key)
        if slip is not None:
            yield slip, place + 1
        yield "", place + 1  # a filler


def _repeated(keys: tuple[str, ...], place: int, table: Dialling) -> tuple[str, int] | None:
    """ "double five", "three times zero", "dwa zera"."""
    following = keys[place + 1] if place + 1 < len(keys) else ""
    if keys[place] in table.repeats:
        digit = following if len(following) == 1 and following.isdecimal() else table.digits.get(following)
        return (digit * table.repeats[keys[place]], place + 2) if digit else None
    if keys[place] in table.counts:
        count = table.counts[keys[place]]
        if following in table.times and place + 2 < len(keys):
            digit = table.digits.get(keys[place + 2]) or table.plurals.get(keys[place + 2])
            return (digit * count, place + 3) if digit else None
        if following in table.plurals:
            return table.plurals[following] * count, place + 2
    return None


def _hundreds(keys: tuple[str, ...], place: int, table: Dialling) -> tuple[int, int, bool] | None:
    """A number of hundreds: its value, the place after, and whether "and" joins it to what follows."""
    key = keys[place]
    if key in table.hundreds:
        return table.hundreds[key], place + 1, True
    for low, end in _below_hundred(keys, place, table):
        if end < len(keys) and keys[end] in table.hundred and low:
            joined = end + 1 < len(keys) and keys[end + 1] == "and"
            return low * 100, end + 1 + joined, joined
    return None


def _below_hundred(keys: tuple[str, ...], place: int, table: Dialling) -> Iterator[tuple[int, int]]:
    if place >= len(keys):
        return
    key = keys[place]
    if key in table.tens:
        unit = table.digits.get(keys[place + 1]) if place + 1 < len(keys) else None
        if unit and unit != "0":
            yield table.tens[key] + int(unit), place + 2
        yield table.tens[key], place + 1
    elif key in table.teens:
        yield table.teens[key], place + 1
    elif key in table.digits:
        yield int(table.digits[key]), place + 1
