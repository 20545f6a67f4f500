"""Port of the journal: what happened in a call, with times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from receptionist.messages import Call, Event, Happened


class Journal(Protocol):
    """Append-only; a failing journal never ends a call (the session logs and goes on)."""

    async def begin(self, call: Call) -> bool:
        """Write down the call and its `rang`. False when the id is known: the webhook is a repeat."""
        ...

    async def note(self, call: Call, event: Event, at: datetime, detail: Mapping[str, Any] | None = None) -> None:
        """Add an entry; `ended` also closes the call."""
        ...

    async def of(self, call_id: str) -> Sequence[Happened]:
        """The entries of a call in order."""
        ...

    async def recent(self, tenant: str, caller: str | None, since: datetime) -> Sequence[Call]:
        """Calls of a number to a firm from `since` on, latest first; an anonymous caller has none."""
        ...

    async def close_orphans(self, now: datetime) -> Sequence[str]:
        """End every call still open (the machine restarted): `ended` with why=restart. Returns ids."""
        ...
