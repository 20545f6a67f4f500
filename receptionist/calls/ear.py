"""What the caller does on the line, frame by frame, made into turns.

The ear consumes the leg's events in order: sound goes to the voice detector and `Turns`, utterances
to the recogniser, keys and marks to where they belong. Finished turns lie in `turns_taken`.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeAlias

import structlog

from receptionist.calls.turns import (
    BargedIn,
    CameSilence,
    Decision,
    NumberKeyed,
    SpeechBegan,
    SpeechEnded,
    Turns,
    WasNoise,
)
from receptionist.calls.voice import Voice
from receptionist.errors import SpeechError
from receptionist.gateways.gateway import CallLeg, KeyPressed, MarkReached, Sound
from receptionist.language.answers import backchannel
from receptionist.messages import (
    FRAME_MS,
    CallerKeyed,
    CallerSaid,
    CallerSilent,
    CallerTurn,
    Expectation,
    Language,
    Reply,
)
from receptionist.speech.speech import Hearing, Recognized, Recognizer, VoiceDetector
from receptionist.tenant import Tenant

log = structlog.get_logger(__name__)

PRE_ROLL_MS = 300
"""Sound before speech was noticed goes to the recogniser too: it loses the first syllable otherwise."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A turn the caller took, and what it cost so far."""

    turn: CallerTurn
    endpointing_ms: float = 0.0
    recognition_ms: float = 0.0
    engine: str = ""


@dataclass(frozen=True, slots=True)
class GoOn:
    """What interrupted us meant nothing (noise, "mhm"): say the rest."""


@dataclass(frozen=True, slots=True)
class Thinking:
    """The caller's turn is over; the recogniser works on it."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The caller's voice, as asked for."""

    pcm: bytes


@dataclass(frozen=True, slots=True)
class Deaf:
    """The recogniser failed."""

    error: SpeechError


Noticed: TypeAlias = Taken | Thinking | GoOn | Recorded | Deaf


