"""Bookings in SQLite: hold → confirm → booked, each change one transaction.

That nobody is booked twice is a constraint of the database (schema_sqlite.py), never a check that comes
before the write. Holds that ran out lose their cells in the very transaction that wants the time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal, TypeAlias

import sqlite_utils
import structlog

from receptionist.booking import rows_sqlite as rows
from receptionist.booking import slots
from receptionist.booking.booking import Booking, Refusal, Slot, SlotRequest
from receptionist.booking.diary_sqlite import SqliteDiary
from receptionist.booking.schema_sqlite import check, migrations
from receptionist.database import Database
from receptionist.errors import BookingError, NoSuchBooking, SlotTaken
from receptionist.messages import Language
from receptionist.tenant import Service, Tenant

__all__ = ["Change", "OnChange", "SqliteBookings", "migrations"]

log = structlog.get_logger(__name__)

Change: TypeAlias = Literal["booked", "moved", "cancelled"]
OnChange: TypeAlias = Callable[[sqlite_utils.Database, Booking, Change, datetime], None]
"""Called inside the transaction that makes the change: what it raises undoes the change."""

_E164 = re.compile(r"\+[1-9][0-9]{4,14}")


class SqliteBookings:
    """The port Bookings on one SQLite file; several processes may share it.

    `on_change` is told of everything a customer should hear of. `clock` serves `all`, which has no `now`.
    """

    def __init__(
        self,
        database: Database,
        *,
        on_change: OnChange | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._on_change = on_change
        self._clock = clock

    async def check(self) -> None:
        """Raises StoreError when the database has lost its constraints. For the start-up."""
        await self._database.read(check)

    # ------------------------------------------------------------ looking

    async def free(self, tenant: Tenant, request: SlotRequest, now: datetime, call: str = "") -> tuple[Slot, ...]:
        """See the port. Raises BookingError for a service the firm does not have."""
        return await self._database.read(
            lambda db: slots.search(tenant, request, now, SqliteDiary(db, tenant, now, call))
        )

    async def refusal(
        self, tenant: Tenant, service: str, staff: str | None, start: datetime, now: datetime, call: str = ""
    ) -> Refusal | None:
        """See the port. Raises BookingError for a service the firm does not have."""
        return await self._database.read(
            lambda db: slots.refusal(tenant, service, staff, start, now, SqliteDiary(db, tenant, now, call))
        )

    async def upcoming(self, tenant: Tenant, phone: str, now: datetime) -> Sequence[Booking]:
        """See the port."""
        if not phone:
            return ()
        return await self._select(
            tenant, "phone = ? AND phone <> '' AND status = 'booked' AND starts_at > ?", phone, rows.text(now)
        )

    async def all(self, tenant: Tenant) -> Sequence[Booking]:
        """See the port."""
        live = "(status IN ('booked', 'cancelled') OR (status = 'held' AND held_until > ?))"
        return await self._select(tenant, live, rows.text(self._clock()))

    # ------------------------------------------------------------ changing

    async def hold(
        self, tenant: Tenant, service: str, staff: str, start: datetime, call: str, language: Language, now: datetime
    ) -> Booking:
        """See the port. The same time once more renews the hold; one this call has booked already is returned.

        Raises SlotTaken, SlotRefused, BookingError for a service the firm does not have."""
        of = slots.service_of(tenant, service)
        if not call:
            raise BookingError("a time is held for a call: its id is missing")

        def job(db: sqlite_utils.Database) -> Booking:
            rows.sweep(db, now)
            until = rows.text(now + timedelta(seconds=tenant.booking.hold_seconds))
            same = rows.one(
                db,
                f"tenant = ? AND call = ? AND service = ? AND staff = ? AND starts_at = ? AND {rows.ACTIVE}",
                (tenant.key, call, service, staff, rows.text(start)),
            )
            if same is not None:
                if same.status == "held":
                    db.execute("UPDATE bookings SET held_until = ? WHERE id = ?", (until, same.id))
                return rows.booking(same, tenant)
            rows.let_go(db, call, now, "released")
            rows.obey(tenant, service, staff, start, now)
            return self._insert(db, tenant, of, staff, start, call, language, now, until)

        return await self._database.write(job)

    async def confirm(
        self,
        tenant: Tenant,
        booking: str,
        call: str,
        name: str,
        phone: str,
        source: str,
        now: datetime,
        recording: str = "",
    ) -> Booking:
        """See the port. Raises SlotRefused("limit") too, when the phone number has its visits of that day,
        and BookingError for a phone that is none; the hold stays in both cases."""
        if phone and not _E164.fullmatch(phone):
            raise BookingError("the phone number is not in E.164 form (+, country, number)")

        def job(db: sqlite_utils.Database) -> Booking:
            row = rows.one(db, "tenant = ? AND id = ? AND call = ?", (tenant.key, booking, call))
            if row is None or row.status == "cancelled":
                raise NoSuchBooking(f"call {call} holds no booking {booking}")
            if row.status == "booked":
                return rows.booking(row, tenant)
            rows.limit(db, tenant, phone, row)
            at = rows.text(now)
            if row.status == "expired" or row.held_until <= at:
                self._renew(db, tenant, row, now)
            done = db.execute(
                "UPDATE bookings SET status = 'booked', held_until = NULL, name = ?, phone = ?, source = ?,"
                " recording = ?, made_at = ?, changed_at = ?"
                " WHERE id = ? AND call = ? AND status = 'held' AND held_until > ?"
                f" RETURNING {rows.COLUMNS}",
                (name, phone, source, recording, at, at, booking, call, at),
            ).fetchall()
            if len(done) != 1:
                raise SlotTaken("the hold ran out")
            return self._changed(db, tenant, rows.Row(*done[0]), "booked", call, now, source=source)

        return await self._database.write(job)

    async def release(self, call: str, now: datetime) -> None:
        """See the port."""
        await self._database.write(lambda db: rows.let_go(db, call, now, "released"))

    async def close_orphan_holds(self, calls: Iterable[str], now: datetime) -> int:
        """Let go of what calls held that ended with the machine; returns how many times came free."""
        ids = tuple(calls)
        return await self._database.write(lambda db: sum(rows.let_go(db, call, now, "restart") for call in ids))

    async def cancel(self, tenant: Tenant, booking: str, by: str, now: datetime) -> Booking:
        """See the port. A hold is let go by it, of which nobody is told."""

        def job(db: sqlite_utils.Database) -> Booking:
            row = rows.known(db, tenant, booking)
            if row.status == "cancelled":
                return rows.booking(row, tenant)
            rows.free_cells(db, row)
            done = rows.update(db, booking, "status = 'cancelled', held_until = NULL, revision = revision + 1", (), now)
            if row.status == "held":
                rows.note(db, done, "cancelled", by, now)
                return rows.booking(done, tenant)
            return self._changed(db, tenant, done, "cancelled", by, now)

        return await self._database.write(job)

    async def move(self, tenant: Tenant, booking: str, staff: str, start: datetime, by: str, now: datetime) -> Booking:
        """See the port. Where it is already: nothing changes. What the call `by` holds is let go."""

        def job(db: sqlite_utils.Database) -> Booking:
            row = rows.known(db, tenant, booking)
            if row.status != "booked":
                raise NoSuchBooking(f"{booking} is {row.status}, not booked")
            rows.let_go(db, by, now, "released")
            if (row.staff, row.starts_at) == (staff, rows.text(start)):
                return rows.booking(row, tenant)
            rows.sweep(db, now)
            service = slots.service_of(tenant, row.service)
            rows.obey(tenant, service.key, staff, start, now)
            rows.free_cells(db, row)
            place = rows.place(tenant, service, staff, start)
            if place["local_date"] != rows.local_date(row, tenant):
                rows.limit(db, tenant, row.phone, row._replace(starts_at=place["starts_at"]))
            place["seat"] = rows.take(db, tenant, service, staff, start, booking)
            sets = ", ".join(f"{column} = ?" for column in place)
            done = rows.update(db, booking, f"{sets}, revision = revision + 1", tuple(place.values()), now)
            return self._changed(db, tenant, done, "moved", by, now, was=row)

        return await self._database.write(job)

    # ------------------------------------------------------------ within a transaction

    def _insert(
        self,
        db: sqlite_utils.Database,
        tenant: Tenant,
        service: Service,
        staff: str,
        start: datetime,
        call: str,
        language: Language,
        now: datetime,
        until: str,
    ) -> Booking:
        booking = rows.new_id(db)
        row = {
            "id": booking,
            "tenant": tenant.key,
            "service": service.key,
            **rows.place(tenant, service, staff, start),
            "seat": rows.take(db, tenant, service, staff, start, booking),
            "status": "held",
            "held_until": until,
            "language": language,
            "call": call,
            "made_at": rows.text(now),
            "changed_at": rows.text(now),
        }
        made = rows.insert(db, row)
        rows.note(db, made, "held", call, now)
        return rows.booking(made, tenant)

    def _renew(self, db: sqlite_utils.Database, tenant: Tenant, row: rows.Row, now: datetime) -> None:
        """Hold again what ran out, if nobody has it. Raises SlotTaken."""
        rows.sweep(db, now)
        start = datetime.fromisoformat(row.starts_at)
        if start < now:
            raise SlotTaken("the hold ran out and the time has gone by")
        service = slots.service_of(tenant, row.service)
        seat = rows.take(db, tenant, service, row.staff, start, row.id)
        until = rows.text(now + timedelta(seconds=max(1, tenant.booking.hold_seconds)))
        # The firm's file may have been edited since: the row says what the cells say.
        place = rows.place(tenant, service, row.staff, start)
        sets = ", ".join(f"{column} = ?" for column in place)
        renewed = rows.update(
            db, row.id, f"{sets}, status = 'held', seat = ?, held_until = ?", (*place.values(), seat, until), now
        )
        rows.note(db, renewed, "renewed", row.call, now)

    def _changed(
        self,
        db: sqlite_utils.Database,
        tenant: Tenant,
        row: rows.Row,
        change: Change,
        by: str,
        now: datetime,
        *,
        source: str = "",
        was: rows.Row | None = None,
    ) -> Booking:
        rows.note(db, row, change, by, now, source=source, was=was)
        booking = rows.booking(row, tenant)
        if self._on_change is not None:
            self._on_change(db, booking, change, now)
        log.info("booking_changed", tenant=tenant.key, booking=booking.id, change=change, by=by)
        return booking

    async def _select(self, tenant: Tenant, where: str, *values: str) -> Sequence[Booking]:
        sql = f"SELECT {rows.COLUMNS} FROM bookings WHERE tenant = ? AND {where} ORDER BY starts_at, staff, id"
        found = await self._database.read(lambda db: db.execute(sql, (tenant.key, *values)).fetchall())
        return tuple(rows.booking(rows.Row(*row), tenant) for row in found)
