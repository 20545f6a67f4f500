"""The ticker, on a clock that is turned by hand."""

from __future__ import annotations

import asyncio

from receptionist.gateways.twilio.pacer import Pacer


class HandClock:
    """Time stands still until `to`."""

    def __init__(self) -> None:
        self._now = 50.0
        self._waiting: list[tuple[float, asyncio.Event]] = []

    def now(self) -> float:
        return self._now

    async def until(self, when: float) -> None:
        event = asyncio.Event()
        self._waiting.append((when, event))
        await event.wait()

    async def to(self, when: float) -> None:
        await self._settle()
        self._now = when
        for _ in range(20):
            for waiting in tuple(self._waiting):
                if waiting[0] <= when:
                    self._waiting.remove(waiting)
                    waiting[1].set()
            await self._settle()

    async def _settle(self) -> None:
        for _ in range(5):
            await asyncio.sleep(0)


class Line:
    """Counts its turns; has sound for so many."""

    def __init__(self, turns: int) -> None:
        self.at: list[float] = []
        self._turns = turns

    async def push(self, now: float) -> bool:
        self.at.append(round(now, 3))
        return len(self.at) < self._turns


async def test_every_line_has_its_turn_each_20_ms() -> None:
    clock = HandClock()
    pacer = Pacer(clock)
    one, other = Line(99), Line(2)
    pacer.join(one)
    pacer.join(other)
    for now in (50.02, 50.04, 50.0601):
        await clock.to(now)
    assert one.at == [50.02, 50.04, 50.06]
    assert other.at == [50.02, 50.04]
    await pacer.close()


async def test_after_a_standstill_it_is_on_time_again() -> None:
    clock = HandClock()
    pacer = Pacer(clock)
    line = Line(99)
    pacer.join(line)
    await clock.to(50.02)
    await clock.to(50.2111)
    await clock.to(50.22)
    assert line.at == [50.02, 50.04, 50.2, 50.22]  # What was missed is not gone through one by one.
    await pacer.close()


async def test_it_sleeps_without_lines_and_wakes_again() -> None:
    clock = HandClock()
    pacer = Pacer(clock)
    first, second = Line(1), Line(1)
    pacer.join(first)
    await clock.to(50.02)
    await clock.to(51.0)
    await clock.to(52.0)
    pacer.join(second)
    await clock.to(52.02)
    assert len(first.at) == 1
    assert second.at == [52.02]
    await pacer.close()


async def test_a_line_that_left_is_not_asked() -> None:
    clock = HandClock()
    pacer = Pacer(clock)
    line = Line(99)
    pacer.join(line)
    await clock.to(50.02)
    pacer.leave(line)
    await clock.to(50.04)
    assert len(line.at) == 1
    await pacer.close()
