"""G.711 against the recommendation's own values, WAV files of every kind, frames and level."""

from __future__ import annotations

import struct
import wave
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from receptionist.errors import SpeechError
from receptionist.speech import pcm


def as_pcm(*values: int) -> bytes:
    return np.array(values, dtype="<i2").tobytes()


# ---------------------------------------------------------------- G.711


@pytest.mark.parametrize(
    ("octet", "value"),
    [
        (0x00, -32124),
        (0x80, 32124),
        (0xFF, 0),
        (0x7F, 0),
        (0x8F, 16764),
        (0xF0, 120),
        (0xFE, 8),
        (0x7E, -8),
        (0xE7, 260),
    ],
)
def test_ulaw_octets_stand_for_the_levels_of_table_2a(octet: int, value: int) -> None:
    assert pcm.ulaw_to_pcm(bytes([octet])) == as_pcm(value)


@pytest.mark.parametrize(
    ("octet", "value"),
    [(0xD5, 8), (0x55, -8), (0xAA, 32256), (0x2A, -32256), (0xD4, 24), (0xC5, 264), (0xF5, 528), (0x80, 5504)],
)
def test_alaw_octets_stand_for_the_levels_of_table_1a(octet: int, value: int) -> None:
    assert pcm.alaw_to_pcm(bytes([octet])) == as_pcm(value)


def test_silence_is_ff_in_ulaw_and_d5_in_alaw() -> None:
    assert pcm.pcm_to_ulaw(as_pcm(0)) == b"\xff"
    assert pcm.pcm_to_alaw(as_pcm(0)) == b"\xd5"


@pytest.mark.parametrize("law", [(pcm.pcm_to_ulaw, pcm.ulaw_to_pcm), (pcm.pcm_to_alaw, pcm.alaw_to_pcm)])
def test_each_sample_takes_the_nearest_level(law: tuple) -> None:
    encode, decode = law
    levels = np.unique(pcm.samples(decode(bytes(range(256)))).astype(int))
    every = np.arange(-32768, 32768)
    got = pcm.samples(decode(encode(every.astype("<i2").tobytes()))).astype(int)
    nearest = np.abs(every[:, None] - levels[None]).min(axis=1)
    # A-law has no zero: its two smallest levels are equally near to it.
    assert (np.abs(got - every) == nearest).all()


@given(st.binary(max_size=400))
def test_octets_survive_the_way_there_and_back(octets: bytes) -> None:
    assert pcm.pcm_to_alaw(pcm.alaw_to_pcm(octets)) == octets
    # μ-law has two zeros; the negative one becomes the positive.
    assert pcm.pcm_to_ulaw(pcm.ulaw_to_pcm(octets)) == octets.replace(b"\x7f", b"\xff")


# ---------------------------------------------------------------- frames, level, rate


def test_frames_are_320_bytes_and_the_last_is_filled_up() -> None:
    frames = list(pcm.frames(b"\1" * 700))
    assert [len(f) for f in frames] == [320, 320, 320]
    assert frames[2] == b"\1" * 60 + bytes(260)
    assert list(pcm.frames(b"")) == []


def test_level_in_dbfs() -> None:
    assert pcm.level(bytes(320)) == pcm.level(b"") == pcm.SILENT
    assert pcm.level(as_pcm(*[32767, -32768] * 80)) == pytest.approx(0, abs=0.01)
    assert pcm.level(as_pcm(*[3277, -3277] * 80)) == pytest.approx(-20, abs=0.01)


def tone(hertz: float, rate: int, seconds: float = 0.5) -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate)


def loudest_hertz(sound: bytes) -> float:
    spectrum = np.abs(np.fft.rfft(pcm.samples(sound)))
    return float(np.fft.rfftfreq(len(pcm.samples(sound)), 1 / 8000)[spectrum.argmax()])


def test_live_resampling_holds_nothing_back() -> None:
    stream = pcm.Resampler(8000, 16000)
    frame = (tone(440, 8000) * 32767).astype("<i2").tobytes()[:320]
    assert len(stream.feed(frame)) >= 600
    assert len(stream.feed(frame)) == 640


def test_whole_resampling_keeps_length_and_pitch() -> None:
    wide = pcm.resample((tone(440, 8000) * 32767).astype("<i2").tobytes(), 8000, 16000)
    back = pcm.resample(wide, 16000, 8000)
    assert len(wide) == 16000
    assert len(back) == 8000
    assert loudest_hertz(back) == pytest.approx(440, abs=2)


# ---------------------------------------------------------------- WAV


def riff(fmt: bytes, data: bytes, *, size: int | None = None, before: bytes = b"") -> bytes:
    body = b"WAVE" + before + b"fmt " + struct.pack("<I", len(fmt)) + fmt + b"data"
    body += struct.pack("<I", len(data) if size is None else size) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def fmt(code: int, channels: int, rate: int, width: int, extra: bytes = b"") -> bytes:
    return struct.pack("<HHIIHH", code, channels, rate, rate * channels * width, channels * width, width * 8) + extra


def encoded(code: int, width: int, sound: np.ndarray) -> bytes:
    whole = (sound * 32767).astype("<i2").tobytes()
    if code == 7:
        return pcm.pcm_to_ulaw(whole)
    if code == 6:
        return pcm.pcm_to_alaw(whole)
    if code == 3:
        return sound.astype(f"<f{width}").tobytes()
    if width == 1:
        return (sound * 127 + 128).astype(np.uint8).tobytes()
    if width == 3:
        return b"".join(int(v * (2**23 - 1)).to_bytes(3, "little", signed=True) for v in sound)
    return (sound * (2 ** (8 * width - 1) - 1)).astype(f"<i{width}").tobytes()


