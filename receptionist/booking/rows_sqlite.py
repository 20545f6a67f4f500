"""What the SQLite store's transactions are made of: rows, cells, holds that ran out, history."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, cast

import sqlite_utils

from receptionist.booking import slots
from receptionist.booking.booking import Booking, Status
from receptionist.booking.hours import EPOCH, MINUTE, minute, moment
from receptionist.errors import NoSuchBooking, SlotRefused, SlotTaken
from receptionist.messages import Language
from receptionist.tenant import Service, Tenant

KEEP_EXPIRED = timedelta(days=1)
"""How long a hold that ran out may still be confirmed, should its time be free."""
LETTERS = "23456789bcdfghjkmnpqrstvwxz"
"""Of ids: nothing that is mistaken for another by eye, and no vowels, so that no word comes out."""
ACTIVE = "status IN ('held', 'booked')"


class Row(NamedTuple):
    """A row of `bookings`; times are text as in the database."""

    id: str
    tenant: str
    service: str
    staff: str
    starts_at: str
    ends_at: str
    status: str
    """The port's, or expired: a hold that ran out."""
    name: str
    phone: str
    language: str
    call: str
    source: str
    recording: str
    revision: int
    held_until: str
    busy_from: str
    busy_until: str


COLUMNS = ", ".join(Row._fields)


def text(at: datetime) -> str:
    """UTC to the second, in the one form that sorts by time."""
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()}: a time needs its zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _minutes(minutes: int) -> str:
    return text(EPOCH + minutes * MINUTE)


def booking(row: Row, tenant: Tenant) -> Booking:
    """As the port has it, on the firm's wall clock."""
    zone = tenant.zone
    return Booking(
        id=row.id,
        tenant=row.tenant,
        service=row.service,
        staff=row.staff,
        start=datetime.fromisoformat(row.starts_at).astimezone(zone),
        end=datetime.fromisoformat(row.ends_at).astimezone(zone),
        status=cast(Status, row.status),
        name=row.name,
        phone=row.phone,
        language=cast(Language, row.language),
        call=row.call,
        source=row.source,
        recording=row.recording,
        revision=row.revision,
    )


def select(db: sqlite_utils.Database, where: str, values: Sequence[object]) -> list[Row]:
    """Bookings by a condition."""
    return [Row(*row) for row in db.execute(f"SELECT {COLUMNS} FROM bookings WHERE {where}", values).fetchall()]


def one(db: sqlite_utils.Database, where: str, values: Sequence[object]) -> Row | None:
    """The first booking of a condition."""
    return next(iter(select(db, where, values)), None)


def known(db: sqlite_utils.Database, tenant: Tenant, booking: str) -> Row:
    """The firm's booking. Raises NoSuchBooking."""
    row = one(db, "tenant = ? AND id = ? AND status <> 'expired'", (tenant.key, booking))
    if row is None:
        raise NoSuchBooking(f"{tenant.key} has no booking {booking}")
    return row


def insert(db: sqlite_utils.Database, columns: Mapping[str, object]) -> Row:
    """Write a booking."""
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    sql = f"INSERT INTO bookings ({names}) VALUES ({marks}) RETURNING {COLUMNS}"
    return Row(*db.execute(sql, tuple(columns.values())).fetchall()[0])


def update(db: sqlite_utils.Database, booking: str, sets: str, values: Sequence[object], now: datetime) -> Row:
    """Change a booking that is known to be there."""
    sql = f"UPDATE bookings SET {sets}, changed_at = ? WHERE id = ? RETURNING {COLUMNS}"
    return Row(*db.execute(sql, (*values, text(now), booking)).fetchall()[0])


def new_id(db: sqlite_utils.Database) -> str:
    """Short enough to be read out."""
    while True:
        key = "".join(secrets.choice(LETTERS) for _ in range(8))
        if one(db, "id = ?", (key,)) is None:
            return key


def place(tenant: Tenant, service: Service, staff: str, start: datetime) -> dict[str, Any]:
    """The columns that say who and when."""
    at = minute(start)
    busy, local = slots.cells(service, at), moment(at, tenant.zone)
    return {
        "staff": staff,
        "local_date": local.strftime("%Y-%m-%d"),
        "local_time": local.strftime("%H:%M"),
        "starts_at": _minutes(at),
        "ends_at": _minutes(at + service.minutes),
        "busy_from": _minutes(busy.start),
        "busy_until": _minutes(busy.stop),
    }


