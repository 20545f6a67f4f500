"""May this turn take the word from the form's question? Pure.

A form that rejects a turn lets the rules answer it (a price, a person, goodbye) and then asks its
question again. What answers the form's own question is never taken for something else.
"""

from __future__ import annotations

import re

from receptionist.dialogue.actions import faq
from receptionist.dialogue.actions.hearing import Heard
from receptionist.dialogue.actions.turn import SURE, Turn

_OF_THE_LINE = frozenset({"hand_over_needed", "hand_over_failed", "language_switched", "go_on", "caller_left"})
_PEOPLE = frozenset({"speak_to_human", "complaint"})
_COURTESIES = frozenset({"repeat", "slower", "are_you_robot", "who_is_it", "switch_language", "wait", "goodbye"})
_QUESTIONS = frozenset(
    {"ask_hours", "ask_address", "ask_price", "ask_duration", "ask_services", "ask_staff", "ask_faq"}
)
_ERRANDS = frozenset({"leave_message", "call_back", "reschedule", "cancel", "my_visit", "running_late"})
BENIGN = frozenset({"greet", "thanks", "book", "ask_availability", "nothing_else"})
"""Neither an answer nor a failure: the question is put again."""
_QUESTION = {
    "en": re.compile(r"^(and |so |uh |um )*(what|when|where|why|how|who|which|is|are|do|does|can|could|will|have)\b"),
    "pl": re.compile(r"^(a |i |no )*(czy|co|kiedy|gdzie|dlaczego|jak\w*|kto|ile|któr\w+)\b"),
}
_FAQ_WORDS = 3
_STEERING_WORDS = 6


def interrupts(turn: Turn, heard: Heard, requested: str | None) -> bool:
    """Whether the rules, not the form, answer this turn."""
    intent = turn.intent
    if intent in _OF_THE_LINE:
        return True
    if intent == "cancel" and turn.loop in {"cancel_form"}:
        return False
    if intent == "reschedule" and turn.loop in {"reschedule_form"}:
        return False
    if turn.confidence < SURE:
        return _frequent(turn, heard) is not None
    if requested == "message":
        # Whatever is said is the message, a complaint too; only what clearly steers the call is not.
        return (
            intent in _COURTESIES | {"cancel", "speak_to_human", "nothing_else"}
            and len(turn.text.split()) <= _STEERING_WORDS
        )
    if intent in _PEOPLE:
        return True
    if _answers(heard, requested):
        return False
    if intent in _COURTESIES | _QUESTIONS:
        return True
    if intent in _ERRANDS:
        return not heard.facts or intent in {"reschedule", "leave_message", "call_back"}
    if requested == "name" and heard.name is not None:
        return False
    return intent in {"out_of_scope", "nlu_fallback"} and (_frequent(turn, heard) is not None or is_question(turn))


def is_question(turn: Turn) -> bool:
    """Begins like a question and is long enough to be one."""
    text = turn.text.lower().strip()
    return len(text.split()) >= _FAQ_WORDS and (text.endswith("?") or _QUESTION[turn.language].match(text) is not None)


def _answers(heard: Heard, requested: str | None) -> bool:
    """The turn plainly answers what was asked."""
    if requested in {"confirmed", "phone"} and heard.yes is not None:
        return True
    if requested == "phone" and (heard.phone or heard.digits_wrong):
        return True
    return requested == "time" and heard.position is not None and heard.yes is not None


def _frequent(turn: Turn, heard: Heard) -> faq.Match | None:
    if heard.facts or len(turn.text.split()) < _FAQ_WORDS:
        return None
    return faq.match(turn.tenant, turn.language, turn.text, faq.CLOSE)
