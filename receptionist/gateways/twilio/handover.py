"""What comes of a hand-over, decided: pure.

Source: Twilio's <Dial>: DialCallStatus is completed, answered, busy, no-answer, failed or canceled. A
person who answers and does not press 1 also ends in "completed", so only the key press counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from receptionist.gateways.gateway import Transfer
from receptionist.gateways.twilio.twiml import NUMBERS_AT_ONCE

_TALKED: Final = frozenset({"completed", "answered"})
_FAILURES: Final = frozenset({"busy", "no-answer", "failed", "canceled"})


@dataclass(frozen=True, slots=True)
class Ring:
    """Ring these numbers at once."""

    numbers: tuple[str, ...]
    step: int
    """Which try of the hand-over this is, from 0."""


@dataclass(frozen=True, slots=True)
class Done:
    """They have talked, and it is over."""


@dataclass(frozen=True, slots=True)
class NobodyTook:
    """The receptionist must have the call back."""

    reason: str
    """As in messages.HandOverFailed."""


Outcome: TypeAlias = Ring | Done | NobodyTook


def begin(to: Transfer, forbidden: frozenset[str]) -> Ring | NobodyTook:
    """The first try. `forbidden` are the firms' own numbers: ringing one would come back to us in a loop."""
    return _try(to, 0, forbidden, "nobody_on_duty" if not to.numbers else "failed")


def after_dial(
    to: Transfer, step: int, status: str, *, whispered: bool, accepted: bool, forbidden: frozenset[str]
) -> Outcome:
    """What follows the end of a <Dial>. `whispered`: somebody answered; `accepted`: and pressed 1."""
    if accepted and status in _TALKED:
        return Done()
    if status in _TALKED or (whispered and status == "no-answer"):
        reason = "declined"
    else:
        reason = status if status in _FAILURES else "failed"
    return _try(to, step + 1, forbidden, reason)


def _try(to: Transfer, step: int, forbidden: frozenset[str], reason: str) -> Ring | NobodyTook:
    numbers = tuple(dict.fromkeys(n for n in to.numbers if n not in forbidden))
    size = 1 if to.in_order else NUMBERS_AT_ONCE
    now = numbers[step * size : (step + 1) * size]
    return Ring(now, step) if now else NobodyTook(reason)
