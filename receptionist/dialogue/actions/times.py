"""From what the caller said about the time to a held slot, or to two or three offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from receptionist.booking.booking import Bookings, Slot, SlotRequest, Window
from receptionist.dialogue.actions import offers as choose
from receptionist.dialogue.actions.draft import Draft
from receptionist.dialogue.actions.hearing import Heard
from receptionist.dialogue.actions.turn import Turn
from receptionist.errors import NoSuchBooking, SlotRefused, SlotTaken
from receptionist.language import saying, when
from receptionist.language.language import When
from receptionist.tenant import WEEKDAYS, Service

ANYONE = "anyone"
NO_PHONE = "none"
"""Stands for the number of a caller who has none, or does not give it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a time is looked for."""

    service: Service
    staff: str | None
    """Key; None: anyone."""


def pack(start: datetime, staff: str) -> str:
    """The value of the slot `time`: when, and with whom."""
    return f"{start.isoformat()}|{staff}"


def unpack(value: str, turn: Turn) -> tuple[datetime, str]:
    """Start in the firm's zone, and the person's key."""
    start, _, staff = value.partition("|")
    return datetime.fromisoformat(start).astimezone(turn.tenant.zone), staff


class Times:
    """Looks for times, says why one can't be had, holds the chosen one."""

    def __init__(self, bookings: Bookings) -> None:
        self._bookings = bookings

    async def settle(
        self, turn: Turn, wish: Wish, draft: Draft, heard: Heard, time: str | None, changed: bool, hold: bool = True
    ) -> tuple[str | None, Draft]:
        """The time slot's new value and the draft after this turn.

        `changed`: the service or the person is another than before, so the time must be looked at anew.
        """
        if draft.offers:
            heard = replace(heard, whens=choose.on_offered_days(heard.whens, draft.offers))
            slot = choose.chosen(draft.offers, heard, draft.soonest)
            if slot is not None and not changed:
                return await self._take(turn, wish, draft, slot, hold)
        if heard.whens:
            merged = when.merge(draft.whens, _newer(turn, draft, heard.whens, time), turn.now)
            return await self._look(turn, wish, draft.change(whens=merged, passed=()), hold)
        if draft.offers and _wants_others(heard):
            return await self._others(turn, wish, draft, heard, hold)
        if time is not None and (heard.later or heard.earlier) and not changed:
            start, staff = unpack(time, turn)
            # The same wish, after (or before) the time that was chosen.
            draft = draft.change(offers=(Slot(start, start, staff),), whens=())
            return await self._others(turn, wish, draft, heard, hold)
        if changed and time is not None:
            start, _ = unpack(time, turn)
            return await self._at(turn, wish, draft, start, hold)
        wanted = bool(draft.whens) or draft.soonest
        if wanted and (changed or (time is None and not draft.offers)):
            return await self._look(turn, wish, draft, hold)
        if changed:
            draft = draft.change(offers=())
        if time is None and not draft.offers and turn.by_key:
            return await self._look(turn, wish, draft.change(soonest=True), hold)
        return time, draft

    async def _look(self, turn: Turn, wish: Wish, draft: Draft, hold: bool) -> tuple[str | None, Draft]:
        draft = draft.change(soonest=draft.soonest or any(w.kind == "asap" for w in draft.whens))
        if any(w.ambiguous and not w.excluded for w in draft.whens):
            # The firm's hours do not decide between morning and afternoon: offering both answers the question.
            draft = draft.change(soonest=False)
        start = choose.exact(draft.whens)
        if start is not None:
            return await self._at(turn, wish, draft, start, hold)
        included, excluded = when.windows(draft.whens, turn.now, turn.tenant.hours)
        windows = tuple(Window(s.start, s.end) for s in included)
        without = tuple(Window(s.start, s.end) for s in excluded)
        found = await self._free(turn, wish, windows, without, draft)
        if found:
            return None, draft.change(offers=choose.spread(found, _minutes(turn, draft, windows)))
        why = await self._why_none(turn, wish, windows)
        near = next((w.start for w in windows if w.start and w.start > turn.now), None)
        found = await self._free(turn, wish, (), without, draft, near)
        return None, draft.change(offers=choose.spread(found, _apart(windows)), soonest=False).note(why)

    async def _at(self, turn: Turn, wish: Wish, draft: Draft, start: datetime, hold: bool) -> tuple[str | None, Draft]:
        """One moment was asked for."""
        found = await self._free(turn, wish, (Window(start, start + timedelta(minutes=1)),), (), draft)
        if found:
            return await self._take(turn, wish, draft, found[0], hold)
        refusal = await self._bookings.refusal(turn.tenant, wish.service.key, wish.staff, start, turn.now, turn.call)
        why = self.why(turn, wish, refusal.reason if refusal else "taken", start, refusal.holiday if refusal else "")
        draft = draft.note(why)
        others = await self._with_others(turn, wish, start, draft) if refusal else ()
        if not others:
            others = choose.spread(await self._free(turn, wish, (), (), draft, near=start), 60)
        return None, draft.change(offers=others, soonest=False)

    async def _with_others(self, turn: Turn, wish: Wish, start: datetime, draft: Draft) -> tuple[Slot, ...]:
        """The same moment with somebody else, and the nearest with the person who was asked for."""
        if wish.staff is None:
            return ()
        anyone = Wish(wish.service, None)
        same = await self._free(turn, anyone, (Window(start, start + timedelta(minutes=1)),), (), draft)
        if not same:
            return ()
        own = await self._free(turn, wish, (), (), draft, near=start)
        return (*choose.spread(own, 60, 2), same[0])

    async def _take(self, turn: Turn, wish: Wish, draft: Draft, slot: Slot, hold: bool) -> tuple[str | None, Draft]:
        """The chosen time is kept for this caller alone."""
        start = slot.start.astimezone(turn.tenant.zone)
        held = ""
        if hold:
            try:
                booking = await self._bookings.hold(
                    turn.tenant, wish.service.key, slot.staff, slot.start, turn.call, turn.language, turn.now
                )
            except SlotTaken:
                return await self._gone(turn, wish, draft, start, "taken")
            except SlotRefused as refused:
                return await self._gone(turn, wish, draft, start, refused.reason)
            held = booking.id
        # What was said is settled: a later "at eleven" joins this day, not the words before it.
        return pack(start, slot.staff), draft.change(
            hold=held, offers=(), passed=(), soonest=False, whens=(_settled(start),)
        )

    async def _gone(
        self, turn: Turn, wish: Wish, draft: Draft, start: datetime, reason: str
    ) -> tuple[str | None, Draft]:
        found = await self._free(turn, wish, (), (), draft, near=start)
        draft = draft.note(self.why(turn, wish, reason, start, ""))
        return None, draft.change(offers=choose.spread(found, 60), hold="", soonest=False)

    async def _others(self, turn: Turn, wish: Wish, draft: Draft, heard: Heard, hold: bool) -> tuple[str | None, Draft]:
        """None of the offered: the next ones after them, or before them."""
        first, last = draft.offers[0].start, draft.offers[-1].start
        passed = tuple(dict.fromkeys((*draft.passed, *(s.start.isoformat() for s in draft.offers))))
        draft = draft.change(passed=passed, soonest=False)
        included, excluded = when.windows(draft.whens, turn.now, turn.tenant.hours)
        windows = tuple(Window(s.start, s.end) for s in included)
        without = tuple(Window(s.start, s.end) for s in excluded)
        if heard.later or heard.choice == "time:later":
            without = (*without, Window(None, last + timedelta(minutes=choose.gap(windows))))
        elif heard.earlier:
            without = (*without, Window(first, None))
        found = await self._free(turn, wish, windows, without, draft)
        if not found and windows:
            found = await self._free(turn, wish, (), without, draft)
        if not found:
            keep = await self._free(turn, wish, (), (), draft.change(passed=()), first)
            note = turn.words("no_others")
            return None, draft.change(offers=choose.spread(keep, 60), passed=()).note(note)
        return None, draft.change(offers=choose.spread(found, _minutes(turn, draft, windows)))

    async def _free(
        self,
        turn: Turn,
        wish: Wish,
        windows: tuple[Window, ...],
        excluded: tuple[Window, ...],
        draft: Draft,
        near: datetime | None = None,
    ) -> tuple[Slot, ...]:
        passed = tuple(
            Window(start, start + timedelta(minutes=1)) for start in (datetime.fromisoformat(p) for p in draft.passed)
        )
        request = SlotRequest(
            service=wish.service.key,
            staff=wish.staff,
            windows=windows,
            excluded=(*excluded, *passed),
            near=near,
            limit=choose.SEARCHED,
        )
        found = await self._bookings.free(turn.tenant, request, turn.now, turn.call)
        zone = turn.tenant.zone
        return tuple(Slot(s.start.astimezone(zone), s.end.astimezone(zone), s.staff) for s in found)

    async def _why_none(self, turn: Turn, wish: Wish, windows: tuple[Window, ...]) -> str:
        """Why nothing is free in what was asked for, in one clause."""
        if not windows:
            return turn.words("none_at_all")
        first = windows[0].start or turn.now
        last = windows[-1].end or windows[-1].start or first
        day = first.astimezone(turn.tenant.zone).date()
        if (last - first) > timedelta(days=1):
            return turn.words("none_then")
        if last <= turn.now:
            return self.why(turn, wish, "past", first, "")
        hours = turn.tenant.hours.get(WEEKDAYS[day.weekday()], ())
        overridden = turn.tenant.overrides.get(day)
        if not (overridden if overridden is not None else hours):
            return self._closed(turn, day)
        opens = datetime.combine(day, hours[0].opens if hours else first.time(), turn.tenant.zone)
        probe = max(opens, first)
        refusal = await self._bookings.refusal(turn.tenant, wish.service.key, wish.staff, probe, turn.now, turn.call)
        if refusal is None or refusal.reason in {"grid", "break", "taken"}:
            return turn.words("none_then")
        return self.why(turn, wish, refusal.reason, probe, refusal.holiday)

    def why(self, turn: Turn, wish: Wish, reason: str, start: datetime, holiday: str) -> str:
        """A refusal, in one clause."""
        local = start.astimezone(turn.tenant.zone)
        if reason == "closed" and not turn.tenant.hours.get(WEEKDAYS[local.weekday()], ()):
            return self._closed(turn, local.date())
        person = turn.tenant.person(wish.staff or "")
        if reason in {"staff_away", "taken", "break"} and person is not None:
            reason = f"{reason}_person"
        elif reason in {"staff_away", "staff_does_not_perform"} and person is None:
            reason = "taken"
        hours = turn.tenant.hours.get(WEEKDAYS[local.weekday()], ())
        return turn.words(
            f"refused_{reason}",
            moment=saying.say_moment(local, turn.language, turn.now),
            day=saying.say_day(local.date(), turn.language, turn.now.date()),
            person=person.called(turn.language) if person else "",
            service=wish.service.called(turn.language),
            holiday=holiday,
            span=saying.say_span(hours[0].opens, hours[-1].closes, turn.language) if hours else "",
            notice=saying.say_minutes(int(turn.tenant.booking.notice_hours * 60), turn.language),
            days=saying.say_number(turn.tenant.booking.window_days, turn.language),
        )

    def _closed(self, turn: Turn, day: date) -> str:
        return turn.words("closed_day", day=saying.say_day(day, turn.language, turn.now.date()))

    async def let_go(self, turn: Turn) -> None:
        """Nothing is held any more."""
        await self._bookings.release(turn.call, turn.now)

    async def book(self, turn: Turn, name: str, phone: str) -> None:
        """Held → booked. Raises SlotTaken, SlotRefused, NoSuchBooking."""
        if not turn.draft.hold:
            raise NoSuchBooking("nothing is held")
        await self._bookings.confirm(
            turn.tenant,
            turn.draft.hold,
            turn.call,
            name,
            "" if phone == NO_PHONE else phone,
            turn.source,
            turn.now,
            turn.draft.recording,
        )


