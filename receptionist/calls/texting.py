"""Conversations in text: SMS and chat reach the same dialogue as a call, one message a turn.

A live person cannot be put on the line of a text, so a hand-over becomes a call-back that the firm
is told of; a writer whose number is not known is asked for it first.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog

from receptionist.calls.journal import Journal
from receptionist.calls.voice import sentences
from receptionist.dialogue.dialogue import Conversation, ConversationStore, Dialogue
from receptionist.messages import Call, CallAnswered, CallerLeft, CallerSaid, CallerTurn, Event, HandOverFailed, Reply
from receptionist.records.records import Messages
from receptionist.tenant import Tenant

log = structlog.get_logger(__name__)

LONGEST = 1000
"""Characters of a message that are read; nobody books a visit in more."""


@dataclass(frozen=True, slots=True)
class TextParts:
    """Everything a text conversation needs; made once by the application."""

    dialogue: Dialogue
    conversations: ConversationStore
    messages: Messages
    journal: Journal
    now: Callable[[], datetime]


class Texting:
    """Text conversations with firms."""

    def __init__(self, parts: TextParts) -> None:
        self._parts = parts

    async def open(self, tenant: Tenant, call: Call) -> Reply:
        """A conversation begins: the greeting. Raises DialogueError."""
        await self._begin(call)
        return await self._turn(tenant, call, CallAnswered())

    async def said(self, tenant: Tenant, call: Call, text: str) -> Reply:
        """The writer's message and our reply. A first message is answered with who we are before it.

        Raises DialogueError; the conversation is then as it was before."""
        known = await self._parts.conversations.load(call.id)
        hello = ""
        if known is None:
            greeting = await self.open(tenant, call)
            hello = next(iter(sentences(greeting.text)), "")
        clean = printable(text)
        await self._note(call, Event.HEARD, text=clean)
        reply = await self._turn(tenant, call, CallerSaid(clean))
        if reply.handover is not None:
            reply = await self._hand_over(tenant, call, reply)
        return replace(reply, text=f"{hello} {reply.text}".strip())

    async def close(self, tenant: Tenant, call: Call, why: str = "closed") -> None:
        """The writer has left: a message half given is kept."""
        await self._turn(tenant, call, CallerLeft())
        await self._note(call, Event.ENDED, why=why)

    async def _turn(self, tenant: Tenant, call: Call, turn: CallerTurn) -> Reply:
        known = await self._parts.conversations.load(call.id)
        conversation = known or Conversation(call.id, tenant.key, call.language, call.channel, call.caller)
        answer = await self._parts.dialogue.answer(tenant, conversation, turn, self._parts.now())
        await self._parts.conversations.save(answer.conversation, self._parts.now())
        reply = answer.reply
        await self._note(call, Event.UNDERSTOOD, intent=reply.intent)
        await self._note(call, Event.SAID, text=reply.text, language=reply.language)
        if reply.ended:
            await self._note(call, Event.ENDED, why="goodbye")
        return reply

    async def _hand_over(self, tenant: Tenant, call: Call, reply: Reply) -> Reply:
        assert reply.handover is not None
        await self._note(call, Event.HANDED_OVER, reason=reply.handover.reason.value, summary=reply.handover.summary)
        if call.caller:
            await self._parts.messages.take(
                tenant,
                "call_back",
                call.id,
                reply.language,
                self._parts.now(),
                phone=call.caller,
                text=reply.handover.summary,
            )
        after = await self._turn(tenant, call, HandOverFailed("text"))
        return replace(after, text=f"{reply.text} {after.text}".strip(), handover=reply.handover)

    async def _begin(self, call: Call) -> None:
        try:
            await self._parts.journal.begin(call)
        except Exception:  # noqa: BLE001 - a conversation goes on without its journal
            log.exception("journal_failed")

    async def _note(self, call: Call, event: Event, **detail: Any) -> None:
        try:
            await self._parts.journal.note(call, event, self._parts.now(), detail)
        except Exception:  # noqa: BLE001 - a conversation goes on without its journal
            log.exception("journal_failed", journal_event=event.value)


def printable(text: str) -> str:
    """The message without control characters, in composed form, cut to what is read."""
    text = unicodedata.normalize("NFC", text[: 4 * LONGEST])
    text = "".join(" " if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else c for c in text)
    return " ".join(text.split())[:LONGEST]
