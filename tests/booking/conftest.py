"""The booking room's store on a file of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from receptionist.booking.store_sqlite import SqliteBookings, migrations
from receptionist.database import Database
from tests.booking.fakes import NOW, Changes


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database with the room's tables."""
    database = await Database.open(tmp_path / "receptionist.db", [migrations])
    yield database
    await database.close()


@pytest.fixture
def changes() -> Changes:
    """What the store told of."""
    return Changes()


@pytest.fixture
def bookings(database: Database, changes: Changes) -> SqliteBookings:
    """The store, whose own clock stands at NOW."""

    def clock() -> datetime:
        return NOW

    return SqliteBookings(database, on_change=changes, clock=clock)
