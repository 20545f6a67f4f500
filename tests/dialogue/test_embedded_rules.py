"""The rule table: what a rule looks at, and that contradictions are found before a caller meets them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from receptionist.dialogue.embedded.load import load_project
from receptionist.dialogue.embedded.rules import DO_NOT, INTERRUPTED, Predicted, RuleTable, compile_rules
from receptionist.dialogue.embedded.trail import SHOULD_NOT_BE_SET, Trail, feature
from receptionist.errors import ProjectError
from tests.dialogue.fakes import PROJECTS

PROJECT = load_project(PROJECTS / "en")
TABLE = compile_rules(PROJECT)


def listen(intent: str, **more: object) -> dict[str, object]:
    return {"prev_action": {"action_name": "action_listen"}, "user": {"intent": intent}, **more}


def key(*states: Mapping[str, object]) -> str:
    return json.dumps(list(states), sort_keys=True)


def test_a_rule_looks_at_its_words_and_nothing_before() -> None:
    assert TABLE.rules[key(listen("hours"))] == "utter_hours"
    after = {"prev_action": {"action_name": "utter_hours"}, "user": {"intent": "hours"}}
    assert TABLE.rules[key(listen("hours"), after)] == "action_listen"


def test_conditions_become_features() -> None:
    assert TABLE.rules[key(listen("bye", slots={"member": [1.0, 0.0]}))] == "utter_bye"
    cross = listen("mood", slots={"mood": [0.0, 1.0, 0.0]}, active_loop={"name": SHOULD_NOT_BE_SET})
    assert TABLE.rules[key(cross)] == "utter_cross"
    few = listen("amount", slots={"amount": [1.0, 0.1]}, active_loop={"name": SHOULD_NOT_BE_SET})
    assert TABLE.rules[key(few)] == "utter_few"


def test_the_start_of_a_conversation_is_a_state_with_nothing_before_it() -> None:
    assert TABLE.rules[key({})] == "action_listen"
    assert TABLE.rules[key({}, listen("first_words"))] == "utter_first"


def test_a_submit_rule_begins_after_the_form() -> None:
    state = {"prev_action": {"action_name": "loan_form"}, "active_loop": {"name": SHOULD_NOT_BE_SET}}
    assert TABLE.rules[key(state)] == "action_lend"


def test_the_entities_of_a_rule_fill_its_slots() -> None:
    entities = {"intent": "tell", "entities": ["mood"]}
    slots = {"mood": [1.0, 0.0, 0.0], "moods": [1.0], "title": SHOULD_NOT_BE_SET}
    state = {"prev_action": {"action_name": "action_listen"}, "user": entities, "slots": slots}
    assert TABLE.rules[key({**state, "active_loop": {"name": SHOULD_NOT_BE_SET}})] == "utter_listed"


def test_rules_inside_a_form_say_how_to_come_back() -> None:
    loan = {"active_loop": {"name": "loan_form"}}
    back = {"prev_action": {"action_name": "utter_hours_short"}, "user": {"intent": "hours_short"}, **loan}
    assert TABLE.unhappy[key({"prev_action": {"action_name": "action_listen"}}, back)] == DO_NOT
    again = {"prev_action": {"action_name": "action_listen"}, "user": {"intent": "borrow"}, **loan}
    assert TABLE.unhappy[key(again)] == INTERRUPTED
    own = {"prev_action": {"action_name": "action_tell_slots"}, "user": {"intent": "ask_own"}, **loan}
    # After its own action the rule runs the form, which is no interruption of the form: nothing is noted.
    assert key({"prev_action": {"action_name": "action_listen"}}, own) not in TABLE.unhappy
    assert list(TABLE.unhappy.values()).count(INTERRUPTED) == 1


def test_the_rule_with_more_conditions_goes_first() -> None:
    with_slot = listen("bye", slots={"member": [1.0, 1.0]})
    table = RuleTable({key(listen("bye")): "utter_any", key(with_slot): "utter_member"}, {})
    assert table.predict([], listen("bye", slots={"member": [1.0, 1.0]}), None) == Predicted("utter_member", False)
    assert table.predict([], listen("bye", slots={"member": [1.0, 0.0]}), None) == Predicted("utter_any", False)


def test_a_rule_that_knows_nothing_of_the_form_goes_back_to_it() -> None:
    answered = {"prev_action": {"action_name": "utter_hours"}, "user": {"intent": "hours"}}
    inside = answered | {"active_loop": {"name": "loan_form"}}
    past = [listen("hours", active_loop={"name": "loan_form"})]
    rules = {key(listen("hours"), answered): "action_listen"}
    assert RuleTable(rules, {}).predict(past, inside, "loan_form") == Predicted("loan_form", False)
    unhappy = {key({"prev_action": {"action_name": "action_listen"}}, inside): DO_NOT}
    assert RuleTable(rules, unhappy).predict(past, inside, "loan_form") == Predicted(None, False)


def test_two_rules_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    shutil.copytree(PROJECTS / "en", tmp_path / "en")
    file = tmp_path / "en" / "data" / "more.yml"
    file.write_text('version: "3.1"\nrules:\n- rule: other\n  steps:\n  - intent: hours\n  - action: utter_more\n')
    with pytest.raises(ProjectError, match="'other'.*'utter_more'|'hours'.*'utter_hours'"):
        compile_rules(load_project(tmp_path / "en"))


@pytest.mark.parametrize(
    ("slot", "value", "seen"),
    [
        ("title", "", [1.0]),
        ("title", None, None),
        ("member", True, [1.0, 1.0]),
        ("member", "false", [1.0, 0.0]),
        ("member", "perhaps", None),
        ("amount", 99, [1.0, 1.0]),
        ("amount", "many", None),
        ("mood", "CALM", [1.0, 0.0, 0.0]),
        ("mood", "merry", [0.0, 0.0, 1.0]),
        ("moods", [], None),
        ("note", "anything", None),
        ("context", {"a": 1}, None),
    ],
)
def test_what_rules_see_of_a_value(slot: str, value: object, seen: object) -> None:
    assert feature(PROJECT.slots[slot], value) == seen


# ---------------------------------------------------------------- the trail


def past(trail: Trail) -> list[str]:
    return trail.actions()


def test_filling_a_form_leaves_no_trail() -> None:
    trail = Trail((), depth=20)
    trail.act("action_listen", {}, False)
    trail.say({"intent": "borrow"})
    trail.act("form", trail.present({}, None), True)
    trail.act("action_listen", trail.present({}, "form"), False)
    trail.say({"intent": "inform"})
    trail.act("form", trail.present({}, "form"), True)
    assert past(trail) == ["action_listen", "form"]
    assert trail.user == {"intent": "borrow"}


def test_an_interruption_is_remembered() -> None:
    trail = Trail((), depth=20)
    trail.act("action_listen", {}, False)
    trail.act("form", {}, True)
    trail.act("action_listen", {}, False)
    trail.say({"intent": "hours"})
    trail.reject("form")
    trail.act("utter_hours", {}, False)
    trail.act("form", {}, True)
    assert past(trail) == ["action_listen", "form", "action_listen", "utter_hours", "form"]


def test_the_trail_is_as_long_as_it_was_asked_to_be() -> None:
    trail = Trail((), depth=3)
    for place in range(10):
        trail.act(f"a{place}", {}, False)
        trail.say({"intent": "x"})
    assert past(trail) == ["a7", "a8", "a9"]


def test_rewinding_takes_the_words_and_the_waiting_back() -> None:
    trail = Trail((), depth=20)
    trail.act("action_listen", {}, False)
    trail.say({"intent": "hello"})
    trail.act("utter_hello", trail.present({}, None), False)
    trail.act("action_listen", trail.present({}, None), False, followed_up=True)
    trail.say({"intent": "nonsense"})
    trail.act("fallback", trail.present({}, None), False)
    assert trail.rewind() is True
    assert past(trail) == ["action_listen", "utter_hello"]
    assert trail.user == {"intent": "hello"}
