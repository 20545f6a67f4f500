"""The embedded engine against Rasa 3.6.21: recorded once, replayed here without Rasa.

golden/rasa_rules_*.json: `lookup` of the rule_policy.json that `rasa train` made of tests/dialogue/projects.
golden/rasa_walk_*.json: random conversations with a Rasa server whose action server ran the same actions; each entry
is a message, and what was said, understood, set and active after it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from receptionist.dialogue.embedded.engine import Embedded
from receptionist.messages import Language
from tests.dialogue.fakes import Chat

GOLDEN = Path(__file__).parent / "golden"
ALIKE = {"Good day.": "Hello.", "Hello, calm down.": "Hello, member."}
"""Variations between which Rasa chooses at random."""


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
