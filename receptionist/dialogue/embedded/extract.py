"""Slots from the caller's words: which mapping fills which slot, as Rasa's action_extract_slots decides. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from receptionist.dialogue.embedded.project import REQUESTED, Slot, SlotMapping
from receptionist.dialogue.embedded.talk import Talk


def extract(talk: Talk) -> Iterator[tuple[str, Any] | SlotMapping]:
    """(slot, value) in the domain's order; a custom mapping that names an action is handed out to be run.

    Of a slot's mappings the first that yields something counts.
    """
    for slot in talk.project.slots.values():
        for mapping in slot.mappings:
            if not _wanted(mapping, slot, talk):
                continue
            if mapping.type == "custom":
                if mapping.action is not None:
                    yield mapping
                continue
            values = _values(mapping, talk)
            if not values:
                continue
            value = values if slot.type == "list" else values[-1]
            if value is not None or talk.slots[slot.name] is not None:
                yield slot.name, value
                break


def _wanted(mapping: SlotMapping, slot: Slot, talk: Talk) -> bool:
    return _intent_fits(mapping, talk) and _condition_holds(mapping, slot, talk) and _unique(mapping, slot, talk)


def _intent_fits(mapping: SlotMapping, talk: Talk) -> bool:
    intent = talk.heard.intent if talk.heard else None
    if mapping.intents:
        return intent in mapping.intents
    refused = set(mapping.not_intents)
    if talk.loop is not None:
        loops = [condition.active_loop for condition in mapping.conditions]
        if not loops or talk.loop in loops:
            refused |= set(talk.project.forms[talk.loop].ignored_intents)
    return intent not in refused


def _condition_holds(mapping: SlotMapping, slot: Slot, talk: Talk) -> bool:
    if not mapping.conditions or mapping.type == "from_trigger_intent":
        return True
    if talk.rejected and talk.slots.get(REQUESTED) == slot.name:
        return False
    for condition in mapping.conditions:
        if condition.active_loop is None:
            if talk.loop is None:
                return True
        elif condition.active_loop == talk.loop and condition.requested_slot in (None, talk.slots.get(REQUESTED)):
            return True
    return False


def _unique(mapping: SlotMapping, slot: Slot, talk: Talk) -> bool:
    """An entity that would fill several slots of the form fills only the one being asked for."""
    if mapping.type != "from_entity" or talk.loop is None or talk.slots.get(REQUESTED) == slot.name:
        return True
    required = talk.project.forms[talk.loop].required
    if slot.name not in required:
        return True
    same = sum(
        other.written == mapping.written
        for name in required
        for other in talk.project.slots[name].mappings
        if other.type == "from_entity"
    )
    return same == 1


def _values(mapping: SlotMapping, talk: Talk) -> list[Any]:
    heard = talk.heard
    if heard is None:
        return []
    match mapping.type:
        case "from_entity":
            return [
                entity["value"]
                for entity in heard.entities
                if (entity["entity"], entity.get("role"), entity.get("group"))
                == (mapping.entity, mapping.role, mapping.group)
            ]
        case "from_intent":
            return [mapping.value]
        case "from_trigger_intent":
            loops = [condition.active_loop for condition in mapping.conditions]
            return [mapping.value] if talk.loop is not None and (not loops or talk.loop in loops) else []
        case "from_text":
            return [heard.text]
        case "custom":
            return []
