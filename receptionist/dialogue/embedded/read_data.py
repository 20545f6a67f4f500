"""Reads `data/`: the rules and the training lines.

Refused with file and line: stories, checkpoints, `or`, end-to-end steps (`user:`, `bot:`), more than one user step
in a rule, retrieval intents, responses outside of the domain. Look-up tables are kinds of words to the classifier, as
they are to Rasa's RegexFeaturizer. Synonyms and regular expressions are read, checked for shape and left unused: they
serve entity models, and the embedded engine takes entities only from `/intent{"entity": "value"}` (the loader refuses
a pipeline that would find entities in words).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from receptionist.dialogue.embedded.project import (
    REQUESTED,
    ActionStep,
    LoopStep,
    Place,
    Rule,
    Slot,
    SlotStep,
    Step,
    UserStep,
)
from receptionist.dialogue.embedded.read_domain import Domain, check_version
from receptionist.dialogue.embedded.yaml_file import Part, read
from receptionist.errors import ProjectError

_ANNOTATION = re.compile(r"\[([^\]]+)\](?:\(([^):]+)(?::[^)]*)?\)|(\{[^}]*\}))")
_UNUSED = ("synonym", "regex", "lookup")


@dataclass(slots=True)
class Data:
    rules: list[Rule] = field(default_factory=list)
    examples: list[tuple[str, str]] = field(default_factory=list)
    lookups: dict[str, list[str]] = field(default_factory=dict)
    """The entries of each look-up table."""
    annotated: Place | None = None
    """The first training line with an entity marked in it."""


def read_data(folder: Path, domain: Domain) -> Data:
    """Raises ProjectError."""
    data = Data()
    files = sorted(file for file in (folder / "data").rglob("*.y*ml") if file.is_file())
    if not files:
        raise ProjectError(folder / "data", 1, "has no YAML file")
    for file in files:
        root = read(file)
        if root is not None:
            _read_file(root, domain, data)
    names: dict[str, Rule] = {}
    for rule in data.rules:
        if rule.name in names:
            first = names[rule.name].place
            raise ProjectError(
                rule.place.file, rule.place.line, f"the rule {rule.name!r} stands twice (first in line {first.line})"
            )
        names[rule.name] = rule
    return data


def _read_file(root: Part, domain: Domain, data: Data) -> None:
    for key, where, _ in root.pairs("training data"):
        if key == "stories":
            where.refuse("stories are not supported: write rules")
        if key == "responses":
            where.refuse("responses belong in the domain")
    found = root.mapping("training data", ("version", "rules", "nlu"))
    check_version(found.get("version"), root, "the training data")
    if "rules" in found:
        data.rules.extend(_rule(item, domain) for item in found["rules"].items("rules"))
    if "nlu" in found:
        for item in found["nlu"].items("nlu"):
            _examples(item, domain, data)


# ---------------------------------------------------------------- rules


def _rule(part: Part, domain: Domain) -> Rule:
    keys = ("rule", "condition", "steps", "conversation_start", "wait_for_user_input", "metadata")
    found = part.mapping("a rule", keys)
    if "rule" not in found:
        part.refuse("a rule has no name")
    name = found["rule"].text("rule")
    if "steps" not in found or not found["steps"].items("steps"):
        part.refuse(f"the rule {name!r} has no steps")
    conditions: list[SlotStep | LoopStep] = []
    for item in found["condition"].items("condition") if "condition" in found else []:
        for step in _step(item, domain, "a condition"):
            if not isinstance(step, SlotStep | LoopStep):
                item.refuse("a condition is active_loop or slot_was_set")
            conditions.append(step)
    steps = tuple(step for item in found["steps"].items("steps") for step in _step(item, domain, "a step"))
    users = [step for step in steps if isinstance(step, UserStep)]
    if len(users) > 1:
        place = users[1].place
        raise ProjectError(place.file, place.line, f"the rule {name!r} has more than one user step")

    def flag(key: str, default: bool) -> bool:
        return found[key].boolean(key) if key in found else default

    return Rule(
        name=name,
        place=Place(part.file, part.line),
        conditions=tuple(conditions),
        steps=steps,
        conversation_start=flag("conversation_start", False),
        wait_for_user_input=flag("wait_for_user_input", True),
    )


def _step(part: Part, domain: Domain, what: str) -> list[Step]:
    if not part.is_mapping:
        part.refuse(f"{what} must be a mapping")
    for key, where, _ in part.pairs(what):
        if key in ("or", "checkpoint", "user", "bot"):
            where.refuse(f"{key!r} in a rule is not supported")
    found = part.mapping(what, ("intent", "entities", "action", "active_loop", "slot_was_set"))
    kinds = [key for key in ("intent", "action", "active_loop", "slot_was_set") if key in found]
    if len(kinds) != 1 or ("entities" in found and kinds != ["intent"]):
        part.refuse(f"{what} is one of intent (with entities), action, active_loop, slot_was_set")
    place = Place(part.file, part.line)
    if kinds == ["intent"]:
        return [_user_step(found, domain, place)]
    if kinds == ["action"]:
        return [ActionStep(found["action"].text("action"), place)]
    if kinds == ["active_loop"]:
        loop = found["active_loop"]
        name = None if loop.is_null else loop.text("active_loop")
        if name is not None and name not in domain.forms:
            loop.refuse(f"{name!r} is not a form of the domain")
        return [LoopStep(name, place)]
    return [step for item in found["slot_was_set"].items("slot_was_set") for step in _slot_steps(item, domain)]


def _user_step(found: Mapping[str, Part], domain: Domain, place: Place) -> UserStep:
    intent = found["intent"].text("intent")
    if not domain.knows_intent(intent):
        found["intent"].refuse(f"the intent {intent!r} is not in the domain")
    entities: list[Mapping[str, Any]] = []
    for item in found["entities"].items("entities") if "entities" in found else []:
        entity: dict[str, Any] = {}
        if item.is_mapping:
            for key, _, value in item.pairs("an entity"):
                if key in ("role", "group"):
                    entity[key] = value.text(key)
                elif "entity" in entity:
                    item.refuse("one entity a line")
                else:
                    entity |= {"entity": key, "value": value.plain()}
        else:
            entity = {"entity": item.text("an entity"), "value": ""}
        if entity.get("entity") not in domain.entities:
            item.refuse(f"the entity {entity.get('entity')!r} is not in the domain")
        entities.append({key: value for key, value in entity.items() if value is not None})
    return UserStep(intent, tuple(entities), place)


def _slot_steps(part: Part, domain: Domain) -> list[SlotStep]:
    if not part.is_mapping:
        name = part.text("a slot")
        slot = _rule_slot(name, part, domain)
        default = {"text": "filled", "list": ["filled"]}.get(slot.type if slot else "text")
        if default is None:
            part.refuse(f"slot_was_set of {name!r} needs a value")
        return [SlotStep(name, default, Place(part.file, part.line))]
    steps = []
    for name, where, value in part.pairs("slot_was_set"):
        slot = _rule_slot(name, where, domain)
        plain = value.plain()
        if slot is not None and plain is not None:
            _check_value(slot, plain, value)
        steps.append(SlotStep(name, plain, Place(where.file, where.line)))
    return steps


def _rule_slot(name: str, where: Part, domain: Domain) -> Slot | None:
    """The slot that a rule names; None for Rasa's own requested_slot."""
    if name == REQUESTED:
        return None
    slot = domain.slots.get(name)
    if slot is None:
        where.refuse(f"the slot {name!r} is not in the domain")
    if not slot.influences:
        where.refuse(f"the slot {name!r} does not influence the conversation, so no rule may look at it")
    return slot


