"""Patterns of durations: "two hours", "half an hour", "a few days", "półtorej godziny"; and the points they lead to."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from receptionist.language.times import calendar
from receptionist.language.times.calendar import Days
from receptionist.language.times.words import Words

_AMOUNTS = ("card", "amount", "span", "unit", "article")
_FRACTIONS = {"1/2": 0.5, "1/4": 0.25, "3/4": 0.75}


def read_span(w: Words, i: int) -> tuple[str, float, int] | None:
    """A duration: unit, how many of it, index after; None if there is none."""
    i = w.skip(i, "approx", "at") if w.has(i + 1, *_AMOUNTS) or w.has(i, "approx") else i
    fixed = w.get(i, "span")
    if fixed:
        return str(fixed[0]), float(fixed[1]), i + 1
    fraction = _FRACTIONS.get(w.tokens[i].text.replace(" ", "")) if w.has(i, "dm") else None
    if fraction and w.get(i + 1, "unit") == "hour":
        return "hour", fraction, i + 2
    if w.has(i, "clock") and w.tokens[i].text[-1:] in "hH" and w.has(i - 1, "in", "in_span", "za"):
        return "hour", float(w.get(i, "clock")[0]), i + 1
    k = w.skip(i, "article")
    if w.has(k, "fortnight"):
        return "day", 14.0, k + 1
    amount = w.get(k, "amount")
    count = float(amount) if amount is not None else None
    j = k
    if count is None and (number := w.number(k, "card")) is not None:
        count = float(number)
    if count is not None:
        j = k + 1
        if w.has(j, "and_half"):
            count, j = count + 0.5, j + 1
        j = w.skip(j, "of")
        if w.has(j, "minute_mark"):
            return "minute", count, j + 1
    elif k > i:
        count = 1.0
    unit = w.get(j, "unit")
    if unit is None or (count is None and w.lexicon.language == "en"):
        return None
    if count is None and w.has(j, "locative"):
        return None  # "dwa razy w tygodniu"
    led = w.has(i - 1, "in", "in_span", "za", "within")
    if count is None and not led and not w.has(j + 1, "hence", "hence_soft", "ago"):
        return None
    if w.has(j + 1, "and_half"):
        return str(unit), (count or 1.0) + 0.5, j + 2
    return str(unit), count or 1.0, j + 1


def minutes(unit: str, count: float) -> float | None:
    """The duration in minutes where the unit has a fixed length."""
    size = {"second": 1 / 60, "minute": 1.0, "hour": 60.0, "day": 1440.0, "week": 10080.0}.get(unit)
    return None if size is None else size * count


def away(now: datetime, unit: str, count: float, sign: int = 1) -> Days | None:
    """The point so far from now: minutes and hours are a moment, days a moment of which only the date is meant."""
    if count > 100_000:
        return None
    count *= sign
    if unit in ("second", "minute", "hour"):
        size = minutes(unit, count) or 0.0
        return Days(moment=_plus(now, timedelta(minutes=size)), grain="minute")
    if unit == "day":
        # Seven days from now, cut to the hour; `resolve` says that the date alone was said.
        moment = _plus(now, timedelta(days=count)).replace(minute=0, second=0, microsecond=0)
        return Days(moment=moment, grain="hour", lo=moment.date(), hi=calendar.shift(moment.date(), 1))
    if unit == "week":
        target = calendar.shift(now.date(), round(7 * count))
        return calendar.day(target)
    if unit == "month":
        return calendar.day(calendar.month_shift(now.date(), round(count)))
    if unit == "year":
        first = calendar.month_shift(now.date().replace(day=1), round(12 * count))
        return Days(first, calendar.month_shift(first, 1), "month")
    return None


def _plus(now: datetime, delta: timedelta) -> datetime:
    """Days keep the wall clock, shorter ones elapse (so an hour is an hour over a clock change)."""
    try:
        if delta.days and not delta.seconds:
            return now + delta
        return (now.astimezone(UTC) + delta).astimezone(now.tzinfo)
    except OverflowError:
        return datetime.combine(now.date(), time(), now.tzinfo)


def read_away(w: Words, i: int) -> tuple[Days, int] | None:
    """in two hours, za tydzień, three weeks hence, seven days ago, two weeks from now."""
    if w.get(i, "week_on"):
        found = away(w.now, "week", 1.0)
        return (found, i + 1) if found else None
    lead = w.has(i, "in", "in_span", "za")
    j = i + 1 if lead else i
    if w.has(j, "quarter") and w.has(i, "za"):
        found = away(w.now, "minute", 15.0)
        return (found, j + 1) if found else None
    span = read_span(w, j)
    if span is None:
        return None
    unit, count, end = span
    if unit == "second":
        return None
    if w.has(end, "ago"):
        found, end = away(w.now, unit, count, -1), end + 1
    elif w.has(end, "hence") or (w.has(end, "hence_soft") and w.pure and unit not in ("second", "minute", "hour")):
        # "half an hour later" moves something we do not know.
        found, end = away(w.now, unit, count), end + 1
    elif lead:
        found = away(w.now, unit, count)
    else:
        return None
    return (found, end) if found else None
