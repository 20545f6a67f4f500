"""Twilio's end of a Media Stream: what TwilioLine puts on the WebSocket, and how it plays what it gets.

Honest where it matters: μ-law frames every 20 ms whether or not the caller speaks, a playout clock of its
own, marks that come back when the sound before them has been played, `clear`.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from base64 import b64decode, b64encode
from collections import deque
from collections.abc import Mapping
from typing import Any, Final

import aiohttp

from receptionist.gateways.clock import Clock
from receptionist.gateways.twilio.frames import ULAW_FRAME, ULAW_SILENCE
from receptionist.messages import FRAME_MS
from receptionist.speech.pcm import pcm_to_ulaw, ulaw_to_pcm

FRAME_SECONDS: Final = FRAME_MS / 1000
SILENT_FRAME: Final = ULAW_SILENCE * ULAW_FRAME


class BothSides:
    """What both sides said, frame by frame."""

    def __init__(self) -> None:
        self._caller = bytearray()
        self._receptionist = bytearray()

    def add(self, caller: bytes, receptionist: bytes) -> None:
        """20 ms of μ-law of each."""
        self._caller += caller
        self._receptionist += receptionist

    @property
    def caller(self) -> bytes:
        """PCM."""
        return ulaw_to_pcm(bytes(self._caller))

    @property
    def receptionist(self) -> bytes:
        """PCM, as the caller heard it."""
        return ulaw_to_pcm(bytes(self._receptionist))


class Voice:
    """What the caller is about to say and key."""

    def __init__(self) -> None:
        self._queue: deque[bytes | str] = deque()
        self._said = asyncio.Event()
        self._said.set()

    async def say(self, pcm: bytes) -> None:
        """Speak; returns when the last frame has gone out."""
        ulaw = pcm_to_ulaw(pcm)
        self._queue.extend(
            ulaw[at : at + ULAW_FRAME].ljust(ULAW_FRAME, ULAW_SILENCE) for at in range(0, len(ulaw), ULAW_FRAME)
        )
        await self._spoken()

    async def press(self, keys: str, *, pause_frames: int = 10) -> None:
        """Press keys one after another, with a pause after each."""
        for key in keys:
            self._queue.append(key)
            self._queue.extend([SILENT_FRAME] * pause_frames)
        await self._spoken()

    def next(self) -> tuple[str, bytes]:
        """The keys pressed and the frame spoken in the next 20 ms."""
        keys = ""
        while self._queue:
            head = self._queue.popleft()
            if isinstance(head, bytes):
                return keys, head
            keys += head
        self._said.set()
        return keys, SILENT_FRAME

    async def _spoken(self) -> None:
        self._said.clear()
        await self._said.wait()


class LineStream:
    """One stream, from `connected` to its end."""

    def __init__(
        self, ws: aiohttp.ClientWebSocketResponse, voice: Voice, sides: BothSides, clock: Clock, hung_up: asyncio.Event
    ) -> None:
        self._ws = ws
        self._voice = voice
        self._sides = sides
        self._clock = clock
        self._hung_up = hung_up
        self._sid = "MZ" + secrets.token_hex(16)
        self._sequence = 0
        self._chunk = 0
        self._buffer: deque[bytes | str] = deque()
        """What is to be played: μ-law, and names of marks."""
        self._at = 0

    async def run(self, account: str, call: str, parameters: Mapping[str, str]) -> None:
        """Until the server closes the stream, or the caller hangs up."""
        await self._ws.send_json({"event": "connected", "protocol": "Call", "version": "1.0.0"})
        await self._send(
            "start",
            start={
                "accountSid": account,
                "streamSid": self._sid,
                "callSid": call,
                "tracks": ["inbound"],
                "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
                "customParameters": dict(parameters),
            },
        )
        ticking = asyncio.create_task(self._tick())
        hearing = asyncio.create_task(self._hear())
        leaving = asyncio.create_task(self._hung_up.wait())
        tasks = (ticking, hearing, leaving)
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if not self._ws.closed:
                await self._send("stop", stop={"accountSid": account, "callSid": call})
        except ConnectionError:
            pass  # The server has gone in the meantime; the call goes on all the same.
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            await self._ws.close()
        for task in (ticking, hearing):
            if not task.cancelled() and (fault := task.exception()) and not isinstance(fault, ConnectionError):
                raise fault

    async def _tick(self) -> None:
        begin = self._clock.now()
        count = 0
        while True:
            await self._return_marks()
            keys, spoken = self._voice.next()
            for key in keys:
                await self._send("dtmf", dtmf={"track": "inbound_track", "digit": key})
            self._chunk += 1
            media = {
                "track": "inbound",
                "chunk": str(self._chunk),
                "timestamp": str(count * FRAME_MS),
                "payload": b64encode(spoken).decode("ascii"),
            }
            await self._send("media", media=media)
            self._sides.add(spoken, self._play())
            count += 1
            await self._clock.until(begin + count * FRAME_SECONDS)

    async def _hear(self) -> None:
        async for raw in self._ws:
            if raw.type is not aiohttp.WSMsgType.TEXT:
                continue
            message = json.loads(raw.data)
            event = message["event"]
            if event == "media":
                self._buffer.append(b64decode(message["media"]["payload"], validate=True))
            elif event == "mark":
                self._buffer.append(message["mark"]["name"])
                if len(self._buffer) == 1:
                    await self._return_marks()
            elif event == "clear":
                pending = [piece for piece in self._buffer if isinstance(piece, str)]
                self._buffer.clear()
                self._at = 0
                for name in pending:
                    await self._send("mark", mark={"name": name})

    async def _return_marks(self) -> None:
        while self._buffer and isinstance(self._buffer[0], str):
            await self._send("mark", mark={"name": self._buffer.popleft()})

    def _play(self) -> bytes:
        """20 ms of what is buffered, up to the next mark."""
        frame = b""
        while self._buffer and len(frame) < ULAW_FRAME:
            head = self._buffer[0]
            if isinstance(head, str):
                break
            piece = head[self._at : self._at + ULAW_FRAME - len(frame)]
            frame += piece
            self._at += len(piece)
            if self._at >= len(head):
                self._buffer.popleft()
                self._at = 0
        return frame.ljust(ULAW_FRAME, ULAW_SILENCE)

    async def _send(self, event: str, **part: Any) -> None:
        self._sequence += 1
        message = {"event": event, "sequenceNumber": str(self._sequence), "streamSid": self._sid, **part}
        await self._ws.send_str(json.dumps(message))
