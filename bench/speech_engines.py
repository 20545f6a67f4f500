"""How well and how quickly the embedded engines hear and speak.

`python -m bench.speech_engines [--people N] [--json FILE]`: the shipped callers (voices/callers) through the recogniser
as a firm's callers: word error, sentences right, recognition time from the last word (cold, and after the pause in
which decoding began on suspicion), real-time factor; voice detection per frame; the voice's first sound. With
RECEPTIONIST_EVAL_DATA (default ../shared/data) and --people also N recordings of real people ordering coffee, with a
model of that domain.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from receptionist.messages import Expectation
from receptionist.speech import pcm
from receptionist.speech.engines import SpeechOptions, load_detectors
from receptionist.speech.sphinx.decoding import MODEL_RATE, TELEPHONE, Firm, acoustic_model
from receptionist.speech.sphinx.lexicon import Lexicon, dictionary_text
from receptionist.speech.sphinx.models import write_model
from receptionist.speech.sphinx.wording import words
from receptionist.speech.stt import pocketsphinx
from receptionist.speech.tts import espeak
from receptionist.tenant import Tenant
from receptionist.tenants import read_tenant

ROOT = Path(__file__).resolve().parent.parent
PAUSE_FRAMES = 25
"""500 ms: how long a pause is before an answer to an open question counts as ended."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a shipped caller says."""

    said: str
    expects: Expectation
    pcm: bytes


def turns() -> Iterator[Turn]:
    """Of every script in voices/callers."""
    for script in sorted((ROOT / "voices" / "callers").glob("*.txt")):
        lines = script.read_text("utf-8").splitlines()
        expects = next(line.partition(":")[2].split() for line in lines if line.startswith("# expects:"))
        said = [line for line in lines if line and not line.startswith("#")]
        for n, (text, expected) in enumerate(zip(said, expects, strict=True), 1):
            yield Turn(words(text), Expectation(expected), pcm.read_wav(script.with_suffix("") / f"{n:02}.wav"))


def errors(said: str, heard: str) -> int:
    """Words inserted, left out or replaced (Levenshtein)."""
    a, b = said.split(), heard.split()
    row = list(range(len(b) + 1))
    for i, word in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (word != other))
    return row[-1]


def quantiles(milliseconds: list[float]) -> dict[str, float]:
    """p50 and p95."""
    cuts = statistics.quantiles(milliseconds, n=20, method="inclusive")
    return {"p50_ms": round(cuts[9], 1), "p95_ms": round(cuts[18], 1)}


