"""Port of the notify room: what leaves for people's phones and mailboxes, through an outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

import sqlite_utils


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One SMS or e-mail."""

    key: str
    """Idempotency key: the same key is sent once, ever."""
    tenant: str
    kind: Literal["sms", "email"]
    to: str
    subject: str
    """E-mail only."""
    text: str
    sender: str = ""
    """SMS: the firm's number."""
    calendar: str = ""
    """An iCalendar object to attach; e-mail only."""


class Outbox(Protocol):
    """Nothing is lost, nothing is sent twice."""

    def put(self, db: sqlite_utils.Database, message: Outgoing, now: datetime) -> None:
        """Add it inside the caller's own write transaction (see database.Database.write)."""
        ...


class Sender(Protocol):
    """A way out: one file in the room."""

    kind: Literal["sms", "email"]

    async def send(self, message: Outgoing) -> None:
        """Raises TryLater or Undeliverable."""
        ...
