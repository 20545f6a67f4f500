"""What keeps a turn from being taken for something else, and a visit from somebody else. Pure."""

from __future__ import annotations

from datetime import datetime

import pytest

from receptionist.booking.booking import Booking
from receptionist.dialogue.actions.draft import Draft
from receptionist.dialogue.actions.hearing import Heard
from receptionist.dialogue.actions.interrupting import interrupts
from receptionist.dialogue.actions.turn import Turn
from receptionist.dialogue.actions.visits import _proves
from receptionist.messages import Channel
from receptionist.tenant import Tenant


def turn(tenant: Tenant, text: str, intent: str, confidence: float = 0.9, **slots: object) -> Turn:
    now = datetime(2026, 11, 23, 10, 0, tzinfo=tenant.zone)
    return Turn(
        action="validate_booking_form",
        tenant=tenant,
        call="call-1",
        caller=None,
        channel=Channel.VOICE,
        language="en",
        hears=True,
        now=now,
        slots=slots,
        text=text,
        intent=intent,
        confidence=confidence,
        entities={},
        loop="booking_form",
        answered_by="",
        draft=Draft(),
    )


@pytest.mark.parametrize(
    ("text", "intent", "confidence", "heard", "requested", "wanted"),
    [
        ("how much is it", "ask_price", 0.9, Heard(), "name", True),
        ("how much is it", "ask_price", 0.3, Heard(), "name", False),
        ("yes that's right thank you bye", "goodbye", 0.9, Heard(yes=True), "confirmed", False),
        ("no i want a person", "speak_to_human", 0.9, Heard(yes=False), "confirmed", True),
        ("forget it", "cancel", 0.9, Heard(), "time", True),
        ("this is a complaint about my bill", "complaint", 0.9, Heard(), "message", False),
        ("a person please", "speak_to_human", 0.9, Heard(), "message", True),
        ("are you taking new patients", "nlu_fallback", 0.3, Heard(), "name", True),
        ("grmbl", "nlu_fallback", 0.3, Heard(), "name", False),
    ],
)
def test_what_may_take_the_word_from_the_form(
    brightsmile: Tenant,
    text: str,
    intent: str,
    confidence: float,
    heard: Heard,
    requested: str,
    wanted: bool,
) -> None:
    assert interrupts(turn(brightsmile, text, intent, confidence), heard, requested) is wanted


@pytest.mark.parametrize(
    ("facts", "own", "proved"),
    [
        ({"name": "Ann Lee"}, True, True),
        ({"name": "lee"}, True, True),
        ({"day": "2026-11-26"}, True, True),
        ({"name": "Bob Lee", "day": "2026-11-26"}, True, False),
        ({"name": "Ann Lee", "day": "2026-11-27"}, True, False),
        ({}, True, False),
        ({"name": "Ann Lee"}, False, False),
        ({"day": "2026-11-26"}, False, False),
        ({"name": "Ann Lee", "day": "2026-11-26"}, False, True),
    ],
)
def test_a_visit_is_shown_only_to_who_knows_enough(
    brightsmile: Tenant, facts: dict[str, str], own: bool, proved: bool
) -> None:
    """From the number it was booked with: the name or the day, and nothing wrong; from another: both."""
    start = datetime(2026, 11, 26, 9, 0, tzinfo=brightsmile.zone)
    visit = Booking(
        id="b1", tenant=brightsmile.key, service="filling", staff="patel", start=start, end=start, status="booked",
        name="Ann Lee", phone="+447700900142", language="en", call="c0", source="voice",
    )  # fmt: skip
    assert _proves(visit, facts, own, turn(brightsmile, "", "inform")) is proved
