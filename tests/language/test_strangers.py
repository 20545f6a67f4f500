"""People asked for who do not work there: named back, and never invented out of everyday words."""

from __future__ import annotations

import pytest

from receptionist.language.strangers import stranger
from receptionist.messages import Language


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("i'd like a check up with doctor smith on thursday", "en", "Dr Smith"),
        ("can i see dr kowalski", "en", "Dr Kowalski"),
        ("a haircut with sarah please", "en", "Sarah"),
        ("a haircut by olivia", "en", "Olivia"),
        ("strzyżenie u tomasza w czwartek", "pl", "Tomasz"),
        ("chciałabym do pani katarzyny", "pl", "Katarzyna"),
        ("u pana marka proszę", "pl", "Marek"),
    ],
)
def test_a_strangers_name_is_said_back(text: str, language: Language, name: str) -> None:
    assert stranger(text, language) == name


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("i'd like to see a doctor", "en"),
        ("the doctor told me to come", "en"),
        ("doctor i have a toothache", "en"),
        ("is the doctor in today", "en"),
        ("with pleasure", "en"),
        ("with anyone", "en"),
        ("see you on may the third", "en"),
        ("by june please", "en"),
        ("with", "en"),
        ("", "en"),
        ("do widzenia", "pl"),
        ("do piątku", "pl"),
        ("u was w salonie", "pl"),
        ("do maja mam czas", "pl"),
        ("jestem tomasz", "pl"),
        ("u kogokolwiek", "pl"),
        ("u pana", "pl"),
        ("do której", "pl"),
    ],
)
def test_everyday_words_are_nobody(text: str, language: Language) -> None:
    assert stranger(text, language) == ""
