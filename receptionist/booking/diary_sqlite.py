"""What the search of free times reads from SQLite: a few rows for each person and day, however many visits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache

import sqlite_utils

from receptionist.booking.hours import DAY_MINUTES, EPOCH, MINUTE, span
from receptionist.booking.rows_sqlite import ACTIVE, text
from receptionist.booking.slots import CELL, Session
from receptionist.tenant import Tenant

PART = 240
"""Minutes of a row of `booking_busy`: 48 cells in an integer of SQLite; as minutes they fill 30 bytes."""
PART_BYTES = PART // 8


@cache
def _hour_minutes() -> tuple[int, ...]:
    """For each set of an hour's 12 cells, its minutes."""
    cell = span(0, CELL)
    return tuple(sum(cell << CELL * n for n in range(12) if cells >> n & 1) for cells in range(1 << 12))


def _minutes(at: int) -> str:
    return text(EPOCH + at * MINUTE)


class SqliteDiary:
    """The firm's visits and the holds of other calls than `call`, at one moment; belongs to its thread."""

    def __init__(self, db: sqlite_utils.Database, tenant: Tenant, now: datetime, call: str) -> None:
        self._db = db
        self._tenant = tenant
        self._now = text(now)
        self._call = call
        self._starts: dict[str, int] = {}

    def busy(self, staff: Sequence[str], base: int, end: int) -> Mapping[str, int]:
        """See Diary."""
        hours = _hour_minutes()
        first = base - base % DAY_MINUTES
        size = (end - first) // PART * PART_BYTES + DAY_MINUTES // 8
        # Bytes are written in place; or-ing thousands of rows into long integers would copy these each time.
        minutes = {who: bytearray(size) for who in staff}
        rows = self._db.execute(
            "SELECT staff, utc_date, part, cells FROM booking_busy"
            f" WHERE tenant = ? AND staff IN ({_marks(staff)}) AND utc_date >= ? AND utc_date <= ?",
            (self._tenant.key, *staff, _minutes(base)[:10], _minutes(end)[:10]),
        )
        for who, day, part, cells in rows:
            taken = (
                hours[cells & 4095]
                | hours[cells >> 12 & 4095] << 60
                | hours[cells >> 24 & 4095] << 120
                | hours[cells >> 36] << 180
            )
            at = (self._start(day) - first) // 8 + part * PART_BYTES
            minutes[who][at : at + PART_BYTES] = taken.to_bytes(PART_BYTES, "little")
        masks = {who: int.from_bytes(taken, "little") >> (base - first) for who, taken in minutes.items()}
        for who, begins, ends in self._open(staff, base, end):
            masks[who] &= ~span(begins - base, ends - base)
        return masks

    def _open(self, staff: Sequence[str], base: int, end: int) -> Iterable[tuple[str, int, int]]:
        """What the call itself holds, and holds that ran out: their cells stand until somebody wants them.

        Not where others share the cells (a class): these keep them."""
        rows = self._db.execute(
            "SELECT staff, busy_from, busy_until FROM bookings b"
            f" WHERE tenant = ? AND status = 'held' AND staff IN ({_marks(staff)})"
            " AND (held_until <= ? OR call = ?) AND busy_from < ? AND busy_until > ?"
            " AND NOT EXISTS (SELECT 1 FROM booking_cells c WHERE c.tenant = b.tenant AND c.staff = b.staff"
            "  AND c.cell = substr(b.busy_from, 1, 16) || 'Z' AND c.booking <> b.id)",
            (self._tenant.key, *staff, self._now, self._call, _minutes(end), _minutes(base)),
        )
        return [(who, _minute(begins), _minute(ends)) for who, begins, ends in rows]

    def sessions(self, staff: Sequence[str], service: str, base: int, end: int) -> Iterable[Session]:
        """See Diary."""
        rows = self._db.execute(
            "SELECT staff, starts_at, count(*), min(busy_from), max(busy_until) FROM bookings"
            f" WHERE tenant = ? AND staff IN ({_marks(staff)}) AND starts_at >= ? AND starts_at < ? AND service = ?"
            f" AND {ACTIVE} AND (status = 'booked' OR (held_until > ? AND call <> ?)) GROUP BY staff, starts_at",
            (self._tenant.key, *staff, _minutes(base), _minutes(end), service, self._now, self._call),
        )
        return [
            Session(who, _minute(at), seats, _minute(begins), _minute(ends)) for who, at, seats, begins, ends in rows
        ]

    def visits(self, staff: Sequence[str], base: int, end: int) -> Mapping[str, int]:
        """See Diary."""
        rows = self._db.execute(
            "SELECT staff, count(*) FROM bookings"
            f" WHERE tenant = ? AND staff IN ({_marks(staff)}) AND starts_at >= ? AND starts_at < ?"
            f" AND {ACTIVE} AND (status = 'booked' OR (held_until > ? AND call <> ?)) GROUP BY staff",
            (self._tenant.key, *staff, _minutes(base), _minutes(end), self._now, self._call),
        )
        return dict(rows.fetchall())

    def last_given(self) -> Mapping[str, str]:
        """See Diary."""
        sql = "SELECT max(made_at) FROM bookings WHERE tenant = ? AND staff = ? AND status = 'booked'"
        keys = [person.key for person in self._tenant.staff]
        return {key: self._db.execute(sql, (self._tenant.key, key)).fetchone()[0] or "" for key in keys}

    def _start(self, day: str) -> int:
        if day not in self._starts:
            self._starts[day] = _minute(day + "T00:00Z")
        return self._starts[day]


def _minute(at: str) -> int:
    return (datetime.fromisoformat(at) - EPOCH) // MINUTE


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))
