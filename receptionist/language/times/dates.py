"""Patterns of dates: rows of tokens that name a day or a stretch of days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from receptionist.language.times import calendar
from receptionist.language.times.calendar import Days
from receptionist.language.times.spans import read_span
from receptionist.language.times.stretches import Read, count, edge, many_on, month, nth, unit, weekend
from receptionist.language.times.terms import month_at, weekday_at, which_at, year_at
from receptionist.language.times.words import Words


def read_date(w: Words, i: int, linked: bool = False) -> Read:
    """The date named at `i`. linked: a preposition stood before it ("on the third"), so a bare day of month counts."""
    key = ("date", i, linked)
    if key not in w.memo:
        w.memo[key] = _read_date(w, i, linked) if i < len(w.tokens) and not w.unknown(i) else None
    found: Read = w.memo[key]
    return found


def _read_date(w: Words, i: int, linked: bool) -> Read:
    for pattern in _PATTERNS:
        found = pattern(w, i)
        if found is not None:
            return found
    return _day_of_month(w, i, linked)


def _figures(w: Words, i: int) -> Read:
    """2026-03-03, 3/3, 3.03.2026; and the days that have a name (Christmas Eve)."""
    ymd, dm, fixed = w.get(i, "ymd"), w.get(i, "dm"), w.get(i, "fixed")
    if ymd is not None:
        try:
            return calendar.day(date(*ymd)), i + 1
        except ValueError:
            return None
    if fixed is not None:
        year, end = year_at(w, i + 1)
        dm = (fixed[1], fixed[0], year)
    elif (
        dm is None
        or (w.has(i + 1, "unit") and "/" in w.tokens[i].text)
        or (w.has(i, "clock") and _time_follows(w, i, dm[2]))
    ):
        return None
    else:
        end = i + 1
    found = calendar.complete(Days(dom=dm[0], month=dm[1], year=dm[2]), w.today)
    return (found, w.skip(end, "year_word")) if found else None


def _time_follows(w: Words, i: int, year: int | None) -> bool:
    """Before "10.10" stands a word that a time follows."""
    return year is None and w.has(
        i - 1, "at", "past", "after", "before", "oclock", "from", "until", "to", "between", "and", "dash"
    )


def _relative(w: Words, i: int) -> Read:
    """today, tomorrow, a week tomorrow, tomorrow week."""
    offset = w.get(i, "day")
    if offset is None:
        return None
    weeks = 0
    j = i + 1
    if w.get(j, "unit") == "week" and offset >= 0 or w.get(j, "week_on"):
        weeks, j = 1, j + 1
    found = calendar.day(calendar.shift(w.today, offset + 7 * weeks))
    return replace(found, part=w.get(i, "part")), j


def _week_on(w: Words, i: int) -> Read:
    """a week on Tuesday, a week today, two weeks on Monday, za tydzień we wtorek."""
    weeks: int | None = w.get(i, "week_on")
    j = i + 1
    span = read_span(w, j) if w.has(i, "za") else None
    if span and span[0] == "week" and span[1] == int(span[1]):
        weeks, j = int(span[1]), span[2]
    elif weeks is None:
        if w.has(i, "fortnight"):
            weeks, j = 2, i + 1
        else:
            k = w.skip(i, "article")
            weeks = w.number(k, "card") if k == i else 1
            k = k if k > i else k + 1
            if w.lexicon.language != "en" or weeks is None or weeks > 8 or w.get(k, "unit") != "week":
                return None
            j = k + 1
    k = w.skip(j, "on", "in", "from")
    if (day := w.get(k, "day")) is not None and w.get(k, "part") is None:
        return calendar.day(calendar.shift(w.today, day + 7 * weeks)), k + 1
    number = weekday_at(w, k)
    if number is None:
        return None
    base = calendar.weekday(w.today, number, None)
    return calendar.day(calendar.shift(base.lo or w.today, 7 * weeks)), k + 1


def _weekday(w: Words, i: int) -> Read:
    """Tuesday; next Tuesday; Tuesday the 19th; Tuesday of next week; Tuesday week; wtorek za tydzień."""
    which, j = which_at(w, i)
    number = weekday_at(w, j)
    if number is None:
        return None
    which = None if which == 0 and w.has(j - 1, "nearest") else which
    j += 1
    k = w.skip(j, "comma", "on", "in", "the", "from")
    k = k + 1 if w.get(k, "mark") == "," else k
    k = w.skip(k, "the", "in")
    if w.get(j, "after_next"):
        base = calendar.weekday(w.today, number, None)
        return calendar.day(calendar.shift(base.lo or w.today, 7)), j + 1
    if which is None and (dated := _calendar_day(w, k)):
        found = calendar.complete(replace(dated[0], weekday=number), w.today)
        if found and found.lo is not None:
            if dated[0].lo is not None and found.lo.weekday() != number:
                found = replace(found, doubtful=True)
            return found, dated[1]
    week = _week_of(w, j)
    if week:
        monday, end = week
        return calendar.day(calendar.shift(monday, number)), end
    weeks, end = _weeks_on(w, j)
    base = calendar.weekday(w.today, number, which)
    if weeks and base.lo:
        return calendar.day(calendar.shift(base.lo, 7 * weeks)), end
    return base, j


def _weeks_on(w: Words, j: int) -> tuple[int, int]:
    """… week, … za tydzień, … za dwa tygodnie, … in two weeks after a weekday."""
    if w.get(j, "week_on"):
        return 1, j + 1
    if w.lexicon.language == "en" and w.get(j, "unit") == "week":
        return 1, j + 1
    if w.lexicon.language == "en" and w.has(j, "fortnight"):
        return 2, j + 1
    if w.has(j, "za"):
        span = read_span(w, j + 1)
        if span and span[0] == "week" and span[1] == int(span[1]):
            return int(span[1]), span[2]
    return 0, j


def _week_of(w: Words, j: int) -> tuple[date, int] | None:
    """… of next week, … next week, … w przyszłym tygodniu: that week's Monday."""
    k = w.skip(j, "of", "in", "from", "on", "the")
    which, end = which_at(w, k)
    if which is None or w.get(end, "unit") != "week":
        if w.has(k, "week2"):
            return calendar.week(w.today, 2).lo or w.today, k + 1
        return None
    return calendar.week(w.today, which).lo or w.today, end + 1


