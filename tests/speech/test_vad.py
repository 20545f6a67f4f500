"""Voice detection on made signals and on recorded callers: both engines must pass."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import numpy as np
import pytest

from receptionist.errors import SpeechError
from receptionist.speech import pcm
from receptionist.speech.engines import Detectors, SpeechOptions, available, load_detectors
from receptionist.speech.levels import NoiseFloor
from receptionist.speech.speech import VoiceDetector

RATE = 8000


@pytest.fixture(params=["silero", "energy"])
async def detectors(request: pytest.FixtureRequest, options: SpeechOptions) -> AsyncIterator[Detectors]:
    made = load_detectors(request.param, options)
    yield made
    await made.close()


def as_pcm(sound: np.ndarray) -> bytes:
    return np.clip(sound * 32767, -32768, 32767).astype("<i2").tobytes()


def sine(seconds: float, *hertz: float, level: float = 0.1) -> np.ndarray:
    at = np.arange(int(seconds * RATE)) / RATE
    return level * sum(np.sin(2 * np.pi * h * at) for h in hertz)


def noise(seconds: float, dbfs: float) -> np.ndarray:
    return np.random.default_rng(3).normal(0, 10 ** (dbfs / 20), int(seconds * RATE))


def pulses(seconds: float, on: float, off: float, sound: np.ndarray) -> np.ndarray:
    at = np.arange(int(seconds * RATE)) / RATE
    return np.where(at % (on + off) < on, sound[: len(at)], 0)


NO_SPEECH = {
    "digital silence": np.zeros(2 * RATE),
    "hiss": noise(3, -45),
    "loud hiss": noise(3, -30),
    "hiss that begins": np.concatenate([np.zeros(RATE), noise(3, -35)]),
    "mains hum": sine(2, 50, level=0.05),
    "keypad 1 5 9": np.concatenate(
        [
            np.concatenate([sine(0.25, low, high, level=0.2), np.zeros(RATE // 4)])
            for low, high in ((697, 1209), (770, 1336), (852, 1477))
        ]
    ),  # fmt: skip
    "ringing tone": pulses(3, 1, 1, sine(3, 425)),
    "British ringing tone": pulses(3, 0.4, 0.2, sine(3, 400, 450)),
    "clicks": np.where(np.arange(2 * RATE) % 4000 == 0, 0.9, 0.0),
}


async def probabilities(detector: VoiceDetector, sound: bytes) -> np.ndarray:
    return np.array([await detector.hear(frame) for frame in pcm.frames(sound)])


def longest(speech: np.ndarray) -> int:
    """ms of the longest stretch."""
    run = best = 0
    for frame in speech >= 0.5:
        run = run + 1 if frame else 0
        best = max(best, run)
    return best * 20


@pytest.mark.parametrize("name", NO_SPEECH)
async def test_what_is_no_speech_never_lasts_like_a_word(detectors: Detectors, name: str) -> None:
    assert longest(await probabilities(detectors.detector(), as_pcm(NO_SPEECH[name]))) <= 60


@pytest.mark.parametrize("turn", ["earliest-check-up/01", "hygiene-with-emma/01", "opening-hours/01"])
@pytest.mark.parametrize("hiss", [None, -40.0])
async def test_a_caller_is_heard_and_the_quiet_around_is_not(
    detectors: Detectors, caller: Callable[[str], bytes], turn: str, hiss: float | None
) -> None:
    words = pcm.samples(caller(turn)) / 32768
    quiet = np.zeros(RATE)
    sound = np.concatenate([quiet, words, quiet])
    if hiss is not None:
        sound = sound + noise(len(sound) / RATE, hiss)[: len(sound)]
    heard = await probabilities(detectors.detector(), as_pcm(sound))
    speaking = heard[50 : 50 + len(words) // 160]
    assert longest(speaking) >= 200
    # No pause inside the sentence is as long as the shortest hangover for an open question.
    assert longest(1 - (speaking[20:-20] >= 0.5)) < 500
    assert (heard[:45] < 0.5).all()
    assert (heard[-25:] < 0.5).all()


async def test_the_first_word_is_noticed_within_a_quarter_of_a_second(
    detectors: Detectors, caller: Callable[[str], bytes]
) -> None:
    words = caller("earliest-check-up/02")[int(0.15 * RATE) * 2 :]
    heard = await probabilities(detectors.detector(), words)
    assert (heard[:13] >= 0.5).any()


async def test_the_same_frames_give_the_same_answers_whatever_went_before_on_other_legs(
    detectors: Detectors, caller: Callable[[str], bytes]
) -> None:
    sound = bytes(RATE) + caller("earliest-check-up/05") + bytes(2 * RATE)
    first = await probabilities(detectors.detector(), sound)
    await probabilities(detectors.detector(), caller("opening-hours/02"))
    assert (await probabilities(detectors.detector(), sound)).tolist() == first.tolist()
    again, beside = detectors.detector(), detectors.detector()
    second = []
    for frame, other in zip(pcm.frames(sound), pcm.frames(caller("opening-hours/01") * 2), strict=False):
        await beside.hear(other)
        second.append(await again.hear(frame))
    assert second == first[: len(second)].tolist()


async def test_silero_rests_while_the_line_is_quiet(options: SpeechOptions, caller: Callable[[str], bytes]) -> None:
    from receptionist.speech.vad.silero import SileroDetectors

    class Counting(SileroDetectors):
        leases = back = 0

        def lease(self) -> object:
            self.leases += 1
            return super().lease()

        def give_back(self, model: object) -> None:
            self.back += 1
            super().give_back(model)

    models = Counting()
    legs = [models.detector() for _ in range(5)]
    for leg in legs:
        await probabilities(leg, bytes(RATE * 2))
    assert models.leases == 0
    for leg in legs:
        await probabilities(leg, caller("earliest-check-up/04") + bytes(RATE * 4))
    assert models.leases == models.back == 5
    assert len(models._free) == 1, "five legs, one after the other, share one model"
    await probabilities(legs.pop(0), caller("earliest-check-up/04")[:6000])
    assert models.back == 6, "a leg that ends in the middle of a word gives its model back"
    await models.close()


def test_the_noise_floor_falls_quickly_and_rises_slowly() -> None:
    floor = NoiseFloor()
    quiet, loud = as_pcm(noise(0.02, -60)), as_pcm(noise(0.02, -25))
    for _ in range(20):
        floor.above(quiet)
    assert floor.above(loud) > 30
    for _ in range(50):
        floor.above(loud)
    assert floor.above(loud) > 20, "a second of speech is not taken for noise"
    for _ in range(500):
        floor.above(loud)
    assert floor.above(loud) < 3, "ten seconds of it are"


def test_detectors_are_found_by_name(options: SpeechOptions) -> None:
    assert {"silero", "energy"} <= set(available("vad"))
    with pytest.raises(SpeechError, match="silero"):
        load_detectors("none", options)
