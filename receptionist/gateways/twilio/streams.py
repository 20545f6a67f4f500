"""GET /twilio/media: the WebSocket on which a call is talked.

A stream is let in by its signature and by a token that works once. Whatever comes on it, the call ends
cleanly or goes on; a `stop` is the end of the stream and not of the call.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

import structlog
from aiohttp import WSCloseCode, WSMsgType, web

from receptionist.errors import ProtocolError
from receptionist.gateways.gateway import CallLeg
from receptionist.gateways.twilio.exchange import Exchange
from receptionist.gateways.twilio.frames import Connected, Ignored, Message, Started, Stopped, read
from receptionist.gateways.twilio.media import MediaLeg
from receptionist.gateways.twilio.pacer import Pacer
from receptionist.gateways.twilio.registry import Leg, LiveCall, Plain
from receptionist.messages import Event

log = structlog.get_logger(__name__)

MESSAGE_BYTES_MAX: Final = 65_536
"""A media message has about 300; aiohttp closes with 1009 beyond this."""
START_SECONDS: Final = 10.0
"""A stream that does not start by then is closed."""
FAULTS_MAX: Final = 100
"""Bad messages in a row that a stream is forgiven."""
HEARTBEAT_SECONDS: Final = 20.0
"""A peer that answers no ping is gone, though its connection may still look open."""
WRAP_UP_SECONDS: Final = 30.0
"""What a session may take after its caller has left."""


class _Socket:
    """The WebSocket as a leg sees it."""

    def __init__(self, ws: web.WebSocketResponse, request: web.Request) -> None:
        self._ws = ws
        self._transport = request.transport
        self.send_str = ws.send_str

    async def close(self) -> object:
        return await self._ws.close()

    def backlog(self) -> int:
        if self._transport is None or self._transport.is_closing():
            return 0
        return self._transport.get_write_buffer_size()


class Streams:
    """Takes streams in and lets the receptionist answer them."""

    def __init__(self, exchange: Exchange, pacer: Pacer, answer: Callable[[CallLeg], Awaitable[None]]) -> None:
        self._exchange = exchange
        self._pacer = pacer
        self._answer = answer
        self._sockets: set[web.WebSocketResponse] = set()
        self._sessions: set[asyncio.Task[None]] = set()
        self._talks: dict[str, asyncio.Future[None]] = {}
        self._idle = asyncio.Event()
        self._idle.set()

    async def media(self, request: web.Request) -> web.StreamResponse:
        """One stream from its handshake to its end."""
        if not self._exchange.signatures.stream(request.raw_path, request.headers):
            log.warning("bad_signature", route=request.path)
            return web.Response(status=403)
        ws = web.WebSocketResponse(
            max_msg_size=MESSAGE_BYTES_MAX, heartbeat=HEARTBEAT_SECONDS, compress=False, timeout=5.0
        )
        if not ws.can_prepare(request):
            return web.Response(status=400, text="a WebSocket is wanted here")
        await ws.prepare(request)
        self._sockets.add(ws)
        try:
            await self._serve(ws, request)
        finally:
            self._sockets.discard(ws)
        return ws

    async def wrapped_up(self, call_id: str, seconds: float) -> None:
        """Return when the session of that call is over, or after `seconds`."""
        if talk := self._talks.get(call_id):
            await asyncio.wait([talk], timeout=seconds)

    async def empty(self, patience: float) -> bool:
        """Wait until nobody is talking; False when somebody still is after `patience` seconds."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), patience)
        return self._idle.is_set()

    async def close(self) -> None:
        """Close every stream (the machine stops)."""
        for ws in tuple(self._sockets):
            await ws.close(code=WSCloseCode.GOING_AWAY)
        if self._sessions:
            _, hanging = await asyncio.wait(tuple(self._sessions), timeout=WRAP_UP_SECONDS)
            for session in hanging:
                session.cancel()

    async def _serve(self, ws: web.WebSocketResponse, request: web.Request) -> None:
        try:
            async with asyncio.timeout(START_SECONDS):
                started = await self._start(ws)
        except TimeoutError:
            log.warning("stream_never_started")
            started = None
        admitted = self._admit(started) if started else None
        if started is None or admitted is None:
            await ws.close(code=WSCloseCode.POLICY_VIOLATION)
            return
        live, leg = admitted
        if started.format is not None:
            log.error("media_format_not_understood", call=live.call.id, offered=started.format)
            leg.after = Plain.FALLBACK
            await self._exchange.note(live.call, Event.FAILED, {"what": "media_format"})
            await ws.close()
            return
        socket = _Socket(ws, request)
        line = MediaLeg(live, leg, started.stream, socket, self._pacer, self._exchange.settings.lead_ms / 1000)
        await self._talk(ws, live, line)

    async def _start(self, ws: web.WebSocketResponse) -> Started | None:
        """The start message; what comes before it is left out."""
        async for message in _messages(ws):
            if isinstance(message, Started):
                return message
            if isinstance(message, Stopped):
                return None
            if not isinstance(message, Connected | Ignored):
                log.warning("message_before_start", kind=type(message).__name__)
        return None

    def _admit(self, started: Started) -> tuple[LiveCall, Leg] | None:
        account = self._exchange.settings.account_sid
        if account and started.account != account:
            log.warning("stream_refused", why="account")
            return None
        admitted = self._exchange.registry.claim(started.call, started.token)
        if admitted is None:
            log.warning("stream_refused", why="token", call=started.call[:40])
        return admitted

    async def _talk(self, ws: web.WebSocketResponse, live: LiveCall, line: MediaLeg) -> None:
        # The session belongs to us and not to this request, which some servers cancel when the peer is gone:
        # it must still write down how the call ended.
        care = asyncio.create_task(self._care(line))
        self._sessions.add(care)
        care.add_done_callback(self._sessions.discard)
        try:
            async for message in _messages(ws):
                if isinstance(message, Stopped) or line.gone:
                    break
                line.take(message)
        finally:
            line.end()
            await ws.close()

    async def _care(self, line: MediaLeg) -> None:
        """One session. Should it refuse or break, the caller is taken care of without it."""
        self._count(1)
        call = line.call.id
        talk = self._talks[call] = asyncio.ensure_future(self._answer(line))
        try:
            over = asyncio.create_task(line.over())
            await asyncio.wait((talk, over), return_when=asyncio.FIRST_COMPLETED)
            over.cancel()
            await asyncio.wait([talk], timeout=WRAP_UP_SECONDS)
            if not talk.done():
                log.error("session_hangs", call=call)
            fault = talk.exception() if talk.done() and not talk.cancelled() else None
            if fault is not None:
                log.error("session_failed", call=call, fault=type(fault).__name__, exc_info=fault)
            if not line.gone and not line.settled:
                log.warning("call_not_taken", call=call)
                await line.give_up()
                await self._exchange.note(line.call, Event.FAILED, {"what": "session"})
        finally:
            talk.cancel()
            line.end()
            self._count(-1)
            if self._talks.get(call) is talk:
                del self._talks[call]

    def _count(self, change: int) -> None:
        self._exchange.streams += change
        if self._exchange.streams:
            self._idle.clear()
        else:
            self._idle.set()


async def _messages(ws: web.WebSocketResponse) -> AsyncIterator[Message]:
    """What Twilio sends; rubbish is logged and left out, until there is too much of it."""
    faults = 0
    async for raw in ws:
        if raw.type is not WSMsgType.TEXT:
            fault = "not text"
        else:
            try:
                message = read(raw.data)
            except ProtocolError as bad:
                fault = str(bad)
            else:
                faults = 0
                yield message
                continue
        faults += 1
        if faults == 1:
            log.warning("bad_message", fault=fault)
        if faults > FAULTS_MAX:
            log.error("too_many_bad_messages")
            return
