"""The prompts that ship as sound."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from receptionist.calls.prompts import NAMES, load_prompts
from receptionist.calls.tones import beep
from receptionist.errors import SettingsError
from receptionist.speech import pcm

PROMPTS = Path(__file__).resolve().parents[2] / "voices" / "prompts"


def test_every_prompt_is_there_in_both_languages_and_audible() -> None:
    prompts = load_prompts(PROMPTS)
    assert len(prompts) == 2 * len(NAMES)
    for prompt in prompts.values():
        assert prompt.text
        # About 14 letters a second are spoken; a file of another text would be far off.
        assert 0.5 < pcm.seconds(prompt.pcm) / (len(prompt.text) / 14) < 2
        assert -24 < pcm.level(prompt.pcm) < -12


def test_a_missing_or_broken_prompt_is_named(tmp_path: Path) -> None:
    shutil.copytree(PROMPTS, tmp_path / "p")
    (tmp_path / "p" / "pl" / "apology.wav").write_bytes(b"RIFF rubbish")
    with pytest.raises(SettingsError, match=r"apology\.wav"):
        load_prompts(tmp_path / "p")
    (tmp_path / "p" / "pl" / "apology.wav").unlink()
    with pytest.raises(SettingsError, match=r"apology\.wav"):
        load_prompts(tmp_path / "p")


def test_the_beep_is_a_tone_of_a_quarter_of_a_second() -> None:
    assert pcm.seconds(beep()) == pytest.approx(0.25)
    assert -20 < pcm.level(beep()) < -14
