"""The shipped Rasa project: the same in both languages, complete, and good enough on what it was not trained on."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from receptionist.dialogue.actions.runner import Actions
from receptionist.dialogue.embedded.engine import Embedded
from receptionist.messages import Language
from tests.dialogue.scripts import NLU

LANGUAGES: tuple[Language, ...] = ("en", "pl")
OF_THE_LINE = {
    "choose",
    "keyed",
    "recorded",
    "hand_over_needed",
    "hand_over_failed",
    "language_switched",
    "go_on",
    "caller_left",
    "nlu_fallback",
}


def domain(language: str) -> Any:
    return yaml.safe_load((NLU / language / "domain.yml").read_text("utf-8"))


def lines(language: str, pattern: str) -> Iterator[tuple[str, str]]:
    for path in sorted((NLU / language).glob(pattern)):
        for entry in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            for line in entry["examples"].splitlines():
                yield entry["intent"], line.removeprefix("- ").strip()


def test_a_call_can_change_its_language_anywhere() -> None:
    """Same intents, slots, forms, actions and responses; the same rules to the letter."""
    en, pl = domain("en"), domain("pl")
    for part in ("intents", "entities", "slots", "forms", "actions"):
        assert en[part] == pl[part], part
    assert set(en["responses"]) == set(pl["responses"])
    assert (NLU / "en/data/rules.yml").read_text("utf-8") == (NLU / "pl/data/rules.yml").read_text("utf-8")


def test_the_domain_lists_the_actions_there_are(actions: Actions) -> None:
    assert set(domain("en")["actions"]) == actions.names


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_intent_of_a_caller_is_trained(language: str) -> None:
    trained = Counter(intent for intent, _ in lines(language, "data/nlu*.yml"))
    assert set(trained) == set(domain(language)["intents"]) - OF_THE_LINE
    assert len(trained) >= 25
    assert min(trained.values()) >= 30, trained.most_common()[-3:]


def folded(line: str) -> str:
    """What two lines have in common that a recogniser could not tell apart."""
    plain = unicodedata.normalize("NFKD", line.lower().replace("ł", "l"))
    return " ".join(re.findall(r"\w+", "".join(letter for letter in plain if not unicodedata.combining(letter))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_is_there_twice_nor_both_trained_and_kept_out(language: str) -> None:
    trained = Counter(line for _, line in lines(language, "data/nlu*.yml"))
    assert [line for line, n in trained.items() if n > 1] == []
    known = {folded(line) for line in trained}
    for file, least in (("heldout.yml", 100), ("heldout_fresh.yml", 300)):
        kept = [line for _, line in lines(language, f"tests/{file}")]
        assert len(kept) >= least
        assert [line for line in kept if folded(line) in known] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_lines_and_no_template_fills_them(language: str) -> None:
    """No more than three lines of an intent differ in one word only (lines of four words and more)."""
    count = 0
    alike: Counter[tuple[str, str]] = Counter()
    for intent, line in lines(language, "data/nlu*.yml"):
        count += 1
        words = line.split()
        if len(words) >= 4:
            alike.update((intent, " ".join([*words[:i], "*", *words[i + 1 :]])) for i in range(len(words)))
    assert count >= 1_500
    assert [template for template, n in alike.items() if n > 3] == []


@pytest.mark.parametrize(
    ("language", "file", "least"),
    [
        ("en", "heldout.yml", 0.95),
        ("en", "heldout_fresh.yml", 0.90),
        ("pl", "heldout.yml", 0.97),
        ("pl", "heldout_fresh.yml", 0.91),
    ],
)
def test_utterances_kept_out_of_training_are_understood(
    shipped: Embedded, language: Language, file: str, least: float
) -> None:
    """The best intent, whether or not it was sure enough. A little under what was measured (bench/intents.py)."""
    kept = list(lines(language, f"tests/{file}"))
    right = 0
    for intent, line in kept:
        ranking = [name for name, _ in shipped.understand(language, line).ranking if name != "nlu_fallback"]
        right += ranking[0] == intent
    assert right / len(kept) >= least
