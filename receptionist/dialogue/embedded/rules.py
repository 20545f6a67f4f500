"""The rule table: what to do in which situation, compiled from the rules as Rasa's RulePolicy does. Pure.

A key is the JSON of the states a rule looks at, oldest first; the table equals `rule_policy.json` of a model that
Rasa 3.6 trained from the same project (lookup.rules and lookup.rules_for_loop_unhappy_path).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from receptionist.dialogue.embedded.project import (
    LISTEN,
    SNIPPET,
    ActionStep,
    LoopStep,
    Place,
    Project,
    Rule,
    SlotStep,
    UserStep,
)
from receptionist.dialogue.embedded.trail import SHOULD_NOT_BE_SET, State, Trail, feature, user_state
from receptionist.errors import ProjectError

INTERRUPTED = "loop_was_interrupted"
DO_NOT = "do_not_predict_loop_action"


@dataclass(frozen=True, slots=True)
class Predicted:
    """What the rules say."""

    action: str | None
    """None: no rule applies."""
    interrupted: bool
    """A form is being returned to after something else was done: what the caller said is no answer to it."""


class RuleTable:
    """All rules of a project, ready to be asked."""

    def __init__(self, rules: Mapping[str, str], unhappy: Mapping[str, str]) -> None:
        self.rules = dict(rules)
        """Key → action."""
        self.unhappy = dict(unhappy)
        """Key → INTERRUPTED or DO_NOT."""
        self._rules = [(json.loads(key)[::-1], key, action) for key, action in self.rules.items()]
        self._unhappy = [(json.loads(key)[::-1], key, mark) for key, mark in self.unhappy.items()]

    @property
    def depth(self) -> int:
        """How many actions the longest rule looks back on."""
        return max((len(states) for states, _, _ in [*self._rules, *self._unhappy]), default=1)

    def predict(self, past: Sequence[State], present: State, loop: str | None) -> Predicted:
        """What the rules say now; `past` are the states before each earlier action, oldest first."""
        states = [present, *reversed(past)]
        hits = [(states_, key, action) for states_, key, action in self._rules if _applies(states_, states)]
        # Rasa takes the longest key: a rule with more conditions goes before the one it contains.
        best = max(hits, key=lambda hit: len(hit[1])) if hits else None
        action = best[2] if best else None
        if loop is None:
            return Predicted(action, False)
        marks = {mark for states_, _, mark in self._unhappy if _applies(states_, states)}
        if best is not None and action == LISTEN and not _loop_of(best[0][0]):
            if DO_NOT not in marks:
                return Predicted(loop, False)  # a general rule does not know of the form: go back to it
            action = None
        return Predicted(action, INTERRUPTED in marks)


def _loop_of(state: State) -> str | None:
    name = state.get("active_loop", {}).get("name")
    return None if name == SHOULD_NOT_BE_SET else name


def _applies(rule: Sequence[State], states: Sequence[State]) -> bool:
    for wanted, seen in zip(rule, states, strict=False):
        begins, began = "prev_action" not in wanted, "prev_action" not in seen
        if begins and began:
            continue
        if begins or began or not _matches(wanted, seen):
            return False
    return True


def _matches(wanted: State, seen: State) -> bool:
    for part, values in wanted.items():
        present = seen.get(part, {})
        for key, value in values.items():
            if value == SHOULD_NOT_BE_SET:
                if present.get(key) and present[key] != SHOULD_NOT_BE_SET:
                    return False
            elif value and present.get(key) != value:
                return False
    return True


# ---------------------------------------------------------------- compiling


def compile_rules(project: Project) -> RuleTable:
    """Raises ProjectError when two rules want different things in the same situation."""
    rules: dict[str, str] = {}
    unhappy: dict[str, str] = {}
    sources: dict[str, Rule] = {}
    for rule in project.rules:
        trail = _walk(rule, project)
        states = trail.states()
        for place, action in enumerate(trail.actions()):
            if place == 0 and not _first_is_foreseen(rule):
                continue
            seen = states[: place + 1]
            key = _key(seen)
            if key is not None and action != SNIPPET:
                if rules.get(key, action) != action:
                    _contradiction(rule, action, sources[key], rules[key])
                rules[key] = action
                sources.setdefault(key, rule)
            _note_unhappy(seen, action, unhappy)
    return RuleTable(rules, unhappy)


def _first_is_foreseen(rule: Rule) -> bool:
    """Whether a rule's first action follows from anything: only that one waits for the first words of a call."""
    first = next((step for step in rule.steps if isinstance(step, UserStep | ActionStep)), None)
    return rule.conversation_start and isinstance(first, UserStep)


