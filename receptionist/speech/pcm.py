"""Sound as bytes: G.711, resampling, WAV files, frames, level.

PCM here is what `messages` says: signed 16-bit little-endian, mono, 8,000 Hz unless a function names
another rate. The G.711 laws are numpy tables (ITU-T G.711, tables 1a-2b); `audioop` left Python in 3.13.
"""

from __future__ import annotations

import io
import math
import os
import struct
import wave
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from receptionist.errors import SpeechError
from receptionist.messages import FRAME_BYTES, SAMPLE_RATE

Samples: TypeAlias = npt.NDArray[np.int16]
Sound: TypeAlias = npt.NDArray[np.float32]
"""(frames, channels), full scale ±1."""

FULL_SCALE: Final = 32_768.0
SILENT: Final = -96.0
"""dBFS that digital silence is called."""
WAV_BYTES_MAX: Final = 100_000_000
"""A larger file is no phone recording; refusing it keeps a mistake from filling the memory."""

_PCM, _FLOAT, _ALAW, _ULAW, _EXTENSIBLE = 1, 3, 6, 7, 0xFFFE
_SAMPLE_BYTES: Final = {_PCM: (1, 2, 3, 4), _FLOAT: (4, 8), _ALAW: (1,), _ULAW: (1,)}


# ---------------------------------------------------------------- G.711


@cache
def _ulaw_levels() -> Samples:
    """μ-law octet → PCM16: 13-bit levels of G.711 table 2a scaled by 4."""
    code = ~np.arange(256, dtype=np.int32) & 0xFF
    magnitude = ((((code & 0x0F) << 3) + 0x84) << ((code >> 4) & 7)) - 0x84
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)


@cache
def _alaw_levels() -> Samples:
    """A-law octet → PCM16: 12-bit levels of G.711 table 1a scaled by 16; even bits are inverted on the line."""
    code = np.arange(256, dtype=np.int32) ^ 0x55
    segment, step = (code >> 4) & 7, (code & 0x0F) << 4
    magnitude = np.where(segment == 0, step + 8, (step + 0x108) << np.maximum(segment - 1, 0))
    return np.where(code & 0x80, magnitude, -magnitude).astype(np.int16)


