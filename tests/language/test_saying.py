"""How things are said, in both languages: samples checked by hand, and whole ranges by what must hold."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from receptionist.language import saying
from receptionist.messages import Language
from receptionist.tenant import Hours, Tenant

WARSAW = ZoneInfo("Europe/Warsaw")
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=WARSAW)
TODAY = NOW.date()
BOTH: tuple[Language, ...] = ("en", "pl")


def test_every_number_to_ten_thousand_agrees_with_num2words() -> None:
    for n in range(10_001):
        assert saying.say_number(n, "pl") == num2words(n, lang="pl")
        assert saying.say_number(n, "en") == num2words(n, lang="en")


@pytest.mark.parametrize(
    ("n", "en", "pl"),
    [
        (-2, "minus two", "minus dwa"),
        (1_000_000, "one million", "milion"),
        (2_000_005, "two million and five", "dwa miliony pięć"),
        (10**15 + 1, "one" + " oh" * 14 + " one", "jeden" + " zero" * 14 + " jeden"),
    ],
)
def test_numbers_beyond(n: int, en: str, pl: str) -> None:
    assert saying.say_number(n, "en") == en
    assert saying.say_number(n, "pl") == pl


@pytest.mark.parametrize(
    ("day", "en", "pl"),
    [
        (date(2026, 11, 21), "today", "dzisiaj"),
        (date(2026, 11, 22), "tomorrow", "jutro"),
        (
            date(2026, 11, 26),
            "on Thursday the twenty-sixth of November",
            "w czwartek, dwudziestego szóstego listopada",
        ),
        (date(2026, 12, 1), "on Tuesday the first of December", "we wtorek, pierwszego grudnia"),
        (date(2026, 12, 2), "on Wednesday the second of December", "w środę, drugiego grudnia"),
        (date(2026, 12, 3), "on Thursday the third of December", "w czwartek, trzeciego grudnia"),
        (date(2026, 12, 12), "on Saturday the twelfth of December", "w sobotę, dwunastego grudnia"),
        (date(2026, 12, 20), "on Sunday the twentieth of December", "w niedzielę, dwudziestego grudnia"),
        (
            date(2026, 12, 31),
            "on Thursday the thirty-first of December",
            "w czwartek, trzydziestego pierwszego grudnia",
        ),
        (date(2027, 1, 5), "on Tuesday the fifth of January", "we wtorek, piątego stycznia"),
        (
            date(2027, 11, 22),
            "on Monday the twenty-second of November, twenty twenty-seven",
            "w poniedziałek, dwudziestego drugiego listopada dwa tysiące dwudziestego siódmego roku",
        ),
    ],
)
def test_days(day: date, en: str, pl: str) -> None:
    assert saying.say_day(day, "en", TODAY) == en
    assert saying.say_day(day, "pl", TODAY) == pl


def test_days_bare_and_full() -> None:
    assert saying.say_day(date(2026, 11, 24), "en", TODAY, "bare") == "Tuesday the twenty-fourth of November"
    assert saying.say_day(date(2026, 11, 25), "pl", TODAY, "bare") == "środa, dwudziestego piątego listopada"
    assert saying.say_day(date(2026, 11, 22), "en", TODAY, full=True) == "on Sunday the twenty-second of November"
    assert saying.say_day(TODAY, "pl", TODAY, full=True) == "w sobotę, dwudziestego pierwszego listopada"


def test_every_day_of_a_year_is_said_apart_from_every_other() -> None:
    for language in BOTH:
        said = [saying.say_day(TODAY + timedelta(days=n), language, TODAY) for n in range(366)]
        assert len(set(said)) == 366
        assert all(re.fullmatch(r"[^\W\d_]+(?:[ ,-]+[^\W\d_]+)*", s) for s in said)
        if language == "pl":
            assert all(
                ("we wtorek" in s) == bool((TODAY + timedelta(days=n)).weekday() == 1)
                for n, s in enumerate(said)
                if n > 1
            )


@pytest.mark.parametrize(
    ("t", "en", "pl"),
    [
        (time(10, 30), "half past ten", "o dziesiątej trzydzieści"),
        (time(9), "nine o'clock", "o dziewiątej"),
        (time(9, 15), "quarter past nine", "o dziewiątej piętnaście"),
        (time(9, 45), "quarter to ten", "o dziewiątej czterdzieści pięć"),
        (time(13, 5), "five past one", "o trzynastej zero pięć"),
        (time(14, 22), "two twenty-two", "o czternastej dwadzieścia dwie"),
        (time(14, 7), "two oh seven", "o czternastej zero siedem"),
        (time(12), "noon", "o dwunastej"),
        (time(0), "midnight", "o północy"),
        (time(20), "eight in the evening", "o dwudziestej"),
        (time(21, 15), "quarter past nine in the evening", "o dwudziestej pierwszej piętnaście"),
        (time(7, 30), "half past seven in the morning", "o siódmej trzydzieści"),
        (time(23, 30), "half past eleven at night", "o dwudziestej trzeciej trzydzieści"),
    ],
)
def test_times(t: time, en: str, pl: str) -> None:
    assert saying.say_time(t, "en") == en
    assert saying.say_time(t, "en", "at") == f"at {en}"
    assert saying.say_time(t, "pl", "at") == pl


def test_times_bare_in_polish_are_nominative() -> None:
    assert saying.say_time(time(10, 30), "pl", "bare") == "dziesiąta trzydzieści"
    assert saying.say_time(time(22), "pl", "bare") == "dwudziesta druga"
    assert saying.say_time(time(0), "pl", "bare") == "północ"


def test_every_minute_of_a_day_is_said_apart() -> None:
    for language in BOTH:
        said = {saying.say_time(time(m // 60, m % 60), language, "at") for m in range(1440)}
        assert len(said) == 1440
        assert all(re.fullmatch(r"(?:at|o) [^\W\d_]+(?:['\- ][^\W\d_]+)*", s) for s in said)


def test_moments() -> None:
    moment = datetime(2026, 11, 26, 10, 30, tzinfo=WARSAW)
    assert saying.say_moment(moment, "en", NOW) == "on Thursday the twenty-sixth of November at half past ten"
    assert (
        saying.say_moment(moment, "pl", NOW) == "w czwartek, dwudziestego szóstego listopada, o dziesiątej trzydzieści"
    )
    tomorrow = datetime(2026, 11, 22, 10, 0, tzinfo=WARSAW)
    assert saying.say_moment(tomorrow, "pl", NOW) == "jutro o dziesiątej"
    assert (
        saying.say_moment(tomorrow, "pl", NOW, full=True)
        == "w niedzielę, dwudziestego drugiego listopada, o dziesiątej"
    )


def test_today_is_the_firms_today() -> None:
    # 23:30 UTC is already the 22nd in Warsaw.
    late = datetime(2026, 11, 21, 23, 30, tzinfo=ZoneInfo("UTC"))
    assert saying.say_moment(datetime(2026, 11, 22, 9, 0, tzinfo=WARSAW), "en", late) == "today at nine o'clock"


def test_several_moments_name_each_day_once() -> None:
    moments = [datetime(2026, 11, d, h, 0, tzinfo=WARSAW) for d, h in ((22, 9), (22, 10), (23, 9))]
    assert saying.say_moments(moments, "en", NOW) == (
        "tomorrow at nine o'clock, at ten o'clock or on Monday the twenty-third of November at nine o'clock"
    )
    assert saying.say_moments([], "pl", NOW) == ""


def test_spans() -> None:
    assert saying.say_span(time(9), time(17, 30), "en") == "from nine to half past five"
    assert saying.say_span(time(9), time(18), "pl") == "od dziewiątej do osiemnastej"
    assert saying.say_span(time(8, 30), time(17, 30), "pl") == "od ósmej trzydzieści do siedemnastej trzydzieści"


@pytest.mark.parametrize(
    ("minor", "currency", "en", "pl"),
    [
        (12000, "PLN", "one hundred and twenty zlotys", "sto dwadzieścia złotych"),
        (100, "PLN", "one zloty", "jeden złoty"),
        (200, "PLN", "two zlotys", "dwa złote"),
        (500, "PLN", "five zlotys", "pięć złotych"),
        (1200, "PLN", "twelve zlotys", "dwanaście złotych"),
        (2100, "PLN", "twenty-one zlotys", "dwadzieścia jeden złotych"),
        (2200, "PLN", "twenty-two zlotys", "dwadzieścia dwa złote"),
        (11200, "PLN", "one hundred and twelve zlotys", "sto dwanaście złotych"),
        (1050, "PLN", "ten zlotys and fifty groszy", "dziesięć złotych pięćdziesiąt groszy"),
        (102, "PLN", "one zloty and two groszy", "jeden złoty dwa grosze"),
        (5500, "GBP", "fifty-five pounds", "pięćdziesiąt pięć funtów"),
        (5550, "GBP", "fifty-five pounds fifty", "pięćdziesiąt pięć funtów pięćdziesiąt pensów"),
        (101, "GBP", "one pound and one penny", "jeden funt jeden pens"),
        (99, "GBP", "ninety-nine pence", "dziewięćdziesiąt dziewięć pensów"),
        (100, "EUR", "one euro", "jedno euro"),
        (300, "CZK", "three koruna", "trzy korony"),
        (200, "CZK", "two koruna", "dwie korony"),
        (0, "GBP", "free", "bezpłatnie"),
        (1500, "XYZ", "fifteen X Y Z", "piętnaście X Y Z"),
    ],
)
def test_money(minor: int, currency: str, en: str, pl: str) -> None:
    assert saying.say_money(minor, currency, "en") == en
    assert saying.say_money(minor, currency, "pl") == pl


def test_polish_counts_zlotys_right_over_a_whole_range() -> None:
    for n in range(1, 10_001):
        unit = saying.say_money(n * 100, "PLN", "pl").split()[-1]
        few = n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14)
        assert unit == ("złoty" if n == 1 else "złote" if few else "złotych"), n


@pytest.mark.parametrize(
    ("n", "en", "pl"),
    [
        (1, "one minute", "minutę"),
        (2, "two minutes", "dwie minuty"),
        (20, "twenty minutes", "dwadzieścia minut"),
        (22, "twenty-two minutes", "dwadzieścia dwie minuty"),
        (30, "half an hour", "pół godziny"),
        (45, "forty-five minutes", "czterdzieści pięć minut"),
        (60, "one hour", "godzinę"),
        (75, "one hour and fifteen minutes", "godzinę i piętnaście minut"),
        (90, "an hour and a half", "półtorej godziny"),
        (120, "two hours", "dwie godziny"),
        (150, "two and a half hours", "dwie i pół godziny"),
        (300, "five hours", "pięć godzin"),
    ],
)
def test_durations(n: int, en: str, pl: str) -> None:
    assert saying.say_minutes(n, "en") == en
    assert saying.say_minutes(n, "pl") == pl


def test_phone_numbers_come_in_groups() -> None:
    assert saying.say_phone("+48602123456", "pl") == "sześć zero dwa, jeden dwa trzy, cztery pięć sześć"
    assert saying.say_phone("+48221234567", "pl") == "dwa dwa jeden, dwa trzy cztery, pięć sześć siedem"
    assert saying.say_phone("+442079460123", "en") == "oh two oh, seven nine four six, oh one two three"
    assert saying.say_phone("+447700900123", "en") == "oh seven seven oh oh, nine oh oh, one two three"
    assert saying.say_phone("+48602123456", "en") == "plus four eight, six oh two, one two three, four five six"
    assert saying.say_phone("+48602123456", "en", "PL") == "six oh two, one two three, four five six"
    assert saying.say_phone("+447700900123", "pl").startswith("plus cztery cztery, siedem siedem")


def test_the_ending_of_a_number() -> None:
    assert saying.say_ending("+48601234542", "en") == "ending in four two"
    assert saying.say_ending("+48601234542", "pl") == "kończący się na cztery dwa"
    assert saying.say_ending("", "pl") == ""


def test_lists() -> None:
    assert saying.say_list([], "en") == ""
    assert saying.say_list(["a"], "pl") == "a"
    assert saying.say_list(["a", "b", "c"], "en", "or") == "a, b or c"
    assert saying.say_list(["a", "b", "c"], "pl", "or") == "a, b lub c"
    assert saying.say_list(["a", "b"], "pl") == "a i b"


def test_opening_hours_of_both_firms(bella: Tenant, brightsmile: Tenant) -> None:
    assert saying.say_week(bella.hours, "en") == (
        "Monday to Friday from nine to six, Saturday from nine to two, closed on Sunday"
    )
    assert saying.say_week(bella.hours, "pl") == (
        "od poniedziałku do piątku od dziewiątej do osiemnastej, w sobotę od dziewiątej do czternastej, "
        "w niedzielę zamknięte"
    )
    assert saying.say_week(brightsmile.hours, "en") == (
        "Monday to Thursday from half past eight to half past five, Friday from half past eight to four, "
        "closed on Saturday and Sunday"
    )


def test_odd_weeks() -> None:
    nine_to_five = (Hours(time(9), time(17)),)
    split = (Hours(time(9), time(13)), Hours(time(14), time(18)))
    assert saying.say_week({}, "en") == "closed every day"
    every = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), nine_to_five)
    assert saying.say_week(every, "pl") == "codziennie od dziewiątej do siedemnastej"
    assert saying.say_week({"mon": nine_to_five, "wed": nine_to_five}, "pl").startswith(
        "w poniedziałek i w środę od dziewiątej do siedemnastej, we wtorek, w czwartek, w piątek"
    )
    assert "from nine to one and from two to six" in saying.say_week({"mon": split}, "en")


@given(st.text(max_size=40), st.sampled_from(BOTH))
def test_phone_saying_takes_anything(text: str, language: Language) -> None:
    assert isinstance(saying.say_phone(text, language), str)
    assert isinstance(saying.say_ending(text, language), str)
    assert isinstance(saying.say_digits(text, language), str)


@given(st.integers(), st.sampled_from(["PLN", "GBP", "EUR", "JPY", "zzz"]), st.sampled_from(BOTH))
def test_money_takes_any_amount(minor: int, currency: str, language: Language) -> None:
    assert not re.search(r"\d|  ", saying.say_money(minor % 10**13, currency, language))


@given(st.integers(min_value=0, max_value=100_000), st.sampled_from(BOTH))
def test_durations_are_words(n: int, language: Language) -> None:
    assert re.fullmatch(r"[^\W\d_]+(?:[ ,-]+[^\W\d_]+)*", saying.say_minutes(n, language))
