"""Media Streams messages, against golden ones, and against rubbish."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receptionist.errors import ProtocolError
from receptionist.gateways.twilio.frames import (
    Connected,
    Heard,
    Ignored,
    Keyed,
    Marked,
    Reorder,
    Started,
    Stopped,
    Writer,
    read,
)

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "twilio"
STREAM = "MZ18ad3ab5a668481ce02b83e7395059f0"
CALL = "CA8f2a6d1e90b54c3d8e7f6a5b4c3d2e1f"


def golden(name: str) -> str:
    return (GOLDEN / f"{name}.json").read_text("utf-8").strip()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("connected", Connected()),
        ("start", Started(STREAM, CALL, "AC" + "0" * 32, "once-only", None)),
        ("media", Heard(b"\x00\x7f\x7f\x80\xff", 2)),
        ("dtmf", Keyed("1")),
        ("mark", Marked("7")),
        ("stop", Stopped()),
    ],
)
def test_golden_messages_are_read(name: str, message: object) -> None:
    assert read(golden(name)) == message


def test_golden_messages_are_written_byte_for_byte() -> None:
    writer = Writer(STREAM)
    assert writer.media(b"\x00\x7f\x7f\x80\xff") == golden("to-media")
    assert writer.mark("7") == golden("to-mark")
    assert writer.clear() == golden("to-clear")


def test_a_stream_name_cannot_break_out_of_the_json() -> None:
    assert json.loads(Writer('x","event":"clear').media(b"a"))["event"] == "media"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "7",
        "null",
        '"media"',
        "{}",
        '{"event":5}',
        '{"event":["media"]}',
        '{"event":"media"}',
        '{"event":"media","media":[]}',
        '{"event":"media","media":{}}',
        '{"event":"media","media":{"payload":5}}',
        '{"event":"media","media":{"payload":"a"}}',
        '{"event":"media","media":{"payload":"!!!!"}}',
        '{"event":"media","media":{"payload":"żółw"}}',
        '{"event":"mark","mark":{"name":null}}',
        '{"event":"dtmf","dtmf":"1"}',
        '{"event":"start","start":{}}',
        '{"event":"start","start":{"streamSid":"a","callSid":["b"],"accountSid":"c"}}',
        "[" * 30_000,
        '{"event":"media","media":{"chunk":' + "9" * 5_000 + "}}",
    ],
)
def test_rubbish_is_refused(text: str) -> None:
    with pytest.raises(ProtocolError):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"event":"surprise"}',
        '{"event":"dtmf","dtmf":{"digit":"A"}}',
        '{"event":"dtmf","dtmf":{"digit":"12"}}',
        '{"event":"media","media":{"track":"outbound","payload":"AAAA"}}',
    ],
)
def test_what_is_not_for_us_is_left(text: str) -> None:
    assert read(text) == Ignored()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(["event", "media", "payload", "start", "mark", "name", "chunk", "customParameters"]), inner
        )
    ),
    max_leaves=12,
)


@given(JSON, st.sampled_from(["media", "start", "mark", "dtmf", "stop", "other"]))
def test_nothing_but_a_protocol_error_comes_of_any_json(part: object, event: str) -> None:
    with contextlib.suppress(ProtocolError):
        read(json.dumps({"event": event, event: part}))


@pytest.mark.parametrize(
    "offered",
    [
        None,
        "audio/x-mulaw",
        {"encoding": "audio/x-alaw", "sampleRate": 8000, "channels": 1},
        {"encoding": "audio/x-mulaw", "sampleRate": 16000, "channels": 1},
        {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 2},
    ],
)
def test_another_format_is_told(offered: object) -> None:
    raw = json.loads(golden("start"))
    raw["start"]["mediaFormat"] = offered
    started = read(json.dumps(raw))
    assert isinstance(started, Started)
    assert started.format


def test_numbers_may_travel_as_strings() -> None:
    raw = json.loads(golden("start"))
    raw["start"]["mediaFormat"] |= {"sampleRate": "8000", "channels": "1"}
    started = read(json.dumps(raw))
    assert isinstance(started, Started)
    assert started.format is None


def order(*chunks: int | None) -> list[int]:
    """The places at which chunks come out, by their octet."""
    reorder = Reorder()
    out: list[int] = []
    for at, chunk in enumerate(chunks):
        for ulaw in reorder.put(Heard(bytes([at if chunk is None else chunk]), chunk)):
            out.append(ulaw[0])
    return out


def test_frames_in_order_pass() -> None:
    assert order(2, 3, 4, 5) == [2, 3, 4, 5]


def test_a_swap_is_undone() -> None:
    assert order(1, 3, 2, 4) == [1, 2, 3, 4]


def test_a_repeated_frame_is_dropped() -> None:
    assert order(1, 2, 2, 1, 3) == [1, 2, 3]


def test_a_lost_frame_is_given_up() -> None:
    assert order(1, 3, 4, 5, 6, 7) == [1, 3, 4, 5, 6, 7]


def test_one_absurd_number_does_not_deafen() -> None:
    assert order(1, 200, 2, 3, 4, 5, 6, 7) == [1, 2, 3, 4, 5, 6, 7]


def test_frames_without_a_number_pass_as_they_come() -> None:
    assert order(None, None, None) == [0, 1, 2]


@given(st.lists(st.integers(0, 255), unique=True))
def test_nothing_piles_up(chunks: list[int]) -> None:
    reorder = Reorder()
    out = [ulaw[0] for chunk in chunks for ulaw in reorder.put(Heard(bytes([chunk]), chunk))]
    assert out == sorted(out)
    assert len(reorder._early) <= 4
