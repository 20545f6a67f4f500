"""Fixtures of the dialogue room that several tests use."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from receptionist.booking.store_sqlite import SqliteBookings
from receptionist.booking.store_sqlite import migrations as booking_tables
from receptionist.database import Database
from receptionist.dialogue.actions.runner import Actions
from receptionist.dialogue.embedded.engine import Embedded
from receptionist.records.messages import SqliteMessages
from receptionist.records.messages import migrations as message_tables
from receptionist.tenant import Tenant
from tests.dialogue.fakes import PROJECTS, Chat, LibraryActions
from tests.dialogue.scripts import NLU, NoOutbox, Relay


@pytest.fixture
def library_actions() -> LibraryActions:
    return LibraryActions()


@pytest.fixture
def library(library_actions: LibraryActions) -> Embedded:
    """The little library, in English and Polish."""
    return Embedded({"en": PROJECTS / "en", "pl": PROJECTS / "pl"}, library_actions)


@pytest.fixture
def chat(library: Embedded) -> Chat:
    return Chat(library)


@pytest.fixture(scope="session")
def relay() -> Relay:
    """Lets the one trained engine serve many tests, each with its own books."""
    return Relay()


@pytest.fixture(scope="session")
def nlu_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the trained weights of the shipped project are kept for whoever loads it again."""
    return tmp_path_factory.mktemp("nlu")


@pytest.fixture(scope="session")
def shipped(relay: Relay, nlu_cache: Path) -> Embedded:
    """The shipped project in both languages, trained once."""
    return Embedded({"en": NLU / "en", "pl": NLU / "pl"}, relay, cache=(NLU / ".trained", nlu_cache))


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "books.db", [booking_tables, message_tables])
    yield opened
    await opened.close()


@pytest.fixture
def bookings(database: Database) -> SqliteBookings:
    return SqliteBookings(database)


@pytest.fixture
def messages(database: Database) -> SqliteMessages:
    return SqliteMessages(database, NoOutbox(), lambda tenant, message: ())


@pytest.fixture
def actions(firms: dict[str, Tenant], bookings: SqliteBookings, messages: SqliteMessages, relay: Relay) -> Actions:
    """The actions on this test's books; the shipped engine calls them."""
    relay.actions = Actions(firms.get, bookings, messages)
    return relay.actions
