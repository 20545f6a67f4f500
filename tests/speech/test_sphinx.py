"""What the embedded recogniser's models are made of: spoken words, sentences, pronunciations, model folders."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from receptionist.messages import Expectation
from receptionist.speech import pcm
from receptionist.speech.sphinx import models
from receptionist.speech.sphinx.decoding import acoustic_model, confidence, speech_like, trimmed
from receptionist.speech.sphinx.lexicon import Lexicon, arpabet, dictionary_text
from receptionist.speech.sphinx.models import Models, one_spelling, read_training
from receptionist.speech.sphinx.phrases import Vocabulary, common_names, hint_phrases, phrases, sayings
from receptionist.speech.sphinx.wording import number, ordinal, training_lines, words

DENTIST = Vocabulary(("check up", "cleaning"), ("doctor patel", "emma"), ("do you take nhs patients",))


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Can I come at 10:30 a.m. on the 3rd?", "can i come at ten thirty am on the third"),
        ("10.05", "ten oh five"),
        ("9:00", "nine"),
        ("3pm", "three pm"),
        ("Dr Patel's check-up", "doctor patel's check up"),
        ("£55 & 10%", "fifty five and ten percent"),
        ("07700 900123", "zero seven seven zero zero nine zero zero one two three"),
        ("the 22nd, at 12:45", "the twenty second at twelve forty five"),
        ("Zofia Wójcik, Łukasz", "zofia wojcik lukasz"),
        ("it’s o'clock", "it's o'clock"),
        ("25:99", "two five nine nine"),
        ("...", ""),
        ("日本", ""),
    ],
)
def test_text_becomes_what_is_said(written: str, spoken: str) -> None:
    assert words(written) == spoken


def test_numbers_and_ordinals() -> None:
    assert [number(n) for n in (0, 19, 40, 99, 105, 2026)] == [
        "zero", "nineteen", "forty", "ninety nine", "one hundred and five", "two thousand twenty six",
    ]  # fmt: skip
    assert [ordinal(n) for n in (1, 12, 20, 31)] == ["first", "twelfth", "twentieth", "thirty first"]


def test_training_lines_lose_their_marks_and_stories_are_none() -> None:
    text = """
nlu:
- intent: book
  examples: |
    - book a [check-up](service) on [friday]{"entity": "day", "value": "5"}
    - [Emma](staff) at 9:15

- synonym: cleaning
  examples: |
    - scale and polish
- regex: phone
  examples: |
    - \\d{9}
rules:
- rule: greet
  steps:
  - intent: greet
  - action: utter_greet
