"""Our voice on the line: says sentences, knows from the gateway's marks what was heard, can be stopped.

What was not played was not said: `Spoken.heard` is what the caller can have heard.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic

from receptionist.gateways.gateway import CallLeg, MarkReached
from receptionist.messages import SAMPLE_RATE, Language
from receptionist.speech.speech import Synthesizer
from receptionist.tenant import Tenant

MARK_MS = 500
"""A mark so often: how exactly we know what was heard of a sentence that was cut."""
_MARK_BYTES = SAMPLE_RATE * MARK_MS // 1000 * 2
_BYTES_MS = SAMPLE_RATE * 2 / 1000


def sentences(text: str) -> list[str]:
    """The sentences of a reply; each is synthesised and marked by itself."""
    parts = re.split(r"(?<=[.!?…])\s+(?=\S)", text.strip())
    return [p for p in parts if p]


@dataclass(slots=True)
class _Sentence:
    language: Language
    text: str
    ms: float = 0.0
    """Length of what was queued."""
    played: float = 0.0
    """… of which the caller heard."""
    whole: bool = False
    """All of it was queued."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What became of a reply."""

    heard: str
    rest: tuple[tuple[Language, str], ...]
    """The sentences that were not heard to their end, each with its language; empty when all was."""
    first_ms: float | None
    """From the call of `say` to the first sound given to the gateway; None when there was none."""

    @property
    def interrupted(self) -> bool:
        """Something was left unsaid."""
        return bool(self.rest)


@dataclass(slots=True)
class _Utterance:
    id: int
    sentences: list[_Sentence]
    over: asyncio.Event = field(default_factory=asyncio.Event)
    stopped: bool = False


class Voice:
    """One for each leg."""

    def __init__(self, leg: CallLeg, synthesizer: Synthesizer, clock: Callable[[], float] = monotonic) -> None:
        self._leg, self._synthesizer, self._clock = leg, synthesizer, clock
        self._count = 0
        self._now: _Utterance | None = None

    @property
    def speaking(self) -> bool:
        """Something is being said."""
        return self._now is not None

    async def say(self, tenant: Tenant, parts: Sequence[tuple[Language, str]]) -> Spoken:
        """Say texts, each in its language; returns when they were played, or stopped.

        Raises SpeechError, CallGone."""
        return await self._utter(
            [_Sentence(language, s) for language, text in parts for s in sentences(text)],
            lambda sentence: self._synthesizer.speak(tenant, sentence.language, sentence.text),
        )

    async def play(self, pcm: bytes, language: Language, text: str) -> Spoken:
        """Play sound that was made beforehand; `text` is what it says. Raises CallGone."""

        async def whole() -> AsyncIterator[bytes]:
            yield pcm

        return await self._utter([_Sentence(language, text)], lambda _: whole())

    async def stop(self) -> None:
        """Be quiet at once (barge-in)."""
        if self._now is not None and not self._now.stopped:
            self._now.stopped = True
            await self._leg.clear()
            self._now.over.set()

    def line_gone(self) -> None:
        """The caller has left: nothing is said any more, and nothing waits for marks."""
        if self._now is not None:
            self._now.stopped = True
            self._now.over.set()

    def reached(self, mark: MarkReached) -> None:
        """The gateway reports a mark."""
        now = self._now
        utterance, sentence, ms, last = _read_mark(mark.name)
        if now is None or utterance != now.id:
            return
        if mark.played:
            now.sentences[sentence].played = ms
            if last:
                now.over.set()

    async def _utter(self, parts: list[_Sentence], sound: Callable[[_Sentence], AsyncIterator[bytes]]) -> Spoken:
        self._count += 1
        now = self._now = _Utterance(self._count, parts)
        began, first = self._clock(), None
        try:
            for number, part in enumerate(parts):
                async for chunk in sound(part):
                    if now.stopped:
                        break
                    await self._leg.play(chunk)
                    if first is None:
                        first = (self._clock() - began) * 1000
                    await self._mark_along(now, number, part, len(chunk))
                if now.stopped:
                    break
                part.whole = True
                await self._leg.mark(_mark(now.id, number, part.ms, number == len(parts) - 1))
            if parts and not now.stopped:
                await now.over.wait()
        finally:
            self._now = None
        return _outcome(parts, first)

    async def _mark_along(self, now: _Utterance, number: int, part: _Sentence, size: int) -> None:
        before = part.ms
        part.ms += size / _BYTES_MS
        if before // MARK_MS != part.ms // MARK_MS:
            await self._leg.mark(_mark(now.id, number, part.ms, False))


def _mark(utterance: int, sentence: int, ms: float, last: bool) -> str:
    return f"{utterance}.{sentence}.{round(ms)}.{int(last)}"


def _read_mark(name: str) -> tuple[int, int, float, bool]:
    """(utterance, sentence, ms of it, last); a mark that is not ours belongs to utterance -1."""
    try:
        utterance, sentence, ms, last = (int(p) for p in name.split("."))
    except ValueError:
        return -1, 0, 0.0, False
    return utterance, sentence, float(ms), bool(last)


def _outcome(parts: list[_Sentence], first: float | None) -> Spoken:
    heard: list[str] = []
    rest: list[tuple[Language, str]] = []
    for part in parts:
        if part.whole and part.played >= round(part.ms):
            heard.append(part.text)
            continue
        rest.append((part.language, part.text))
        words = part.text.split()
        # Sound and words run about evenly; half a word is not heard.
        count = int(len(words) * part.played / part.ms) if part.ms else 0
        if count and len(rest) == 1:
            heard.append(" ".join(words[:count]) + " —")
    return Spoken(" ".join(heard), tuple(rest), first)
