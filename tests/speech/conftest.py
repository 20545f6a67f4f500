"""The engines of the speech room, started once for all its tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from receptionist.speech.engines import SpeechOptions
from receptionist.speech.pcm import read_wav

ROOT = Path(__file__).resolve().parents[2]
CALLERS = ROOT / "voices" / "callers"


@pytest.fixture(scope="session")
def options(tmp_path_factory: pytest.TempPathFactory) -> SpeechOptions:
    """Embedded defaults; the cache lives as long as the tests."""
    return SpeechOptions(
        cache=tmp_path_factory.mktemp("cache"),
        models=tmp_path_factory.mktemp("models"),
        nlu={"en": ROOT / "nlu" / "en"},
        workers=1,
    )


@pytest.fixture(scope="session")
def caller() -> Callable[[str], bytes]:
    """PCM of a shipped caller's turn: caller("opening-hours/01")."""
    return lambda turn: read_wav(CALLERS / f"{turn}.wav")
