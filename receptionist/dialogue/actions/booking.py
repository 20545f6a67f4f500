"""The booking form: everything said in any turn is taken in, only what is missing is asked.

`validate_booking_form` never speaks; what it has to say (why a time can't be had, a number read back)
becomes a note that the next question carries, because Rasa may validate twice in one turn.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import structlog

from receptionist.dialogue.actions.asking import booking_facts
from receptionist.dialogue.actions.details import take_details
from receptionist.dialogue.actions.draft import Draft
from receptionist.dialogue.actions.hearing import Heard, hear
from receptionist.dialogue.actions.interrupting import BENIGN, interrupts
from receptionist.dialogue.actions.times import ANYONE, Times, Wish
from receptionist.dialogue.actions.turn import SURE, Result, Turn
from receptionist.dialogue.engine import ActionRejected
from receptionist.errors import NoSuchBooking, SlotRefused, SlotTaken
from receptionist.language import saying, when
from receptionist.language.language import Picked, When
from receptionist.tenant import Service

log = structlog.get_logger(__name__)

FORM = "booking_form"
SLOTS = ("service", "staff", "time", "name", "phone", "confirmed")
_THAT_ONE = {
    "en": re.compile(r"\W*(yes |ok |okay |um |well )*(that|this) (one|time)\b(?! (is|isn't|was|does))", re.IGNORECASE),
    "pl": re.compile(r"\W*(tak |no |to |yyy )*(ten|właśnie ten|ten termin)( poproszę| proszę)?\W*$", re.IGNORECASE),
}
ASAP = When(kind="asap", start=None, end=None, grain="minute", date_said=False, time_said=False)


async def validate(turn: Turn, times: Times) -> Result:
    """One turn inside the form, or the words that began it. Raises ActionRejected when the rules are to answer."""
    inside = turn.inside(FORM)
    unread = turn.unread(FORM)
    if inside and not unread:
        return Result()
    requested = turn.requested if inside else None
    heard = hear(turn, requested) if unread else Heard()
    if inside and interrupts(turn, heard, requested):
        raise ActionRejected(FORM)
    before = {name: turn.slots.get(name) for name in SLOTS}
    filled = dict(before)
    heard = _meant(turn, heard, requested)
    draft = turn.draft.change(form=FORM, notes=(), failed=False)
    heard, draft = _asked_back(heard, filled, draft)
    if requested == "confirmed":
        draft = _confirmation(turn, heard, filled, draft)
    draft = _service(turn, heard, filled, draft)
    draft = _staff(turn, heard, filled, draft, requested)
    draft = take_details(turn, heard, filled, draft, requested)
    draft = await _time(turn, times, heard, before, filled, draft)
    if filled["confirmed"] and any(filled[n] != before[n] for n in SLOTS[:-1]):
        filled["confirmed"] = None
    draft = _failure(turn, heard, before, filled, draft, requested)
    return Result().set(**filled, draft=draft.as_json())


def _meant(turn: Turn, heard: Heard, requested: str | None) -> Heard:
    """ "I don't know" and "what have you got?" answer questions too."""
    if heard.unknown and requested == "staff":
        return replace(heard, anyone=True)
    if heard.yes is None and turn.draft.soonest and turn.draft.offers and _THAT_ONE[turn.language].match(turn.text):
        heard = replace(heard, yes=True)
    if heard.yes is None and requested == "time" and turn.intent == "affirm" and turn.confidence >= SURE:
        heard = replace(heard, yes=True)  # said of the earliest; the read-back still comes
    asks_for_any = turn.intent == "ask_availability" and turn.confidence >= SURE and requested is None
    if not heard.whens and ((heard.unknown and requested == "time" and not turn.draft.offers) or asks_for_any):
        return replace(heard, whens=(ASAP,))
    return heard


def _asked_back(heard: Heard, filled: dict[str, Any], draft: Draft) -> tuple[Heard, Draft]:
    """The answer to "Did you say Anna?" is used up by it."""
    kind, _, key = draft.unsure.partition("=")
    if not kind:
        return heard, draft
    draft = draft.change(unsure="")
    if heard.yes is True:
        filled[kind] = key
        return replace(heard, yes=None), draft
    return (replace(heard, yes=None) if heard.yes is False else heard), draft


def _service(turn: Turn, heard: Heard, filled: dict[str, Any], draft: Draft) -> Draft:
    if heard.choice.startswith("service:") and turn.tenant.service(heard.choice[8:]):
        filled["service"] = heard.choice[8:]
    elif heard.service is not None:
        return _picked(turn, heard.service, "service", filled, draft)
    return draft


def _picked(turn: Turn, picked: Picked, kind: str, filled: dict[str, Any], draft: Draft) -> Draft:
    """One, sure: taken. Several: which? A near-miss: asked back, but never over what is known already."""
    if len(picked.keys) == 1 and picked.sure:
        filled[kind] = picked.keys[0]
    elif filled[kind] is None and len(picked.keys) == 1:
        return draft.change(unsure=f"{kind}={picked.keys[0]}")
    elif filled[kind] is None:
        things = [turn.tenant.service(k) if kind == "service" else turn.tenant.person(k) for k in picked.keys]
        named = [t.called(turn.language) for t in things if t is not None]
        return draft.note(turn.words("which_of", 0, things=saying.say_list(named, turn.language, "or")))
    return draft


def _staff(turn: Turn, heard: Heard, filled: dict[str, Any], draft: Draft, requested: str | None) -> Draft:
    if heard.choice.startswith("staff:"):
        key = heard.choice[6:]
        filled["staff"] = key if key == ANYONE or turn.tenant.person(key) else filled["staff"]
    elif heard.staff is not None:
        draft = _picked(turn, heard.staff, "staff", filled, draft)
    elif heard.stranger:
        filled["staff"] = None
        draft = draft.note(turn.words("no_such_person", 0, person=heard.stranger))
    elif heard.anyone and (requested == "staff" or (filled["staff"] is None and requested != "time")):
        filled["staff"] = ANYONE
    service = turn.tenant.service(filled["service"] or "")
    if service is None:
        return draft
    return _performer(turn, service, filled, draft, requested)


def _performer(turn: Turn, service: Service, filled: dict[str, Any], draft: Draft, requested: str | None) -> Draft:
    """Who can do it: the only one is taken without asking, somebody who can't is told so."""
    performers = turn.tenant.performers(service)
    person = turn.tenant.person(filled["staff"] or "")
    if person is not None and person not in performers:
        filled["staff"] = None
        draft = draft.note(
            turn.words(
                "refused_staff_does_not_perform",
                0,
                person=person.called(turn.language),
                service=service.called(turn.language),
            )
        )
    if filled["staff"] is None and len(performers) == 1:
        filled["staff"] = performers[0].key
        if draft.notes:
            draft = draft.note(turn.words("performed_by", 0, person=performers[0].called(turn.language)))
    return draft