def _newer(turn: Turn, draft: Draft, whens: Sequence[When], time: str | None) -> tuple[When, ...]:
    """What was said now, seen from what was said before."""
    wanted = [w for w in whens if not w.excluded]
    if wanted and (time is not None or draft.offers):
        whens = wanted  # "not ten but eleven": the no is about what is being replaced
    span = next((w for w in draft.whens if w.grain in {"week", "month"} and not w.excluded), None)
    return tuple(_within(w, span) for w in whens)


def _within(said: When, span: When | None) -> When:
    """After "next week", "Tuesday" is that week's Tuesday, not tomorrow."""
    if span is None or not (span.start and span.end and said.start and said.date_said):
        return said
    words = said.said.lower()
    if span.start <= said.start < span.end or not choose.WEEKDAY.search(words) or choose.OTHER_DAY.search(words):
        return said
    for weeks in range(1, 6):
        shift = timedelta(weeks=weeks)
        if span.start <= said.start + shift < span.end:
            return replace(said, start=said.start + shift, end=said.end + shift if said.end else None)
    return said


def _minutes(turn: Turn, draft: Draft, windows: tuple[Window, ...]) -> int:
    """How far offers stand apart; with keys alone no day can be named, so they reach further."""
    return choose.WIDE if turn.by_key and not draft.whens else choose.gap(windows)


def _apart(windows: tuple[Window, ...]) -> int:
    """Minutes between alternatives: near a moment little, near a day or a week more."""
    long = any(w.start and w.end and w.end - w.start >= timedelta(days=1) for w in windows)
    return choose.WIDE if long else 60


def _wants_others(heard: Heard) -> bool:
    return (
        heard.later
        or heard.earlier
        or heard.others
        or heard.choice == "time:later"
        or (heard.yes is False and heard.position is None)
    )


def _settled(start: datetime) -> When:
    """The time that was chosen, as a constraint: newer words change only what they name."""
    clock = start.time()
    return When(
        kind="value",
        start=start,
        end=start + timedelta(minutes=1),
        grain="minute",
        date_said=True,
        time_said=True,
        daily=(clock, clock),
    )
