"""A caller's goal, and the books at the end of a call, in a few words."""

from __future__ import annotations

from typing import Any

from receptionist.simulate.scenario import Scenario

GOAL: dict[str, Any] = {
    "kind": "book",
    "service": "haircut",
    "staff": ["anna"],
    "name": "Ann Lee",
    "when": {"say": "thursday morning", "accept": [{"from": "2026-11-26T09:00", "to": "2026-11-26T12:00"}]},
}


def scenario(goal: dict[str, Any] | None = None, **more: Any) -> Scenario:
    """A booking at the hair studio, or whatever is said instead."""
    facts: dict[str, Any] = {
        "name": "a caller",
        "firm": "bella",
        "language": "en",
        "now": "2026-11-23T09:55",
        "caller": "+447700900142",
    }
    if "turns" not in more:
        facts["goal"] = {**GOAL, **(goal or {})}
    return Scenario.model_validate({**facts, **more})
