"""How long the next free starts take: 60 days, 20 people, 10,000 / 100,000 / 1,000,000 bookings.

    python bench/booking_slots.py [--sizes 10000,100000,1000000] [--rounds 200]

Two calendars for each size: *busy* (85 % of the coming 60 days taken) and *full* (nothing free for 45 days,
the hardest question there is). What does not fit into the 60 days lies in the past, as in a firm that has
run for years. Questions: anybody / a named person, as soon as possible / near a wished time / mornings only.
The figures are of `SqliteBookings.free`, the hop to the reader's thread included.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from statistics import median, quantiles
from zoneinfo import ZoneInfo

import sqlite_utils

from receptionist.booking import rows_sqlite
from receptionist.booking.booking import SlotRequest, Window
from receptionist.booking.store_sqlite import SqliteBookings, migrations
from receptionist.database import Database
from receptionist.tenant import BookingRules, Hours, Service, Staff, Tenant

ZONE = ZoneInfo("Europe/Warsaw")
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=ZONE)
DAYS = 60


def firm() -> Tenant:
    """Twenty people, Monday to Saturday, 9:00 to 18:00 with a break."""
    day = (Hours(clock_time(9), clock_time(18)),)
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat"), day)
    lunch = dict.fromkeys(week, (Hours(clock_time(13), clock_time(13, 30)),))
    people = tuple(Staff(key=f"person-{n:02}", name={"en": f"Person {n}"}) for n in range(20))
    services = (Service(key="visit", name={"en": "visit"}, minutes=30), Service("long", {"en": "long"}, minutes=90))
    rules = BookingRules(interval=15, notice_hours=2, window_days=DAYS)
    return Tenant(
        "bench", "Bench", {"en": "Bench"}, ("+48221110000",), "PL", "Europe/Warsaw", ("en",), "PLN", {"en": ""},
        hours=week, services=services, staff=people, breaks=lunch, holidays="PL", booking=rules,
    )  # fmt: skip


def starts(tenant: Tenant, dates: Iterator[date], chance: float, rng: random.Random) -> Iterator[tuple[str, datetime]]:
    """Half-hours taken with some chance, day after day."""
    for day in dates:
        if day.weekday() == 6:
            continue
        for half in range(18):
            if half != 8:
                at = datetime.combine(day, clock_time(9), ZONE) + timedelta(minutes=30 * half)
                yield from ((p.key, at) for p in tenant.staff if rng.random() < chance)


def fill(db: sqlite_utils.Database, tenant: Tenant, size: int, full: bool) -> int:
    """Put `size` bookings into the table; returns how many lie ahead."""
    rng = random.Random(7)
    service = tenant.services[0]
    today = NOW.date()
    ahead = list(starts(tenant, (today + timedelta(n) for n in range(45)), 1.0 if full else 0.85, rng))
    ahead += starts(tenant, (today + timedelta(n) for n in range(45, DAYS + 1)), 0.85, rng)
    ahead = ahead[:size]
    past = starts(tenant, (today - timedelta(n) for n in range(1, 100_000)), 0.85, rng)
    count = 0

    def rows() -> Iterator[tuple[object, ...]]:
        nonlocal count
        at = rows_sqlite.text(NOW)
        for source in (ahead, past):
            for who, start in source:
                if count == size:
                    return
                place = rows_sqlite.place(tenant, service, who, start)
                key = f"{count:08}"
                rows_sqlite.take(db, tenant, service, who, start, key)
                yield (key, "bench", "visit", *place.values(), "booked", "en", "call", at, at)
                count += 1

    columns = ("id, tenant, service, staff, local_date, local_time, starts_at, ends_at, busy_from, busy_until,"
               " status, language, call, made_at, changed_at")  # fmt: skip
    db.conn.executemany(f"INSERT INTO bookings ({columns}) VALUES ({', '.join('?' * 15)})", rows())
    db.execute("ANALYZE")
    return len(ahead)


def questions(rng: random.Random) -> Iterator[SlotRequest]:
    """What callers ask, in turn."""
    while True:
        yield SlotRequest("visit")
        yield SlotRequest("long", limit=2)
        yield SlotRequest("visit", staff=f"person-{rng.randrange(20):02}")
        yield SlotRequest("visit", near=NOW + timedelta(days=rng.randrange(DAYS), hours=rng.randrange(9)))
        first = NOW.replace(hour=0) + timedelta(days=rng.randrange(7))
        mornings = tuple(
            Window(first + timedelta(days=n, hours=9), first + timedelta(days=n, hours=12)) for n in range(14)
        )
        yield SlotRequest("visit", windows=mornings)


async def measure(size: int, full: bool, rounds: int) -> None:
    """One line of the table."""
    tenant = firm()
    with tempfile.TemporaryDirectory() as home:
        database = await Database.open(Path(home) / "bench.db", [migrations])
        bookings = SqliteBookings(database)
        ahead = await database.write(lambda db: fill(db, tenant, size, full))
        asked = questions(random.Random(11))
        took, found = [], 0
        for _ in range(rounds):
            request = next(asked)
            began = time.perf_counter()
            found += bool(await bookings.free(tenant, request, NOW.astimezone(UTC)))
            took.append((time.perf_counter() - began) * 1000)
        await database.close()
    p95 = quantiles(took, n=20)[-1]
    kind = "full 45 days" if full else "busy 85 %"
    print(
        f"{size:>9,} bookings ({ahead:>6,} ahead)  {kind:<13} p50 {median(took):6.2f} ms  p95 {p95:6.2f} ms"
        f"  max {max(took):6.2f} ms  answered {found}/{rounds}"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args()
    for size in map(int, options.sizes.split(",")):
        for full in (False, True):
            asyncio.run(measure(size, full, options.rounds))


if __name__ == "__main__":
    main()
