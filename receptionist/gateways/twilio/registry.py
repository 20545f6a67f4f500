"""The calls that Twilio has brought in, by CallSid.

Makes every webhook idempotent (the answer given once is given again), hands out stream tokens that work
once, and remembers what <Connect> is to be answered with when a stream has ended.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from hmac import compare_digest
from typing import Final, TypeAlias

from receptionist.gateways.gateway import Transfer
from receptionist.messages import Call, CallAnswered, CallerTurn
from receptionist.tenant import Tenant

FORGET_SECONDS: Final = 3_600.0
"""How long a finished call's answers are kept for repeated webhooks."""
SILENT_SECONDS: Final = 86_400.0
"""A call of which nothing was heard for a day has ended without a word (Twilio's longest call: 24 h)."""
SEEN_MAX: Final = 10_000
"""Recordings remembered against repeated reports."""


class Plain(Enum):
    """What may follow a stream besides a hand-over."""

    HANG_UP = "hang_up"
    FALLBACK = "fallback"


Next: TypeAlias = Transfer | Plain


@dataclass(slots=True)
class Leg:
    """One stream of a call."""

    number: int
    opening: CallerTurn
    token: str | None
    """None: used, or withdrawn."""
    after: Next | None = None
    """Decided by the receptionist; None while nothing was decided."""
    whispered: set[int] = field(default_factory=set)
    """Tries of the hand-over in which somebody answered …"""
    accepted: set[int] = field(default_factory=set)
    """… and pressed 1."""


@dataclass(slots=True)
class LiveCall:
    """A call between its first webhook and its end."""

    call: Call
    tenant: Tenant
    """As the firm's file stood when the call began: it keeps what it began with."""
    legs: list[Leg] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    """What each webhook was answered."""
    ended: bool = False
    touched: float = 0.0

    def new_leg(self, opening: CallerTurn) -> Leg:
        """The next stream of the call; only the last one is let in."""
        leg = Leg(len(self.legs) + 1, opening, secrets.token_urlsafe(24))
        self.legs.append(leg)
        return leg

    @property
    def asked_for(self) -> bool:
        """Twilio has not yet been told what follows the last stream, or not yet told us that the call is over."""
        last = self.legs[-1] if self.legs else None
        if self.ended or last is None or last.token is not None or last.after is Plain.FALLBACK:
            return False
        return f"connected {last.number}" not in self.answers or last.after is Plain.HANG_UP

    def leg(self, number: int) -> Leg | None:
        """The stream of that number, counted from 1."""
        return self.legs[number - 1] if 0 < number <= len(self.legs) else None


class Registry:
    """All calls of this process. Times are the gateway's clock's."""

    def __init__(self) -> None:
        self._calls: dict[str, LiveCall] = {}
        self._seen: dict[str, None] = {}

    def __iter__(self) -> Iterator[LiveCall]:
        return iter(tuple(self._calls.values()))

    def find(self, call_sid: str, now: float) -> LiveCall | None:
        """The call, if it is known here."""
        live = self._calls.get(call_sid)
        if live:
            live.touched = now
        return live

    def add(self, call: Call, tenant: Tenant, now: float) -> LiveCall:
        """A new call with its first stream."""
        self._forget(now)
        live = self._calls[call.id] = LiveCall(call, tenant, touched=now)
        live.new_leg(CallAnswered())
        return live

    def claim(self, call_sid: str, token: str) -> tuple[LiveCall, Leg] | None:
        """The stream for which this token was made; it works once, and for its own call only."""
        live = self._calls.get(call_sid)
        if live is None or live.ended or not live.legs:
            return None
        leg = live.legs[-1]
        if leg.token is None or not compare_digest(leg.token.encode(), token.encode("utf-8", "replace")):
            return None
        leg.token = None
        return live, leg

    def first(self, name: str) -> bool:
        """Whether this (a recording) is heard of for the first time."""
        if name in self._seen:
            return False
        self._seen[name] = None
        if len(self._seen) > SEEN_MAX:
            del self._seen[next(iter(self._seen))]
        return True

    def not_done(self, name: str) -> None:
        """It failed: the next time is the first again."""
        self._seen.pop(name, None)

    def _forget(self, now: float) -> None:
        for sid, live in tuple(self._calls.items()):
            if now - live.touched > (FORGET_SECONDS if live.ended else SILENT_SECONDS):
                del self._calls[sid]
