"""What was said at different turns brought together, and turned into spans for a booking search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from receptionist.language.language import When
from receptionist.language.times import calendar
from receptionist.language.times.resolve import MIDNIGHT, at
from receptionist.tenant import WEEKDAYS, Week

HORIZON_DAYS = 62
"""How far ahead a time of day without a date is spread: past the usual booking window of 60 days."""
POINT = timedelta(minutes=1)
"""A point as a span: starts exactly then, the next minute is outside."""


@dataclass(frozen=True, slots=True)
class Span:
    """[start, end); None is open on that side."""

    start: datetime | None
    end: datetime | None


def merge(earlier: Sequence[When], later: Sequence[When], now: datetime) -> tuple[When, ...]:
    """What holds after both: the newer corrects the older, a date joins a time, exclusions add up.

    - a time alone joins the dates said before ("Tuesday" … "after four"), a date alone keeps the time said before
      ("Tuesday at ten" … "no, Wednesday"); a date with a time, replaces all;
    - "in the evening" after "at seven" picks that seven;
    - "as soon as possible" keeps dates without a clock time and replaces the rest;
    - excluding what was wanted drops it; wanting what was excluded drops the exclusion.
    """
    wanted = [w for w in later if not w.excluded]
    banned = [w for w in later if w.excluded]
    old_wanted = [w for w in earlier if not w.excluded]
    old_banned = [w for w in earlier if w.excluded and not any(_covers(w, n) for n in wanted)]
    if any(_covers(b, w) for b in banned for w in old_wanted):
        old_wanted = [w for w in old_wanted if not any(_covers(b, w) for b in banned)]
    merged = _merge_wanted(old_wanted, wanted, now)
    extra = [b for b in banned if b not in old_banned]
    return (*merged, *old_banned, *extra)


def _merge_wanted(old: list[When], new: list[When], now: datetime) -> list[When]:
    if not new:
        return old
    if all(w.kind == "asap" for w in new):
        return [w for w in old if w.kind != "asap" and not _clocked(w)] + new
    dates = [w for w in old if w.date_said]
    if all(w.time_said and not w.date_said for w in new) and dates:
        # The end of each earlier date is kept; its own time gives way, or decides which half of the day was meant.
        return _unique([_at_time(d, t, now) for d in dates for t in new])
    times = _unique_times([w for w in old if w.time_said and w.daily])
    if all(w.date_said and not w.time_said for w in new) and times:
        return _unique([_at_time(d, t, now) for d in new for t in times])
    if all(w.time_said and not w.date_said for w in new) and len(old) == 1 and len(new) == 1:
        return [_halved(old[0], new[0], now) or new[0]]
    return new


def _clocked(w: When) -> bool:
    return w.daily is not None and w.daily[0] == w.daily[1]


def _unique(whens: list[When]) -> list[When]:
    return list(dict.fromkeys(whens))


def _unique_times(whens: list[When]) -> list[When]:
    seen: dict[tuple[time, time] | None, When] = {}
    for w in whens:
        seen.setdefault(w.daily, w)
    return list(seen.values())


def _minutes(t: time) -> int:
    return t.hour * 60 + t.minute


def _window(w: When) -> tuple[int, int]:
    """The daily window in minutes; an end of midnight is 1440."""
    if w.daily is None:
        return 0, MIDNIGHT
    lo, hi = _minutes(w.daily[0]), _minutes(w.daily[1])
    return lo, hi if hi or lo == hi else MIDNIGHT


def _halved(old: When, new: When, now: datetime) -> When | None:
    """ "at seven" … "in the evening": the seven of that part of day; None if the new one is no part of day."""
    if new.grain != "part" or old.daily is None or not _clocked(old):
        return None
    lo, hi = _window(new)
    minute = _minutes(old.daily[0])
    for candidate in (minute, (minute + 720) % MIDNIGHT):
        if lo <= candidate < hi and (candidate == minute or candidate >= 360):
            t = time(candidate // 60, candidate % 60)
            fixed = replace(old, daily=(t, t), ambiguous=False)
            day = old.start.date() if old.start else now.date()
            start = at(day, candidate, now.tzinfo)[0]
            if not old.date_said and start <= now:
                start = at(calendar.shift(day, 1), candidate, now.tzinfo)[0]
            return replace(fixed, start=start, end=start, said=f"{old.said} {new.said}".strip())
    return None


def _at_time(day: When, clock: When, now: datetime) -> When:
    """The date of one with the time of the other."""
    if day.time_said and (chosen := _halved(day, clock, now)) is not None:
        return chosen
    said = f"{day.said} {clock.said}".strip()
    bounds = _dates_of(day)
    if bounds is None or clock.daily is None:
        return replace(clock, said=said)
    first, last = bounds
    if first is None or last is None or (last - first).days != 1:
        return replace(day, daily=clock.daily, time_said=True, ambiguous=clock.ambiguous, said=said)
    lo, hi = _window(clock)
    start, exists = at(first, lo, now.tzinfo)
    end, also = at(first, hi, now.tzinfo)
    return When(
        "value" if lo == hi else "interval",
        start,
        end,
        clock.grain,
        True,
        True,
        clock.daily,
        False,
        clock.ambiguous or not exists or not also,
        said,
    )


def _dates_of(w: When) -> tuple[date | None, date | None] | None:
    """First date and the one after the last of what was said; a None is open."""
    if w.start is None and w.end is None:
        return None
    first = w.start.date() if w.start else None
    last = None
    if w.end is not None:
        last = w.end.date()
        if first is not None and (last == first or w.end.time() != time()):
            last = calendar.shift(last, 1)
    return first, last


def _covers(a: When, b: When) -> bool:
    """All of `b` lies in `a` (a day in a week, ten o'clock in the morning)."""
    if a.kind == "asap" or b.kind == "asap":
        return False
    if a.date_said:
        if not b.date_said:
            return False
        if a.start is not None and (b.start is None or b.start < a.start):
            return False
        if a.end is not None and (b.end is None or b.end > max(a.end, (a.start or a.end) + POINT)):
            return False
    if a.daily is not None and not (a.date_said and a.time_said and a.start == b.start):
        if b.daily is None:
            return False
        (alo, ahi), (blo, bhi) = _window(a), _window(b)
        return alo <= blo and bhi <= max(ahi, alo)
    return True


def windows(
    whens: Sequence[When], now: datetime, week: Week | None = None, *, days: int = HORIZON_DAYS
) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Spans in which a visit may begin, and spans in which it may not; no included span means any time.

    A date → its day; a point ("at ten") → that minute; a time of day without a date → on each of the
    next `days` days on which the firm is open (all of them if no week is given); a week with a time of
    day → on each of its days; "after" and "before" stay open; "as soon as possible" adds nothing. Of two
    readings of a stretch ("two upcoming weeks") both are in. Sorted, overlapping ones joined. What is
    past stays, so that the search can say so.
    """
    included = [
        s for w in dict.fromkeys(whens) if not w.excluded and w.kind != "asap" for s in _spans(w, now, week, days)
    ]
    excluded = [s for w in dict.fromkeys(whens) if w.excluded and w.kind != "asap" for s in _spans(w, now, None, days)]
    return _united(included), _united(excluded)


def _spans(w: When, now: datetime, week: Week | None, days: int) -> list[Span]:
    zone = now.tzinfo
    if w.date_said and w.time_said and w.daily is None:
        return [_pointed(w.start, w.end)]
    if w.date_said and not w.time_said:
        bounds = _dates_of(w) if w.grain == "hour" else None
        if bounds:
            # "in seven days": seven days from this hour, of which the date alone was meant.
            first, last = bounds
            return [Span(at(first, 0, zone)[0] if first else None, at(last, 0, zone)[0] if last else None)]
        if w.ambiguous and w.kind == "value" and w.grain != "day":
            return [Span(now, w.end)]
        return [Span(w.start, w.end)]
    lo, hi = _window(w)
    dates: tuple[date | None, date | None] = (_dates_of(w) or (None, None)) if w.date_said else (None, None)
    if w.date_said and dates[0] and dates[1] and (dates[1] - dates[0]).days == 1 and w.start and w.end:
        return [_pointed(w.start, w.end)]
    first = max(dates[0] or now.date(), now.date()) if not w.excluded else (dates[0] or now.date())
    last = min(dates[1] or date.max, calendar.shift(now.date(), days))
    out: list[Span] = []
    while first < last:
        if week is None or _opens(week, first):
            out.append(_pointed(at(first, lo, zone)[0], at(first, hi, zone)[0]))
        first = calendar.shift(first, 1)
    return out


def _opens(week: Week, day: date) -> bool:
    return bool(week.get(WEEKDAYS[day.weekday()]))


def _pointed(start: datetime | None, end: datetime | None) -> Span:
    return Span(start, end + POINT if end is not None and end == start else end)


def _united(spans: list[Span]) -> tuple[Span, ...]:
    """Sorted, overlapping and touching ones joined."""
    ordered = sorted(spans, key=lambda s: (s.start is not None, s.start.timestamp() if s.start else 0.0))
    out: list[Span] = []
    for s in ordered:
        last = out[-1] if out else None
        if last and (last.end is None or s.start is None or s.start <= last.end):
            if last.end is None or s.end is None:
                out[-1] = Span(last.start, None)
            else:
                out[-1] = Span(last.start, max(last.end, s.end))
        else:
            out.append(s)
    return tuple(out)
