"""Time as the gateways take it: injected, so that tests run calls faster than real time."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """Steady seconds; only differences mean anything."""

    def now(self) -> float:
        """Seconds."""
        ...

    async def until(self, when: float) -> None:
        """Return at `when`, or at once when it is past."""
        ...


class SteadyClock:
    """The machine's monotonic clock, `speed` times as fast."""

    def __init__(self, speed: float = 1.0) -> None:
        self._speed = speed

    def now(self) -> float:
        """Seconds."""
        return time.monotonic() * self._speed

    async def until(self, when: float) -> None:
        """Return at `when`; always lets others run."""
        await asyncio.sleep(max(0.0, (when - self.now()) / self._speed))