def _contradiction(rule: Rule, action: str, other: Rule, wanted: str) -> None:
    place: Place = rule.place
    raise ProjectError(
        place.file,
        place.line,
        f"the rule {rule.name!r} does {action!r} where the rule {other.name!r} "
        f"({other.place.file.name}:{other.place.line}) does {wanted!r}",
    )


def _note_unhappy(states: Sequence[State], action: str, unhappy: dict[str, str]) -> None:
    loop = states[-1].get("active_loop", {}).get("name")
    if not loop or loop == SHOULD_NOT_BE_SET:
        return
    if len(states) == 1 or not states[-2].get("prev_action"):
        seen = [states[-1]]
    else:
        seen = [{"prev_action": states[-2]["prev_action"]}, states[-1]]
    key = _key(seen)
    if key is None:
        return
    listened = states[-1].get("prev_action", {}).get("action_name") == LISTEN
    if listened and action == loop:
        unhappy[key] = INTERRUPTED
    elif not listened and action != loop:
        unhappy[key] = DO_NOT


def _key(states: Sequence[State]) -> str | None:
    """The states after the last gap, as JSON; None when the last one is a gap."""
    kept: list[State] = []
    for state in reversed(states):
        if state.get("prev_action", {}).get("action_name") == SNIPPET:
            break
        kept.insert(0, state)
    return json.dumps(kept, sort_keys=True) if kept else None


class _Walk:
    """A rule played through as if it were a conversation in which only the rule's own facts are known."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.trail = Trail((), depth=10_000)
        self.slots: dict[str, Any] = {}
        self.loop: str | None = None
        self.listening = False

    def act(self, name: str) -> None:
        self.trail.act(name, self.trail.present(self.slots, self.loop), name in self.project.forms)
        self.listening = name == LISTEN

    def listen(self) -> None:
        if not self.listening:
            self.act(LISTEN)

    def set(self, name: str, value: Any) -> None:
        slot = self.project.slots.get(name)
        if slot is None or not slot.influences:
            return
        seen = SHOULD_NOT_BE_SET if value is None else feature(slot, _listed(slot.type, value))
        if seen is None:
            self.slots.pop(name, None)
        else:
            self.slots[name] = seen
        self.listening = False

    def turn_to(self, loop: str | None) -> None:
        self.loop = SHOULD_NOT_BE_SET if loop is None else loop
        self.listening = False

    def hear(self, step: UserStep) -> None:
        self.listen()
        self.trail.say(user_state(step.intent, step.entities, self.project.entities))
        self.listening = False
        for name, value in _entity_slots(step, self.project):
            self.set(name, value)


def _walk(rule: Rule, project: Project) -> Trail:
    walk = _Walk(project)

    def do(step: SlotStep | LoopStep | UserStep | ActionStep) -> None:
        match step:
            case SlotStep():
                walk.set(step.slot, step.value)
            case LoopStep():
                walk.turn_to(step.loop)
            case UserStep():
                walk.hear(step)
            case ActionStep():
                walk.act(step.action)

    for condition in rule.conditions:
        do(condition)
    if not rule.conversation_start:
        walk.act(SNIPPET)
    for step in rule.steps:
        do(step)
    if not rule.wait_for_user_input:
        walk.act(SNIPPET)
    walk.listen()
    return walk.trail


def _listed(kind: str, value: Any) -> Any:
    return [value] if kind == "list" and value and not isinstance(value, list) else value


def _entity_slots(step: UserStep, project: Project) -> list[tuple[str, Any]]:
    """Slots that the entities of a rule's step would fill (Rasa: store_entities_as_slots)."""
    if not project.store_entities:
        return []
    found = []
    for slot in project.slots.values():
        values = [
            entity.get("value")
            for mapping in slot.mappings
            if mapping.type == "from_entity"
            and not (mapping.conditions and mapping.conditions[0].active_loop is not None)
            for entity in step.entities
            if (entity["entity"], entity.get("role"), entity.get("group"))
            == (mapping.entity, mapping.role, mapping.group)
        ]
        if values:
            found.append((slot.name, values if slot.type == "list" else values[-1]))
    return found
