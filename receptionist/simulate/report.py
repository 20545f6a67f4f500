"""What came of the calls: a line each, and totals. Pure."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from typing import Any

from receptionist.simulate.running import Result


def line(result: Result) -> str:
    """ok or FAIL, and why."""
    name = f"{result.scenario.file}: {result.scenario.name}"
    if result.ok:
        return f"ok    {name} ({result.turns} turns)"
    return "\n".join([f"FAIL  {name}", *(f"      {fault}" for fault in result.verdict.faults)])


def totals(results: Sequence[Result]) -> dict[str, Any]:
    """Figures; shares from 0 to 1, turns are the caller's."""
    return {
        **figures(results),
        "languages": _by(results, lambda r: (r.scenario.language,)),
        "manners": _by([r for r in results if r.scenario.goal], lambda r: r.scenario.manner),
    }


def figures(results: Sequence[Result]) -> dict[str, Any]:
    """Of some calls: success, wrong bookings, turns to success of plain bookings."""
    ok = sum(r.ok for r in results)
    turns = sorted(r.booked_after for r in results if r.ok and r.scenario.plain and r.booked_after is not None)
    return {
        "calls": len(results),
        "ok": ok,
        "success": round(ok / len(results), 4) if results else None,
        "wrong_bookings": sum(r.verdict.wrong for r in results),
        "plain_bookings": len(turns),
        "median_turns": statistics.median(turns) if turns else None,
        "p95_turns": turns[math.ceil(0.95 * len(turns)) - 1] if turns else None,
    }


def _by(results: Sequence[Result], keys: Callable[[Result], Sequence[str]]) -> dict[str, dict[str, Any]]:
    found = sorted({key for r in results for key in keys(r)})
    return {key: figures([r for r in results if key in keys(r)]) for key in found}


def summary(results: Sequence[Result]) -> list[str]:
    """The totals for a person."""
    all_ = totals(results)
    out = [_told("all", all_)]
    out += [_told(language, each) for language, each in all_["languages"].items()]
    out += [_told(manner, each) for manner, each in all_["manners"].items()]
    return out


def _told(name: str, each: dict[str, Any]) -> str:
    share = f"{each['success']:.1%}" if each["success"] is not None else "–"
    turns = f", plain bookings {each['plain_bookings']}: median {each['median_turns']} turns, p95 {each['p95_turns']}"
    text = f"{name:<13}{each['ok']}/{each['calls']} ({share}), wrong bookings {each['wrong_bookings']}"
    return text + (turns if each["plain_bookings"] else "")


def as_json(result: Result) -> dict[str, Any]:
    """A call for machines."""
    return {
        "file": result.scenario.file,
        "name": result.scenario.name,
        "language": result.scenario.language,
        "ok": result.ok,
        "faults": list(result.verdict.faults),
        "wrong_bookings": result.verdict.wrong,
        "turns": result.turns,
        "turns_to_success": result.booked_after,
        "transcript": [{"caller": said, "reply": reply} for said, reply in result.transcript],
    }
