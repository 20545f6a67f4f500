"""A conversation while a message is being handled: what Rasa calls the tracker.

Events are JSON in Rasa's own form ({"event": "slot", "name": …, "value": …}), so that actions see what a Rasa
server would show them. Of the past only two turns of events are kept for the actions, and of the states only what
rules can look back on.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Mapping
from typing import Any

from receptionist.dialogue.embedded.message import Heard
from receptionist.dialogue.embedded.project import INPUT_CHANNEL, LISTEN, RASA_VERSION, REQUESTED, Project
from receptionist.dialogue.embedded.trail import State, Trail, feature, user_state
from receptionist.dialogue.engine import Tracker
from receptionist.errors import DialogueError

Event = dict[str, Any]

_VERSION = 1
"""Of the memory's form: another one is not read."""
_EVENTS = 60
"""Events shown to actions, at most."""
_ACTIONS_A_TURN = 10
"""Rasa's limit (MAX_NUMBER_OF_PREDICTIONS)."""


def slot_event(name: str, value: Any) -> Event:
    return {"event": "slot", "name": name, "value": value, "timestamp": None}


def loop_event(name: str | None) -> Event:
    return {"event": "active_loop", "name": name, "timestamp": None}


def action_event(name: str) -> Event:
    return {"event": "action", "name": name, "policy": None, "confidence": None, "timestamp": None}


