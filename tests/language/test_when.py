"""What callers say of dates and times, in both languages, on a Wednesday at noon."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from receptionist.language.language import When
from receptionist.language.when import understand
from receptionist.messages import Language
from receptionist.tenant import Hours, Tenant

WARSAW = ZoneInfo("Europe/Warsaw")
NOW = datetime(2026, 11, 18, 12, 5, tzinfo=WARSAW)  # a Wednesday
WEEK = {d: (Hours(time(9), time(18)),) for d in ("mon", "tue", "wed", "thu", "fri")} | {
    "sat": (Hours(time(9), time(14)),)
}


def shown(w: When) -> str:
    """A constraint in a line: [not] kind start end."""
    ends = " ".join(d.strftime("%d.%m %H:%M") if d else "-" for d in (w.start, w.end))
    return f"{'not ' if w.excluded else ''}{w.kind} {ends}"


def heard(text: str, language: Language, *, asked: bool = False) -> list[str]:
    return [shown(w) for w in understand(text, language, NOW, WEEK, asked=asked).value]


POINTS = [
    ("en", "a haircut with anna next tuesday at half past ten", "24.11 10:30"),
    ("en", "can i come tomorrow at two", "19.11 14:00"),
    ("en", "friday at nine thirty", "20.11 09:30"),
    ("en", "half ten on friday", "20.11 10:30"),
    ("en", "ten minutes before three p m", "18.11 14:50"),
    ("en", "quarter to five on friday", "20.11 16:45"),
    ("en", "twenty past eleven tomorrow", "19.11 11:20"),
    ("en", "at ten to twelve", "19.11 11:50"),
    ("en", "a week on tuesday at three", "01.12 15:00"),
    ("en", "the twenty sixth of november at ten fifteen a m", "26.11 10:15"),
    ("en", "november twenty sixth twenty twenty six at one p m", "26.11 13:00"),
    ("en", "the day after tomorrow at nine", "20.11 09:00"),
    ("en", "noon on friday", "20.11 12:00"),
    ("en", "2 p.m. tomorrow", "19.11 14:00"),
    ("en", "tomorrow 14:00", "19.11 14:00"),
    ("en", "wednesday afternoon around half four", "25.11 16:30"),
    ("en", "next week tuesday at ten", "24.11 10:00"),
    ("en", "friday at ten the fourth of december", "04.12 10:00"),
    ("en", "nine tomorrow", "19.11 09:00"),
    ("en", "in two hours", "18.11 14:05"),
    ("en", "thursday i mean friday at ten", "20.11 10:00"),
    ("pl", "w przyszły wtorek o wpół do jedenastej", "24.11 10:30"),
    ("pl", "jutro o drugiej", "19.11 14:00"),
    ("pl", "wpół do dziesiątej", "19.11 09:30"),
    ("pl", "za kwadrans piąta", "18.11 16:45"),
    ("pl", "za dwadzieścia czwarta", "18.11 15:40"),
    ("pl", "za dziesięć minut trzecia", "18.11 14:50"),
    ("pl", "pięć po wpół do trzeciej", "18.11 14:35"),
    ("pl", "kwadrans po dziesiątej", "19.11 10:15"),
    ("pl", "kwadrans przed jedenastą", "19.11 10:45"),
    ("pl", "trzy kwadranse na jedenastą", "19.11 10:45"),
    ("pl", "o piętnastej trzydzieści", "18.11 15:30"),
    ("pl", "w czwartek dwudziestego szóstego listopada o dziesiątej trzydzieści", "26.11 10:30"),
    ("pl", "w czwartek dwudziestego szostego listopada o dziesiatej trzydziesci", "26.11 10:30"),
    ("pl", "na wtorek na dziesiątą", "24.11 10:00"),
    ("pl", "2 grudnia o 15", "02.12 15:00"),
    ("pl", "2.12 godz. 15:00", "02.12 15:00"),
    ("pl", "ósmego grudnia o dziesiątej", "08.12 10:00"),
    ("pl", "dwudziestego pierwszego o dwudziestej pierwszej", "21.11 21:00"),
    ("pl", "w piątek o szóstej rano", "20.11 06:00"),
    ("pl", "dwunasta w południe", "19.11 12:00"),
    ("pl", "za tydzień we wtorek o dziesiątej", "01.12 10:00"),
    ("pl", "za dwie godziny", "18.11 14:05"),
    ("pl", "coś koło drugiej w piątek", "20.11 14:00"),
]


@pytest.mark.parametrize(("language", "text", "point"), POINTS)
def test_a_point(language: Language, text: str, point: str) -> None:
    assert heard(text, language) == [f"value {point} {point}"]


DAYS = [
    ("en", "tuesday", "24.11", 1),
    ("en", "this friday", "20.11", 1),
    ("en", "next friday", "27.11", 1),
    ("en", "friday week", "27.11", 1),
    ("en", "wednesday after next", "02.12", 1),
    ("en", "thursday the twenty sixth", "26.11", 1),
    ("en", "on the third", "03.12", 1),
    ("en", "in two weeks", "02.12", 1),
    ("en", "two tuesdays from now", "01.12", 1),
    ("en", "the last friday of the month", "27.11", 1),
    ("en", "first monday in december", "07.12", 1),
    ("en", "boxing day", "26.12", 1),
    ("en", "3/12", "03.12", 1),
    ("en", "next week", "23.11", 7),
    ("en", "the week after next", "30.11", 7),
    ("en", "week commencing the seventh of december", "07.12", 7),
    ("en", "next month", "01.12", 31),
    ("pl", "dwudziestego szóstego", "26.11", 1),
    ("pl", "pojutrze", "20.11", 1),
    ("pl", "we wtorek za tydzień", "01.12", 1),
    ("pl", "za tydzień", "25.11", 1),
    ("pl", "następny piątek", "27.11", 1),
    ("pl", "najbliższy piątek", "20.11", 1),
    ("pl", "piątek w przyszłym tygodniu", "27.11", 1),
    ("pl", "w przyszłym tygodniu", "23.11", 7),
    ("pl", "ostatni piątek miesiąca", "27.11", 1),
    ("pl", "w wigilię", "24.12", 1),
    ("pl", "3.12.2026", "03.12", 1),
]


@pytest.mark.parametrize(("language", "text", "first", "length"), DAYS)
def test_days(language: Language, text: str, first: str, length: int) -> None:
    (found,) = understand(text, language, NOW, WEEK).value
    assert found.kind == "value"
    assert found.date_said
    assert not found.time_said
    assert found.start is not None
    assert found.end is not None
    assert found.start.strftime("%d.%m %H:%M") == f"{first} 00:00"
    assert (found.end.date() - found.start.date()).days == length


SPANS = [
    ("en", "tomorrow afternoon", ["interval 19.11 12:00 19.11 19:00"]),
    ("en", "between ten and noon", ["interval 19.11 10:00 19.11 12:00"]),
    ("en", "between nine and five on monday", ["interval 23.11 09:00 23.11 17:00"]),
    ("en", "from one till three tomorrow", ["interval 19.11 13:00 19.11 15:00"]),
    ("en", "after four", ["open 18.11 16:00 -"]),
    ("en", "after four on tuesday", ["interval 24.11 16:00 25.11 00:00"]),
    ("en", "this evening after six", ["interval 18.11 18:00 19.11 00:00"]),
    ("en", "before ten tomorrow", ["interval 19.11 00:00 19.11 10:00"]),
    ("en", "not before ten", ["open 19.11 10:00 -"]),
    ("en", "no later than three", ["interval 18.11 12:05 18.11 15:00"]),
    ("en", "after tuesday", ["open 25.11 00:00 -"]),
    ("en", "before friday", ["open - 20.11 00:00"]),
    ("en", "until friday", ["open - 21.11 00:00"]),
    ("en", "by friday", ["interval 18.11 12:05 21.11 00:00"]),
    ("en", "from monday to wednesday", ["interval 23.11 00:00 26.11 00:00"]),
    ("en", "the first to the fifth of december", ["interval 01.12 00:00 06.12 00:00"]),
    ("en", "early next week", ["interval 23.11 00:00 26.11 00:00"]),
    ("en", "this weekend", ["interval 21.11 00:00 23.11 00:00"]),
    ("en", "thursday or friday after four", ["interval 19.11 16:00 20.11 00:00", "interval 20.11 16:00 21.11 00:00"]),
    ("en", "tuesday at ten or eleven", ["value 24.11 10:00 24.11 10:00", "value 24.11 11:00 24.11 11:00"]),
    ("en", "eight in the morning to one in the afternoon", ["interval 19.11 08:00 19.11 13:00"]),
    ("en", "tomorrow afternoon between two and four", ["interval 19.11 14:00 19.11 16:00"]),
    ("en", "any time between now and friday", ["interval 18.11 12:05 21.11 00:00"]),
    ("en", "early tomorrow morning", ["interval 19.11 00:00 19.11 09:00"]),
    ("en", "next wednesday or thursday", ["value 25.11 00:00 26.11 00:00", "value 26.11 00:00 27.11 00:00"]),
    ("en", "as soon as possible", ["asap - -"]),
    ("en", "the earliest on thursday", ["asap - -", "value 19.11 00:00 20.11 00:00"]),
    ("en", "not monday", ["not value 23.11 00:00 24.11 00:00"]),
    ("en", "anything but mornings", ["not interval 19.11 00:00 19.11 12:00"]),
    ("en", "no mornings please", ["not interval 19.11 00:00 19.11 12:00"]),
    ("en", "i can't do monday", ["not value 23.11 00:00 24.11 00:00"]),
    ("en", "monday doesn't work", ["not value 23.11 00:00 24.11 00:00"]),
    ("en", "no wednesday", ["value 25.11 00:00 26.11 00:00"]),
    ("en", "tuesday no wednesday", ["value 25.11 00:00 26.11 00:00"]),
    ("en", "change it from tuesday to thursday", ["value 19.11 00:00 20.11 00:00"]),
    ("pl", "jutro rano", ["interval 19.11 04:00 19.11 12:00"]),
    ("pl", "między dziesiątą a dwunastą", ["interval 19.11 10:00 19.11 12:00"]),
    ("pl", "od dziesiątej do dwunastej w piątek", ["interval 20.11 10:00 20.11 12:00"]),
    ("pl", "pojutrze po szesnastej", ["interval 20.11 16:00 21.11 00:00"]),
    ("pl", "najpóźniej o piętnastej", ["interval 18.11 12:05 18.11 15:00"]),
    ("pl", "nie wcześniej niż o dziesiątej", ["open 19.11 10:00 -"]),
    ("pl", "do piątku", ["open - 21.11 00:00"]),
    ("pl", "od trzeciego do piątego grudnia", ["interval 03.12 00:00 06.12 00:00"]),
    ("pl", "w weekend", ["interval 21.11 00:00 23.11 00:00"]),
    ("pl", "pod koniec miesiąca", ["interval 21.11 00:00 01.12 00:00"]),
    ("pl", "8 rano do 1 po południu", ["interval 19.11 08:00 19.11 13:00"]),
    ("pl", "w godzinach popołudniowych", ["interval 18.11 12:00 18.11 19:00"]),
    ("pl", "jak najszybciej", ["asap - -"]),
    ("pl", "pierwszy wolny termin", ["asap - -"]),
    ("pl", "byle nie w poniedziałek", ["not value 23.11 00:00 24.11 00:00"]),
    ("pl", "w poniedziałek nie mogę", ["not value 23.11 00:00 24.11 00:00"]),
    ("pl", "oprócz poniedziałku", ["not value 23.11 00:00 24.11 00:00"]),
    ("pl", "nie, w środę", ["value 25.11 00:00 26.11 00:00"]),
    ("pl", "nie wtorek tylko środa", ["not value 24.11 00:00 25.11 00:00", "value 25.11 00:00 26.11 00:00"]),
    ("pl", "przełożyć z wtorku na środę", ["value 25.11 00:00 26.11 00:00"]),
    (
        "pl",
        "we wtorek albo w środę po szesnastej",
        ["interval 24.11 16:00 25.11 00:00", "interval 25.11 16:00 26.11 00:00"],
    ),
]


@pytest.mark.parametrize(("language", "text", "expected"), SPANS)
def test_spans_bounds_and_exclusions(language: Language, text: str, expected: list[str]) -> None:
    assert heard(text, language) == expected


NO_TIMES = [
    ("en", "a haircut for two"),
    ("en", "two people"),
    ("en", "my number is seven seven double five three thirty two"),
    ("en", "oh seven seven double oh nine hundred one two three"),
    ("en", "650-650-6500"),
    ("en", "just a second"),
    ("en", "one moment please"),
    ("en", "may i book"),
    ("en", "the sun is out and i sat down"),
    ("en", "it's my third visit"),
    ("en", "my name is april may"),
    ("en", "at the moment i'm fine"),
    ("en", "the second one"),
    ("en", "it takes two hours"),
    ("en", "ten"),
    ("en", "half an hour later please"),
    ("en", "twenty five pounds"),
    ("pl", "na dwie osoby"),
    ("pl", "pierwsza wizyta"),
    ("pl", "po pierwsze"),
    ("pl", "pięć minut"),
    ("pl", "mam na imię maja"),
    ("pl", "w tej chwili nie wiem"),
    ("pl", "dwa razy w tygodniu"),
    ("pl", "numer pięćset dwa trzysta dwadzieścia sto"),
    ("pl", "sto dwadzieścia złotych"),
    ("pl", "chcę umówić się"),
    ("pl", "chce umowic sie"),
    ("pl", "no tak"),
    ("pl", "druga"),
    ("pl", "zaraz"),
]


@pytest.mark.parametrize(("language", "text"), NO_TIMES)
def test_no_time_in_it(language: Language, text: str) -> None:
    understood = understand(text, language, NOW, WEEK)
    assert understood.value == ()
    assert understood.rest.replace("-", " ").split() == text.replace("-", " ").split()


ASKED = [
    ("en", "ten", "value 19.11 10:00 19.11 10:00"),
    ("en", "yes ten please", "value 19.11 10:00 19.11 10:00"),
    ("en", "third", "value 03.12 00:00 04.12 00:00"),
    ("en", "1530", "value 18.11 15:30 18.11 15:30"),
    ("pl", "dziesiąta", "value 19.11 10:00 19.11 10:00"),
    ("pl", "tak dziesiąta", "value 19.11 10:00 19.11 10:00"),
    ("pl", "trzeci", "value 03.12 00:00 04.12 00:00"),
    ("pl", "trzy", "value 18.11 15:00 18.11 15:00"),
]


@pytest.mark.parametrize(("language", "text", "expected"), ASKED)
def test_bare_words_count_only_as_an_answer(language: Language, text: str, expected: str) -> None:
    assert heard(text, language) == []
    assert heard(text, language, asked=True) == [expected]


@pytest.mark.parametrize(("language", "text"), [("en", "two people"), ("pl", "dwie osoby"), ("pl", "na trzy osoby")])
def test_counted_things_are_no_times_even_as_an_answer(language: Language, text: str) -> None:
    assert heard(text, language, asked=True) == []


def test_the_rest_keeps_its_order_and_spelling() -> None:
    understood = understand("Strzyżenie u Anny w piątek o 10 dla Łukasza", "pl", NOW, WEEK)
    assert understood.rest == "Strzyżenie u Anny dla Łukasza"
    assert understood.value[0].said == "w piątek o 10"


def test_the_old_time_of_a_moved_visit_is_left_to_read() -> None:
    understood = understand("can i move it from tuesday to thursday", "en", NOW, WEEK)
    (old,) = understand(understood.rest, "en", NOW, WEEK).value
    assert old.start == datetime(2026, 11, 24, tzinfo=WARSAW)


def test_hours_of_the_firm_decide_between_morning_and_afternoon(firms: dict[str, Tenant]) -> None:
    for firm in firms.values():
        now = datetime(2026, 11, 18, 12, 5, tzinfo=firm.zone)
        for language, text in (("en", "tomorrow at two"), ("pl", "jutro o drugiej")):
            (found,) = understand(text, language, now, firm.hours).value  # type: ignore[arg-type]  # the two literals
            assert found.start == datetime(2026, 11, 19, 14, tzinfo=firm.zone), firm.key
            assert not found.ambiguous


def test_without_hours_the_half_of_the_day_is_asked() -> None:
    (found,) = understand("jutro o drugiej", "pl", NOW).value
    assert found.ambiguous
    assert found.start is not None
    assert found.start.hour == 2


def test_hours_that_have_both_ask_back() -> None:
    long = {d: (Hours(time(7), time(22)),) for d in WEEK}
    (found,) = understand("friday at eight", "en", NOW, long).value
    assert found.ambiguous
    (found,) = understand("friday at eight in the evening", "en", NOW, long).value
    assert not found.ambiguous
    assert found.start is not None
    assert found.start.hour == 20


def test_closing_time_ends_but_does_not_begin() -> None:
    (until,) = understand("until six", "en", NOW, WEEK).value
    assert until.end is not None
    assert until.end.hour == 18
    (span,) = understand("between nine and six", "en", NOW, WEEK).value
    assert span.daily == (time(9), time(18))


def test_a_weekday_that_is_not_that_date_is_asked_back() -> None:
    (found,) = understand("thursday the twenty seventh of november", "en", NOW, WEEK).value
    assert found.ambiguous
    (found,) = understand("w czwartek dwudziestego siódmego", "pl", NOW, WEEK).value
    assert found.ambiguous


def test_nie_without_its_comma_is_asked_back() -> None:
    (found,) = understand("nie w środę", "pl", NOW, WEEK).value
    assert found.excluded
    assert found.ambiguous


def test_order_of_day_and_month() -> None:
    def first(text: str, **more: str) -> str:
        start = understand(text, "en", NOW, WEEK, **more).value[0].start  # type: ignore[arg-type]  # only order
        return start.strftime("%d.%m") if start else ""

    assert first("3/4") == "03.04"
    assert first("3/4", order="mdy") == "04.03"
    assert first("2/15") == "15.02"
    assert first("15/2", order="mdy") == "15.02"


def test_a_wall_time_skipped_in_spring_is_not_silently_taken() -> None:
    now = datetime(2026, 3, 27, 12, 0, tzinfo=WARSAW)
    (gap,) = understand("on sunday at two thirty a m", "en", now).value
    assert gap.ambiguous
    assert gap.start is not None
    assert gap.start.astimezone(ZoneInfo("UTC")).astimezone(WARSAW).replace(tzinfo=None) == gap.start.replace(
        tzinfo=None
    )
    (fine,) = understand("on sunday at three thirty a m", "en", now).value
    assert not fine.ambiguous


def test_an_hour_is_an_hour_over_the_clock_change() -> None:
    now = datetime(2026, 3, 29, 1, 30, tzinfo=WARSAW)
    (found,) = understand("in an hour", "en", now).value
    assert found.start is not None
    assert found.start.timestamp() - now.timestamp() == 3600
    assert found.start.hour == 3


def test_dates_that_do_not_exist_are_not_guessed() -> None:
    for language, text in (("en", "the thirty first of february"), ("pl", "trzydziestego pierwszego lutego")):
        understood = understand(text, language, NOW, WEEK)  # type: ignore[arg-type]  # the two literals
        assert understood.value == ()
        assert len(understood.rest.split()) >= 3
    (leap,) = understand("february twenty ninth", "en", NOW, WEEK).value
    assert leap.start == datetime(2028, 2, 29, tzinfo=WARSAW)


def test_days_from_now_mean_the_date_alone() -> None:
    (found,) = understand("in seven days", "en", NOW, WEEK).value
    assert found.date_said
    assert not found.time_said
    assert found.start is not None
    assert found.start.date() == (NOW + timedelta(days=7)).date()