async def _time(
    turn: Turn, times: Times, heard: Heard, before: dict[str, Any], filled: dict[str, Any], draft: Draft
) -> Draft:
    whens_known = bool(heard.whens or draft.whens)
    # Whom they asked for can't be had: they are asked whom they want instead.
    in_vain = heard.staff is not None or bool(heard.stranger)
    unasked = (
        not in_vain
        and filled["staff"] is None
        and (turn.requested != "staff" or bool(heard.whens))
        and heard.field != "staff"
    )
    if whens_known and unasked and filled["service"] and not draft.unsure:
        # A time without a person: whoever is free then. "With Anna" can still be said at any moment.
        filled["staff"] = ANYONE
    service = turn.tenant.service(filled["service"] or "")
    if service is None or filled["staff"] is None:
        if heard.whens:
            draft = draft.change(whens=when.merge(draft.whens, heard.whens, turn.now))
        return draft
    changed = any(filled[n] != before[n] for n in ("service", "staff"))
    wish = Wish(service, None if filled["staff"] == ANYONE else filled["staff"])
    now = replace(turn, slots={**turn.slots, **filled})
    filled["time"], draft = await times.settle(now, wish, draft, heard, filled["time"], changed)
    return draft


def _confirmation(turn: Turn, heard: Heard, filled: dict[str, Any], draft: Draft) -> Draft:
    """Yes books. No asks what to change, and a part that is named is asked anew."""
    field = heard.choice[7:] if heard.choice.startswith("change:") else heard.field
    if heard.facts or heard.later or heard.earlier:
        return draft.change(changing=False)
    if field in SLOTS and (draft.changing or heard.yes is not True):
        filled[field] = None
        if field == "time":
            draft = draft.change(whens=(), offers=())
        if field == "phone":
            draft = draft.change(own_phone=True)
        return draft.change(changing=False, asked={**draft.asked, field: 0})
    if heard.yes is True and draft.changing:
        return draft.change(changing=False)
    if heard.yes is True:
        filled["confirmed"] = True
        return draft
    declined = heard.yes is False or (turn.intent == "change_something" and turn.confidence >= SURE)
    return draft.change(changing=True) if declined and not draft.changing else draft


def _failure(
    turn: Turn, heard: Heard, before: dict[str, Any], filled: dict[str, Any], draft: Draft, requested: str | None
) -> Draft:
    """Nothing in the turn changed anything: it was not understood."""
    if requested is None or filled != before or turn.intent in BENIGN or heard.digits_wrong:
        return draft
    if requested == "confirmed" and heard.yes is False and not draft.changing:
        return draft.change(changing=True)
    if draft.change(notes=()) != turn.draft.change(notes=(), failed=False) or draft.notes:
        return draft
    if requested == "service" and heard.unknown:
        return draft
    if requested == "time" and draft.offers and heard.yes is True:
        return draft.note(turn.words("which_one"))
    return draft.change(failed=True).note(turn.words("not_caught"))


async def book(turn: Turn, times: Times) -> Result:
    """Everything is checked once more: the form may have ended for another reason than being complete."""
    complete = all(turn.slots.get(name) for name in SLOTS)
    if not complete or turn.slots.get("confirmed") is not True:
        log.warning("booking_incomplete", call=turn.call, tenant=turn.tenant.key)
        return clear(Result(), turn).say(turn.words("not_booked"), failed=True)
    name, phone = str(turn.slots["name"]), str(turn.slots["phone"])
    try:
        await times.book(turn, name, phone)
    except (SlotTaken, SlotRefused, NoSuchBooking) as error:
        log.info("booking_lost", call=turn.call, tenant=turn.tenant.key, why=type(error).__name__)
        draft = turn.draft.change(hold="", offers=(), changing=False)
        return Result().set(time=None, confirmed=None, draft=draft.as_json()).go_on_with(FORM)
    facts = booking_facts(turn)
    result = clear(Result(), turn)
    result.set(known={"name": name, "phone": phone, "recording": turn.draft.recording})
    return result.say(turn.words("booked", 0, **facts))


def clear(result: Result, turn: Turn) -> Result:
    """The next errand begins with empty slots."""
    return result.set(**dict.fromkeys((*SLOTS, "message", "visit")), draft=Draft().as_json())
