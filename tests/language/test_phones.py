"""Phone numbers as callers say, key and type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receptionist.language import phones, saying
from receptionist.messages import Language

MOBILE_GB = "+447700900123"
MOBILE_PL = "+48602123456"


@pytest.mark.parametrize(
    ("said", "country", "number"),
    [
        ("oh seven seven double oh nine hundred one two three", "GB", MOBILE_GB),
        ("oh double seven double oh nine double oh one two three", "GB", MOBILE_GB),
        ("it's oh seven seven zero zero nine double zero one two three thanks", "GB", MOBILE_GB),
        ("zero seven seven oh oh nine hundred one hundred and twenty three", "GB", MOBILE_GB),
        ("07700 900123", "GB", MOBILE_GB),
        ("07700-900-123", "GB", MOBILE_GB),
        ("+44 7700 900123", "PL", MOBILE_GB),
        ("plus forty four seven seven double oh nine hundred one two three", "PL", MOBILE_GB),
        ("my number is 0044 7700 900 123 okay", "GB", MOBILE_GB),
        ("oh two oh seven nine four six oh one two three", "GB", "+442079460123"),
        ("+44 (0)20 7946 0123", "PL", "+442079460123"),
        ("six oh two one two three four five six", "PL", MOBILE_PL),
        ("six oh two um one two three um four five six", "PL", MOBILE_PL),
        ("six oh two, let me see, one two three, four five six", "PL", MOBILE_PL),
        ("six oh to one to three for five six", "PL", MOBILE_PL),
        ("five treble oh one two three four five", "PL", "+48500012345"),
        ("602 123 457 no sorry 602 123 456", "PL", MOBILE_PL),
        ("at ten thirty 602 123 456 on tuesday", "PL", MOBILE_PL),
        ("602123456 for two people", "PL", MOBILE_PL),
        ("oh seven seven double oh nine hundred one two five no one two three", "GB", MOBILE_GB),
        ("half past ten oh seven seven double oh nine hundred one two three", "GB", MOBILE_GB),
    ],
)
def test_english(said: str, country: str, number: str) -> None:
    assert phones.understand(said, "en", country).value == number


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("sześćset dwa sto dwadzieścia trzy czterysta pięćdziesiąt sześć", MOBILE_PL),
        ("szescset dwa sto dwadziescia trzy czterysta piecdziesiat szesc", MOBILE_PL),
        ("pięćset jeden dwieście dwa trzysta trzy", "+48501202303"),
        ("pięćset sześć sto dwadzieścia trzy czterysta pięćdziesiąt sześć", "+48506123456"),
        ("sześć zero dwa jeden dwa trzy cztery pięć sześć", MOBILE_PL),
        ("sześć zero dwójka jedynka dwójka trójka cztery pięć sześć", MOBILE_PL),
        ("sześćdziesiąt dwadzieścia jeden dwadzieścia trzy czterdzieści pięć sześć", "+48602123456"),
        ("pięćset dwa zera jeden dwa trzy cztery", "+48500001234"),
        ("pięć dwa zera jeden dwa trzy cztery pięć sześć", "+48500123456"),
        ("pięć dwie siódemki jeden dwa trzy cztery pięć sześć", "+48577123456"),
        ("pięć dwa razy siedem jeden dwa trzy cztery pięć sześć", "+48577123456"),
        ("pięć podwójne zero jeden dwa trzy cztery pięć sześć", "+48500123456"),
        ("plus czterdzieści osiem sześćset dwa sto dwadzieścia trzy czterysta pięćdziesiąt sześć", MOBILE_PL),
        ("zero zero czterdzieści osiem sześć zero dwa sto dwadzieścia trzy cztery pięć sześć", MOBILE_PL),
        ("602-123-456", MOBILE_PL),
        ("tel. 602 123 456, proszę oddzwonić", MOBILE_PL),
        ("(022) 123 45 67", "+48221234567"),
        ("o dziesiątej, numer 602 123 456", MOBILE_PL),
        ("26.11.2026 10:30 602 123 456", MOBILE_PL),
        ("26/11/2026 602123456", MOBILE_PL),
        ("o dziesiątej trzydzieści sześćset dwa sto dwadzieścia trzy czterysta pięćdziesiąt sześć", MOBILE_PL),
        ("sześćset trzy nie przepraszam sześćset dwa sto dwadzieścia trzy czterysta pięćdziesiąt sześć", MOBILE_PL),
    ],
)
def test_polish(said: str, number: str) -> None:
    assert phones.understand(said, "pl", "PL").value == number


@pytest.mark.parametrize(
    ("text", "language", "country"),
    [
        ("tomorrow at ten thirty", "en", "GB"),
        ("2026-11-26 10:30", "en", "GB"),
        ("26.11.2026 10:30", "pl", "PL"),
        ("26/11/2026 at 10:30 for 2 people", "en", "GB"),
        ("jutro o dziesiątej trzydzieści", "pl", "PL"),
        ("dwudziestego szóstego listopada o dziesiątej", "pl", "PL"),
        ("sto dwadzieścia złotych", "pl", "PL"),
        ("602 123 45", "pl", "PL"),
        ("6021234567", "pl", "PL"),
        ("oh seven seven double oh nine hundred", "en", "GB"),
        ("", "en", "GB"),
        ("one two one two one two", "en", "GB"),
    ],
)
def test_what_is_no_number_stays_whole(text: str, language: Language, country: str) -> None:
    found = phones.understand(text, language, country)
    assert found.value is None
    assert found.rest == text


def test_the_rest_is_what_was_not_the_number() -> None:
    assert phones.understand("jan kowalski 602 123 456 jutro", "pl", "PL").rest == "jan kowalski jutro"
    assert phones.understand("call +48 602 123 456 please", "en", "GB").rest == "call please"


def test_digits_heard_so_far() -> None:
    assert phones.digits_heard("oh seven seven double oh", "en") == "07700"
    assert phones.digits_heard("sześćset dwa sto", "pl") == "602100"
    assert phones.digits_heard("at ten thirty", "en") == ""
    assert phones.digits_heard("hello", "en") == ""
    assert phones.digits_heard("oh seven eight no sorry oh seven seven", "en") == "077"
    assert phones.digits_heard("o dziesiątej trzydzieści", "pl") == ""


@given(st.from_regex(r"[5-7][0-9]{8}", fullmatch=True))
def test_what_is_read_back_is_understood(national: str) -> None:
    """Saying a number and hearing it said gives the same number, in both languages."""
    number = phones.understand(national, "pl", "PL").value
    if number is None:
        return  # not in the numbering plan
    assert number == f"+48{national}"
    for language in ("pl", "en"):
        assert phones.understand(saying.say_phone(number, language, "PL"), language, "PL").value == number


@given(st.text(), st.sampled_from(["en", "pl"]), st.sampled_from(["PL", "GB", "US", "??"]))
def test_never_raises(text: str, language: Language, country: str) -> None:
    found = phones.understand(text, language, country)
    assert found.value is None or found.value.startswith("+")
    assert phones.digits_heard(text, language).isascii()


WORDS = st.lists(
    st.sampled_from(
        ("one", "two", "oh", "double", "treble", "hundred", "and", "thousand", "plus", "5", "12", "sto", "dwa", "trzy")
        + ("pięćset", "razy", "zera", "podwójne", "for", "to", "at", "o")
    ),
    max_size=60,
)


@given(WORDS, st.sampled_from(["en", "pl"]))
def test_never_raises_on_number_words(words: list[str], language: Language) -> None:
    phones.understand(" ".join(words), language, "PL")
    phones.digits_heard(" ".join(words), language)


@pytest.mark.parametrize("unit", ["five ", "12 ", "double ", "nine hundred and ", "dwa zera ", "602 123 456 foo "])
def test_ten_thousand_characters(unit: str) -> None:
    text = unit * (10_000 // len(unit))
    phones.understand(text, "en", "GB")
    phones.understand(text, "pl", "PL")
