"""One process of the race: `python racer.py DATABASE NAME`, begins when a line comes in.

Eight threads, each with a store and a connection of its own, hold and confirm; some move and cancel what
they have. Prints what it was promised and still has, as JSON: id → [staff, start].
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from datetime import timedelta
from pathlib import Path

import structlog

from receptionist.booking.store_sqlite import SqliteBookings, migrations
from receptionist.database import Database
from receptionist.errors import SlotRefused, SlotTaken
from receptionist.tenant import Tenant
from tests.booking.fakes import NOW, at, firm, person, service

THREADS = 8
TURNS = 6


def racing_firm() -> Tenant:
    """Two people, one service with buffers and one with seats, start times every ten minutes."""
    visit, course = service("visit", 40, after=10, interval=10), service("class", 60, seats=3, interval=10)
    return firm(staff=(person("ann"), person("bob")), services=(visit, course))


async def caller(path: Path, name: str, has: dict[str, list[str]]) -> None:
    """One thread's turns."""
    tenant, rng = racing_firm(), random.Random(name)
    database = await Database.open(path, [migrations])
    store = SqliteBookings(database)
    for turn in range(TURNS):
        call, staff = f"{name}-{turn}", rng.choice(["ann", "bob"])
        start = at("2026-11-24 09:00") + timedelta(minutes=10 * rng.randrange(42))
        try:
            held = await store.hold(tenant, rng.choice(["visit", "class"]), staff, start, call, "en", NOW)
            done = await store.confirm(tenant, held.id, call, "A", "", "voice", NOW)
            has[done.id] = [done.staff, done.start.isoformat()]
            if turn % 3 == 1:
                await store.cancel(tenant, done.id, call, NOW)
                del has[done.id]
            elif turn % 3 == 2:
                moved = await store.move(tenant, done.id, "bob", start + timedelta(minutes=60), call, NOW)
                has[done.id] = [moved.staff, moved.start.isoformat()]
        except (SlotTaken, SlotRefused):
            await store.release(call, NOW)
    await database.close()


async def main(path: Path, name: str) -> None:
    """All threads at once."""
    has: dict[str, list[str]] = {}
    async with asyncio.TaskGroup() as group:
        for number in range(THREADS):
            group.create_task(caller(path, f"{name}{number}", has))
    print(json.dumps(has))


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    print("ready", flush=True)
    sys.stdin.readline()
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
