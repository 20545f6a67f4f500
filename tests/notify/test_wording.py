"""What the firm is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

import pytest

from receptionist.messages import Language
from receptionist.notify.wording import SMS_LENGTH, WORDS, notices
from receptionist.records.records import Message, MessageKind
from receptionist.tenant import Desk, Tenant

MESSAGE = Message(
    "m1",
    "bella",
    "call_back",
    "CA1",
    "Jan Kowalski",
    "+48600100200",
    "W sprawie koloryzacji.",
    "",
    "pl",
    datetime(2026, 11, 21, 19, 0, tzinfo=UTC),
)


def test_a_polish_firm_is_told_in_polish_by_e_mail_and_sms(bella: Tenant) -> None:
    letter, short = notices(bella, MESSAGE)
    assert letter.subject == "Prośba o oddzwonienie: Jan Kowalski"
    assert letter.text.splitlines() == [
        "Prośba o oddzwonienie.",
        "",
        "Imię i nazwisko: Jan Kowalski",
        "Telefon: +48600100200",
        "Odebrano: 21.11.2026, 20:00",
        "Treść: W sprawie koloryzacji.",
        "",
        "-- Studio Fryzjerskie Bella",
    ]
    assert short.text == "Prośba o oddzwonienie: Jan Kowalski, +48600100200. W sprawie koloryzacji."
    assert (short.kind, short.to, short.sender) == ("sms", "+48601234567", "+48221234567")
    assert len({letter.key, short.key}) == 2


def test_an_english_firm_is_told_in_english_whatever_the_caller_spoke(brightsmile: Tenant) -> None:
    message = replace(MESSAGE, tenant="brightsmile", kind="unanswered", name="", phone="", recording="2026-11-21/x.wav")
    (letter,) = notices(brightsmile, message)
    assert letter.subject == "A question I could not answer"
    assert letter.text.splitlines()[2:7] == [
        "Name: not given",
        "Phone: number withheld",
        "Received: 21 November 2026, 19:00",
        "Message: W sprawie koloryzacji.",
        "Recording: 2026-11-21/x.wav",
    ]


@pytest.mark.parametrize("kind", get_args(MessageKind))
@pytest.mark.parametrize("language", get_args(Language))
def test_every_kind_has_words_in_every_language(kind: MessageKind, language: Language) -> None:
    assert WORDS[language].subject[kind]


def test_a_firm_that_wants_none_gets_none(bella: Tenant) -> None:
    assert notices(replace(bella, desk=Desk()), MESSAGE) == ()


def test_a_long_message_is_cut_for_the_sms_only(bella: Tenant) -> None:
    letter, short = notices(bella, replace(MESSAGE, text="a" * 5000))
    assert "a" * 5000 in letter.text
    assert len(short.text) == SMS_LENGTH
    assert short.text.endswith("...")


def test_an_sms_is_one_line_without_empty_parts(bella: Tenant) -> None:
    _, short = notices(bella, replace(MESSAGE, name="", phone="", text="raz\r\ndwa"))
    assert short.text == "Prośba o oddzwonienie: numer zastrzeżony. raz dwa"
    _, empty = notices(bella, replace(MESSAGE, text=""))
    assert empty.text == "Prośba o oddzwonienie: Jan Kowalski, +48600100200."
