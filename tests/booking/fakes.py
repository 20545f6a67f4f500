"""A diary kept in a list, a firm made of a few facts, and a listener for changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlite_utils

from receptionist.booking.booking import Booking
from receptionist.booking.hours import minute, span
from receptionist.booking.slots import Session, cells
from receptionist.booking.store_sqlite import Change
from receptionist.tenant import WEEKDAYS, BookingRules, Hours, Service, Staff, Tenant

WARSAW = ZoneInfo("Europe/Warsaw")
LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
"""A Monday, 8:00 in Warsaw, 7:00 in London."""
ALL_DAY = dict.fromkeys(WEEKDAYS, (Hours(time(0), time(0)),))


def at(text: str, zone: ZoneInfo = WARSAW) -> datetime:
    """ "2026-11-24 10:00" on a wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def span_of(text: str) -> tuple[Hours, ...]:
    """ "9:00-13:00, 14:00-18:00" → hours."""
    parts = [tuple(part.strip().rjust(5, "0") for part in each.split("-")) for each in text.split(",") if each]
    return tuple(Hours(time.fromisoformat(a), time.fromisoformat(b)) for a, b in parts)


def week(text: str, days: Sequence[str] = WEEKDAYS[:5]) -> dict[str, tuple[Hours, ...]]:
    """The same hours on some weekdays."""
    return dict.fromkeys(days, span_of(text))


def firm(**facts: Any) -> Tenant:
    """A firm with one service and one person, open 9–17 on weekdays, which bends to `facts`."""
    plain: dict[str, Any] = {
        "key": "firm",
        "name": "Firm",
        "spoken": {"en": "Firm"},
        "numbers": ("+48220000000",),
        "country": "PL",
        "time_zone": "Europe/Warsaw",
        "languages": ("en",),
        "currency": "PLN",
        "address": {"en": "1 Street"},
        "hours": week("9:00-17:00"),
        "services": (service(),),
        "staff": (person("ann"),),
        "booking": BookingRules(interval=30, notice_hours=0, window_days=60),
    }
    return Tenant(**{**plain, **facts})


def service(key: str = "visit", minutes: int = 30, **facts: Any) -> Service:
    """A service."""
    return Service(key=key, name={"en": key}, minutes=minutes, **facts)


def person(key: str, **facts: Any) -> Staff:
    """Somebody."""
    return Staff(key=key, name={"en": key.title()}, **facts)


def with_rules(tenant: Tenant, **rules: Any) -> Tenant:
    """The same firm by other rules."""
    return replace(tenant, booking=replace(tenant.booking, **rules))


class Visit(NamedTuple):
    """One visit of the diary."""

    staff: str
    service: Service
    start: int


class ListDiary:
    """A Diary in a list."""

    def __init__(self, *visits: tuple[str, Service, datetime], given: Mapping[str, str] | None = None) -> None:
        self.kept = [Visit(who, what, minute(when)) for who, what, when in visits]
        self.given = given or {}
        self.asked = 0

    def busy(self, staff: Sequence[str], base: int, end: int) -> Mapping[str, int]:
        self.asked += 1
        masks = dict.fromkeys(staff, 0)
        for visit in self.kept:
            if visit.staff in masks:
                taken = cells(visit.service, visit.start)
                masks[visit.staff] |= span(max(taken.start, base) - base, min(taken.stop, end) - base)
        return masks

    def sessions(self, staff: Sequence[str], service: str, base: int, end: int) -> Iterable[Session]:
        of = [v for v in self.kept if v.staff in staff and v.service.key == service and base <= v.start < end]
        for who, start in sorted({(v.staff, v.start) for v in of}):
            same = [v for v in of if (v.staff, v.start) == (who, start)]
            taken = cells(same[0].service, start)
            yield Session(who, start, len(same), taken.start, taken.stop)

    def visits(self, staff: Sequence[str], base: int, end: int) -> Mapping[str, int]:
        return {who: sum(v.staff == who and base <= v.start < end for v in self.kept) for who in staff}

    def last_given(self) -> Mapping[str, str]:
        return self.given


@dataclass
class Changes:
    """Remembers what it is told inside the transactions; `fail` makes it refuse."""

    seen: list[tuple[str, Change]] = field(default_factory=list)
    fail: bool = False

    def __call__(self, db: sqlite_utils.Database, booking: Booking, change: Change, now: datetime) -> None:
        if self.fail:
            raise RuntimeError("the outbox is broken")
        assert db.conn.in_transaction
        self.seen.append((booking.id, change))


def day(text: str) -> date:
    """A date."""
    return date.fromisoformat(text)
