"""Callers fighting for the same times: ours beside a naive check-then-insert, the same run.

    python bench/booking_race.py [--processes 4] [--callers 32] [--rounds 4]

Each process has one store (one writer thread, as in the product) and so many callers at once. They all want
visits of one person on the same few days, hold one and confirm it; who is told "taken" looks for another.
*Double*: two booked visits of the person overlap. *Lost*: a booking that a caller was promised is not in the
database. The naive store asks "is it free?" and then inserts, each caller on a connection of a thread.
p99 is of what a caller waits for hold and confirm together (naive: check and insert).
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import random
import sqlite3
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from statistics import quantiles

import structlog

from receptionist.booking.store_sqlite import SqliteBookings, migrations
from receptionist.database import Database, connect
from receptionist.errors import SlotTaken
from receptionist.tenant import BookingRules, Hours, Service, Staff, Tenant

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), (Hours(clock_time(8), clock_time(20)),))
FIRM = Tenant(
    "race", "Race", {"en": "Race"}, ("+48221110000",), "PL", "Europe/Warsaw", ("en",), "PLN", {"en": ""},
    hours=WEEK, services=(Service("visit", {"en": "visit"}, minutes=30),), staff=(Staff("ann", {"en": "Ann"}),),
    booking=BookingRules(interval=15, notice_hours=0, window_days=60),
)  # fmt: skip


@dataclass
class Tally:
    """What one process saw."""

    promised: list[str] = field(default_factory=list)
    refused: int = 0
    waits: list[float] = field(default_factory=list)
    """Seconds."""


def wanted(rng: random.Random) -> datetime:
    """A quarter of an hour of the coming ten days, as everybody else wants."""
    first = NOW.replace(hour=7) + timedelta(days=1 + rng.randrange(10))
    return first + timedelta(minutes=15 * rng.randrange(46))


async def ours(path: Path, name: str, callers: int, rounds: int) -> Tally:
    """One process of the product."""
    tally = Tally()
    database = await Database.open(path, [migrations])
    store = SqliteBookings(database)

    async def caller(number: int) -> None:
        rng = random.Random(f"{name} {number}")
        for turn in range(rounds):
            call, began = f"{name}-{number}-{turn}", time.perf_counter()
            try:
                held = await store.hold(FIRM, "visit", "ann", wanted(rng), call, "en", NOW)
                await store.confirm(FIRM, held.id, call, "A", "", "voice", NOW)
                tally.promised.append(held.id)
            except SlotTaken:
                tally.refused += 1
            tally.waits.append(time.perf_counter() - began)

    async with asyncio.TaskGroup() as group:
        for number in range(callers):
            group.create_task(caller(number))
    await database.close()
    return tally


def naive(path: Path, name: str, callers: int, rounds: int) -> Tally:
    """One process of what is often seen: check, then insert."""
    tally = Tally()

    def caller(number: int) -> None:
        rng = random.Random(f"{name} {number}")
        db = connect(path).conn
        for turn in range(rounds):
            start, began = wanted(rng), time.perf_counter()
            end, key = start + timedelta(minutes=30), f"{name}-{number}-{turn}"
            clash = "SELECT 1 FROM naive WHERE starts_at < ? AND ends_at > ?"
            if db.execute(clash, (end.isoformat(), start.isoformat())).fetchone() is None:
                db.execute("INSERT INTO naive VALUES (?, ?, ?)", (key, start.isoformat(), end.isoformat()))
                tally.promised.append(key)
            else:
                tally.refused += 1
            tally.waits.append(time.perf_counter() - began)
        db.close()

    with ThreadPoolExecutor(callers) as pool:
        list(pool.map(caller, range(callers)))
    return tally


def work(kind: str, path: Path, name: str, callers: int, rounds: int, start: object, out: object) -> None:
    """A process: waits for the others, then runs."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    start.wait()  # type: ignore[attr-defined]  # a Barrier of multiprocessing, which exports no type
    tally = asyncio.run(ours(path, name, callers, rounds)) if kind == "ours" else naive(path, name, callers, rounds)
    out.put(tally)  # type: ignore[attr-defined]  # a Queue, likewise


