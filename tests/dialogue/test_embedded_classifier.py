"""The intent classifier: what it learns, and its cache."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from receptionist.dialogue.embedded.classifier import Classifier, Kinds, train, trained
from receptionist.dialogue.embedded.prepare import prepare

PROJECTS = Path(__file__).parent / "projects"

LINES = [
    ("open", "when are you open"),
    ("open", "what are your opening hours"),
    ("open", "are you open on sunday"),
    ("book", "i want to book an appointment"),
    ("book", "can i make an appointment"),
    ("book", "book me in please"),
    ("no", "no"),
    ("no", "no thanks"),
    ("no", "nie dziękuję"),
]


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return train(LINES)


def test_its_own_lines_are_known(classifier: Classifier) -> None:
    assert [classifier.rank(words)[0][0] for _, words in LINES] == [intent for intent, _ in LINES]


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("Opening times?", "open"),
        ("could i have an apointment", "book"),
        ("NO!", "no"),
        ("nie dzie\u0328kuje\u0328", "no"),
    ],
)
def test_likely_words_are_recognised(classifier: Classifier, words: str, intent: str) -> None:
    assert classifier.rank(words)[0][0] == intent


def test_chances_are_chances(classifier: Classifier) -> None:
    ranking = classifier.rank("when can i book")
    assert sum(chance for _, chance in ranking) == pytest.approx(1, abs=1e-5)
    assert [chance for _, chance in ranking] == sorted((chance for _, chance in ranking), reverse=True)


def test_strange_words_are_nothing_for_sure(classifier: Classifier) -> None:
    assert classifier.rank("zzz qqq")[0][1] < 0.6
    assert classifier.rank("")[0][1] < 0.6


def test_training_twice_gives_the_same() -> None:
    first, second = train(LINES), train(LINES)
    assert np.array_equal(first.weights, second.weights)
    assert first.rank("book an hour") == second.rank("book an hour")


def test_the_solution_is_the_optimum(classifier: Classifier) -> None:
    """At the optimum of the penalised likelihood every line pulls as hard as the penalty holds back."""
    again = [(intent, words) for intent, words in LINES]
    chances = [dict(classifier.rank(words)) for _, words in again]
    # The sum over lines of (chance - truth) of an intent equals minus ridge times its share of the bias.
    for place, intent in enumerate(classifier.intents):
        pull = sum(chance[intent] - (intent == true) for chance, (true, _) in zip(chances, again, strict=True))
        assert pull == pytest.approx(-0.015 * classifier.bias[place] / 0.3**2, abs=0.02)


def test_words_of_a_kind_are_learned_together() -> None:
    lines = [("come", "monday please"), ("come", "on tuesday"), ("eat", "ham please"), ("eat", "with cheese")]
    kinds = Kinds.of({"day": ["Monday", "tuesday", "this evening"], "food": ["ham", "cheese", "tomato"]})
    assert train(lines, kinds).rank("this evening")[0][0] == "come"
    assert train(lines, kinds).rank("tomato")[0][0] == "eat"
    plain = train(lines)
    assert (plain.rank("this evening")[0][0], plain.rank("tomato")[0][0]) != ("come", "eat")


def test_the_longest_entry_of_the_first_table_is_the_kind() -> None:
    kinds = Kinds.of({"clock": ["half", "half past"], "number": ["half", "two"], "none": ["  "]})
    assert [kind for kind, _ in kinds.find(["at", "half", "past", "two", "or", "half"])] == [
        None,
        "clock",
        "number",
        None,
        "clock",
    ]


def test_what_is_said_around_the_matter_does_not_part_neighbours() -> None:
    lines = [("open", "you open"), ("open", "you um open late"), ("shut", "you shut"), ("shut", "you um shut late")]
    ranked = train(lines, Kinds.of({"filler": ["um", "well you know"]}))
    assert ranked.rank("you well you know open")[0][1] == pytest.approx(ranked.rank("you um open")[0][1], abs=0.1)
    assert ranked.rank("you well you know open")[0][0] == "open"


def test_other_kinds_are_trained_anew(tmp_path: Path) -> None:
    trained(LINES, tmp_path, Kinds.of({"day": ["sunday"]}))
    trained(LINES, tmp_path, Kinds.of({"day": ["sunday", "monday"]}))
    assert len(list(tmp_path.iterdir())) == 2
    again = trained(LINES, tmp_path, Kinds.of({"day": ["sunday"]}))
    assert again.rank("on sunday") == train(LINES, Kinds.of({"day": ["sunday"]})).rank("on sunday")


def test_the_cache_is_used_and_follows_the_lines(tmp_path: Path) -> None:
    first = trained(LINES, tmp_path)
    (file,) = tmp_path.iterdir()
    stamp = file.stat().st_mtime_ns
    second = trained(LINES, tmp_path)
    assert file.stat().st_mtime_ns == stamp
    assert second.rank("opening") == first.rank("opening")
    assert second.intents == first.intents
    trained([*LINES, ("no", "rather not")], tmp_path)
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_a_damaged_cache_is_trained_anew(tmp_path: Path, damage: bytes | None) -> None:
    trained(LINES, tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-200] if damage is None else damage)
    assert trained(LINES, tmp_path).rank("no")[0][0] == "no"


def test_a_cache_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert trained(LINES, blocked / "cache").rank("no")[0][0] == "no"


def test_weights_are_taken_from_any_folder_and_put_into_the_first_that_takes_them(tmp_path: Path) -> None:
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    shipped.write_text("a file where a folder should be")
    trained(LINES, (shipped, own))
    (kept,) = own.iterdir()
    before = kept.stat().st_mtime_ns
    trained(LINES, (shipped, own))
    assert [f.stat().st_mtime_ns for f in own.iterdir()] == [before]


def test_weights_are_made_beforehand_and_old_ones_swept_away(tmp_path: Path) -> None:
    nlu = tmp_path / "nlu"
    shutil.copytree(PROJECTS, nlu)
    (nlu / ".trained").mkdir()
    (nlu / ".trained" / "intents-old.npz").write_bytes(b"old")
    files = prepare(nlu)
    assert len(files) == len(list(nlu.glob("*/domain.yml"))) > 1
    assert sorted((nlu / ".trained").iterdir()) == sorted(files)
