"""What earlier calls of the same number mean for this one; see docs/conversation.md."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from receptionist.calls.parts import Parts
from receptionist.dialogue.dialogue import Conversation
from receptionist.messages import Call, CallerTurn, Event, HandOverFailed

log = structlog.get_logger(__name__)

CUT_OFF = frozenset({"caller_hung_up", "restart"})
"""Ends of a call after which a redial goes on with it."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What is known before the first word."""

    conversation: Conversation | None = None
    """The one that goes on."""
    repeated: bool = False
    """This number has called so often that it wants a person."""


async def recall(parts: Parts, call: Call, opening: CallerTurn) -> Earlier:
    """What is known of this call (it comes back from a hand-over), or of those before it.

    A call goes on without its memory rather than end or be silent: failures are logged."""
    try:
        async with asyncio.timeout(parts.settings.memory_within):
            if isinstance(opening, HandOverFailed):
                return Earlier(await parts.conversations.load(call.id))
            return await _earlier(parts, call)
    except Exception as error:  # noqa: BLE001 - see above
        log.error("earlier_calls_not_read", call=call.id, error=type(error).__name__)
        return Earlier()


async def _earlier(parts: Parts, call: Call) -> Earlier:
    now, settings = parts.now(), parts.settings
    since = now - timedelta(seconds=settings.repeated_within)
    calls = await parts.journal.recent(call.tenant, call.caller, since)
    before = [each for each in calls if each.id != call.id and each.channel is call.channel]
    repeated = len(before) >= settings.repeated_calls - 1
    if len(before) != 1 or before[0].started < now - timedelta(seconds=settings.redial_within):
        return Earlier(repeated=repeated)
    ended = [each for each in await parts.journal.of(before[0].id) if each.event is Event.ENDED]
    if not ended or ended[-1].detail.get("why") not in CUT_OFF:
        return Earlier(repeated=repeated)
    known = await parts.conversations.load(before[0].id)
    return Earlier(known and replace(known, id=call.id), repeated)
