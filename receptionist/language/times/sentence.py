"""Patterns of a whole utterance: ranges, bounds, exclusions, corrections, and dates that share a time."""

from __future__ import annotations

from dataclasses import replace

from receptionist.language.times import calendar
from receptionist.language.times.calendar import Days
from receptionist.language.times.clocks import Clock, Level, in_part
from receptionist.language.times.points import Relation, Spec, read_point
from receptionist.language.times.spans import away, minutes, read_span
from receptionist.language.times.terms import month_at, weekday_at
from receptionist.language.times.words import Words

_BOUNDS: tuple[Relation, ...] = ("after", "from", "before", "until", "by")


_KERNELS = (
    *("weekday", "month", "day", "part", "clock", "card", "ord", "fem", "noon", "midnight", "unit", "weekend", "week2"),
    *("ymd", "dm", "asap", "now", "week_on", "week_with", "fixed", "quarter", "half_to", "span", "fortnight", "eod"),
    *("edge_unit", "not_after", "unable"),
)
"""Roles without one of which nothing is said of a time."""


def read_sentence(w: Words) -> tuple[list[Spec], set[int]]:
    """The constraints in the order said, and the indices of the words that made them."""
    specs: list[Spec] = []
    used: set[int] = set()
    i = 0
    while i < len(w.tokens):
        near = not w.unknown(i) and any(w.has(k, *_KERNELS) for k in range(i, i + 6))
        found = _constraint(w, i, specs, used) if near else None
        if found is None:
            i += 1
            continue
        used.update(range(found.start, found.end))
        i = max(found.end, i + 1)
        if found.minutes is not None and not found.timed and specs:
            specs[-1] = replace(specs[-1], minutes=found.minutes, relation="at", end=found.end)
            continue
        specs.append(found)
    return _joined(w, specs), used


def _constraint(w: Words, i: int, specs: list[Spec], used: set[int]) -> Spec | None:
    """The constraint that begins at `i`."""
    if w.has(i, "asap") and not w.has(i - 1, "which"):
        return Spec(i, i + 1, asap=True)
    if w.has(i, "none_of") and (w.has(i + 1, "every") or (w.has(i + 1, "part") and w.said(i + 1, i + 2)[-1] == "s")):
        found = read_point(w, i + 1)
        return replace(found, start=i, excluded=True) if found else None
    if w.has(i, "not", "unable", "no", "not_after"):
        return _exclusion(w, i, specs, used)
    if w.has(i, "now") and (w.pure or w.asked or (" " in w.tokens[i].text and not w.has(i, "idiom"))):
        return Spec(i, i + 1, days=Days(moment=w.now.replace(second=0, microsecond=0), grain="minute"))
    if w.has(i, "or", "and") and specs and specs[-1].end == i and specs[-1].clock and not specs[-1].clock_to:
        # "at five or six": the first one's "at" serves both.
        other = read_point(w, i + 1, cued=True)
        if other and other.clock:
            return replace(other, relation=specs[-1].relation)
    if w.has(i, "for") and (lasting := _lasting(w, i, specs)):
        return lasting
    return _moved(w, i) or _range(w, i) or _bound(w, i) or _point(w, i)


def _lasting(w: Words, i: int, specs: list[Spec]) -> Spec | None:
    """(four pm) for thirty minutes; for thirty minutes from four pm."""
    span = read_span(w, i + 1)
    size = minutes(span[0], span[1]) if span else None
    if span is None or size is None or size >= 1440:
        return None
    if specs and specs[-1].clock and specs[-1].relation in ("at", "from"):
        return Spec(i, span[2], minutes=size)
    point = read_point(w, w.skip(span[2], "from"), cued=True)
    return replace(point, start=i, minutes=size) if point and point.clock else None


def _point(w: Words, i: int) -> Spec | None:
    """A plain point, with "or later", "onwards" after it."""
    if w.has(i, "edge") and (narrowed := _narrowed(w, i)):
        return narrowed
    found = read_point(w, i, cued=w.has(i + 1, "onwards", "upto"))
    if found is None:
        return None
    for role, relation in (("onwards", "from"), ("upto", "until")):
        if w.has(found.end, role):
            return _bounded(replace(found, end=found.end + 1), relation)  # type: ignore[arg-type]  # the two literals above
    return found


