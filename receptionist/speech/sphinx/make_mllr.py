"""Makes `telephone.mllr`: the transform that bends the wide-band acoustic model to telephone sound.

Run once by hand, `python -m receptionist.speech.sphinx.make_mllr`; needs Debian's `flite`. Synthetic voices say
sentences of a firm; each is taken through three telephone channels (200-3,400 Hz, 300-3,400 Hz, unfiltered, all μ-law
at 8,000 Hz). PocketSphinx' own front end gives the cepstra of both; with their means removed, the 13x13 matrix A that
best maps wide to narrow (least squares, slightly regularised) is what MLLR (Leggetter and Woodland 1995) applies to
the Gaussians' means: the same A for the cepstra, their differences and second differences. No human data goes into it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from receptionist.messages import SAMPLE_RATE
from receptionist.speech import pcm
from receptionist.speech.sphinx.decoding import MODEL_RATE, TELEPHONE, acoustic_model, new_decoder
from receptionist.speech.sphinx.models import write_model
from receptionist.speech.sphinx.phrases import Vocabulary, phrases

VOICES: Final = ("slt", "rms", "awb", "kal16")
SENTENCES: Final = 48
CHANNELS: Final = ((200, 3_400), (300, 3_400), (0, 4_000))
"""Hz that come through."""
CEPSTRA: Final = 13
Matrix = npt.NDArray[np.float64]


def channel(wide: Matrix, low: int, high: int) -> Matrix:
    """Sound of MODEL_RATE after a telephone line, at MODEL_RATE again and just as loud."""
    import soxr

    narrow = soxr.resample(wide, MODEL_RATE, SAMPLE_RATE, quality="HQ")
    spectrum = np.fft.rfft(narrow)
    hertz = np.fft.rfftfreq(len(narrow), 1 / SAMPLE_RATE)
    if low:
        # 24 dB an octave below, and likewise above: as steep as real lines' filters are.
        spectrum *= 1 / np.sqrt(1 + (low / np.maximum(hertz, 1)) ** 8) / np.sqrt(1 + (hertz / high) ** 32)
    narrow = np.fft.irfft(spectrum, len(narrow))
    narrow *= 10 ** (-22 / 20) / (np.sqrt(np.mean(narrow**2)) + 1e-9)
    line = pcm.ulaw_to_pcm(pcm.pcm_to_ulaw(np.clip(narrow * 32_767, -32_768, 32_767).astype("<i2").tobytes()))
    out: Matrix = soxr.resample(pcm.samples(line) / pcm.FULL_SCALE, SAMPLE_RATE, MODEL_RATE, quality="HQ")
    return out


def cepstra(sounds: list[Matrix], folder: Path) -> Iterator[Matrix]:
    """(frames, 13) of each sound, as PocketSphinx computes them, mean removed."""
    folder.mkdir()
    write_model(folder / "any.arpa", ["yes"])
    (folder / "any.dict").write_text("yes Y EH S\n", "utf-8")
    logs = folder / "logs"
    logs.mkdir()
    decoder: Any = new_decoder(folder / "any.dict", None, mfclogdir=str(logs))
    decoder.add_lm_file("any", str(folder / "any.arpa"))
    decoder.activate_search("any")
    for sound in sounds:
        decoder.start_utt()
        decoder.process_raw((np.clip(sound, -1, 1) * 32_767).astype("<i2").tobytes(), no_search=True, full_utt=True)
        decoder.end_utt()
    for log in sorted(logs.iterdir()):
        data = log.read_bytes()
        # A 4-byte count of floats, then the floats; the byte order depends on the machine that wrote it.
        order = "<" if int.from_bytes(data[:4], "little") * 4 == len(data) - 4 else ">"
        frames = np.frombuffer(data[4:], dtype=f"{order}f4").astype(np.float64).reshape(-1, CEPSTRA)
        yield frames - frames.mean(axis=0)


def speak(folder: Path) -> list[Matrix]:
    """What the synthetic voices say, at MODEL_RATE."""
    import soxr

    known = Vocabulary(("check up", "hygiene appointment", "filling", "haircut"), ("doctor patel", "emma", "anna"), ())
    sentences = [line for lines in phrases(known, []).values() for line in lines if len(line.split()) > 4]
    chosen = sentences[:: len(sentences) // (SENTENCES * len(VOICES))]
    out = []
    for n, line in enumerate(chosen):
        wav = folder / f"{n}.wav"
        subprocess.run(["flite", "-voice", VOICES[n % len(VOICES)], "-t", line, "-o", str(wav)], check=True)  # noqa: S603, S607
        sound, rate = pcm.parse_wav(wav.read_bytes())
        out.append(soxr.resample(sound[:, 0].astype(np.float64), rate, MODEL_RATE, quality="HQ"))
    return out


def estimate() -> tuple[Matrix, Matrix]:
    """A, and for each coefficient how much of its variance A explains."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        wide, narrow = [], []
        for n, sound in enumerate(speak(folder)):
            line = channel(sound, *CHANNELS[n % len(CHANNELS)])
            both = min(len(sound), len(line))
            loudness = np.sqrt(np.mean(line[:both] ** 2) / np.mean(sound[:both] ** 2))
            wide.append(sound[:both] * loudness)
            narrow.append(line[:both])
        pairs = zip(cepstra(wide, folder / "wide"), cepstra(narrow, folder / "narrow"), strict=True)
        cut = [(a[: min(len(a), len(b))], b[: min(len(a), len(b))]) for a, b in pairs]
    x, y = (np.concatenate(side) for side in zip(*cut, strict=True))
    a = np.linalg.solve(x.T @ x + np.eye(CEPSTRA), x.T @ y).T
    return a, 1 - ((y - x @ a.T) ** 2).sum(axis=0) / (y**2).sum(axis=0)


def mllr_text(a: Matrix) -> str:
    """In SphinxTrain's format: 1 class, 3 streams of 13, each A, offset 0 and variance scale 1."""

    def row(values: Matrix) -> str:
        return " ".join(f"{v:.6f}" for v in values)

    stream = [str(CEPSTRA), *map(row, a), row(np.zeros(CEPSTRA)), row(np.ones(CEPSTRA))]
    return "\n".join(["1", "3", *stream * 3]) + "\n"


def main() -> None:
    """Estimate, report, write."""
    a, explained = estimate()
    sys.stdout.write(
        f"explained: {' '.join(f'{e:.2f}' for e in explained)}\n{TELEPHONE} ({acoustic_model()[0].name})\n"
    )
    TELEPHONE.write_text(mllr_text(a), "utf-8")


if __name__ == "__main__":
    main()
