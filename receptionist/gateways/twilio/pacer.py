"""One ticker for all calls: every 20 ms each line that has something to say is given its turn."""

from __future__ import annotations

import asyncio
from typing import Protocol

from receptionist.gateways.clock import Clock
from receptionist.gateways.twilio.playout import FRAME_SECONDS


class Paced(Protocol):
    """A line with sound to send."""

    async def push(self, now: float) -> bool:
        """Send what is due; False when nothing is left to be sent. Never waits for the peer."""
        ...


class Pacer:
    """Keeps its grid to the clock: a late tick is followed by one on time, so nothing drifts."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lines: dict[Paced, None] = {}
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def slot(self) -> float:
        """The present place on the 20 ms grid, in seconds."""
        return self._step() * FRAME_SECONDS

    def join(self, line: Paced) -> None:
        """The line has something to send."""
        self._lines[line] = None
        self._wake.set()
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    def leave(self, line: Paced) -> None:
        """The line is gone."""
        self._lines.pop(line, None)

    async def close(self) -> None:
        """Stop ticking."""
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])
            self._task = None

    async def tick(self, now: float) -> None:
        """Give each line its turn."""
        for line in tuple(self._lines):
            if not await line.push(now):
                self._lines.pop(line, None)

    def _step(self) -> int:
        # The grain of sand keeps a clock that stands on the grid from falling off it by rounding.
        return int(self._clock.now() / FRAME_SECONDS + 1e-6)

    async def _run(self) -> None:
        step = self._step()
        while True:
            if not self._lines:
                self._wake.clear()
                await self._wake.wait()
                step = self._step()  # What was due until now has been sent by the line itself.
            step = max(step + 1, self._step())
            await self._clock.until(step * FRAME_SECONDS)
            await self.tick(step * FRAME_SECONDS)
