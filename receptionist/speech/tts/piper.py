"""Piper: neural voices, with models that `receptionist voices pull` fetches.

A model is `<models>/<lang>_<REGION>-<name>-<quality>.onnx` with its `.onnx.json`. A firm's voice may name one
("en_US-lessac-medium") and a speaker of it ("…#3"). Runs in worker processes, each with one thread.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import structlog

from receptionist.errors import EngineMissing, SpeechError, SynthesizerError, WorkerDied
from receptionist.messages import SAMPLE_RATE, Language
from receptionist.speech.engines import SpeechOptions
from receptionist.speech.worker import Answer, Job
from receptionist.speech.workers import Pool
from receptionist.tenant import Tenant

log = structlog.get_logger(__name__)

NAME: Final = "piper"
VERSION: Final = "1"
"""Raised when the sound changes: pre-rendered prompts are then made anew."""
CHUNK_BYTES: Final = SAMPLE_RATE * 2 // 5
SENTENCE_SECONDS: Final = 20.0
"""Longest a sentence may take to be made, and a model to be loaded."""


def create(options: SpeechOptions) -> PiperVoices:
    """The engine; starts nothing yet."""
    return PiperVoices(options.models, Pool("receptionist.speech.tts.piper", {}, size=options.workers))


class PiperVoices:
    """A Synthesizer."""

    name: Final = NAME

    def __init__(self, models: Path, pool: Pool) -> None:
        self._models, self.pool = models, pool

    def speaks(self, language: Language) -> bool:
        """Whether a voice of the language is there."""
        return bool(self._voices(language))

    def _voices(self, language: Language) -> list[Path]:
        files = self._models.glob(f"{language}_*.onnx")
        return sorted(f for f in files if f.with_name(f"{f.name}.json").is_file())

    def model(self, tenant: Tenant, language: Language) -> Path:
        """The voice's file. Raises EngineMissing."""
        wanted = tenant.engines.voice.get(language, "").partition("#")[0]
        for file in self._voices(language):
            if not wanted or file.stem == wanted:
                return file
        what = f"the voice {wanted!r}" if wanted else f"a Piper voice for {language!r}"
        raise EngineMissing(f"{what} is not installed: receptionist voices pull {language}")

    def signature(self, tenant: Tenant, language: Language) -> str:
        """All that decides how a text sounds."""
        try:
            model = self.model(tenant, language)
        except EngineMissing:
            return f"{NAME} {VERSION} none"
        chosen = tenant.engines.voice.get(language, "")
        return f"{NAME} {VERSION} {model.name} {model.stat().st_size} {chosen} {tenant.engines.speed}"

    async def speak(self, tenant: Tenant, language: Language, text: str) -> AsyncIterator[bytes]:
        """PCM, a sentence at a time. Raises EngineMissing, SynthesizerError or WorkerDied."""
        if not text.strip():
            return
        speaker = tenant.engines.voice.get(language, "").partition("#")[2]
        request = {
            "model": str(self.model(tenant, language)),
            "speaker": int(speaker) if speaker.isdigit() else None,
            "speed": tenant.engines.speed,
            "text": text,
        }
        async for _, sound in self.pool.stream(request, seconds=SENTENCE_SECONDS, again=True):
            yield sound

    async def prepare(self, tenants: Sequence[Tenant], prompts: Sequence[tuple[str, Language, str]]) -> None:
        """Start, and say a word in each firm's voice; a firm without one is logged. Raises WorkerDied."""
        for tenant in tenants:
            for language in tenant.languages:
                try:
                    async for _ in self.speak(tenant, language, "a"):
                        pass
                except WorkerDied:
                    raise
                except SpeechError as fault:
                    log.warning("voice_unusable", tenant=tenant.key, language=language, fault=str(fault))

    async def close(self) -> None:
        """End the workers."""
        await self.pool.close()


# ---------------------------------------------------------------- in the worker


def job(options: dict[str, Any]) -> Job:
    """What `worker.main` runs."""
    from piper import SynthesisConfig

    from receptionist.speech.levels import for_the_phone

    voices: dict[str, Any] = {}

    def answer(request: dict[str, Any], _: bytes) -> Iterator[Answer]:
        model = request["model"]
        if model not in voices:
            voices[model] = _load(model)
        style = SynthesisConfig(speaker_id=request["speaker"], length_scale=1 / max(request["speed"], 0.25))
        for sentence in voices[model].synthesize(request["text"], style):
            sound = for_the_phone(sentence.audio_int16_bytes, sentence.sample_rate)
            for at in range(0, len(sound), CHUNK_BYTES):
                yield {}, sound[at : at + CHUNK_BYTES]

    return answer


def _load(model: str) -> Any:
    """The voice on one thread; Piper's own loader takes as many as there are cores. Raises SynthesizerError."""
    import json

    import onnxruntime  # type: ignore[import-untyped] # it ships no types
    from piper import PiperVoice
    from piper.config import PiperConfig

    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = settings.inter_op_num_threads = 1
    try:
        config = PiperConfig.from_dict(json.loads(Path(f"{model}.json").read_text("utf-8")))
        session = onnxruntime.InferenceSession(model, settings, providers=["CPUExecutionProvider"])
    except Exception as broken:  # noqa: BLE001 - onnxruntime's own exceptions have no common public base
        raise SynthesizerError(f"the voice {Path(model).name} can't be loaded: {broken}") from broken
    return PiperVoice(session=session, config=config)
