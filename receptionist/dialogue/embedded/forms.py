"""Forms: asking for one slot after the other, as Rasa's FormAction does.

The order of things, and who sees which slots, decides what the caller hears; it is followed event by event.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from receptionist.dialogue.embedded.acting import Actor
from receptionist.dialogue.embedded.project import LISTEN, REQUESTED, Form
from receptionist.dialogue.embedded.talk import Event, Talk, action_event, loop_event, slot_event
from receptionist.dialogue.engine import ActionRejected


async def run_form(form: Form, talk: Talk, actor: Actor) -> list[Event]:
    """One execution of the form; the events are to be applied by the caller.

    Raises ActionRejected when the caller's words are no answer.
    """
    events: list[Event] = []
    if talk.loop != form.name:
        events += await _activate(form, talk, actor)
    if not _done(events):
        events += await _do(form, talk, actor, events)
    if _done(events):
        events.append(loop_event(None))
    return events


def ask_names(form: str, slot: str) -> tuple[str, ...]:
    """Names of the action that asks for a slot, the first known one counts."""
    return f"action_ask_{form}_{slot}", f"utter_ask_{form}_{slot}", f"action_ask_{slot}", f"utter_ask_{slot}"


def _done(events: Sequence[Event]) -> bool:
    """Whether these events end the form: the last word on the requested slot, or on the form, is nothing."""
    if any(event["event"] == "action_execution_rejected" for event in events):
        return False
    asked = [event for event in events if event["event"] == "slot" and event["name"] == REQUESTED]
    loops = [event for event in events if event["event"] in ("active_loop", "form")]
    return bool((asked and asked[-1].get("value") is None) or (loops and loops[-1].get("name") is None))


async def _activate(form: Form, talk: Talk, actor: Actor) -> list[Event]:
    began = loop_event(form.name)
    trial = talk.copy()
    trial.apply(began)
    found = await actor.extract(trial)
    trial.apply_all(found)
    slots = [event for event in found if event["event"] == "slot"]
    filled = {name: trial.slots[name] for name in form.required if trial.slots[name] is not None}
    if f"validate_{form.name}" not in talk.project.actions:
        return [began, *slots]
    validated = await _validate_slots(form, trial, filled, actor)
    judged = {event["name"] for event in validated if event["event"] == "slot"}
    return [began, *validated, *(event for event in slots if event["name"] not in judged)]


async def _do(form: Form, talk: Talk, actor: Actor, so_far: Sequence[Event]) -> list[Event]:
    events: list[Event] = []
    # With slots validated at activation there is nothing left to validate.
    if all(event["event"] in ("active_loop", "form") for event in so_far):
        events = await _validate_if_required(form, talk, actor)
    if not _refused(events):
        events = events + await _request_next(form, talk, actor, [*so_far, *events])
    return events


async def _validate_if_required(form: Form, talk: Talk, actor: Actor) -> list[Event]:
    if talk.loop is None or (talk.latest_action == LISTEN and not talk.interrupted):
        return await _validate(form, talk, actor)
    # Back from something else: nothing to validate, but the action may choose what to ask next.
    return await _validate_slots(form, talk, {}, actor)


async def _validate(form: Form, talk: Talk, actor: Actor) -> list[Event]:
    asked = _asked(form, talk)
    wanted = {*form.required, asked}
    found = {name: value for name, value in talk.set_this_turn if name in wanted}
    events = await _validate_slots(form, talk, found, actor)
    answered = any(event["event"] == "slot" and event["name"] != REQUESTED for event in events)
    if asked and not found and not answered and not _refused(events):
        raise ActionRejected(f"no answer for {asked!r} of {form.name!r}")
    return events


async def _validate_slots(form: Form, talk: Talk, found: Mapping[str, Any], actor: Actor) -> list[Event]:
    name = f"validate_{form.name}"
    if name not in talk.project.actions:
        return []
    events = [slot_event(slot, value) for slot, value in found.items()]
    return await actor.remote(name, _trial(form, talk, events))


def _trial(form: Form, talk: Talk, events: Sequence[Event]) -> Talk:
    """The conversation as an action of the form sees it: the form's own requested slot, its mark, and `events`."""
    trial = talk.copy()
    trial.apply(slot_event(REQUESTED, _asked(form, talk)))
    trial.apply(action_event(form.name))
    trial.latest_action = form.name
    trial.apply_all(events)
    return trial


def _asked(form: Form, talk: Talk) -> str | None:
    """The slot this form asked for; what another form asked for is no business of it."""
    asked: str | None = talk.slots.get(REQUESTED) if talk.loop == form.name else None
    return asked


def _refused(events: Sequence[Event]) -> bool:
    return any(event["event"] == "action_execution_rejected" for event in events)


async def _request_next(form: Form, talk: Talk, actor: Actor, so_far: Sequence[Event]) -> list[Event]:
    if _done(so_far):
        return [slot_event(REQUESTED, None)]  # the validation ended the form
    chosen = [event for event in so_far if event["event"] == "slot" and event["name"] == REQUESTED]
    asked = chosen[0].get("value") if chosen else None
    trial = _trial(form, talk, so_far)
    events: list[Event] = []
    if not asked:
        asked = next((name for name in form.required if trial.slots[name] is None), None)
        events = [slot_event(REQUESTED, asked)]
    if not asked:
        return events
    return events + await _ask(form, asked, trial, actor)


async def _ask(form: Form, slot: str, trial: Talk, actor: Actor) -> list[Event]:
    for name in ask_names(form.name, slot):
        if name in trial.project.responses:
            return actor.respond(name, trial)
        if name in trial.project.actions:
            return await actor.remote(name, trial)
    return []
