"""Files of scenarios: what is wrong is named by line and key, and nothing of a wrong file is run."""

from __future__ import annotations

from pathlib import Path

import pytest

from receptionist.errors import ScenarioError
from receptionist.simulate.reading import read_scenarios
from receptionist.simulate.scenario import Scenario
from receptionist.tenant import Tenant

HEAD = "firm: bella\nlanguage: en\nnow: 2026-11-23T09:55\nscenarios:\n"
GOAL = "  goal: {kind: book, service: haircut, name: Ann Lee, when: {at: 2026-11-26T10:00}}\n"


def read(text: str | bytes, tmp_path: Path, firms: dict[str, Tenant]) -> tuple[Scenario, ...]:
    file = tmp_path / "calls.yaml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_scenarios(file, firms)


def test_plain_scalars_are_words(tmp_path: Path, firms: dict[str, Tenant]) -> None:
    made = read(HEAD + "- name: one\n  turns:\n  - {say: no}\n  - {say: yes}\n  - {say: 10:30}\n", tmp_path, firms)
    assert [t.say for t in made[0].turns] == ["no", "yes", "10:30"]
    assert made[0].firm == "bella"
    assert made[0].file == "calls.yaml"


def test_what_stands_at_the_top_holds_for_all_and_gives_way(tmp_path: Path, firms: dict[str, Tenant]) -> None:
    top = HEAD.replace("scenarios", 'caller: "+48601234542"\nscenarios')
    text = top + "- name: one\n" + GOAL + "- name: two\n  caller: anonymous\n  language: pl\n" + GOAL
    one, two = read(text, tmp_path, firms)
    assert (one.caller, one.language) == ("+48601234542", "en")
    assert (two.caller, two.language) == (None, "pl")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", ":1: must be a mapping"),
        ("- a\n", ":1: must be a mapping"),
        (HEAD.replace("bella", "nobody") + "- name: one\n" + GOAL, ":1: firm: no such firm (there are: bella"),
        (HEAD, ":4: scenarios: must be a list of at least one scenario"),
        (HEAD + "- one\n", ":5: scenarios.1: a scenario must be a mapping"),
        (HEAD + "- name: one\n  colour: red\n" + GOAL, ":6: scenarios.1.colour: unknown key"),
        (HEAD + "- name: one\n" + GOAL.replace("kind", "knd"), ":6: scenarios.1.goal.knd: unknown key"),
        (HEAD + "- name: one\n" + GOAL.replace("book", "buy"), ":6: scenarios.1.goal.kind: input should be 'book'"),
        (HEAD + "- name: one\n" + GOAL.replace("haircut", "massage"), ":6: scenarios.1.goal.service: bella has no"),
        (HEAD + "- name: one\n" + GOAL.replace("name:", "staff: eve, name:"), "goal.staff: bella has no 'eve'"),
        (HEAD + "- name: one\n" + GOAL.replace("T10:00", "T10:00+01:00"), "goal.when.at: must be the firm's wall"),
        (HEAD + "- name: one\n" + GOAL.replace("T10:00", "T25:00"), "goal.when.at: "),
        (HEAD + "- name: one\n" + GOAL.replace("name: Ann Lee, ", ""), "goal: a goal of the kind book needs name"),
        (HEAD + "- name: one\n", ":5: scenarios.1: needs either `turns`"),
        (HEAD + "- name: one\n  turns: [{say: a, key: 1}]\n", ":6: scenarios.1.turns.1: needs exactly one of say"),
        (HEAD + "- name: one\n  turns: [{hear: a}]\n", ":6: scenarios.1.turns.1.hear: unknown key"),
        (HEAD + "- name: one\n  manner: rude\n" + GOAL, ":6: scenarios.1.manner.1: input should be"),
        (HEAD + "- name: one\n  manner: correcting\n" + GOAL, "a correcting caller needs goal.at_first"),
        (HEAD + "- name: one\n  caller: 12\n" + GOAL, ":6: scenarios.1.caller: "),
        (HEAD + "- name: one\n  name: two\n" + GOAL, ":6: scenarios.1.name: stands twice"),
        (HEAD + "- name: one\n" + GOAL + "- name: one\n" + GOAL, ":7: scenarios.2.name: 'one' stands twice"),
        (HEAD + "- name: one\n  firm: bella\n" + GOAL, "scenarios.1.firm: unknown key"),
        (HEAD.replace("bella", "brightsmile").replace("en", "pl", 1) + "- name: one\n" + GOAL, "service: brightsmile"),
        (HEAD + "- name: [one\n", ":6: is not YAML"),
        (b"\xff\xfe\x00", "is not UTF-8"),
        ("a: &a [*a]\n", "is not YAML"),
    ],
)
def test_faults_are_named_by_line_and_key(
    text: str | bytes, wanted: str, tmp_path: Path, firms: dict[str, Tenant]
) -> None:
    with pytest.raises(ScenarioError) as fault:
        read(text, tmp_path, firms)
    lines = str(fault.value).splitlines()
    assert any(wanted in line for line in lines), lines
    assert all(line.startswith(str(tmp_path / "calls.yaml")) for line in lines)


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path, firms: dict[str, Tenant]) -> None:
    text = HEAD + "- name: one\n  colour: red\n" + GOAL + "- name: two\n" + GOAL.replace("haircut", "massage")
    with pytest.raises(ScenarioError) as fault:
        read(text, tmp_path, firms)
    assert len(str(fault.value).splitlines()) == 2


def test_a_language_the_firm_does_not_speak(tmp_path: Path, firms: dict[str, Tenant]) -> None:
    text = HEAD.replace("bella", "brightsmile").replace("language: en", "language: pl")
    with pytest.raises(ScenarioError, match="brightsmile speaks en"):
        read(text + "- name: one\n  turns: [{say: a}]\n", tmp_path, firms)