class Talk:
    """The running tracker of one conversation."""

    def __init__(self, project: Project, depth: int, sender: str) -> None:
        self.project = project
        self.sender = sender
        self.slots: dict[str, Any] = {}
        self.loop: str | None = None
        self.rejected = False
        """The active form refused the caller's words."""
        self.interrupted = False
        """The active form is being returned to after something else."""
        self.latest_action: str | None = None
        self.followup: str | None = None
        self.vetoed: str | None = None
        """The action that was rejected since the last one that ran."""
        self.heard: Heard | None = None
        self.trail = Trail((), max(depth, _ACTIONS_A_TURN) + 2)
        self.events: list[Event] = []
        self.set_this_turn: list[tuple[str, Any]] = []
        """Slots set since the caller spoke, in order."""
        self.said: dict[str, int] = {}
        """Which variation of a response was said last."""

    # ------------------------------------------------------------ in and out

    @classmethod
    def resume(cls, project: Project, depth: int, tracker: Tracker) -> Talk:
        """The conversation as it was left, by this engine or another."""
        talk = cls(project, depth, tracker.sender)
        talk.slots = {name: slot.initial for name, slot in project.slots.items()} | {REQUESTED: None}
        begun = bool(tracker.memory) or tracker.loop is not None
        start = talk.present()
        for name, value in tracker.slots.items():
            if name in talk.slots:
                talk.slots[name] = talk.coerce(name, copy.deepcopy(value))
        talk.loop = tracker.loop if tracker.loop in project.forms else None
        memory = tracker.memory.get("embedded")
        if isinstance(memory, Mapping) and memory.get("version") == _VERSION:
            talk._recall(memory)
        elif begun:
            talk._take_over()
        else:
            talk.trail.act(LISTEN, start, False)
        talk.latest_action = LISTEN
        return talk

    def _recall(self, memory: Mapping[str, Any]) -> None:
        self.trail.entries = copy.deepcopy([list(entry) for entry in memory["trail"]])
        self.trail.user = dict(memory["user"])
        # Another engine may have ended the form, or begun another, since.
        if self.loop is not None and memory.get("loop") == self.loop:
            self.rejected = bool(memory["rejected"])
        self.said = dict(memory["said"])
        self.events = copy.deepcopy(list(memory["events"]))

    def _take_over(self) -> None:
        """Another engine began the conversation: the past is unknown, but that the form has asked."""
        past: State = {"prev_action": {"action_name": LISTEN}}
        self.trail.act(LISTEN, dict(past), False)
        if self.loop is not None:
            self.trail.act(self.loop, dict(past), True)
            self.trail.act(LISTEN, self.present(), False)

    def leave(self, memory: Mapping[str, Any]) -> Tracker:
        """The conversation as it is to be stored. `memory`: what was there before, of whoever."""
        mine = {
            "version": _VERSION,
            "trail": self.trail.entries,
            "user": self.trail.user,
            "loop": self.loop,
            "rejected": self.rejected,
            "said": self.said,
            "events": _last_turn(self.events),
        }
        try:
            stored = json.loads(json.dumps({"slots": self.slots, "mine": mine}))
        except (TypeError, ValueError) as fault:
            raise DialogueError(f"an action left something that is not JSON: {fault}") from fault
        kept = {key: value for key, value in memory.items() if key != "rasa"}  # what a server knew is stale now
        return Tracker(self.sender, stored["slots"], self.loop, {**kept, "embedded": stored["mine"]})

    def copy(self) -> Talk:
        """For trying something out: what is done to it is not done to this one."""
        other = copy.copy(self)
        other.slots = dict(self.slots)
        other.trail = self.trail.copy()
        other.events = list(self.events)
        other.set_this_turn = list(self.set_this_turn)
        return other

    # ------------------------------------------------------------ what rules see

    def present(self) -> State:
        seen = {name: feature(slot, self.slots[name]) for name, slot in self.project.slots.items()}
        return self.trail.present({name: value for name, value in seen.items() if value is not None}, self.loop)

    # ------------------------------------------------------------ what happens

    def hear(self, heard: Heard) -> None:
        """The caller spoke."""
        self.heard = heard
        self.followup = None
        self.set_this_turn = []
        self.trail.say(user_state(heard.intent, heard.entities, self.project.entities))
        self.events.append(
            {
                "event": "user",
                "text": heard.text,
                "parse_data": heard.parse_data(),
                "input_channel": INPUT_CHANNEL,
                "timestamp": None,
            }
        )

    def ran(self, action: str, state: State, followed_up: bool = False) -> None:
        """An action ran; `state` is the one before it. Its events are to be applied after."""
        self.trail.act(action, state, action in self.project.forms, followed_up)
        self.latest_action = action
        self.followup = None
        self.vetoed = None
        self.interrupted = False
        if self.loop is not None and self.loop == action:
            self.rejected = False
        self.events.append(action_event(action))

    def reject(self, action: str) -> None:
        if self.loop is not None and action == self.loop:
            self.rejected = True
        self.vetoed = action
        self.trail.reject(action)
        self.events.append({"event": "action_execution_rejected", "name": action, "timestamp": None})

    def apply_all(self, events: Iterable[Event]) -> None:
        for event in events:
            self.apply(event)

    def apply(self, event: Event) -> None:
        """Raises DialogueError for an event that is not understood."""
        match event.get("event"):
            case "slot":
                self._set(str(event["name"]), event.get("value"))
            case "active_loop" | "form":
                self._turn_to(event.get("name"))
            case "action":
                # Rasa's mark in front of the slots a form is to validate: not an action of the conversation.
                self.events.append(event)
            case "action_execution_rejected":
                self.reject(str(event["name"]))
            case "followup":
                self.followup = str(event["name"])
                self.events.append(event)
            case "reset_slots":
                self.slots = {name: slot.initial for name, slot in self.project.slots.items()} | {REQUESTED: None}
                self.events.append(event)
            case "rewind":
                self.events.append(event)
            case "bot":
                self.events.append(event)
            case other:
                raise DialogueError(f"the event {other!r} of an action is not supported")

    def _set(self, name: str, value: Any) -> None:
        if name not in self.slots:
            raise DialogueError(f"an action set the slot {name!r}, which is not in the domain")
        self.slots[name] = self.coerce(name, value)
        self.set_this_turn.append((name, value))
        self.events.append(slot_event(name, value))

    def coerce(self, name: str, value: Any) -> Any:
        slot = self.project.slots.get(name)
        if slot is not None and slot.type == "list" and value and not isinstance(value, list):
            return [value]
        return value

    def _turn_to(self, loop: str | None) -> None:
        if loop is not None and loop not in self.project.forms:
            raise DialogueError(f"an action began the form {loop!r}, which is not in the domain")
        self.loop = loop
        self.rejected = self.interrupted = False
        if loop is None:
            self.trail.switch_off()
        self.events.append(loop_event(loop))

    # ------------------------------------------------------------ what actions see

    def body(self, action: str) -> dict[str, Any]:
        """The request of Rasa's action-server protocol."""
        loop = {"name": self.loop, "is_interrupted": self.interrupted, "rejected": self.rejected} if self.loop else {}
        return {
            "next_action": action,
            "sender_id": self.sender,
            "version": RASA_VERSION,
            "domain": self.project.domain,
            "tracker": {
                "sender_id": self.sender,
                "slots": copy.deepcopy(self.slots),
                "latest_message": self.heard.parse_data() if self.heard else {},
                "latest_event_time": None,
                "followup_action": self.followup,
                "paused": False,
                "events": copy.deepcopy(self.events),
                "latest_input_channel": INPUT_CHANNEL,
                "active_loop": loop,
                "latest_action": {"action_name": self.latest_action},
                "latest_action_name": self.latest_action,
            },
        }


def _last_turn(events: list[Event]) -> list[Event]:
    """The events since the caller last spoke, at most `_EVENTS`."""
    places = [place for place, event in enumerate(events) if event["event"] == "user"]
    return events[places[-1] if places else 0 :][-_EVENTS:]
