"""Finds engines by name: a firm's `stt = "vosk"` is the file speech/stt/vosk.py. There is no list to edit.

Each engine's file has a function `create(options)`; a detector's gives a `Detectors`, a voice's a `cache.Signed`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, cast

from receptionist.errors import SpeechError
from receptionist.messages import Language
from receptionist.speech.cache import Cached, Signed
from receptionist.speech.speech import Recognizer, Synthesizer, VoiceDetector


@dataclass(frozen=True, slots=True)
class SpeechOptions:
    """What engines are given; each takes what it needs."""

    cache: Path
    """Folder for what can be made anew: language models, pre-rendered prompts."""
    models: Path
    """Folder of the speech models that were pulled."""
    nlu: Mapping[Language, Path] = field(default_factory=dict)
    """The Rasa project's folder of each language, whose training lines say what callers say."""
    workers: int = 1
    """Processes of each engine."""


class Detectors(Protocol):
    """Makes voice detectors, one for each leg."""

    def detector(self) -> VoiceDetector:
        """A new one."""
        ...

    async def close(self) -> None: ...


def available(kind: str) -> tuple[str, ...]:
    """Names of the engines of a kind: stt, tts or vad."""
    room = importlib.import_module(f"receptionist.speech.{kind}")
    return tuple(sorted(m.name for m in pkgutil.iter_modules(room.__path__) if not m.name.startswith("_")))


def _create(kind: str, name: str, options: SpeechOptions) -> Any:
    if name not in available(kind):
        raise SpeechError(f"there is no {kind} engine {name!r}; there are: {', '.join(available(kind))}")
    create: Callable[[SpeechOptions], Any] = importlib.import_module(f"receptionist.speech.{kind}.{name}").create
    return create(options)


def load_recognizer(name: str, options: SpeechOptions) -> Recognizer:
    """The recogniser of that name. Raises SpeechError, which names those there are, or EngineMissing."""
    return cast(Recognizer, _create("stt", name, options))


def load_synthesizer(name: str, options: SpeechOptions) -> Synthesizer:
    """The synthesizer of that name, with its prompts kept in the cache folder. Raises as `load_recognizer`."""
    return Cached(cast(Signed, _create("tts", name, options)), options.cache / "prompts" / name)


def load_detectors(name: str, options: SpeechOptions) -> Detectors:
    """Voice detection of that name. Raises as `load_recognizer`."""
    return cast(Detectors, _create("vad", name, options))
