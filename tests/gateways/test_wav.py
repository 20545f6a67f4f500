"""A recording that phones in."""

from __future__ import annotations

import asyncio
import wave
from collections.abc import Mapping
from pathlib import Path

import pytest

from receptionist.errors import GatewayError
from receptionist.gateways.clock import SteadyClock
from receptionist.gateways.gateway import CallLeg, KeyPressed, MarkReached, Sound
from receptionist.gateways.wav import Turn, Wanted, next_turn, phone_in
from receptionist.messages import Event
from receptionist.speech.pcm import ulaw_to_pcm
from receptionist.tenant import Tenant
from tests.gateways.fakes import CALLER, FAST, MemoryJournal, served

Firms = Mapping[str, Tenant]
SMILE = "+442079460123"
QUESTION = ulaw_to_pcm(bytes(range(0x81, 0xF1)) * 20)
FIRST = ulaw_to_pcm(bytes(range(0x01, 0x71)) * 15)


class Asker:
    """Asks a question, waits until something was said or keyed and silence follows, asks again."""

    def __init__(self, journal: MemoryJournal, questions: int) -> None:
        self.journal = journal
        self.questions = questions
        self.heard: list[bytes] = [b""]
        self.keys = ""
        self.seen = 0

    async def answer(self, leg: CallLeg) -> None:
        for _ in range(self.questions):
            await leg.play(QUESTION)
            await leg.mark("asked")
            silence = 0
            async for event in leg.events():
                if isinstance(event, MarkReached):
                    await self.journal.note(leg.call, Event.WAITING, leg.call.started)
                elif isinstance(event, KeyPressed):
                    self.keys += event.key
                elif isinstance(event, Sound) and event.pcm.strip(b"\0"):
                    self.heard[-1] += event.pcm
                    silence = 0
                elif self.heard[-1] or self.keys:
                    silence += 1
                if silence > 30:
                    break
            self.heard.append(b"")
        await leg.hang_up()

    async def waits(self) -> Wanted:
        while True:
            waiting = sum(e.event is Event.WAITING for e in self.journal.entries)
            if waiting > self.seen:
                self.seen = waiting
                return Wanted()
            await asyncio.sleep(0.001)


async def test_turns_are_taken_when_the_receptionist_waits(firms: Firms, tmp_path: Path) -> None:
    journal = MemoryJournal()
    asker = Asker(journal, 9)
    async with served(firms, asker.answer, journal=journal) as s:
        turns = [Turn(FIRST, label="one.wav"), Turn(keys="12#")]
        record = tmp_path / "both.wav"
        phoned = await phone_in(
            s.account, SMILE, turns, asker.waits, caller=CALLER, call_sid="CA5", record=record, clock=SteadyClock(FAST)
        )
    assert asker.heard[0].rstrip(b"\0")[: len(FIRST)] == FIRST
    assert asker.keys == "12#"
    assert (phoned.call_sid, phoned.turns_taken) == ("CA5", 2)
    assert journal.calls[0].caller == CALLER
    with wave.open(str(record)) as file:
        assert (file.getnchannels(), file.getframerate(), file.getsampwidth()) == (2, 8000, 2)
        assert abs(file.getnframes() / 8000 - phoned.seconds) < 0.1
        frames = file.readframes(file.getnframes())
    left = b"".join(frames[at : at + 2] for at in range(0, len(frames), 4))
    right = b"".join(frames[at + 2 : at + 4] for at in range(0, len(frames), 4))
    assert FIRST in left
    assert QUESTION[:320] in right
    assert right.index(QUESTION[:320]) < left.index(FIRST)  # The caller let it finish.


async def test_the_receptionist_may_end_the_call(firms: Firms) -> None:
    journal = MemoryJournal()
    asker = Asker(journal, 1)
    async with served(firms, asker.answer, journal=journal) as s:
        turns = [Turn(FIRST), Turn(FIRST), Turn(FIRST)]
        phoned = await phone_in(s.account, SMILE, turns, asker.waits, clock=SteadyClock(FAST))
    assert phoned.turns_taken == 1
    assert phoned.performed[-1].name == "Hangup"
    assert journal.calls[0].caller is None


async def test_a_receptionist_that_never_waits_is_told(firms: Firms) -> None:
    async def deaf(leg: CallLeg) -> None:
        async for _ in leg.events():
            pass

    async def never() -> Wanted:
        await asyncio.Event().wait()
        return Wanted()

    async with served(firms, deaf) as s:
        with pytest.raises(GatewayError, match=r"did not wait for hello\.wav"):
            await phone_in(
                s.account, SMILE, [Turn(FIRST, label="hello.wav")], never, clock=SteadyClock(FAST), patience=0
            )


async def test_a_server_that_is_not_there(firms: Firms) -> None:
    async def never() -> Wanted:
        await asyncio.Event().wait()
        return Wanted()

    async with served(firms, lambda leg: never()) as s:
        account = s.account
    with pytest.raises(GatewayError, match="does not answer"):
        await phone_in(account, SMILE, [], never)


@pytest.mark.parametrize(
    ("wanted", "taken"),
    [(Wanted(), 1), (Wanted(keys=True), 0), (Wanted(recording=True), 1), (Wanted(recording=True, keys=True), 1)],
)
def test_a_turn_is_taken_where_it_is_wanted(wanted: Wanted, taken: int) -> None:
    key, name = Turn(keys="1"), Turn(FIRST)
    left = [name, key] if wanted == Wanted() else [key, name]
    assert left[next_turn(left, wanted)] is (key, name)[taken]
    assert next_turn([key], wanted) == 0
