"""The embedded voice really speaks: both languages, loud enough, never clipped, at the wished speed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import numpy as np
import pytest

from receptionist.errors import SynthesizerError
from receptionist.messages import Language
from receptionist.speech import pcm
from receptionist.speech.engines import SpeechOptions
from receptionist.speech.levels import for_the_phone
from receptionist.speech.tts.espeak import EspeakVoice, create
from receptionist.tenant import Engines, Tenant


@pytest.fixture
async def voice(options: SpeechOptions) -> AsyncIterator[EspeakVoice]:
    made = create(options)
    yield made
    await made.close()


async def said(voice: EspeakVoice, tenant: Tenant, language: Language, text: str) -> bytes:
    return b"".join([chunk async for chunk in voice.speak(tenant, language, text)])


SENTENCES: list[tuple[Language, str]] = [
    ("en", "Good morning, Bright Smile Dental. I am an automatic assistant. How can I help you?"),
    ("pl", "Dzień dobry, studio fryzjerskie Bella. Jestem automatyczną asystentką. W czym mogę pomóc?"),
]


@pytest.mark.parametrize(("language", "text"), SENTENCES)
async def test_a_sentence_lasts_as_long_as_a_person_takes_and_is_as_loud(
    voice: EspeakVoice, bella: Tenant, language: Language, text: str
) -> None:
    sound = await said(voice, bella, language, text)
    assert 0.25 < pcm.seconds(sound) / len(text.split()) < 0.6
    spoken = b"".join(f for f in pcm.frames(sound) if pcm.level(f) > -38)
    assert pcm.level(spoken) == pytest.approx(-18, abs=1.5)
    assert np.abs(pcm.samples(sound).astype(int)).max() < 32_000
    # It begins at once, and ends with a breath.
    assert max(pcm.level(f) for f in list(pcm.frames(sound))[:8]) > -40
    assert pcm.level(sound[-1_600:]) == pcm.SILENT


async def test_it_comes_in_pieces_of_200_ms(voice: EspeakVoice, bella: Tenant) -> None:
    pieces = [c async for c in voice.speak(bella, "en", "One, two, three, four, five.")]
    assert len(pieces) > 5
    assert all(len(p) == 3_200 for p in pieces[:-1])


async def test_language_country_and_the_firms_own_choice_decide_the_voice(
    voice: EspeakVoice, bella: Tenant, brightsmile: Tenant
) -> None:
    assert voice.voice(bella, "pl") == "pl"
    assert voice.voice(brightsmile, "en") == "en"
    assert voice.voice(replace(brightsmile, country="US"), "en") == "en-us"
    assert voice.voice(replace(bella, engines=Engines(voice={"pl": "pl+f2"})), "pl") == "pl+f2"
    english = await said(voice, bella, "en", "Zofia, Piotr, Anna.")
    polish = await said(voice, bella, "pl", "Zofia, Piotr, Anna.")
    assert abs(pcm.seconds(english) - pcm.seconds(polish)) > 0.05


async def test_speed_is_the_firms_and_bounded(voice: EspeakVoice, brightsmile: Tenant) -> None:
    seconds = {}
    for speed in (0.01, 0.7, 1.0, 1.4, 99.0):
        tenant = replace(brightsmile, engines=Engines(speed=speed))
        seconds[speed] = pcm.seconds(await said(voice, tenant, "en", SENTENCES[0][1]))
    assert seconds[0.01] > seconds[0.7] > seconds[1.0] > seconds[1.4] > seconds[99.0]


async def test_nothing_to_say_is_no_sound(voice: EspeakVoice, bella: Tenant) -> None:
    assert await said(voice, bella, "pl", "  ") == b""
    assert await said(voice, bella, "pl", "…") == b""


async def test_markup_is_read_and_not_obeyed(voice: EspeakVoice, bella: Tenant) -> None:
    assert await said(voice, bella, "en", "<speak><break time='60s'/>one</speak> [[x]] & \0 two")


async def test_a_wrong_voice_and_an_endless_text_are_refused(voice: EspeakVoice, bella: Tenant) -> None:
    with pytest.raises(SynthesizerError, match="'nobody'"):
        await said(voice, replace(bella, engines=Engines(voice={"en": "nobody"})), "en", "Hello")
    with pytest.raises(SynthesizerError, match="too much"):
        await said(voice, bella, "en", "word " * 2_000)
    assert await said(voice, bella, "en", "Hello")


async def test_one_firms_wrong_voice_does_not_stop_the_others(voice: EspeakVoice, bella: Tenant) -> None:
    await voice.prepare([replace(bella, engines=Engines(voice={"pl": "nobody"})), bella], ())
    assert await said(voice, bella, "pl", "Dzień dobry")


def test_whispered_and_shouted_come_out_alike() -> None:
    hum = np.sin(np.arange(22_050) * 0.1) * np.sin(np.arange(22_050) * 0.001)
    loud, faint = (for_the_phone((hum * size).astype("<i2").tobytes(), 22_050) for size in (32_000, 1_000))
    assert pcm.level(loud) == pytest.approx(pcm.level(faint), abs=1)
    assert for_the_phone(bytes(2_000), 22_050) == b""
