"""From the end of the caller's speech to the first sound of the answer, on the whole path.

`python bench/answers.py [--times N]`: starts a server of its own on empty data, lets the recorded callers phone in
one after another through the Twilio protocol, and measures on the recording of both sides: the last frame with the
caller's voice, the first with ours. The stages come from the call's journal; transport is what is left
(the gateway, the socket, the playout clock, and the first milliseconds of a voice that are still silent).
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parent.parent
CALLERS = ("earliest-check-up", "opening-hours", "hygiene-with-emma", "friday-half-past-ten")
STAGES = ("endpointing", "recognition", "dialogue", "synthesis", "transport", "total")
RATE, FRAME = 8000, 160
LOUD = 300
"""RMS of a frame with a voice in it (about −41 dBFS)."""
TURN_GAP_FRAMES = 60
"""Frames of silence between two turns of the caller; pauses within a turn are shorter."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=2, help="how often each caller phones")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        environ = {k: v for k, v in os.environ.items() if not k.startswith(("RECEPTIONIST_", "TWILIO_"))}
        environ |= {"RECEPTIONIST_HOME": str(home), "RECEPTIONIST_LOG_LEVEL": "error"}
        began = time.monotonic()
        server = subprocess.Popen([sys.executable, "-m", "receptionist", "serve"], env=environ, cwd=ROOT)
        try:
            wait_for(home / "server.json", server)
            print(f"server ready {time.monotonic() - began:.1f} s after its start, on empty data")
            turns = [t for _ in range(args.times) for name in CALLERS for t in phoned(name, home, environ)]
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)
    report(turns)
    return 0


def wait_for(file: Path, server: subprocess.Popen[bytes]) -> None:
    """Until the server has told where it is."""
    for _ in range(600):
        if file.exists():
            return
        if server.poll() is not None:
            raise SystemExit("the server has ended")
        time.sleep(0.05)
    raise SystemExit("the server was not ready within 30 s")


def phoned(name: str, home: Path, environ: dict[str, str]) -> Iterator[dict[str, float]]:
    """A call; the stages of each answer in ms."""
    files = sorted((ROOT / "voices" / "callers" / name).glob("*.wav"))
    recording = home / "call.wav"
    words = ["call", "brightsmile", *map(str, files), "--json", "--record", str(recording)]
    done = subprocess.run(
        [sys.executable, "-m", "receptionist", *words], env=environ, cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"{name}: {done.stderr}")
    entries = [json.loads(line) for line in done.stdout.splitlines()]
    totals = list(latencies(recording))
    stages = list(answers(entries))
    if len(totals) != len(stages):
        print(f"  {name}: {len(stages)} answers in the journal, {len(totals)} on the recording: left out")
        return
    for total, known in zip(totals, stages, strict=True):
        yield {**known, "total": total, "transport": total - sum(known.values())}


def answers(entries: Sequence[dict[str, object]]) -> Iterator[dict[str, float]]:
    """The stages of each answer to words, from the journal."""
    heard: dict[str, float] | None = None
    for entry in entries:
        if entry["event"] == "heard":
            heard = {"endpointing": number(entry, "endpointing_ms"), "recognition": number(entry, "recognition_ms")}
        elif entry["event"] == "understood" and heard is not None:
            heard["dialogue"] = number(entry, "dialogue_ms")
        elif entry["event"] == "played" and heard is not None and entry.get("first_ms") is not None:
            yield {**heard, "synthesis": number(entry, "first_ms")}
            heard = None


def number(entry: dict[str, object], key: str) -> float:
    return float(str(entry[key]))


def latencies(recording: Path) -> Iterator[float]:
    """Milliseconds from each end of the caller's voice to the next sound of ours."""
    with wave.open(str(recording)) as wav:
        both = np.frombuffer(wav.readframes(wav.getnframes()), "<i2").reshape(-1, 2)
    caller, ours = loud(both[:, 0]), loud(both[:, 1])
    at = 0
    while (begin := following(caller, at)) is not None:
        end = begin
        while (more := following(caller, end + 1)) is not None and more - end <= TURN_GAP_FRAMES:
            end = more
        answer = following(ours, end + 1)
        if answer is None:
            return
        yield (answer - end - 1) * 1000 * FRAME / RATE
        at = end + 1


def loud(samples: npt.NDArray[np.int16]) -> npt.NDArray[np.bool_]:
    """For each 20 ms: is there a voice."""
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME).astype(np.float64)
    found: npt.NDArray[np.bool_] = np.sqrt((frames**2).mean(axis=1)) > LOUD
    return found


def following(marks: npt.NDArray[np.bool_], at: int) -> int | None:
    """The first true one from `at` on."""
    where = np.flatnonzero(marks[at:])
    return int(where[0]) + at if len(where) else None


def report(turns: Sequence[dict[str, float]]) -> None:
    print(f"{len(turns)} answers, ms          p50      p95")
    for stage in STAGES:
        values = [t[stage] for t in turns]
        print(f"  {stage:<20} {np.percentile(values, 50):8.0f} {np.percentile(values, 95):8.0f}")


if __name__ == "__main__":
    sys.exit(main())
