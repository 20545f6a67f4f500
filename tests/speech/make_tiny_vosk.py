"""Writes a Vosk model of a few kilobytes that the real library loads: its words are pure tones.

    python tests/speech/make_tiny_vosk.py FOLDER

Kaldi's text formats and one affine layer by hand: MFCCs without liftering are a cosine transform of the log mel
spectrum, so a weight row that undoes the transform at one mel channel says how loud that channel is. A word is one
phone of one state; the decoding graph is a hub with a loop for each phone, in OpenFst's binary format (vector,
standard arcs, version 2). Sources: Kaldi's "Hidden Markov model topologies" and nnet3 documentation, OpenFst's fst.h.
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt

TONES = {"one": 500.0, "two": 1_000.0, "three": 2_000.0}
"""Word → Hz."""
CHANNELS = 40
LOW_HZ, HIGH_HZ = 20.0, 7_600.0
BLANK = " "
"""Kaldi takes one blank after a token, and then wants the end of the line."""
LOUD = 14.0
"""Log mel energy between silence and a tone."""

Matrix = npt.NDArray[np.float64]


def _mel(hz: float) -> float:
    return float(1127 * np.log(1 + hz / 700))


def _channel(hz: float) -> int:
    """The mel channel whose middle is nearest."""
    edges = np.linspace(_mel(LOW_HZ), _mel(HIGH_HZ), CHANNELS + 2)
    return int(np.argmin(np.abs(edges[1:-1] - _mel(hz))))


def _weights() -> tuple[Matrix, Matrix]:
    """Cepstra → log-likelihood of silence and of each tone."""
    loudness = np.zeros((1 + len(TONES), CHANNELS))
    channels = [_channel(hz) for hz in TONES.values()]
    for row, mine in enumerate(channels, 1):
        loudness[row, channels] = -0.3  # a tone must beat its neighbours
        loudness[row, mine] = 1.0
    order, middle = np.arange(CHANNELS)[:, None], np.arange(CHANNELS)[None, :] + 0.5
    cosine = np.sqrt(np.where(order == 0, 1, 2) / CHANNELS) * np.cos(np.pi / CHANNELS * middle * order)
    bias = np.array([0.0] + [-LOUD] * len(TONES))
    return loudness @ cosine.T / 2, bias / 2


def _row(values: npt.ArrayLike) -> str:
    return " ".join(f"{value:.6g}" for value in np.asarray(values))


def _acoustic_model() -> str:
    """Transition model and network in Kaldi's text format."""
    phones = range(1, 2 + len(TONES))
    weights, bias = _weights()
    matrix = "\n".join(_row(row) for row in weights)
    triples = "".join(f"{phone} 0 {phone - 1} \n" for phone in phones)
    return f"""<TransitionModel>
<Topology>
<TopologyEntry>
<ForPhones>
{" ".join(map(str, phones))}
</ForPhones>
<State> 0 <PdfClass> 0 <Transition> 0 0.5 <Transition> 1 0.5 </State>
<State> 1 </State>
</TopologyEntry>
</Topology>
<Triples> {len(phones)}
{triples}</Triples>
<LogProbs>
 [ {_row([0.0] + [np.log(0.5)] * (2 * len(phones)))} ]
</LogProbs>
</TransitionModel>
<Nnet3>{BLANK}
input-node name=input dim={CHANNELS}
component-node name=tones component=tones input=input
output-node name=output input=tones objective=linear

<NumComponents> 1
<ComponentName> tones <NaturalGradientAffineComponent> <LearningRate> 0.001 <LinearParams>  [
{matrix} ]
<BiasParams>  [ {_row(bias)} ]
<RankIn> 20 <RankOut> 80 <UpdatePeriod> 4 <NumSamplesHistory> 2000 <Alpha> 4 </NaturalGradientAffineComponent>
</Nnet3> <LeftContext> 0 <RightContext> 0 <Priors>  [ ]
"""


def _graph() -> bytes:
    """Hub 0; each phone's state loops and returns. Transition ids: 2p - 1 stays, 2p goes on. Word 0 is none."""
    states: list[tuple[float, list[tuple[int, int, float, int]]]] = [(0.0, [])]
    for phone in range(1, 2 + len(TONES)):
        word, cost = phone - 1, 0.7 if phone == 1 else 2.0
        states[0][1].append((2 * phone, word, cost, phone))
        states.append((float("inf"), [(2 * phone - 1, 0, 0.1, phone), (0, 0, 0.5, 0)]))

    def text(value: str) -> bytes:
        return struct.pack("<i", len(value)) + value.encode()

    arcs = sum(len(each) for _, each in states)
    magic, version, expanded_mutable = 2125659606, 2, 3
    out = struct.pack("<i", magic) + text("vector") + text("standard")
    out += struct.pack("<iiQqqq", version, 0, expanded_mutable, 0, len(states), arcs)
    for final, each in states:
        out += struct.pack("<fq", final, len(each))
        out += b"".join(struct.pack("<iifi", *arc) for arc in each)
    return out


def make(folder: Path) -> Path:
    """Write the model into `folder`, which is made."""
    words = ["<eps>", *TONES, "[unk]", "#0", "<s>", "</s>"]
    files = {
        "am/final.mdl": _acoustic_model().encode(),
        "conf/mfcc.conf": b"--use-energy=false\n--sample-frequency=16000\n--num-mel-bins=40\n--num-ceps=40\n"
        b"--low-freq=20\n--high-freq=7600\n--cepstral-lifter=0\n--dither=0\n",
        "conf/model.conf": b"--min-active=200\n--max-active=3000\n--beam=10.0\n--lattice-beam=2.0\n"
        b"--acoustic-scale=1.0\n--frame-subsampling-factor=3\n--endpoint.silence-phones=1\n",
        "graph/words.txt": "".join(f"{word} {number}\n" for number, word in enumerate(words)).encode(),
        "graph/HCLG.fst": _graph(),
    }
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


if __name__ == "__main__":
    print(make(Path(sys.argv[1])))