def _narrowed(w: Words, i: int) -> Spec | None:
    """early tomorrow morning, late Friday afternoon."""
    found = read_point(w, i + 1)
    part = f"{ {'start': 'early', 'end': 'late'}.get(w.get(i, 'edge'), '') }_{found.part}" if found else ""
    if found is None or found.clock or part not in w.lexicon.parts:
        return None
    return replace(found, start=i, part=part)


def _bounded(spec: Spec, relation: Relation) -> Spec:
    """The point as a bound: of its time if it says one, else of its date."""
    if spec.timed:
        return replace(spec, relation=relation)
    return replace(spec, days_relation=relation)


def _bound(w: Words, i: int) -> Spec | None:
    """after four, before Friday, until the third, from Tuesday on, by noon, after five days, within two weeks."""
    if w.has(i, "within") and (span := read_span(w, i + 1)):
        found = away(w.now, span[0], span[1])
        return Spec(i, span[2], days=found, days_relation="by") if found else None
    relation = next((r for r in _BOUNDS if w.has(i, r)), None)
    if w.has(i, "after_next"):
        # "after next week", "after next Tuesday" (the tokens read "after next" as one).
        name, number = w.get(i + 1, "unit"), weekday_at(w, i + 1)
        named = calendar.weekday(w.today, number, 1) if number is not None else calendar.unit(w.today, name or "", 1)
        return Spec(i, i + 2, days=named, days_relation="after") if named else None
    if relation is None or (w.has(i, "to") and w.has(i, "range_to")):
        return None
    j = i + 1
    if relation == "by" and w.has(j, "eod"):
        return Spec(i, j + 1, days=calendar.day(w.today), days_relation="by")
    if relation == "after" and (span := read_span(w, j)) and not w.has(span[2], "past", "to", "fem"):
        found = away(w.now, span[0], span[1])
        return Spec(i, span[2], days=found, days_relation="after") if found else None
    if w.has(j, *_BOUNDS) and not w.has(j, "past"):
        j += 1
    point = read_point(w, j, cued=True)
    if point is None:
        return None
    end = point.end + 1 if w.has(point.end, "onwards") else point.end
    if w.lexicon.language == "en" and relation == "from" and w.has(end, "on"):
        end += 1
    return _bounded(replace(point, start=i, end=end), relation)


def _range(w: Words, i: int) -> Spec | None:
    """from … to …, between … and …, … till …, 9-11."""
    between, led = w.has(i, "between"), w.has(i, "from")
    j = i + 1 if between or led else i
    if (between or led) and w.has(j, "now") and w.has(j + 1, "and", "until", "range_to", "dash"):
        until = read_point(w, j + 2, cued=True)
        return _bounded(replace(until, start=i), "by") if until else None
    days = _days_of_month(w, j, led or between)
    if days:
        return replace(days, start=i)
    first = read_point(w, j, cued=between or led, ranged=between or led)
    if first is None and not (between or led):
        first = _bare_before_range(w, j)
    if first is None:
        return None
    k = first.end
    connected = w.has(k, "until", "range_to", "dash") or (between and w.has(k, "and"))
    if not connected:
        second = read_point(w, k) if k < len(w.tokens) and not w.has(k, "mark") else None
        if second is None or not _side_by_side(first, second):
            return None
    else:
        second = read_point(w, k + 1, cued=True)
    if second is None:
        return None
    return _ranged(w, first, second, i)


def _moved(w: Words, i: int) -> Spec | None:
    """(move it) from Tuesday to Thursday, (przełożyć) z wtorku na środę: the new time; the rest keeps the old one."""
    leads = w.has(i, "from") or (w.lexicon.language == "pl" and w.has(i, "of"))
    if not leads or not any(w.has(n, "move") for n in range(max(0, i - 8), i)):
        return None
    first = read_point(w, i + 1, cued=True, ranged=True)
    if first is None or not w.has(first.end, "range_to", "until", "on"):
        return None
    return read_point(w, first.end + 1, cued=True)


def _bare_before_range(w: Words, j: int) -> Spec | None:
    """nine to five, 3-4pm: a bare number counts where the other end is a time, or nothing else is said."""
    if not w.has(j, "card", "fem") or not w.has(j + 1, "until", "range_to", "dash"):
        return None
    first = read_point(w, j, cued=True, ranged=True)
    second = read_point(w, j + 2, cued=True)
    if first is None or second is None or second.clock is None or first.end != j + 1:
        return None
    sure = second.clock.level == Level.SURE or second.part is not None or second.dated or w.has(j, "fem")
    return first if sure or w.pure or w.asked else None


