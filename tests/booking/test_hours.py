"""Working hours, dates that replace them, holidays, and days on which the clocks change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from receptionist.booking.hours import DAY_MINUTES, Timetable, day_of, exists, firm_hours, grid, holiday, minute, span
from receptionist.errors import BookingError
from receptionist.tenant import Tenant
from tests.booking.fakes import ALL_DAY, LONDON, WARSAW, at, day, firm, person, span_of, week


def working(tenant: Tenant, date: str, who: str | None = "ann") -> list[tuple[str, str]]:
    """The spans a person works on a date, as wall times."""
    timetable, of = Timetable(tenant), day_of(day(date), tenant.zone)
    staff = tenant.person(who) if who else None
    mask = timetable.stretch(of.start, of.date, of.date, staff)
    bits = f"{mask:b}"[::-1] + "0"
    edges = [n for n, bit in enumerate(bits) if (bits[n - 1] if n else "0") != bit]
    midnight = datetime.combine(of.date, time(0), tenant.zone).astimezone(UTC)
    walls = [f"{(midnight + timedelta(minutes=n)).astimezone(tenant.zone):%H:%M}" for n in edges]
    return list(zip(walls[::2], walls[1::2], strict=True))


@pytest.mark.parametrize(("date", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-24", 24)])
def test_a_day_has_as_many_hourly_starts_as_the_clock_strikes(date: str, hours: int) -> None:
    of = day_of(day(date), WARSAW)
    assert grid(of, 60).bit_count() == hours
    assert of.length == hours * 60


def test_the_skipped_hour_has_no_start_and_the_repeated_one_has_two() -> None:
    def walls(date: str) -> list[str]:
        of = day_of(day(date), WARSAW)
        mask, midnight = grid(of, 30), datetime.combine(of.date, time(0), WARSAW).astimezone(UTC)
        at = [midnight + timedelta(minutes=n) for n in range(of.length) if mask >> n & 1]
        return [f"{t.astimezone(WARSAW):%H:%M}" for t in at]

    assert [w for w in walls("2026-03-29") if w.startswith("02")] == []
    assert [w for w in walls("2026-10-25") if w.startswith("02")] == ["02:00", "02:30", "02:00", "02:30"]


def test_a_wall_time_in_the_gap_does_not_exist() -> None:
    assert not exists(at("2026-03-29 02:30"))
    assert not exists(at("2026-03-29 01:30", LONDON))
    assert exists(at("2026-10-25 02:30"))
    assert exists(at("2026-10-25 02:30").replace(fold=1))


@pytest.mark.parametrize("date", ["2026-03-29", "2026-10-25"])
def test_hours_keep_to_the_wall_clock_when_it_changes(date: str) -> None:
    tenant = firm(hours=week("9:00-17:00", ("sun",)))
    assert working(tenant, date) == [("09:00", "17:00")]
    opens = Timetable(tenant).stretch(day_of(day(date), WARSAW).start, day(date), day(date), None)
    assert opens.bit_count() == 480


def test_hours_that_begin_or_end_in_the_gap_do_so_at_its_end() -> None:
    assert working(firm(hours=week("2:30-6:00", ("sun",))), "2026-03-29") == [("03:00", "06:00")]
    assert working(firm(hours=week("0:30-2:30", ("sun",))), "2026-03-29") == [("00:30", "03:00")]


def test_open_through_midnight_and_around_the_clock() -> None:
    night = firm(hours=week("22:00-2:00", ("fri",)))
    of = day_of(day("2026-11-27"), WARSAW)
    mask = Timetable(night).stretch(of.start, of.date, of.date + timedelta(days=1), None)
    assert mask == span(22 * 60, 26 * 60)
    timetable = Timetable(firm(hours=ALL_DAY))
    assert timetable.stretch(of.start, of.date, of.date, None) == span(0, DAY_MINUTES)


def test_days_of_both_sample_firms(bella: Tenant, brightsmile: Tenant) -> None:
    assert working(bella, "2026-11-23", "anna") == []
    assert working(bella, "2026-11-24", "anna") == [("09:00", "18:00")]
    assert working(bella, "2026-11-24", "zofia") == [("12:00", "18:00")]
    assert working(bella, "2026-11-28", "zofia") == [("09:00", "14:00")]
    assert working(bella, "2026-11-29", "piotr") == []
    assert working(brightsmile, "2026-11-23", "jones") == [("08:30", "13:00"), ("13:45", "17:30")]
    assert working(brightsmile, "2026-11-24", "jones") == []
    assert working(brightsmile, "2026-11-27", "patel") == [("08:30", "13:00"), ("13:45", "16:00")]


def test_holidays_close_and_are_named_in_the_firms_language(bella: Tenant, brightsmile: Tenant) -> None:
    assert holiday(bella, day("2026-11-11")) == "Narodowe Święto Niepodległości"
    assert holiday(replace(bella, languages=("en", "pl")), day("2026-11-11")) == "National Independence Day"
    assert holiday(brightsmile, day("2026-12-28")) == "Boxing Day"
    assert holiday(brightsmile, day("2026-11-11")) == ""
    assert working(bella, "2026-11-11", "piotr") == []
    # Boxing Day is bella's second Christmas day; the London firm's holidays are not Scotland's.
    assert holiday(bella, day("2026-12-26")) == "Boże Narodzenie"
    assert holiday(brightsmile, day("2026-11-30")) == ""
    assert holiday(replace(brightsmile, holidays="GB-SCT"), day("2026-11-30")) != ""


def test_christmas_eve_is_a_holiday_in_poland_from_2025(bella: Tenant) -> None:
    assert holiday(bella, day("2024-12-24")) == ""
    assert holiday(bella, day("2025-12-24")) != ""
    assert holiday(bella, day("2026-12-24")) != ""


def test_a_holiday_may_be_worked(bella: Tenant) -> None:
    date = "2026-11-11"
    assert working(replace(bella, holidays_open=(day(date),)), date, "piotr") == [("09:00", "18:00")]
    assert working(replace(bella, overrides={day(date): span_of("10:00-12:00")}), date, "piotr") == [("10:00", "12:00")]
    assert working(replace(bella, holidays=None), date, "piotr") == [("09:00", "18:00")]


def test_a_date_of_the_firm_replaces_hours_breaks_and_bounds_everybody() -> None:
    tenant = firm(
        breaks=week("12:00-13:00"),
        overrides={day("2026-11-25"): span_of("10:00-14:00"), day("2026-11-26"): ()},
        staff=(person("ann"), person("bob", hours=week("8:00-12:00"))),
    )
    assert working(tenant, "2026-11-24", "ann") == [("09:00", "12:00"), ("13:00", "17:00")]
    assert working(tenant, "2026-11-24", "bob") == [("08:00", "12:00")]
    assert working(tenant, "2026-11-25", "ann") == [("10:00", "14:00")]
    assert working(tenant, "2026-11-25", "bob") == [("10:00", "12:00")]
    assert working(tenant, "2026-11-26", "ann") == []
    assert firm_hours(tenant, day("2026-11-26")) == ()


def test_a_date_of_a_person_replaces_their_day() -> None:
    ann = person(
        "ann",
        hours=week("9:00-12:00"),
        breaks=week("10:00-10:30"),
        overrides={
            day("2026-11-24"): span_of("13:00-18:00"),
            day("2026-11-25"): (),
            day("2026-11-29"): span_of("9:00-10:00"),
        },
    )
    tenant = firm(staff=(ann,))
    assert working(tenant, "2026-11-23") == [("09:00", "10:00"), ("10:30", "12:00")]
    assert working(tenant, "2026-11-24") == [("13:00", "18:00")]
    assert working(tenant, "2026-11-25") == []
    assert working(tenant, "2026-11-29") == [], "the firm does not open on Sundays"


def test_an_unknown_country_is_named() -> None:
    with pytest.raises(BookingError, match="'XX'"):
        holiday(firm(holidays="XX"), day("2026-11-24"))
    with pytest.raises(BookingError, match="'PL-ENG'"):
        firm_hours(firm(holidays="PL-ENG"), day("2026-11-24"))


def test_a_time_without_its_zone_is_no_time() -> None:
    with pytest.raises(ValueError, match="zone"):
        minute(datetime(2026, 11, 24, 10, 0))
