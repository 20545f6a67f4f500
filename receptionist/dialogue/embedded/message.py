"""What came in: Rasa's `/intent{"entity": "value"}` notation, or words. Pure.

Notation: docs "Rasa Open Source: NLU-only … /intent@confidence{…}", as RegexMessageHandler reads it: an unknown
intent makes the whole message words; unknown entities are dropped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from receptionist.dialogue.embedded.project import DEFAULT_INTENTS

_NOTATION = re.compile(r"^/(?P<intent>[^{@]+)(?P<confidence>@[0-9.]+)?(?P<entities>\{.+\})?")


@dataclass(frozen=True, slots=True)
class Heard:
    """A message understood."""

    text: str
    intent: str
    confidence: float
    """0 to 1."""
    entities: tuple[Mapping[str, Any], ...] = ()
    ranking: tuple[tuple[str, float], ...] = ()

    def parse_data(self) -> dict[str, Any]:
        """As Rasa's `latest_message`."""
        ranking = self.ranking or ((self.intent, self.confidence),)
        return {
            "text": self.text,
            "intent": {"name": self.intent, "confidence": self.confidence},
            "entities": [dict(entity) for entity in self.entities],
            "intent_ranking": [{"name": name, "confidence": confidence} for name, confidence in ranking],
            "metadata": {},
        }


def read_notation(message: str, intents: frozenset[str], entities: frozenset[str]) -> Heard | None:
    """The message in Rasa's notation; None: it is words."""
    text = message.strip()
    match = _NOTATION.match(text)
    if match is None:
        return None
    intent = match["intent"].strip()
    if intent not in intents and intent not in DEFAULT_INTENTS:
        return None
    return Heard(
        text=message,
        intent=intent,
        confidence=_confidence(match["confidence"]),
        entities=_entities(match, entities),
    )


def _confidence(written: str | None) -> float:
    if written is None:
        return 1.0
    try:
        return min(1.0, float(written[1:]))
    except ValueError:
        return 0.0


def _entities(match: re.Match[str], known: frozenset[str]) -> tuple[Mapping[str, Any], ...]:
    written = match["entities"]
    if written is None:
        return ()
    try:
        found = json.loads(written)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(found, dict):
        return ()
    start, end = match.span("entities")
    return tuple(
        {"entity": name, "value": value, "start": start, "end": end, "extractor": "RegexMessageHandler"}
        for name, values in found.items()
        if name in known
        for value in (values if isinstance(values, list) else [values])
    )
