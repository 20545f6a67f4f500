"""How things are said: dates, times, money, durations, phone numbers, lists, opening hours.

Everything becomes words ("half past ten", "dziesiąta trzydzieści"), so that any voice says it right and the text
reads well too. English is British in style.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Literal

import phonenumbers

from receptionist.language.en import wording as en
from receptionist.language.pl import wording as pl
from receptionist.messages import Language
from receptionist.tenant import WEEKDAYS, Week

_WHOLE = frozenset({"JPY", "KRW", "HUF", "ISK", "CLP"})
"""Currencies said without a hundredth part. (HUF has one in ISO 4217 but none in use.)"""
_MAX_NUMBER = 10**15
_OWN_COUNTRIES = {"en": 44, "pl": 48}
"""Calling codes (ITU-T E.164) whose numbers are said without the code."""
_YEAR_NEEDED = timedelta(days=300)
"""A day further off than this is said with its year."""


def say_number(n: int, language: Language) -> str:
    """A cardinal in words; past 10^15 digit by digit."""
    if abs(n) >= _MAX_NUMBER:
        return f"{'minus ' if n < 0 else ''}{say_digits(str(abs(n)), language)}"
    return pl.number(n) if language == "pl" else en.number(n)


def say_day(
    day: date, language: Language, today: date, case: Literal["on", "bare"] = "on", *, full: bool = False
) -> str:
    """ "on Thursday the twenty-sixth of November", "w czwartek, dwudziestego szóstego listopada"; "bare" without "on".

    Today and tomorrow are said so, unless `full` asks for weekday and date (a read-back must name them).
    """
    if not full and day == today:
        return "dzisiaj" if language == "pl" else "today"
    if not full and day == today + timedelta(days=1):
        return "jutro" if language == "pl" else "tomorrow"
    with_year = abs(day - today) > _YEAR_NEEDED
    return pl.day(day, case == "on", with_year) if language == "pl" else en.day(day, case == "on", with_year)


def say_time(t: time, language: Language, case: Literal["at", "bare"] = "bare") -> str:
    """ "half past ten", "dziesiąta trzydzieści"; case "at": "at half past ten", "o dziesiątej trzydzieści"."""
    if language == "pl":
        return pl.clock(t, case)
    return f"at {en.clock(t)}" if case == "at" else en.clock(t)


def say_moment(moment: datetime, language: Language, now: datetime, *, full: bool = False) -> str:
    """Day and time: "on Thursday the twenty-sixth of November at half past ten", "jutro o dziesiątej".

    `moment` and `now` on the firm's wall clock; `now` may be in any zone when both are aware. `full`: weekday and
    date even for today and tomorrow.
    """
    if now.tzinfo is not None and moment.tzinfo is not None:
        now = now.astimezone(moment.tzinfo)
    day = say_day(moment.date(), language, now.date(), full=full)
    at = say_time(moment.time(), language, "at")
    # A pause where the date is long; "jutro o dziesiątej" needs none.
    return f"{day}, {at}" if language == "pl" and "," in day else f"{day} {at}"


def say_moments(
    moments: Sequence[datetime], language: Language, now: datetime, joiner: Literal["and", "or"] = "or"
) -> str:
    """Several times, each day named once: "tomorrow at nine o'clock or at half past ten"."""
    days: list[tuple[date, list[str]]] = []
    for moment in moments:
        if not days or days[-1][0] != moment.date():
            days.append((moment.date(), [say_moment(moment, language, now)]))
        else:
            days[-1][1].append(say_time(moment.time(), language, "at"))
    return say_list([said for _, times in days for said in times], language, joiner)


def say_span(start: time, end: time, language: Language) -> str:
    """ "from nine to half past five", "od dziewiątej do osiemnastej"."""
    return pl.span(start, end) if language == "pl" else en.span(start, end)


def say_money(minor: int, currency: str, language: Language) -> str:
    """An amount in the currency's smallest unit (ISO 4217): 12000 PLN → "sto dwadzieścia złotych"; 0 → "free"."""
    exponent = 0 if currency.upper() in _WHOLE else 2
    currency = currency.upper()
    return pl.money(minor, currency, exponent) if language == "pl" else en.money(minor, currency, exponent)


def say_minutes(n: int, language: Language) -> str:
    """A duration of `n` minutes; Polish in the accusative, as after "trwa": "godzinę", "półtorej godziny"."""
    return pl.minutes(n) if language == "pl" else en.minutes(n)


def say_digits(digits: str, language: Language) -> str:
    """Each digit as a word: "042" → "oh four two", "zero cztery dwa". Anything else in `digits` is left out."""
    words = pl.DIGITS if language == "pl" else en.DIGITS
    return " ".join(words[int(c)] for c in digits if c in "0123456789")


def say_phone(e164: str, language: Language, country: str | None = None) -> str:
    """A phone number in groups with commas for pauses: "sześć zero dwa, jeden dwa trzy, cztery pięć sześć".

    Numbers of `country` (None: of the language's own) go without the country code.
    """
    try:
        parsed = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return ", ".join(say_digits(g, language) for g in _groups(re.findall(r"[0-9]+", e164)))
    own = phonenumbers.country_code_for_region(country.upper()) if country else _OWN_COUNTRIES[language]
    if parsed.country_code == own:
        written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
        plus = ""
    else:
        written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        plus = "plus "
    groups = re.findall(r"[0-9]+", written)
    if parsed.country_code == 48:
        # Mobile and landline alike: three by three, which is how they are dictated.
        code = [] if not plus else ["48"]
        groups = code + _groups([str(parsed.national_number)])
    else:
        groups = _groups(groups)
    return plus + ", ".join(say_digits(g, language) for g in groups)


def say_ending(e164: str, language: Language) -> str:
    """The last two digits: "ending in four two", "kończący się na cztery dwa" (numer)."""
    last = say_digits(e164, language).split()[-2:]
    return f"{'kończący się na' if language == 'pl' else 'ending in'} {' '.join(last)}" if last else ""


def _groups(written: Sequence[str]) -> list[str]:
    """Groups of at most five digits as they are; longer ones in threes, four last rather than one."""
    groups: list[str] = []
    for group in written:
        if len(group) <= 5:
            groups.append(group)
            continue
        at = 0
        while len(group) - at > 4:
            groups.append(group[at : at + 3])
            at += 3
        groups.append(group[at:])
    return groups


def say_list(items: Sequence[str], language: Language, joiner: Literal["and", "or"] = "and") -> str:
    """ "a, b and c"; "a, b lub c". Nothing for no items."""
    return pl.joined(items, joiner) if language == "pl" else en.joined(items, joiner)


def say_week(week: Week, language: Language) -> str:
    """Opening hours with equal days together: "Monday to Friday from nine to six, Saturday from nine to two, …"."""
    groups: dict[str, list[int]] = {}
    closed: list[int] = []
    for number, key in enumerate(WEEKDAYS):
        hours = week.get(key, ())
        if hours:
            said = say_list([say_span(h.opens, h.closes, language) for h in hours], language)
            groups.setdefault(said, []).append(number)
        else:
            closed.append(number)
    opened = [(days, said) for said, days in groups.items()]
    return pl.week(opened, closed) if language == "pl" else en.week(opened, closed)
