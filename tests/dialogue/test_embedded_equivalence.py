"""The embedded engine against Rasa 3.6.21: recorded once, replayed here without Rasa.

golden/rasa_rules_*.json: `lookup` of the rule_policy.json that `rasa train` made of tests/dialogue/projects.
golden/rasa_walk_*.json: random conversations with a Rasa server whose action server ran the same actions; each entry
is a message, and what was said, understood, set and active after it.
golden/rasa_rules_shipped.json and rasa_calls_*.json: the same of the shipped project in nlu/, whose rules are the same
in both languages. Here each entry also has what the actions answered, so that the wording of an action may change
without Rasa at hand. Made by record_rasa.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from receptionist.dialogue.embedded.engine import Embedded
from receptionist.dialogue.engine import ActionRejected, Tracker
from receptionist.messages import Language
from tests.dialogue import walking
from tests.dialogue.fakes import Chat
from tests.dialogue.scripts import NLU

GOLDEN = Path(__file__).parent / "golden"
ALIKE = {"Good day.": "Hello.", "Hello, calm down.": "Hello, member."}
"""Variations between which Rasa chooses at random."""
AGAIN = "If nlu/ was changed: make rasa && .venv/bin/python -m tests.dialogue.record_rasa"


def golden(name: str) -> Any:
    return json.loads((GOLDEN / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["en", "pl"])
def test_the_rule_table_is_rasas(library: Embedded, language: Language) -> None:
    rasas = golden(f"rasa_rules_{language}.json")
    assert library.rules(language).rules == rasas["rules"]
    assert library.rules(language).unhappy == rasas["rules_for_loop_unhappy_path"]


@pytest.mark.parametrize("language", ["en", "pl"])
async def test_recorded_conversations_go_as_they_went(library: Embedded, language: Language) -> None:
    turns = 0
    for number, conversation in enumerate(golden(f"rasa_walk_{language}.json")):
        chat = Chat(library, language, sender=f"walk-{number}")
        for place, turn in enumerate(conversation):
            await chat.say(turn["message"])
            assert chat.last is not None
            turns += 1
            where = f"conversation {number}: {[earlier['message'] for earlier in conversation[: place + 1]]}"
            said = [[ALIKE.get(message.text, message.text), dict(message.custom)] for message in chat.last.messages]
            assert said == [[ALIKE.get(text, text), custom] for text, custom in turn["said"]], where
            assert {name: value for name, value in chat.tracker.slots.items() if value is not None} == turn["slots"], (
                where
            )
            assert (chat.tracker.loop, chat.last.intent) == (turn["loop"], turn["intent"]), where
    assert turns >= 250


# ---------------------------------------------------------------- the shipped project


@pytest.mark.parametrize("language", ["en", "pl"])
def test_the_shipped_rule_table_is_rasas(shipped: Embedded, language: Language) -> None:
    rasas = golden("rasa_rules_shipped.json")
    assert shipped.rules(language).rules == rasas["rules"], AGAIN
    assert shipped.rules(language).unhappy == rasas["rules_for_loop_unhappy_path"], AGAIN


class Answered:
    """An ActionRunner that answers what was answered when Rasa asked, and only in that order."""

    def __init__(self) -> None:
        self.left: list[tuple[str, Mapping[str, Any] | None]] = []

    async def run(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        assert self.left, f"Rasa asked for no {body['next_action']}. {AGAIN}"
        name, result = self.left.pop(0)
        assert body["next_action"] == name, AGAIN
        if result is None:
            raise ActionRejected(name)
        return result


@pytest.fixture(scope="module")
def answered() -> Answered:
    return Answered()


@pytest.fixture(scope="module")
def told(answered: Answered, nlu_cache: Path) -> walking.Told:
    folders: dict[Language, Path] = {"en": NLU / "en", "pl": NLU / "pl"}
    return walking.Told(folders, answered, cache=nlu_cache)


@pytest.mark.parametrize("language", ["en", "pl"])
async def test_recorded_calls_go_as_they_went(language: Language, told: walking.Told, answered: Answered) -> None:
    """With Rasa's understanding of the words and the actions' answers: the same actions, in order, and so on."""
    turns = 0
    for number, call in enumerate(golden(f"rasa_calls_{language}.json")):
        tracker = Tracker(f"call-{number}")
        for place, turn in enumerate(call):
            where = f"call {number}: {[earlier['message'] for earlier in call[: place + 1]]}. {AGAIN}"
            tracker = replace(tracker, slots=patched(tracker.slots, turn["given"]))
            answered.left = [(name, result) for name, result in turn["ran"]]
            intent, confidence = turn["understood"]
            with walking.told({turn["message"]: (intent, confidence)}):
                handled = await told.handle(turn["language"], tracker, turn["message"])
            assert answered.left == [], where
            assert [[message.text, dict(message.custom)] for message in handled.messages] == turn["said"], where
            expected = patched(tracker.slots, turn["changed"])
            assert {name: value for name, value in handled.tracker.slots.items() if value is not None} == expected, (
                where
            )
            assert (handled.tracker.loop, handled.intent) == (turn["loop"], intent), where
            tracker = handled.tracker
            turns += 1
    assert turns >= 100


def patched(slots: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Slots after changes; null unsets."""
    return {name: value for name, value in {**slots, **changes}.items() if value is not None}
