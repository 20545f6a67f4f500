"""Actions: responses, custom actions through the ActionRunner, and what they say.

Differs from Rasa in one thing on purpose: where an action fails, Rasa goes on as if it had done nothing (it drops
the form and submits it half filled); here the error reaches the caller of the engine, whose tracker is unchanged.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from receptionist.dialogue.embedded import responses
from receptionist.dialogue.embedded.extract import extract
from receptionist.dialogue.embedded.project import VALIDATE_MAPPINGS, SlotMapping
from receptionist.dialogue.embedded.talk import Event, Talk, slot_event
from receptionist.dialogue.engine import ActionRejected, ActionRunner
from receptionist.errors import DialogueError

_NOT_SPOKEN = ("buttons", "quick_replies", "image", "attachment", "elements")


@dataclass(slots=True)
class Actor:
    """Runs the actions of one message."""

    runner: ActionRunner
    rng: random.Random
    said: dict[str, int] = field(default_factory=dict)

    def utter(self, name: str, talk: Talk, arguments: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
        """A response filled in: {"text"?, "custom"?}; None when there is none for these slots."""
        variations = talk.project.responses.get(name, ())
        places = responses.suitable(variations, talk.slots)
        if not places:
            return None
        # Not the wording the caller heard last time, where there is another.
        fresh = [place for place in places if place != self.said.get(name)] or places
        place = self.rng.choice(fresh)
        if len(variations) > 1:
            self.said[name] = place
        values = {**talk.slots, **(arguments or {})}
        draft: dict[str, Any] = {}
        if variations[place].text:
            draft["text"] = responses.fill(variations[place].text, values)
        if variations[place].custom:
            draft["custom"] = responses.fill(variations[place].custom, values)
        return draft

    def respond(self, name: str, talk: Talk) -> list[Event]:
        """The response as an action."""
        draft = self.utter(name, talk)
        return [] if draft is None else [_bot(draft, name)]

    async def remote(self, name: str, talk: Talk) -> list[Event]:
        """A custom action: what it says, then its events. Raises ActionRejected, DialogueError."""
        if name not in talk.project.actions:
            raise DialogueError(f"the action {name!r} is not in the domain")
        try:
            result = await self.runner.run(talk.body(name))
        except KeyError as fault:
            raise DialogueError(f"no action of the name {name!r} can be run: {fault}") from fault
        events, spoken = _checked(name, result)
        return [bot for response in spoken if (bot := self._spoken(name, response, talk)) is not None] + events

    def _spoken(self, action: str, response: Mapping[str, Any], talk: Talk) -> Event | None:
        for key in _NOT_SPOKEN:
            if response.get(key):
                raise DialogueError(f"the action {action!r} says {key}, which cannot be spoken")
        rest = {key: value for key, value in response.items() if key not in ("response", "template")}
        named = response.get("response") or response.get("template")
        draft: dict[str, Any] = {}
        if named:
            if named not in talk.project.responses:
                raise DialogueError(f"the action {action!r} says {named!r}, which is not in the domain")
            filled = self.utter(named, talk, rest)
            if filled is None:
                return None
            draft = filled
        draft.update({key: value for key, value in rest.items() if value and key in ("text", "custom")})
        return _bot(draft, named)

    async def restricted(self, name: str, talk: Talk) -> list[Event]:
        """An action while slots are extracted: only what it says and the slots it sets count; it may not refuse."""
        try:
            events = await self.remote(name, talk)
        except ActionRejected:
            return []
        return [event for event in events if event["event"] in ("slot", "bot")]

    async def extract(self, talk: Talk) -> list[Event]:
        """Rasa's action_extract_slots: slots from the words, then from `action_validate_slot_mappings`."""
        events: list[Event] = []
        done: set[str] = set()
        for found in extract(talk):
            if not isinstance(found, SlotMapping):
                events.append(slot_event(*found))
            elif found.action is not None and found.action not in done:
                done.add(found.action)
                events += await self.restricted(found.action, talk)
        events = [event for event in events if event["event"] == "slot"]
        if VALIDATE_MAPPINGS not in talk.project.actions:
            return events
        trial = talk.copy()
        trial.apply_all(events)
        validated = await self.restricted(VALIDATE_MAPPINGS, trial)
        judged = {event["name"] for event in validated if event["event"] == "slot"}
        return validated + [event for event in events if event["name"] not in judged]


def _bot(draft: Mapping[str, Any], response: str | None) -> Event:
    return {
        "event": "bot",
        "text": draft.get("text"),
        "data": {"custom": draft.get("custom")},
        "metadata": {"utter_action": response} if response else {},
        "timestamp": None,
    }


def _checked(action: str, result: Mapping[str, Any]) -> tuple[list[Event], Sequence[Mapping[str, Any]]]:
    """Events and responses of an action, or DialogueError when they are not in Rasa's form."""
    events, spoken = result.get("events") or [], result.get("responses") or []
    if not isinstance(events, list) or not isinstance(spoken, list):
        raise DialogueError(f"the action {action!r} did not answer with lists of events and responses")
    named = {"slot", "action_execution_rejected", "followup", "active_loop", "form"}
    for event in events:
        if not isinstance(event, Mapping) or not isinstance(event.get("event"), str):
            raise DialogueError(f"the action {action!r} answered with an event that is none")
        if event["event"] in named and "name" not in event:
            raise DialogueError(f"the action {action!r} answered with a nameless {event['event']!r}")
    for response in spoken:
        if not isinstance(response, Mapping):
            raise DialogueError(f"the action {action!r} answered with a response that is none")
    return [dict(event) for event in events], spoken
