"""What the webhooks and the streams of one gateway share."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import structlog

from receptionist.calls.journal import Journal
from receptionist.errors import ReceptionistError
from receptionist.gateways.clock import Clock
from receptionist.gateways.twilio.callers import TenantBook, firm_numbers, own_numbers
from receptionist.gateways.twilio.registry import Registry
from receptionist.gateways.twilio.settings import TwilioSettings
from receptionist.gateways.twilio.signature import Signatures
from receptionist.gateways.twilio.twiml import Addresses
from receptionist.messages import Call, Event

log = structlog.get_logger(__name__)

JOURNAL_SECONDS: Final = 3.0
"""Twilio waits 15 s for a webhook; the journal may have this much of it."""


@dataclass(slots=True)
class Exchange:
    """The switchboard: who is on the line, and where things are written down."""

    settings: TwilioSettings
    tenants: TenantBook
    journal: Journal
    clock: Clock
    now: Callable[[], datetime]
    registry: Registry = field(default_factory=Registry)
    draining: bool = False
    """New calls go to the fallback."""
    streams: int = 0
    """Streams being talked on."""
    addresses: Addresses = field(init=False)
    signatures: Signatures = field(init=False)

    def __post_init__(self) -> None:
        self.addresses = Addresses(self.settings.origin, self.settings.stream_origin)
        self.signatures = Signatures(self.settings)

    @property
    def full(self) -> bool:
        """No further call can be taken."""
        return self.draining or 0 < self.settings.max_calls <= self.streams

    def own_numbers(self) -> frozenset[str]:
        """Numbers that name no caller."""
        return own_numbers(self.tenants.all())

    def firm_numbers(self) -> frozenset[str]:
        """Numbers that would come back to us when rung."""
        return firm_numbers(self.tenants.all()) | self.settings.shared_numbers

    async def begin(self, call: Call) -> bool:
        """Write the call down; True also when the journal fails, which never stops a call."""
        new: bool = await self._written(self.journal.begin(call), call.id, default=True)
        return new

    async def note(self, call: Call, event: Event, detail: Mapping[str, Any]) -> None:
        """Add to the call's journal, if it can be."""
        await self._written(self.journal.note(call, event, self.now(), detail), call.id, default=None)

    async def close(self, call: Call, why: str) -> None:
        """Write the end of the call, unless the session has."""
        entries = await self._written(self.journal.of(call.id), call.id, default=())
        if not any(entry.event is Event.ENDED for entry in entries):
            await self.note(call, Event.ENDED, {"why": why})

    async def _written(self, writing: Awaitable[Any], call_id: str, *, default: Any) -> Any:
        try:
            return await asyncio.wait_for(writing, JOURNAL_SECONDS)
        except (ReceptionistError, TimeoutError, OSError) as fault:
            log.error("journal_failed", call=call_id, fault=str(fault) or type(fault).__name__)
            return default