ZOO = [(1, 1), (1, 2), (1, 3), (1, 4), (3, 4), (3, 8), (6, 1), (7, 1)]


@pytest.mark.parametrize("rate", [8000, 11025, 16000, 44100])
@pytest.mark.parametrize(("code", "width"), ZOO)
def test_every_encoding_and_rate_becomes_the_same_tone(tmp_path: Path, code: int, width: int, rate: int) -> None:
    file = tmp_path / "a.wav"
    file.write_bytes(riff(fmt(code, 1, rate, width), encoded(code, width, tone(440, rate))))
    sound = pcm.read_wav(file)
    assert pcm.seconds(sound) == pytest.approx(0.5, abs=0.002)
    assert loudest_hertz(sound) == pytest.approx(440, abs=3)
    assert pcm.level(sound) == pytest.approx(-9.03, abs=0.3)


def test_two_channels_are_mixed_and_extensible_is_read(tmp_path: Path) -> None:
    both = np.stack([tone(440, 8000), -tone(440, 8000)], axis=1)
    data = (both * 32767).astype("<i2").tobytes()
    guid = struct.pack("<HHIH", 22, 16, 3, 1) + b"\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71"
    (tmp_path / "a.wav").write_bytes(riff(fmt(0xFFFE, 2, 8000, 2, guid), data))
    assert pcm.level(pcm.read_wav(tmp_path / "a.wav")) < -80
    (tmp_path / "b.wav").write_bytes(riff(fmt(1, 2, 8000, 2), np.abs(both * 32767).astype("<i2").tobytes()))
    assert pcm.level(pcm.read_wav(tmp_path / "b.wav")) > -12


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF, 99_999])
def test_a_streamed_or_cut_off_file_is_read_as_far_as_it_goes(tmp_path: Path, size: int) -> None:
    (tmp_path / "a.wav").write_bytes(riff(fmt(7, 1, 8000, 1), b"\x80" * 800, size=size))
    assert pcm.read_wav(tmp_path / "a.wav") == as_pcm(32124) * 800


def test_chunks_in_between_and_their_padding_are_skipped(tmp_path: Path) -> None:
    odd = b"LIST" + struct.pack("<I", 5) + b"abcde\0"
    (tmp_path / "a.wav").write_bytes(riff(fmt(7, 1, 8000, 1), b"\x80\x80", before=odd))
    assert pcm.read_wav(tmp_path / "a.wav") == as_pcm(32124, 32124)


def test_float_rubbish_is_silenced(tmp_path: Path) -> None:
    data = struct.pack("<4f", float("nan"), float("inf"), -5.0, 0.0)
    (tmp_path / "a.wav").write_bytes(riff(fmt(3, 1, 8000, 4), data))
    assert pcm.read_wav(tmp_path / "a.wav") == as_pcm(0, 32767, -32768, 0)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "not a WAV file"),
        (b"RIFF\0\0\0\0AVI ", "not a WAV file"),
        (b"ID3" + bytes(100), "not a WAV file"),
        (b"RIFX" + bytes(4) + b"WAVE", "big-endian"),
        (b"RIFF\0\0\0\0WAVE", "tells no format"),
        (riff(fmt(1, 1, 8000, 2), b"")[:-8], "holds no sound"),
        (riff(fmt(0x11, 1, 8000, 1), bytes(10)), "encoding 0x0011"),
        (riff(fmt(1, 0, 8000, 2), bytes(10)), "0 channels"),
        (riff(fmt(1, 1, 0, 2), bytes(10)), "rate of 0 Hz"),
        (riff(fmt(1, 1, 8000, 2)[:10], bytes(10)), "cut off"),
        (riff(fmt(3, 1, 8000, 2), bytes(10)), "16 bits"),
    ],
)
def test_a_broken_file_gets_one_clear_line(tmp_path: Path, data: bytes, fault: str) -> None:
    (tmp_path / "a.wav").write_bytes(data)
    with pytest.raises(SpeechError, match=fault) as caught:
        pcm.read_wav(tmp_path / "a.wav")
    assert str(caught.value).startswith(str(tmp_path / "a.wav"))
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.wav", tmp_path):
        with pytest.raises(SpeechError, match=str(path)):
            pcm.read_wav(path)


@given(st.binary(max_size=200))
def test_no_bytes_do_worse_than_a_speech_error(data: bytes) -> None:
    for start in (b"", b"RIFF\0\0\0\0WAVE", b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0"):
        with suppress(SpeechError):
            pcm.parse_wav(start + data)


@pytest.mark.parametrize("law", ["ulaw", "pcm"])
def test_what_is_written_is_read_again(tmp_path: Path, law: str) -> None:
    sound = pcm.ulaw_to_pcm(bytes(range(128, 256)) + b"\x80")
    pcm.write_wav(tmp_path / "a.wav", sound, law=law)  # type: ignore[arg-type] # parametrized
    assert pcm.read_wav(tmp_path / "a.wav") == sound
    assert [p.name for p in tmp_path.iterdir()] == ["a.wav"]


def test_both_sides_of_a_call_stand_in_one_file(tmp_path: Path) -> None:
    pcm.write_stereo_wav(tmp_path / "call.wav", as_pcm(1, 2, 3), as_pcm(7))
    with wave.open(str(tmp_path / "call.wav")) as file:
        assert (file.getnchannels(), file.getframerate(), file.getsampwidth()) == (2, 8000, 2)
        assert file.readframes(9) == as_pcm(1, 7, 2, 0, 3, 0)


def test_where_nothing_can_be_written_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(SpeechError, match="none"):
        pcm.write_wav(tmp_path / "none" / "a.wav", bytes(320))
