"""Patterns of dates: rows of tokens that name a day or a stretch of days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeAlias

from receptionist.language.times import calendar
from receptionist.language.times.calendar import Days
from receptionist.language.times.spans import read_span
from receptionist.language.times.words import Words

Read: TypeAlias = "tuple[Days, int] | None"
"""What was named, and the index after it."""


def read_date(w: Words, i: int, linked: bool = False) -> Read:
    """The date named at `i`. linked: a preposition stood before it ("on the third"), so a bare day of month counts."""
    for pattern in _PATTERNS:
        found = pattern(w, i)
        if found is not None:
            return found
    return _day_of_month(w, i, linked)


def month_at(w: Words, i: int) -> int | None:
    """The month named by the token, where it really is one ("may" and "march" are words too)."""
    number = w.get(i, "month")
    if number is None or not w.has(i, "weak") or w.pure:
        return None if number is None else int(number)
    if w.lexicon.language == "pl":
        return None
    near = w.number(i - 1, "ord", "card") or w.number(w.skip(i + 1, "the"), "ord", "card")
    if (near and near <= 31) or w.has(i - 1, "in", "of", "which", "until", "edge") or w.get(i - 1, "from"):
        return int(number)
    return None


def weekday_at(w: Words, i: int) -> int | None:
    """The weekday named by the token ("sat" and "sun" are words too)."""
    number = w.get(i, "weekday")
    if number is None or not w.has(i, "weak") or w.pure:
        return None if number is None else int(number)
    if w.has(i - 1, "on", "which", "until", "from", "after", "before", "by"):
        return int(number)
    return int(number) if w.has(i + 1, "ord", "part", "clock", "month") else None


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


def _which(w: Words, i: int) -> tuple[int | None, int]:
    """this / next / last at `i` (articles skipped)."""
    j = w.skip(i, "the", "on")
    which = w.get(j, "which")
    if which is None:
        return None, i
    if w.get(j + 1, "which") is not None and which == 0:
        return w.get(j + 1, "which"), j + 2
    return which, j + 1


def _weekday(w: Words, i: int) -> Read:
    """Tuesday; next Tuesday; Tuesday the 19th; Tuesday of next week; Tuesday week; wtorek za tydzień."""
    which, j = _which(w, i)
    number = weekday_at(w, j)
    if number is None:
        return None
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
    which, end = _which(w, k)
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
        which, end = _which(w, j)
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
    done = calendar.complete(found[0], w.today)
    return (done, found[1]) if done else None


def year_at(w: Words, i: int, after_day: bool = False) -> tuple[int | None, int]:
    """The year named at `i`: 2027, "twenty twenty seven", after a day and month also '27 or "twenty seven"."""
    j = w.skip(i, "of", "in") if w.number(w.skip(i, "of", "in"), "card") else i
    j = j + 1 if w.get(j, "mark") == "," else j
    value = w.number(j, "card", "ord")
    if value is None:
        return None, i
    if 1900 <= value <= 2199:
        return value, w.skip(j + 1, "year_word")
    following = w.number(j + 1, "card") if not w.has(j + 1, "fig") else None
    if value in (19, 20) and following is not None and 10 <= following <= 99 and not w.has(j, "fig"):
        return value * 100 + following, w.skip(j + 2, "year_word")
    ahead = value - w.today.year % 100
    plain = not w.has(j + 1, "half", "oclock", "card", "ord", "part", "unit", "to", "past", "oh")
    if after_day and 0 <= ahead <= 4 and plain and not w.has(j - 1, "at", "in"):
        return w.today.year + ahead, w.skip(j + 1, "year_word")
    return None, i


def _nth(w: Words, i: int) -> Read:
    """first week of October 2026, last Friday of May, third Tuesday in March, the first Monday of next month."""
    k = w.skip(i, "the")
    n = w.number(k, "ord", "fem")
    j = k + 1
    if n is None and w.get(k, "which") == -1:
        n = -1
    elif n is not None and w.get(j, "which") == -1:
        n, j = -n, j + 1
    if n is None or abs(n) > 31:
        return None
    number, kind = weekday_at(w, j), w.get(j, "unit")
    if number is None and kind not in ("day", "week") and not w.has(j, "weekend"):
        return None
    inside = _inside(w, w.skip(j + 1, "of", "in", "the"))
    if not inside or (w.skip(j + 1, "of", "in", "the") == j + 1 and w.lexicon.language == "en"):
        return None
    span, end = inside
    if number is not None:
        found = calendar.nth_weekday(span, number, n)
    elif kind == "day":
        found = calendar.nth_day(span, n)
    elif kind == "week":
        found = calendar.nth_week(span, n)
    else:
        saturday = calendar.nth_weekday(span, 5, n)
        found = calendar.weekend(saturday.lo, 0) if saturday and saturday.lo else None
    return (found, end) if found else None


def _inside(w: Words, i: int) -> Read:
    """A month or a year that something is counted in."""
    return _month(w, i) or _unit(w, i) or _this_unit(w, i)


def _this_unit(w: Words, i: int) -> Read:
    """… of the month: this one."""
    name = w.get(i, "unit")
    if name not in ("month", "year", "week"):
        return None
    span = calendar.unit(w.today, name, 0)
    return (span, i + 1) if span else None


def _month(w: Words, i: int) -> Read:
    """March, next March, March 2027."""
    which, j = _which(w, i)
    number = month_at(w, j)
    if number is None:
        return None
    j += 1
    year, end = year_at(w, j)
    if year is None:
        year = w.today.year + (1 if number < w.today.month else 0)
        if w.has(j, "after_next"):
            year, end = year + 1, j + 1
        if which == -1:
            year = w.today.year - (1 if number >= w.today.month else 0)
    return calendar.month(year, number), end