def _side_by_side(first: Spec, second: Spec) -> bool:
    """Two like points with nothing between them ("eight a m one p m", "july thirteen july fifteen"): a range."""
    if first.clock and second.clock and not first.dated and not second.dated:
        return first.clock.half is not None and second.clock.half is not None
    if first.timed or second.timed or not first.days or not second.days:
        return False
    return first.days.month is not None and second.days.month is not None


def _ranged(w: Words, first: Spec, second: Spec, start: int) -> Spec | None:
    """One constraint of its two ends."""
    whole = replace(first, start=start, end=second.end, relation="range")
    if first.clock and second.clock:
        days_to = second.days if first.days and second.days else None
        return replace(
            whole,
            days=first.days or second.days,
            days_to=days_to,
            clock=_in_its_part(w, first),
            clock_to=_in_its_part(w, second),
            part=None,
        )
    if first.timed or second.timed:
        if first.part and second.part and not (first.clock or second.clock):
            return replace(whole, days=first.days or second.days, part=f"{first.part}-{second.part}", relation="at")
        if first.part and second.clock:
            return replace(whole, days=first.days or second.days, clock_to=second.clock)
        return None
    if first.days and second.days and first.days.moment is None and second.days.moment is None:
        return replace(whole, days_to=second.days, days_relation="range", relation="at")
    return None


