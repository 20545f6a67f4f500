"""The calendar feed, read back by icalendar and its VTIMEZONE by dateutil."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from icalendar import Calendar

from receptionist.booking.booking import Booking
from receptionist.booking.calendars.ics import feed, feed_owner, feed_secret, time_zone, uid
from receptionist.tenant import Tenant
from tests.booking.fakes import NOW, at

KEY = b"sixteen bytes or more"


def visit(key: str = "b2c3d4f5", **facts: object) -> Booking:
    plain = {
        "id": key, "tenant": "bella", "service": "haircut", "staff": "anna", "start": at("2026-11-24 10:00"),
        "end": at("2026-11-24 10:45"), "status": "booked", "name": "Jan, Kowalski; \"J\"", "phone": "+48601000001",
        "language": "pl", "call": "c1", "source": "voice",
    }  # fmt: skip
    return Booking(**{**plain, **facts})  # type: ignore[arg-type]  # a row of facts


def test_a_feed_has_the_booked_visits_of_its_firm_and_no_other(bella: Tenant) -> None:
    bookings = [
        visit("late", start=at("2026-11-25 10:00"), end=at("2026-11-25 10:45"), staff="piotr", revision=3),
        visit(),
        visit("held", status="held"),
        visit("gone", status="cancelled"),
        visit("other", tenant="brightsmile"),
    ]
    raw = feed(bella, bookings, now=NOW)
    assert raw.startswith(b"BEGIN:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    events = Calendar.from_ical(raw).walk("VEVENT")
    assert [str(e["uid"]) for e in events] == ["b2c3d4f5@bella.receptionist", "late@bella.receptionist"]
    first, second = events
    assert first.decoded("dtstart").astimezone(UTC) == at("2026-11-24 10:00").astimezone(UTC)
    assert first["dtstart"].params["TZID"] == "Europe/Warsaw"
    assert str(first["summary"]) == 'strzyżenie, Jan, Kowalski; "J", Anna'
    assert (first["sequence"], second["sequence"]) == (0, 3)
    assert first.decoded("dtstamp") == NOW
    assert [str(e["status"]) for e in events] == ["CONFIRMED", "CONFIRMED"]


def test_a_persons_feed(bella: Tenant) -> None:
    raw = feed(bella, [visit(), visit("other", staff="piotr")], "anna", now=NOW)
    calendar = Calendar.from_ical(raw)
    assert str(calendar["x-wr-calname"]) == "Studio Fryzjerskie Bella: Anna"
    assert [str(e["summary"]) for e in calendar.walk("VEVENT")] == ['strzyżenie, Jan, Kowalski; "J"']


def test_an_empty_feed_is_a_calendar(brightsmile: Tenant) -> None:
    assert Calendar.from_ical(feed(brightsmile, [], now=NOW)).walk("VEVENT") == []


def test_a_visit_keeps_its_uid_when_moved() -> None:
    moved = replace(visit(), start=at("2026-12-01 09:00"), staff="piotr", revision=1)
    assert uid(moved) == uid(visit())


def test_a_service_and_person_that_left_the_firm_keep_their_keys(bella: Tenant) -> None:
    raw = feed(bella, [visit(service="perm", staff="ola", name="")], now=NOW)
    assert str(Calendar.from_ical(raw).walk("VEVENT")[0]["summary"]) == "perm, ola"


@pytest.mark.parametrize("name", ["Europe/Warsaw", "Europe/London", "America/New_York", "Asia/Kolkata", "Africa/Cairo"])
def test_the_time_zone_says_what_zoneinfo_says(name: str) -> None:
    zone = ZoneInfo(name)
    first = datetime(2026, 1, 10, tzinfo=UTC)
    component = time_zone(zone, first, first + timedelta(days=500)).to_ical().decode()
    read = tzical(io.StringIO(component.replace("\r\n", "\n"))).get(name)
    assert read is not None
    for hour in range(500 * 24):
        wall = (first + timedelta(hours=hour, minutes=30)).astimezone(zone)
        # dateutil does not tell the hours of a repeated one apart.
        if wall.replace(fold=0).utcoffset() == wall.replace(fold=1).utcoffset():
            assert wall.replace(tzinfo=read).utcoffset() == wall.utcoffset(), wall


def test_the_clocks_change_when_the_old_clock_says_so() -> None:
    """RFC 5545, 3.6.5: the onset is a time of the clock that ends."""
    raw = time_zone(ZoneInfo("Europe/Warsaw"), NOW, NOW).to_ical().decode()
    spring, autumn = raw.index("DTSTART:20260329T020000"), raw.index("DTSTART:20261025T030000")
    assert "BEGIN:DAYLIGHT" in raw[spring - 20 : spring]
    assert "BEGIN:STANDARD" in raw[autumn - 20 : autumn]


def test_secrets_open_their_own_feed_only(bella: Tenant, brightsmile: Tenant) -> None:
    firms = [bella, brightsmile]
    for tenant in firms:
        for person in (None, *tenant.staff):
            owner = feed_owner(KEY, feed_secret(KEY, tenant.key, person.key if person else None), firms)
            assert owner == (tenant, person)
    good = feed_secret(KEY, "bella")
    assert len(good) == 40
    for wrong in ("", good[:-1], good + "0", good.upper(), "żółć", feed_secret(KEY + b"!", "bella")):
        assert feed_owner(KEY, wrong, firms) is None
    assert feed_owner(KEY, feed_secret(KEY, "bella", "nobody"), firms) is None
    with pytest.raises(ValueError, match="16 bytes"):
        feed_secret(b"short", "bella")
