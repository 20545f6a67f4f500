"""What the embedded engine refuses, and that it says where."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from receptionist.dialogue.embedded.load import load_project
from receptionist.dialogue.embedded.rules import compile_rules
from receptionist.errors import ProjectError
from tests.dialogue.fakes import PROJECTS


def changed(tmp_path: Path, file: str, old: str, new: str) -> Path:
    """A copy of the English project in which the first `old` of a file is `new`."""
    folder = tmp_path / "en"
    shutil.copytree(PROJECTS / "en", folder)
    path = folder / file
    text = path.read_text()
    assert old in text, f"the test is out of date: {old!r} is not in {file}"
    path.write_text(text.replace(old, new, 1))
    return folder


def load(folder: Path) -> None:
    compile_rules(load_project(folder))


RULES, DOMAIN, NLU, CONFIG = "data/rules.yml", "domain.yml", "data/nlu.yml", "config.yml"

REFUSED = [
    # file, what is replaced, by what, a piece of the faulty line, a piece of the complaint
    (RULES, "rules:\n", "stories:\n- story: a\n  steps: []\nrules:\n", "stories:", "stories are not supported"),
    (RULES, "- rule: hello\n", "- rule: hello\n  stpes: []\n", "stpes", "unknown key 'stpes'"),
    (RULES, "  - intent: hello\n", "  - user: hi\n", "- user: hi", "'user' in a rule"),
    (RULES, "  - intent: hello\n", "  - or: [{intent: hello}]\n", "- or:", "'or' in a rule"),
    (RULES, "  - action: utter_hello\n", "  - bot: hi\n", "- bot: hi", "'bot' in a rule"),
    (RULES, "  - intent: hello\n", "  - intent: helo\n", "helo\n", "the intent 'helo' is not in the domain"),
    (RULES, "action: utter_hello\n", "action: utter_helo\n", "utter_helo\n", "'utter_helo' is not in the domain"),
    (RULES, "action: utter_hello\n", "action: action_restart\n", "action_restart", "not supported"),
    (RULES, "action: utter_hello\n", "action: action_two_stage_fallback\n", "two_stage", "not supported"),
    (
        RULES,
        "  - action: utter_hello\n",
        "  - intent: bye\n  - action: utter_hello\n",
        "intent: bye",
        "more than one user",
    ),
    (RULES, "active_loop: loan_form\n", "active_loop: lone_form\n", "lone_form", "'lone_form' is not a form"),
    (RULES, "{mood: calm}", "{mod: calm}", "{mod: calm}", "the slot 'mod' is not in the domain"),
    (RULES, "{mood: calm}", "{mood: clam}", "{mood: clam}", "cannot be 'clam'"),
    (RULES, "{member: false}", "{member: no}", "{member: no}", "cannot be 'no'"),
    (RULES, "{amount: 1}", "{amount: true}", "{amount: true}", "cannot be True"),
    (RULES, "{mood: calm}", "{note: x}", "{note: x}", "does not influence"),
    (RULES, "[{mood: calm}]", "[mood]", "[mood]", "needs a value"),
    (RULES, "- rule: bye\n", "- rule: hello\n", "", "stands twice"),
    (RULES, 'version: "3.1"\n', "", "rules:", "does not say its format"),
    (RULES, 'version: "3.1"', 'version: "2.0"', 'version: "2.0"', "version must be"),
    (RULES, 'version: "3.1"', "version: 3.1", "version: 3.1", "in quotes"),
    (
        RULES,
        "  - slot_was_set: [{member: true}]",
        "  - slot_was_set: [{member: false}]",
        "- rule: bye, member",
        "where",
    ),
    (
        RULES,
        "{mood: calm}]\n  - active_loop: null",
        "{mood: calm}]\n  - intent: hello",
        "- intent: hello",
        "a condition is",
    ),
    (RULES, "- rule: hello\n  steps:", "- rule: hello\n  steps: []\n  metadata:", "hello", "has no steps"),
    (DOMAIN, "intents: [hello,", "intents: [hello, hello,", "hello, hello", "stands twice"),
    (DOMAIN, "intents: [hello,", "intents: [faq/ask, hello,", "faq/ask", "retrieval"),
    (DOMAIN, "intents: [hello,", "intents: [{hello: {use_entities: []}},", "use_entities", "use_entities"),
    (DOMAIN, "    type: bool\n", "    type: boolean\n", "boolean", "unknown type 'boolean'"),
    (DOMAIN, "    influence_conversation: false\n", "    influence_conversation: maybe\n", "maybe", "true or false"),
    (DOMAIN, "    max_value: 10\n", "    max_value: ten\n", "ten", "must be a number"),
    (DOMAIN, "    max_value: 10\n", "    max_value: -1\n", "amount:", "not below"),
    (DOMAIN, "    values: [calm, Cross]\n", "", "mood:", "lists no values"),
    (DOMAIN, "      entity: title\n", "      entity: tilte\n", "- type: from_entity", "'tilte' is not in the domain"),
    (
        DOMAIN,
        "      not_intent: hours\n",
        "      not_intent: huors\n",
        "- type: from_entity",
        "'huors' is not in the domain",
    ),
    (DOMAIN, "      not_intent: hours\n", "      not_itent: hours\n", "not_itent", "unknown key 'not_itent'"),
    (DOMAIN, "entity: town, role: from", "entity: town, role: form", "role: form", "no role 'form'"),
    (DOMAIN, "group: two", "group: three", "group: three", "no group 'three'"),
    (DOMAIN, "      value: true\n", "", "- type: from_intent", "needs 'value'"),
    (
        DOMAIN,
        "type: custom, action: action_count_words",
        "type: custom, action: action_cnt",
        "action_cnt",
        "not in the domain",
    ),
    (DOMAIN, "    mappings: [{type: custom}]\n", "", "context:", "has no mappings"),
    (DOMAIN, "- type: from_text\n", "- type: from_voice\n", "from_voice", "unknown mapping 'from_voice'"),
    (DOMAIN, "requested_slot: gift", "requested_slot: gfit", "- type: from_intent", "'gfit'"),
    (DOMAIN, "active_loop: loan_form, requested", "active_lop: loan_form, requested", "active_lop", "'active_lop'"),
    (DOMAIN, "required_slots: [title,", "required_slots: [tilte,", "loan_form:", "'tilte', which is unknown"),
    (DOMAIN, "ignored_intents: [hello]", "ignored_intents: [helo]", "loan_form:", "'helo'"),
    (DOMAIN, "ignored_intents:", "ignored_intent:", "ignored_intent:", "unknown key"),
    (DOMAIN, '  utter_ask_note: [{text: "Any note?"}]\n', "", "loan_form:", "nothing asks for 'note'"),
    (DOMAIN, "- validate_loan_form\n", "- validate_lone_form\n", "validate_lone_form", "validates no form"),
    (DOMAIN, "- action_lend\n", "- utter_lend\n", "- utter_lend", "'utter_lend' is not in the domain"),
    (DOMAIN, "- action_lend\n", "- action_lend\n- action_lend\n", "- action_lend", "stands twice"),
    (DOMAIN, "- action_lend\n", "- action_default_fallback\n", "- action_default_fallback", "overriding"),
    (DOMAIN, '{text: "Until five."}', '{text: ""}', 'text: ""', "must be text"),
    (DOMAIN, '{text: "Until five."}', "{id: a}", "id: a", "neither text nor custom"),
    (DOMAIN, '{text: "Until five."}', "{text: a, buttons: []}", "buttons", "cannot be spoken"),
    (DOMAIN, '{text: "Until five."}', '{text: "{open"}', "{open", "brace"),
    (DOMAIN, '{text: "Until five."}', '{text: "{a.b}"}', "{a.b}", "not a slot's name"),
    (DOMAIN, '{text: "Until five."}', "{text: a, condition: []}", "condition: []", "never holds"),
    (DOMAIN, '[{text: "Until five."}]', "[{text: a, channel: sms}]", "utter_hours_short", "no variation for when"),
    (DOMAIN, "name: mood, value: CROSS", "name: mod, value: CROSS", "utter_hello:", "'mod', which is unknown"),
    (DOMAIN, "  utter_first:", "  say_first:", "say_first", "must begin with utter_"),
    (DOMAIN, "  utter_first:", "  utter_faq/first:", "utter_faq/first", "retrieval"),
    (DOMAIN, "  session_expiration_time: 0", "  session_expiration_time: 60", "time: 60", "sessions that expire"),
    (DOMAIN, "session_config:\n  session_expiration_time: 0\n", "", "version:", "sessions that expire"),
    (DOMAIN, "forms:\n", "e2e_actions: []\nforms:\n", "e2e_actions", "unknown key 'e2e_actions'"),
    (DOMAIN, "slots:\n", "slots:\n  requested_slot: {type: text}\n", "requested_slot: {", "Rasa's own"),
    (DOMAIN, "  amount:\n", "  title:\n", "  title:\n", "stands twice"),
    (NLU, "- intent: hello\n", "- intent: helo\n", "- intent: helo", "'helo' is not in the domain"),
    (NLU, "    - hello there\n", "    hello there\n", "    hello there", "begin with '- '"),
    (NLU, "    - hello there\n", "    - /hello\n", "- /hello", "may not begin"),
    (NLU, "[dracula](title)", "[dracula](tilte)", "(tilte)", "'tilte' is not in the domain"),
    (NLU, '{"entity": "town", "role": "from"}', '{"entty": "town"}', "entty", "no entity"),
    (NLU, "- synonym: dracula\n", "- synonim: dracula\n", "synonim", "unknown key"),
    (CONFIG, "recipe: default.v1", "recipe: graph.v1", "graph.v1", "default.v1"),
    (
        CONFIG,
        "- name: LogisticRegressionClassifier",
        "- name: DIETClassifier",
        "DIETClassifier",
        "would find the entities",
    ),
    (
        CONFIG,
        "- name: FallbackClassifier",
        "- name: CRFEntityExtractor\n- name: FallbackClassifier",
        "CRFEntity",
        "not supported",
    ),
    (CONFIG, "- name: LogisticRegressionClassifier\n", "", "- name: WhitespaceTokenizer", "no intent classifier"),
    (
        CONFIG,
        "- name: FallbackClassifier",
        "- name: ResponseSelector\n- name: FallbackClassifier",
        "ResponseSel",
        "not supported",
    ),
    (CONFIG, "  threshold: 0.3", "  treshold: 0.3", "treshold", "unknown key 'treshold'"),
    (CONFIG, "  threshold: 0.3", "  threshold: 3", "- name: FallbackClassifier", "between 0 and 1"),
    (CONFIG, "- name: RulePolicy", "- name: SomePolicy", "SomePolicy", "not supported"),
    (
        CONFIG,
        "  core_fallback_action_name: action_default_fallback",
        "  core_fallback_action_name: action_x",
        "action_x",
        "not an action",
    ),
    (CONFIG, "  enable_fallback_prediction: true", "  restrict_rules: false", "restrict_rules", "not supported"),
    (CONFIG, "policies:\n", "polices:\n", "polices", "unknown key 'polices'"),
]


@pytest.mark.parametrize(("file", "old", "new", "line", "fault"), REFUSED)
def test_refused_with_file_and_line(tmp_path: Path, file: str, old: str, new: str, line: str, fault: str) -> None:
    folder = changed(tmp_path, file, old, new)
    with pytest.raises(ProjectError) as refused:
        load(folder)
    assert fault in refused.value.fault
    assert refused.value.file == folder / file
    lines = (folder / file).read_text().splitlines(keepends=True)
    assert line in lines[refused.value.line - 1], f"line {refused.value.line}: {lines[refused.value.line - 1]}"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: [1", "is not YAML"),
        ("a: *nobody", "is not YAML"),
        ("- a\n- b", "must be a mapping"),
        ("", "is empty"),
        ("version: a\nversion: b", "stands twice"),
        ("? [1]\n: 2", "plain text"),
        ("\tversion: 1", "is not YAML"),
        ("[" * 3_000, "nested too deeply"),
    ],
)
def test_what_is_no_domain_at_all(tmp_path: Path, text: str, fault: str) -> None:
    folder = changed(tmp_path, DOMAIN, "version", "version")
    (folder / DOMAIN).write_text(text)
    with pytest.raises(ProjectError, match=fault):
        load(folder)


def test_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    folder = changed(tmp_path, DOMAIN, "version", "version")
    (folder / DOMAIN).write_bytes(b"version: '\xff'")
    with pytest.raises(ProjectError, match="not UTF-8"):
        load(folder)


@pytest.mark.parametrize("missing", [DOMAIN, CONFIG, "data"])
def test_a_missing_file(tmp_path: Path, missing: str) -> None:
    folder = changed(tmp_path, DOMAIN, "version", "version")
    path = folder / missing
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    with pytest.raises(ProjectError):
        load(folder)


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="no folder"):
        load(tmp_path / "nowhere")


def test_the_domain_may_be_a_folder(tmp_path: Path) -> None:
    folder = changed(tmp_path, DOMAIN, "version", "version")
    whole = (folder / DOMAIN).read_text()
    head, responses = whole.split("responses:\n")
    responses, session = responses.split("session_config:\n")
    (folder / "domain").mkdir()
    (folder / "domain" / "words.yml").write_text('version: "3.1"\nresponses:\n' + responses)
    (folder / "domain" / "rest.yml").write_text(head + "session_config:\n" + session)
    with pytest.raises(ProjectError, match="stands twice"):
        load(folder)
    (folder / DOMAIN).unlink()
    assert load_project(folder).responses.keys() == load_project(PROJECTS / "en").responses.keys()


def test_yaml_is_read_as_rasa_reads_it(tmp_path: Path) -> None:
    """By YAML 1.2: `yes` and `10:30` are words."""
    folder = changed(tmp_path, DOMAIN, '"Until five."', "yes")
    assert load_project(folder).responses["utter_hours_short"][0].text == "yes"


def test_a_classifier_that_learns_no_entities_is_welcome(tmp_path: Path) -> None:
    folder = changed(
        tmp_path, CONFIG, "- name: LogisticRegressionClassifier", "- name: DIETClassifier\n  entity_recognition: false"
    )
    load(folder)
