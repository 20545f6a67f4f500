"""A Media Stream as a CallLeg, without a network."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field

import pytest

from receptionist.errors import CallGone
from receptionist.gateways.gateway import CallLeg, KeyPressed, LegEvent, MarkReached, Sound, Transfer
from receptionist.gateways.twilio.frames import Heard, Keyed, Marked
from receptionist.gateways.twilio.media import BACKLOG_MAX, Inbox, MediaLeg
from receptionist.gateways.twilio.pacer import Pacer
from receptionist.gateways.twilio.registry import Leg, Plain, Registry
from receptionist.messages import Call, CallAnswered, Channel
from receptionist.speech.pcm import ulaw_to_pcm
from receptionist.tenant import Tenant
from tests.gateways.fakes import NOON

TO = Transfer(("+447700900123",), 20, "+442079460123", "a caller")


class StillClock:
    """Time that never moves by itself."""

    def now(self) -> float:
        return 10.0

    async def until(self, when: float) -> None:
        await asyncio.Event().wait()


@dataclass
class FakeSocket:
    """Keeps what was sent."""

    sent: list[dict[str, object]] = field(default_factory=list)
    waiting: int = 0
    closed: bool = False
    broken: bool = False

    async def send_str(self, data: str) -> None:
        if self.broken:
            raise ConnectionResetError("gone")
        self.sent.append(json.loads(data))

    async def close(self) -> object:
        self.closed = True
        return None

    def backlog(self) -> int:
        return self.waiting

    def events(self) -> list[object]:
        return [m["event"] for m in self.sent]


@dataclass
class Bench:
    """A leg, and what it stands on."""

    line: MediaLeg
    leg: Leg
    socket: FakeSocket

    async def happened(self) -> list[LegEvent]:
        """Everything until now; ends the leg."""
        self.line.end()
        return [event async for event in self.line.events()]


@pytest.fixture
async def bench(brightsmile: Tenant):  # type: ignore[no-untyped-def]  # a generator of Bench
    call = Call("CA1", "brightsmile", Channel.VOICE, None, "+442079460123", "en", NOON)
    live = Registry().add(call, brightsmile, 0.0)
    socket, pacer = FakeSocket(), Pacer(StillClock())
    yield Bench(MediaLeg(live, live.legs[0], "MZ1", socket, pacer, 0.2), live.legs[0], socket)
    await pacer.close()


def voice(frames: int) -> bytes:
    return b"\x10\x20" * 160 * frames


async def test_it_is_a_call_leg(bench: Bench) -> None:
    leg: CallLeg = bench.line
    assert leg.opening == CallAnswered()
    assert leg.call.id == "CA1"


async def test_sound_becomes_frames_of_20_ms_whatever_its_pieces(bench: Bench) -> None:
    ulaw = bytes(range(256)) * 5
    for at, size in enumerate((1, 159, 160, 161, 3, 700, 96)):
        begin = sum((1, 159, 160, 161, 3, 700, 96)[:at])
        bench.line.take(Heard(ulaw[begin : begin + size], at + 1))
    sounds = await bench.happened()
    assert all(isinstance(s, Sound) and len(s.pcm) == 320 for s in sounds)
    assert b"".join(s.pcm for s in sounds if isinstance(s, Sound)) == ulaw_to_pcm(ulaw[: 8 * 160])


async def test_keys_and_sound_come_in_order(bench: Bench) -> None:
    bench.line.take(Heard(b"\xff" * 160, 1))
    bench.line.take(Keyed("5"))
    bench.line.take(Heard(b"\xff" * 160, 2))
    kinds = [type(e) for e in await bench.happened()]
    assert kinds == [Sound, KeyPressed, Sound]


async def test_a_mark_comes_back_played(bench: Bench) -> None:
    await bench.line.play(voice(2))
    await bench.line.mark("greeting")
    assert bench.socket.events() == ["media", "media", "mark"]
    bench.line.take(Marked(bench.socket.sent[-1]["mark"]["name"]))  # type: ignore[index]  # JSON
    assert await bench.happened() == [MarkReached("greeting", True)]


async def test_clear_brings_every_pending_mark_back_unheard(bench: Bench) -> None:
    await bench.line.play(voice(5))
    await bench.line.mark("sent")
    await bench.line.play(voice(50))
    await bench.line.mark("still here")
    await bench.line.clear()
    assert bench.socket.events()[-1] == "clear"
    for wire in ("1", "2"):  # Twilio sends back what it had, and that is no news.
        bench.line.take(Marked(wire))
    assert await bench.happened() == [MarkReached("sent", False), MarkReached("still here", False)]


async def test_a_name_may_be_used_again_after_clear(bench: Bench) -> None:
    await bench.line.mark("m")
    await bench.line.clear()
    await bench.line.mark("m")
    bench.line.take(Marked("1"))  # late, of before the clear
    bench.line.take(Marked("2"))
    assert await bench.happened() == [MarkReached("m", False), MarkReached("m", True)]


async def test_a_mark_never_asked_for_is_left(bench: Bench) -> None:
    bench.line.take(Marked("77"))
    assert await bench.happened() == []


async def test_marks_of_a_call_that_ended_were_not_heard(bench: Bench) -> None:
    await bench.line.play(voice(5))
    await bench.line.mark("m")
    assert await bench.happened() == [MarkReached("m", False)]


async def test_only_the_lead_is_sent_ahead(bench: Bench) -> None:
    await bench.line.play(voice(100))
    assert len(bench.socket.sent) == 10
    assert await bench.line.push(10.02)
    assert len(bench.socket.sent) == 11


async def test_a_peer_that_takes_nothing_is_passed_over(bench: Bench) -> None:
    bench.socket.waiting = BACKLOG_MAX + 1
    await bench.line.play(voice(3))
    assert await bench.line.push(10.02)
    assert bench.socket.sent == []
    bench.socket.waiting = 0
    assert not await bench.line.push(10.04)
    assert len(bench.socket.sent) == 3


async def test_a_broken_socket_ends_the_leg(bench: Bench) -> None:
    bench.socket.broken = True
    await bench.line.play(voice(3))
    assert bench.line.gone
    with pytest.raises(CallGone):
        await bench.line.play(voice(1))


@pytest.mark.parametrize("verb", ["play", "mark", "clear", "transfer", "hang_up"])
async def test_once_the_caller_has_left_everything_says_so(bench: Bench, verb: str) -> None:
    arguments = {"play": (b"",), "mark": ("m",), "transfer": (TO,)}.get(verb, ())
    bench.line.end()
    with pytest.raises(CallGone):
        await getattr(bench.line, verb)(*arguments)


async def test_hanging_up_lets_the_voice_finish(bench: Bench) -> None:
    await bench.line.play(voice(4))
    leaving = asyncio.create_task(bench.line.hang_up())
    await asyncio.sleep(0)
    assert not bench.socket.closed
    assert bench.leg.after is Plain.HANG_UP
    bench.line.take(Marked("1"))
    await leaving
    assert bench.socket.closed
    assert bench.line.gone


async def test_nothing_to_finish_hangs_up_at_once(bench: Bench) -> None:
    await bench.line.play(voice(1))
    await bench.line.mark("m")
    bench.line.take(Marked("1"))
    await bench.line.hang_up()
    assert bench.socket.closed


async def test_a_caller_who_leaves_meanwhile_ends_the_wait(bench: Bench) -> None:
    await bench.line.play(voice(4))
    leaving = asyncio.create_task(bench.line.transfer(TO))
    await asyncio.sleep(0)
    bench.line.end()
    await leaving
    assert bench.leg.after == TO


async def test_a_session_that_does_not_listen_fills_no_memory() -> None:
    inbox = Inbox(sounds_max=3)
    inbox.put(KeyPressed("1"))
    for n in range(10):
        inbox.put(Sound(bytes([n])))
    inbox.close()
    inbox.put(Sound(b"late"))
    assert [e async for e in inbox.take()] == [KeyPressed("1"), Sound(b"\x08"), Sound(b"\x09")]
    assert inbox.dropped == 8