def _octets(levels: Samples, positive: npt.NDArray[np.int64], negative: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    """Octet for each of the 65,536 samples (indexed as uint16): the level that lies nearest."""
    sample = np.arange(-32_768, 32_768, dtype=np.int32)
    out = np.empty(65_536, dtype=np.uint8)
    for octets, side in ((positive, sample >= 0), (negative, sample < 0)):
        magnitudes = np.abs(levels[octets].astype(np.int32))
        order = np.argsort(magnitudes, kind="stable")
        ranked = magnitudes[order]
        decisions = (ranked[1:] + ranked[:-1]) // 2
        nearest = order[np.searchsorted(decisions, np.abs(sample[side]), side="left")]
        out[sample[side] & 0xFFFF] = octets[nearest]
    return out


@cache
def _ulaw_octets() -> npt.NDArray[np.uint8]:
    return _octets(_ulaw_levels(), np.arange(128, 256), np.arange(0, 128))


@cache
def _alaw_octets() -> npt.NDArray[np.uint8]:
    return _octets(_alaw_levels(), np.arange(128, 256), np.arange(0, 128))


def ulaw_to_pcm(octets: bytes) -> bytes:
    """μ-law → PCM; two bytes for each."""
    return _ulaw_levels()[np.frombuffer(octets, dtype=np.uint8)].tobytes()


def pcm_to_ulaw(pcm: bytes) -> bytes:
    """PCM → μ-law; a byte for each two."""
    out: bytes = _ulaw_octets()[np.frombuffer(pcm, dtype="<u2")].tobytes()
    return out


def alaw_to_pcm(octets: bytes) -> bytes:
    """A-law → PCM; two bytes for each."""
    return _alaw_levels()[np.frombuffer(octets, dtype=np.uint8)].tobytes()


def pcm_to_alaw(pcm: bytes) -> bytes:
    """PCM → A-law; a byte for each two."""
    out: bytes = _alaw_octets()[np.frombuffer(pcm, dtype="<u2")].tobytes()
    return out


# ---------------------------------------------------------------- frames, level, rate


def samples(pcm: bytes) -> Samples:
    """The PCM as an array, read-only, without copying. Half a sample at the end is left out."""
    return np.frombuffer(pcm[: len(pcm) // 2 * 2], dtype="<i2")


def frames(pcm: bytes) -> Iterator[bytes]:
    """The PCM in frames of 20 ms; the last is filled up with silence."""
    for at in range(0, len(pcm), FRAME_BYTES):
        yield pcm[at : at + FRAME_BYTES].ljust(FRAME_BYTES, b"\0")


def seconds(pcm: bytes) -> float:
    """How long it lasts at 8,000 Hz."""
    return len(pcm) / (2 * SAMPLE_RATE)


def level(pcm: bytes) -> float:
    """RMS in dBFS: 0 is a full-scale square wave, SILENT nothing at all."""
    wave_ = samples(pcm).astype(np.float32)
    if not len(wave_):
        return SILENT
    power = float(wave_ @ wave_) / len(wave_)
    return max(SILENT, 10 * math.log10(power / FULL_SCALE**2)) if power > 0 else SILENT


def resample(pcm: bytes, rate: int, to: int) -> bytes:
    """A whole utterance or file to another rate, in high quality (soxr HQ)."""
    if rate == to or not pcm:
        return pcm
    import soxr

    out: bytes = soxr.resample(samples(pcm), rate, to, quality="HQ").astype("<i2").tobytes()
    return out


class Resampler:
    """A live stream to another rate without delay (soxr QQ; the better grades hold back 80-120 ms)."""

    def __init__(self, rate: int, to: int) -> None:
        import soxr

        self._stream: Any = soxr.ResampleStream(rate, to, 1, dtype="int16", quality="QQ") if rate != to else None

    def feed(self, pcm: bytes, *, last: bool = False) -> bytes:
        """The next stretch; `last` gives back what is still inside."""
        if self._stream is None:
            return pcm
        out: bytes = self._stream.resample_chunk(samples(pcm), last=last).astype("<i2").tobytes()
        return out


# ---------------------------------------------------------------- WAV


def read_wav(path: Path) -> bytes:
    """Any WAV as 8,000 Hz mono PCM.

    PCM of 8, 16, 24 or 32 bits, float of 32 or 64, μ-law and A-law, up to 8 channels (mixed), any rate.
    Raises SpeechError with one clear line.
    """
    try:
        if path.stat().st_size > WAV_BYTES_MAX:
            raise SpeechError(f"{path}: larger than {WAV_BYTES_MAX // 1_000_000} MB")
        data = path.read_bytes()
    except OSError as broken:
        raise SpeechError(f"{path}: {broken.strerror or broken}") from broken
    try:
        sound, rate = parse_wav(data)
    except SpeechError as broken:
        raise SpeechError(f"{path}: {broken}") from broken
    return to_pcm(sound, rate)


def to_pcm(sound: Sound, rate: int) -> bytes:
    """Sound of any rate and number of channels as our PCM."""
    mono = sound.mean(axis=1, dtype=np.float32)
    if rate != SAMPLE_RATE and len(mono):
        import soxr

        mono = soxr.resample(mono, rate, SAMPLE_RATE, quality="HQ")
    return bytes(np.clip(np.rint(mono * FULL_SCALE), -32_768, 32_767).astype("<i2").tobytes())


def parse_wav(data: bytes) -> tuple[Sound, int]:
    """Sound and rate (Hz) of a RIFF/WAVE file (Microsoft/IBM "Multimedia Programming Interface", RIFF WAVE).

    A data chunk whose length is wrong (streamed or cut-off files) is read as far as it goes.
    Raises SpeechError.
    """
    if len(data) < 12 or data[8:12] != b"WAVE" or data[:4] not in (b"RIFF", b"RIFX"):
        raise SpeechError("not a WAV file")
    if data[:4] == b"RIFX":
        raise SpeechError("big-endian WAV is not read; convert it to RIFF")
    layout: tuple[int, int, int, int] | None = None
    at = 12
    while at + 8 <= len(data):
        name, size = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        body = at + 8
        if name == b"fmt ":
            layout = _layout(data[body : body + size])
        elif name == b"data":
            if layout is None:
                raise SpeechError("the sound stands before its format")
            return _decode(data[body : min(body + size, len(data))] if size else data[body:], *layout), layout[2]
        at = body + size + (size & 1)
    raise SpeechError(
        "the file holds no sound (no data chunk)" if layout else "the file tells no format (no fmt chunk)"
    )


def _layout(fmt: bytes) -> tuple[int, int, int, int]:
    """(encoding, channels, rate, bytes a sample) of the fmt chunk."""
    if len(fmt) < 16:
        raise SpeechError("the format is cut off")
    code, channels, rate, _, block, bits = struct.unpack_from("<HHIIHH", fmt)
    if code == _EXTENSIBLE:
        if len(fmt) < 26:
            raise SpeechError("the format is cut off")
        code = struct.unpack_from("<H", fmt, 24)[0]
    if code not in _SAMPLE_BYTES:
        raise SpeechError(f"encoding 0x{code:04x} is not read; PCM, float, A-law and μ-law are")
    if not 1 <= channels <= 8:
        raise SpeechError(f"{channels} channels; 1 to 8 are read")
    if not 1_000 <= rate <= 384_000:
        raise SpeechError(f"a rate of {rate} Hz; 1,000 to 384,000 are read")
    width = block // channels if block and block % channels == 0 else (bits + 7) // 8
    if width not in _SAMPLE_BYTES[code]:
        raise SpeechError(f"{width * 8} bits a sample are not read in encoding 0x{code:04x}")
    return code, channels, rate, width


def _decode(data: bytes, code: int, channels: int, rate: int, width: int) -> Sound:
    """The data chunk as sound; an unfinished last frame is left out."""
    data = data[: len(data) // (width * channels) * (width * channels)]
    if code == _ULAW:
        flat = samples(ulaw_to_pcm(data)) / FULL_SCALE
    elif code == _ALAW:
        flat = samples(alaw_to_pcm(data)) / FULL_SCALE
    elif code == _FLOAT:
        raw = np.frombuffer(data, dtype="<f4" if width == 4 else "<f8")
        flat = np.clip(np.nan_to_num(raw, nan=0.0, posinf=1.0, neginf=-1.0), -1.0, 1.0)
    elif width == 1:
        flat = (np.frombuffer(data, dtype=np.uint8).astype(np.float32) - 128) / 128
    elif width == 3:
        octets = np.frombuffer(data, dtype=np.uint8).reshape(-1, 3)
        wide = np.zeros((len(octets), 4), dtype=np.uint8)
        wide[:, 1:] = octets
        flat = wide.reshape(-1).view("<i4") / 2**31
    else:
        flat = np.frombuffer(data, dtype=f"<i{width}") / float(2 ** (8 * width - 1))
    return np.asarray(flat, dtype=np.float32).reshape(-1, channels)


def write_wav(path: Path, pcm: bytes, *, law: Literal["ulaw", "pcm"] = "ulaw") -> None:
    """A mono WAV at 8,000 Hz: μ-law (half the size, nothing lost that came by phone) or PCM16.

    Written whole or not at all. Raises SpeechError.
    """
    if law == "pcm":
        _write(path, _pcm_wav(pcm, 1))
        return
    octets = pcm_to_ulaw(pcm)
    pad = b"\0" * (len(octets) & 1)
    fmt = struct.pack("<HHIIHHH", _ULAW, 1, SAMPLE_RATE, SAMPLE_RATE, 1, 8, 0)
    fact = struct.pack("<I", len(octets))
    body = b"WAVE" + b"".join(n + struct.pack("<I", len(c)) + c for n, c in ((b"fmt ", fmt), (b"fact", fact)))
    body += b"data" + struct.pack("<I", len(octets)) + octets + pad
    _write(path, b"RIFF" + struct.pack("<I", len(body)) + body)


def write_stereo_wav(path: Path, left: bytes, right: bytes) -> None:
    """Both sides of a call as one PCM16 WAV; the shorter side is filled up with silence. Raises SpeechError."""
    longer = max(len(left), len(right))
    sides = np.stack([samples(left.ljust(longer, b"\0")), samples(right.ljust(longer, b"\0"))], axis=1)
    _write(path, _pcm_wav(sides.astype("<i2").tobytes(), 2))


def _pcm_wav(interleaved: bytes, channels: int) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(interleaved)
    return out.getvalue()


def _write(path: Path, data: bytes) -> None:
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(data)
        os.replace(part, path)
    except OSError as broken:
        part.unlink(missing_ok=True)
        raise SpeechError(f"{path}: {broken.strerror or broken}") from broken
