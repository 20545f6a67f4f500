"""Days as they are named, and the arithmetic on them. Pure dates: no clock, no zone."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from receptionist.language.language import Grain

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """A date or a stretch of dates: [lo, hi), or what is known of one (day of month without a month, …)."""

    lo: date | None = None
    hi: date | None = None
    grain: Grain = "day"
    dom: int | None = None
    """Only a day of the month was said; `complete` finds the date, a range takes the month of its other end."""
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    doubtful: bool = False
    """Two readings, or the weekday and the date do not agree: ask back."""
    moment: datetime | None = None
    """A point so far from now ("in two hours", "in seven days")."""
    stretch: bool = False
    """Named as a stretch ("the next three days"), not as a thing of the calendar ("next week")."""
    bare: int | None = None
    """The weekday, where nothing else was said of the date."""
    next_week: bool = False
    """… and "next" stood before it."""
    count: int = 1
    """Of a stretch from `moment` on: so many of its grain."""
    part: str | None = None
    """The part of day that comes with it ("tonight")."""

    @property
    def single(self) -> bool:
        """One day."""
        return self.lo is not None and self.hi is not None and (self.hi - self.lo) == DAY


def day(d: date) -> Days:
    """That date."""
    return Days(d, d + DAY)


def shift(d: date, days: int) -> date:
    """Days on; beyond the calendar its last day (a caller's "in 9999999 days" is no error)."""
    try:
        return d + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def month_shift(d: date, months: int) -> date:
    """The same day so many months on, at most the month's last day."""
    index = d.year * 12 + d.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= 9998:
        return date(9998, 12, 31) if year > 1 else date.min
    return date(year, month + 1, min(d.day, calendar.monthrange(year, month + 1)[1]))


def week(today: date, offset: int) -> Days:
    """A calendar week (ISO 8601: from Monday), 0 being this one."""
    monday = shift(today, -today.weekday() + 7 * offset)
    return Days(monday, shift(monday, 7), "week")


def month(year: int, number: int) -> Days:
    """A calendar month."""
    first = date(year, number, 1)
    return Days(first, month_shift(first, 1), "month")


def unit(today: date, name: str, offset: int) -> Days | None:
    """This (0), next (1), last (-1) … week, month, quarter, year; a day is today and so on."""
    if name == "day":
        return day(shift(today, offset))
    if name == "week":
        return week(today, offset)
    if name == "month":
        first = month_shift(today.replace(day=1), offset)
        return Days(first, month_shift(first, 1), "month")
    if name == "quarter":
        first = month_shift(date(today.year, (today.month - 1) // 3 * 3 + 1, 1), offset * 3)
        return Days(first, month_shift(first, 3), "quarter")
    if name == "year":
        first = month_shift(date(today.year, 1, 1), offset * 12)
        return Days(first, month_shift(first, 12), "year")
    return None


def weekend(today: date, offset: int) -> Days:
    """Saturday and Sunday; on a Sunday "this weekend" is still the one under way."""
    monday = shift(today, -today.weekday() + 7 * offset)
    return Days(shift(monday, 5), shift(monday, 7), "day", stretch=True)


def weekday(today: date, number: int, which: int | None) -> Days:
    """A weekday as said on `today`.

    Bare: the next one, never today (today is called "today"). "this": today or the next one.
    "next": that of the next calendar week. "last": the latest before today.
    """
    ahead = (number - today.weekday()) % 7
    if which is None:
        return replace(day(shift(today, ahead or 7)), bare=number)
    if which == 0:
        return day(shift(today, ahead))
    if which == -1:
        return day(shift(today, ahead - 7))
    return replace(day(shift(today, -today.weekday() + 7 * which + number)), next_week=which == 1)


def complete(d: Days, today: date) -> Days | None:
    """The date meant by what was said of it: the next such date, today included; None if there is none.

    A weekday that fits neither this year's date nor (no month said) the next two months' is a
    contradiction: the day of the month stands, and it is asked back.
    """
    if d.lo is not None or d.dom is None:
        return d if d.lo is not None or d.moment is not None else None
    found = _dates(d, today)
    if not found:
        return None
    if d.weekday is None:
        return replace(d, lo=found[0], hi=shift(found[0], 1), dom=None)
    for candidate in found:
        if candidate.weekday() == d.weekday:
            return replace(d, lo=candidate, hi=shift(candidate, 1), dom=None)
    return replace(d, lo=found[0], hi=shift(found[0], 1), dom=None, doubtful=True)


def _dates(d: Days, today: date) -> list[date]:
    """The dates it may be, nearest first: the year said, or the coming ones; two months if none was said."""
    found: list[date] = []
    if d.month is not None:
        years = [d.year] if d.year is not None else [today.year + n for n in range(9)]
        months = [(y, d.month) for y in years]
    else:
        first = today.replace(day=1)
        shifted = [month_shift(first, n) for n in range(4)]
        months = [(m.year, m.month) for m in shifted]
    for y, m in months:
        if not 1 <= y <= 9998 or d.dom is None or not 1 <= d.dom <= calendar.monthrange(y, m)[1]:
            continue
        candidate = date(y, m, d.dom)
        if d.year is not None or candidate >= today:
            found.append(candidate)
    # 29 February may be years away, any other date without a year is this year's or the next's.
    return found[:2]


def nth_weekday(span: Days, number: int, n: int) -> Days | None:
    """The n-th (from 1; -1 the last) such weekday of a month or a year."""
    if span.lo is None or span.hi is None:
        return None
    if n > 0:
        found = shift(span.lo, (number - span.lo.weekday()) % 7 + 7 * (n - 1))
    else:
        last = shift(span.hi, -1)
        found = shift(last, -((last.weekday() - number) % 7) + 7 * (n + 1))
    return day(found) if span.lo <= found < span.hi else None


def nth_day(span: Days, n: int) -> Days | None:
    """The n-th (from 1; -1 the last) day of a stretch."""
    if span.lo is None or span.hi is None:
        return None
    found = shift(span.lo, n - 1) if n > 0 else shift(span.hi, n)
    return day(found) if span.lo <= found < span.hi else None


def nth_week(span: Days, n: int) -> Days | None:
    """The n-th (-1 the last) week that begins in a month."""
    monday = nth_weekday(span, 0, n)
    return Days(monday.lo, shift(monday.lo, 7), "week") if monday and monday.lo else None


def edge(span: Days, which: str) -> Days | None:
    """Beginning, middle or end: three days of a week, ten of a month, three months of a year."""
    if span.lo is None or span.hi is None:
        return None
    third = {"week": 3, "month": 10}.get(span.grain)
    if third is None:
        if span.grain != "year":
            return None
        start = span.lo if which == "start" else month_shift(span.lo, 9 if which == "end" else 5)
        return Days(start, month_shift(start, 3), "month", stretch=True)
    if which == "start":
        return Days(span.lo, shift(span.lo, third), "day", stretch=True)
    if which == "end":
        # The last ten days of a month begin on the 21st, whatever its length.
        begin = shift(span.lo, 20) if span.grain == "month" else shift(span.hi, -third)
        return Days(begin, span.hi, "day", stretch=True)
    begin = shift(span.lo, 10) if span.grain == "month" else shift(span.lo, 2)
    return Days(begin, shift(begin, third if span.grain == "month" else 1), "day", stretch=True)
