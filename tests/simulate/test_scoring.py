"""The score: a scorer that cannot fail would be worth nothing, so each of its faults is provoked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from receptionist.booking.booking import Booking
from receptionist.records.records import Message
from receptionist.simulate.scenario import Taken
from receptionist.simulate.scoring import Books, Ending, score, unmatched
from receptionist.tenant import Tenant
from tests.simulate.conftest import scenario

BOOKED = Booking(
    id="b1",
    tenant="bella",
    service="haircut",
    staff="anna",
    start=datetime(2026, 11, 26, 9, 0, tzinfo=UTC),
    end=datetime(2026, 11, 26, 9, 45, tzinfo=UTC),
    status="booked",
    name="Ann Lee",
    phone="+447700900142",
    language="en",
    call="c1",
    source="voice",
)
"""Ten o'clock in Warsaw."""
NOTE = Message("m1", "bella", "message", "c1", "Ann Lee", "+447700900142", "tell anna hello", "", "en", BOOKED.start)
TAKEN = Taken.model_validate(
    {"service": "haircut", "staff": "piotr", "start": "2026-11-27T10:00", "name": "Bob Hill", "phone": "+48600000000"}
)
THERE = replace(
    BOOKED, id="t1", staff="piotr", start=datetime(2026, 11, 27, 9, 0, tzinfo=UTC), name="Bob Hill", phone=TAKEN.phone
)


def test_the_booking_wanted_and_nothing_else(bella: Tenant) -> None:
    verdict = score(scenario(), bella, Books((BOOKED,), ()), Ending(ended=True))
    assert verdict.faults == ()
    assert verdict.wrong == 0


@pytest.mark.parametrize(
    "other",
    [
        {"service": "blow-dry"},
        {"staff": "piotr"},
        {"start": datetime(2026, 11, 26, 11, 0, tzinfo=UTC)},
        {"start": datetime(2026, 11, 25, 9, 0, tzinfo=UTC)},
        {"name": "Ann Leigh"},
        {"phone": "+447700900143"},
        {"phone": ""},
    ],
    ids=str,
)
def test_any_other_booking_is_wrong_and_the_wanted_one_missing(other: dict[str, Any], bella: Tenant) -> None:
    verdict = score(scenario(), bella, Books((replace(BOOKED, **other),), ()), Ending())
    assert len(verdict.faults) == 2
    assert verdict.wrong == 1


def test_no_booking_is_a_failure_but_no_wrong_booking(bella: Tenant) -> None:
    verdict = score(scenario(), bella, Books((), ()), Ending())
    assert [f for f in verdict.faults if f.startswith("not in the book: haircut, anna")]
    assert verdict.wrong == 0


def test_the_same_booking_twice_is_one_too_many(bella: Tenant) -> None:
    verdict = score(scenario(), bella, Books((BOOKED, replace(BOOKED, id="b2")), ()), Ending())
    assert verdict.wrong == 1
    assert len(verdict.faults) == 1


def test_anybody_and_any_phone_where_none_was_named(bella: Tenant) -> None:
    anyone = scenario({"staff": []})
    assert not score(anyone, bella, Books((replace(BOOKED, staff="zofia"),), ()), Ending()).faults
    anonymous = scenario({"phone": "none"}, caller=None)
    assert not score(anonymous, bella, Books((replace(BOOKED, phone=""),), ()), Ending()).faults


@pytest.mark.parametrize(
    "changed",
    [{"status": "cancelled"}, {"start": datetime(2026, 11, 28, 9, 0, tzinfo=UTC)}, {"staff": "anna"}, {"name": "X"}],
    ids=str,
)
def test_somebody_elses_visit_must_stay_as_it_was(changed: dict[str, Any], bella: Tenant) -> None:
    asking = scenario(turns=[{"say": "hello"}], taken=[TAKEN.model_dump()])
    prepared = {"t1": TAKEN}
    assert not score(asking, bella, Books((THERE,), (), 0, prepared), Ending()).faults
    verdict = score(asking, bella, Books((replace(THERE, **changed),), (), 0, prepared), Ending())
    assert verdict.wrong == 1
    assert "somebody else" in verdict.faults[0]


def test_a_cancellation_must_have_happened_and_only_that(bella: Tenant) -> None:
    taken = {**TAKEN.model_dump(), "name": "Ann Lee"}
    wants = scenario({"kind": "cancel"}, taken=[taken])
    mine = replace(THERE, name="Ann Lee")
    prepared = {"t1": wants.taken[0]}
    assert not score(wants, bella, Books((replace(mine, status="cancelled"),), (), 0, prepared), Ending()).faults
    kept = score(wants, bella, Books((mine,), (), 0, prepared), Ending())
    assert len(kept.faults) == 2
    assert kept.wrong == 0
    moved = replace(mine, start=datetime(2026, 11, 28, 9, 0, tzinfo=UTC))
    assert score(wants, bella, Books((moved,), (), 0, prepared), Ending()).wrong == 1


def test_a_move_ends_inside_what_was_wanted(bella: Tenant) -> None:
    taken = {**TAKEN.model_dump(), "name": "Ann Lee"}
    wants = scenario({"kind": "reschedule", "staff": []}, taken=[taken])
    prepared = {"t1": wants.taken[0]}
    moved = replace(THERE, name="Ann Lee", start=BOOKED.start)
    assert not score(wants, bella, Books((moved,), (), 0, prepared), Ending()).faults
    elsewhere = replace(moved, start=datetime(2026, 11, 26, 13, 0, tzinfo=UTC))
    assert score(wants, bella, Books((elsewhere,), (), 0, prepared), Ending()).wrong == 1


def test_messages_one_to_one(bella: Tenant) -> None:
    wants = scenario({"kind": "message", "text": "tell anna hello"})
    assert not score(wants, bella, Books((), (NOTE,)), Ending()).faults
    for wrong in (
        (),
        (NOTE, replace(NOTE, id="m2", text="more")),
        (replace(NOTE, text="another"),),
        (replace(NOTE, kind="call_back"),),
        (replace(NOTE, name="Bob"),),
        (replace(NOTE, phone=""),),
    ):
        assert score(wants, bella, Books((), wrong), Ending()).faults, wrong
    assert score(scenario(), bella, Books((BOOKED,), (NOTE,)), Ending()).faults


def test_a_hand_over_nobody_wanted_and_one_that_never_came(bella: Tenant) -> None:
    assert score(scenario(), bella, Books((BOOKED,), ()), Ending(("not_understood",))).faults
    human = scenario({"kind": "human"})
    assert not score(human, bella, Books((), ()), Ending(("asked",))).faults
    assert score(human, bella, Books((), ()), Ending()).faults
    assert score(human, bella, Books((), ()), Ending(("anger",))).faults


def test_the_goodbye_where_it_is_asked_for(bella: Tenant) -> None:
    wants = scenario(turns=[{"say": "bye"}], ended=True)
    assert not score(wants, bella, Books((), ()), Ending(ended=True)).faults
    assert score(wants, bella, Books((), ()), Ending(ended=False)).faults


def test_entries_at_another_firm(bella: Tenant) -> None:
    verdict = score(scenario(), bella, Books((BOOKED,), (), strange=1), Ending())
    assert verdict.wrong == 1
    assert verdict.faults


def test_pairs_are_found_whatever_the_order() -> None:
    """A loose wish must not take what a strict one needs."""
    fits = lambda want, have: have in want  # noqa: E731 - a table would say no more
    assert unmatched([{1, 2}, {1}], [1, 2], fits) == ((), ())
    assert unmatched([{1}, {1}], [1, 3], fits) == (({1},), (3,))
