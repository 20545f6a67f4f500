"""How loud the line is against its own noise: the cheap first look at every frame, about 15 µs on the event loop."""

from __future__ import annotations

from typing import Final

from receptionist.speech import pcm

FLOOR_FIRST: Final = -45.0
"""dBFS assumed before anything was heard: a caller who speaks at once is not taken for noise."""
FLOOR_LOWEST, FLOOR_HIGHEST = -75.0, -25.0
RISE_DB: Final = 0.12
"""A frame (6 dB a second): steady noise becomes the floor within a few seconds, words don't."""
FALL: Final = 0.4
"""Share of the way down a quieter frame pulls the floor."""


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
