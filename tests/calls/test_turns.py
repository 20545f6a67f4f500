"""Turn-taking in virtual time: frames in, decisions out."""

from __future__ import annotations

import pytest

from receptionist.calls.turns import (
    BargedIn,
    CameSilence,
    Decision,
    NumberKeyed,
    SpeechBegan,
    SpeechEnded,
    Turns,
    TurnSettings,
    WasNoise,
)
from receptionist.messages import FRAME_MS, Expectation


def hear(turns: Turns, *parts: tuple[float, int]) -> list[tuple[int, Decision]]:
    """Feed (probability, ms) parts; returns the decisions with the ms at which they fell."""
    out, at = [], 0
    for speech, ms in parts:
        for _ in range(ms // FRAME_MS):
            at += FRAME_MS
            decision = turns.frame(speech)
            if decision is not None:
                out.append((at, decision))
    return out


def listening(expects: Expectation = Expectation.OPEN, **more: bool) -> Turns:
    turns = Turns()
    turns.listen(expects, **more)
    return turns


@pytest.mark.parametrize(
    ("expects", "pause"),
    [
        (Expectation.YES_NO, 300),
        (Expectation.SERVICE, 500),
        (Expectation.OPEN, 600),
        (Expectation.NAME, 800),
        (Expectation.PHONE, 1000),
    ],
)
def test_the_end_of_a_turn_comes_after_the_pause_that_fits_the_question(expects: Expectation, pause: int) -> None:
    decisions = hear(listening(expects), (1, 600), (0, 1500))
    assert decisions[0] == (60, SpeechBegan())
    assert decisions[1] == (600 + pause, SpeechEnded(pause))


def test_a_pause_between_words_ends_nothing() -> None:
    decisions = hear(listening(Expectation.PHONE), (1, 600), (0, 900), (1, 600), (0, 1000))
    assert [type(d) for _, d in decisions] == [SpeechBegan, SpeechEnded]
    assert decisions[1][0] == 3100


def test_a_click_is_forgotten() -> None:
    decisions = hear(listening(), (1, 80), (0, 800))
    assert [type(d) for _, d in decisions] == [SpeechBegan, WasNoise]


def test_comfort_noise_below_the_threshold_is_not_speech() -> None:
    assert hear(listening(), (0.4, 3000)) == []


def test_silence_comes_again_and_again_and_counts_from_the_end_of_the_voice() -> None:
    turns = listening()
    turns.voice_began()
    assert hear(turns, (0, 20_000)) == []
    turns.listen(Expectation.OPEN)
    assert hear(turns, (0, 6000)) == [(5000, CameSilence(1))]
    turns.listen(Expectation.OPEN)
    assert hear(turns, (0, 6000)) == [(5000, CameSilence(2))]
    turns.understood()
    turns.listen(Expectation.OPEN)
    assert hear(turns, (0, 6000)) == [(5000, CameSilence(1))]


def test_speech_of_300_ms_stops_the_voice_and_less_does_not() -> None:
    turns = Turns()
    turns.voice_began()
    assert hear(turns, (1, 280), (0, 400), (1, 280), (0, 400)) == []
    assert hear(turns, (1, 600)) == [(300, BargedIn())]


def test_a_goodbye_is_never_cut_off() -> None:
    turns = Turns()
    turns.voice_began(interruptible=False)
    assert hear(turns, (1, 3000)) == []


def test_an_utterance_that_interrupted_goes_on_and_ends_by_the_new_question() -> None:
    turns = Turns()
    turns.voice_began()
    assert hear(turns, (1, 400)) == [(300, BargedIn())]
    turns.listen(Expectation.YES_NO)
    assert hear(turns, (1, 200), (0, 400)) == [(500, SpeechEnded(300))]


def test_a_monologue_is_cut() -> None:
    decisions = hear(listening(), (1, 30_000))
    assert decisions[1] == (20_000, SpeechEnded(0))


def test_without_a_recogniser_words_are_nothing_but_silence_still_counts() -> None:
    assert hear(listening(understands=False), (1, 2000), (0, 3000)) == [(5000, CameSilence(1))]


def test_a_recording_waits_longer_and_is_no_words() -> None:
    turns = listening(understands=False, recording=True)
    assert hear(turns, (1, 1000), (0, 1500), (1, 500), (0, 2500)) == [(60, SpeechBegan()), (5000, SpeechEnded(2000))]


def test_a_keyed_number_ends_after_a_pause_and_silence_waits_for_it() -> None:
    turns = listening(Expectation.PHONE)
    hear(turns, (0, 4900))
    turns.key(of_number=True)
    assert hear(turns, (0, 3000)) == []
    turns.key(of_number=True)
    assert hear(turns, (0, 5000)) == [(4000, NumberKeyed())]


def test_at_rest_nothing_is_decided() -> None:
    turns = listening()
    turns.rest()
    assert hear(turns, (1, 3000), (0, 9000)) == []


def test_times_can_be_set() -> None:
    turns = Turns(TurnSettings(silence_ms=1000))
    turns.listen(Expectation.OPEN)
    assert hear(turns, (0, 1000)) == [(1000, CameSilence(1))]
