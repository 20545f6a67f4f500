"""The embedded voice: espeak-ng, English and Polish, without any model to pull.

Runs in worker processes (the library allows one engine a process and no threads). It speaks about a thousand times
faster than real time, so a sentence is made whole, trimmed and levelled, and then streamed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any, Final

import structlog

from receptionist.errors import SpeechError, SynthesizerError, WorkerDied
from receptionist.messages import SAMPLE_RATE, Language
from receptionist.speech.engines import SpeechOptions
from receptionist.speech.worker import Answer, Job
from receptionist.speech.workers import Pool
from receptionist.tenant import Tenant

log = structlog.get_logger(__name__)

NAME: Final = "espeak"
VERSION: Final = "1"
"""Raised when the sound changes: pre-rendered prompts are then made anew."""
WORDS_A_MINUTE: Final = 165
SLOWEST, FASTEST = 80, 450
"""Words a minute that espeak-ng can do."""
TEXT_MAX: Final = 5_000
"""Characters; a reply is a few sentences."""
CHUNK_BYTES: Final = SAMPLE_RATE * 2 // 5
AMERICAN: Final = frozenset({"US", "CA"})


def create(options: SpeechOptions) -> EspeakVoice:
    """The engine; starts nothing yet."""
    return EspeakVoice(Pool("receptionist.speech.tts.espeak", {}, size=min(options.workers, 2)))


class EspeakVoice:
    """A Synthesizer."""

    name: Final = NAME

    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    def speaks(self, language: Language) -> bool:
        """English and Polish come with the package."""
        return language in ("en", "pl")

    def voice(self, tenant: Tenant, language: Language) -> str:
        """espeak-ng's name of the firm's voice."""
        return tenant.engines.voice.get(language) or (
            "pl" if language == "pl" else "en-us" if tenant.country in AMERICAN else "en"
        )

    def signature(self, tenant: Tenant, language: Language) -> str:
        """All that decides how a text sounds: the key under which it may be kept."""
        return f"{NAME} {VERSION} {self.voice(tenant, language)} {self._words_a_minute(tenant)}"

    async def speak(self, tenant: Tenant, language: Language, text: str) -> AsyncIterator[bytes]:
        """PCM in chunks of up to 200 ms. Raises SynthesizerError or WorkerDied."""
        if len(text) > TEXT_MAX:
            raise SynthesizerError(f"{len(text)} characters are too much to say at once")
        if not text.strip():
            return
        request = {"voice": self.voice(tenant, language), "rate": self._words_a_minute(tenant), "text": text}
        async for _, sound in self.pool.stream(request, again=True):
            yield sound

    async def prepare(self, tenants: Sequence[Tenant], prompts: Sequence[tuple[str, Language, str]]) -> None:
        """Start, and say a word in each firm's voice. Raises EngineMissing or WorkerDied; a wrong voice is logged."""
        await self.pool.start()
        for tenant in tenants:
            for language in tenant.languages:
                try:
                    async for _ in self.speak(tenant, language, "a"):
                        pass
                except WorkerDied:
                    raise
                except SpeechError as fault:
                    log.error("voice_unusable", tenant=tenant.key, language=language, fault=str(fault))

    async def close(self) -> None:
        """End the workers."""
        await self.pool.close()

    @staticmethod
    def _words_a_minute(tenant: Tenant) -> int:
        return round(min(max(WORDS_A_MINUTE * tenant.engines.speed, SLOWEST), FASTEST))


# ---------------------------------------------------------------- in the worker


def job(options: dict[str, Any]) -> Job:
    """What `worker.main` runs."""
    from receptionist.speech.espeakng import Espeak
    from receptionist.speech.levels import for_the_phone

    espeak = Espeak()

    def answer(request: dict[str, Any], _: bytes) -> Iterator[Answer]:
        made: list[bytes] = []
        espeak.voice(request["voice"])
        espeak.speak(request["text"], request["rate"], made.append)
        sound = for_the_phone(b"".join(made), espeak.rate)
        for at in range(0, len(sound), CHUNK_BYTES):
            yield {}, sound[at : at + CHUNK_BYTES]

    return answer
