"""Port of the dialogue: a turn of the caller in, a reply out.

The engine keeps nothing between turns: the conversation goes in and comes out, and the caller of
`answer` stores it. So either engine can go on with a conversation the other began.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from receptionist.messages import CallerTurn, Channel, Language, Reply
from receptionist.tenant import Tenant


@dataclass(frozen=True, slots=True)
class Conversation:
    """All that is known of a conversation; JSON but for the dataclass itself."""

    id: str
    """The call's id; the thread's id for SMS and chat."""
    tenant: str
    language: Language
    channel: Channel
    caller: str | None
    """E.164; None: anonymous."""
    hears: bool = True
    """False: no recogniser for this language, so everything is offered by key and recorded by voice."""
    slots: Mapping[str, Any] = field(default_factory=dict)
    loop: str | None = None
    """The active form."""
    memory: Mapping[str, Any] = field(default_factory=dict)
    """Whatever else the dialogue needs to go on (rule states, failures in a row, last reply …)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply and the conversation after it."""

    reply: Reply
    conversation: Conversation


class Dialogue(Protocol):
    """An engine: one file (or folder) in dialogue/."""

    async def answer(self, tenant: Tenant, conversation: Conversation, turn: CallerTurn, now: datetime) -> Answer:
        """One turn. `now` is aware. Raises DialogueError when no answer can be given."""
        ...


class ConversationStore(Protocol):
    """Where conversations stand between turns."""

    async def load(self, conversation_id: str) -> Conversation | None: ...

    async def save(self, conversation: Conversation, now: datetime) -> None: ...
