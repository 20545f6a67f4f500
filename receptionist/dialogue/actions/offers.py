"""Which free times are offered: two or three that differ enough to be a choice. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from receptionist.booking.booking import Slot, Window
from receptionist.dialogue.actions.hearing import Heard
from receptionist.language.language import When

OFFERED = 3
WIDE = 240
"""Minutes: half a working day."""
SEARCHED = 120
"""Free starts asked for, to choose the offered from."""


def spread(slots: Sequence[Slot], minutes: int, limit: int = OFFERED) -> tuple[Slot, ...]:
    """The best first, then the next ones at least `minutes` apart from all chosen; in order of time.

    Where that leaves fewer than asked for, the best of the rest fill up.
    """
    once = list({s.start: s for s in reversed(slots)}.values())[::-1]
    chosen: list[Slot] = []
    for slot in once:
        if len(chosen) == limit:
            break
        if all(abs(slot.start - c.start) >= timedelta(minutes=minutes) for c in chosen):
            chosen.append(slot)
    for slot in once:
        if len(chosen) == limit:
            break
        if slot not in chosen:
            chosen.append(slot)
    return tuple(sorted(chosen, key=lambda s: s.start))


def gap(windows: Sequence[Window]) -> int:
    """Minutes by which offers should differ: an hour on one day, half a day on several."""
    bounded = [w for w in windows if w.start and w.end]
    if bounded and len(bounded) == len(windows):
        first = min(w.start for w in bounded if w.start)
        last = max(w.end for w in bounded if w.end)
        if last - first <= timedelta(days=1):
            return 60
        return WIDE
    return 60


def exact(whens: Sequence[When]) -> datetime | None:
    """The one moment that was asked for, with its day and clock time; None: it is a range, or a part is missing."""
    wanted = [w for w in whens if not w.excluded]
    if len(wanted) != 1:
        return None
    when = wanted[0]
    if when.kind != "value" or not when.date_said or not when.time_said or when.start is None or when.ambiguous:
        return None
    return when.start if when.grain in {"minute", "hour"} else None


WEEKDAY = re.compile(
    r"\b((mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|poniedzia\w+|wtor\w+|[śs]rod\w*|czwart\w+|pi[ąa]t\w+|sobot\w+|niedziel\w+)"
)
OTHER_DAY = re.compile(
    r"\b(this|next|last|przyszł\w*|przyszl\w*|następn\w*|nastepn\w*|ten|tę|za|of|\w+(st|nd|rd|th)|\w+ego|\d+[./]\d+)\b"
)


def on_offered_days(whens: Sequence[When], offers: Sequence[Slot]) -> tuple[When, ...]:
    """ "On Tuesday at ten", said to times of Tuesday week, is that Tuesday and not tomorrow."""
    return tuple(_on_offered_day(w, offers) for w in whens)


def _on_offered_day(said: When, offers: Sequence[Slot]) -> When:
    if not (offers and said.date_said and said.start and said.end) or said.excluded:
        return said
    words = said.said.lower()
    zone = offers[0].start.tzinfo
    day = said.start.astimezone(zone).date()
    days = [s.start.date() for s in offers]
    if day in days or not WEEKDAY.search(words) or OTHER_DAY.search(words):
        return said
    meant = next((d for d in days if d > day and d.weekday() == day.weekday()), None)
    if meant is None:
        return said
    shift = timedelta(days=(meant - day).days)
    return replace(said, start=said.start + shift, end=said.end + shift)


def chosen(offers: Sequence[Slot], heard: Heard, soonest: bool) -> Slot | None:
    """Which of the offered times the caller took; None: none, or it is not clear which."""
    if not offers:
        return None
    if heard.choice.startswith("time:") and heard.choice[5:].isdigit():
        index = int(heard.choice[5:])
        return offers[index] if index < len(offers) else None
    if heard.whens:
        return _matching(offers, heard.whens)
    if heard.position is not None:
        return offers[heard.position] if -1 <= heard.position < len(offers) else None
    if heard.yes and not heard.others and (len(offers) == 1 or soonest):
        return offers[0]
    return None


def _matching(offers: Sequence[Slot], whens: Sequence[When]) -> Slot | None:
    """The only offer that all that was said now fits."""
    fitting = [s for s in offers if all(_fits(s.start, w) for w in whens)]
    return fitting[0] if len(fitting) == 1 else None


def _fits(start: datetime, when: When) -> bool:
    """Half past ten fits ten thirty on any day offered; Tuesday fits the only offer on Tuesday."""
    if when.kind == "asap":
        return True
    clock = start.time()
    inside = True
    if when.daily is not None:
        first, last = when.daily
        inside = _same_clock(clock, first) if first == last else first <= clock < (last or time.max)
    elif when.time_said and when.start is not None:
        inside = _same_clock(clock, when.start.astimezone(start.tzinfo).time())
    if when.date_said and when.start is not None and when.kind != "open":
        day = when.start.astimezone(start.tzinfo).date()
        last_day = (when.end.astimezone(start.tzinfo) - timedelta(seconds=1)).date() if when.end else day
        inside = inside and day <= start.date() <= max(day, last_day)
    elif when.kind == "open" and when.daily is None:
        inside = inside and (when.start is None or start >= when.start) and (when.end is None or start < when.end)
    return inside != when.excluded


def _same_clock(offered: time, said: time) -> bool:
    """Twelve-hour clocks count: three o'clock takes the offer at 15:00."""
    return offered.minute == said.minute and offered.hour % 12 == said.hour % 12
