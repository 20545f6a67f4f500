"""Patterns of stretches of days: weeks, months, weekends, their n-th days and their edges."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TypeAlias

from receptionist.language.times import calendar
from receptionist.language.times.calendar import Days
from receptionist.language.times.terms import month_at, weekday_at, which_at, year_at
from receptionist.language.times.words import Words

Read: TypeAlias = "tuple[Days, int] | None"
"""What was named, and the index after it."""


def nth(w: Words, i: int) -> Read:
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
    return month(w, i) or unit(w, i) or _this_unit(w, i)


def _this_unit(w: Words, i: int) -> Read:
    """… of the month: this one."""
    name = w.get(i, "unit")
    if name not in ("month", "year", "week"):
        return None
    span = calendar.unit(w.today, name, 0)
    return (span, i + 1) if span else None


def month(w: Words, i: int) -> Read:
    """March, next March, March 2027."""
    which, j = which_at(w, i)
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


def unit(w: Words, i: int) -> Read:
    """this week, next month, last year, the week after next, next quarter."""
    if w.has(w.skip(i, "the"), "week2"):
        return _day_in_week(w, calendar.week(w.today, 2), w.skip(i, "the") + 1)
    j = w.skip(i, "whole", "the")
    which, j = which_at(w, j)
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
    if name == "month" and (dom := w.get(k := w.skip(j + 1, "on", "the", "in"), "ord")) is not None:
        inside = calendar.nth_day(span, int(dom))  # "next month on the fifth"
        return (inside, k + 1) if inside else None
    return _day_in_week(w, span, j + 1) if name == "week" else (span, j + 1)


def _day_in_week(w: Words, week: Days, i: int) -> tuple[Days, int]:
    """next week on Tuesday: that week's Tuesday."""
    k = w.skip(i + 1 if w.get(i, "mark") == "," else i, "on", "in")
    number = weekday_at(w, k)
    if number is None or week.lo is None or w.has(k, "every"):
        return week, i
    return calendar.day(calendar.shift(week.lo, number)), k + 1


def weekend(w: Words, i: int) -> Read:
    j = w.skip(i, "the")
    if not w.has(j, "weekend"):
        return None
    offset = 2 if w.has(j + 1, "after_next") else 0
    return calendar.weekend(w.today, offset), j + 2 if offset else j + 1


def edge(w: Words, i: int) -> Read:
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


def count(w: Words, i: int) -> Read:
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


def _amount(w: Words, i: int) -> int | None:
    amount = w.get(i, "amount")
    return int(amount) if amount is not None else w.number(i, "card")


def _last_units(w: Words, n: int, name: str, end: int) -> Read:
    first, last = calendar.unit(w.today, name, -n), calendar.unit(w.today, name, -1)
    if first is None or last is None:
        return None
    return Days(first.lo, last.hi, first.grain, stretch=True), end


def many_on(w: Words, i: int) -> Read:
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