def obey(tenant: Tenant, service: str, staff: str, start: datetime, now: datetime) -> None:
    """Raises SlotRefused where the firm's rules forbid a time. That it is taken, the database says."""
    refused = slots.refusal(tenant, service, staff, start, now)
    if refused is not None:
        raise SlotRefused(refused.reason)


def take(db: sqlite_utils.Database, tenant: Tenant, service: Service, staff: str, start: datetime, booking: str) -> int:
    """Write the cells of a visit; returns its seat. Raises SlotTaken when the database has one of them."""
    busy = slots.cells(service, minute(start))
    seat, session = 0, booking
    if service.seats > 1:
        sharing = db.execute(
            "SELECT c.seat, c.session FROM booking_cells c JOIN bookings b ON b.id = c.booking"
            " WHERE c.tenant = ? AND c.staff = ? AND c.cell = ? AND b.service = ? AND b.starts_at = ?",
            (tenant.key, staff, _cell(minute(start)), service.key, text(start)),
        ).fetchall()
        taken = {row[0] for row in sharing}
        session = sharing[0][1] if sharing else booking
        seat = next((s for s in range(service.seats) if s not in taken), -1)
        if seat < 0:
            raise SlotTaken("every seat is taken")
    try:
        db.conn.executemany(
            "INSERT INTO booking_cells (tenant, staff, cell, seat, booking, session) VALUES (?, ?, ?, ?, ?, ?)",
            [(tenant.key, staff, _cell(cell), seat, booking, session) for cell in busy],
        )
    except sqlite3.IntegrityError as error:
        raise SlotTaken("somebody else has that time") from error
    return seat


def _cell(minutes: int) -> str:
    minutes -= minutes % slots.CELL
    return (EPOCH + minutes * MINUTE).strftime("%Y-%m-%dT%H:%MZ")


def free_cells(db: sqlite_utils.Database, row: Row) -> None:
    """Let others have the time."""
    db.execute(
        "DELETE FROM booking_cells WHERE tenant = ? AND staff = ? AND cell >= ? AND cell <= ? AND booking = ?",
        (row.tenant, row.staff, row.busy_from[:16], row.busy_until[:16], row.id),
    )


def sweep(db: sqlite_utils.Database, now: datetime) -> None:
    """Take the cells from holds that ran out, and forget those that ran out long ago."""
    ran_out = select(db, "status = 'held' AND held_until <= ?", (text(now),))
    for row in ran_out:
        free_cells(db, row)
        db.execute("UPDATE bookings SET status = 'expired' WHERE id = ?", (row.id,))
        note(db, row, "expired", "", now)
    forgotten = text(now - KEEP_EXPIRED)
    db.execute("DELETE FROM bookings WHERE status = 'expired' AND held_until <= ?", (forgotten,))


def let_go(db: sqlite_utils.Database, call: str, now: datetime, change: str) -> int:
    """Give up a call's holds, those that ran out too; returns how many."""
    rows = select(db, "call = ? AND status IN ('held', 'expired')", (call,))
    for row in rows:
        free_cells(db, row)
        db.execute("DELETE FROM bookings WHERE id = ?", (row.id,))
        if row.status == "held":
            note(db, row, change, call, now)
    return sum(row.status == "held" for row in rows)


def limit(db: sqlite_utils.Database, tenant: Tenant, phone: str, row: Row) -> None:
    """Raises SlotRefused where the phone number has as many visits that day as the firm allows."""
    most = tenant.booking.max_per_day
    if most is None or not phone:
        return
    has = db.execute(
        "SELECT count(*) FROM bookings WHERE tenant = ? AND phone = ? AND phone <> '' AND status = 'booked'"
        " AND local_date = ? AND id <> ?",
        (tenant.key, phone, local_date(row, tenant), row.id),
    ).fetchone()[0]
    if has >= most:
        raise SlotRefused("limit")


def local_date(row: Row, tenant: Tenant) -> str:
    """The date of a visit on the firm's wall clock."""
    return datetime.fromisoformat(row.starts_at).astimezone(tenant.zone).strftime("%Y-%m-%d")


def note(
    db: sqlite_utils.Database,
    row: Row,
    change: str,
    by: str,
    now: datetime,
    *,
    source: str = "",
    was: Row | None = None,
) -> None:
    """A line of history: who, when, from which call, what."""
    before = (None, None) if was is None else (was.staff, was.starts_at)
    db.execute(
        "INSERT INTO booking_history"
        " (at, tenant, booking, change, by, source, service, staff, starts_at, was_staff, was_starts_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (text(now), row.tenant, row.id, change, by, source, row.service, row.staff, row.starts_at, *before),
    )
