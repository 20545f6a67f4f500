"""Engines are files; those without a model say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from receptionist.errors import EngineMissing, SpeechError
from receptionist.messages import Expectation
from receptionist.speech.engines import SpeechOptions, available, load_recognizer, load_synthesizer
from receptionist.tenant import Tenant


def test_the_files_are_the_list(options: SpeechOptions) -> None:
    assert set(available("stt")) == {"pocketsphinx", "vosk"}
    assert set(available("tts")) == {"espeak", "piper"}
    for name in available("stt"):
        assert load_recognizer(name, options)
    for name in available("tts"):
        assert load_synthesizer(name, options)


@pytest.mark.parametrize("name", ["whisper", "", "../evil", "pocketsphinx.py", "__init__"])
def test_an_unknown_engine_names_those_there_are(options: SpeechOptions, name: str) -> None:
    with pytest.raises(SpeechError, match="pocketsphinx, vosk"):
        load_recognizer(name, options)
    with pytest.raises(SpeechError, match="espeak, piper"):
        load_synthesizer(name, options)


async def test_vosk_without_a_model_says_what_to_pull(options: SpeechOptions, bella: Tenant) -> None:
    engine = load_recognizer("vosk", options)
    assert not engine.understands("pl")
    await engine.prepare([bella])
    with pytest.raises(EngineMissing, match="receptionist voices pull pl"):
        await engine.listen(bella, "pl", Expectation.OPEN)
    await engine.close()


async def test_piper_without_a_voice_says_what_to_pull(options: SpeechOptions, bella: Tenant) -> None:
    engine = load_synthesizer("piper", options)
    assert not engine.speaks("pl")
    await engine.prepare([bella], [("bella", "pl", "Dzień dobry.")])
    with pytest.raises(EngineMissing, match="receptionist voices pull pl"):
        _ = [c async for c in engine.speak(bella, "pl", "Dzień dobry.")]
    await engine.close()


def with_broken_models(folder: Path) -> SpeechOptions:
    (folder / "vosk-model-small-pl-0.22" / "am").mkdir(parents=True)
    (folder / "vosk-model-small-pl-0.22" / "am" / "final.mdl").write_bytes(b"no model")
    (folder / "pl_PL-gosia-medium.onnx").write_bytes(b"no model")
    (folder / "pl_PL-gosia-medium.onnx.json").write_text("{}")
    return SpeechOptions(cache=folder / "cache", models=folder)


async def test_a_broken_vosk_model_is_an_error_and_not_a_crash(tmp_path: Path, bella: Tenant) -> None:
    engine = load_recognizer("vosk", with_broken_models(tmp_path))
    assert engine.understands("pl")
    assert not engine.understands("en")
    with pytest.raises(SpeechError, match="vosk"):
        await engine.prepare([bella])
    await engine.close()


async def test_a_broken_piper_voice_is_an_error_and_not_a_crash(tmp_path: Path, bella: Tenant) -> None:
    engine = load_synthesizer("piper", with_broken_models(tmp_path))
    assert engine.speaks("pl")
    with pytest.raises(SpeechError, match="pl_PL-gosia-medium"):
        _ = [c async for c in engine.speak(bella, "pl", "Dzień dobry.")]
    await engine.close()
