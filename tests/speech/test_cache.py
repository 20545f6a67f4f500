"""Prompts known by heart: kept by content, bounded, never another's, never what callers are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from receptionist.errors import SynthesizerError
from receptionist.speech.cache import Cached
from receptionist.tenant import Engines, Tenant
from tests.speech.fakes import CountingVoice

HELLO = ("brightsmile", "en", "Good morning. How can I help?")
PL = ("bella", "pl", "Dzień dobry.")


def kept(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def said(voice: Cached, firms: Mapping[str, Tenant], prompt: tuple[str, str, str]) -> bytes:
    return b"".join([c async for c in voice.speak(firms[prompt[0]], prompt[1], prompt[2])])  # type: ignore[arg-type]


async def test_prompts_are_rendered_once_and_sentences_stand_alone(firms: dict[str, Tenant], tmp_path: Path) -> None:
    inner = CountingVoice()
    voice = Cached(inner, tmp_path)
    await voice.prepare(list(firms.values()), [HELLO, PL, HELLO])
    assert sorted(inner.spoken) == ["Dzień dobry.", "Good morning.", "How can I help?"]
    inner.spoken.clear()
    assert await said(voice, firms, HELLO) == b"G" * 500 + b"." * 500 + b"H" * 500 + b"?" * 500
    assert await said(voice, firms, ("brightsmile", "en", "How can I help?")) == b"H" * 500 + b"?" * 500
    assert inner.spoken == []


async def test_what_one_caller_is_told_is_not_kept(firms: dict[str, Tenant], tmp_path: Path) -> None:
    inner = CountingVoice()
    voice = Cached(inner, tmp_path)
    await voice.prepare(list(firms.values()), [HELLO])
    private = ("brightsmile", "en", "Good morning. Mrs Smith, your visit is at ten.")
    await said(voice, firms, private)
    await said(voice, firms, private)
    assert inner.spoken[-2:] == [private[2]] * 2
    assert len(kept(tmp_path)) == 2


async def test_the_disk_spares_the_next_run_the_work(firms: dict[str, Tenant], tmp_path: Path) -> None:
    await Cached(CountingVoice(), tmp_path).prepare(list(firms.values()), [HELLO])
    inner = CountingVoice()
    voice = Cached(inner, tmp_path)
    await voice.prepare(list(firms.values()), [HELLO])
    assert inner.spoken == []
    assert await said(voice, firms, HELLO)


async def test_another_version_voice_or_language_is_another_prompt(firms: dict[str, Tenant], tmp_path: Path) -> None:
    inner = CountingVoice()
    voice = Cached(inner, tmp_path)
    await voice.prepare(list(firms.values()), [HELLO])
    quick = replace(firms["brightsmile"], engines=Engines(speed=1.5))
    await said(voice, {"brightsmile": quick}, HELLO)
    assert len(inner.spoken) == 3, "another speed"
    inner.version = "2"
    await said(voice, firms, HELLO)
    assert len(inner.spoken) == 4, "another version"
    inner.version = "1"
    await said(voice, firms, ("brightsmile", "pl", HELLO[2]))
    assert len(inner.spoken) == 5, "another language"


async def test_a_damaged_file_is_made_anew(firms: dict[str, Tenant], tmp_path: Path) -> None:
    await Cached(CountingVoice(), tmp_path).prepare(list(firms.values()), [PL])
    [file] = kept(tmp_path)
    file.write_bytes(file.read_bytes()[:300])
    inner = CountingVoice()
    voice = Cached(inner, tmp_path)
    await voice.prepare(list(firms.values()), [PL])
    assert inner.spoken == ["Dzień dobry."]
    assert len(await said(voice, firms, PL)) == 1000


async def test_memory_and_disk_are_bounded_and_the_oldest_go(firms: dict[str, Tenant], tmp_path: Path) -> None:
    inner = CountingVoice()
    voice = Cached(inner, tmp_path, limit=3_000)
    prompts = [("brightsmile", "en", f"Prompt {n}.") for n in range(10)]
    await voice.prepare(list(firms.values()), prompts)
    assert voice.held <= 3_000
    assert sum(f.stat().st_size for f in kept(tmp_path)) <= 3_000
    inner.spoken.clear()
    await said(voice, firms, prompts[9])
    assert inner.spoken == []
    await said(voice, firms, prompts[0])
    assert inner.spoken == ["Prompt 0."]


async def test_a_prompt_larger_than_the_cache_is_only_spoken(firms: dict[str, Tenant], tmp_path: Path) -> None:
    voice = Cached(CountingVoice(), tmp_path, limit=500)
    await voice.prepare(list(firms.values()), [PL])
    assert voice.held == 0
    assert kept(tmp_path) == []
    assert len(await said(voice, firms, PL)) == 1000


async def test_a_prompt_that_cannot_be_said_does_not_stop_the_rest(firms: dict[str, Tenant], tmp_path: Path) -> None:
    voice = Cached(CountingVoice(), tmp_path)
    await voice.prepare(list(firms.values()), [("bella", "pl", "unsayable"), PL, ("nobody", "en", "Hello.")])
    assert len(await said(voice, firms, PL)) == 1000
    with pytest.raises(SynthesizerError):
        await said(voice, firms, ("bella", "pl", "unsayable"))


async def test_a_folder_that_cannot_be_written_costs_only_the_disk(firms: dict[str, Tenant], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    inner = CountingVoice()
    voice = Cached(inner, tmp_path / "file" / "cache")
    await voice.prepare(list(firms.values()), [PL])
    assert len(await said(voice, firms, PL)) == 1000
    assert inner.spoken == ["Dzień dobry."]
    await voice.close()
    assert voice.held == 0
