"""POST /twilio/sms: text messages in, the reply in the answer. Idempotent by MessageSid."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeVar

import structlog
from aiohttp import web
from multidict import MultiDict

from receptionist.errors import ReceptionistError
from receptionist.gateways.twilio import sentences, twiml
from receptionist.gateways.twilio.callers import caller_of, tail
from receptionist.gateways.twilio.exchange import Exchange
from receptionist.messages import Call, Channel
from receptionist.tenant import Tenant

log = structlog.get_logger(__name__)

K = TypeVar("K")
V = TypeVar("V")

REPLY_SECONDS: Final = 10.0
"""Twilio waits 15 s for the reply."""
THREAD_SECONDS: Final = 3_600.0
"""A message after such a silence begins a new conversation."""
REMEMBERED: Final = 2_000
"""Replies and threads kept."""


@dataclass(slots=True)
class _Thread:
    call: Call
    touched: float


class Texts:
    """Conversations by text message."""

    def __init__(self, exchange: Exchange, text: Callable[[Call, str], Awaitable[str]]) -> None:
        self._exchange = exchange
        self._text = text
        self._threads: dict[tuple[str, str], _Thread] = {}
        self._replies: dict[str, asyncio.Task[str]] = {}

    async def sms(self, request: web.Request, form: MultiDict[str]) -> str:
        """A message came; the TwiML of the reply."""
        sid = form.get("MessageSid", "")
        if sid not in self._replies:
            _trim(self._replies)
            self._replies[sid] = asyncio.create_task(self._reply(sid, form))
        # Shielded: the same message may be waited for twice, and one of the two may hang up.
        return twiml.sms(await asyncio.shield(self._replies[sid]))

    def in_trouble(self, form: MultiDict[str]) -> str:
        """The answer when anything of ours has failed."""
        tenant = self._exchange.tenants.find(form.get("To", "").strip())
        return twiml.sms(sentences.SMS_TROUBLE[tenant.languages[0]] if tenant else "")

    async def close(self) -> None:
        """Let go of what is still being answered."""
        for task in self._replies.values():
            task.cancel()
        if self._replies:
            await asyncio.wait(self._replies.values())

    async def _reply(self, sid: str, form: MultiDict[str]) -> str:
        to = form.get("To", "").strip()
        tenant = self._exchange.tenants.find(to)
        if tenant is None:
            log.warning("unknown_number", called=tail(to), message=sid)
            return ""
        caller = caller_of(form.get("From", ""), self._exchange.own_numbers())
        if caller is None:
            # A short code, a name, or one of our own numbers: answering is impossible or makes a loop.
            log.info("text_not_answered", tenant=tenant.key, message=sid)
            return ""
        body = form.get("Body", "")
        if not body.strip():
            return sentences.SMS_TEXT_ONLY[tenant.languages[0]]
        call = await self._thread(sid, tenant, caller, to)
        try:
            async with asyncio.timeout(REPLY_SECONDS):
                return await self._text(call, body)
        except (ReceptionistError, TimeoutError) as fault:
            log.error("text_failed", call=call.id, fault=type(fault).__name__)
            return sentences.SMS_TROUBLE[tenant.languages[0]]

    async def _thread(self, sid: str, tenant: Tenant, caller: str, to: str) -> Call:
        now = self._exchange.clock.now()
        thread = self._threads.get((tenant.key, caller))
        if thread is None or now - thread.touched > THREAD_SECONDS:
            call = Call(sid, tenant.key, Channel.SMS, caller, to, tenant.languages[0], self._exchange.now())
            _trim(self._threads)
            thread = self._threads[tenant.key, caller] = _Thread(call, now)
            await self._exchange.begin(call)
        thread.touched = now
        return thread.call


def _trim(kept: dict[K, V]) -> None:
    while len(kept) >= REMEMBERED:
        kept.pop(next(iter(kept)))
