"""The embedded English recogniser: PocketSphinx, with a language model of what may be said now.

Models are made of the firm's own words, the Rasa project's training lines and expansions of dates, times, numbers and
names (speech/sphinx), and an MLLR transform fits the acoustic model to the telephone. An utterance is decoded whole
once it is over, which recognises better than streaming does. When the caller pauses, decoding begins on suspicion: if
the pause turns out to be the end, the result is there already.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from time import perf_counter
from typing import Any, Final

from receptionist.errors import EngineMissing, SpeechError
from receptionist.messages import SAMPLE_RATE, Expectation, Language
from receptionist.speech import pcm
from receptionist.speech.engines import SpeechOptions
from receptionist.speech.speech import Hearing, Recognized
from receptionist.speech.workers import Pool
from receptionist.tenant import Tenant

NAME: Final = "pocketsphinx"
WARM_MAX: Final = 12
"""Firms whose models are loaded beforehand; a worker keeps no more. The others' take 0.1 s at their first call."""
MAKE_SECONDS: Final = 60.0
"""Longest a model may take to be made on a busy machine; it takes about one."""
LONGEST_SECONDS: Final = 30
"""Of an utterance; what is said after that is not heard."""
SUSPICION_MS: Final = 260
"""A pause this long may be the end …"""
QUIET_DB: Final = 20.0
"""… a pause being so much below the loudest frame (at least: below AUDIBLE)."""
AUDIBLE: Final = -50.0
"""dBFS."""


def create(options: SpeechOptions) -> PocketSphinx:
    """The engine; starts nothing yet."""
    training = options.nlu.get("en")
    return PocketSphinx(
        Pool(
            "receptionist.speech.sphinx.decoding",
            {"cache": str(options.cache / NAME), "training": str(training) if training else None},
            size=options.workers,
        )
    )


def own_words(tenant: Tenant) -> dict[str, list[str]]:
    """The firm's words that callers use, in English, as written."""

    def names(of: Sequence[Any]) -> list[str]:
        return [n for each in of for n in (each.called("en"), *each.also.get("en", ()))]

    return {
        "services": names(tenant.services),
        "staff": names(tenant.staff),
        "questions": [q for each in tenant.faq for q in each.ask.get("en", ())],
        "firm": [tenant.spoken["en"]] if "en" in tenant.spoken else [],
    }


class PocketSphinx:
    """A Recognizer; English only."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self._models: dict[str, asyncio.Task[str]] = {}
        self._warm: set[str] = set()

    def understands(self, language: Language) -> bool:
        """English is in the wheel."""
        return language == "en"

    async def prepare(self, tenants: Sequence[Tenant]) -> None:
        """Make the models that are missing, and load them in every worker. Raises SpeechError or WorkerDied."""
        await self.pool.start()
        english = [t for t in tenants if "en" in t.languages]
        models = await asyncio.gather(*(self.model(t) for t in english))
        every = [e.value for e in Expectation]
        fresh = [m for m in dict.fromkeys(models) if m not in self._warm][:WARM_MAX]
        for model in fresh:
            await self.pool.ask_all({"do": "load", "model": model, "expects": every}, seconds=MAKE_SECONDS)
        self._warm |= set(fresh)

    async def listen(
        self, tenant: Tenant, language: Language, expects: Expectation, hints: Sequence[str] = ()
    ) -> Hearing:
        """Begin an utterance. Raises EngineMissing for Polish."""
        if not self.understands(language):
            raise EngineMissing(f"no recogniser for {language!r}: receptionist voices pull {language}")
        return _Utterance(self, tenant, expects, tuple(hints))

    async def close(self) -> None:
        """End the workers."""
        for task in self._models.values():
            task.cancel()
        await asyncio.gather(*self._models.values(), return_exceptions=True)
        self._models.clear()
        await self.pool.close()

    async def model(self, tenant: Tenant) -> str:
        """Folder of the firm's models, made once for what the firm's file says now."""
        words = own_words(tenant)
        key = json.dumps(words)
        task = self._models.get(key)
        if task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
            task = self._models[key] = asyncio.create_task(self._make(words))
        # One caller hanging up must not cancel what another waits for.
        return await asyncio.shield(task)

    async def _make(self, words: dict[str, list[str]]) -> str:
        head, _ = await self.pool.ask({"do": "make", "firm": words}, seconds=MAKE_SECONDS, again=True)
        model: str = head["model"]
        return model

    async def decode(self, tenant: Tenant, expects: Expectation, hints: Sequence[str], sound: bytes) -> dict[str, Any]:
        """A whole utterance. Raises RecognizerError or WorkerDied."""
        request = {"do": "decode", "model": await self.model(tenant), "expects": expects.value, "hints": list(hints)}
        head, _ = await self.pool.ask(request, sound, seconds=5 + 2 * pcm.seconds(sound), again=True)
        return head


class _Utterance:
    """A Hearing: keeps the sound, and guesses when it might be over."""

    def __init__(self, engine: PocketSphinx, tenant: Tenant, expects: Expectation, hints: tuple[str, ...]) -> None:
        self._engine, self._tenant, self._expects, self._hints = engine, tenant, expects, hints
        self._sound = bytearray()
        self._loudest = AUDIBLE
        self._quiet_bytes = 0
        self._guess: asyncio.Task[dict[str, Any]] | None = None

    async def feed(self, sound: bytes) -> None:
        if len(self._sound) >= LONGEST_SECONDS * SAMPLE_RATE * 2:
            return
        self._sound += sound
        level = pcm.level(sound)
        self._loudest = max(self._loudest, level)
        if level > max(self._loudest - QUIET_DB, AUDIBLE):
            self._quiet_bytes = 0
            await self.abandon()
            return
        self._quiet_bytes += len(sound)
        paused = self._quiet_bytes >= SUSPICION_MS * SAMPLE_RATE // 1000 * 2
        # Only on an idle worker: somebody else's finished sentence comes before a guess.
        if paused and self._guess is None and self._loudest > AUDIBLE and not self._engine.pool.waiting:
            self._guess = asyncio.create_task(self._decode())

    async def partial(self) -> str:
        """The words up to the caller's pause, once they are decoded; empty while the caller goes on."""
        if self._guess is None or not self._guess.done() or self._guess.cancelled() or self._guess.exception():
            return ""
        return str(self._guess.result()["text"])

    async def finish(self) -> Recognized:
        began = perf_counter()
        guess, self._guess = self._guess, None
        try:
            head = await (guess or self._decode())
        except SpeechError:
            if guess is None:
                raise
            head = await self._decode()
        finally:
            if guess is not None and not guess.done():
                guess.cancel()
        return Recognized(
            head["text"], head["confidence"], tuple(head["alternatives"]), NAME, round(perf_counter() - began, 4)
        )

    async def abandon(self) -> None:
        """Forget the guess; a worker that is at it finishes by itself."""
        guess, self._guess = self._guess, None
        if guess is not None:
            guess.cancel()
            with suppress(asyncio.CancelledError, SpeechError):
                await guess

    async def _decode(self) -> dict[str, Any]:
        return await self._engine.decode(self._tenant, self._expects, self._hints, bytes(self._sound))
