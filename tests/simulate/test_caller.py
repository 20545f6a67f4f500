"""Callers: they answer what is expected, take a time that fits, notice what is wrong in a read-back, have manners."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

import pytest

from receptionist.language import phones
from receptionist.messages import (
    CallerKeyed,
    CallerRecorded,
    CallerSaid,
    CallerSilent,
    Choice,
    Expectation,
    HandOver,
    HandOverReason,
    Reply,
)
from receptionist.simulate.caller import PATIENCE, Caller, Move
from receptionist.simulate.listening import starts
from receptionist.simulate.noise import mishear
from receptionist.simulate.scenario import Wish
from receptionist.tenant import Tenant
from tests.simulate.conftest import scenario

READ_BACK = "So: haircut with Anna, on Thursday the twenty-sixth of November at ten o'clock, for Ann Lee. Shall I?"
YES_NO = (Choice("1", "yes", "yes"), Choice("2", "change something", "no"))


def asks(expects: Expectation | None, text: str = "", choices: tuple[Choice, ...] = (), **more: Any) -> Reply:
    return Reply(text or "Well?", "en", expects, choices, **more)


def caller(tenant: Tenant, goal: dict[str, Any] | None = None, **more: Any) -> Caller:
    """Past the greeting."""
    wanted = scenario(goal, **{"manner": "terse", **more})
    made = Caller(wanted, tenant, wanted.now.replace(tzinfo=tenant.zone))
    made.move(asks(Expectation.OPEN))
    return made


def said(move: Move | None) -> str:
    assert move is not None
    assert isinstance(move.turn, CallerSaid), move
    return move.turn.text


def times(*labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(str(n), label, f"time:{n - 1}") for n, label in enumerate(labels, 1))


def test_the_first_words_hold_as_much_as_the_manner_says(bella: Tenant) -> None:
    full = scenario({"words": {"service": "a haircut", "staff": "anna"}})
    first = said(Caller(full, bella, full.now.replace(tzinfo=bella.zone)).move(asks(Expectation.OPEN)))
    assert all(part in first for part in ("a haircut", "anna", "thursday morning"))
    terse = full.model_copy(update={"manner": ("terse",)})
    assert said(Caller(terse, bella, full.now.replace(tzinfo=bella.zone)).move(asks(Expectation.OPEN))) == "a haircut"


@pytest.mark.parametrize(
    ("expects", "answer"),
    [
        (Expectation.SERVICE, "haircut"),
        (Expectation.STAFF, "anna"),
        (Expectation.DATE, "thursday morning"),
        (Expectation.NAME, "my name is ann lee"),
    ],
)
def test_what_is_expected_is_answered(expects: Expectation, answer: str, bella: Tenant) -> None:
    assert said(caller(bella).move(asks(expects))) == answer


def test_a_number_is_said_so_that_it_can_be_understood(bella: Tenant) -> None:
    for number in ("+447700900142", "+48601234567"):
        told = said(caller(bella, {"phone": number}).move(asks(Expectation.PHONE)))
        assert phones.understand(told, "en", "PL").value == number
    assert said(caller(bella, {"phone": "none"}).move(asks(Expectation.PHONE))) == "i don't have a phone"


def test_the_first_time_that_fits_is_taken(bella: Tenant) -> None:
    offered = times(
        "on Wednesday the twenty-fifth of November at ten o'clock",
        "on Thursday the twenty-sixth of November at noon",
        "on Thursday the twenty-sixth of November at half past ten",
    )
    assert said(caller(bella).move(asks(Expectation.TIME, choices=offered))) == "the third one"


def test_a_time_with_somebody_else_does_not_fit(bella: Tenant) -> None:
    offered = times("on Thursday the twenty-sixth of November at half past ten with Piotr")
    assert said(caller(bella).move(asks(Expectation.YES_NO, choices=offered))) == "thursday morning"
    anyone = caller(bella, {"staff": []})
    assert said(anyone.move(asks(Expectation.YES_NO, choices=offered))) == "yes"


def test_times_that_never_fit_end_the_call(bella: Tenant) -> None:
    phoning = caller(bella)
    offered = asks(Expectation.TIME, choices=times("tomorrow at noon", "tomorrow at one o'clock"))
    moves = [phoning.move(offered) for _ in range(6)]
    assert moves[-1] is None
    assert "none of those" in [said(m) for m in moves if m]


def test_a_right_read_back_is_agreed_to_and_then_goodbye(bella: Tenant) -> None:
    phoning = caller(bella)
    assert said(phoning.move(asks(Expectation.YES_NO, READ_BACK, YES_NO))) == "yes"
    assert said(phoning.move(asks(Expectation.OPEN))) == "no that's all thanks"


@pytest.mark.parametrize(
    ("right", "wrong", "answer"),
    [
        ("haircut", "blow-dry", "no haircut"),
        ("Anna", "Piotr", "no with anna"),
        ("ten o'clock", "noon", "no thursday morning"),
        ("Thursday the twenty-sixth", "Friday the twenty-seventh", "no thursday morning"),
        ("Ann Lee", "Ann Leigh", "no my name is ann lee"),
        ("Ann Lee", "Um Ann Lee", "no my name is ann lee"),
        ("Ann Lee", "Ann Lee Please", "no my name is ann lee"),
    ],
)
def test_whatever_is_wrong_in_a_read_back_is_noticed(right: str, wrong: str, answer: str, bella: Tenant) -> None:
    assert right in READ_BACK
    reply = asks(Expectation.YES_NO, READ_BACK.replace(right, wrong), YES_NO)
    assert said(caller(bella).move(reply)) == answer


def test_the_callers_own_number_is_only_agreed_to_where_it_is_wanted(bella: Tenant) -> None:
    own = asks(Expectation.YES_NO, "Shall I use the number you're calling from, ending in four two?", YES_NO)
    assert said(caller(bella).move(own)) == "yes"
    assert said(caller(bella, {"phone": "+48601234567"}).move(own)) == "no"


def test_a_changed_mind_shows_in_the_read_back(bella: Tenant) -> None:
    goal = {"at_first": {"staff": "piotr", "words": {"staff": "piotr"}}, "words": {"staff": "anna"}}
    phoning = caller(bella, goal, manner=["correcting", "terse"])
    assert said(phoning.move(asks(Expectation.STAFF))) == "piotr"
    with_piotr = asks(Expectation.YES_NO, READ_BACK.replace("Anna", "Piotr"), YES_NO)
    assert said(phoning.move(with_piotr)) == "no with anna"
    assert said(phoning.move(asks(Expectation.YES_NO, READ_BACK, YES_NO))) == "yes"


def test_an_end_a_hand_over_and_a_question_too_many_end_the_call(bella: Tenant) -> None:
    assert caller(bella).move(asks(None, ended=True)) is None
    away = HandOver(HandOverReason.ASKED, "")
    assert caller(bella).move(asks(None, handover=away)) is None
    phoning = caller(bella)
    moves = [phoning.move(asks(Expectation.SERVICE)) for _ in range(PATIENCE + 1)]
    assert moves[-1] is None


def test_a_silent_caller_is_silent_but_never_twice_in_a_row(bella: Tenant) -> None:
    phoning = caller(bella, manner=["silent", "terse"])
    turns = [phoning.move(asks(Expectation.SERVICE)) for _ in range(12)]
    silent = [m is not None and isinstance(m.turn, CallerSilent) for m in turns]
    assert any(silent)
    assert not any(a and b for a, b in zip(silent, silent[1:], strict=False))


def test_an_impatient_caller_asks_for_a_person(bella: Tenant) -> None:
    phoning = caller(bella, manner=["impatient", "terse"])
    answers = [said(phoning.move(asks(Expectation.SERVICE))) for _ in range(3)]
    assert answers == ["haircut", "haircut", "just put me through to somebody please"]


def test_an_unsure_caller_does_not_know_the_first_time(bella: Tenant) -> None:
    phoning = caller(bella, {"staff": []}, manner=["unsure", "terse"])
    assert said(phoning.move(asks(Expectation.DATE))) == "i don't know"
    assert "thursday morning" in said(phoning.move(asks(Expectation.DATE)))


def test_questions_are_asked_and_their_answers_listened_for(bella: Tenant) -> None:
    goal = {"questions": [{"ask": "how much is it", "hears": "pounds"}]}
    phoning = caller(bella, goal, manner=["interrupting", "terse"])
    move = phoning.move(asks(Expectation.NAME))
    assert move == Move(CallerSaid("how much is it"), ("pounds",))
    assert said(phoning.move(asks(Expectation.NAME))) == "my name is ann lee"
    assert phoning.asked_all


def test_with_keys_alone_only_keys_and_the_tone(bella: Tenant) -> None:
    wanted = scenario(hears=False)
    phoning = Caller(wanted, bella, wanted.now.replace(tzinfo=bella.zone))
    menu = (Choice("1", "a booking", "menu:book"), Choice("3", "a message", "menu:message"))
    services = (Choice("1", "colouring", "service:colouring"), Choice("2", "haircut", "service:haircut"))
    keyed = [
        phoning.move(asks(Expectation.OPEN, choices=menu)),
        phoning.move(asks(Expectation.SERVICE, choices=services)),
        phoning.move(asks(Expectation.PHONE, keys_wanted=15)),
    ]
    assert [m and m.turn for m in keyed] == [CallerKeyed("1"), CallerKeyed("2"), CallerKeyed("00447700900142#")]
    recorded = phoning.move(asks(Expectation.NAME, record=True))
    assert recorded is not None
    assert isinstance(recorded.turn, CallerRecorded)


def test_the_same_seed_says_the_same(bella: Tenant) -> None:
    def call(seed: int) -> list[Move | None]:
        phoning = caller(bella, manner=["noisy", "chatty"], seed=seed, noise=0.4)
        return [phoning.move(asks(e)) for e in (Expectation.NAME, Expectation.STAFF, Expectation.DATE) * 3]

    assert call(1) == call(1)
    assert call(1) != call(2)


def test_noise_is_as_much_as_was_asked_for_and_never_a_yes() -> None:
    text = "could i have a haircut with anna on tuesday at half past two please"
    assert mishear(text, "en", 0.0, Random(1)) == text
    changed = sum(mishear(text, "en", 0.1, Random(n)) != text for n in range(100))
    assert 50 < changed < 100
    for n in range(200):
        heard = mishear("no not that one", "en", 0.5, Random(n))
        assert heard
        assert "yes" not in heard
        assert "no" in heard.split()


def test_the_starts_a_wish_means_lie_on_the_firms_grid(bella: Tenant) -> None:
    wish = Wish.model_validate(
        {"say": "ten to eleven", "accept": [{"from": "2026-11-26T10:05", "to": "2026-11-26T11:00"}]}
    )
    clock = [s.strftime("%H:%M") for s in starts(wish, bella)]
    assert clock == ["10:15", "10:30", "10:45"]
    exact = Wish.model_validate({"at": "2026-11-26T10:10"})
    assert starts(exact, bella) == (datetime(2026, 11, 26, 10, 10, tzinfo=bella.zone),)
