"""Messages for firms, and the notices that go with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlite_utils

from receptionist.database import Database
from receptionist.errors import StoreError
from receptionist.notify.notify import Outgoing
from receptionist.notify.outbox import SqliteOutbox
from receptionist.notify.wording import notices
from receptionist.records.messages import SqliteMessages
from receptionist.tenant import Desk, Tenant

NOW = datetime(2026, 11, 21, 19, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def messages(database: Database) -> SqliteMessages:
    return SqliteMessages(database, SqliteOutbox(database), notices)


async def outgoing(database: Database) -> Sequence[tuple[Any, ...]]:
    return await database.read(
        lambda db: db.conn.execute("SELECT tenant, kind, recipient, sender FROM outbox ORDER BY id").fetchall()
    )


async def test_a_message_is_kept_with_its_notices(messages: SqliteMessages, database: Database, bella: Tenant) -> None:
    kept = await messages.take(
        bella, "message", "CA1", "pl", NOW, name="Jan Kowalski", phone="+48600100200", text="Spóźnię się."
    )
    assert await messages.all(bella) == [kept]
    assert (kept.name, kept.phone, kept.text, kept.kind) == ("Jan Kowalski", "+48600100200", "Spóźnię się.", "message")
    assert await outgoing(database) == [
        ("bella", "email", "bella@example.com", ""),
        ("bella", "sms", "+48601234567", "+48221234567"),
    ]


async def test_a_firm_sees_its_own_messages_only_oldest_first(
    messages: SqliteMessages, bella: Tenant, brightsmile: Tenant
) -> None:
    await messages.take(bella, "message", "CA1", "pl", NOW + timedelta(minutes=1), text="druga")
    await messages.take(bella, "message", "CA2", "pl", NOW, text="pierwsza")
    await messages.take(brightsmile, "message", "CA3", "en", NOW, text="theirs")
    assert [m.text for m in await messages.all(bella)] == ["pierwsza", "druga"]
    assert [m.text for m in await messages.all(brightsmile)] == ["theirs"]


async def test_the_same_of_one_call_is_kept_and_told_once(
    messages: SqliteMessages, database: Database, bella: Tenant
) -> None:
    first = await messages.take(bella, "call_back", "CA1", "pl", NOW, phone="+48600100200", text="x")
    again = await messages.take(bella, "call_back", "CA1", "pl", NOW + timedelta(minutes=1), text="x")
    assert again == first
    assert len(await messages.all(bella)) == 1
    assert len(await outgoing(database)) == 2


@pytest.mark.parametrize(
    "change",
    [{"kind": "message"}, {"call": "CA2"}, {"text": "y"}, {"recording": "2026-11-21/x.wav"}],
)
async def test_whatever_differs_is_another_message(
    messages: SqliteMessages, bella: Tenant, change: dict[str, Any]
) -> None:
    first: dict[str, Any] = {"kind": "call_back", "call": "CA1", "text": "x", "recording": ""}
    for each in (first, first | change):
        await messages.take(
            bella, each["kind"], each["call"], "pl", NOW, text=each["text"], recording=each["recording"]
        )
    assert len(await messages.all(bella)) == 2


async def test_another_firms_call_of_the_same_id_is_another_message(
    messages: SqliteMessages, bella: Tenant, brightsmile: Tenant
) -> None:
    await messages.take(bella, "message", "CA1", "pl", NOW, text="x")
    await messages.take(brightsmile, "message", "CA1", "en", NOW, text="x")
    assert len(await messages.all(bella)) == len(await messages.all(brightsmile)) == 1


async def test_a_firm_that_wants_no_notices_still_has_its_messages(
    messages: SqliteMessages, database: Database, bella: Tenant
) -> None:
    quiet = replace(bella, desk=Desk())
    await messages.take(quiet, "unanswered", "CA1", "pl", NOW, text="Czy są psy?")
    assert len(await messages.all(quiet)) == 1
    assert await outgoing(database) == []


async def test_message_and_notice_stand_or_fall_together(database: Database, bella: Tenant) -> None:
    class Full:
        def put(self, db: sqlite_utils.Database, message: Outgoing, now: datetime) -> None:
            raise StoreError("disk full")

    messages = SqliteMessages(database, Full(), notices)
    with pytest.raises(StoreError):
        await messages.take(bella, "message", "CA1", "pl", NOW, text="x")
    assert await messages.all(bella) == []


async def test_nasty_text_is_kept_as_it_is(messages: SqliteMessages, bella: Tenant) -> None:
    text = "'; DROP TABLE messages; --\x00\n" + "ż" * 10_000
    await messages.take(bella, "message", "CA1", "pl", NOW, text=text, name="\r\nBcc: x@example.com")
    assert (await messages.all(bella))[0].text == text
