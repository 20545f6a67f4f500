"""The embedded recogniser really understands: the shipped callers, whole words; and tells what it does not know."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable

import numpy as np
import pytest

from receptionist.errors import EngineMissing
from receptionist.messages import Expectation
from receptionist.speech import pcm
from receptionist.speech.engines import SpeechOptions
from receptionist.speech.speech import Hearing, Recognized
from receptionist.speech.stt.pocketsphinx import PocketSphinx, create, own_words
from receptionist.tenant import Tenant

TURNS = [
    ("earliest-check-up/01", "open", "hello i'd like to book a check up please as soon as possible"),
    ("earliest-check-up/02", "time", "the first one please"),
    ("earliest-check-up/03", "name", "my name is john smith"),
    ("earliest-check-up/04", "yes_no", "yes"),
    ("earliest-check-up/06", "yes_no", "no thank you goodbye"),
    ("friday-half-past-ten/01", "open", "hi can i book a filling with doctor patel on friday at half past ten"),
    ("friday-half-past-ten/02", "time", "no at quarter past eleven please"),
    ("hygiene-with-emma/02", "date", "next tuesday please"),
    ("opening-hours/01", "open", "what are your opening hours"),
    ("ask-for-a-human/01", "open", "can i speak to a human please"),
]


async def guessed(hearing: Hearing) -> str:
    while True:
        if words := await hearing.partial():
            return words
        await asyncio.sleep(0)


@pytest.fixture
async def engine(options: SpeechOptions) -> AsyncIterator[PocketSphinx]:
    made = create(options)
    yield made
    await made.close()


async def hear(hearing: Hearing, sound: bytes) -> Recognized:
    for frame in pcm.frames(sound):
        await hearing.feed(frame)
    return await hearing.finish()


async def test_the_shipped_callers_are_understood_word_for_word(
    engine: PocketSphinx, brightsmile: Tenant, bella: Tenant, caller: Callable[[str], bytes]
) -> None:
    await engine.prepare([bella, brightsmile])
    heard = {}
    for turn, expects, _ in TURNS:
        heard[turn] = await hear(await engine.listen(brightsmile, "en", Expectation(expects)), caller(turn))
    assert {t: r.text for t, r in heard.items()} == {turn: text for turn, _, text in TURNS}
    assert min(r.confidence for r in heard.values()) >= 0.5
    assert all(len(r.alternatives) <= 3 and r.text not in r.alternatives for r in heard.values())
    assert all(r.engine == "pocketsphinx" and r.seconds > 0 for r in heard.values())


async def test_what_was_not_speech_is_told_by_its_confidence(engine: PocketSphinx, brightsmile: Tenant) -> None:
    hiss = np.random.default_rng(1).normal(0, 800, 16_000).astype("<i2").tobytes()
    at = np.arange(16_000) / 8_000
    keys = (8_000 * (np.sin(2 * np.pi * 697 * at) + np.sin(2 * np.pi * 1209 * at)) / 2).astype("<i2").tobytes()
    for sound in (b"", bytes(100), bytes(32_000), hiss, keys, b"\xff\x7f" * 8_000, hiss[:1_601]):
        result = await hear(await engine.listen(brightsmile, "en", Expectation.OPEN), sound)
        assert result.text == "" or result.confidence < 0.5


async def test_firms_do_not_change_what_others_hear(
    engine: PocketSphinx, brightsmile: Tenant, bella: Tenant, caller: Callable[[str], bytes]
) -> None:
    sound = caller("hygiene-with-emma/01")
    alone = await hear(await engine.listen(brightsmile, "en", Expectation.OPEN), sound)
    there = await hear(await engine.listen(bella, "en", Expectation.STAFF, ("hygiene appointment",)), sound)
    after = await hear(await engine.listen(brightsmile, "en", Expectation.OPEN), sound)
    assert alone.text == after.text
    assert alone.text.endswith("hygiene appointment with emma")
    assert there.text != alone.text
    assert there.confidence < alone.confidence


async def test_what_is_offered_just_now_is_favoured(
    engine: PocketSphinx, brightsmile: Tenant, caller: Callable[[str], bytes]
) -> None:
    sound = caller("opening-hours/03")
    plain = await hear(await engine.listen(brightsmile, "en", Expectation.OPEN), sound)
    hints = ("Where are you", "Dr Patel", "10:15", "xyzzyx")
    offered = await hear(await engine.listen(brightsmile, "en", Expectation.OPEN, hints), sound)
    again = await hear(await engine.listen(brightsmile, "en", Expectation.OPEN), sound)
    assert offered.text == "where are you"
    assert plain.text == again.text, "hints hold for one utterance"


async def test_a_pause_is_decoded_on_suspicion_and_going_on_is_heard_whole(
    engine: PocketSphinx, brightsmile: Tenant, caller: Callable[[str], bytes]
) -> None:
    await engine.prepare([brightsmile])
    first, second = caller("earliest-check-up/05"), caller("earliest-check-up/02")
    hearing = await engine.listen(brightsmile, "en", Expectation.TIME)
    assert await hearing.partial() == ""
    for frame in pcm.frames(first + bytes(6_400)):
        await hearing.feed(frame)
    assert await asyncio.wait_for(guessed(hearing), 10) == "yes please"
    for frame in pcm.frames(second):
        await hearing.feed(frame)
    assert (await hearing.finish()).text == "yes please the first one please"
    await hearing.abandon()
    await hearing.abandon()


async def test_a_worker_killed_in_mid_call_costs_nothing(
    engine: PocketSphinx, brightsmile: Tenant, caller: Callable[[str], bytes]
) -> None:
    await engine.prepare([brightsmile])
    hearing = await engine.listen(brightsmile, "en", Expectation.YES_NO)
    [pid] = engine.pool.pids
    os.kill(pid, signal.SIGKILL)
    assert (await hear(hearing, caller("earliest-check-up/04"))).text == "yes"
    assert engine.pool.pids != (pid,)


async def test_polish_needs_another_engine(engine: PocketSphinx, bella: Tenant) -> None:
    assert engine.understands("en")
    assert not engine.understands("pl")
    with pytest.raises(EngineMissing, match="receptionist voices pull pl"):
        await engine.listen(bella, "pl", Expectation.OPEN)


async def test_an_endless_utterance_is_cut(engine: PocketSphinx, brightsmile: Tenant) -> None:
    hearing = await engine.listen(brightsmile, "en", Expectation.OPEN)
    for _ in range(40):
        await hearing.feed(bytes(16_000))
    assert (await hearing.finish()).text == ""


def test_the_firms_words_are_those_of_its_file(bella: Tenant) -> None:
    said = own_words(bella)
    assert {"haircut", "trim", "beard"} <= set(said["services"])
    assert "Peter" in said["staff"]
    assert "is there parking" in said["questions"]
    assert said["firm"] == ["Bella hair studio"]