def children_cpu() -> float:
    """Seconds of CPU that ended worker processes used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def recognition(options: SpeechOptions, firm: Tenant) -> dict[str, Any]:
    """The callers, one after the other, on one worker."""
    engine = pocketsphinx.create(options)
    began = time.perf_counter()
    await engine.prepare([firm])
    prepared = time.perf_counter() - began
    # Started again, everything is in the cache; CPU from here on is recognition and a warm start.
    wrong = total = right = 0
    cold: list[float] = []
    warm: list[float] = []
    sure: list[float] = []
    missed: list[str] = []
    spoken = list(turns())
    for turn in spoken:
        hearing = await engine.listen(firm, "en", turn.expects)
        for frame in pcm.frames(turn.pcm):
            await hearing.feed(frame)
        began = time.perf_counter()
        result = await hearing.finish()
        cold.append((time.perf_counter() - began) * 1000)
        mistakes = errors(turn.said, result.text)
        wrong, total, right = wrong + mistakes, total + len(turn.said.split()), right + (mistakes == 0)
        sure.append(result.confidence)
        if mistakes:
            missed.append(f"{turn.said} → {result.text} ({result.confidence:.2f})")
        hearing = await engine.listen(firm, "en", turn.expects)
        for frame in pcm.frames(turn.pcm):
            await hearing.feed(frame)
        for _ in range(PAUSE_FRAMES):
            await asyncio.sleep(0.02)
            await hearing.feed(bytes(len(frame)))
        began = time.perf_counter()
        await hearing.finish()
        warm.append((time.perf_counter() - began) * 1000)
    before = children_cpu()
    await engine.close()
    sound = sum(pcm.seconds(t.pcm) for t in spoken)
    return {
        "turns": len(spoken),
        "word_error": round(wrong / total, 4),
        "sentences_right": round(right / len(spoken), 4),
        "confidence_below_0.5": sum(s < 0.5 for s in sure),
        "cold": quantiles(cold),
        "after_pause": quantiles(warm),
        # Each utterance was decoded twice; what the worker used to start is counted too.
        "real_time_factor": round((children_cpu() - before) / (2 * sound), 4),
        "prepare_s": round(prepared, 2),
        "missed": missed,
    }


async def detection(options: SpeechOptions) -> dict[str, Any]:
    """µs a frame, on a leg alone, while somebody speaks and while nobody does."""
    sound = b"".join(t.pcm for t in turns())
    out: dict[str, Any] = {}
    for name in ("silero", "energy"):
        detectors = load_detectors(name, options)
        for what, pcm_ in (("speech", sound), ("silence", bytes(len(sound)))):
            detector = detectors.detector()
            frames = list(pcm.frames(pcm_))
            began, cpu = time.perf_counter(), time.process_time()
            for frame in frames:
                await detector.hear(frame)
            out[f"{name} {what}"] = {
                "cpu_us_a_frame": round((time.process_time() - cpu) / len(frames) * 1e6, 1),
                "wall_us_a_frame": round((time.perf_counter() - began) / len(frames) * 1e6, 1),
            }
        await detectors.close()
    return out


async def voice(options: SpeechOptions, firm: Tenant) -> dict[str, Any]:
    """First sound of sentences that are not in the cache."""
    engine = espeak.create(options)
    await engine.prepare([firm], ())
    first: list[float] = []
    for n in range(40):
        began = time.perf_counter()
        async for _ in engine.speak(firm, "en", f"Your visit number {n} is on Tuesday at half past ten."):
            first.append((time.perf_counter() - began) * 1000)
            break
    await engine.close()
    return quantiles(first)


def people(count: int) -> dict[str, Any] | None:
    """Real people: slots right, with a model of the sentences of their domain; None without the data."""
    folder = Path(os.environ.get("RECEPTIONIST_EVAL_DATA", ROOT.parent / "shared" / "data")) / "speech"
    if not (folder / "manifest.jsonl").is_file():
        return None
    entries = [json.loads(line) for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines()]
    lines = [words(line) for line in (folder / "coffee_sentences.txt").read_text("utf-8").splitlines()]
    slots = right = whole = 0
    used = spoken = 0.0
    with tempfile.TemporaryDirectory() as made:
        write_model(Path(made) / "open.arpa", lines)
        said = Lexicon(acoustic_model()[1]).pronounce({word for line in lines for word in line.split()})
        (Path(made) / "words.dict").write_text(dictionary_text(said), "utf-8")
        firm = Firm(Path(made), TELEPHONE)
        chosen = [e for e in entries if e["set"] == "pico"][:count]
        for entry in chosen:
            sound = pcm.read_wav(folder / entry["wav"])
            began = time.process_time()
            heard = firm.decode("open", (), pcm.resample(sound, 8_000, MODEL_RATE)).text
            used, spoken = used + time.process_time() - began, spoken + pcm.seconds(sound)
            found = [f" {words(value)} " in f" {heard} " for value in entry["slots"].values()]
            slots, right, whole = slots + len(found), right + sum(found), whole + all(found)
    return {
        "utterances": len(chosen),
        "slots_right": round(right / slots, 4),
        "all_slots_right": round(whole / len(chosen), 4),
        "real_time_factor": round(used / spoken, 4),
    }


async def measure(args: argparse.Namespace) -> dict[str, Any]:
    """All of it."""
    firm = read_tenant(ROOT / "tenants" / "brightsmile.toml")
    with tempfile.TemporaryDirectory() as cache:
        options = SpeechOptions(Path(cache), Path(cache) / "models", {"en": ROOT / "nlu" / "en"})
        out = {
            "recognition": await recognition(options, firm),
            "detection": await detection(options),
            "voice first sound": await voice(options, firm),
        }
    if args.people and (found := people(args.people)) is not None:
        out["real people"] = found
    return out


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=0, help="so many recordings of real people as well (0: none)")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    args = parser.parse_args()
    out = asyncio.run(measure(args))
    print(json.dumps(out, indent=1, ensure_ascii=False))
    if args.json:
        args.json.write_text(json.dumps(out, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
