"""Answers outside a form: yes and no to what was offered, facts and keys that begin an errand."""

from __future__ import annotations

from receptionist.dialogue.actions import booking, people, questions
from receptionist.dialogue.actions.hearing import hear
from receptionist.dialogue.actions.times import Times
from receptionist.dialogue.actions.turn import Result, Turn
from receptionist.messages import Expectation

_BEGINS = {"message": "message_form", "book": "booking_form", "visit": "visit_form"}


def affirm(turn: Turn) -> Result:
    """Yes to what was offered; a yes to "Anything else?" asks what."""
    form = _BEGINS.get(people.offered(turn))
    return Result().set(offered=None).go_on_with(form) if form else people.greet(turn)


async def deny(turn: Turn, times: Times) -> Result:
    """No to an offer leads back to the open question; no to "Anything else?" ends the call."""
    if turn.loop == "message_form":
        return booking.clear(Result().leave_form(), turn).say(turn.words("all_right"))
    if people.offered(turn):
        return Result().set(offered=None, service=None).say(turn.words("all_right"))
    return await people.goodbye(turn, times)


async def inform(turn: Turn, times: Times) -> Result:
    """Facts or a key: a service or a time begins a booking."""
    heard = hear(turn, None)
    if heard.choice == "menu:info":
        return questions.address(turn)
    if heard.choice in {"yes", "no"}:
        return affirm(turn) if heard.yes else await deny(turn, times)
    if heard.choice == "menu:message":
        return Result().go_on_with("message_form")
    if heard.choice == "menu:book" or heard.service or heard.staff or heard.whens:
        return Result().go_on_with("booking_form")
    if heard.name is not None:
        known = {**(turn.slots.get("known") or {}), "name": heard.name.full}
        return Result().set(known=known).say(turn.words("how_can_i_help"), expects=Expectation.OPEN)
    return people.not_understood(turn)
