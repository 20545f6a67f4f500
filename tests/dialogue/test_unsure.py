"""What a recogniser is not sure of is not taken for words."""

from __future__ import annotations

from datetime import datetime

from receptionist.dialogue.actions.runner import Actions
from receptionist.dialogue.dialogue import Conversation
from receptionist.dialogue.embedded.engine import Embedded
from receptionist.dialogue.talking import Talking
from receptionist.messages import CallAnswered, CallerSaid, Channel
from receptionist.tenant import Tenant


async def test_an_unsure_hearing_asks_again_and_twice_is_a_person(
    brightsmile: Tenant, shipped: Embedded, actions: Actions
) -> None:
    talking, now = Talking(shipped), datetime(2026, 11, 23, 9, 55, tzinfo=brightsmile.zone)
    talk = Conversation("call-1", "brightsmile", "en", Channel.VOICE, None)
    answer = await talking.answer(brightsmile, talk, CallAnswered(), now)
    noise = CallerSaid("cancel my appointment", confidence=0.01)
    answer = await talking.answer(brightsmile, answer.conversation, noise, now)
    assert answer.reply.handover is None
    assert answer.conversation.loop is None
    assert "help" in answer.reply.text
    answer = await talking.answer(brightsmile, answer.conversation, noise, now)
    assert answer.reply.handover is not None


async def test_a_low_but_possible_confidence_is_taken(brightsmile: Tenant, shipped: Embedded, actions: Actions) -> None:
    talking, now = Talking(shipped), datetime(2026, 11, 23, 9, 55, tzinfo=brightsmile.zone)
    talk = Conversation("call-1", "brightsmile", "en", Channel.VOICE, None)
    answer = await talking.answer(brightsmile, talk, CallerSaid("what time do you open", confidence=0.2), now)
    assert "half past eight" in answer.reply.text
