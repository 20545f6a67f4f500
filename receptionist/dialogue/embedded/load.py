"""Loads a project: reads its files, then checks that every name one part uses is defined in another.

Rasa warns about much of this in `rasa data validate` and then runs; here each is an error, because on the telephone
a misspelt name is silence.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

from receptionist.dialogue.embedded.forms import ask_names
from receptionist.dialogue.embedded.project import (
    DEFAULT_FALLBACK,
    NLU_FALLBACK,
    UNSUPPORTED_ACTIONS,
    VALIDATE_MAPPINGS,
    ActionStep,
    Form,
    LoopStep,
    Place,
    Project,
    Rule,
    Slot,
    SlotMapping,
    UserStep,
)
from receptionist.dialogue.embedded.read_config import Config, read_config
from receptionist.dialogue.embedded.read_data import Data, read_data
from receptionist.dialogue.embedded.read_domain import Domain, read_domain
from receptionist.errors import ProjectError


def load_project(folder: Path) -> Project:
    """Raises ProjectError (file, line, fault) for what is wrong, missing or unsupported."""
    if not folder.is_dir():
        raise ProjectError(folder, 1, "is no folder")
    domain = read_domain(folder)
    data = read_data(folder, domain)
    config = read_config(folder, data.annotated)
    project = Project(
        folder=folder,
        intents=frozenset(domain.intents),
        entities=frozenset(domain.entities),
        slots=domain.slots,
        forms=domain.forms,
        actions=frozenset(name for name in domain.actions if name not in domain.responses),
        responses=domain.responses,
        rules=tuple(data.rules),
        examples=tuple(data.examples),
        lookups={name: tuple(entries) for name, entries in data.lookups.items()},
        nlu_fallback=config.nlu_fallback,
        core_fallback=config.core_fallback,
        store_entities=domain.store_entities,
        domain=domain.written,
    )
    _check(project, domain, data, config)
    return project


def _check(project: Project, domain: Domain, data: Data, config: Config) -> None:
    for name, place in domain.actions.items():
        _check_action(name, place, project)
    for slot in project.slots.values():
        for mapping in slot.mappings:
            _check_mapping(mapping, slot, domain, project)
    for form in project.forms.values():
        _check_form(form, domain, project)
    for name, variations in project.responses.items():
        for variation in variations:
            for slot_name, _ in variation.conditions or ():
                if slot_name not in project.slots:
                    _refuse(domain.response_places[name], f"{name} asks for the slot {slot_name!r}, which is unknown")
    for rule in project.rules:
        _check_rule(rule, project)
    if config.core_fallback is not None and not project.knows_action(config.core_fallback):
        _refuse(config.core_fallback_place, f"the fallback {config.core_fallback!r} is not an action of the domain")
    if config.core_fallback == DEFAULT_FALLBACK and "utter_default" not in project.responses:
        _refuse(config.core_fallback_place, "without the response utter_default a fallback says nothing")
    if len({intent for intent, _ in data.examples}) < 2:
        raise ProjectError(project.folder / "data", 1, "training lines of at least two intents are needed")


def _refuse(place: Place, fault: str) -> NoReturn:
    raise ProjectError(place.file, place.line, fault)


def _check_action(name: str, place: Place, project: Project) -> None:
    if name.startswith("utter_") and name not in project.responses:
        _refuse(place, f"the response {name!r} is not in the domain")
    if name in project.forms:
        _refuse(place, f"a form and an action are both called {name!r}")
    if name.startswith("validate_") and name.removeprefix("validate_") not in project.forms:
        _refuse(place, f"{name!r} validates no form of the domain")


def _check_intents(names: Iterable[str], place: Place, domain: Domain) -> None:
    for name in names:
        if not domain.knows_intent(name):
            _refuse(place, f"the intent {name!r} is not in the domain")


def _check_mapping(mapping: SlotMapping, slot: Slot, domain: Domain, project: Project) -> None:
    place = mapping.place
    _check_intents((*mapping.intents, *mapping.not_intents), place, domain)
    if mapping.entity is not None:
        if mapping.entity not in domain.entities:
            _refuse(place, f"the entity {mapping.entity!r} is not in the domain")
        roles, groups = domain.entities[mapping.entity]
        if mapping.role is not None and mapping.role not in roles:
            _refuse(place, f"the entity {mapping.entity!r} has no role {mapping.role!r}")
        if mapping.group is not None and mapping.group not in groups:
            _refuse(place, f"the entity {mapping.entity!r} has no group {mapping.group!r}")
    if mapping.action is not None and mapping.action not in project.actions:
        _refuse(place, f"the action {mapping.action!r} is not in the domain")
    for condition in mapping.conditions:
        if condition.active_loop is not None and condition.active_loop not in project.forms:
            _refuse(place, f"{condition.active_loop!r} is not a form of the domain")
        if condition.requested_slot is not None and condition.requested_slot not in project.slots:
            _refuse(place, f"the slot {condition.requested_slot!r} is not in the domain (asked for by {slot.name!r})")


def _check_form(form: Form, domain: Domain, project: Project) -> None:
    _check_intents(form.ignored_intents, form.place, domain)
    if not form.required and f"validate_{form.name}" not in project.actions:
        _refuse(form.place, f"the form {form.name!r} requires no slot and no action chooses one")
    for name in form.required:
        if name not in project.slots:
            _refuse(form.place, f"the form {form.name!r} requires the slot {name!r}, which is unknown")
        known = ask_names(form.name, name)
        if not any(ask in project.responses or ask in project.actions for ask in known):
            _refuse(form.place, f"nothing asks for {name!r} of {form.name!r}: write one of {', '.join(known)}")


def _check_rule(rule: Rule, project: Project) -> None:
    for step in rule.steps:
        if not isinstance(step, ActionStep):
            continue
        if step.action in UNSUPPORTED_ACTIONS:
            _refuse(step.place, f"the action {step.action!r} is not supported")
        if step.action == VALIDATE_MAPPINGS or not project.knows_action(step.action):
            _refuse(step.place, f"the action {step.action!r} is not in the domain")
    if not any(isinstance(step, ActionStep) for step in rule.steps):
        _refuse(rule.place, f"the rule {rule.name!r} does nothing")
    _check_fallback_rule(rule, project)
    active = [step.loop for step in rule.conditions if isinstance(step, LoopStep)]
    if len(active) > 1:
        _refuse(rule.place, f"the rule {rule.name!r} names active_loop twice in its conditions")


def _check_fallback_rule(rule: Rule, project: Project) -> None:
    for step in rule.steps:
        if isinstance(step, UserStep) and step.intent == NLU_FALLBACK and project.nlu_fallback is None:
            _refuse(step.place, f"{NLU_FALLBACK} never comes without FallbackClassifier in config.yml")
