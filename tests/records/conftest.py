"""A database with every table of the records room and the outbox."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from receptionist.database import Database
from receptionist.notify import outbox
from receptionist.records import conversations, journal_sqlite, messages


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    sets = (journal_sqlite.migrations, conversations.migrations, messages.migrations, outbox.migrations)
    opened = await Database.open(tmp_path / "data.db", sets)
    yield opened
    await opened.close()
