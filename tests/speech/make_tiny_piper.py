"""Writes a Piper voice of a few kilobytes that the real library speaks with: each phoneme is a tone of its own.

    python tests/speech/make_tiny_piper.py FOLDER

The network's inputs and output are a Piper voice's (input, input_lengths, scales, sid → output [1, 1, 1, samples]);
instead of VITS it makes SAMPLES of a sine a phoneme, times the length scale. Speaker 1 sounds an octave higher than 0.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

RATE = 22_050
SAMPLES = 1_200
"""Of a phoneme at length scale 1."""
SYMBOLS = 256
BASE_HZ, STEP_HZ = 200.0, 5.0


def _constants(speakers: int) -> list[Any]:
    hz = BASE_HZ + STEP_HZ * np.arange(SYMBOLS)
    return [
        numpy_helper.from_array(np.asarray(value), name)
        for name, value in {
            "step": (2 * np.pi * hz / RATE).astype(np.float32),
            "samples": np.float32(SAMPLES),
            "length": np.array(1),
            "zero": np.array(0),
            "one": np.array(1),
            **({"one_f": np.float32(1)} if speakers > 1 else {}),
            "flat": np.array([-1]),
            "shape": np.array([1, 1, 1, -1]),
            "volume": np.float32(0.3),
        }.items()
    ]


def _nodes(speakers: int) -> list[Any]:
    node = helper.make_node
    nodes = [
        node("Reshape", ["input", "flat"], ["ids"]),
        node("Size", ["ids"], ["count"]),
        node("Gather", ["scales", "length"], ["scale"]),
        node("Mul", ["scale", "samples"], ["each_f"]),
        node("Cast", ["each_f"], ["each"], to=TensorProto.INT64),
        node("Mul", ["each", "count"], ["total"]),
        node("Range", ["zero", "total", "one"], ["time"]),
        node("Div", ["time", "each"], ["which"]),  # the phoneme that each sample belongs to
        node("Gather", ["ids", "which"], ["said"]),
        node("Gather", ["step", "said"], ["steps"]),
    ]
    if speakers > 1:
        nodes += [
            node("Cast", ["sid"], ["sid_f"], to=TensorProto.FLOAT),
            node("Add", ["sid_f", "one_f"], ["octave"]),
            node("Mul", ["steps", "octave"], ["voiced"]),
        ]
    return [
        *nodes,
        node("CumSum", ["voiced" if speakers > 1 else "steps", "zero"], ["phase"]),
        node("Sin", ["phase"], ["wave"]),
        node("Mul", ["wave", "volume"], ["quiet"]),
        node("Reshape", ["quiet", "shape"], ["output"]),
    ]


def make(folder: Path, name: str = "en_US-tiny-medium", espeak: str = "en-us", speakers: int = 1) -> Path:
    """Write the voice and its configuration into `folder`; the .onnx file. espeak: whose phonemes it speaks."""
    info = helper.make_tensor_value_info
    inputs = [
        info("input", TensorProto.INT64, [1, "phonemes"]),
        info("input_lengths", TensorProto.INT64, [1]),
        info("scales", TensorProto.FLOAT, [3]),
    ]
    if speakers > 1:
        inputs.append(info("sid", TensorProto.INT64, [1]))
    output = info("output", TensorProto.FLOAT, [1, 1, 1, "time"])
    graph = helper.make_graph(_nodes(speakers), "tiny", inputs, [output], _constants(speakers))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)
    onnx.checker.check_model(model)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.onnx"
    onnx.save(model, str(file))
    config = {
        "audio": {"sample_rate": RATE, "quality": "medium"},
        "espeak": {"voice": espeak},
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
        "phoneme_type": "espeak",
        "phoneme_map": {},
        "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
        "num_symbols": SYMBOLS,
        "num_speakers": speakers,
        "speaker_id_map": {str(n): n for n in range(speakers)} if speakers > 1 else {},
    }
    file.with_name(f"{file.name}.json").write_text(json.dumps(config), "utf-8")
    return file


if __name__ == "__main__":
    print(make(Path(sys.argv[1])))
