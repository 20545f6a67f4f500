"""Constraints as said, set against now and the firm's hours: aware datetimes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from receptionist.language.language import Grain, When
from receptionist.language.times import calendar
from receptionist.language.times.calendar import Days
from receptionist.language.times.clocks import Clock, in_part
from receptionist.language.times.points import Spec
from receptionist.tenant import WEEKDAYS, Week

MIDNIGHT = 1440
Parts = Mapping[str, tuple[int, int]]


def at(day: date, minute: int, zone: tzinfo | None) -> tuple[datetime, bool]:
    """That minute of the day's wall clock (1440 is the next midnight), and whether it exists.

    A time in the hour that is skipped in spring becomes the same distance after it, and is reported: a
    zone accepts it silently (PEP 495), a round trip through UTC shows it.
    """
    day = calendar.shift(day, minute // MIDNIGHT)
    naive = datetime.combine(day, time(minute % MIDNIGHT // 60, minute % 60))
    local = naive.replace(tzinfo=zone)
    if not date(2, 1, 1) < day < date(9998, 12, 30):
        return local, True
    back = local.astimezone(UTC).astimezone(zone)
    return back, back.replace(tzinfo=None) == naive


def clock_time(minute: int) -> time:
    """The time of day; 24:00 is time.min."""
    return time(minute % MIDNIGHT // 60, minute % 60)


def open_minutes(week: Week | None, days: Iterable[date] | None) -> list[tuple[int, int]]:
    """Opening hours as minutes of the day: of those days, or of the whole week where they are closed or not known."""
    if week is None:
        return []
    spans = [s for d in days or () for s in _hours(week, WEEKDAYS[d.weekday()])]
    if not spans:
        spans = [s for key in WEEKDAYS for s in _hours(week, key)]
    return sorted(set(spans))


def _hours(week: Week, key: str) -> list[tuple[int, int]]:
    return [
        (h.opens.hour * 60 + h.opens.minute, (h.closes.hour * 60 + h.closes.minute) or MIDNIGHT)
        for h in week.get(key, ())
    ]


def _distance(minute: int, hours: list[tuple[int, int]], closing: bool) -> int:
    """Minutes from the nearest opening hours; 0 inside. closing: the minute ends something, so closing time is in."""
    best = MIDNIGHT
    for opens, closes in hours:
        if (opens < minute <= closes) if closing else (opens <= minute < closes):
            return 0
        best = min(best, max(opens - minute, minute - closes, 1))
    return best


class Resolver:
    """Sets constraints against one now, one week of opening hours and one language's parts of day."""

    def __init__(self, now: datetime, week: Week | None, parts: Parts) -> None:
        self._now = now
        self._week = week
        self._parts = parts

    def when(self, spec: Spec, said: str) -> When | None:
        """The constraint; None where it names no date that exists."""
        if spec.asap:
            return When("asap", None, None, "minute", False, False, said=said)
        days = calendar.complete(spec.days, self._now.date()) if spec.days else None
        if spec.days is not None and days is None:
            return None
        if days is not None and days.moment is not None and not spec.timed:
            return self._moment(spec, days, said)
        if spec.days_to is not None and days is not None:
            days = self._range_days(days, spec.days_to)
            if days is None:
                return None
        if not spec.timed:
            return self._dates(spec, days, said) if days else None
        span, doubtful = self._span(spec, days)
        return self._timed(spec, days, span, doubtful or spec.doubtful or bool(days and days.doubtful), said)

    def _range_days(self, days: Days, to: Days) -> Days | None:
        end = calendar.complete(to, days.lo or self._now.date())
        if end is None or end.hi is None or days.lo is None:
            return None
        if end.hi <= days.lo and end.single:
            # "from Friday to Monday": the Monday after that Friday.
            days_on = 7 * (((days.lo - end.hi).days // 7) + 1)
            end = calendar.day(calendar.shift(end.hi, days_on - 1))
        if end.hi is None or end.hi <= days.lo:
            return None
        return Days(days.lo, end.hi, "day", stretch=True, doubtful=days.doubtful or end.doubtful)

    def _moment(self, spec: Spec, days: Days, said: str) -> When:
        """In two hours; after five days; the next three hours."""
        moment = days.moment or self._now
        clock = days.lo is None
        daily = (moment.time().replace(second=0, microsecond=0),) * 2 if clock else None
        if days.stretch:
            step = timedelta(hours=1) if days.grain == "hour" else timedelta(minutes=1)
            start = moment.replace(minute=0 if days.grain == "hour" else moment.minute, second=0, microsecond=0)
            return When("interval", start, start + step * days.count, days.grain, True, True, said=said)
        if spec.days_relation in ("after", "from"):
            return When("open", moment, None, days.grain, True, clock, said=said, excluded=spec.excluded)
        if spec.days_relation in ("before", "until"):
            return When("open", None, moment, days.grain, True, clock, said=said, excluded=spec.excluded)
        if spec.days_relation == "by" and moment > self._now:
            return When("interval", self._now, moment, days.grain, True, clock, said=said, excluded=spec.excluded)
        if spec.days_relation == "by":
            return When("open", None, moment, days.grain, True, clock, said=said, excluded=spec.excluded)
        end = moment if clock else moment + timedelta(hours=1)
        return When("value", moment, end, days.grain, True, clock, daily if clock else None, spec.excluded, said=said)

    def _dates(self, spec: Spec, days: Days, said: str) -> When | None:
        """Only dates were said."""
        if days.lo is None or days.hi is None:
            return None
        lo, hi = at(days.lo, 0, self._now.tzinfo)[0], at(days.hi, 0, self._now.tzinfo)[0]
        doubt = days.doubtful or spec.doubtful
        rel = spec.days_relation

        def made(kind: str, start: datetime | None, end: datetime | None) -> When:
            return When(kind, start, end, days.grain, True, False, None, spec.excluded, doubt, said)  # type: ignore[arg-type]  # literals below

        if rel == "after":
            return made("open", hi, None)
        if rel == "from":
            return made("open", lo, None)
        if rel == "before":
            return made("open", None, lo)
        if rel == "until":
            return made("open", None, hi)
        if rel == "by":
            # "By last Sunday": what is over is refused as past, and not turned round.
            return made("interval", self._now, hi) if hi > self._now else made("open", None, hi)
        return made("interval" if days.stretch or rel == "range" else "value", lo, hi)

    def _part(self, name: str) -> tuple[int, int]:
        """Minutes of a part of day, or of a range of two ("morning-afternoon")."""
        first, _, last = name.partition("-")
        lo, hi = self._parts[first]
        return lo * 60, (self._parts[last][1] if last else hi) * 60

    def _span(self, spec: Spec, days: Days | None) -> tuple[tuple[int | None, int | None], bool]:
        """Minutes of the day from and to (equal: a point), and whether am or pm is in doubt."""
        single = [days.lo] if days and days.lo and (days.single or days.moment) else None
        hours = open_minutes(self._week, single)
        if spec.clock is None and spec.clock_to is None:
            lo, hi = self._part(spec.part or "morning")
            if spec.relation in ("after", "from"):
                return ((hi if spec.relation == "after" else lo), None), False
            if spec.relation in ("before", "until", "by"):
                return (None, lo if spec.relation == "before" else hi), False
            return (lo, hi), False
        if spec.clock_to is not None:
            return self._clock_range(spec, days, hours)
        assert spec.clock is not None
        closing = spec.relation in ("before", "until", "by")
        options = self._options(spec.clock, spec)
        minute, doubtful = self._choose(options, hours, days, closing)
        if spec.relation in ("after", "from"):
            return (minute, None), doubtful
        if closing:
            return (None, minute), doubtful
        return (minute, minute + round(spec.minutes or 0)), doubtful

    def _options(self, clock: Clock, spec: Spec) -> tuple[int, ...]:
        if spec.part is None or "-" in spec.part:
            return clock.options
        tonight = bool(spec.days and spec.days.part)
        return in_part(clock, spec.part, self._parts[spec.part], tonight)

    def _choose(
        self, options: tuple[int, ...], hours: list[tuple[int, int]], days: Days | None, closing: bool
    ) -> tuple[int, bool]:
        """One of am and pm: that in opening hours; else, with no hours given, the next to come."""
        if len(options) == 1:
            return options[0], False
        today = days is None or days.lo == self._now.date()
        past = self._now.hour * 60 + self._now.minute
        ahead = [m for m in options if m > past] if today else []
        if hours:
            distances = [_distance(m, hours, closing) for m in options]
            inside = [m for m, d in zip(options, distances, strict=True) if d == 0]
            if len(inside) == 1:
                return inside[0], False
            if not inside:
                return min(zip(distances, options, strict=True))[1], False
            coming = [m for m in inside if m in ahead]
            if coming and days is not None:
                return coming[0], len(coming) > 1
            return (coming or inside)[0], True
        return (min(ahead) if ahead else options[0]), True

    def _clock_range(
        self, spec: Spec, days: Days | None, hours: list[tuple[int, int]]
    ) -> tuple[tuple[int | None, int | None], bool]:
        """From and to: the pair that fits opening hours and the half of the day said for either, the shortest first."""
        highs = self._options(spec.clock_to, spec) if spec.clock_to else ()
        if spec.clock is None:
            lows: tuple[int, ...] = (self._part(spec.part or "morning")[0],)
        else:
            lows = self._options(spec.clock, spec)
        pairs = [(lo, hi) for lo in lows for hi in highs if hi > lo] or [
            (lo, hi + MIDNIGHT) for lo in lows for hi in highs
        ]
        past = self._now.hour * 60 + self._now.minute
        today = days is None or days.lo == self._now.date()

        def rank(pair: tuple[int, int]) -> tuple[int, int, int, int]:
            lo, hi = pair
            outside = _distance(lo, hours, False) + _distance(hi, hours, True) if hours else 0
            gone = 1 if today and not hours and lo <= past else 0
            return outside, hi - lo, gone, lo

        best = min(pairs, key=rank)
        said = spec.clock is None or spec.part is not None or len(lows) == 1 or len(highs) == 1
        same = [p for p in pairs if rank(p)[:2] == rank(best)[:2]]
        return best, not said and len(same) > 1

    def _timed(
        self, spec: Spec, days: Days | None, span: tuple[int | None, int | None], doubtful: bool, said: str
    ) -> When | None:
        """A time of day was said, with or without a date."""
        lo, hi = span
        zone = self._now.tzinfo
        daily = (clock_time(lo or 0), clock_time(hi if hi is not None else MIDNIGHT))
        part_only = spec.clock is None and spec.clock_to is None
        grain: Grain = "part" if part_only else "minute" if self._exact(spec) else "hour"
        point = lo is not None and lo == hi
        if days is None:
            return self._undated(spec, span, daily, grain, doubtful, said)
        if days.lo is None or days.hi is None:
            return None
        if not days.single and days.moment is None:
            start, end = at(days.lo, 0, zone)[0], at(days.hi, 0, zone)[0]
            return When("interval", start, end, days.grain, True, True, daily, spec.excluded, doubtful, said)
        if spec.days_to is None and spec.relation == "by" and lo is None and days.lo == self._now.date():
            end, exists = at(days.lo, hi or 0, zone)
            return When("interval", self._now, end, grain, True, True, daily, spec.excluded, doubtful, said)
        start, exists = at(days.lo, lo or 0, zone)
        end, also = at(days.lo, MIDNIGHT if hi is None else hi, zone)
        kind = "value" if point else "interval"
        doubtful = doubtful or not exists or not also
        return When(kind, start, end, grain, True, True, daily, spec.excluded, doubtful, said)  # type: ignore[arg-type]  # literal above

    def _undated(
        self,
        spec: Spec,
        span: tuple[int | None, int | None],
        daily: tuple[time, time],
        grain: Grain,
        doubtful: bool,
        said: str,
    ) -> When:
        """No date was said: the next such time stands in for it."""
        lo, hi = span
        zone, today = self._now.tzinfo, self._now.date()
        mark = hi if grain == "part" and hi is not None else lo if lo is not None else (hi or 0)
        day = today if at(today, mark, zone)[0] > self._now else calendar.shift(today, 1)
        start, exists = at(day, lo, zone) if lo is not None else (None, True)
        end, also = at(day, hi, zone) if hi is not None else (None, True)
        doubtful = doubtful or not exists or not also
        kind = "value" if lo is not None and lo == hi else "interval"
        if lo is None or hi is None:
            kind = "open"
        if spec.relation == "by":
            kind, start = "interval", self._now
        return When(kind, start, end, grain, False, True, daily, spec.excluded, doubtful, said)  # type: ignore[arg-type]  # literals above

    @staticmethod
    def _exact(spec: Spec) -> bool:
        return bool(
            (spec.clock and spec.clock.exact) or (spec.clock_to and spec.clock_to.exact) or spec.minutes is not None
        )
