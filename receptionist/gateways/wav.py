"""A recording that phones in: turns of a caller, through the Twilio protocol, to a running server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import aiohttp

from receptionist.errors import GatewayError
from receptionist.gateways.clock import Clock
from receptionist.gateways.twilio.line import Account, Answers, TwilioLine, Verb
from receptionist.speech.pcm import write_stereo_wav

PATIENCE_SECONDS: Final = 60.0
"""How long the caller waits for the receptionist to finish its turn."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What the caller does when it is their turn: speaks, then presses keys."""

    pcm: bytes = b""
    """PCM as in messages."""
    keys: str = ""
    """Of 0-9, *, #."""
    label: str = ""
    """For error messages: the file's name."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the receptionist waits for."""

    recording: bool = False
    """The caller's own voice is to be recorded."""
    keys: bool = False
    """Words are not understood: only keys count."""


@dataclass(frozen=True, slots=True)
class Phoned:
    """How the call went on the line."""

    call_sid: str
    performed: tuple[Verb, ...]
    """What Twilio was told to do."""
    seconds: float
    """Length of the streams."""
    turns_taken: int


async def phone_in(
    account: Account,
    called: str,
    turns: Sequence[Turn],
    waits: Callable[[], Awaitable[Wanted]],
    *,
    caller: str = "anonymous",
    call_sid: str = "",
    record: Path | None = None,
    people: Mapping[str, Answers] | None = None,
    clock: Clock | None = None,
    patience: float = PATIENCE_SECONDS,
) -> Phoned:
    """Call `called` and take the turns; after the answer to the last one hang up.

    `waits` returns each time the receptionist has finished a turn and waits for the caller (a `waiting`
    entry of the call's journal that it has not returned for before). Turns are taken in their order, but where a
    recording is wanted the next one with sound, and where only keys count the next one with keys, if there is
    one. The call may also be ended by the receptionist. `record`: both sides as a stereo WAV, the caller left.

    Raises GatewayError, and SpeechError when the WAV can't be written."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None, sock_connect=10)) as session:
        line = TwilioLine(session, account, called, caller, call_sid=call_sid, people=people, clock=clock)
        script = _Script(line, turns, waits, patience)
        reading = asyncio.create_task(script.follow())
        try:
            await line.run()
        finally:
            reading.cancel()
            await asyncio.wait([reading])
            fault = None if reading.cancelled() else reading.exception()
            if record is not None:
                await asyncio.to_thread(write_stereo_wav, record, line.sides.caller, line.sides.receptionist)
        if fault is not None:
            raise fault
    return Phoned(line.call_sid, tuple(line.performed), len(line.sides.caller) / 16_000, script.taken)


class _Script:
    """The caller's part."""

    def __init__(
        self, line: TwilioLine, turns: Sequence[Turn], waits: Callable[[], Awaitable[Wanted]], patience: float
    ) -> None:
        self._line = line
        self._left = list(turns)
        self._waits = waits
        self._patience = patience
        self.taken = 0

    async def follow(self) -> None:
        """Every turn, then hang up; hangs up also when the receptionist is not heard of any more."""
        try:
            while self._left:
                wanted = await self._my_turn(self._left[0].label or f"turn {self.taken + 1}")
                turn = self._left.pop(next_turn(self._left, wanted))
                self.taken += 1
                if turn.pcm:
                    await self._line.voice.say(turn.pcm)
                if turn.keys:
                    await self._line.voice.press(turn.keys)
            await self._my_turn("the goodbye")
        finally:
            self._line.hang_up()

    async def _my_turn(self, what: str) -> Wanted:
        try:
            return await asyncio.wait_for(self._waits(), self._patience)
        except TimeoutError:
            raise GatewayError(f"the receptionist did not wait for {what} within {self._patience:.0f} s") from None


def next_turn(left: Sequence[Turn], wanted: Wanted) -> int:
    """Which of the turns that are left is taken."""
    if wanted.recording:
        return next((n for n, turn in enumerate(left) if turn.pcm), 0)
    if wanted.keys:
        return next((n for n, turn in enumerate(left) if turn.keys and not turn.pcm), 0)
    return 0
