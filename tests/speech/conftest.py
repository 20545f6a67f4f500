"""The engines of the speech room, started once for all its tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from receptionist.speech.engines import SpeechOptions
from receptionist.speech.pcm import read_wav

ROOT = Path(__file__).resolve().parents[2]
CALLERS = ROOT / "voices" / "callers"


TRAINING = """
nlu:
- intent: book
  examples: |
    - i'd like to book a [check-up](service) please
    - i need an appointment with [Emma](staff)
    - can i book for [friday](day)
- intent: ask_hours
  examples: |
    - what are your opening hours
    - when are you open
- intent: human
  examples: |
    - can i speak to a human please
    - i want to talk to a person
"""


@pytest.fixture(scope="session")
def options(tmp_path_factory: pytest.TempPathFactory) -> SpeechOptions:
    """Embedded defaults with a small Rasa project; the cache lives as long as the tests."""
    project = tmp_path_factory.mktemp("nlu")
    (project / "data").mkdir()
    (project / "data" / "nlu.yml").write_text(TRAINING, "utf-8")
    return SpeechOptions(
        cache=tmp_path_factory.mktemp("cache"),
        models=tmp_path_factory.mktemp("models"),
        nlu={"en": project},
        workers=1,
    )


@pytest.fixture(scope="session")
def caller() -> Callable[[str], bytes]:
    """PCM of a shipped caller's turn: caller("opening-hours/01")."""
    return lambda turn: read_wav(CALLERS / f"{turn}.wav")
