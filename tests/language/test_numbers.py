"""Numbers in words and figures."""

from __future__ import annotations

import pytest

from receptionist.language import numbers
from receptionist.messages import Language


@pytest.mark.parametrize(
    ("language", "text", "value", "rest"),
    [
        ("en", "two people", 2, "people"),
        ("en", "for twenty five please", 25, "for please"),
        ("en", "a hundred and two", 102, "a"),
        ("en", "two thousand twenty six", 2026, ""),
        ("en", "seven hundred and fifty", 750, ""),
        ("en", "42 of them", 42, "of them"),
        ("en", "ten thirty", 10, "thirty"),
        ("en", "none of it", None, "none of it"),
        ("pl", "dla dwóch osób", 2, "dla osób"),
        ("pl", "dwadzieścia pięć", 25, ""),
        ("pl", "sto dwadzieścia złotych", 120, "złotych"),
        ("pl", "dwa tysiące dwadzieścia sześć", 2026, ""),
        ("pl", "szescset dwa", 602, ""),
        ("pl", "o dziesiątej", None, "o dziesiątej"),
    ],
)
def test_cardinal(language: Language, text: str, value: int | None, rest: str) -> None:
    found = numbers.cardinal(text, language)
    assert (found.value, found.rest) == (value, rest)


@pytest.mark.parametrize(
    ("language", "text", "value", "rest"),
    [
        ("en", "oh seven seven double five", "07755", ""),
        ("en", "triple nine one", "9991", ""),
        ("en", "twenty five thirty", "2530", ""),
        ("en", "six hundred and two", "602", ""),
        ("en", "my number is 07700 900-123", "07700900123", "my number is"),
        ("en", "plus four four", "+44", ""),
        ("pl", "sześćset dwa", "602", ""),
        ("pl", "sześćset dwa pięćset trzydzieści jeden sto", "602531100", ""),
        ("pl", "dwójka trójka zero", "230", ""),
        ("pl", "dwie piątki trzy zera", "55000", ""),
        ("pl", "podwójne siedem", "77", ""),
        ("pl", "mój numer to +48 600 100 200", "+48600100200", "mój numer to"),
        ("pl", "", "", ""),
    ],
)
def test_digits(language: Language, text: str, value: str, rest: str) -> None:
    found = numbers.digits(text, language)
    assert (found.value, found.rest) == (value, rest)


@pytest.mark.parametrize(
    ("language", "text", "value", "form", "end"),
    [
        ("en", "twenty first", 21, "ord", 2),
        ("en", "twenty twenty", 20, "card", 1),
        ("en", "thirtieth", 30, "ord", 1),
        ("pl", "dwudziesta druga", 22, "fem", 2),
        ("pl", "dwudziestej pierwszej", 21, "fem", 2),
        ("pl", "dwudziestejtrzeciej", 23, "fem", 1),
        ("pl", "dwudziestego trzeciego", 23, "ord", 2),
        ("pl", "trzydziestego pierwszego", 31, "ord", 2),
        ("pl", "dwadziescia czwarta", 20, "card", 1),
        ("pl", "dwudziestego trzecia", 20, "ord", 1),
        ("pl", "dwa tysiace pietnastego", 2015, "ord", 3),
    ],
)
def test_compound_numbers(language: Language, text: str, value: int, form: str, end: int) -> None:
    assert numbers.read(text.split(), 0, language) == numbers.Number(value, form, end)  # type: ignore[arg-type]  # literals


def test_every_number_to_ninety_nine_in_polish_ordinals() -> None:
    for hour, text in {1: "pierwszej", 4: "czwartą", 8: "ósma", 13: "trzynastej", 19: "dziewiętnastą"}.items():
        found = numbers.read([numbers.fold(text)], 0, "pl")
        assert found == numbers.Number(hour, "fem", 1)


def test_folding() -> None:
    assert numbers.fold("Środę") == "srode"
    assert numbers.fold("ŁÓDŹ") == "lodz"


def test_hostile_figures() -> None:
    assert numbers.cardinal("9" * 5000, "en").value is None
    assert numbers.digits("9" * 5000, "en").value == "9" * 5000
    assert numbers.digits("٣" * 5000, "pl").value == "3" * 5000
