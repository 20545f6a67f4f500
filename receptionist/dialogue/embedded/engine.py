"""The embedded engine: runs a Rasa 3.6 project in process, without Rasa, TensorFlow or scikit-learn.

Supported: rules with conditions (forms; bool, categorical, text, list and float slots), `conversation_start`,
`wait_for_user_input`; forms with `ignored_intents`, `validate_<form>`, both orders of `action_ask_…`/`utter_ask_…`,
interrupting and resuming, explicit unhappy rules, switching, deactivating, rejecting; slot mappings from_entity
(role, group, the check for a unique mapping), from_intent, from_text, from_trigger_intent, custom, with intent,
not_intent and conditions; `action_validate_slot_mappings`; follow-ups, resets and rewinds by actions; the core
fallback and nlu_fallback; responses with variations, conditions, channels and payloads.
Everything else is refused when the project is loaded, with file and line (see the `read_*` modules).

The conversation goes in and out as JSON; nothing is kept between messages.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from receptionist.dialogue.embedded.acting import Actor
from receptionist.dialogue.embedded.classifier import Classifier, Kinds, trained
from receptionist.dialogue.embedded.forms import run_form
from receptionist.dialogue.embedded.load import load_project
from receptionist.dialogue.embedded.message import Heard, read_notation
from receptionist.dialogue.embedded.project import (
    DEACTIVATE,
    DEFAULT_FALLBACK,
    LISTEN,
    NLU_FALLBACK,
    REQUESTED,
    Project,
)
from receptionist.dialogue.embedded.rules import RuleTable, compile_rules
from receptionist.dialogue.embedded.talk import Event, Talk, loop_event, slot_event
from receptionist.dialogue.engine import ActionRejected, ActionRunner, BotMessage, Handled, Tracker
from receptionist.dialogue.exchange import gather, refuse_steering
from receptionist.errors import DialogueError
from receptionist.messages import Language

log = structlog.get_logger(__name__)

_LONGEST_HEARD = 2_000
"""Characters of a message that are classified; actions see all of it."""
_ACTIONS_A_TURN = 10
"""Rasa's limit (MAX_NUMBER_OF_PREDICTIONS)."""


@dataclass(frozen=True, slots=True)
class _Assistant:
    """One language, loaded."""

    project: Project
    rules: RuleTable
    classifier: Classifier


class Embedded:
    """An Engine (see dialogue/engine.py)."""

    def __init__(
        self,
        projects: Mapping[Language, Path],
        actions: ActionRunner,
        *,
        seed: int = 0,
        cache: Path | Sequence[Path] | None = None,
    ) -> None:
        """Reads, checks and trains: some seconds a language, unless `cache` (folders) has the trained weights.

        `projects`: the folder of each language. `seed` decides which variation of a response is said.
        Raises ProjectError for what is wrong or unsupported.
        """
        self._actions = actions
        self._seed = seed
        self._assistants: dict[Language, _Assistant] = {}
        for language, folder in projects.items():
            project = load_project(folder)
            table = compile_rules(project)
            classifier = trained(project.examples, cache, Kinds.of(project.lookups))
            self._assistants[language] = _Assistant(project, table, classifier)

    def project(self, language: Language) -> Project:
        """The project of a language. Raises DialogueError when there is none."""
        return self._assistant(language).project

    def rules(self, language: Language) -> RuleTable:
        """The compiled rules of a language. Raises DialogueError when there is none."""
        return self._assistant(language).rules

    def understand(self, language: Language, message: str) -> Heard:
        """The intent of a message, without any conversation. Raises DialogueError."""
        assistant = self._assistant(language)
        project = assistant.project
        noted = read_notation(message, project.intents, project.entities)
        if noted is not None:
            return noted
        ranking = tuple(assistant.classifier.rank(message[:_LONGEST_HEARD])[:10])
        intent, confidence = ranking[0]
        fallback = project.nlu_fallback
        if fallback is not None:
            ambiguous = len(ranking) > 1 and confidence - ranking[1][1] < fallback.ambiguity
            if confidence < fallback.threshold or ambiguous:
                intent, confidence = NLU_FALLBACK, fallback.threshold
                ranking = ((NLU_FALLBACK, confidence), *ranking)
        return Heard(message, intent, confidence, (), ranking)

    async def handle(self, language: Language, tracker: Tracker, message: str) -> Handled:
        """One message. Raises DialogueError, and whatever an action raises; `tracker` is still good then."""
        assistant = self._assistant(language)
        refuse_steering(message)
        message = message.strip()  # as Rasa does
        heard = self.understand(language, message)
        talk = Talk.resume(assistant.project, assistant.rules.depth, tracker)
        # The same conversation says the same things whatever else goes on in this process.
        rng = random.Random(f"{self._seed}:{tracker.sender}:{len(message)}:{sum(talk.said.values())}")
        turn = _Turn(assistant, talk, Actor(self._actions, rng, talk.said))
        await turn.take(heard)
        return Handled(
            tracker=talk.leave(tracker.memory),
            messages=turn.messages(),
            intent=heard.intent,
            confidence=heard.confidence,
        )

    def _assistant(self, language: Language) -> _Assistant:
        assistant = self._assistants.get(language)
        if assistant is None:
            raise DialogueError(f"there is no project for the language {language!r}")
        return assistant


