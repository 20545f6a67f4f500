"""Sound kept for firms."""

from __future__ import annotations

import wave
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from receptionist.errors import StoreError
from receptionist.records.recordings import FileRecordings
from receptionist.tenant import Tenant

NOW = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)
PCM = b"\x01\x00\xff\x7f" * 80


def wavs(folder: Path) -> list[Path]:
    return list(folder.rglob("*.wav"))


@pytest.fixture
def recordings(tmp_path: Path) -> FileRecordings:
    return FileRecordings(tmp_path / "recordings")


async def test_pcm_becomes_a_wav_file_that_only_we_read(recordings: FileRecordings, bella: Tenant) -> None:
    name = await recordings.keep(bella, "CA1", "name", PCM, NOW)
    path = recordings.path(bella, name)
    with wave.open(str(path)) as wav:
        assert (wav.getframerate(), wav.getsampwidth(), wav.getnchannels()) == (8000, 2, 1)
        assert wav.readframes(1000) == PCM
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert await recordings.load(bella, name) == path.read_bytes()


async def test_nothing_is_written_over(recordings: FileRecordings, bella: Tenant) -> None:
    names = [await recordings.keep(bella, "CA1", "name", PCM[: 2 * n], NOW) for n in range(3)]
    assert len(set(names)) == 3
    assert [len(await recordings.load(bella, name)) for name in names] == [44, 46, 48]


async def test_a_firm_has_its_own_recordings_only(
    recordings: FileRecordings, bella: Tenant, brightsmile: Tenant
) -> None:
    name = await recordings.keep(bella, "CA1", "name", PCM, NOW)
    with pytest.raises(StoreError, match="brightsmile has no recording"):
        await recordings.load(brightsmile, name)


@pytest.mark.parametrize("nasty", ["../../../etc/cron.d/x", "/etc/passwd", "a\x00b", "..", "", "x" * 5000, "ż/ó"])
async def test_no_call_id_or_purpose_leads_out(
    recordings: FileRecordings, bella: Tenant, tmp_path: Path, nasty: str
) -> None:
    name = await recordings.keep(bella, nasty, nasty, PCM, NOW)
    assert recordings.path(bella, name).is_relative_to(tmp_path / "recordings" / "bella")
    assert [p for p in wavs(tmp_path) if not p.is_relative_to(tmp_path / "recordings" / "bella")] == []


async def test_a_nasty_firm_key_leads_nowhere(recordings: FileRecordings, bella: Tenant, tmp_path: Path) -> None:
    await recordings.keep(replace(bella, key="../up"), "CA1", "name", PCM, NOW)
    assert all(p.is_relative_to(tmp_path / "recordings") for p in wavs(tmp_path))


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "../brightsmile/2026-11-21/x.wav",
        "/etc/passwd",
        "2026-11-21/../../x.wav",
        "2026-11-21/x.wav\n",
        "x.wav",
    ],
)
async def test_a_name_that_is_none_is_refused(recordings: FileRecordings, bella: Tenant, name: str) -> None:
    with pytest.raises(StoreError):
        await recordings.load(bella, name)


async def test_a_link_that_leads_out_is_refused(recordings: FileRecordings, bella: Tenant, tmp_path: Path) -> None:
    name = await recordings.keep(bella, "CA1", "name", PCM, NOW)
    (tmp_path / "secret").write_text("secret")
    link = recordings.path(bella, name).with_name("link.wav")
    link.symlink_to(tmp_path / "secret")
    with pytest.raises(StoreError):
        await recordings.load(bella, "2026-11-21/link.wav")


async def test_half_a_sample_is_refused(recordings: FileRecordings, bella: Tenant) -> None:
    with pytest.raises(StoreError, match="no 16-bit sound"):
        await recordings.keep(bella, "CA1", "name", b"\x00", NOW)


async def test_a_folder_that_can_not_be_made_is_one_clear_error(bella: Tenant, tmp_path: Path) -> None:
    (tmp_path / "recordings").write_text("a file")
    with pytest.raises(StoreError):
        await FileRecordings(tmp_path / "recordings").keep(bella, "CA1", "name", PCM, NOW)
