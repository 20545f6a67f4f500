"""Scripted calls: the turn a step stands for, and where a reply is not what the script wants. Pure."""

from __future__ import annotations

from typing import Any

from receptionist.messages import (
    CallAnswered,
    CallerKeyed,
    CallerLeft,
    CallerRecorded,
    CallerSaid,
    CallerSilent,
    CallerTurn,
    HandOverFailed,
    Reply,
)
from receptionist.simulate.scenario import Turn


def turn_of(step: Turn) -> CallerTurn:
    """What the caller does."""
    if step.say is not None:
        return CallerSaid(" ".join([step.say] * step.repeated))
    if step.key is not None:
        return CallerKeyed(step.key)
    if step.silent is not None:
        return CallerSilent(step.silent)
    if step.recorded is not None:
        return CallerRecorded(step.recorded, 2.0)
    if step.hand_over_failed is not None:
        return HandOverFailed(step.hand_over_failed)
    return CallerLeft() if step.left else CallAnswered()


def faults(step: Turn, reply: Reply) -> list[str]:
    """Where the reply is not as wanted, and what it was."""
    low = reply.text.lower()
    found = [f"lacks {want!r}" for want in step.hears if want.lower() not in low]
    found += [f"must not say {bad!r}" for bad in step.not_ if bad.lower() in low]
    have: dict[str, Any] = {
        "expects": reply.expects.value if reply.expects else "none",
        "keys": " ".join(c.key for c in reply.choices),
        "intent": reply.intent,
        "language": reply.language,
        "handover": reply.handover.reason.value if reply.handover else "none",
        "ended": reply.ended,
        "keys_wanted": reply.keys_wanted,
        "record": reply.record,
    }
    wanted = {name: getattr(step, name) for name in have}
    found += [f"{n} is {have[n]!r}, not {w!r}" for n, w in wanted.items() if w is not None and have[n] != w]
    if not reply.text and not reply.ended:
        found.append("says nothing")
    return [f"{fault} (said: {reply.text!r})" for fault in found]
