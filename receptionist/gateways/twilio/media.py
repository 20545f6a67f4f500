"""One Media Stream as a CallLeg: sound, keys and marks in; sound, marks and clear out."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from typing import Final, Protocol

import structlog

from receptionist.errors import CallGone
from receptionist.gateways.gateway import KeyPressed, LegEvent, MarkReached, Sound, Transfer
from receptionist.gateways.twilio.frames import ULAW_FRAME, Heard, Keyed, Marked, Message, Reorder, Writer
from receptionist.gateways.twilio.pacer import Pacer
from receptionist.gateways.twilio.playout import Playout
from receptionist.gateways.twilio.registry import Leg, LiveCall, Next, Plain
from receptionist.speech.pcm import ulaw_to_pcm

log = structlog.get_logger(__name__)

UNHEARD_MAX: Final = 1_500
"""Frames (30 s) kept for a session that does not listen; older sound is dropped."""
BACKLOG_MAX: Final = 32_768
"""Bytes that may wait in the socket (about 2.5 s of sound) before a line is left out of its turn."""
DRAIN_GRACE: Final = 5.0
"""Seconds beyond the length of what is queued that its last mark is waited for."""


class Socket(Protocol):
    """The WebSocket of a stream."""

    async def send_str(self, data: str) -> None: ...

    async def close(self) -> object: ...

    def backlog(self) -> int:
        """Bytes that the peer has not taken yet."""
        ...


class Inbox:
    """What the caller did, for the session to take in order."""

    def __init__(self, sounds_max: int = UNHEARD_MAX) -> None:
        self._events: deque[LegEvent] = deque()
        self._max = sounds_max
        self._ready = asyncio.Event()
        self._closed = False
        self.dropped = 0

    def put(self, event: LegEvent) -> None:
        """Add; the oldest goes when far too much lies here. After closing nothing is taken."""
        if self._closed:
            return
        self._events.append(event)
        if len(self._events) > self._max:
            self._drop_a_sound()
        self._ready.set()

    def close(self) -> None:
        """Nothing more will come."""
        self._closed = True
        self._ready.set()

    async def take(self) -> AsyncIterator[LegEvent]:
        """Everything until closed."""
        while True:
            while self._events:
                yield self._events.popleft()
            if self._closed:
                return
            self._ready.clear()
            await self._ready.wait()

    def _drop_a_sound(self) -> None:
        for at, event in enumerate(self._events):
            if isinstance(event, Sound):  # Keys and marks decide things; they are never lost.
                del self._events[at]
                self.dropped += 1
                return


class MediaLeg:
    """The live line to a caller of Twilio's: a gateway.CallLeg."""

    def __init__(self, live: LiveCall, leg: Leg, stream: str, socket: Socket, pacer: Pacer, lead: float) -> None:
        self.call = live.call
        self.tenant = live.tenant
        """The firm's facts as they stood when the call began."""
        self.opening = leg.opening
        self._leg = leg
        self._socket = socket
        self._pacer = pacer
        self._writer = Writer(stream)
        self._playout = Playout(self._writer, lead)
        self._inbox = Inbox()
        self._reorder = Reorder()
        self._rest = b""
        """μ-law that makes no frame yet."""
        self._marks: dict[str, str] = {}
        """Name on the wire → the session's; a session may use a name twice."""
        self._drained: dict[str, asyncio.Event] = {}
        self._marked = 0
        self._unmarked = False
        """Sound was queued behind the last mark."""
        self._gone = asyncio.Event()

    # ------------------------------------------------------------ from Twilio

    def take(self, message: Message) -> None:
        """One message of the stream."""
        if isinstance(message, Heard):
            for ulaw in self._reorder.put(message):
                self._hear(ulaw)
        elif isinstance(message, Keyed):
            self._inbox.put(KeyPressed(message.key))
        elif isinstance(message, Marked):
            self._came_to(message.name, played=True)

    def end(self) -> None:
        """The stream is over: marks that have not come back were not heard."""
        if self._gone.is_set():
            return
        self._gone.set()
        self._pacer.leave(self)
        self._drop_marks()
        self._inbox.close()
        if self._inbox.dropped:
            log.warning("sound_dropped", call=self.call.id, frames=self._inbox.dropped)

    async def over(self) -> None:
        """Return when the stream is over."""
        await self._gone.wait()

    def _hear(self, ulaw: bytes) -> None:
        if self._rest or len(ulaw) != ULAW_FRAME:
            ulaw = self._rest + ulaw
            whole = len(ulaw) // ULAW_FRAME * ULAW_FRAME
            ulaw, self._rest = ulaw[:whole], ulaw[whole:]
        pcm = ulaw_to_pcm(ulaw)
        for at in range(0, len(pcm), 2 * ULAW_FRAME):
            self._inbox.put(Sound(pcm[at : at + 2 * ULAW_FRAME]))

    def _came_to(self, wire: str, *, played: bool) -> None:
        if waiter := self._drained.pop(wire, None):
            waiter.set()
        # A mark that clear() has settled, or that was never ours, is unknown here.
        elif (name := self._marks.pop(wire, None)) is not None:
            self._inbox.put(MarkReached(name, played))

    def _drop_marks(self) -> None:
        for wire in (*self._marks, *self._drained):
            self._came_to(wire, played=False)

    # ------------------------------------------------------------ CallLeg

    def events(self) -> AsyncIterator[LegEvent]:
        """Sound, keys and marks in the order they came; ends when the stream does."""
        return self._inbox.take()

    async def play(self, pcm: bytes) -> None:
        """Queue sound behind what is queued. Raises CallGone."""
        self._on_the_line()
        self._playout.play(pcm)
        self._unmarked = True
        await self._go()

    async def mark(self, name: str) -> None:
        """Ask for a MarkReached. Raises CallGone."""
        self._on_the_line()
        self._marks[self._put_mark()] = name
        await self._go()

    async def clear(self) -> None:
        """Stop the voice at once. Raises CallGone."""
        self._on_the_line()
        message = self._playout.clear()
        self._unmarked = False
        # Settled here and now: a mark still on its way to us cannot be told from one thrown away.
        self._drop_marks()
        await self._send(message)

    async def transfer(self, to: Transfer) -> None:
        """End this leg so that the call goes to people. What is queued is heard first. Raises CallGone."""
        await self._leave(to)

    async def hang_up(self) -> None:
        """End the call when what is queued has been heard. Raises CallGone."""
        await self._leave(Plain.HANG_UP)

    async def give_up(self) -> None:
        """Let the caller be taken care of without a receptionist."""
        if self._leg.after is None:
            self._leg.after = Plain.FALLBACK
        await self._close()

    @property
    def settled(self) -> bool:
        """What comes after this stream has been decided."""
        return self._leg.after is not None

    @property
    def gone(self) -> bool:
        """The stream is over."""
        return self._gone.is_set()

    # ------------------------------------------------------------ to Twilio

    async def push(self, now: float) -> bool:
        """Send what is due (see pacer.Paced)."""
        if self._gone.is_set():
            return False
        if self._socket.backlog() > BACKLOG_MAX:
            return True
        for message in self._playout.due(now):
            await self._send(message)
        return not self._playout.empty

    async def _go(self) -> None:
        """Send at once what may go, rather than at the next tick."""
        if await self.push(self._pacer.slot):
            self._pacer.join(self)

    async def _send(self, message: str) -> None:
        try:
            await self._socket.send_str(message)
        except ConnectionError:  # The reader sees it too and ends the leg.
            self.end()

    def _put_mark(self) -> str:
        self._marked += 1
        wire = str(self._marked)
        self._playout.mark(wire)
        self._unmarked = False
        return wire

    def _on_the_line(self) -> None:
        if self._gone.is_set():
            raise CallGone(f"call {self.call.id} is over")

    async def _leave(self, after: Next) -> None:
        self._on_the_line()
        self._leg.after = after  # First of all: Twilio may ask at any moment from here on.
        await self._drain()
        await self._close()

    async def _drain(self) -> None:
        """Until the caller has heard everything, or is gone."""
        if not (self._unmarked or self._marks):
            return
        heard = asyncio.Event()
        self._drained[self._put_mark()] = heard
        patience = self._playout.seconds(self._pacer.slot) + DRAIN_GRACE
        await self._go()
        try:
            await asyncio.wait_for(heard.wait(), patience)
        except TimeoutError:
            log.warning("mark_missing", call=self.call.id, waited_s=round(patience, 1))

    async def _close(self) -> None:
        self.end()
        await self._socket.close()
