"""What happened in a call, kept."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlite_utils

from receptionist.booking.booking import Slot
from receptionist.calls.journal import Journal
from receptionist.database import Database
from receptionist.errors import StoreError
from receptionist.messages import Call, Channel, Event, Expectation
from receptionist.records.journal_sqlite import LONGEST_CALL, SqliteJournal, add_event, migrations

NOW = datetime(2026, 11, 21, 19, 0, 0, 123456, tzinfo=UTC)
BELLA = Call("CA1", "bella", Channel.VOICE, "+48601234567", "+48221234567", "pl", NOW)
BRIGHT = Call("CA2", "brightsmile", Channel.SMS, None, "+442079460123", "en", NOW)
OTHER_PROCESS = os.getpid() + 1


@pytest.fixture
def journal(database: Database) -> Journal:
    return SqliteJournal(database)


async def test_a_call_rings_once_however_often_the_webhook_comes(journal: Journal) -> None:
    assert await journal.begin(BELLA)
    assert not await journal.begin(BELLA)
    assert not await journal.begin(replace(BELLA, tenant="brightsmile"))
    assert [(h.event, h.tenant) for h in await journal.of("CA1")] == [(Event.RANG, "bella")]


async def test_entries_come_back_in_order_each_with_its_call(journal: Journal) -> None:
    await journal.begin(BELLA)
    await journal.begin(BRIGHT)
    await journal.note(BELLA, Event.ANSWERED, NOW)
    await journal.note(BRIGHT, Event.ANSWERED, NOW)
    await journal.note(BELLA, Event.HEARD, NOW + timedelta(seconds=1), {"text": "zażółć „gęślą”", "confidence": 0.5})
    entries = await journal.of("CA1")
    assert [h.event for h in entries] == [Event.RANG, Event.ANSWERED, Event.HEARD]
    assert entries[2].detail == {"text": "zażółć „gęślą”", "confidence": 0.5}
    assert entries[2].at == datetime(2026, 11, 21, 19, 0, 1, 123000, tzinfo=UTC)
    assert await journal.of("CA9") == []


async def test_a_detail_that_json_does_not_know_is_written_and_not_lost(journal: Journal) -> None:
    await journal.begin(BELLA)
    slot = Slot(NOW, NOW, "anna")
    await journal.note(
        BELLA, Event.UNDERSTOOD, NOW, {"expects": Expectation.DATE, "at": NOW, "slot": slot, "x": {1, 2}}
    )
    detail = (await journal.of("CA1"))[1].detail
    assert detail["expects"] == "date"
    assert detail["at"] == NOW.isoformat()
    assert detail["slot"]["staff"] == "anna"
    assert detail["x"] == "{1, 2}"


async def test_a_call_that_never_began_is_refused(journal: Journal) -> None:
    with pytest.raises(StoreError, match="CA1"):
        await journal.note(BELLA, Event.HEARD, NOW)


async def test_another_firm_can_not_write_into_a_call(journal: Journal) -> None:
    await journal.begin(BELLA)
    with pytest.raises(StoreError, match="brightsmile has no call CA1"):
        await journal.note(replace(BELLA, tenant="brightsmile"), Event.HEARD, NOW)
    assert len(await journal.of("CA1")) == 1


async def test_a_call_ends_once(journal: Journal, database: Database) -> None:
    await journal.begin(BELLA)
    await journal.note(BELLA, Event.ENDED, NOW, {"why": "caller_hung_up"})
    await journal.note(BELLA, Event.ENDED, NOW + timedelta(minutes=1), {"why": "status_callback"})
    rows = await database.read(lambda db: list(db.query("SELECT ended, why, caller, started FROM calls")))
    assert rows == [
        {
            "ended": "2026-11-21T19:00:00.123+00:00",
            "why": "caller_hung_up",
            "caller": "+48601234567",
            "started": "2026-11-21T19:00:00.123+00:00",
        }
    ]
    assert [h.event for h in await journal.of("CA1")] == [Event.RANG, Event.ENDED]


async def test_what_comes_after_the_end_is_still_written_down(journal: Journal) -> None:
    await journal.begin(BELLA)
    await journal.note(BELLA, Event.ENDED, NOW)
    await journal.note(BELLA, Event.RECORDED, NOW)
    assert [h.event for h in await journal.of("CA1")][-1] is Event.RECORDED


async def test_a_time_without_a_zone_is_refused(journal: Journal) -> None:
    await journal.begin(BELLA)
    with pytest.raises(ValueError, match="no time zone"):
        await journal.note(BELLA, Event.HEARD, datetime(2026, 11, 21, 19, 0))


async def test_times_of_any_zone_are_kept_in_utc(journal: Journal) -> None:
    await journal.begin(BELLA)
    await journal.note(BELLA, Event.HEARD, datetime(2026, 11, 21, 20, 0, tzinfo=timezone(timedelta(hours=1))))
    assert (await journal.of("CA1"))[1].at == datetime(2026, 11, 21, 19, 0, tzinfo=UTC)


async def test_the_call_comes_back_as_it_was(database: Database) -> None:
    journal = SqliteJournal(database)
    await journal.begin(BRIGHT)
    found = await journal.call("CA2")
    assert found == replace(BRIGHT, started=NOW.replace(microsecond=123000))
    assert await journal.call("CA9") is None


async def test_recent_calls_are_of_one_number_at_one_firm(database: Database) -> None:
    journal = SqliteJournal(database)
    calls = [
        ("bella", "+48601", 30),
        ("bella", "+48601", 8),
        ("bella", "+48602", 5),
        ("brightsmile", "+48601", 4),
        ("bella", "+48601", 3),
    ]
    for n, (tenant, caller, ago) in enumerate(calls):
        call = replace(BELLA, id=f"CA{n}", tenant=tenant, caller=caller, started=NOW - timedelta(minutes=ago))
        await journal.begin(call)
    recent = await journal.recent("bella", "+48601", NOW - timedelta(minutes=10))
    assert [call.id for call in recent] == ["CA4", "CA1"]


async def test_anonymous_callers_have_no_recent_calls(database: Database) -> None:
    journal = SqliteJournal(database)
    await journal.begin(replace(BELLA, caller=None))
    assert await journal.recent("bella", None, NOW - timedelta(hours=1)) == ()


async def test_an_entry_stands_or_falls_with_what_it_tells_of(journal: Journal, database: Database) -> None:
    await journal.begin(BELLA)

    def book(db: sqlite_utils.Database) -> None:
        add_event(db, "CA1", "bella", Event.BOOKED, NOW, {"booking": "b1"})
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await database.write(book)
    await database.write(lambda db: add_event(db, "CA1", "bella", Event.BOOKED, NOW, {"booking": "b2"}))
    assert [h.detail for h in await journal.of("CA1")][1:] == [{"booking": "b2"}]


@pytest.mark.parametrize(("call", "tenant"), [("", "bella"), ("api", "bella"), ("CA1", "brightsmile")])
async def test_what_belongs_to_no_call_of_the_firm_is_left_out_quietly(
    journal: Journal, database: Database, call: str, tenant: str
) -> None:
    await journal.begin(BELLA)
    await database.write(lambda db: add_event(db, call, tenant, Event.BOOKED, NOW, {}))
    rows = await database.read(lambda db: list(db.query("SELECT event FROM events")))
    assert rows == [{"event": "rang"}]


# ---------------------------------------------------------------- restarts


async def test_calls_of_a_server_that_is_gone_are_ended(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    before = SqliteJournal(database)
    await before.begin(BELLA)
    await before.begin(BRIGHT)
    await before.note(BRIGHT, Event.ENDED, NOW)
    later = NOW + timedelta(minutes=5)
    after = SqliteJournal(database, running=lambda _: False)
    assert await after.close_orphans(later) == ["CA1"]
    assert await after.close_orphans(later) == []
    last = (await after.of("CA1"))[-1]
    assert (last.event, last.detail, last.tenant) == (Event.ENDED, {"why": "restart"}, "bella")
    assert [h.event for h in await after.of("CA2")] == [Event.RANG, Event.ENDED]


async def test_a_restart_under_the_same_process_id_still_counts_as_one(database: Database) -> None:
    await SqliteJournal(database).begin(BELLA)
    assert await SqliteJournal(database, running=lambda _: True).close_orphans(NOW) == ["CA1"]


async def test_calls_on_our_own_line_go_on(database: Database) -> None:
    journal = SqliteJournal(database)
    await journal.begin(BELLA)
    assert await journal.close_orphans(NOW) == []


async def test_calls_of_another_living_server_go_on_but_not_for_ever(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getpid", lambda: OTHER_PROCESS)
    await SqliteJournal(database).begin(BELLA)
    monkeypatch.undo()
    ours = SqliteJournal(database, running=lambda process: process == OTHER_PROCESS)
    assert await ours.close_orphans(NOW + LONGEST_CALL - timedelta(seconds=1)) == []
    assert await ours.close_orphans(NOW + LONGEST_CALL + timedelta(seconds=1)) == ["CA1"]


async def test_nothing_is_lost_when_the_database_is_opened_again(tmp_path: Path) -> None:
    first = await Database.open(tmp_path / "j.db", [migrations])
    await SqliteJournal(first).begin(BELLA)
    await first.close()
    second = await Database.open(tmp_path / "j.db", [migrations])
    assert len(await SqliteJournal(second).of("CA1")) == 1
    await second.close()
