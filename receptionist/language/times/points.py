"""Patterns of what belongs to one point: a date, a part of day and a clock time side by side, in any order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from receptionist.language.times.calendar import Days
from receptionist.language.times.clocks import Clock, Level, read_clock
from receptionist.language.times.dates import read_date
from receptionist.language.times.spans import read_away
from receptionist.language.times.words import Words

Relation: TypeAlias = Literal["at", "range", "after", "from", "before", "until", "by"]


@dataclass(frozen=True, slots=True)
class Spec:
    """One constraint as said, not yet set against now."""

    start: int
    end: int
    """Its words: [start, end)."""
    days: Days | None = None
    days_to: Days | None = None
    """Last date of a range."""
    days_relation: Relation = "at"
    clock: Clock | None = None
    clock_to: Clock | None = None
    relation: Relation = "at"
    """How the clock time (or part of day) bounds it."""
    part: str | None = None
    minutes: float | None = None
    """So long from the clock time on ("four pm for thirty minutes")."""
    asap: bool = False
    excluded: bool = False
    doubtful: bool = False

    @property
    def dated(self) -> bool:
        """It says a date."""
        return self.days is not None

    @property
    def timed(self) -> bool:
        """It says a time of day."""
        return self.clock is not None or self.part is not None

    def at_time_of(self, other: Spec) -> Spec:
        """The same date with the other's time."""
        return replace(
            self,
            clock=other.clock,
            clock_to=other.clock_to,
            relation=other.relation,
            part=other.part,
            minutes=other.minutes,
        )


def read_point(w: Words, i: int, cued: bool = False, ranged: bool = False) -> Spec | None:
    """The point at `i`, with the small words before it; None if no date or time stands there.

    cued and ranged: as of `clocks.read_clock`.
    """
    key = ("point", i, cued, ranged)
    if key not in w.memo:
        w.memo[key] = _read_point(w, i, cued, ranged)
    found: Spec | None = w.memo[key]
    return found


def _read_point(w: Words, i: int, cued: bool, ranged: bool) -> Spec | None:
    spec = Spec(i, i)
    while True:
        found = _piece(w, spec, cued, ranged)
        if found is None:
            return spec if spec.end > i else None
        spec = found
        cued = True


def _links(w: Words, i: int, first: bool) -> tuple[int, bool, bool]:
    """Index after the small words, whether they call for a time, and whether for a date."""
    cue = linked = False
    j = i
    while j < i + 4 and (w.has(j, *w.lexicon.links, "for", "at_soft") or _comma(w, j, first)):
        cue = cue or w.has(j, "at", "at_soft") or (w.lexicon.language == "pl" and w.has(j, "on"))
        linked = linked or w.has(j, "on", "for", "in")
        j += 1
    return j, cue, linked


def _comma(w: Words, j: int, first: bool) -> bool:
    return not first and w.get(j, "mark") == ","


def _piece(w: Words, spec: Spec, cued: bool, ranged: bool) -> Spec | None:
    """`spec` with what stands next to it; None if nothing of a missing kind does."""
    first = spec.end == spec.start
    i, cue, linked = _links(w, spec.end, first)
    # Try with all the small words skipped, then with none: some open a pattern ("in two hours", "the third").
    starts = dict.fromkeys((spec.end, max(spec.end, i - 1), i))
    hours = w.has(i, "clock") and w.has(i - 1, "in", "za", "in_span") and w.tokens[i].text[-1:] in "hH"
    if spec.clock is None and not hours and (sure := read_clock(w, i, False, ranged)) and sure[0].level == Level.SURE:
        return replace(spec, clock=sure[0], end=sure[1], doubtful=spec.doubtful or sure[0].doubtful)
    if spec.days is None:
        for k in starts:
            found = read_date(w, k, linked or w.has(k - 1, "on", "until", "from", "by", "before", "after", "and"))
            if found:
                return _dated(spec, *found)
        for k in starts:
            away = read_away(w, k)
            if away and (away[0].moment is None or spec.clock is None):
                return _dated(spec, *away)
    elif spec.days.single and (second := read_date(w, i, linked)) and (both := _agreed(spec.days, second[0])):
        return _dated(spec, both, second[1])
    part = w.get(_skip_this(w, i), "part")
    if part is not None and w.get(_skip_this(w, i), "day") is None:
        if spec.part is None:
            return _parted(w, spec, str(part), i)
        if spec.part.endswith(str(part)):
            return replace(spec, end=_skip_this(w, i) + 1)  # "first thing on Monday morning"
    if spec.clock is None:
        return _clocked(w, spec, i, cue or cued, ranged)
    if spec.clock.half is None and spec.part is None and w.get(i, "clock_part"):
        return replace(spec, part=w.get(i, "clock_part"), end=i + 1)
    return None


def _agreed(first: Days, second: Days) -> Days | None:
    """A weekday and a date said apart ("Friday at ten, the fourth of December"): the date, if one is that kind."""
    weekday, dated = (first, second) if first.bare is not None else (second, first)
    if weekday.bare is None or dated.bare is not None or dated.lo is None or not dated.single:
        return None
    if dated.dom is None and dated.month is None:
        return None
    return replace(dated, doubtful=dated.doubtful or dated.lo.weekday() != weekday.bare)


def _skip_this(w: Words, i: int) -> int:
    """this morning, ten wieczór, tego wieczora."""
    return i + 1 if w.get(i, "which") == 0 and w.has(i + 1, "part") else i


def _parted(w: Words, spec: Spec, part: str, i: int) -> Spec:
    j = _skip_this(w, i)
    days = spec.days
    if j > i and days is None:
        today = w.today
        days = Days(today, today.fromordinal(today.toordinal() + 1))
    return replace(spec, part=part, days=days, end=j + 1)


def _dated(spec: Spec, days: Days, end: int) -> Spec:
    part = spec.part if spec.part is not None else days.part
    return replace(spec, days=days, part=part, end=end, doubtful=spec.doubtful or days.doubtful)


def _clocked(w: Words, spec: Spec, i: int, cued: bool, ranged: bool) -> Spec | None:
    """The clock time at `i`; a bare number counts if cued, or right before a date or part of day ("nine tomorrow")."""
    found = read_clock(w, i, cued, ranged)
    if found is None and w.has(i, "card", "fem") and not w.has(i - 1, "for") and w.number(i) is not None:
        k = _skip_this(w, w.skip(i + 1, "at", "in", "on", "the"))
        k = k if w.has(k, "part", "day", "weekday", "clock_part") else i + 1
        beside = w.has(k, "part", "day", "clock_part") or (w.has(k, "weekday") and not w.has(k, "every") and k > i + 1)
        if beside:
            found = read_clock(w, i, True, ranged)
    if found is None:
        return None
    if found[0].level == Level.BARE and w.has(i - 1, "for") and not spec.dated:
        return None
    return replace(spec, clock=found[0], end=found[1])
