"""Ports of the speech room: hearing that somebody speaks, what they say, and speaking.

All sound is PCM as in messages (8 kHz, 16 bit, mono); engines resample for themselves.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from receptionist.messages import Expectation, Language
from receptionist.tenant import Tenant


@dataclass(frozen=True, slots=True)
class Recognized:
    """What a recogniser made of an utterance."""

    text: str
    """Lower case, no punctuation; empty when nothing was understood."""
    confidence: float
    """0 to 1."""
    alternatives: tuple[str, ...] = ()
    engine: str = ""
    seconds: float = 0.0
    """Time from the end of the utterance to this result."""


class VoiceDetector(Protocol):
    """Tells speech from the rest; one for each leg, keeps state between frames."""

    async def hear(self, pcm: bytes) -> float:
        """Probability (0 to 1) that this 20 ms frame holds speech."""
        ...


class Hearing(Protocol):
    """One utterance being listened to."""

    async def feed(self, pcm: bytes) -> None:
        """More of the caller."""
        ...

    async def partial(self) -> str:
        """The words so far; empty when the engine gives none."""
        ...

    async def finish(self) -> Recognized:
        """The utterance is over. Raises RecognizerError or WorkerDied."""
        ...

    async def abandon(self) -> None:
        """It was no utterance; free what it holds. Also allowed after finish."""
        ...


class Recognizer(Protocol):
    """An engine that turns speech into text: one file in speech/stt/."""

    def understands(self, language: Language) -> bool:
        """Whether a model for that language is installed."""
        ...

    async def prepare(self, tenants: Sequence[Tenant]) -> None:
        """Build the models of these firms (again, where a firm changed) and warm them up."""
        ...

    async def listen(
        self, tenant: Tenant, language: Language, expects: Expectation, hints: Sequence[str] = ()
    ) -> Hearing:
        """Begin an utterance. `hints`: phrases that are offered just now (choices), most likely.

        Raises EngineMissing when the language is not understood."""
        ...

    async def close(self) -> None: ...


class Synthesizer(Protocol):
    """An engine that turns text into speech: one file in speech/tts/."""

    def speaks(self, language: Language) -> bool:
        """Whether a voice for that language is installed."""
        ...

    def speak(self, tenant: Tenant, language: Language, text: str) -> AsyncIterator[bytes]:
        """PCM in chunks as they are made. Raises SynthesizerError, WorkerDied or EngineMissing."""
        ...

    async def prepare(self, tenants: Sequence[Tenant], prompts: Sequence[tuple[str, Language, str]]) -> None:
        """Start, and render fixed prompts (tenant key, language, text) beforehand."""
        ...

    async def close(self) -> None: ...
