"""Pacing, in virtual time."""

from __future__ import annotations

import json
from base64 import b64decode

from hypothesis import given
from hypothesis import strategies as st

from receptionist.gateways.twilio.frames import Writer
from receptionist.gateways.twilio.playout import Playout
from receptionist.speech.pcm import pcm_to_ulaw

FRAME = 0.02


def voice(frames: int) -> bytes:
    """PCM whose μ-law differs from sample to sample."""
    return b"".join(int(n % 200 * 150).to_bytes(2, "little", signed=True) for n in range(frames * 160))


def sent(messages: object) -> list[str | bytes]:
    """μ-law of media, names of marks."""
    out: list[str | bytes] = []
    for text in messages:  # type: ignore[attr-defined]  # a sequence of strings
        message = json.loads(text)
        out.append(b64decode(message["media"]["payload"]) if "media" in message else message["mark"]["name"])
    return out


def run(playout: Playout, ticks: int, begin: float = 100.0) -> list[list[str | bytes]]:
    return [sent(playout.due(begin + n * FRAME)) for n in range(ticks)]


def test_a_lead_goes_out_at_once_and_then_a_frame_each_20_ms() -> None:
    playout = Playout(Writer("MZ"), lead=0.2)
    playout.play(voice(50))
    assert [len(tick) for tick in run(playout, 45)] == [10] + [1] * 40 + [0] * 4


def test_it_does_not_drift() -> None:
    playout = Playout(Writer("MZ"), lead=0.06)
    playout.play(voice(4_000))
    ticks = run(playout, 3_000)
    assert [len(tick) for tick in ticks] == [3] + [1] * 2_999


def test_a_late_tick_is_made_good() -> None:
    playout = Playout(Writer("MZ"), lead=0.2)
    playout.play(voice(50))
    run(playout, 5)
    assert len(playout.due(100.0 + 9 * FRAME)) == 5
    assert len(playout.due(100.0 + 10 * FRAME)) == 1


def test_the_sound_is_whole_and_in_order() -> None:
    playout = Playout(Writer("MZ"), lead=0.2)
    playout.play(voice(7)[:-100])
    frames = [f for tick in run(playout, 30) for f in tick]
    assert all(len(f) == 160 for f in frames)
    assert b"".join(frames) == pcm_to_ulaw(voice(7)[:-100]) + b"\xff" * 50  # type: ignore[arg-type]  # no marks here


def test_a_mark_follows_right_behind_its_sound() -> None:
    playout = Playout(Writer("MZ"), lead=0.04)
    playout.mark("before")
    playout.play(voice(3)[:-2])
    playout.mark("after")
    playout.play(voice(1))
    ticks = run(playout, 4)
    assert ticks[0][0] == "before"
    assert [type(x) for x in ticks[1]] == [bytes, str]
    assert ticks[1][1] == "after"


def test_the_end_of_a_sentence_waits_for_its_rest() -> None:
    playout = Playout(Writer("MZ"), lead=0.2)
    playout.play(voice(4)[:1_100])
    assert len(playout.due(100.0)) == 3
    playout.play(voice(4)[1_100:])
    assert len(playout.due(100.0 + FRAME / 4)) == 1
    assert playout.empty


def test_but_not_longer_than_the_sound_lasts() -> None:
    playout = Playout(Writer("MZ"), lead=0.2)
    playout.play(voice(5)[:-10])
    assert [len(tick) for tick in run(playout, 6)] == [4, 0, 0, 1, 0, 0]


def test_clear_drops_everything_and_begins_anew() -> None:
    playout = Playout(Writer("MZ"), lead=0.04)
    playout.play(voice(50) + b"\x01")
    playout.mark("m")
    playout.due(100.0)
    assert json.loads(playout.clear())["event"] == "clear"
    assert playout.empty
    assert playout.seconds(100.0) == 0
    playout.play(voice(1))
    assert sent(playout.due(100.02)) == [pcm_to_ulaw(voice(1))]


def test_how_long_it_will_be_heard() -> None:
    playout = Playout(Writer("MZ"), lead=0.2)
    playout.play(voice(50))
    assert round(playout.seconds(100.0), 3) == 1.0
    playout.due(100.0)
    assert round(playout.seconds(100.0), 3) == 1.0
    playout.due(100.5)
    assert round(playout.seconds(100.5), 3) == 0.5 + 0.3  # It had run dry for 0.3 s.


@given(
    st.lists(st.integers(0, 1_000) | st.just(-1), max_size=30),
    st.sampled_from([0.0, 0.02, 0.06, 0.2]),
    st.lists(st.integers(0, 3), max_size=10),
)
def test_whatever_the_pieces_all_is_sent_once(pieces: list[int], lead: float, pauses: list[int]) -> None:
    playout = Playout(Writer("MZ"), lead)
    said, now, marks = b"", 100.0, 0
    out: list[str | bytes] = []
    for at, length in enumerate(pieces):
        if length < 0:
            playout.mark(str(marks))
            marks += 1
        else:
            piece = voice(7)[:length]
            playout.play(piece)
            said += piece
        for _ in range(pauses[at % len(pauses)] if pauses else 0):
            out += sent(playout.due(now))
            now += FRAME
    for _ in range(len(said) // 320 + 40):
        out += sent(playout.due(now))
        now += FRAME
    frames = [f for f in out if isinstance(f, bytes)]
    heard = b"".join(frames)
    assert playout.empty
    assert all(len(f) == 160 for f in frames)
    assert [m for m in out if isinstance(m, str)] == [str(n) for n in range(marks)]
    assert heard.replace(b"\xff", b"") == pcm_to_ulaw(said[: len(said) // 2 * 2]).replace(b"\xff", b"")
