"""Little real implementations of the ports that a gateway leans on, and a served gateway on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from receptionist.gateways.clock import SteadyClock
from receptionist.gateways.gateway import CallLeg, LegEvent
from receptionist.gateways.twilio.gateway import TwilioGateway
from receptionist.gateways.twilio.line import Account, TwilioLine
from receptionist.gateways.twilio.settings import TwilioSettings
from receptionist.messages import Call, Event, Happened
from receptionist.tenant import Tenant

TOKEN = "a-token-of-tests"
ACCOUNT = "AC" + "0" * 32
PUBLIC = "https://phone.example.com"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CALLER = "+447700900456"
FAST = 40.0
"""Calls in tests run this many times faster than real time."""


@dataclass
class MemoryBook:
    """Firms in memory."""

    firms: Sequence[Tenant]

    def find(self, number: str) -> Tenant | None:
        return next((f for f in self.firms if number in f.numbers), None)

    def all(self) -> Sequence[Tenant]:
        return self.firms


@dataclass
class MemoryJournal:
    """A journal in memory."""

    calls: list[Call] = field(default_factory=list)
    entries: list[Happened] = field(default_factory=list)

    async def begin(self, call: Call) -> bool:
        if any(c.id == call.id for c in self.calls):
            return False
        self.calls.append(call)
        await self.note(call, Event.RANG, call.started)
        return True

    async def note(self, call: Call, event: Event, at: datetime, detail: Mapping[str, Any] | None = None) -> None:
        self.entries.append(Happened(call.id, call.tenant, event, at, detail or {}))

    async def of(self, call_id: str) -> Sequence[Happened]:
        return [e for e in self.entries if e.call == call_id]

    async def close_orphans(self, now: datetime) -> Sequence[str]:
        return []

    def ends(self, call_id: str) -> list[Mapping[str, Any]]:
        return [e.detail for e in self.entries if e.call == call_id and e.event is Event.ENDED]

    def failures(self) -> list[Mapping[str, Any]]:
        return [e.detail for e in self.entries if e.event is Event.FAILED]


class Receptionist:
    """A session of the tests' own: each leg is answered by `part`, and everything is remembered."""

    def __init__(self, *parts: Callable[[CallLeg], Awaitable[None]]) -> None:
        self.parts = list(parts)
        self.legs: list[CallLeg] = []
        self.heard: list[LegEvent] = []
        self.began = asyncio.Event()
        self.over = asyncio.Event()

    async def answer(self, leg: CallLeg) -> None:
        self.began.set()
        part = self.parts[min(len(self.legs), len(self.parts) - 1)]
        self.legs.append(leg)
        try:
            await part(leg)
        finally:
            self.over.set()

    async def listen(self, leg: CallLeg) -> None:
        """A part: hear everything, say nothing, until the caller leaves."""
        async for event in leg.events():
            self.heard.append(event)


@dataclass
class Served:
    """A gateway behind a real server."""

    gateway: TwilioGateway
    journal: MemoryJournal
    account: Account
    session: aiohttp.ClientSession
    voicemails: list[tuple[str, Call, str, float]]
    texts: list[tuple[Call, str]]

    def line(self, called: str, caller: str = CALLER, **more: Any) -> TwilioLine:
        more.setdefault("clock", SteadyClock(FAST))
        return TwilioLine(self.session, self.account, called, caller, **more)


@asynccontextmanager
async def served(
    firms: Mapping[str, Tenant],
    answer: Callable[[CallLeg], Awaitable[None]],
    *,
    journal: Any = None,
    text: Callable[[Call, str], Awaitable[str]] | None = None,
    voicemail: Any = None,
    book: Any = None,
    **settings: Any,
) -> AsyncIterator[Served]:
    """A gateway on a free port of loopback; its public address is another, as behind a proxy."""
    journal = journal if journal is not None else MemoryJournal()
    voicemails: list[tuple[str, Call, str, float]] = []
    texts: list[tuple[Call, str]] = []

    async def keep(tenant: Tenant, call: Call, url: str, seconds: float) -> None:
        voicemails.append((tenant.key, call, url, seconds))

    async def reply(call: Call, body: str) -> str:
        texts.append((call, body))
        return f"you said {body}"

    gateway = TwilioGateway(
        TwilioSettings(TOKEN, ACCOUNT, PUBLIC, **settings),
        book or MemoryBook(tuple(firms.values())),
        answer,
        text or reply,
        journal,
        voicemail or keep,
        clock=SteadyClock(FAST),
        now=lambda: NOON,
    )
    app = web.Application()
    app.add_routes(gateway.routes())
    app.cleanup_ctx.append(gateway.lifespan)
    server = TestServer(app)
    await server.start_server()
    account = Account(str(server.make_url("")).rstrip("/"), TOKEN, PUBLIC, ACCOUNT)
    try:
        async with aiohttp.ClientSession() as session:
            yield Served(gateway, journal, account, session, voicemails, texts)
    finally:
        await server.close()
