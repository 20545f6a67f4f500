"""How English (British) says numbers, dates, times, money and lists. All of it words, so any voice says it right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from receptionist.language.words import listed

_UNITS = listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = listed("twenty thirty forty fifty sixty seventy eighty ninety")
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (10**3, "thousand"))
_IRREGULAR = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
WEEKDAYS = listed("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
MONTHS = listed("January February March April May June July August September October November December")
DIGITS = ("oh", *_UNITS[1:10])
MONEY = {
    "GBP": (("pound", "pounds"), ("penny", "pence")),
    "EUR": (("euro", "euros"), ("cent", "cents")),
    "USD": (("dollar", "dollars"), ("cent", "cents")),
    "PLN": (("zloty", "zlotys"), ("grosz", "groszy")),
    "CHF": (("franc", "francs"), ("rappen", "rappen")),
    "CZK": (("koruna", "koruna"), ("haler", "halers")),
}
"""ISO 4217 → major unit (one, more), minor unit (one, more)."""


def number(n: int) -> str:
    """In words, with the British "and": 120 → "one hundred and twenty"."""
    if n < 0:
        return f"minus {number(-n)}"
    if n < 20:
        return _UNITS[n]
    if n < 100:
        tens = _TENS[n // 10 - 2]
        return f"{tens}-{_UNITS[n % 10]}" if n % 10 else tens
    if n < 1000:
        rest = n % 100
        return f"{_UNITS[n // 100]} hundred" + (f" and {number(rest)}" if rest else "")
    for scale, name in _SCALES:
        if n >= scale:
            rest = n % scale
            head = f"{number(n // scale)} {name}"
            return head if not rest else f"{head} and {number(rest)}" if rest < 100 else f"{head}, {number(rest)}"
    raise AssertionError(n)


def ordinal(n: int) -> str:
    """26 → "twenty-sixth"."""
    head, dash, last = number(n).rpartition("-")
    if not dash:
        head, dash, last = number(n).rpartition(" ")
    regular = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return f"{head}{dash}{_IRREGULAR.get(last, regular)}"


def year(n: int) -> str:
    """2026 → "twenty twenty-six"; 2007 → "two thousand and seven"."""
    if not 1000 <= n <= 9999 or n % 1000 < 10:
        return number(n)
    high, low = divmod(n, 100)
    if not low:
        return f"{number(high)} hundred"
    return f"{number(high)} {'oh ' if low < 10 else ''}{number(low)}"


def day(day: date, on: bool, with_year: bool) -> str:
    """ "on Thursday the twenty-sixth of November"."""
    said = f"{WEEKDAYS[day.weekday()]} the {ordinal(day.day)} of {MONTHS[day.month - 1]}"
    if with_year:
        said = f"{said}, {year(day.year)}"
    return f"on {said}" if on else said


def clock(t: time, o_clock: bool = True) -> str:
    """ "half past ten", "quarter to six", "nine o'clock"; the part of day only where business hours do not tell."""
    minute = t.minute
    if minute == 0 and t.hour in (0, 12):
        return "noon" if t.hour else "midnight"
    part = _part_of_day(t)
    past, to = _hour(t.hour), _hour((t.hour + 1) % 24)
    if minute == 0:
        # "nine in the morning" needs no "o'clock".
        return f"{past}{part}" if part or not o_clock else f"{past} o'clock"
    if minute == 15:
        said = f"quarter past {past}"
    elif minute == 30:
        said = f"half past {past}"
    elif minute == 45:
        said = f"quarter to {to}"
    elif minute % 5 == 0:
        said = f"{number(minute)} past {past}" if minute < 30 else f"{number(60 - minute)} to {to}"
    else:
        said = f"{past} {'oh ' if minute < 10 else ''}{number(minute)}"
    return f"{said}{part}"


def _hour(hour: int) -> str:
    return _UNITS[hour % 12 or 12]


def _part_of_day(t: time) -> str:
    if t < time(8):
        return " in the morning" if t >= time(4) else " at night"
    if t < time(18, 31):
        return ""
    return " in the evening" if t < time(22) else " at night"


def span(start: time, end: time) -> str:
    """ "from nine to half past five"."""
    return f"from {clock(start, o_clock=False)} to {clock(end, o_clock=False)}"


def money(minor: int, currency: str, exponent: int) -> str:
    """5550 GBP → "fifty-five pounds fifty"."""
    if minor == 0:
        return "free"
    if minor < 0:
        return f"minus {money(-minor, currency, exponent)}"
    major, rest = divmod(minor, 10**exponent)
    names = MONEY.get(currency)
    if names is None:
        point = f"point {' '.join(_UNITS[int(c)] for c in f'{rest:0{exponent}d}')} " if rest else ""
        return f"{number(major)} {point}{' '.join(currency)}"
    (one, more), (cent, cents) = names
    whole = f"{number(major)} {one if major == 1 else more}"
    if not rest:
        return whole
    if not major:
        return f"{number(rest)} {cent if rest == 1 else cents}"
    if currency == "GBP" and rest >= 10:
        return f"{whole} {number(rest)}"
    return f"{whole} and {number(rest)} {cent if rest == 1 else cents}"


def minutes(n: int) -> str:
    """90 → "an hour and a half", 45 → "forty-five minutes"."""
    hours, left = divmod(n, 60)
    if n == 30:
        return "half an hour"
    if n == 90:
        return "an hour and a half"
    if left == 30 and hours:
        return f"{number(hours)} and a half hours"
    minute = f"{number(left)} {'minute' if left == 1 else 'minutes'}"
    if not hours:
        return minute
    hour = "one hour" if hours == 1 else f"{number(hours)} hours"
    return f"{hour} and {minute}" if left else hour


def joined(items: Sequence[str], joiner: str) -> str:
    """ "a, b and c"."""
    word = "or" if joiner == "or" else "and"
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def weekdays(days: Sequence[int]) -> str:
    """Days of the week (0 is Monday, in order): "Monday to Friday", "Monday, Wednesday and Friday"."""
    if len(days) == 7:
        return "every day"
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{WEEKDAYS[days[0]]} to {WEEKDAYS[days[-1]]}"
    return joined([WEEKDAYS[d] for d in days], "and")


def week(opened: Sequence[tuple[Sequence[int], str]], closed: Sequence[int]) -> str:
    """(days, hours said) groups and the closed days: "Monday to Friday from nine to six, closed on Sunday"."""
    if not opened:
        return "closed every day"
    parts = [f"{weekdays(days)} {hours}" for days, hours in opened]
    if closed:
        parts.append(f"closed on {weekdays(closed)}")
    return ", ".join(parts)
