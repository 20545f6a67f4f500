"""Leaving a message, asking for a call back: what it is about, who, which number."""

from __future__ import annotations

import structlog

from receptionist.dialogue.actions.asking import NOT_GIVEN, RECORDED, ask
from receptionist.dialogue.actions.booking import clear
from receptionist.dialogue.actions.details import take_details
from receptionist.dialogue.actions.hearing import Heard, hear
from receptionist.dialogue.actions.interrupting import BENIGN, interrupts
from receptionist.dialogue.actions.times import NO_PHONE
from receptionist.dialogue.actions.turn import Result, Turn
from receptionist.dialogue.engine import ActionRejected
from receptionist.messages import Channel, Expectation
from receptionist.records.records import MessageKind, Messages

log = structlog.get_logger(__name__)

FORM = "message_form"
BOOKING = "booking_form"
SLOTS = ("message", "name", "phone")
_DECLINING_WORDS = 3
"""So short, a "no thanks" is no message."""
MAX_MESSAGE = 1_000
"""Characters kept of a message."""


def ask_message(turn: Turn) -> Result:
    """What the firm should know."""
    kind = turn.draft.kind
    if turn.by_key:
        return ask(turn, "message", turn.words("record_message"), Expectation.OPEN, record=True)
    nth = turn.draft.asked.get("message", 0)
    key = "ask_reason" if kind == "call_back" else "ask_message"
    return ask(turn, "message", turn.words(key, nth), Expectation.OPEN, (), turn.words(f"{key}_short"))


async def validate(turn: Turn) -> Result:
    """One turn of the form. Raises ActionRejected when the rules are to answer."""
    inside = turn.inside(FORM)
    unread = turn.unread(FORM)
    if inside and not unread:
        return Result()
    requested = turn.requested if inside else None
    heard = hear(turn, requested) if unread else Heard()
    declined = requested == "message" and heard.yes is False and len(turn.text.split()) <= _DECLINING_WORDS
    if inside and (declined or interrupts(turn, heard, requested)):
        raise ActionRejected(FORM)
    before = {name: turn.slots.get(name) for name in SLOTS}
    filled = dict(before)
    draft = turn.draft.change(form=FORM, failed=False)
    if inside:
        draft = draft.change(notes=())
    else:
        if turn.intent == "call_back":
            draft = draft.change(kind="call_back", asked={})
        if turn.draft.form == BOOKING and turn.intent in {"call_back", "leave_message"} and turn.slot("service"):
            draft = draft.note(turn.words("set_aside"))
    if requested == "message":
        if turn.intent == "recorded":
            # The caller says the name in the same recording: nobody could understand it now anyway.
            filled.update(message=RECORDED, name=filled["name"] or RECORDED)
            draft = draft.change(recording=heard.recording)
        elif turn.text and not turn.text.startswith("/") and turn.intent not in {"greet", "wait"}:
            filled["message"] = turn.text[:MAX_MESSAGE]
            heard = Heard(name=heard.name, phone=heard.phone)
    draft = take_details(turn, heard, filled, draft, requested)
    untouched = filled == before and draft.own_phone == turn.draft.own_phone and not draft.notes
    if requested is not None and untouched and turn.intent not in BENIGN:
        draft = draft.change(failed=True).note(turn.words("not_caught"))
    return Result().set(**filled, draft=draft.as_json())


async def take(turn: Turn, messages: Messages) -> Result:
    """The message is kept and the firm told."""
    text, name, phone = (turn.slot(s) or "" for s in SLOTS)
    kind: MessageKind = "call_back" if turn.draft.kind == "call_back" else "message"
    if not phone and not turn.draft.own_phone:
        # Hung up before it was asked for: the number they called from is what there is.
        phone = turn.caller or ""
    if text == RECORDED and not turn.draft.recording:
        kind = "call_back"
    # In writing the call-back was promised, and told of, by whoever runs the conversation.
    promised = kind == "call_back" and phone and turn.channel is Channel.VOICE
    if not text and not promised:
        log.warning("message_incomplete", call=turn.call, tenant=turn.tenant.key)
        return clear(Result(), turn).say(turn.words("not_taken"), failed=True)
    await messages.take(
        turn.tenant,
        kind,
        turn.call,
        turn.language,
        turn.now,
        name="" if name in {RECORDED, NOT_GIVEN} else name,
        phone="" if phone == NO_PHONE else phone,
        text="" if text == RECORDED else text,
        recording=turn.draft.recording,
    )
    result = clear(Result().leave_form(), turn).set(
        known={"name": name, "phone": phone, "recording": turn.draft.recording}
    )
    return result.say(turn.words(f"taken_{kind}"))


async def unanswered(turn: Turn, messages: Messages) -> None:
    """A question nobody could answer lands in the firm's list."""
    await messages.take(
        turn.tenant,
        "unanswered",
        turn.call,
        turn.language,
        turn.now,
        phone=turn.caller or "",
        name=turn.slot("name") or "",
        text=turn.text[:MAX_MESSAGE],
    )
