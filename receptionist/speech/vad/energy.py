"""A voice detector without a model: loudness over the line's own noise, and whether it changes as speech does.

Under 50 µs a frame, so it may run on the event loop. Keypad tones, ringing and other steady tones are told by their
spectrum: nearly all power in one or two lines that stay where they are. Talk in the background passes, as it does with
every detector.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from receptionist.messages import FRAME_BYTES, SAMPLE_RATE
from receptionist.speech import pcm
from receptionist.speech.engines import SpeechOptions
from receptionist.speech.levels import NoiseFloor

HALF_DB: Final = 9.0
"""So much above the noise is as likely speech as not …"""
SLOPE_DB: Final = 2.0
"""… and e times likelier for each of these more."""
TONE_SHARE: Final = 0.9
"""Of the power in two spectral lines: a tone; a vowel has more of them."""
FLAT: Final = 0.45
"""Spectral flatness (geometric over arithmetic mean of the power) beyond which it is noise: white noise has 0.56."""
HUM_SHARE: Final = 0.05
"""With less of its power than this above 200 Hz, it is mains hum or wind."""
SMOOTH: Final = 0.5
_WINDOW: Final = np.hanning(FRAME_BYTES // 2).astype(np.float32)
_LOWEST_BIN: Final = 200 * FRAME_BYTES // 2 // SAMPLE_RATE


def create(options: SpeechOptions) -> EnergyDetectors:
    """Detectors of this kind."""
    return EnergyDetectors()


class EnergyDetectors:
    """Makes them; holds nothing."""

    def detector(self) -> EnergyDetector:
        """For one leg."""
        return EnergyDetector()

    async def close(self) -> None:
        """Nothing to free."""


class EnergyDetector:
    """A VoiceDetector."""

    def __init__(self) -> None:
        self._noise = NoiseFloor()
        self._smooth = 0.0
        self._line = -1

    async def hear(self, pcm: bytes) -> float:
        """Probability that this 20 ms frame holds speech."""
        return self.judge(pcm)

    def judge(self, frame: bytes) -> float:
        """The same, at once."""
        above = self._noise.above(frame)
        now = 1 / (1 + math.exp(min(max((HALF_DB - above) / SLOPE_DB, -30.0), 30.0)))
        if now > 0.05 and self._steady(frame):
            now *= 0.2
        self._smooth += (now - self._smooth) * (SMOOTH if now < self._smooth else 0.7)
        return self._smooth

    def _steady(self, frame: bytes) -> bool:
        """A tone, hum, or noise that hisses evenly over the band."""
        wave = pcm.samples(frame)
        if len(wave) != len(_WINDOW):
            return False
        spectrum = np.square(np.abs(np.fft.rfft(wave * _WINDOW)))
        power = spectrum[_LOWEST_BIN:] + 1.0
        whole = float(power.sum())
        if whole < HUM_SHARE * float(spectrum.sum()):
            return True
        line = int(power.argmax())
        first = float(power[max(line - 2, 0) : line + 3].sum())
        rest = power.copy()
        rest[max(line - 2, 0) : line + 3] = 0
        other = int(rest.argmax())
        second = float(rest[max(other - 2, 0) : other + 3].sum())
        stays, self._line = abs(line - self._line) <= 1 or abs(other - self._line) <= 1, line
        if stays and first + second > TONE_SHARE * whole and self._highest(line, other):
            return True
        return math.exp(float(np.log(power).mean())) > FLAT * whole / len(power)

    @staticmethod
    def _highest(line: int, other: int) -> bool:
        """Above a voice's fundamental: a hummed vowel has its two lines low, keypad and ringing tones do not both."""
        return max(line, other) + _LOWEST_BIN > 400 * FRAME_BYTES // 2 // SAMPLE_RATE
