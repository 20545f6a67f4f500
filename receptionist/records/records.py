"""Port of the records room: messages for the firm, conversations, recordings, customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, TypeAlias

from receptionist.messages import Language
from receptionist.tenant import Tenant

MessageKind: TypeAlias = Literal["message", "call_back", "unanswered"]


@dataclass(frozen=True, slots=True)
class Message:
    """Something the firm must read: a message, a call-back that was promised, a question nobody could answer."""

    id: str
    tenant: str
    kind: MessageKind
    call: str
    name: str
    phone: str
    text: str
    recording: str
    language: Language
    at: datetime


class Messages(Protocol):
    """Messages taken for firms."""

    async def take(
        self,
        tenant: Tenant,
        kind: MessageKind,
        call: str,
        language: Language,
        now: datetime,
        *,
        name: str = "",
        phone: str = "",
        text: str = "",
        recording: str = "",
    ) -> Message:
        """Keep it, and put the notice to the firm (e-mail and/or SMS) in the outbox, in one transaction.

        The same kind and text of the same call is kept once."""
        ...

    async def all(self, tenant: Tenant) -> Sequence[Message]:
        """All of the firm's, oldest first."""
        ...


class Recordings(Protocol):
    """Sound kept for the firm (recorded names and messages)."""

    async def keep(self, tenant: Tenant, call: str, purpose: str, pcm: bytes, now: datetime) -> str:
        """Keep PCM as a WAV file; returns its name."""
        ...
