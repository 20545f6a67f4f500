"""Hold → confirm → booked on SQLite: what is promised, what is kept, what is told."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlite_utils

from receptionist.booking.booking import Booking, Refusal, SlotRequest
from receptionist.booking.schema_sqlite import TRIGGERS
from receptionist.booking.store_sqlite import SqliteBookings, migrations
from receptionist.database import Database
from receptionist.errors import BookingError, NoSuchBooking, SlotRefused, SlotTaken, StoreError
from receptionist.tenant import Tenant
from tests.booking.fakes import NOW, Changes, at, firm, person, service, with_rules

TEN = at("2026-11-24 10:00")
LATER = NOW + timedelta(minutes=6)
"""After a hold of NOW ran out."""
PHONE = "+48601000001"


async def hold(store: SqliteBookings, tenant: Tenant, start: datetime = TEN, call: str = "c1", **facts: Any) -> Booking:
    what, who = facts.pop("service", "haircut"), facts.pop("staff", "piotr")
    return await store.hold(tenant, what, who, start, call, "pl", facts.pop("now", NOW))


async def book(store: SqliteBookings, tenant: Tenant, start: datetime = TEN, call: str = "c1", **facts: Any) -> Booking:
    phone, now = facts.pop("phone", PHONE), facts.get("now", NOW)
    held = await hold(store, tenant, start, call, **facts)
    return await store.confirm(tenant, held.id, call, "Jan Kowalski", phone, "voice", now)


async def history(database: Database) -> list[tuple[str, str]]:
    return await database.read(lambda db: [(r["change"], r["by"]) for r in db["booking_history"].rows])


async def cells(database: Database) -> int:
    return await database.read(lambda db: int(db.execute("SELECT count(*) FROM booking_cells").fetchone()[0]))


async def test_from_hold_to_booked(
    bookings: SqliteBookings, bella: Tenant, changes: Changes, database: Database
) -> None:
    held = await hold(bookings, bella)
    assert (held.status, held.name, held.phone, held.source) == ("held", "", "", "")
    assert (held.start, held.end) == (TEN, TEN + timedelta(minutes=45))
    assert held.start.tzinfo == bella.zone
    assert changes.seen == []
    done = await bookings.confirm(bella, held.id, "c1", "Jan Kowalski", PHONE, "voice", NOW, recording="r1")
    assert done == replace(held, status="booked", name="Jan Kowalski", phone=PHONE, source="voice", recording="r1")
    assert await bookings.all(bella) == (done,)
    assert changes.seen == [(done.id, "booked")]
    assert await history(database) == [("held", "c1"), ("booked", "c1")]
    assert len(done.id) == 8


async def test_a_held_time_is_seen_by_its_own_call_alone(bookings: SqliteBookings, bella: Tenant) -> None:
    await hold(bookings, bella)

    async def sees(call: str, what: str = "haircut") -> bool:
        request = SlotRequest(what, "piotr", near=TEN, limit=1)
        found = (await bookings.free(bella, request, NOW, call))[0].start == TEN
        refused = await bookings.refusal(bella, what, "piotr", TEN, NOW, call)
        assert refused == (None if found else Refusal("taken"))
        return found

    assert await sees("c1")
    assert not await sees("c2")
    assert not await sees("")
    assert not await sees("c2", "beard-trim"), "a hold for another service of the same person blocks too"
    with pytest.raises(SlotTaken):
        await hold(bookings, bella, call="c2", service="beard-trim")


async def test_a_call_holds_one_time_and_keeps_it_when_another_cannot_be_had(
    bookings: SqliteBookings, bella: Tenant
) -> None:
    await book(bookings, bella, at("2026-11-24 12:00"), "other")
    first = await hold(bookings, bella)
    with pytest.raises(SlotTaken):
        await hold(bookings, bella, at("2026-11-24 12:15"))
    with pytest.raises(SlotRefused, match="closed"):
        await hold(bookings, bella, at("2026-11-24 20:00"))
    assert await bookings.refusal(bella, "haircut", "piotr", TEN, NOW) == Refusal("taken")
    second = await hold(bookings, bella, TEN + timedelta(minutes=15))
    assert second.id != first.id
    assert await bookings.refusal(bella, "haircut", "piotr", at("2026-11-24 09:30"), NOW) is None
    with pytest.raises(NoSuchBooking):
        await bookings.confirm(bella, first.id, "c1", "Jan", "", "voice", NOW)


async def test_holding_and_confirming_again_change_nothing(
    bookings: SqliteBookings, bella: Tenant, changes: Changes, database: Database
) -> None:
    held = await hold(bookings, bella)
    assert await hold(bookings, bella) == held
    done = await bookings.confirm(bella, held.id, "c1", "Jan", PHONE, "voice", NOW)
    assert await bookings.confirm(bella, held.id, "c1", "Someone Else", "", "sms", LATER) == done
    assert await hold(bookings, bella) == done, "a replayed request finds its booking"
    await bookings.release("c1", LATER)
    assert await bookings.all(bella) == (done,)
    assert changes.seen == [(done.id, "booked")]
    assert await history(database) == [("held", "c1"), ("booked", "c1")]


async def test_another_call_or_firm_cannot_confirm(
    bookings: SqliteBookings, bella: Tenant, brightsmile: Tenant
) -> None:
    held = await hold(bookings, bella)
    for tenant, call in ((bella, "c2"), (brightsmile, "c1")):
        with pytest.raises(NoSuchBooking):
            await bookings.confirm(tenant, held.id, call, "Eve", "", "voice", NOW)
    with pytest.raises(NoSuchBooking):
        await bookings.confirm(bella, "nothere1", "c1", "Eve", "", "voice", NOW)
    assert (await bookings.all(bella))[0].status == "held"


async def test_a_hold_that_ran_out_is_renewed_while_the_time_is_free(
    bookings: SqliteBookings, bella: Tenant, database: Database
) -> None:
    held = await hold(bookings, bella)
    assert await bookings.refusal(bella, "haircut", "piotr", TEN, LATER, "c2") is None
    done = await bookings.confirm(bella, held.id, "c1", "Jan", "", "voice", LATER)
    assert (done.id, done.status, done.start) == (held.id, "booked", TEN)
    assert [c for c, _ in await history(database)] == ["held", "expired", "renewed", "booked"]
    with pytest.raises(SlotTaken):
        await hold(bookings, bella, call="c2", now=LATER)


async def test_a_hold_that_ran_out_is_lost_to_who_came_meanwhile(bookings: SqliteBookings, bella: Tenant) -> None:
    held = await hold(bookings, bella)
    await hold(bookings, bella, TEN + timedelta(minutes=30), "c2", now=LATER)
    with pytest.raises(SlotTaken):
        await bookings.confirm(bella, held.id, "c1", "Jan", "", "voice", LATER)
    await bookings.release("c2", LATER)
    done = await bookings.confirm(bella, held.id, "c1", "Jan", "", "voice", LATER)
    assert done.status == "booked"


async def test_a_hold_cannot_be_confirmed_after_its_time(bookings: SqliteBookings, bella: Tenant) -> None:
    held = await hold(bookings, bella)
    with pytest.raises(SlotTaken, match="gone by"):
        await bookings.confirm(bella, held.id, "c1", "Jan", "", "voice", TEN + timedelta(seconds=1))


async def test_holds_that_ran_out_leave_nothing_behind(
    bookings: SqliteBookings, bella: Tenant, database: Database
) -> None:
    await hold(bookings, bella)
    late = SqliteBookings(database, clock=lambda: LATER)
    assert await late.all(bella) == ()
    assert len(await bookings.all(bella)) == 1
    await hold(bookings, bella, at("2026-12-01 10:00"), "c9", now=NOW + timedelta(days=3))
    assert await cells(database) == 9
    assert await database.read(lambda db: db["bookings"].count) == 1


async def test_release_frees_at_once_and_only_holds(bookings: SqliteBookings, bella: Tenant) -> None:
    done = await book(bookings, bella, at("2026-11-24 12:00"))
    held = await hold(bookings, bella)
    await bookings.release("c1", NOW)
    await bookings.release("c1", NOW)
    await bookings.release("never seen", NOW)
    assert await bookings.all(bella) == (done,)
    await hold(bookings, bella, call="c2")
    with pytest.raises(NoSuchBooking):
        await bookings.confirm(bella, held.id, "c1", "Jan", "", "voice", NOW)


async def test_a_cancelled_time_can_be_booked_again(
    bookings: SqliteBookings, bella: Tenant, changes: Changes, database: Database
) -> None:
    done = await book(bookings, bella)
    gone = await bookings.cancel(bella, done.id, "c7", NOW)
    assert gone == replace(done, status="cancelled", revision=1)
    assert await bookings.cancel(bella, done.id, "c8", LATER) == gone
    assert await cells(database) == 0
    again = await book(bookings, bella, call="c3")
    assert again.id != done.id
    assert changes.seen == [(done.id, "booked"), (done.id, "cancelled"), (again.id, "booked")]
    assert {b.status for b in await bookings.all(bella)} == {"booked", "cancelled"}
    with pytest.raises(NoSuchBooking):
        await bookings.confirm(bella, done.id, "c1", "Jan", "", "voice", NOW)
    with pytest.raises(NoSuchBooking):
        await bookings.move(bella, done.id, "piotr", at("2026-11-24 14:00"), "c1", NOW)


async def test_cancelling_frees_that_time_alone(bookings: SqliteBookings, bella: Tenant) -> None:
    first = await book(bookings, bella, at("2026-11-24 09:00"), "c1")
    await book(bookings, bella, at("2026-11-24 10:00"), "c2")
    await bookings.cancel(bella, first.id, "c1", NOW)
    slots = await bookings.free(bella, SlotRequest("haircut", "piotr", near=at("2026-11-24 10:00"), limit=3), NOW)
    assert [f"{s.start:%H:%M}" for s in slots] == ["09:15", "10:45", "09:00"]


async def test_a_service_changed_since_it_was_booked(bookings: SqliteBookings) -> None:
    gym = firm(services=(service("yoga", 60, seats=2), service("visit")))
    longer = firm(services=(service("yoga", 90, seats=2), service("visit")))
    await book(bookings, gym, TEN, "c1", service="yoga", staff="ann")
    assert await bookings.refusal(longer, "yoga", "ann", TEN, NOW) is None
    await book(bookings, gym, TEN + timedelta(hours=1), "c2", service="visit", staff="ann")
    assert await bookings.refusal(longer, "yoga", "ann", TEN, NOW) == Refusal("taken")
    assert TEN not in [s.start for s in await bookings.free(longer, SlotRequest("yoga", limit=99), NOW)]
    with pytest.raises(SlotTaken):
        await hold(bookings, longer, TEN, "c3", service="yoga", staff="ann")


async def test_cancelling_a_hold_tells_nobody(bookings: SqliteBookings, bella: Tenant, changes: Changes) -> None:
    held = await hold(bookings, bella)
    assert (await bookings.cancel(bella, held.id, "c1", NOW)).status == "cancelled"
    assert changes.seen == []
    await hold(bookings, bella, call="c2")


async def test_moving_frees_the_old_time_only_when_the_new_one_is_taken(
    bookings: SqliteBookings, bella: Tenant, changes: Changes, database: Database
) -> None:
    done = await book(bookings, bella)
    await book(bookings, bella, at("2026-11-24 12:00"), "c2")
    with pytest.raises(SlotTaken):
        await bookings.move(bella, done.id, "piotr", at("2026-11-24 11:45"), "c1", NOW)
    with pytest.raises(SlotRefused, match="closed"):
        await bookings.move(bella, done.id, "piotr", at("2026-11-29 11:45"), "c1", NOW)
    assert await bookings.refusal(bella, "haircut", "piotr", TEN, NOW) == Refusal("taken")
    moved = await bookings.move(bella, done.id, "piotr", TEN + timedelta(minutes=15), "c5", NOW)
    assert moved == replace(done, start=moved.start, end=moved.end, revision=1)
    assert moved.start == TEN + timedelta(minutes=15)
    other = await bookings.move(bella, done.id, "anna", at("2026-11-25 09:00"), "c5", NOW)
    assert (other.id, other.staff, other.revision) == (done.id, "anna", 2)
    assert await bookings.move(bella, done.id, "anna", at("2026-11-25 09:00"), "c5", NOW) == other
    assert await bookings.refusal(bella, "haircut", "piotr", TEN, NOW) is None
    assert changes.seen[2:] == [(done.id, "moved"), (done.id, "moved")]
    line = await database.read(lambda db: list(db["booking_history"].rows)[-1])
    assert (line["was_staff"], line["was_starts_at"]) == ("piotr", "2026-11-24T09:15:00Z")
    assert (line["staff"], line["starts_at"], line["by"]) == ("anna", "2026-11-25T08:00:00Z", "c5")
    assert await cells(database) == 18


async def test_a_call_may_hold_the_time_it_moves_a_visit_to(bookings: SqliteBookings, bella: Tenant) -> None:
    done = await book(bookings, bella)
    await hold(bookings, bella, at("2026-11-24 14:00"), "c2")
    moved = await bookings.move(bella, done.id, "piotr", at("2026-11-24 14:00"), "c2", NOW)
    assert await bookings.all(bella) == (moved,)


async def test_upcoming_visits_of_a_phone(bookings: SqliteBookings, bella: Tenant, brightsmile: Tenant) -> None:
    late = await book(bookings, bella, at("2026-11-25 10:00"), "c1")
    early = await book(bookings, bella, TEN, "c2")
    await book(bookings, bella, at("2026-11-26 10:00"), "c3", phone="")
    gone = await book(bookings, bella, at("2026-11-27 10:00"), "c4")
    await bookings.cancel(bella, gone.id, "c4", NOW)
    assert await bookings.upcoming(bella, PHONE, NOW) == (early, late)
    assert await bookings.upcoming(bella, PHONE, TEN) == (late,)
    assert await bookings.upcoming(bella, "", NOW) == ()
    assert await bookings.upcoming(brightsmile, PHONE, NOW) == ()


async def test_firms_do_not_meet(bookings: SqliteBookings, bella: Tenant, brightsmile: Tenant) -> None:
    twin = replace(bella, key="twin")
    mine = await book(bookings, bella)
    theirs = await book(bookings, twin, call="c2")
    assert await bookings.all(bella) == (mine,)
    assert await bookings.all(twin) == (theirs,)
    assert await bookings.all(brightsmile) == ()
    with pytest.raises(NoSuchBooking):
        await bookings.cancel(twin, mine.id, "c2", NOW)
    with pytest.raises(NoSuchBooking):
        await bookings.move(twin, mine.id, "anna", at("2026-11-25 10:00"), "c2", NOW)


async def test_visits_a_day_of_one_phone_are_limited(bookings: SqliteBookings, bella: Tenant) -> None:
    strict = with_rules(bella, max_per_day=1)
    first = await book(bookings, strict)
    held = await hold(bookings, strict, at("2026-11-24 12:00"), "c2")
    with pytest.raises(SlotRefused, match="limit"):
        await bookings.confirm(strict, held.id, "c2", "Jan", PHONE, "voice", NOW)
    assert (await bookings.confirm(strict, held.id, "c2", "Ewa", "", "voice", NOW)).status == "booked"
    other = await book(bookings, strict, at("2026-11-25 10:00"), "c3")
    with pytest.raises(SlotRefused, match="limit"):
        await bookings.move(strict, other.id, "piotr", at("2026-11-24 14:00"), "c3", NOW)
    assert (await bookings.move(strict, other.id, "piotr", at("2026-11-25 11:00"), "c3", NOW)).revision == 1
    await bookings.cancel(strict, first.id, "c1", NOW)
    assert (await bookings.move(strict, other.id, "piotr", at("2026-11-24 14:00"), "c3", NOW)).revision == 2


async def test_seats_of_a_class(bookings: SqliteBookings, database: Database) -> None:
    gym = firm(services=(service("yoga", 60, seats=2), service("visit")))

    async def join(call: str, what: str = "yoga", start: datetime = TEN) -> Booking:
        return await book(bookings, gym, start, call, service=what, staff="ann", phone="")

    first, second = await join("c1"), await join("c2")
    with pytest.raises(SlotTaken):
        await join("c3")
    assert await bookings.refusal(gym, "yoga", "ann", TEN, NOW) == Refusal("taken")
    await bookings.cancel(gym, first.id, "c1", NOW)
    assert await bookings.refusal(gym, "yoga", "ann", TEN, NOW) is None
    assert await bookings.refusal(gym, "visit", "ann", TEN, NOW) == Refusal("taken")
    with pytest.raises(SlotTaken):
        await join("c4", "visit")
    with pytest.raises(SlotTaken):
        await join("c4", "yoga", TEN + timedelta(minutes=30))
    third = await join("c5")
    for guest in (second, third):
        await bookings.cancel(gym, guest.id, "desk", NOW)
    assert (await join("c6", "visit")).status == "booked"
    assert await cells(database) == 6


async def test_own_hold_in_a_class_leaves_others_their_seats(bookings: SqliteBookings) -> None:
    gym = firm(services=(service("yoga", 60, seats=2), service("visit")))
    await book(bookings, gym, TEN, "c1", service="yoga", staff="ann")
    await hold(bookings, gym, TEN, "c2", service="yoga", staff="ann")
    assert await bookings.refusal(gym, "yoga", "ann", TEN, NOW, "c2") is None
    assert await bookings.refusal(gym, "yoga", "ann", TEN, NOW, "c3") == Refusal("taken")
    assert await bookings.refusal(gym, "visit", "ann", TEN, NOW, "c2") == Refusal("taken")


async def test_round_robin_follows_the_bookings_made(bookings: SqliteBookings) -> None:
    tenant = with_rules(firm(staff=(person("ann"), person("bob"))), assign="round_robin")
    given = []
    for n in range(4):
        slot = (await bookings.free(tenant, SlotRequest("visit", limit=1, near=TEN), NOW))[0]
        given.append(slot.staff)
        await book(
            bookings, tenant, slot.start, f"c{n}", service="visit", staff=slot.staff, now=NOW + timedelta(seconds=n)
        )
    assert given == ["ann", "bob", "ann", "bob"]


@pytest.mark.parametrize("phone", ["600100200", "+48 601", "tel", "+", "+0123456789", "+1234567890123456"])
async def test_a_phone_that_is_none_is_refused_and_nothing_is_lost(
    bookings: SqliteBookings, bella: Tenant, phone: str
) -> None:
    held = await hold(bookings, bella)
    with pytest.raises(BookingError, match=r"E\.164"):
        await bookings.confirm(bella, held.id, "c1", "Jan", phone, "voice", NOW)
    assert (await bookings.confirm(bella, held.id, "c1", "Jan", PHONE, "voice", NOW)).phone == PHONE


async def test_bad_holds_have_a_clear_reason(bookings: SqliteBookings, bella: Tenant) -> None:
    with pytest.raises(BookingError, match="'massage'"):
        await hold(bookings, bella, service="massage")
    with pytest.raises(SlotRefused, match="staff_does_not_perform"):
        await hold(bookings, bella, service="beard-trim", staff="anna")
    with pytest.raises(BookingError, match="id is missing"):
        await hold(bookings, bella, call="")
    with pytest.raises(SlotRefused, match="past"):
        await hold(bookings, bella, at("2026-11-20 10:00"))
    with pytest.raises(SlotRefused, match="window"):
        await hold(bookings, bella, at("2027-11-20 10:00"))
    with pytest.raises(ValueError, match="zone"):
        await bookings.hold(bella, "haircut", "piotr", datetime(2026, 11, 24, 10), "c1", "pl", NOW)
    assert await bookings.all(bella) == ()


async def test_what_a_listener_raises_undoes_the_change(
    bookings: SqliteBookings, bella: Tenant, changes: Changes, database: Database
) -> None:
    held = await hold(bookings, bella)
    changes.fail = True
    with pytest.raises(RuntimeError):
        await bookings.confirm(bella, held.id, "c1", "Jan", PHONE, "voice", NOW)
    assert [b.status for b in await bookings.all(bella)] == ["held"]
    changes.fail = False
    done = await bookings.confirm(bella, held.id, "c1", "Jan", PHONE, "voice", NOW)
    changes.fail = True
    for change in (
        bookings.cancel(bella, done.id, "c1", NOW),
        bookings.move(bella, done.id, "anna", at("2026-11-25 10:00"), "c1", NOW),
    ):
        with pytest.raises(RuntimeError):
            await change
    assert await bookings.all(bella) == (done,)
    assert [change for change, _ in await history(database)] == ["held", "booked"]
    with pytest.raises(SlotTaken):
        await hold(bookings, bella, call="c2")


async def test_after_a_restart_bookings_stand_and_holds_of_dead_calls_are_freed(tmp_path: Path, bella: Tenant) -> None:
    path = tmp_path / "var" / "receptionist.db"
    database = await Database.open(path, [migrations])
    done = await book(SqliteBookings(database), bella)
    await hold(SqliteBookings(database), bella, at("2026-11-24 12:00"), "dead")
    await hold(SqliteBookings(database), bella, at("2026-11-24 14:00"), "alive")
    await database.close()

    database = await Database.open(path, [migrations])
    store = SqliteBookings(database, clock=lambda: NOW)
    await store.check()
    assert await store.close_orphan_holds(["dead", "c1", "unknown"], NOW) == 1
    assert [b.call for b in await store.all(bella)] == ["c1", "alive"]
    assert (await store.all(bella))[0] == done
    assert ("restart", "dead") in await history(database)
    await hold(store, bella, at("2026-11-24 12:00"), "c9")
    await database.close()


# ---------------------------------------------------------------- the constraints themselves


def insert(**facts: Any) -> Callable[[sqlite_utils.Database], object]:
    row = {"tenant": "bella", "staff": "piotr", "cell": "2026-11-24T09:00Z", "seat": 0, "booking": "x", "session": "x"}
    return lambda db: db["booking_cells"].insert({**row, **facts})


async def test_the_database_itself_refuses_two_visits_in_one_cell(
    bookings: SqliteBookings, bella: Tenant, database: Database
) -> None:
    await book(bookings, bella)
    for facts in ({}, {"seat": 1}, {"cell": "2026-11-24T09:40Z"}):
        with pytest.raises(sqlite3.IntegrityError):
            await database.write(insert(**facts))
    with pytest.raises(sqlite3.IntegrityError):
        await database.write(
            lambda db: db.execute("UPDATE booking_cells SET cell = '2026-11-25T09:00Z' WHERE seat = 0")
        )
    for facts in ({"cell": "2026-11-24T09:45Z"}, {"staff": "anna"}, {"tenant": "twin"}):
        await database.write(insert(**facts))


async def test_lost_constraints_are_noticed(bookings: SqliteBookings, database: Database) -> None:
    await bookings.check()
    for name in TRIGGERS:
        await database.write(lambda db, name=name: db.execute(f"DROP TRIGGER {name}"))  # type: ignore[misc]  # ran at once
        with pytest.raises(StoreError, match=name):
            await bookings.check()
        await database.write(lambda db, name=name: db.execute(f"CREATE TRIGGER {name} {TRIGGERS[name]}"))  # type: ignore[misc]  # likewise
    await bookings.check()


async def test_the_tables_can_be_read_by_a_person(
    bookings: SqliteBookings, bella: Tenant, brightsmile: Tenant, database: Database
) -> None:
    done = await book(bookings, bella)
    await book(bookings, brightsmile, at("2026-11-24 09:00", brightsmile.zone), "c2", service="check-up", staff="patel")
    rows = await database.read(lambda db: list(db["bookings_local"].rows))
    assert [(r["local_date"], r["local_time"], r["staff"]) for r in rows] == [
        ("2026-11-24", "10:00", "piotr"),
        ("2026-11-24", "09:00", "patel"),
    ]
    row = await database.read(lambda db: db.table("bookings").get(done.id))
    assert (row["starts_at"], row["ends_at"]) == ("2026-11-24T09:00:00Z", "2026-11-24T09:45:00Z")


async def test_a_visit_in_the_repeated_hour_and_its_neighbour(bookings: SqliteBookings) -> None:
    hours = {"sun": firm().hours["mon"]}
    tenant = with_rules(firm(hours=hours, overrides={}), window_days=400)
    tenant = replace(tenant, hours={"sun": (replace(firm().hours["mon"][0], opens=at("2026-01-01 01:00").time()),)})
    first = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    one = await book(bookings, tenant, first, "c1", service="visit", staff="ann")
    two = await book(bookings, tenant, first + timedelta(hours=1), "c2", service="visit", staff="ann")
    assert (one.start.hour, one.start.fold, two.start.hour, two.start.fold) == (2, 0, 2, 1)
    assert [b.id for b in await bookings.all(tenant)] == [one.id, two.id]
    with pytest.raises(SlotTaken):
        await hold(bookings, tenant, first, "c3", service="visit", staff="ann")


async def test_many_callers_at_once_in_one_process(bookings: SqliteBookings, bella: Tenant) -> None:
    starts = [TEN + timedelta(minutes=15 * (n % 7)) for n in range(40)]
    done = await asyncio.gather(
        *(book(bookings, bella, start, f"c{n}", phone="") for n, start in enumerate(starts)), return_exceptions=True
    )
    booked = sorted((b for b in done if isinstance(b, Booking)), key=lambda b: b.start)
    assert all(isinstance(e, SlotTaken) for e in done if not isinstance(e, Booking))
    assert booked
    assert all(a.end <= b.start for a, b in zip(booked, booked[1:], strict=False))
