"""Visits that were booked before: telling, moving, cancelling.

The number somebody calls from only finds a visit. A name or the date must be said too; from another
number it takes the name, the date and the phone it was booked with. Until then nothing of it is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import structlog

from receptionist.booking.booking import Booking, Bookings
from receptionist.dialogue.actions.asking import MAX_PHONE_DIGITS, RECORDED, ask, confirm
from receptionist.dialogue.actions.booking import clear
from receptionist.dialogue.actions.draft import Draft
from receptionist.dialogue.actions.hearing import Heard, hear
from receptionist.dialogue.actions.interrupting import BENIGN, interrupts
from receptionist.dialogue.actions.people import offer
from receptionist.dialogue.actions.times import Times, Wish, unpack
from receptionist.dialogue.actions.turn import Result, Turn
from receptionist.dialogue.engine import ActionRejected
from receptionist.errors import NoSuchBooking, SlotRefused, SlotTaken
from receptionist.language import saying
from receptionist.language.words import fold
from receptionist.messages import Channel, Expectation

log = structlog.get_logger(__name__)

FORMS = ("visit_form", "reschedule_form", "cancel_form")
SLOTS = ("visit", "time", "confirmed")


async def find(turn: Turn, bookings: Bookings, draft: Draft) -> Sequence[Booking]:
    """Visits of the number the caller calls from, or of the one they gave."""
    phone = draft.claimed or turn.caller
    return await bookings.upcoming(turn.tenant, phone, turn.now) if phone else ()


async def visit_of(turn: Turn, bookings: Bookings) -> Booking | None:
    """The visit that was found and proved."""
    found = await find(turn, bookings, turn.draft)
    return next((b for b in found if b.id == turn.slot("visit")), None)


async def validate(turn: Turn, bookings: Bookings, times: Times) -> Result:
    """One turn of any of the three forms. Raises ActionRejected when the rules are to answer."""
    form = turn.action.removeprefix("validate_")
    inside = turn.inside(form)
    unread = turn.unread(form)
    if inside and not unread:
        return Result()
    requested = turn.requested if inside else None
    # Asked who they are: bare words are a name.
    number = any(c.isdigit() for c in turn.text) and turn.draft.kind == "by_number"
    heard = hear(turn, ("phone" if number else "name") if requested == "visit" else requested) if unread else Heard()
    if inside and interrupts(turn, heard, requested):
        raise ActionRejected(form)
    before = {name: turn.slots.get(name) for name in SLOTS}
    filled = dict(before)
    draft = (turn.draft if inside else Draft()).change(form=form, notes=(), failed=False)
    if not inside:
        filled = dict.fromkeys(SLOTS)
    if filled["visit"] is None:
        draft = await _prove(turn, bookings, heard, filled, draft, requested)
    elif form == "reschedule_form":
        draft = await _move(turn, bookings, times, heard, filled, draft)
    if filled["visit"] and requested == "confirmed" and heard.yes is not None and not heard.facts:
        filled["confirmed"] = heard.yes
    unchanged = filled == before and draft.change(notes=()) == turn.draft.change(notes=(), failed=False)
    if requested and unchanged and not draft.notes and turn.intent not in BENIGN:
        draft = draft.change(failed=True).note(turn.words("not_caught"))
    return Result().set(**filled, draft=draft.as_json())


async def _prove(
    turn: Turn, bookings: Bookings, heard: Heard, filled: dict[str, Any], draft: Draft, requested: str | None
) -> Draft:
    """A second fact, or three from another number. Facts add up over the turns."""
    if heard.phone:
        draft = draft.change(claimed=heard.phone, kind="message")
    facts = dict(draft.asked_facts)
    known = turn.slots.get("known") or {}
    if known.get("name") and known["name"] != RECORDED and not facts and requested is None:
        facts["name"] = str(known["name"])  # said earlier in this very call
    if heard.name is not None:
        facts["name"] = heard.name.full
    day = next((w.start for w in heard.whens if w.date_said and w.start and not w.excluded), None)
    if day is not None:
        facts["day"] = day.astimezone(turn.tenant.zone).date().isoformat()
    draft = draft.change(asked_facts=facts)
    found = await find(turn, bookings, draft)
    if not found and not draft.claimed:
        if requested is not None and turn.caller and facts:
            draft = draft.note(turn.words("visit_not_found"))
        return draft.change(kind="by_number")
    # A number that was given is treated alike whether it has a visit or not: nobody learns that by asking.
    own = draft.claimed in {"", turn.caller}
    proved = [b for b in found if _proves(b, facts, own, turn)]
    if len(proved) == 1:
        filled["visit"] = proved[0].id
        return draft.change(whens=(), kind="message", asked_facts={})
    wanted = set(facts) >= ({"name"} if own else {"name", "day"})
    if requested is not None and wanted and not proved:
        # Wrong facts are forgotten, or a right one later could never win; twice in a row is a case for a person.
        draft = draft.change(asked_facts={}, claimed="", failed=True, kind="message" if own else "by_number")
        return draft.note(turn.words("visit_not_matching"))
    return draft.change(kind="message")


def _proves(booking: Booking, facts: dict[str, str], own: bool, turn: Turn) -> bool:
    by_name = "name" in facts and _same_name(booking.name, facts["name"])
    by_day = "day" in facts and booking.start.astimezone(turn.tenant.zone).date().isoformat() == facts["day"]
    if "name" in facts and not by_name:
        return False
    if "day" in facts and not by_day:
        return False
    return (by_name or by_day) if own else (by_name and by_day)


def _same_name(booked: str, said: str) -> bool:
    """The family name, or all of the name, whatever its accents."""
    one, other = fold(booked).split(), fold(said).split()
    return bool(one and other) and (set(other) <= set(one) or set(one) <= set(other))


async def _move(
    turn: Turn, bookings: Bookings, times: Times, heard: Heard, filled: dict[str, Any], draft: Draft
) -> Draft:
    booking = await visit_of(turn, bookings)
    service = turn.tenant.service(booking.service) if booking else None
    if booking is None or service is None:
        filled["visit"] = None
        return draft.note(turn.words("visit_not_found"))
    staff = heard.staff.keys[0] if heard.staff and heard.staff.sure else booking.staff
    staff_known = turn.tenant.person(staff) in turn.tenant.performers(service)
    wish = Wish(service, staff if staff_known and not heard.anyone else None)
    now = replace(turn, slots={**turn.slots, "service": booking.service, "staff": wish.staff})
    filled["time"], draft = await times.settle(now, wish, draft, heard, filled["time"], changed=False, hold=False)
    return draft


def ask_visit(turn: Turn) -> Result:
    """Who is it, and which day; or which number was it booked with."""
    draft = turn.draft
    if draft.kind == "by_number":
        keys = MAX_PHONE_DIGITS if turn.channel is Channel.VOICE else 0
        return ask(turn, "visit", turn.words("ask_visit_phone"), Expectation.PHONE, keys_wanted=keys)
    missing = "ask_visit_day" if draft.claimed and "name" in draft.asked_facts else "ask_visit_name"
    expects = Expectation.DATE if missing == "ask_visit_day" else Expectation.NAME
    return ask(turn, "visit", turn.words(missing), expects)


async def ask_move_confirmed(turn: Turn, bookings: Bookings) -> Result:
    """Read-back of the old time and the new."""
    return await _confirm(turn, bookings, "read_back_move")


async def ask_cancel_confirmed(turn: Turn, bookings: Bookings) -> Result:
    """Read-back of what is to be cancelled."""
    return await _confirm(turn, bookings, "read_back_cancel")


async def _confirm(turn: Turn, bookings: Bookings, key: str) -> Result:
    booking = await visit_of(turn, bookings)
    if booking is None:
        return Result().say(turn.words("visit_not_found"), failed=True)
    return confirm(turn, turn.words(key, 0, **_facts(turn, booking)))


def _facts(turn: Turn, booking: Booking) -> dict[str, str]:
    service, person = turn.tenant.service(booking.service), turn.tenant.person(booking.staff)
    value = turn.slot("time")
    new = unpack(value, turn)[0] if value else booking.start
    return {
        "service": service.called(turn.language) if service else booking.service,
        "person": person.called(turn.language) if person else "",
        "moment": _moment(turn, booking.start),
        "new": _moment(turn, new),
    }


def _moment(turn: Turn, start: Any) -> str:
    return saying.say_moment(start.astimezone(turn.tenant.zone), turn.language, turn.now, full=True)


async def tell(turn: Turn, bookings: Bookings) -> Result:
    """When the visit is."""
    booking = await visit_of(turn, bookings)
    if booking is None:
        return _nothing(turn)
    return clear(Result(), turn).say(turn.words("your_visit", 0, **_facts(turn, booking)))


async def move(turn: Turn, bookings: Bookings) -> Result:
    """The visit gets its new time; the old one is free only then."""
    booking = await visit_of(turn, bookings)
    value = turn.slot("time")
    if booking is None or value is None or turn.slots.get("confirmed") is None:
        return _nothing(turn)
    if turn.slots["confirmed"] is not True:
        return clear(Result(), turn).say(turn.words("left_as_is"))
    start, staff = unpack(value, turn)
    facts = _facts(turn, booking)
    try:
        await bookings.move(turn.tenant, booking.id, staff, start, turn.call, turn.now)
    except (SlotTaken, SlotRefused, NoSuchBooking) as error:
        log.info("move_lost", call=turn.call, tenant=turn.tenant.key, why=type(error).__name__)
        return clear(Result(), turn).say(turn.words("not_moved"))
    return clear(Result(), turn).say(turn.words("moved", 0, **facts))


async def cancel(turn: Turn, bookings: Bookings) -> Result:
    """The visit is cancelled."""
    booking = await visit_of(turn, bookings)
    if booking is None or turn.slots.get("confirmed") is None:
        return _nothing(turn)
    if turn.slots["confirmed"] is not True:
        return clear(Result(), turn).say(turn.words("left_as_is"))
    facts = _facts(turn, booking)
    try:
        await bookings.cancel(turn.tenant, booking.id, turn.call, turn.now)
    except NoSuchBooking:
        return _nothing(turn)
    return clear(Result(), turn).say(turn.words("cancelled", 0, **facts))


def _nothing(turn: Turn) -> Result:
    """Never a dead end: a message."""
    question = turn.words("shall_i_take_message")
    result = clear(Result(), turn).set(offered=offer(turn, "message"))
    return result.say(f"{turn.words('visit_not_found')} {question}", expects=Expectation.YES_NO, reprompt=question)
