"""What is kept of a caller comes out whole, and is forgotten whole; nobody else's is touched."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from receptionist.booking.booking import SlotRequest
from receptionist.booking.store_sqlite import SqliteBookings
from receptionist.booking.store_sqlite import migrations as bookings_schema
from receptionist.database import Database
from receptionist.dialogue.dialogue import Conversation
from receptionist.errors import SlotTaken
from receptionist.messages import Call, Channel, Event
from receptionist.notify.outbox import SqliteOutbox
from receptionist.notify.outbox import migrations as outbox_schema
from receptionist.notify.wording import notices
from receptionist.records import conversations, journal_sqlite, messages
from receptionist.records.conversations import SqliteConversations
from receptionist.records.journal_sqlite import SqliteJournal
from receptionist.records.messages import SqliteMessages
from receptionist.records.privacy import Privacy
from receptionist.records.recordings import FileRecordings
from receptionist.tenant import Tenant

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ANNA, JOHN = "+48601111222", "+447700900111"


async def live(database: Database, folder: Path, tenant: Tenant, phone: str, call_id: str) -> None:
    """A caller who booked, left a message and was recorded."""
    call = Call(call_id, tenant.key, Channel.VOICE, phone, tenant.numbers[0], tenant.languages[0], NOW)
    journal, bookings = SqliteJournal(database), SqliteBookings(database)
    await journal.begin(call)
    recording = await FileRecordings(folder).keep(tenant, call_id, "voice", b"\0\0" * 800, NOW)
    await journal.note(call, Event.HEARD, NOW, {"text": f"I am {call_id}"})
    await journal.note(call, Event.RECORDED, NOW, {"recording": recording})
    await SqliteConversations(database).save(
        Conversation(call_id, tenant.key, call.language, Channel.VOICE, phone, slots={"name": call_id}), NOW
    )
    taken = SqliteMessages(database, SqliteOutbox(database), notices)
    await taken.take(tenant, "message", call_id, call.language, NOW, name=call_id, phone=phone, recording=recording)
    service = tenant.services[0].key
    slot = (await bookings.free(tenant, SlotRequest(service), NOW + timedelta(days=1)))[0]
    held = await bookings.hold(tenant, service, slot.staff, slot.start, call_id, call.language, NOW)
    await bookings.confirm(tenant, held.id, call_id, f"Name {call_id}", phone, "voice", NOW)


async def test_a_caller_is_exported_and_erased_and_nobody_else(
    tmp_path: Path, bella: Tenant, brightsmile: Tenant
) -> None:
    schemas = (
        journal_sqlite.migrations,
        conversations.migrations,
        messages.migrations,
        outbox_schema,
        bookings_schema,
    )
    database = await Database.open(tmp_path / "r.db", schemas)
    try:
        folder = tmp_path / "recordings"
        await live(database, folder, bella, ANNA, "CA-anna")
        await live(database, folder, brightsmile, JOHN, "CA-john")
        privacy = Privacy(database, folder)

        kept = await privacy.export(ANNA)
        assert [len(kept[t]) for t in ("calls", "conversations", "messages", "bookings", "recordings")] == [1] * 5
        assert [e["event"] for e in kept["events"]] == ["rang", "heard", "recorded"]
        assert kept["outbox"]
        assert kept["conversations"][0]["slots"] == {"name": "CA-anna"}
        assert "CA-john" not in json.dumps(kept)

        before = await privacy.export(JOHN)
        erased = await privacy.erase(ANNA)
        assert (erased.calls, erased.messages, erased.bookings, erased.recordings) == (1, 1, 1, 1)
        after = await privacy.export(ANNA)
        assert not any(after[t] for t in after if t != "phone")
        assert await privacy.export(JOHN) == before
        assert len(list(folder.rglob("*.wav"))) == 1

        bookings = SqliteBookings(database)
        visits = await bookings.all(bella)
        with pytest.raises(SlotTaken):  # the time stays taken
            await bookings.hold(bella, visits[0].service, visits[0].staff, visits[0].start, "CA-2", "pl", NOW)
        assert [(v.name, v.phone, v.status) for v in visits] == [("(erased)", "", "booked")]
        # Nothing of her is left anywhere in the file, not even in a table nobody thought of.
        dump = "\n".join(await database.read(lambda db: list(db.conn.iterdump())))
        assert ANNA not in dump
        assert "Name CA-anna" not in dump
    finally:
        await database.close()
