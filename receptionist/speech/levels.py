"""Loudness: of the line against its own noise (about 7 µs a frame, on the event loop), and of our own voice."""

from __future__ import annotations

from typing import Final

import numpy as np

from receptionist.messages import SAMPLE_RATE
from receptionist.speech import pcm

FLOOR_FIRST: Final = -45.0
"""dBFS assumed before anything was heard: a caller who speaks at once is not taken for noise."""
FLOOR_LOWEST, FLOOR_HIGHEST = -75.0, -25.0
RISE_DB: Final = 0.12
"""A frame (6 dB a second): steady noise becomes the floor within a few seconds, words don't."""
FALL: Final = 0.4
"""Share of the way down a quieter frame pulls the floor."""

LEVEL: Final = -18.0
"""dBFS of our speech: as loud as other voices on a phone."""
BEFORE_MS, AFTER_MS = 20, 200
"""Silence kept at the ends of a sentence; engines leave more."""


class NoiseFloor:
    """The line's noise, followed down quickly and up slowly."""

    def __init__(self) -> None:
        self.level = pcm.SILENT
        """dBFS of the last frame."""
        self.floor = FLOOR_FIRST

    def above(self, frame: bytes) -> float:
        """dB by which this frame stands out of the noise."""
        self.level = pcm.level(frame)
        if self.level < self.floor:
            self.floor += FALL * (self.level - self.floor)
        else:
            self.floor += RISE_DB
        self.floor = min(max(self.floor, FLOOR_LOWEST), FLOOR_HIGHEST)
        return self.level - self.floor


def for_the_phone(sound: bytes, rate: int) -> bytes:
    """PCM of `rate` Hz as PCM of 8,000 Hz: silence at the ends cut, at LEVEL, peaks bent and not clipped."""
    wave = pcm.samples(pcm.resample(sound, rate, SAMPLE_RATE)).astype(np.float32) / pcm.FULL_SCALE
    loud = np.flatnonzero(np.abs(wave) > 0.005)
    if not len(loud):
        return b""
    before, after = BEFORE_MS * SAMPLE_RATE // 1000, AFTER_MS * SAMPLE_RATE // 1000
    wave = np.pad(wave[loud[0] : loud[-1] + 1], (before, after))
    # Pauses between words count as speech does not: level is that of the frames in which something is said.
    size = SAMPLE_RATE // 50
    blocks = np.square(wave[: len(wave) // size * size].reshape(-1, size)).mean(axis=1)
    spoken = blocks[blocks > blocks.max() / 300]
    wave *= 10 ** (LEVEL / 20) / np.sqrt(spoken.mean())
    # Above 0.6 of full scale a smooth bend up to 0.95.
    over = np.maximum(np.abs(wave) - 0.6, 0)
    wave = np.sign(wave) * (np.minimum(np.abs(wave), 0.6) + 0.35 * np.tanh(over / 0.35))
    return bytes((wave * 32_767).astype("<i2").tobytes())