def _calendar_day(w: Words, i: int) -> Read:
    """Day of month with or without a month after a weekday: the 19th; 3 marca; Feb 18; 3/3."""
    found = _dated(w, i) or _figures(w, i)
    if found:
        return found
    dom = w.number(i, "ord")
    if dom is not None and 1 <= dom <= 31 and not w.has(i + 1, "unit", "weekday"):
        return Days(dom=dom), i + 1
    return None


def _dated(w: Words, i: int) -> Read:
    """the third of March 2027, March the third, 3 marca, 20th of next month."""
    k = w.skip(i, "the")
    dom = w.number(k, "ord", "card")
    if dom is not None and 1 <= dom <= 31:
        j = k + 1
        if w.get(j, "unit") == "day":
            j += 1
        j = w.skip(j, "of", "the", "in")
        month = month_at(w, j)
        if month is not None:
            year, end = year_at(w, j + 1, after_day=True)
            return Days(dom=dom, month=month, year=year), end
        which, end = which_at(w, j)
        if which is not None and w.get(end, "unit") == "month":
            span = calendar.unit(w.today, "month", which)
            found = calendar.nth_day(span, dom) if span else None
            return (found, end + 1) if found else None
    month = month_at(w, i)
    if month is not None:
        j = w.skip(i + 1, "the")
        dom = w.number(j, "ord", "card")
        if dom is not None and 1 <= dom <= 31 and not w.has(j + 1, "half", "oclock"):
            year, end = year_at(w, j + 1, after_day=True)
            return Days(dom=dom, month=month, year=year), end
    return None


def _full_date(w: Words, i: int) -> Read:
    found = _dated(w, i)
    if not found:
        return None
    # A date that does not exist keeps its words together: "thirty first of February" is not the 31st, nor February.
    return calendar.complete(found[0], w.today) or found[0], found[1]


def _week_with(w: Words, i: int) -> Read:
    """the week of October seventh, the week commencing the third."""
    j = w.skip(i, "the")
    if not w.has(j, "week_with") and (w.get(j, "unit") != "week" or not w.has(j + 1, "of", "from")):
        return None
    inner = _full_date(w, w.skip(j + 1, "of", "from", "the"))
    if not inner or inner[0].lo is None:
        return None
    return calendar.week(inner[0].lo, 0), inner[1]


def _day_of_month(w: Words, i: int, linked: bool) -> Read:
    """the third, on the third, trzeciego; bare ("third") only if the question was for a date."""
    k = w.skip(i, "the")
    dom = w.number(k, "ord")
    if dom is None or not 1 <= dom <= 31 or w.has(k + 1, "unit", "weekday", "weekend", "asap", "month"):
        return None
    if w.lexicon.language == "en" and w.number(k + 1, "card") == 1 and not w.has(k + 1, "fig"):
        return None  # "the second one"
    if w.lexicon.language == "en":
        # "the second chair", "the first one": an ordinal before a word we do not know counts things.
        named = k > i or linked
        timed = w.has(k + 1, "at") and w.has(k + 2, "card", "clock", "noon", "halfword", "quarter")
        ok = w.asked or timed or (named and not w.unknown(k + 1))
    else:
        genitive = w.tokens[k].text.lower().endswith("ego")
        ok = w.asked or (genitive and not w.unknown(k + 1)) or (genitive and linked)
    if not ok or (w.unknown(k + 1) and not linked and not w.asked):
        return None
    found = calendar.complete(Days(dom=dom), w.today)
    return (replace(found, dom=dom), k + 1) if found else None


_PATTERNS: tuple[Callable[[Words, int], Read], ...] = (
    _week_on,
    _relative,
    nth,
    _week_with,
    _full_date,
    _weekday,
    _figures,
    count,
    many_on,
    edge,
    unit,
    weekend,
    month,
)
