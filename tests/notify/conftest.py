"""A database with the outbox's table."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from receptionist.database import Database
from receptionist.notify.outbox import migrations
from tests.notify.fakes import Clock


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "data.db", [migrations])
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 11, 21, 19, 0, tzinfo=UTC))
