"""Reads the domain: `domain.yml`, or every YAML file of the folder `domain/`.

What Rasa knows and the embedded engine does not is refused with file and line: end-to-end actions, retrieval
responses, buttons and pictures, `use_entities`, entities kept out of the features, own slot classes, overridden
default actions, sessions that expire.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from receptionist.dialogue.embedded.project import (
    DEFAULT_ACTIONS,
    DEFAULT_INTENTS,
    REQUESTED,
    UNSUPPORTED_ACTIONS,
    Form,
    LoopCondition,
    MappingType,
    Place,
    Slot,
    SlotMapping,
    SlotType,
    Variation,
)
from receptionist.dialogue.embedded.responses import placeholder_fault
from receptionist.dialogue.embedded.yaml_file import Part, read
from receptionist.errors import ProjectError

_VERSIONS = ("3.0", "3.1")
_SECTIONS = (
    "version",
    "intents",
    "entities",
    "slots",
    "forms",
    "actions",
    "responses",
    "session_config",
    "config",
)
_VARIATION_KEYS = ("text", "custom", "channel", "condition", "id", "metadata")
_NOT_SPOKEN = ("buttons", "button_type", "quick_replies", "image", "attachment", "elements")
_MAPPING_KEYS: Mapping[str, tuple[str, ...]] = {
    "from_entity": ("entity", "role", "group", "intent", "not_intent"),
    "from_intent": ("value", "intent", "not_intent"),
    "from_trigger_intent": ("value", "intent", "not_intent"),
    "from_text": ("intent", "not_intent"),
    "custom": ("action",),
}


@dataclass(slots=True)
class Domain:
    """The domain as written, before the rules and the training lines are known."""

    intents: dict[str, Place] = field(default_factory=dict)
    entities: dict[str, tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)
    """Entity → (roles, groups)."""
    slots: dict[str, Slot] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)
    actions: dict[str, Place] = field(default_factory=dict)
    responses: dict[str, tuple[Variation, ...]] = field(default_factory=dict)
    response_places: dict[str, Place] = field(default_factory=dict)
    sessions_off: bool = False
    store_entities: bool = True
    written: dict[str, Any] = field(default_factory=dict)

    def knows_intent(self, name: str) -> bool:
        return name in self.intents or name in DEFAULT_INTENTS


def check_version(part: Part | None, where: Part, what: str) -> None:
    """Rasa's training data format, which is not the release's number. Raises ProjectError."""
    if part is None:
        where.refuse(f'{what} does not say its format: write version: "3.1"')
    value = part.plain()
    if value not in _VERSIONS:
        part.refuse(f'version must be "3.1" or "3.0", in quotes, not {value!r}')


def read_domain(folder: Path) -> Domain:
    """Raises ProjectError."""
    domain = Domain()
    files = _files(folder)
    for file in files:
        root = read(file)
        if root is None:
            raise ProjectError(file, 1, "is empty")
        sections = root.mapping("the domain", _SECTIONS)
        check_version(sections.get("version"), root, "the domain")
        _read_sections(sections, domain)
        _merge(domain.written, root.plain())
    if not domain.sessions_off:
        raise ProjectError(
            files[0],
            1,
            "sessions that expire are not supported: write session_config with session_expiration_time: 0 "
            "(left out, Rasa forgets the slots after 60 minutes)",
        )
    return domain


def _files(folder: Path) -> list[Path]:
    single = [folder / name for name in ("domain.yml", "domain.yaml") if (folder / name).is_file()]
    several = sorted(file for file in (folder / "domain").rglob("*.y*ml") if file.is_file())
    if len(single) + bool(several) > 1:
        raise ProjectError(single[0], 1, "the domain stands twice: as a file and as a folder, or under two names")
    if not single and not several:
        raise ProjectError(folder / "domain.yml", 1, "is missing")
    return single or several


def _merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            into[key] = {**into[key], **value}
        elif isinstance(value, list) and isinstance(into.get(key), list):
            into[key] = [*into[key], *value]
        else:
            into[key] = value


def _read_sections(sections: Mapping[str, Part], domain: Domain) -> None:
    # Slots and forms may stand before or after what they name, or in another file: names are checked in `load`.
    if "intents" in sections:
        _intents(sections["intents"], domain)
    if "entities" in sections:
        _entities(sections["entities"], domain)
    if "actions" in sections:
        _actions(sections["actions"], domain)
    if "slots" in sections and not sections["slots"].is_null:
        for name, where, part in sections["slots"].pairs("slots"):
            if name in domain.slots:
                where.refuse(f"the slot {name!r} stands twice")
            domain.slots[name] = _slot(name, where, part)
    if "forms" in sections and not sections["forms"].is_null:
        for name, where, part in sections["forms"].pairs("forms"):
            if name in domain.forms:
                where.refuse(f"the form {name!r} stands twice")
            domain.forms[name] = _form(name, where, part)
    if "responses" in sections and not sections["responses"].is_null:
        for name, where, part in sections["responses"].pairs("responses"):
            _response(name, where, part, domain)
    if "session_config" in sections:
        _sessions(sections["session_config"], domain)
    if "config" in sections:
        settings = sections["config"].mapping("config", ("store_entities_as_slots",))
        if "store_entities_as_slots" in settings:
            domain.store_entities = settings["store_entities_as_slots"].boolean("store_entities_as_slots")


def _intents(part: Part, domain: Domain) -> None:
    for item in part.items("intents"):
        if item.is_mapping:
            item.refuse("settings of an intent (use_entities, ignore_entities) are not supported: write its name only")
        name = item.text("an intent")
        if "/" in name:
            item.refuse(f"the retrieval intent {name!r} is not supported")
        if name in domain.intents:
            item.refuse(f"the intent {name!r} stands twice")
        domain.intents[name] = Place(item.file, item.line)


def _entities(part: Part, domain: Domain) -> None:
    for item in part.items("entities"):
        roles: tuple[str, ...] = ()
        groups: tuple[str, ...] = ()
        name = ""
        if item.is_mapping:
            for name, where, settings in item.pairs("an entity"):
                if settings.is_null:
                    where.refuse(f"the entity {name!r} ends in a colon with nothing after it")
                found = settings.mapping(f"the entity {name!r}", ("roles", "groups"))
                roles = found["roles"].texts("roles") if "roles" in found else ()
                groups = found["groups"].texts("groups") if "groups" in found else ()
        else:
            name = item.text("an entity")
        if name in domain.entities:
            item.refuse(f"the entity {name!r} stands twice")
        domain.entities[name] = (frozenset(roles), frozenset(groups))


def _actions(part: Part, domain: Domain) -> None:
    for item in part.items("actions"):
        if item.is_mapping:
            name, _, settings = next(item.pairs("an action"))
            settings.mapping(f"the action {name!r}", ("send_domain",))
        else:
            name = item.text("an action")
        if name in DEFAULT_ACTIONS or name in UNSUPPORTED_ACTIONS:
            item.refuse(f"overriding Rasa's own {name!r} is not supported")
        if name in domain.actions:
            item.refuse(f"the action {name!r} stands twice")
        domain.actions[name] = Place(item.file, item.line)


def _sessions(part: Part, domain: Domain) -> None:
    found = part.mapping("session_config", ("session_expiration_time", "carry_over_slots_to_new_session"))
    time = found.get("session_expiration_time")
    if time is None or time.number("session_expiration_time") != 0:
        (time or part).refuse("sessions that expire are not supported: session_expiration_time must be 0 (never)")
    domain.sessions_off = True


# ---------------------------------------------------------------- slots


def _slot(name: str, where: Part, part: Part) -> Slot:
    what = f"the slot {name!r}"
    if name == REQUESTED:
        where.refuse(f"{REQUESTED!r} is Rasa's own slot")
    keys = ("type", "initial_value", "influence_conversation", "values", "min_value", "max_value", "mappings")
    found = part.mapping(what, keys)
    kind = _kind(found.get("type"), where, what)
    for key, kinds in (("values", ("categorical",)), ("min_value", ("float",)), ("max_value", ("float",))):
        if key in found and kind not in kinds:
            found[key].refuse(f"{what} is of type {kind}, which has no {key}")
    values = tuple(str(v).lower() for v in found["values"].plain()) if "values" in found else ()
    if kind == "categorical" and not values:
        where.refuse(f"{what} is categorical and lists no values")
    low = found["min_value"].number("min_value") if "min_value" in found else 0.0
    high = found["max_value"].number("max_value") if "max_value" in found else 1.0
    if low >= high:
        where.refuse(f"{what} has a min_value that is not below its max_value")
    influences = (
        found["influence_conversation"].boolean("influence_conversation")
        if ("influence_conversation" in found)
        else kind != "any"
    )
    if influences and kind == "any":
        found["influence_conversation"].refuse(f"{what} is of type any, which cannot influence the conversation")
    if "mappings" not in found or not found["mappings"].items("mappings"):
        where.refuse(f"{what} has no mappings; a slot that only actions set has the mapping type: custom")
    mappings = tuple(_mapping(item, what) for item in found["mappings"].items("mappings"))
    initial = found["initial_value"].plain() if "initial_value" in found else None
    return Slot(name, kind, Place(where.file, where.line), initial, influences, values, low, high, mappings)


def _kind(part: Part | None, where: Part, what: str) -> SlotType:
    if part is None:
        where.refuse(f"{what} has no type")
    name = part.text("type")
    kind: SlotType | None = next((known for known in get_args(SlotType) if known == name), None)
    if kind is None:
        part.refuse(f"{what} has the unknown type {name!r}; known: {', '.join(get_args(SlotType))}")
    return kind


def _mapping(part: Part, what: str) -> SlotMapping:
    every = {"type", "conditions"}.union(*_MAPPING_KEYS.values())
    found = part.mapping(f"a mapping of {what}", every)
    if "type" not in found:
        part.refuse(f"a mapping of {what} has no type")
    name = found["type"].text("type")
    if name not in _MAPPING_KEYS:
        found["type"].refuse(f"unknown mapping {name!r}; known: {', '.join(_MAPPING_KEYS)}")
    kind: MappingType = next(known for known in get_args(MappingType) if known == name)
    for key, value in found.items():
        if key not in ("type", "conditions", *_MAPPING_KEYS[kind]):
            value.refuse(f"the mapping {kind} has no {key!r}")
    for key in {"from_entity": ("entity",), "from_intent": ("value",), "from_trigger_intent": ("value",)}.get(kind, ()):
        if key not in found or found[key].is_null:
            part.refuse(f"the mapping {kind} of {what} needs {key!r}")

    def text(key: str) -> str | None:
        return found[key].text(key) if key in found else None

    conditions = found["conditions"].items("conditions") if "conditions" in found else []
    return SlotMapping(
        type=kind,
        place=Place(part.file, part.line),
        entity=text("entity"),
        role=text("role"),
        group=text("group"),
        intents=found["intent"].texts("intent") if "intent" in found else (),
        not_intents=found["not_intent"].texts("not_intent") if "not_intent" in found else (),
        value=found["value"].plain() if "value" in found else None,
        action=text("action"),
        conditions=tuple(_condition(item) for item in conditions),
        written=json.dumps(part.plain(), sort_keys=True),
    )


def _condition(part: Part) -> LoopCondition:
    found = part.mapping("a condition of a mapping", ("active_loop", "requested_slot"))
    if "active_loop" not in found:
        part.refuse("a condition of a mapping needs active_loop (null: outside of every form)")
    loop = None if found["active_loop"].is_null else found["active_loop"].text("active_loop")
    slot = found["requested_slot"].text("requested_slot") if "requested_slot" in found else None
    return LoopCondition(loop, slot)


def _form(name: str, where: Part, part: Part) -> Form:
    found = part.mapping(f"the form {name!r}", ("required_slots", "ignored_intents"))
    if "required_slots" not in found:
        where.refuse(f"the form {name!r} has no required_slots")
    if found["required_slots"].is_mapping:
        found["required_slots"].refuse("slot mappings inside a form are Rasa 2: write them under the slots")
    required = tuple(item.text("a required slot") for item in found["required_slots"].items("required_slots"))
    ignored = found["ignored_intents"].texts("ignored_intents") if "ignored_intents" in found else ()
    return Form(name, Place(where.file, where.line), required, ignored)


# ---------------------------------------------------------------- responses


def _response(name: str, where: Part, part: Part, domain: Domain) -> None:
    if "/" in name:
        where.refuse(f"the retrieval response {name!r} is not supported")
    if not name.startswith("utter_"):
        where.refuse(f"a response's name must begin with utter_, not {name!r}")
    if name in domain.responses:
        where.refuse(f"the response {name!r} stands twice")
    variations = tuple(_variation(name, item) for item in part.items(f"the response {name!r}"))
    if not any(v.conditions is None and v.channel in (None, "collector") for v in variations):
        where.refuse(f"the response {name!r} has no variation for when no condition and no channel holds")
    domain.responses[name] = variations
    domain.response_places[name] = Place(where.file, where.line)


def _variation(name: str, part: Part) -> Variation:
    what = f"a variation of {name}"
    for key, where, _ in part.pairs(what):
        if key in _NOT_SPOKEN:
            where.refuse(f"{key} cannot be spoken: put choices under custom")
    found = part.mapping(what, _VARIATION_KEYS)
    text = found["text"].text("text") if "text" in found else ""
    custom = found["custom"].plain() if "custom" in found else {}
    if "custom" in found and (not isinstance(custom, dict) or not custom):
        found["custom"].refuse("custom must be a mapping with something in it")
    if not text and not custom:
        part.refuse(f"{what} has neither text nor custom")
    for value in [text, *_strings(custom)]:
        fault = placeholder_fault(value)
        if fault:
            part.refuse(f"{what}: {fault}")
    channel = found["channel"].text("channel") if "channel" in found else None
    conditions = None
    if "condition" in found:
        items = found["condition"].items("condition")
        if not items:
            found["condition"].refuse("an empty condition never holds")
        conditions = tuple(_response_condition(item) for item in items)
    return Variation(text, custom, channel, conditions)


def _response_condition(part: Part) -> tuple[str, Any]:
    found = part.mapping("a condition", ("type", "name", "value"))
    for key in ("type", "name", "value"):
        if key not in found:
            part.refuse(f"a condition needs {key!r}")
    if found["type"].text("type") != "slot":
        found["type"].refuse("a condition must be of type slot")
    return found["name"].text("name"), found["value"].plain()


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for member in value.values() for text in _strings(member)]
    if isinstance(value, list):
        return [text for member in value for text in _strings(member)]
    return []