def _unit(w: Words, i: int) -> Read:
    """this week, next month, last year, the week after next, next quarter."""
    if w.has(w.skip(i, "the"), "week2"):
        return _day_in_week(w, calendar.week(w.today, 2), w.skip(i, "the") + 1)
    j = w.skip(i, "whole", "the")
    which, j = _which(w, j)
    if which is None:
        return None
    if w.has(j, "weekend"):
        return calendar.weekend(w.today, which), j + 1
    name = w.get(j, "unit")
    if name is None or (name == "day" and which == 0):
        return None
    span = calendar.unit(w.today, name, which)
    if span is None:
        return None
    return _day_in_week(w, span, j + 1) if name == "week" else (span, j + 1)


def _day_in_week(w: Words, week: Days, i: int) -> tuple[Days, int]:
    """next week on Tuesday: that week's Tuesday."""
    k = w.skip(i + 1 if w.get(i, "mark") == "," else i, "on", "in")
    number = weekday_at(w, k)
    if number is None or week.lo is None or w.has(k, "every"):
        return week, i
    return calendar.day(calendar.shift(week.lo, number)), k + 1


def _weekend(w: Words, i: int) -> Read:
    j = w.skip(i, "the")
    if not w.has(j, "weekend"):
        return None
    offset = 2 if w.has(j + 1, "after_next") else 0
    return calendar.weekend(w.today, offset), j + 2 if offset else j + 1


def _edge(w: Words, i: int) -> Read:
    """beginning of next week, end of March, the end of the month."""
    j = w.skip(i, "the", "at", "on", "in")
    if (pair := w.get(j, "edge_unit")) is not None:
        span = calendar.unit(w.today, pair[1], 0)
        found = calendar.edge(span, pair[0]) if span else None
        return (found, j + 1) if found else None
    which = w.get(j, "edge")
    if which is None:
        return None
    inside = _inside(w, w.skip(j + 1, "of", "the", "at", "in"))
    if not inside:
        return None
    span = inside[0]
    if span.grain == "month" and span.lo and month_at(w, inside[1] - 1) and span.lo.year == w.today.year:
        done = calendar.edge(span, which)
        if done and done.hi and done.hi <= w.today:
            span = calendar.month(w.today.year + 1, span.lo.month)
    found = calendar.edge(span, which)
    return (found, inside[1]) if found else None


def _week_with(w: Words, i: int) -> Read:
    """the week of October seventh, the week commencing the third."""
    j = w.skip(i, "the")
    if not w.has(j, "week_with") and (w.get(j, "unit") != "week" or not w.has(j + 1, "of", "from")):
        return None
    inner = _full_date(w, w.skip(j + 1, "of", "from", "the"))
    if not inner or inner[0].lo is None:
        return None
    return calendar.week(inner[0].lo, 0), inner[1]


def _count(w: Words, i: int) -> Read:
    """next three days, the next few weeks, two upcoming weeks, kolejne 3 tygodnie."""
    j = w.skip(i, "the", "in")
    n, end, which, upcoming = None, j, w.get(j, "which"), w.has(j, "upcoming")
    if which is not None or w.get(j, "nearest"):
        n = _amount(w, j + 1)
        end = j + 2
        if n is None and w.get(j, "nearest") and w.get(j + 1, "unit") == "day":
            n, end = 3, j + 1
    elif (n := _amount(w, j)) is not None and w.has(j + 1, "upcoming"):
        which, upcoming, end = 1, True, j + 2
    name = w.get(end, "unit") if n is not None else None
    if n is None or name is None or (which == 0 and not w.has(j, "nearest")) or n > 1000:
        return None
    if which == -1:
        return _last_units(w, n, name, end + 1)
    return _next_units(w, n, name, upcoming), end + 1


def _last_units(w: Words, n: int, name: str, end: int) -> Read:
    first, last = calendar.unit(w.today, name, -n), calendar.unit(w.today, name, -1)
    if first is None or last is None:
        return None
    return Days(first.lo, last.hi, first.grain, stretch=True), end


def _many_on(w: Words, i: int) -> Read:
    """two Sundays from now, two Thursdays ago."""
    n, number = _amount(w, i), w.get(i + 1, "weekday")
    if n is None or number is None or not 1 <= n <= 60:
        return None
    if w.has(i + 2, "hence"):
        base = calendar.weekday(w.today, number, None)
        return calendar.day(calendar.shift(base.lo or w.today, 7 * (n - 1))), i + 3
    if w.has(i + 2, "ago"):
        base = calendar.weekday(w.today, number, -1)
        return calendar.day(calendar.shift(base.lo or w.today, -7 * (n - 1))), i + 3
    return None


def _amount(w: Words, i: int) -> int | None:
    amount = w.get(i, "amount")
    return int(amount) if amount is not None else w.number(i, "card")


def _next_units(w: Words, n: int, name: str, upcoming: bool) -> Days:
    if name in ("minute", "hour", "second"):
        step = timedelta(minutes=1) if name != "hour" else timedelta(hours=1)
        return Days(moment=w.now + step, count=n, grain="hour" if name == "hour" else "minute", stretch=True)
    first, last = calendar.unit(w.today, name, 1), calendar.unit(w.today, name, n)
    if first is None or last is None:
        return Days(w.today, calendar.shift(w.today, 1))
    if upcoming and n > 1:
        # "two upcoming weeks": the second week from now, or all up to it; the caller is asked.
        return replace(last, doubtful=True)
    return Days(first.lo, last.hi, first.grain, stretch=True)


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
        ok = w.asked or (named and not w.unknown(k + 1))
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
    _nth,
    _week_with,
    _full_date,
    _weekday,
    _figures,
    _count,
    _many_on,
    _edge,
    _unit,
    _weekend,
    _month,
)
