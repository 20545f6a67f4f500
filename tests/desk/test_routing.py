"""Who takes the call."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from receptionist.desk.routing import DutyDesk, on_duty, route
from receptionist.tenant import Desk, Hours, Person, Tenant

WARSAW, LONDON = ZoneInfo("Europe/Warsaw"), ZoneInfo("Europe/London")
EWA = Person("ewa", "Ewa", "+48601000001")
JAN = Person("jan", "Jan", "+48601000002", ("pl",))
TOM = Person("tom", "Tom", "+48601000003", ("en",), {"sun": (Hours(time(10), time(12)),)})
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=WARSAW)
SUNDAY = datetime(2026, 11, 22, 10, 0, tzinfo=WARSAW)


@pytest.fixture
def firm(bella: Tenant) -> Tenant:
    return replace(bella, desk=Desk(people=(EWA, JAN, TOM)))


def test_whoever_is_on_duty_and_speaks_the_language_in_the_files_order(firm: Tenant) -> None:
    assert route(firm, "pl", TUESDAY) == (EWA, JAN)
    assert route(firm, "en", TUESDAY) == (EWA,)
    assert route(firm, "en", SUNDAY) == (TOM,)
    assert route(firm, "pl", SUNDAY) == ()


def test_a_person_without_languages_speaks_the_firms_and_no_others(brightsmile: Tenant) -> None:
    now = datetime(2026, 11, 24, 10, 0, tzinfo=LONDON)
    assert [person.key for person in route(brightsmile, "en", now)] == ["sarah"]
    assert route(brightsmile, "pl", now) == ()


@pytest.mark.parametrize(
    ("hour", "minute", "there"), [(8, 59, False), (9, 0, True), (17, 59, True), (18, 0, False), (18, 1, False)]
)
def test_hours_hold_from_opening_until_closing(firm: Tenant, hour: int, minute: int, there: bool) -> None:
    assert on_duty(firm, EWA, datetime(2026, 11, 24, hour, minute, tzinfo=WARSAW)) is there


def test_the_firms_wall_clock_counts_wherever_now_comes_from(bella: Tenant, brightsmile: Tenant) -> None:
    moment = datetime(2026, 11, 24, 8, 15, tzinfo=ZoneInfo("UTC"))  # 9:15 in Warsaw, 8:15 in London
    assert on_duty(bella, EWA, moment)
    assert not on_duty(brightsmile, EWA, moment)


def test_summer_time_moves_the_hours_with_the_clock(bella: Tenant) -> None:
    assert not on_duty(bella, EWA, datetime(2026, 1, 13, 7, 30, tzinfo=ZoneInfo("UTC")))
    assert on_duty(bella, EWA, datetime(2026, 7, 14, 7, 30, tzinfo=ZoneInfo("UTC")))


def test_a_date_the_firm_changed_counts_for_those_on_its_hours_only(firm: Tenant) -> None:
    away = replace(firm, overrides={date(2026, 11, 24): (), date(2026, 11, 22): (Hours(time(9), time(11)),)})
    assert route(away, "pl", TUESDAY) == ()
    assert route(away, "en", SUNDAY) == (EWA, TOM)
    assert route(replace(firm, overrides={date(2026, 11, 22): ()}), "en", SUNDAY) == (TOM,)


def test_a_public_holiday_by_itself_changes_nothing(firm: Tenant) -> None:
    assert on_duty(firm, EWA, datetime(2026, 11, 11, 10, 0, tzinfo=WARSAW))  # Independence Day, a Wednesday


def test_hours_of_nothing_are_never_on_duty(firm: Tenant) -> None:
    never = replace(EWA, hours={})
    assert not on_duty(firm, never, TUESDAY)


def test_a_desk_without_people_has_nobody(bella: Tenant) -> None:
    assert route(replace(bella, desk=Desk()), "pl", TUESDAY) == ()


async def test_the_port_answers_the_same(firm: Tenant) -> None:
    assert await DutyDesk().route(firm, "pl", TUESDAY) == route(firm, "pl", TUESDAY)
