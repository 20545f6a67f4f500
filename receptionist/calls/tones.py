"""Tones we make ourselves."""

from __future__ import annotations

from functools import cache

import numpy as np

from receptionist.messages import SAMPLE_RATE

BEEP_HZ = 1000
BEEP_MS = 250


@cache
def beep() -> bytes:
    """The answering machine's tone: 1 kHz, 250 ms at −14 dBFS, with soft edges; PCM."""
    n = SAMPLE_RATE * BEEP_MS // 1000
    t = np.arange(n) / SAMPLE_RATE
    edge = np.clip(np.minimum(np.arange(n), np.arange(n)[::-1]) / (SAMPLE_RATE * 0.01), 0, 1)
    return (np.sin(2 * np.pi * BEEP_HZ * t) * edge * 0.2 * 32767).astype("<i2").tobytes()
