"""What rules look back on: the states before each action, as Rasa's RulePolicy sees them. Pure.

A state is JSON: {"user": {"intent", "entities"?}, "prev_action": {"action_name"}, "slots": {name: features},
"active_loop": {"name"}}, each part only when there is something in it. The state of the very beginning has no
prev_action. While a form is simply being filled, Rasa forgets the turns in between (the form seems to have run
once); `Trail.act` follows that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from receptionist.dialogue.embedded.project import Slot

State: TypeAlias = dict[str, Any]
SHOULD_NOT_BE_SET = "should_not_be_set"
"""How a rule says that a slot or a form must not be set."""


def feature(slot: Slot, value: Any) -> list[float] | str | None:
    """What rules see of a slot's value; None: nothing."""
    if not slot.influences or value is None:
        return None
    if value == SHOULD_NOT_BE_SET:
        return SHOULD_NOT_BE_SET
    seen = {
        "text": lambda: [1.0],
        "bool": lambda: _bool(value),
        "categorical": lambda: _categorical(slot, value),
        "float": lambda: _float(slot, value),
        "list": lambda: [1.0] if value else [0.0],
        "any": lambda: [0.0],
    }[slot.type]()
    return seen if any(seen) else None


def _bool(value: Any) -> list[float]:
    if isinstance(value, bool | int | float):
        return [1.0, float(value == 1)]
    text = str(value).strip().lower()
    if text.isnumeric():
        return [1.0, float(float(text) == 1.0)]
    return [1.0, float(text == "true")] if text in ("true", "false") else [0.0, 0.0]


def _categorical(slot: Slot, value: Any) -> list[float]:
    values = slot.values if "__other__" in slot.values else (*slot.values, "__other__")
    text = str(value).lower()
    chosen = text if text in values else "__other__"
    return [float(known == chosen) for known in values]


def _float(slot: Slot, value: Any) -> list[float]:
    try:
        capped = max(slot.low, min(slot.high, float(value)))
    except (TypeError, ValueError):
        return [0.0, 0.0]
    return [1.0, (capped - slot.low) / (slot.high - slot.low)]


def user_state(intent: str, entities: Sequence[Mapping[str, Any]], known: frozenset[str]) -> State:
    """What rules see of the caller's words."""
    names: set[str] = set()
    for entity in entities:
        if entity["entity"] in known:
            names.add(entity["entity"])
            names |= {f"{entity['entity']}#{entity[key]}" for key in ("role", "group") if key in entity}
    return {"intent": intent, "entities": sorted(names)} if names else {"intent": intent}


class Trail:
    """The past of a conversation as rules see it; `entries` is JSON.

    An entry is ["action", name, state before it, followed up?], ["user"], ["rejected", action] or ["off"]
    (a form was deactivated).
    """

    def __init__(self, entries: Sequence[Sequence[Any]], depth: int) -> None:
        """`depth`: how many actions to remember."""
        self.entries: list[list[Any]] = [list(entry) for entry in entries]
        self.depth = depth
        self.user: State = {}
        """What rules see as the latest words of the caller."""

    def copy(self) -> Trail:
        other = Trail(self.entries, self.depth)
        other.user = self.user
        return other

    @property
    def latest_action(self) -> str | None:
        return next((entry[1] for entry in reversed(self.entries) if entry[0] == "action"), None)

    def states(self) -> list[State]:
        """The states before each remembered action, oldest first, without the present one."""
        return [entry[2] for entry in self.entries if entry[0] == "action"]

    def actions(self) -> list[str]:
        return [entry[1] for entry in self.entries if entry[0] == "action"]

    def present(self, slots: Mapping[str, Any], loop: str | None) -> State:
        """The state now. `slots` are features."""
        state: State = {}
        if self.user:
            state["user"] = self.user
        if slots:
            state["slots"] = dict(slots)
        if self.latest_action is not None:
            state["prev_action"] = {"action_name": self.latest_action}
        if loop is not None:
            state["active_loop"] = {"name": loop}
        return state

    # ------------------------------------------------------------ what happens

    def say(self, user: State) -> None:
        """The caller spoke."""
        self.entries.append(["user"])
        self.user = user

    def reject(self, action: str) -> None:
        self.entries.append(["rejected", action])

    def switch_off(self) -> None:
        self.entries.append(["off"])

    def act(self, name: str, state: State, is_loop: bool, followed_up: bool = False) -> None:
        """An action ran; `state` is the one before it."""
        if is_loop and not self._first_or_unhappy(name):
            self._forget_back_to(name)
            return
        self.entries.append(["action", name, state, followed_up])
        places = [place for place, entry in enumerate(self.entries) if entry[0] == "action"]
        if len(places) > self.depth:
            del self.entries[: places[-self.depth]]

    def rewind(self) -> bool:
        """Back to before the caller's latest words and the waiting for them.

        Returns whether that waiting had been asked for by a follow-up.
        """
        while self.entries and self.entries.pop()[0] != "user":
            pass
        followed_up = False
        while self.entries:
            entry = self.entries.pop()
            if entry[0] == "action":
                followed_up = bool(entry[3])
                self.user = entry[2].get("user", {})
                break
        return followed_up

    def _first_or_unhappy(self, loop: str) -> bool:
        """Rasa's question whether a form ran for the first time, or returns after something else was done."""
        following: str | None = None
        for entry in reversed(self.entries):
            if entry[0] == "off" or (entry[0] == "rejected" and entry[1] == loop):
                return True
            if entry[0] == "user" and following is not None and following != loop:
                return True
            if entry[0] == "action":
                if entry[1] == loop:
                    return False
                following = entry[1]
        return True

    def _forget_back_to(self, loop: str) -> None:
        kept: list[list[Any]] = []
        while self.entries:
            entry = self.entries[-1]
            if entry[0] == "action" and entry[1] == loop:
                self.user = entry[2].get("user", {})
                break
            self.entries.pop()
            if entry[0] in ("rejected", "off"):
                kept.append(entry)
        self.entries.extend(reversed(kept))