def _in_its_part(w: Words, spec: Spec) -> Clock | None:
    """The clock time in the part of day said with it ("eight in the morning to one in the afternoon")."""
    if spec.clock is None or spec.part is None or spec.part not in w.lexicon.parts:
        return spec.clock
    (minute, *others) = in_part(spec.clock, spec.part, w.lexicon.parts[spec.part], False)
    return spec.clock if others else replace(spec.clock, hour=minute // 60, half=None, fixed=True)


def _days_of_month(w: Words, i: int, led: bool) -> Spec | None:
    """13 to 15 July, the 13th to the 15th of July, July 13 to 15, August 27th - 29th, od trzeciego do piątego."""
    k = w.skip(i, "the")
    month = month_at(w, k)
    k = w.skip(k + 1, "the") if month else k
    low = w.number(k, "ord", "card")
    if low is None or not 1 <= low <= 31:
        return None
    ordinal = w.has(k, "ord")
    j = k + 1
    joined = w.has(j, "until", "range_to", "dash") or (led and w.has(j, "and"))
    if not joined and not (ordinal and w.has(j, "ord")):
        return None
    j = w.skip(j + 1 if joined else j, "the")
    high = w.number(j, "ord", "card", "fem")
    if high is None or not low < high <= 31 or w.has(j, "clock"):
        return None
    j += 1
    if month is None:
        end = w.skip(j, "of", "the")
        month = month_at(w, end)
        if month is None and not (ordinal and w.has(j - 1, "ord") and led):
            return None
        j = end + 1 if month is not None else j
    elif w.has(j, "month", "half"):
        return None
    start = calendar.complete(Days(dom=low, month=month), w.today)
    stop = calendar.complete(Days(dom=high, month=month), start.lo if start and start.lo else w.today)
    return Spec(i, j, days=start, days_to=stop, days_relation="range") if start and stop else None


def _exclusion(w: Words, i: int, specs: list[Spec], used: set[int]) -> Spec | None:
    """not Monday, anything but mornings, I can't do Monday; Monday doesn't work (then the constraint before)."""
    before = specs[-1] if specs else None
    if w.has(i, "not_after", "unable") and before is not None and w.skip(before.end, "in", "at", "on") >= i - 1:
        near = all(not w.has(k, "mark") for k in range(before.end, i))
        if near and not before.excluded and (w.has(i, "not_after") or not _follows(w, i)):
            specs[-1] = replace(before, excluded=True)
            used.add(i)
            return None
    if w.has(i, "no"):
        if w.get(i + 1, "mark") == ",":
            return None
        found = _range(w, i + 1) or _bound(w, i + 1) or read_point(w, i + 1)
        # Without its comma "nie w środę" is "not on Wednesday" as well as "no, on Wednesday".
        doubtful = found is not None and not w.has(found.end, "only")
        return replace(found, start=i, excluded=True, doubtful=doubtful) if found else None
    j = i + 1
    while j < i + 5 and (w.unknown(j) or w.has(j, "at_soft", "for", "on", "in")) and w.has(i, "unable"):
        j += 1
    found = _range(w, j) or _bound(w, j) or read_point(w, j)
    if found is None or w.has(i, "not_after") and not w.has(i, "unable", "not"):
        return None
    return replace(found, start=i, excluded=True)


def _follows(w: Words, i: int) -> bool:
    return any(w.has(k, "weekday", "day", "month") for k in range(i + 1, i + 5))


def _joined(w: Words, specs: list[Spec]) -> list[Spec]:
    """Corrections applied, and dates and times that were said apart brought together."""
    kept = _corrected(w, specs)
    kept = _parts_joined(_bounds_paired(kept))
    plain = [s for s in kept if not s.excluded and not s.asap]
    dates = [s for s in plain if s.dated and not s.timed and (s.days is None or s.days.moment is None or s.days.lo)]
    times = [s for s in plain if s.timed and not s.dated]
    if dates and times and len(dates) * len(times) <= 9:
        joined = [d.at_time_of(t) for d in dates for t in times]
        rest = [s for s in kept if s not in dates and s not in times]
        return sorted(joined + rest, key=lambda s: s.start)
    return _shared(w, kept)


def _shared(w: Words, specs: list[Spec]) -> list[Spec]:
    """Tuesday or Friday afternoon; Tuesday at ten or eleven: the neighbour lends what is missing."""
    out = list(specs)
    for n in range(1, len(out)):
        a, b = out[n - 1], out[n]
        if a.excluded or b.excluded or not _linked(w, a, b):
            continue
        if a.dated and a.timed and b.timed and not b.dated:
            out[n] = replace(b, days=a.days)
        elif a.dated and a.timed and a.relation != "at" and b.dated and not b.timed:
            out[n] = b.at_time_of(a)
        b = out[n]
        if a.days and a.days.next_week and b.days and b.days.lo and b.days.bare is not None and a.days.lo:
            # "next Wednesday or Thursday": both of next week.
            behind = (a.days.lo - b.days.lo).days
            if behind > 0:
                out[n] = replace(b, days=calendar.day(calendar.shift(b.days.lo, 7 * (behind // 7 + 1))))
    for n in range(len(out) - 2, -1, -1):
        a, b = out[n], out[n + 1]
        if a.excluded or b.excluded or not _linked(w, a, b):
            continue
        if a.dated and not a.timed and b.dated and b.timed:
            out[n] = a.at_time_of(b)
        if a.timed and not a.dated and b.dated and b.timed:
            out[n] = replace(a, days=b.days)
    return out


def _linked(w: Words, a: Spec, b: Spec) -> bool:
    """Only "or", "and", a comma stand between the two."""
    return all(w.has(k, "or", "and", "mark") for k in range(a.end, b.start)) and b.start > a.end


def _parts_joined(specs: list[Spec]) -> list[Spec]:
    """this evening … after six: the time of day that was said more exactly, in that part."""
    out: list[Spec] = []
    for s in specs:
        last = out[-1] if out else None
        plain = last is not None and last.part and not last.clock and not last.excluded and last.relation == "at"
        if last and plain and s.clock and not s.dated and not s.excluded and s.part is None:
            out[-1] = replace(s, days=last.days, part=last.part, start=last.start)
        else:
            out.append(s)
    return out


def _bounds_paired(specs: list[Spec]) -> list[Spec]:
    """later than nine thirty but before eleven: one range."""
    out: list[Spec] = []
    for s in specs:
        last = out[-1] if out else None
        if (
            last is not None
            and last.clock
            and s.clock
            and last.relation in ("after", "from")
            and s.relation in ("before", "until", "by")
            and not (last.dated and s.dated)
            and not s.excluded
            and not last.excluded
        ):
            out[-1] = replace(last, clock_to=s.clock, relation="range", days=last.days or s.days, end=s.end)
        else:
            out.append(s)
    return out


def _corrected(w: Words, specs: list[Spec]) -> list[Spec]:
    """Tuesday, no, Wednesday: the later of two like ones with such a word between them stands."""
    out: list[Spec] = []
    for s in specs:
        last = out[-1] if out else None
        between = range(last.end, s.start) if last else range(0)
        if last and not s.excluded and not last.excluded and any(w.has(k, "instead", "no") for k in between):
            if s.dated and not s.timed and last.timed:
                s = s.at_time_of(last)
            elif s.timed and not s.dated and last.dated:
                s = replace(s, days=last.days)
            out[-1] = s
            continue
        out.append(s)
    return out
