"""Vosk: Kaldi models that `receptionist voices pull` fetches, English and Polish.

A model is a folder `<models>/vosk-model-…-<language>-<version>`. Runs in worker processes. An utterance is decoded
once it is over; sound goes in at 16,000 Hz, since small models refuse 8,000.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from receptionist.errors import EngineMissing, RecognizerError
from receptionist.messages import SAMPLE_RATE, Expectation, Language
from receptionist.speech import pcm
from receptionist.speech.engines import SpeechOptions
from receptionist.speech.speech import Hearing, Recognized
from receptionist.speech.worker import Answer, Job
from receptionist.speech.workers import Pool
from receptionist.tenant import Tenant

NAME: Final = "vosk"
MODEL_RATE: Final = 16_000
"""Hz."""
LOAD_SECONDS: Final = 60.0
LONGEST_SECONDS: Final = 30
"""Of an utterance; what is said after that is not heard."""


def create(options: SpeechOptions) -> Vosk:
    """The engine; starts nothing yet."""
    return Vosk(options.models, Pool("receptionist.speech.stt.vosk", {}, size=options.workers))


class Vosk:
    """A Recognizer."""

    def __init__(self, models: Path, pool: Pool) -> None:
        self._models, self.pool = models, pool

    def model(self, language: Language) -> Path | None:
        """The folder of the language's model; the last by name where there are several."""
        if not self._models.is_dir():
            return None
        found = (f for f in self._models.iterdir() if re.match(rf"vosk-model-(.+-)?{language}(-|$)", f.name))
        return max((f for f in found if (f / "am" / "final.mdl").is_file()), default=None)

    def understands(self, language: Language) -> bool:
        """Whether the language's model is there."""
        return self.model(language) is not None

    async def prepare(self, tenants: Sequence[Tenant]) -> None:
        """Load the models of the firms' languages, where there are any. Raises RecognizerError or WorkerDied."""
        for language in dict.fromkeys(each for t in tenants for each in t.languages):
            if model := self.model(language):
                await self.pool.ask_all({"do": "load", "model": str(model)}, seconds=LOAD_SECONDS)

    async def listen(
        self, tenant: Tenant, language: Language, expects: Expectation, hints: Sequence[str] = ()
    ) -> Hearing:
        """Begin an utterance. Raises EngineMissing."""
        model = self.model(language)
        if model is None:
            raise EngineMissing(f"no Vosk model for {language!r}: receptionist voices pull {language}")
        return _Utterance(self.pool, model)

    async def close(self) -> None:
        """End the workers."""
        await self.pool.close()


class _Utterance:
    """A Hearing."""

    def __init__(self, pool: Pool, model: Path) -> None:
        self._pool, self._model, self._sound = pool, model, bytearray()

    async def feed(self, sound: bytes) -> None:
        if len(self._sound) < LONGEST_SECONDS * SAMPLE_RATE * 2:
            self._sound += sound

    async def partial(self) -> str:
        return ""

    async def finish(self) -> Recognized:
        began = perf_counter()
        sound = bytes(self._sound)
        request = {"do": "decode", "model": str(self._model)}
        head, _ = await self._pool.ask(request, sound, seconds=LOAD_SECONDS + pcm.seconds(sound), again=True)
        return Recognized(head["text"], head["confidence"], (), NAME, round(perf_counter() - began, 4))

    async def abandon(self) -> None:
        self._sound.clear()


# ---------------------------------------------------------------- in the worker


def job(options: dict[str, Any]) -> Job:
    """What `worker.main` runs."""
    import vosk

    vosk.SetLogLevel(-1)
    models: dict[str, Any] = {}

    def load(path: str) -> Any:
        if path not in models:
            try:
                models[path] = vosk.Model(path)
            except Exception as broken:  # noqa: BLE001 - vosk raises bare Exception
                raise RecognizerError(f"the model {Path(path).name} can't be loaded: {broken}") from broken
        return models[path]

    def answer(request: dict[str, Any], sound: bytes) -> Iterator[Answer]:
        model = load(request["model"])
        if request["do"] == "load":
            return
        recognizer = vosk.KaldiRecognizer(model, MODEL_RATE)
        recognizer.SetWords(True)
        heard = []
        wide = pcm.resample(sound, SAMPLE_RATE, MODEL_RATE)
        # In pieces: the engine's own endpointer may end a segment inside the utterance, and all of them count.
        for at in range(0, len(wide), MODEL_RATE):
            if recognizer.AcceptWaveform(wide[at : at + MODEL_RATE]):
                heard += json.loads(recognizer.Result()).get("result", [])
        heard += json.loads(recognizer.FinalResult()).get("result", [])
        spoken = [w for w in heard if w["word"] != "[unk]"]
        sure = sum(w["conf"] for w in heard) / len(heard) if spoken else 0.0
        yield {"text": " ".join(w["word"] for w in spoken), "confidence": round(sure, 3)}, b""

    return answer
