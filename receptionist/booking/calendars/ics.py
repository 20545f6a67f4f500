"""A read-only calendar feed (RFC 5545) of a firm or one of its people, at an address nobody can guess.

Any calendar program subscribes to it. The address carries no key of ours: it is an HMAC of whose feed it
is, so that it can be given out again, and ends with the server's key.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from receptionist.booking.booking import Booking
from receptionist.tenant import Staff, Tenant

DAY = timedelta(days=1)
REFRESH = timedelta(minutes=15)


def feed(tenant: Tenant, bookings: Iterable[Booking], staff: str | None = None, *, now: datetime) -> bytes:
    """The booked visits of the firm, or of one of its people, as an iCalendar object in UTF-8.

    A visit keeps its UID for life; its SEQUENCE counts its changes. Cancelled visits and held times are
    left out: a subscriber shows what the feed has, no more.
    """
    of = [b for b in bookings if b.tenant == tenant.key and b.status == "booked" and staff in (None, b.staff)]
    of.sort(key=lambda b: (b.start.astimezone(UTC), b.staff, b.id))
    calendar = Calendar()
    calendar.add("prodid", "-//receptionist//bookings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    person = tenant.person(staff) if staff else None
    title = f"{tenant.name}: {person.called(tenant.languages[0])}" if person else tenant.name
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    first = min((b.start for b in of), default=now)
    last = max((b.end for b in of), default=now)
    calendar.add_component(time_zone(tenant.zone, first - DAY, last + DAY))
    for booking in of:
        calendar.add_component(_event(tenant, booking, now, name_staff=staff is None))
    return bytes(calendar.to_ical())


def uid(booking: Booking) -> str:
    """A visit's UID, the same in feeds and invitations, before and after a move."""
    return f"{booking.id}@{booking.tenant}.receptionist"


def _event(tenant: Tenant, booking: Booking, now: datetime, *, name_staff: bool) -> Event:
    language = tenant.languages[0]
    service, person = tenant.service(booking.service), tenant.person(booking.staff)
    said = [service.called(language) if service else booking.service, booking.name]
    if name_staff:
        said.append(person.called(language) if person else booking.staff)
    event = Event()
    event.add("uid", uid(booking))
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", booking.start.astimezone(tenant.zone))
    event.add("dtend", booking.end.astimezone(tenant.zone))
    event.add("sequence", booking.revision)
    event.add("summary", ", ".join(part for part in said if part))
    if booking.phone:
        event.add("description", booking.phone)
    event.add("location", tenant.address.get(language, ""))
    event.add("status", "CONFIRMED")
    event.add("transp", "OPAQUE")
    return event


# ---------------------------------------------------------------- the secret address


class Owner(NamedTuple):
    """Whose feed it is."""

    tenant: Tenant
    staff: Staff | None
    """None: the whole firm's."""


def feed_secret(key: bytes, tenant: str, staff: str | None = None) -> str:
    """The secret part of a feed's address: 160 bits of HMAC-SHA-256 (RFC 2104) as 40 hexadecimal digits."""
    if len(key) < 16:
        raise ValueError("a key for feeds has 16 bytes at least")
    # Keys of firms and people hold no NUL, so no two feeds sign the same text.
    return hmac.new(key, b"\0".join((b"ics", tenant.encode(), (staff or "").encode())), sha256).hexdigest()[:40]


def feed_owner(key: bytes, secret: str, tenants: Iterable[Tenant]) -> Owner | None:
    """Whose feed a secret opens; None when nobody's. Takes as long for a wrong guess as for a near one."""
    given = secret.encode("utf-8", "replace")
    owner = None
    for tenant in tenants:
        for person in (None, *tenant.staff):
            wanted = feed_secret(key, tenant.key, person.key if person else None)
            if hmac.compare_digest(wanted.encode(), given):
                owner = Owner(tenant, person)
    return owner


# ---------------------------------------------------------------- VTIMEZONE


def time_zone(zone: ZoneInfo, first: datetime, last: datetime) -> Timezone:
    """A zone's VTIMEZONE for the years a calendar covers.

    Our own, because DTSTART of an observance is its onset on the clock that ends with it (RFC 5545, 3.6.5:
    02:00 in spring), where icalendar 7 writes the clock that begins.
    """
    component = Timezone()
    component.add("tzid", zone.key)
    begin = datetime(first.year - 1, 1, 1, tzinfo=UTC)
    before = begin.astimezone(zone)
    for after in (before, *_changes(zone, begin, datetime(last.year + 2, 1, 1, tzinfo=UTC))):
        observance = TimezoneDaylight() if after.dst() else TimezoneStandard()
        offset = before.utcoffset() or timedelta(0)
        observance.add("dtstart", (after.astimezone(UTC) + offset).replace(tzinfo=None))
        observance.add("tzoffsetfrom", offset)
        observance.add("tzoffsetto", after.utcoffset() or timedelta(0))
        observance.add("tzname", after.tzname() or zone.key)
        component.add_component(observance)
        before = after
    return component


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """Moments at which the offset changes, to the minute, on the new wall clock."""
    at = begin
    while at < end:
        if at.astimezone(zone).utcoffset() != (at + DAY).astimezone(zone).utcoffset():
            low, high = 0, 1440
            while high - low > 1:
                middle = (low + high) // 2
                same = (at + timedelta(minutes=middle)).astimezone(zone).utcoffset() == at.astimezone(zone).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            yield (at + timedelta(minutes=high)).astimezone(zone)
        at += DAY