class _Turn:
    """One message: actions until the bot listens again."""

    def __init__(self, assistant: _Assistant, talk: Talk, actor: Actor) -> None:
        self.project = assistant.project
        self.rules = assistant.rules
        self.talk = talk
        self.actor = actor
        self.spoken: list[Event] = []

    def messages(self) -> tuple[BotMessage, ...]:
        return gather((event["text"], event["data"]["custom"]) for event in self.spoken)

    async def take(self, heard: Heard) -> None:
        before = dict(self.talk.slots), self.talk.loop, self.talk.rejected
        self.talk.hear(heard)
        self._apply(await self.actor.extract(self.talk))
        for _ in range(_ACTIONS_A_TURN + 1):
            action, interrupted, followed_up = self._next()
            if action == LISTEN:
                self.talk.ran(LISTEN, self.talk.present(), followed_up)
                return
            state = self.talk.present()
            trial = self.talk.copy()
            trial.interrupted = interrupted and trial.loop is not None
            try:
                events = await self._run(action, trial)
            except ActionRejected:
                self.talk.reject(action)
                continue
            if not any(event["event"] == "action_execution_rejected" for event in events):
                self.talk.ran(action, state, followed_up)
            self._apply(events)
            if any(event["event"] == "rewind" for event in events):
                self._rewind(*before)
        raise DialogueError(f"more than {_ACTIONS_A_TURN} actions after one message: do the rules go round in circles?")

    def _next(self) -> tuple[str, bool, bool]:
        """(action, returning to an interrupted form?, asked for by a follow-up?)"""
        talk = self.talk
        if talk.followup is not None:
            followup, talk.followup = talk.followup, None
            if not self.project.knows_action(followup):
                raise DialogueError(f"an action asked for the follow-up {followup!r}, which is not in the domain")
            return followup, False, True
        if talk.loop is not None and not talk.rejected:
            action = LISTEN if talk.latest_action == talk.loop else talk.loop
            return self._unless_vetoed(action), False, False
        predicted = self.rules.predict(talk.trail.states(), talk.present(), talk.loop)
        if predicted.action is None:
            return self._unless_vetoed(self.project.core_fallback or LISTEN), predicted.interrupted, False
        return self._unless_vetoed(predicted.action), predicted.interrupted, False

    def _unless_vetoed(self, action: str) -> str:
        """An action that was just rejected is not tried again: the fallback is, and failing that, listening."""
        if action != self.talk.vetoed:
            return action
        fallback = self.project.core_fallback
        return LISTEN if fallback is None or fallback == self.talk.vetoed else fallback

    async def _run(self, action: str, trial: Talk) -> list[Event]:
        form = self.project.forms.get(action)
        if form is not None:
            return await run_form(form, trial, self.actor)
        if action in self.project.responses:
            return self.actor.respond(action, trial)
        if action == DEACTIVATE:
            return [loop_event(None), slot_event(REQUESTED, None)]
        if action == DEFAULT_FALLBACK:
            return [*self.actor.respond("utter_default", trial), {"event": "rewind", "timestamp": None}]
        return await self.actor.remote(action, trial)

    def _apply(self, events: list[Event]) -> None:
        self.talk.apply_all(events)
        self.spoken += [event for event in events if event["event"] == "bot"]

    def _rewind(self, slots: dict[str, object], loop: str | None, rejected: bool) -> None:
        """As if the caller had said nothing: slots, form and past are as they were, only what was said stays said."""
        talk = self.talk
        talk.slots, talk.loop, talk.rejected, talk.interrupted = slots, loop, rejected, False
        talk.set_this_turn = []
        talk.vetoed = None
        followed_up = talk.trail.rewind()
        talk.latest_action = talk.trail.latest_action
        # Nothing left: the conversation begins with listening.
        talk.followup = LISTEN if followed_up or talk.latest_action is None else None