class Ear:
    """One for each leg."""

    def __init__(
        self,
        leg: CallLeg,
        tenant: Tenant,
        detector: VoiceDetector,
        recognizer: Recognizer,
        voice: Voice,
        turns: Turns,
        spawn: Callable[[Coroutine[Any, Any, None]], object],
        clock: Callable[[], float],
    ) -> None:
        self._leg, self._tenant, self._detector, self._recognizer = leg, tenant, detector, recognizer
        self._voice, self._turns, self._spawn, self._clock = voice, turns, spawn, clock
        self.noticed: asyncio.Queue[Noticed] = asyncio.Queue()
        self._before: deque[bytes] = deque(maxlen=PRE_ROLL_MS // FRAME_MS)
        self._hearing: Hearing | None = None
        self._tape: list[bytes] | None = None
        self._keys = ""
        self._interrupting = False
        self._keys_wanted = 0
        self._expects, self._hints = Expectation.OPEN, tuple[str, ...]()
        self._language: Language = leg.call.language
        self._recording = False

    def expect(self, reply: Reply, understands: bool) -> None:
        """The reply was said: this is what comes next."""
        self._expects = reply.expects or Expectation.OPEN
        self._language = reply.language
        self._hints = tuple(choice.label for choice in reply.choices)
        self._keys_wanted, self._keys = reply.keys_wanted, ""
        self._recording = reply.record
        self._turns.listen(self._expects, understands=understands, recording=reply.record)

    def prepare(self, reply: Reply, understands: bool) -> None:
        """The reply is about to be said: an interruption answers it already."""
        self._expects = reply.expects or Expectation.OPEN
        self._language = reply.language
        self._hints = tuple(choice.label for choice in reply.choices)
        self._keys_wanted, self._keys = reply.keys_wanted, ""
        self._recording = False
        self._turns.voice_began(interruptible=understands and not (reply.ended or reply.record or reply.handover))

    async def run(self) -> None:
        """Until the caller hangs up."""
        async for event in self._leg.events():
            if isinstance(event, Sound):
                await self._sound(event.pcm)
            elif isinstance(event, KeyPressed):
                await self._key(event.key)
            elif isinstance(event, MarkReached):
                self._voice.reached(event)

    async def last_words(self) -> None:
        """The caller hung up: what was being said when the line went is a turn too."""
        if self._tape is not None:
            self._end(0)
        hearing, self._hearing = self._hearing, None
        if hearing is not None:
            await self._understand(hearing, 0, self._language, False)

    # ---- sound

    async def _sound(self, pcm: bytes) -> None:
        speech = await self._detector.hear(pcm)
        if self._hearing is not None:
            await self._feed(self._hearing, pcm)
        elif self._tape is not None:
            self._tape.append(pcm)
        else:
            self._before.append(pcm)
        decision = self._turns.frame(speech)
        if decision is not None:
            await self._decide(decision)

    async def _decide(self, decision: Decision) -> None:
        if isinstance(decision, SpeechBegan | BargedIn):
            await self._begin(interrupting=isinstance(decision, BargedIn))
        elif isinstance(decision, SpeechEnded):
            self._end(decision.pause_ms)
        elif isinstance(decision, WasNoise):
            await self._forget()
        elif isinstance(decision, CameSilence):
            self.noticed.put_nowait(Taken(CallerSilent(decision.times)))
        elif isinstance(decision, NumberKeyed):
            self._number_keyed()

    async def _begin(self, interrupting: bool) -> None:
        # Speech during the thinking pause interrupts nothing that can be gone on with.
        self._interrupting = interrupting and self._voice.speaking
        if interrupting:
            await self._voice.stop()
        if self._recording and not interrupting:
            self._tape = list(self._before)
            self._before.clear()
            return
        try:
            self._hearing = await self._recognizer.listen(self._tenant, self._language, self._expects, self._hints)
        except SpeechError as error:
            self.noticed.put_nowait(Deaf(error))
            return
        for pcm in self._before:
            await self._feed(self._hearing, pcm)
        self._before.clear()

    async def _feed(self, hearing: Hearing, pcm: bytes) -> None:
        try:
            await hearing.feed(pcm)
        except SpeechError as error:
            self._hearing = None
            self.noticed.put_nowait(Deaf(error))

    def _end(self, pause_ms: int) -> None:
        if self._tape is not None:
            pcm, self._tape = b"".join(self._tape), None
            self.noticed.put_nowait(Recorded(pcm))
            return
        hearing, self._hearing = self._hearing, None
        if hearing is not None:
            self._turns.voice_began(interruptible=True)  # thinking: the answer's voice is about to begin
            self.noticed.put_nowait(Thinking())
            self._spawn(self._understand(hearing, pause_ms, self._language, self._interrupting))

    async def _understand(self, hearing: Hearing, pause_ms: int, language: Language, interrupting: bool) -> None:
        began = self._clock()
        try:
            result: Recognized = await hearing.finish()
        except SpeechError as error:
            self.noticed.put_nowait(Deaf(error))
            return
        took = (self._clock() - began) * 1000
        if interrupting and (not result.text or backchannel(result.text, language)):
            self.noticed.put_nowait(GoOn())
            return
        self._turns.understood()
        turn = CallerSaid(result.text, result.confidence, result.alternatives)
        self.noticed.put_nowait(Taken(turn, float(pause_ms), took, result.engine))

    async def _forget(self) -> None:
        self._tape = None
        if self._hearing is not None:
            hearing, self._hearing = self._hearing, None
            await hearing.abandon()
        if self._interrupting:
            self._interrupting = False
            self.noticed.put_nowait(GoOn())

    # ---- keys

    async def _key(self, key: str) -> None:
        if self._tape is not None:
            # A key ends a recording, as people expect of every answering machine.
            self._end(0)
            self._turns.rest()
            return
        await self._voice.stop()
        if self._keys_wanted and key not in "#*":
            self._keys += key
            self._turns.key(of_number=len(self._keys) < self._keys_wanted)
            if len(self._keys) >= self._keys_wanted:
                self._number_keyed()
            return
        self._turns.key(of_number=False)
        if self._keys_wanted and key == "#" and self._keys:
            self._number_keyed()
            return
        self.noticed.put_nowait(Taken(CallerKeyed(key)))

    def _number_keyed(self) -> None:
        keys, self._keys = self._keys, ""
        if keys:
            self._turns.key(of_number=False)
            self.noticed.put_nowait(Taken(CallerKeyed(keys)))