"""
    assert list(training_lines(text.splitlines())) == [
        "book a check up on friday", "emma at nine fifteen", "scale and polish",
    ]  # fmt: skip


def test_every_expectation_has_its_sentences_and_the_firms_words() -> None:
    made = phrases(DENTIST, ["is it painful"])
    assert set(made) == set(Expectation)
    for expectation, lines in made.items():
        assert {"yes please", "no thank you", "a human please", "can you repeat that"} <= set(lines), expectation
        assert all(line == " ".join(line.split()) and "{" not in line for line in lines)
    assert "is it painful" in made[Expectation.OPEN]
    assert "do you take nhs patients" in made[Expectation.OPEN]
    assert any("cleaning with emma" in line for line in made[Expectation.OPEN])
    for month_end in ("the thirty first", "december the thirty first"):
        assert any(month_end in line for line in made[Expectation.DATE])
    assert any("half past ten" in line for line in made[Expectation.TIME])
    assert any(line.endswith("john smith") for line in made[Expectation.NAME])


def test_the_same_firm_gives_the_same_sentences() -> None:
    assert phrases(DENTIST, ["a"]) == phrases(DENTIST, ["a"])


def test_a_firm_without_words_has_models_all_the_same() -> None:
    made = phrases(Vocabulary((), (), ()), [])
    assert all(len(lines) > 100 for lines in made.values())


def test_names_are_many_and_can_be_said() -> None:
    given, family = common_names()
    assert min(len(given), len(family)) > 300
    assert all(name and name.replace("'", "").isalpha() for name in given + family)


def test_sayings_are_spoken_words() -> None:
    for name, lines in sayings().items():
        for line in lines:
            plain = line.replace("{", "").replace("}", "")
            assert words(plain) == plain, name


def test_one_sound_has_one_spelling() -> None:
    known, lines = one_spelling(
        Vocabulary(("check up", "checkup", "haircut", "hair cut"), (), ("is a checkup free",)),
        ["book a hair cut", "a checkup", "uncheckups"],
    )
    assert known.services == ("check up", "haircut")
    assert known.questions == ("is a check up free",)
    assert lines == ["book a haircut", "a check up", "uncheckups"]


def test_hints_are_offered_with_the_words_around_them() -> None:
    lines = hint_phrases(["ten fifteen"])
    assert {"ten fifteen please", "at ten fifteen", "yes", "the first one"} <= set(lines)


# ---------------------------------------------------------------- pronunciations


def test_espeak_names_become_arpabet() -> None:
    table = {"t": "T", "tS": "CH", "aI": "AY", "a": "AE", "I": "IH"}
    assert arpabet("tS_'aI_t", table) == "CH AY T"
    assert arpabet("t'aItS", table) == "T AY CH", "run together, longest first"
    assert arpabet("?_#", table) == ""


def test_known_words_come_from_the_dictionary_and_names_from_espeak() -> None:
    said = Lexicon(acoustic_model()[1]).pronounce(["hello", "zofia", "wojciechowska", "pm", "'"])
    assert "HH AH L OW" in said["hello"]
    assert said["pm"] == ("P IY EH M",)
    assert any(p.startswith("Z") and "F IY" in p for p in said["zofia"])
    assert len(said["wojciechowska"]) == 2, "as the English say it and as Poles do"
    assert "'" not in said, "what cannot be said has no pronunciation"
    phones = {p for word in said.values() for each in word for p in each.split()}
    known = {p for line in acoustic_model()[1].read_text().splitlines() for p in line.split()[1:]}
    assert phones <= known


def test_further_pronunciations_are_numbered() -> None:
    assert dictionary_text({"am": ("AE M", "EY EH M")}) == "am AE M\nam(2) EY EH M\n"


# ---------------------------------------------------------------- model folders

RAW = {"services": ["check-up"], "staff": ["Emma"], "questions": [], "firm": []}


@pytest.fixture
def shop(tmp_path: Path) -> Models:
    return Models(tmp_path / "cache", acoustic_model()[1], None)


def test_models_are_made_once_for_what_they_are_made_of(shop: Models, tmp_path: Path) -> None:
    folder = shop.make(RAW)
    assert {f.stem for f in folder.glob("*.arpa")} == {e.value for e in Expectation}
    before = os.stat(folder / "words.dict").st_mtime_ns
    assert shop.make(RAW) == folder
    assert os.stat(folder / "words.dict").st_mtime_ns == before
    other = shop.make({**RAW, "staff": ["Quackenbush"]})
    assert "quackenbush " in (other / "words.dict").read_text()
    assert "quackenbush " not in (folder / "words.dict").read_text(), "one firm's words stay out of another's model"
    assert [f.name for f in (tmp_path / "cache").iterdir() if f.name.startswith(".")] == []


def test_the_cache_is_bounded(shop: Models, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "KEPT", 1)
    first = shop.make(RAW)
    os.utime(first, (1, 1))
    second = shop.make({**RAW, "staff": []})
    assert [f.name for f in (tmp_path / "cache").iterdir()] == [second.name]


def test_training_is_read_from_every_file_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "data" / "more").mkdir(parents=True)
    for name in ("data/a.yml", "data/more/b.yaml"):
        (tmp_path / name).write_text(f"nlu:\n- intent: x\n  examples: |\n    - line of {name[-6]}\n")
    assert len(read_training(tmp_path)) == 2
    assert read_training(None) == read_training(tmp_path / "none") == []


def test_confidence_falls_with_the_posterior_and_the_fit_and_stays_within_bounds() -> None:
    sure, less, worse = (confidence(p, s, 4, 200) for p, s in ((-1, -0.6), (-8, -0.6), (-1, -1.4)))
    assert 1 >= sure > 0.9
    assert less < 0.5
    assert worse < 0.5
    assert confidence(-1e9, -1e9, 0, 0) == 0.0


# ---------------------------------------------------------------- before decoding


def hiss(seconds: float, dbfs: float) -> bytes:
    noise = np.random.default_rng(2).normal(0, 32767 * 10 ** (dbfs / 20), int(8000 * seconds))
    return bytes(np.clip(noise, -32768, 32767).astype("<i2").tobytes())


@pytest.mark.parametrize("around", [-96, -62, -50])
def test_the_quiet_around_the_words_is_cut(around: float) -> None:
    quiet, words_ = hiss(1, around), hiss(0.4, -20)
    assert pcm.seconds(trimmed(quiet + words_ + quiet)) == pytest.approx(0.7, abs=0.05)


def test_words_that_hardly_stand_out_of_the_noise_are_not_cut() -> None:
    sound = hiss(0.5, -30) + hiss(0.4, -22) + hiss(0.5, -30)
    assert trimmed(sound) == sound


def test_of_silence_nothing_is_left() -> None:
    assert trimmed(b"") == trimmed(bytes(32_000)) == trimmed(hiss(1, -60)) == b""


def test_speech_changes_and_noise_does_not(caller: Callable[[str], bytes]) -> None:
    assert speech_like(caller("earliest-check-up/04"))
    assert not speech_like(hiss(2, -30))
