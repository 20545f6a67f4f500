"""Vosk's and Piper's real libraries behind our ports, on models of a few kilobytes that the tests make themselves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from receptionist.errors import EngineMissing, RecognizerError
from receptionist.messages import FRAME_BYTES, SAMPLE_RATE, Expectation, Language
from receptionist.speech.engines import SpeechOptions, load_recognizer, load_synthesizer
from receptionist.speech.models import faults
from receptionist.speech.speech import Recognized, Recognizer
from receptionist.speech.trying import fault
from receptionist.tenant import Engines, Tenant
from tests.speech.make_tiny_piper import make as make_voice
from tests.speech.make_tiny_vosk import TONES
from tests.speech.make_tiny_vosk import make as make_model


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both engines in both languages; an English voice has two speakers."""
    folder = tmp_path_factory.mktemp("models")
    for language in ("en", "pl"):
        make_model(folder / f"vosk-model-small-{language}-0.0")
    make_voice(folder, "en_US-tiny-medium", "en-us", speakers=2)
    make_voice(folder, "pl_PL-tiny-medium", "pl")
    return folder


@pytest.fixture(scope="module")
def with_models(models: Path, tmp_path_factory: pytest.TempPathFactory) -> SpeechOptions:
    return SpeechOptions(cache=tmp_path_factory.mktemp("cache"), models=models, workers=1)


@pytest.fixture
async def vosk(with_models: SpeechOptions) -> AsyncIterator[Recognizer]:
    engine = load_recognizer("vosk", with_models)
    yield engine
    await engine.close()


def tone(hz: float, seconds: float = 0.3) -> bytes:
    """PCM."""
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (0.5 * 32_767 * np.sin(2 * np.pi * hz * time)).astype("<i2").tobytes()


def said(*words: str) -> bytes:
    """Words of the tiny model, with pauses."""
    pause = bytes(SAMPLE_RATE // 5 * 2)
    return pause + b"".join(tone(TONES[word]) + pause for word in words)


async def heard(engine: Recognizer, tenant: Tenant, language: Language, sound: bytes) -> Recognized:
    hearing = await engine.listen(tenant, language, Expectation.OPEN)
    for at in range(0, len(sound), FRAME_BYTES):
        await hearing.feed(sound[at : at + FRAME_BYTES])
    result = await hearing.finish()
    await hearing.abandon()
    return result


def pitch(sound: bytes) -> float:
    """Hz of the strongest line."""
    samples = np.frombuffer(sound, "<i2").astype(float)
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(spectrum.argmax() * SAMPLE_RATE / len(samples))


def test_the_tiny_models_are_whole(models: Path) -> None:
    assert faults("vosk", models / "vosk-model-small-pl-0.0") == []
    assert faults("piper", models / "pl_PL-tiny-medium.onnx") == []


async def test_vosk_hears_words_in_order_for_two_firms(vosk: Recognizer, bella: Tenant, brightsmile: Tenant) -> None:
    assert vosk.understands("en")
    assert vosk.understands("pl")
    await vosk.prepare([bella, brightsmile])
    english = await heard(vosk, brightsmile, "en", said("one", "three", "two"))
    polish = await heard(vosk, bella, "pl", said("two", "two"))
    assert (english.text, english.engine) == ("one three two", "vosk")
    assert polish.text == "two two"
    assert 0 < english.confidence <= 1


async def test_vosk_makes_no_words_of_silence_or_of_nothing(vosk: Recognizer, brightsmile: Tenant) -> None:
    for sound in (b"", bytes(SAMPLE_RATE * 2), bytes(2)):
        nothing = await heard(vosk, brightsmile, "en", sound)
        assert (nothing.text, nothing.confidence) == ("", 0.0)


async def test_piper_says_a_sentence_at_a_time_at_the_telephones_rate(
    with_models: SpeechOptions, bella: Tenant, brightsmile: Tenant
) -> None:
    engine = load_synthesizer("piper", with_models)
    short = b"".join([chunk async for chunk in engine.speak(brightsmile, "en", "One.")])
    long = b"".join([chunk async for chunk in engine.speak(brightsmile, "en", "One. Two, three and four.")])
    polish = b"".join([chunk async for chunk in engine.speak(bella, "pl", "Dzień dobry.")])
    await engine.close()
    assert len(short) % 2 == 0
    assert 0.1 * SAMPLE_RATE * 2 < len(short) < len(long)
    assert np.abs(np.frombuffer(polish, "<i2").astype(int)).max() > 1_000


async def test_a_firm_chooses_speaker_and_speed(with_models: SpeechOptions, brightsmile: Tenant) -> None:
    engine = load_synthesizer("piper", with_models)

    async def spoken(**engines: object) -> bytes:
        firm = replace(brightsmile, engines=Engines(**engines))  # type: ignore[arg-type] # the test's own words
        return b"".join([chunk async for chunk in engine.speak(firm, "en", "Good morning to you.")])

    plain, second = await spoken(), await spoken(voice={"en": "en_US-tiny-medium#1"})
    fast = await spoken(speed=2.0)
    with pytest.raises(EngineMissing, match="'en_US-other-medium' is not installed: receptionist voices pull en"):
        await spoken(voice={"en": "en_US-other-medium"})
    await engine.close()
    assert pitch(second) > 1.5 * pitch(plain)
    assert len(fast) == pytest.approx(len(plain) / 2, rel=0.1)


# ---------------------------------------------------------------- trying out what is installed


async def test_models_that_work_have_no_fault(models: Path) -> None:
    assert await fault("vosk", "pl", models / "vosk-model-small-pl-0.0") == ""
    assert await fault("piper", "en", models / "en_US-tiny-medium.onnx") == ""


async def test_models_that_do_not_load_are_told(models: Path, tmp_path: Path) -> None:
    broken = make_model(tmp_path / "vosk-model-small-pl-0.0")
    (broken / "am/final.mdl").write_bytes((broken / "am/final.mdl").read_bytes()[:900])
    assert "vosk-model-small-pl-0.0 can't be loaded" in await fault("vosk", "pl", broken)
    voice = make_voice(tmp_path)
    voice.write_bytes(voice.read_bytes()[:900])
    assert "en_US-tiny-medium.onnx can't be loaded" in await fault("piper", "en", voice)


async def test_a_broken_model_is_a_recognizers_error(tmp_path: Path, bella: Tenant) -> None:
    broken = make_model(tmp_path / "vosk-model-small-pl-0.0")
    (broken / "graph/HCLG.fst").write_bytes(b"no graph")
    engine = load_recognizer("vosk", SpeechOptions(cache=tmp_path / "cache", models=tmp_path))
    with pytest.raises(RecognizerError, match="can't be loaded"):
        await heard(engine, bella, "pl", said("one"))
    await engine.close()
