"""Tries a model as a call would use it: the engine loads it, then hears a second of silence or says a word."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from receptionist.errors import SpeechError
from receptionist.messages import SAMPLE_RATE, Expectation, Language
from receptionist.speech.engines import SpeechOptions, load_recognizer, load_synthesizer
from receptionist.speech.models import ModelEngine
from receptionist.tenant import Tenant


async def fault(engine: ModelEngine, language: Language, place: Path) -> str:
    """Why the engine can't use the model; empty when it can. A model that ends its process is told like any other.

    place: a Vosk model's folder or a Piper voice's .onnx file.
    """
    firm = Tenant("check", "check", {}, (), "GB", "UTC", (language,), "GBP", {}, {}, (), ())
    with tempfile.TemporaryDirectory() as made:
        options = _alone(engine, place, Path(made))
        try:
            await (_hear if engine == "vosk" else _say)(engine, firm, language, options)
        except SpeechError as error:
            return str(error)
    return ""


def _alone(engine: ModelEngine, place: Path, made: Path) -> SpeechOptions:
    """The model alone in a folder, so that the engine can't take another one."""
    options = SpeechOptions(cache=made / "cache", models=made / "models")
    options.models.mkdir()
    for file in (place,) if engine == "vosk" else (place, place.with_name(f"{place.name}.json")):
        os.symlink(file.resolve(), options.models / file.name)
    return options


async def _hear(engine: str, firm: Tenant, language: Language, options: SpeechOptions) -> None:
    recognizer = load_recognizer(engine, options)
    try:
        await recognizer.prepare((firm,))
        hearing = await recognizer.listen(firm, language, Expectation.OPEN)
        await hearing.feed(bytes(SAMPLE_RATE * 2))
        await hearing.finish()
        await hearing.abandon()
    finally:
        await recognizer.close()


async def _say(engine: str, firm: Tenant, language: Language, options: SpeechOptions) -> None:
    synthesizer = load_synthesizer(engine, options)
    try:
        if not b"".join([chunk async for chunk in synthesizer.speak(firm, language, "1")]):
            raise SpeechError("the voice is silent")
    finally:
        await synthesizer.close()
