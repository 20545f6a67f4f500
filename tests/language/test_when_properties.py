"""Whatever is said, reading it ends, raises nothing, loses nothing; and what is said by rule is read back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receptionist.language.en import times as english
from receptionist.language.pl import times as polish
from receptionist.language.when import merge, understand, windows
from receptionist.messages import Language
from receptionist.tenant import Hours

WARSAW = ZoneInfo("Europe/Warsaw")
NOW = datetime(2026, 11, 18, 12, 5, tzinfo=WARSAW)
WEEK = {d: (Hours(time(8), time(20)),) for d in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
LANGUAGES: tuple[Language, ...] = ("en", "pl")


def _split(text: str) -> list[str]:
    return text.split()


EN_DAY = _split(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
)
EN_MONTH = _split("january february march april may june july august september october november december")
EN_HOUR = _split("one two three four five six seven eight nine ten eleven twelve")
PL_DAY = _split(
    "pierwszego drugiego trzeciego czwartego piątego szóstego siódmego ósmego dziewiątego dziesiątego "
    "jedenastego dwunastego trzynastego czternastego"
)
PL_MONTH = _split("stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia")
PL_HOUR = _split(
    "ósmej dziewiątej dziesiątej jedenastej dwunastej trzynastej czternastej piętnastej szesnastej siedemnastej "
    "osiemnastej dziewiętnastej"
)
FIGURES = _split("3 10 31 99999 10:30 3.12 31/2 foo")
VOCABULARY = {
    "en": sorted(english.lexicon().phrases) + EN_DAY + EN_HOUR + FIGURES,
    "pl": sorted(polish.lexicon().phrases) + PL_DAY + PL_HOUR + FIGURES,
}


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.sampled_from(LANGUAGES), st.booleans())
def test_any_text_is_read_without_error(text: str, language: Language, asked: bool) -> None:
    found = understand(text, language, NOW, WEEK, asked=asked).value
    windows(merge(found, found, NOW), NOW, WEEK)


@settings(max_examples=300, deadline=None)
@given(st.data(), st.sampled_from(LANGUAGES), st.booleans(), st.booleans())
def test_any_words_of_time_are_read_without_error(
    data: st.DataObject, language: Language, asked: bool, hours: bool
) -> None:
    words = data.draw(st.lists(st.sampled_from(VOCABULARY[language]), max_size=12))
    earlier = understand("tuesday at ten", "en", NOW, WEEK).value
    found = understand(" ".join(words), language, NOW, WEEK if hours else None, asked=asked).value
    windows(merge(earlier, found, NOW), NOW, WEEK)
    for w in found:
        assert all(d is None or d.tzinfo is not None for d in (w.start, w.end))
        if w.kind == "interval" and w.start and w.end and w.daily is None:
            assert w.start <= w.end


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "word", ["the", "from to", "9", "12:30", "monday", "nie", "za", "-", "first of", ",", "\x00", "٣"]
)
def test_ten_thousand_characters_lose_nothing(word: str, language: Language) -> None:
    text = (word + " ") * (10_000 // (len(word) + 1)) + "goodbye"
    assert understand(text, language, NOW, WEEK).rest.endswith("goodbye")


def test_one_enormous_number() -> None:
    for language in LANGUAGES:
        assert understand("9" * 10_000, language, NOW, WEEK).value == ()
        assert understand("in " + "9" * 4 + " weeks", language, NOW, WEEK).value is not None


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 330), st.integers(8, 19), st.sampled_from([0, 10, 15, 20, 30, 45]), st.integers(0, 2))
def test_a_moment_said_in_english_is_read_back(ahead: int, hour: int, minute: int, style: int) -> None:
    day = NOW.date() + timedelta(days=ahead)
    if day.day > len(EN_DAY):
        day = day.replace(day=day.day - len(EN_DAY)) if day.day <= 28 else day.replace(day=14)
    month, ordinal = EN_MONTH[day.month - 1], EN_DAY[day.day - 1]
    when = {
        0: f"the {ordinal} of {month}",
        1: f"{month} {ordinal}",
        2: f"on {day.strftime('%A').lower()} {ordinal} {month}",
    }[style]
    half = "a m" if hour < 12 else "p m"
    spoken = {0: "", 10: " ten", 15: " fifteen", 20: " twenty", 30: " thirty", 45: " forty five"}[minute]
    (found,) = understand(f"{when} at {EN_HOUR[(hour - 1) % 12]}{spoken} {half}", "en", NOW, WEEK).value
    assert found.start == datetime.combine(_coming(day), time(hour, minute), WARSAW)


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 330), st.integers(8, 19), st.sampled_from([0, 15, 30, 45]))
def test_a_moment_said_in_polish_is_read_back(ahead: int, hour: int, minute: int) -> None:
    day = NOW.date() + timedelta(days=ahead)
    day = day.replace(day=(day.day - 1) % len(PL_DAY) + 1)
    spoken = {0: "", 15: " piętnaście", 30: " trzydzieści", 45: " czterdzieści pięć"}[minute]
    text = f"{PL_DAY[day.day - 1]} {PL_MONTH[day.month - 1]} o {PL_HOUR[hour - 8]}{spoken}"
    (found,) = understand(text, "pl", NOW, WEEK).value
    assert found.start == datetime.combine(_coming(day), time(hour, minute), WARSAW)


def _coming(day: date) -> date:
    """The next such date: this year's, or the next's if it is gone."""
    this = day.replace(year=NOW.year)
    return this if this >= NOW.date() else this.replace(year=NOW.year + 1)


@pytest.mark.parametrize(("text", "language"), [("najpóźniej w ostatnią niedzielę", "pl"), ("by last sunday", "en")])
def test_by_a_day_that_is_over_is_not_turned_round(text: str, language: Language) -> None:
    (found,) = understand(text, language, NOW, WEEK).value
    assert found.end is not None
    assert found.end <= NOW
    assert found.start is None
