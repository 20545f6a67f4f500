"""Fixed prompts that ship as sound: what the caller hears when an engine is broken or slow.

They are read from `voices/prompts/<language>/<name>.wav` when the machine starts and need no engine.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from receptionist.errors import SettingsError, SpeechError
from receptionist.messages import Language
from receptionist.speech.pcm import read_wav

PromptName: TypeAlias = Literal["apology", "connecting", "leave_message", "message_kept", "one_moment", "goodbye"]
NAMES: tuple[PromptName, ...] = ("apology", "connecting", "leave_message", "message_kept", "one_moment", "goodbye")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A sentence and its sound."""

    text: str
    pcm: bytes


Prompts: TypeAlias = Mapping[tuple[Language, PromptName], Prompt]


def load_prompts(folder: Path, languages: tuple[Language, ...] = ("en", "pl")) -> Prompts:
    """All fixed prompts. Raises SettingsError when one is missing or can't be read."""
    try:
        texts = tomllib.loads((folder / "prompts.toml").read_text("utf-8"))
        return {
            (language, name): Prompt(texts[language][name], read_wav(folder / language / f"{name}.wav"))
            for language in languages
            for name in NAMES
        }
    except (OSError, KeyError, ValueError, SpeechError) as error:
        raise SettingsError(f"{folder}: the fixed prompts can't be read: {error}") from error
