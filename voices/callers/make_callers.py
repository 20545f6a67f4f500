"""Makes the recorded callers in this folder from the scripts beside them.

Run by hand after a script changed: `python voices/callers/make_callers.py`; needs Debian's `flite`, whose voices slt,
rms and awb were made from human recordings. Each `<scenario>.txt` says which voice speaks (`# voice: slt`), and one
line a turn; out come `<scenario>/01.wav` …: 8,000 Hz μ-law after a 300-3,400 Hz telephone channel, about -20 dBFS.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from receptionist.messages import SAMPLE_RATE
from receptionist.speech import pcm

HERE = Path(__file__).parent
LEVEL = -20.0
"""dBFS while the voice speaks."""
MARGIN_SECONDS = 0.15
"""Quiet before and after; a caller's line is never digitally silent, so it holds faint noise."""
NOISE = -62.0


def telephone(wav: bytes) -> bytes:
    """What arrives at the far end of a phone line, PCM."""
    import soxr

    sound, rate = pcm.parse_wav(wav)
    narrow = soxr.resample(sound[:, 0].astype(np.float64), rate, SAMPLE_RATE, quality="HQ")
    loud = np.flatnonzero(np.abs(narrow) > 0.01)
    narrow = narrow[loud[0] : loud[-1] + SAMPLE_RATE // 20]
    narrow = np.pad(narrow, int(MARGIN_SECONDS * SAMPLE_RATE))
    spectrum, hertz = np.fft.rfft(narrow), np.fft.rfftfreq(len(narrow), 1 / SAMPLE_RATE)
    spectrum /= np.sqrt(1 + (300 / np.maximum(hertz, 1)) ** 8) * np.sqrt(1 + (hertz / 3_400) ** 32)
    narrow = np.fft.irfft(spectrum, len(narrow))
    narrow *= 10 ** (LEVEL / 20) / np.sqrt(np.mean(narrow**2))
    narrow += np.random.default_rng(8).normal(0, 10 ** (NOISE / 20), len(narrow))
    return np.clip(narrow * 32_767, -32_768, 32_767).astype("<i2").tobytes()


def main() -> None:
    """Make every scenario anew."""
    for script in sorted(HERE.glob("*.txt")):
        lines = script.read_text("utf-8").splitlines()
        voice = next(line.partition(":")[2].strip() for line in lines if line.startswith("# voice:"))
        folder = HERE / script.stem
        folder.mkdir(exist_ok=True)
        turns = [line for line in lines if line and not line.startswith("#")]
        for n, turn in enumerate(turns, 1):
            with tempfile.NamedTemporaryFile(suffix=".wav") as spoken:
                subprocess.run(["flite", "-voice", voice, "-t", turn, "-o", spoken.name], check=True)
                pcm.write_wav(folder / f"{n:02}.wav", telephone(Path(spoken.name).read_bytes()))
        sys.stdout.write(f"{script.stem}: {len(turns)} turns\n")


if __name__ == "__main__":
    main()
