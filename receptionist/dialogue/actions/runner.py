"""Rasa's action server without the HTTP: one action in, events and responses out.

Either engine calls it: the embedded one in process, a Rasa server through `/rasa/actions`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from receptionist.booking.booking import Bookings
from receptionist.dialogue.actions import asking, booking, messages, openly, people, questions, visits
from receptionist.dialogue.actions.times import Times
from receptionist.dialogue.actions.turn import Result, Turn, read_turn
from receptionist.errors import DialogueError
from receptionist.records.records import Messages
from receptionist.tenant import Tenant

Action: TypeAlias = Callable[[Turn], Result | Awaitable[Result]]


class Actions:
    """All custom actions of the domain. See dialogue.engine.ActionRunner."""

    def __init__(self, tenants: Callable[[str], Tenant | None], bookings: Bookings, messages_: Messages) -> None:
        """`tenants`: a firm by its key; the key comes from the slot `context`, never from the caller."""
        self._tenants = tenants
        self._bookings = bookings
        self._actions: Mapping[str, Action] = _table(bookings, messages_, Times(bookings))

    async def run(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """See ActionRunner.run. Raises DialogueError for a missing context or an unknown firm."""
        action = self._actions[str(body.get("next_action"))]
        context = ((body.get("tracker") or {}).get("slots") or {}).get("context") or {}
        tenant = self._tenants(str(context.get("tenant") or ""))
        if tenant is None:
            raise DialogueError("the slot context names no firm of ours")
        result = action(read_turn(body, tenant))
        return (result if isinstance(result, Result) else await result).as_json()

    @property
    def names(self) -> frozenset[str]:
        """What can be run; the domain lists the same."""
        return frozenset(self._actions)

    async def knows(self, tenant: Tenant, phone: str, now: datetime) -> bool:
        """Whether that number has a visit to come; nothing else of it leaves here."""
        return bool(await self._bookings.upcoming(tenant, phone, now))


def _table(bookings: Bookings, kept: Messages, times: Times) -> dict[str, Action]:
    def visit(turn: Turn) -> Awaitable[Result]:
        return visits.validate(turn, bookings, times)

    return {
        "validate_booking_form": lambda turn: booking.validate(turn, times),
        "validate_message_form": messages.validate,
        "validate_reschedule_form": visit,
        "validate_cancel_form": visit,
        "validate_visit_form": visit,
        "action_ask_service": asking.ask_service,
        "action_ask_staff": asking.ask_staff,
        "action_ask_time": asking.ask_time,
        "action_ask_name": asking.ask_name,
        "action_ask_phone": asking.ask_phone,
        "action_ask_message": messages.ask_message,
        "action_ask_visit": visits.ask_visit,
        "action_ask_booking_form_confirmed": asking.ask_booking_confirmed,
        "action_ask_reschedule_form_confirmed": lambda turn: visits.ask_move_confirmed(turn, bookings),
        "action_ask_cancel_form_confirmed": lambda turn: visits.ask_cancel_confirmed(turn, bookings),
        "action_book": lambda turn: booking.book(turn, times),
        "action_take_message": lambda turn: messages.take(turn, kept),
        "action_caller_left": lambda turn: messages.take(turn, kept),
        "action_move_visit": lambda turn: visits.move(turn, bookings),
        "action_cancel_visit": lambda turn: visits.cancel(turn, bookings),
        "action_tell_visit": lambda turn: visits.tell(turn, bookings),
        "action_drop": lambda turn: people.drop(turn, times),
        "action_answer_hours": questions.hours,
        "action_answer_address": questions.address,
        "action_answer_price": questions.price,
        "action_answer_duration": questions.duration,
        "action_answer_services": lambda turn: questions.services(turn, kept),
        "action_answer_staff": questions.staff,
        "action_answer_faq": lambda turn: questions.frequent(turn, kept),
        "action_answer_late": lambda turn: questions.late(turn, kept),
        "action_unknown": lambda turn: questions.unknown(turn, kept, times),
        "action_greet": people.greet,
        "action_goodbye": lambda turn: people.goodbye(turn, times),
        "action_affirm": openly.affirm,
        "action_deny": lambda turn: openly.deny(turn, times),
        "action_inform": lambda turn: openly.inform(turn, times),
        "action_hand_over": people.hand_over,
        "action_hand_over_failed": people.hand_over_failed,
        "action_switch_language": people.switch_language,
        "action_language_switched": people.language_switched,
        "action_go_on": people.go_on,
    }
