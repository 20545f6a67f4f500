"""Which engine serves which firm and language.

A firm may name its engines; else the first of the machine's that knows the language is taken:
Vosk and Piper where their models are installed, and those that need none otherwise.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

import structlog

from receptionist.errors import EngineMissing, SpeechError
from receptionist.messages import Expectation, Language
from receptionist.speech.speech import Hearing, Recognizer, Synthesizer
from receptionist.tenant import Tenant

log = structlog.get_logger(__name__)

STT: tuple[str, ...] = ("vosk", "pocketsphinx")
"""By preference; the last needs no model."""
TTS: tuple[str, ...] = ("piper", "espeak")


E = TypeVar("E")


def choose(engines: Mapping[str, E], named: str | None, able: Callable[[E], bool]) -> E | None:
    """The firm's own engine where it knows the language, else the first that does."""
    order = [*([named] if named else []), *engines]
    return next((engines[n] for n in order if n in engines and able(engines[n])), None)


async def prepared(engines: dict[str, E], name: str, preparing: Awaitable[None]) -> None:
    """Wait for an engine; one that fails is taken out, so that the next serves instead.

    Raises its SpeechError when there is no other."""
    try:
        await preparing
    except SpeechError as fault:
        if len(engines) == 1:
            raise
        log.error("engine_left_out", engine=name, fault=str(fault))
        del engines[name]


class Recognizers:
    """The Recognizer of all firms. An engine that can't be prepared (a broken model) is left out."""

    def __init__(self, engines: Mapping[str, Recognizer]) -> None:
        self._engines = dict(engines)

    def understands(self, language: Language) -> bool:
        """Some engine knows the language."""
        return any(engine.understands(language) for engine in self._engines.values())

    async def prepare(self, tenants: Sequence[Tenant]) -> None:
        """Each engine for the firms it will serve. Raises the last fault when no engine is left."""
        for name, engine in tuple(self._engines.items()):
            mine = [t for t in tenants if any(self._of(t, language) is engine for language in t.languages)]
            if mine:
                await prepared(self._engines, name, engine.prepare(mine))

    def _of(self, tenant: Tenant, language: Language) -> Recognizer | None:
        return choose(self._engines, tenant.engines.stt, lambda engine: engine.understands(language))

    async def listen(
        self, tenant: Tenant, language: Language, expects: Expectation, hints: Sequence[str] = ()
    ) -> Hearing:
        """Raises EngineMissing when no engine knows the language."""
        engine = self._of(tenant, language)
        if engine is None:
            raise EngineMissing(f"no recogniser for {language!r} is installed: receptionist voices pull {language}")
        return await engine.listen(tenant, language, expects, hints)

    async def close(self) -> None:
        """Each engine."""
        for engine in self._engines.values():
            await engine.close()


class Synthesizers:
    """The Synthesizer of all firms. One that fails before its first sound is stood in for by the next."""

    def __init__(self, engines: Mapping[str, Synthesizer]) -> None:
        self._engines = dict(engines)

    def speaks(self, language: Language) -> bool:
        """Some engine speaks the language."""
        return any(engine.speaks(language) for engine in self._engines.values())

    async def prepare(self, tenants: Sequence[Tenant], prompts: Sequence[tuple[str, Language, str]]) -> None:
        """Each engine with the prompts it will be asked for."""
        named = {t.key: t.engines.tts for t in tenants}
        for name, engine in tuple(self._engines.items()):
            mine = [p for p in prompts if self._of(named.get(p[0]), p[1]) is engine]
            if mine:
                await prepared(self._engines, name, engine.prepare(tenants, mine))

    def _of(self, named: str | None, language: Language) -> Synthesizer | None:
        return choose(self._engines, named, lambda engine: engine.speaks(language))

    async def speak(self, tenant: Tenant, language: Language, text: str) -> AsyncIterator[bytes]:
        """Raises SpeechError when none can speak it."""
        first = self._of(tenant.engines.tts, language)
        others = [e for e in self._engines.values() if e is not first and e.speaks(language)]
        fault: SpeechError = EngineMissing(f"no voice for {language!r} is installed")
        for engine in [*([first] if first else []), *others]:
            begun = False
            try:
                async for chunk in engine.speak(tenant, language, text):
                    begun = True
                    yield chunk
                return
            except SpeechError as error:
                if begun:
                    raise
                fault = error
                log.error("voice_failed", engine=type(engine).__name__, error=type(error).__name__)
        raise fault

    async def close(self) -> None:
        """Each engine."""
        await asyncio.gather(*(engine.close() for engine in self._engines.values()))
