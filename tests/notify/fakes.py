"""Honest little senders, and a clock that the tests turn."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from receptionist.notify.notify import Outgoing


class Clock:
    """Stands until it is moved; `sleep` moves it."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta) -> None:
        self.now += by

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


class Sent:
    """A sender that does as it is told, and remembers."""

    def __init__(self, kind: Literal["sms", "email"] = "email", fails: list[Exception] | None = None) -> None:
        self.kind: Literal["sms", "email"] = kind
        self.fails = fails or []
        self.tried: list[str] = []
        self.sent: list[str] = []

    async def send(self, message: Outgoing) -> None:
        self.tried.append(message.key)
        if self.fails:
            raise self.fails.pop(0)
        self.sent.append(message.key)