def doubles(spans: list[tuple[str, str]]) -> int:
    """Pairs of neighbours that overlap."""
    spans.sort()
    return sum(a[1] > b[0] for a, b in zip(spans, spans[1:], strict=False))


def race(kind: str, processes: int, callers: int, rounds: int) -> tuple[int, int]:
    """Run one kind, print its line; returns doubles and lost."""
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as home:
        path = Path(home) / "race.db"
        asyncio.run(_make(path))
        start, out = context.Barrier(processes + 1), context.Queue()
        workers = [
            context.Process(target=work, args=(kind, path, f"p{n}", callers, rounds, start, out))
            for n in range(processes)
        ]
        for worker in workers:
            worker.start()
        start.wait()
        began = time.perf_counter()
        tallies = [out.get(timeout=120) for _ in workers]
        took = time.perf_counter() - began
        for worker in workers:
            worker.join(30)
        db = sqlite3.connect(path)
        table = "bookings WHERE status = 'booked'" if kind == "ours" else "naive"
        rows = db.execute(f"SELECT id, starts_at, ends_at FROM {table}").fetchall()
        db.close()
    kept = {row[0] for row in rows}
    promised = [key for tally in tallies for key in tally.promised]
    waits = [wait * 1000 for tally in tallies for wait in tally.waits]
    twice, lost = (
        doubles([(row[1], row[2]) for row in rows]),
        len(set(promised) - kept) + abs(len(kept) - len(promised)),
    )
    print(
        f"{kind:<6} {processes} processes x {callers} callers  doubles {twice:>3}  lost {lost}  booked {len(kept):>3}"
        f"  refused {sum(t.refused for t in tallies):>5}  {len(waits) / took:7.0f} attempts/s"
        f"  p50 {quantiles(waits, n=100)[49]:6.1f} ms  p99 {quantiles(waits, n=100)[98]:7.1f} ms"
    )
    return twice, lost


def throughput(bookings: int) -> None:
    """How many visits a second one process books when nobody is in the way."""

    async def run() -> None:
        with tempfile.TemporaryDirectory() as home:
            database = await Database.open(Path(home) / "speed.db", [migrations])
            store = SqliteBookings(database)
            starts = [NOW + timedelta(days=1 + n // 22, minutes=30 * (n % 22)) for n in range(bookings)]
            waits: list[float] = []

            async def caller(numbers: range) -> None:
                for n in numbers:
                    began = time.perf_counter()
                    held = await store.hold(FIRM, "visit", "ann", starts[n], f"c{n}", "en", NOW)
                    await store.confirm(FIRM, held.id, f"c{n}", "A", "", "voice", NOW)
                    waits.append((time.perf_counter() - began) * 1000)

            began = time.perf_counter()
            async with asyncio.TaskGroup() as group:
                for n in range(32):
                    group.create_task(caller(range(n, bookings, 32)))
            took = time.perf_counter() - began
            await database.close()
            print(
                f"ours   1 process  x 32 callers, no contest: {bookings / took:.0f} bookings/s (hold + confirm),"
                f" p99 {quantiles(waits, n=100)[98]:.1f} ms"
            )

    asyncio.run(run())


async def _make(path: Path) -> None:
    database = await Database.open(path, [migrations])
    await database.write(
        lambda db: db.execute("CREATE TABLE naive (id TEXT PRIMARY KEY, starts_at TEXT, ends_at TEXT)")
    )
    await database.close()


def main() -> None:
    """Print both lines; exit status 1 when ours doubled or lost one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--callers", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=4)
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    faults = race("ours", options.processes, options.callers, options.rounds)
    race("naive", options.processes, options.callers, options.rounds)
    throughput(1000)
    sys.exit(1 if any(faults) else 0)


if __name__ == "__main__":
    main()
