"""The pure parts of the actions: offers, frequent questions, sentences, the draft."""

from __future__ import annotations

import json
import string
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from receptionist.booking.booking import Slot
from receptionist.dialogue.actions import faq, offers
from receptionist.dialogue.actions.draft import Draft
from receptionist.dialogue.actions.hearing import Heard
from receptionist.dialogue.actions.wording import TEXTS, words
from receptionist.language.language import When
from receptionist.tenant import Tenant

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def slot(minutes: int, staff: str = "anna") -> Slot:
    start = NINE + timedelta(minutes=minutes)
    return Slot(start, start + timedelta(minutes=45), staff)


def clock(hour: int, minute: int = 0) -> When:
    t = time(hour, minute)
    start = NINE.replace(hour=hour, minute=minute)
    return When("value", start, start, "minute", date_said=False, time_said=True, daily=(t, t))


class TestOffers:
    def test_they_differ_enough_to_be_a_choice(self) -> None:
        found = [slot(m) for m in range(0, 300, 15)]
        assert [s.start.hour for s in offers.spread(found, 60)] == [9, 10, 11]

    def test_the_best_is_among_them(self) -> None:
        found = [slot(120), slot(135), slot(0)]
        assert found[0] in offers.spread(found, 60)

    def test_few_times_are_all_offered(self) -> None:
        found = [slot(0), slot(15)]
        assert offers.spread(found, 60) == tuple(found)

    def test_one_start_is_offered_once(self) -> None:
        assert len(offers.spread([slot(0, "anna"), slot(0, "piotr")], 60)) == 1

    @pytest.mark.parametrize(
        ("heard", "index"),
        [
            (Heard(position=1), 1),
            (Heard(position=-1), 2),
            (Heard(choice="time:0"), 0),
            (Heard(choice="time:7"), None),
            (Heard(whens=(clock(10),)), 1),
            (Heard(whens=(clock(22),)), 1),
            (Heard(whens=(clock(10, 30),)), None),
            (Heard(yes=True), None),
            (Heard(yes=False), None),
        ],
    )
    def test_which_one_was_taken(self, heard: Heard, index: int | None) -> None:
        offered = (slot(0), slot(60), slot(120))
        wanted = None if index is None else offered[index]
        assert offers.chosen(offered, heard, soonest=False) == wanted

    def test_a_plain_yes_takes_the_only_one_or_the_earliest(self) -> None:
        offered = (slot(0), slot(60))
        assert offers.chosen(offered[:1], Heard(yes=True), soonest=False) == offered[0]
        assert offers.chosen(offered, Heard(yes=True), soonest=True) == offered[0]

    def test_a_date_alone_is_no_moment(self) -> None:
        day = When("value", NINE, NINE + timedelta(days=1), "day", date_said=True, time_said=False)
        assert offers.exact([day]) is None
        assert offers.exact([clock(10)]) is None


class TestFrequentQuestions:
    @pytest.mark.parametrize(
        ("firm", "language", "said", "key"),
        [
            ("bella", "pl", "a gdzie u was mogę zaparkować samochód", "parking"),
            ("bella", "pl", "czy da się zapłacić kartą", "payment"),
            ("bella", "en", "could i buy a gift card for my mother", "vouchers"),
            ("bella", "en", "is it possible to pay with a card", "payment"),
            ("brightsmile", "en", "would you accept new patients at the moment", "new-patients"),
            ("brightsmile", "en", "i've got a terrible toothache", "emergency"),
            ("brightsmile", "en", "is there access for a wheelchair", "access"),
        ],
    )
    def test_are_found_by_paraphrase(
        self, firms: dict[str, Tenant], firm: str, language: str, said: str, key: str
    ) -> None:
        found = faq.match(firms[firm], "pl" if language == "pl" else "en", said, faq.LIKELY)
        assert found is not None
        assert found.question.key == key

    @pytest.mark.parametrize(
        ("firm", "language", "said"),
        [
            ("brightsmile", "en", "is there parking"),
            ("brightsmile", "en", "do you sell gift vouchers"),
            ("bella", "en", "do you take nhs patients"),
            ("bella", "pl", "czy jest wifi"),
            ("bella", "en", "what is the weather like"),
            ("bella", "en", ""),
        ],
    )
    def test_of_another_firm_or_of_nobody_are_not(
        self, firms: dict[str, Tenant], firm: str, language: str, said: str
    ) -> None:
        assert faq.match(firms[firm], "pl" if language == "pl" else "en", said, faq.LIKELY) is None


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


class TestSentences:
    def test_each_is_there_in_both_languages(self) -> None:
        assert set(TEXTS["en"]) == set(TEXTS["pl"])

    @pytest.mark.parametrize("language", ["en", "pl"])
    def test_variations_use_facts_that_are_given_for_the_key(self, language: str) -> None:
        """What one variation names in any language may be named in all; nothing else would be filled."""
        for key in TEXTS["en"]:
            known = set().union(*(placeholders(t) for lang in ("en", "pl") for t in TEXTS[lang][key]))
            assert known <= FACTS, key

    def test_the_second_time_it_is_put_otherwise(self) -> None:
        say = words("en")
        assert say("ask_service", 0) != say("ask_service", 1)
        assert say("ask_service", 0) == say("ask_service", 2)


FACTS = {
    "hello", "firm", "key", "number", "services", "people", "time", "times", "rest", "person", "ending", "phone",
    "thing", "things", "service", "moment", "for_name", "name", "label", "span", "day", "notice", "days", "week",
    "spans", "address", "price", "prices", "minutes", "durations", "new", "facts",
}  # fmt: skip


def test_a_draft_comes_back_from_json_as_it_went() -> None:
    zone = ZoneInfo("Europe/Warsaw")
    draft = Draft(
        form="booking_form",
        whens=(clock(10), When("asap", None, None, "minute", date_said=False, time_said=False)),
        offers=(slot(0), slot(60)),
        passed=(NINE.isoformat(),),
        hold="h1",
        notes=("Closed.",),
        asked={"time": 2},
    )
    assert Draft.read(json.loads(json.dumps(draft.as_json())), zone) == draft
    assert Draft.read("rubbish", zone) == Draft()
