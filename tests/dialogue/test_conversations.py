"""Whole calls on the embedded engine and the real store: what is said, and what stands in the books afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import sqlite_utils

from receptionist.booking.store_sqlite import SqliteBookings
from receptionist.booking.store_sqlite import migrations as booking_tables
from receptionist.database import Database
from receptionist.dialogue.actions.runner import Actions
from receptionist.dialogue.embedded.engine import Embedded
from receptionist.dialogue.talking import Talking
from receptionist.records.messages import SqliteMessages
from receptionist.records.messages import migrations as message_tables
from receptionist.tenant import Tenant
from tests.dialogue import scripts as calls
from tests.dialogue.scripts import Script

NLU = Path(__file__).parent.parent.parent / "nlu"
ALL = list(calls.scripts())


class Relay:
    """Lets one trained engine serve many tests, each with its own books."""

    def __init__(self) -> None:
        self.actions: Actions | None = None

    async def run(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        assert self.actions is not None
        return await self.actions.run(body)


class NoOutbox:
    """Nothing leaves."""

    def put(self, db: sqlite_utils.Database, message: object, now: object) -> None:
        raise AssertionError("no notice was asked for")


@pytest.fixture(scope="module")
def relay() -> Relay:
    return Relay()


@pytest.fixture(scope="module")
def engine(relay: Relay, tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    """The shipped project, trained once."""
    return Embedded({"en": NLU / "en", "pl": NLU / "pl"}, relay, cache=tmp_path_factory.mktemp("nlu"))


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "books.db", [booking_tables, message_tables])
    yield opened
    await opened.close()


@pytest.mark.parametrize("script", ALL, ids=str)
async def test_the_call_goes_as_scripted(
    script: Script, firms: dict[str, Tenant], engine: Embedded, relay: Relay, database: Database
) -> None:
    """Every reply as the script wants it; the final state of the database is the script's and nothing else."""
    bookings = SqliteBookings(database)
    messages = SqliteMessages(database, NoOutbox(), lambda tenant, message: ())
    relay.actions = Actions(firms.get, bookings, messages)
    hears = bool(script.data.get("hears", True))
    knows = relay.actions.knows if script.data.get("knows") else None
    talking = Talking(engine, hears=lambda language: hears, knows=knows)
    await calls.play(script, firms, talking, bookings)
    tenant = firms[script.data["firm"]]
    booked = await calls.in_the_book(bookings, tenant)
    wanted = list(script.data.get("bookings", [])) + [
        {k: v for k, v in visit.items() if k in {"service", "staff", "start"}} | {"status": "booked"}
        for visit in script.data.get("taken", ())
        if not visit.get("changed")
    ]
    assert calls.matches(wanted, booked), f"in the book: {booked}"
    taken = await calls.taken_down(messages, tenant)
    assert calls.matches(script.data.get("messages", []), taken), f"taken down: {taken}"
    other = next(t for t in firms.values() if t.key != tenant.key)
    assert not await bookings.all(other)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_enough_calls_are_scripted(language: str) -> None:
    """At least fifteen a language."""
    assert sum(s.data["language"] == language for s in ALL) >= 15
