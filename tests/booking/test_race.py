"""Four processes of eight threads fight for two people's day."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from collections import Counter
from pathlib import Path

from receptionist.booking.hours import minute
from receptionist.booking.slots import cells
from receptionist.booking.store_sqlite import SqliteBookings, migrations
from receptionist.database import Database
from tests.booking.fakes import NOW
from tests.booking.racer import racing_firm

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


async def racers(path: Path, count: int) -> dict[str, list[str]]:
    """Run them; returns what they were promised and still have."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(HERE / "racer.py"), str(path)]
    running = [
        await asyncio.create_subprocess_exec(*command, f"p{n}", stdin=PIPE, stdout=PIPE, env=environment)
        for n in range(count)
    ]
    for racer in running:
        assert racer.stdout is not None
        assert await racer.stdout.readline() == b"ready\n"
    done = await asyncio.gather(*(racer.communicate(b"go\n") for racer in running))
    assert [racer.returncode for racer in running] == [0] * count
    promised: dict[str, list[str]] = {}
    for out, _ in done:
        promised.update(json.loads(out))
    return promised


async def test_no_double_and_nothing_lost_in_a_race(tmp_path: Path) -> None:
    path, tenant = tmp_path / "race.db", racing_firm()
    database = await Database.open(path, [migrations])
    promised = await racers(path, 4)
    store = SqliteBookings(database, clock=lambda: NOW)
    booked = [b for b in await store.all(tenant) if b.status == "booked"]

    assert {b.id: [b.staff, b.start.isoformat()] for b in booked} == promised
    assert not [b for b in await store.all(tenant) if b.status == "held"]
    sessions = Counter((b.staff, b.service, minute(b.start)) for b in booked)
    assert all(count <= (3 if service == "class" else 1) for (_, service, _), count in sessions.items())
    taken: dict[tuple[str, int], tuple[str, str, int]] = {}
    for session in sessions:
        service = tenant.service(session[1])
        assert service is not None
        for cell in cells(service, session[2]):
            assert taken.setdefault((session[0], cell), session) == session
    assert len(booked) > 4

    # The bits of the search are the cells, after all this coming and going.
    bits = await database.read(lambda db: sum(row["cells"].bit_count() for row in db["booking_busy"].rows))
    assert bits == len(taken)
    await database.close()