def _check_value(slot: Slot, value: Any, where: Part) -> None:
    fits = {
        "bool": isinstance(value, bool),
        "categorical": str(value).lower() in slot.values or value == "__other__",
        "float": isinstance(value, int | float) and not isinstance(value, bool),
        "text": isinstance(value, str),
        "list": isinstance(value, list | str),
    }
    if not fits.get(slot.type, False):
        where.refuse(f"the slot {slot.name!r} of type {slot.type} cannot be {value!r}")


# ---------------------------------------------------------------- training lines


def _examples(part: Part, domain: Domain, data: Data) -> None:
    found = part.mapping("an entry of nlu", ("intent", "examples", "metadata", *_UNUSED))
    kinds = [key for key in ("intent", *_UNUSED) if key in found]
    if len(kinds) != 1:
        part.refuse("an entry of nlu is one of intent, synonym, regex, lookup")
    if "examples" not in found:
        part.refuse(f"{kinds[0]} has no examples")
    lines = _lines(found["examples"])
    if kinds[0] == "lookup":
        data.lookups.setdefault(found["lookup"].text("lookup"), []).extend(line for _, line in lines)
    if kinds[0] != "intent":
        return
    intent = found["intent"].text("intent")
    if intent not in domain.intents:
        found["intent"].refuse(f"the intent {intent!r} is not in the domain")
    for place, line in lines:
        if line.startswith("/"):
            raise ProjectError(place.file, place.line, "a training line may not begin with /")
        data.examples.append((intent, _plain(line, place, domain, data)))


def _lines(part: Part) -> list[tuple[Place, str]]:
    if part.is_list:
        lines = []
        for item in part.items("examples"):
            found = item.mapping("an example", ("text", "metadata"))
            if "text" not in found:
                item.refuse("an example has no text")
            lines.append((Place(item.file, item.line), found["text"].text("text").strip().removeprefix("- ")))
        return lines
    text = part.text("examples")
    # A block (`examples: |`) begins on the line after its mark.
    first = part.line + (1 if part.style in ("|", ">") else 0)
    lines = []
    for number, line in enumerate(text.splitlines()):
        stripped = line.strip()
        if not stripped:
            continue
        if not stripped.startswith("-"):
            raise ProjectError(part.file, first + number, "a training line must begin with '- '")
        words = stripped[1:].strip()
        if not words:
            raise ProjectError(part.file, first + number, "an empty training line")
        lines.append((Place(part.file, first + number), words))
    return lines


def _plain(line: str, place: Place, domain: Domain, data: Data) -> str:
    """The words without their marks of entities."""

    def words(match: re.Match[str]) -> str:
        name = match[2]
        if match[3]:
            try:
                name = json.loads(match[3])["entity"]
            except (ValueError, KeyError, TypeError) as fault:
                raise ProjectError(place.file, place.line, f"a mark that is no entity: {match[3]}") from fault
        if name not in domain.entities:
            raise ProjectError(place.file, place.line, f"the entity {name!r} is not in the domain")
        data.annotated = data.annotated or place
        return match[1]

    return _ANNOTATION.sub(words, line)
