"""The booking room's tables in SQLite, made to be read by a person in Datasette.

Times are ISO 8601 text in UTC ("2026-11-24T09:00:00Z"); `local_date` and `local_time` say the same on the
firm's wall clock. No row but those of `bookings` holds personal data.
"""

from __future__ import annotations

import sqlite_utils
from sqlite_utils import Migrations

from receptionist.errors import StoreError

migrations = Migrations("booking")

_TABLES = """
CREATE TABLE bookings (
  id TEXT PRIMARY KEY,
  tenant TEXT NOT NULL,
  service TEXT NOT NULL,
  staff TEXT NOT NULL,
  seat INTEGER NOT NULL DEFAULT 0,
  local_date TEXT NOT NULL,
  local_time TEXT NOT NULL,
  starts_at TEXT NOT NULL,
  ends_at TEXT NOT NULL CHECK (ends_at > starts_at),
  busy_from TEXT NOT NULL CHECK (busy_from <= starts_at),
  busy_until TEXT NOT NULL CHECK (busy_until >= ends_at),
  status TEXT NOT NULL CHECK (status IN ('held', 'booked', 'cancelled', 'expired')),
  held_until TEXT,
  name TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  language TEXT NOT NULL,
  call TEXT NOT NULL,
  source TEXT NOT NULL DEFAULT '',
  recording TEXT NOT NULL DEFAULT '',
  revision INTEGER NOT NULL DEFAULT 0,
  made_at TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  CHECK ((status IN ('held', 'expired')) <= (held_until IS NOT NULL))
);
-- What is in the way of a new visit, read from the index alone.
CREATE INDEX bookings_busy ON bookings
  (tenant, staff, busy_from, busy_until, status, held_until, call, service, starts_at)
  WHERE status IN ('held', 'booked');
CREATE INDEX bookings_holds ON bookings (held_until) WHERE status IN ('held', 'expired');
CREATE INDEX bookings_call ON bookings (call);
CREATE INDEX bookings_phone ON bookings (tenant, phone, starts_at) WHERE phone <> '';
CREATE INDEX bookings_given ON bookings (tenant, staff, made_at) WHERE status = 'booked';
CREATE INDEX bookings_diary ON bookings (tenant, starts_at);

-- Nobody is in two places: one row for each person, 5-minute cell (its first minute, buffers included)
-- and seat. A second visit in the same cell breaks the primary key.
CREATE TABLE booking_cells (
  tenant TEXT NOT NULL,
  staff TEXT NOT NULL,
  cell TEXT NOT NULL,
  seat INTEGER NOT NULL CHECK (seat >= 0),
  booking TEXT NOT NULL,
  session TEXT NOT NULL,
  PRIMARY KEY (tenant, staff, cell, seat)
) WITHOUT ROWID;

CREATE TABLE booking_history (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  tenant TEXT NOT NULL,
  booking TEXT NOT NULL,
  change TEXT NOT NULL,
  by TEXT NOT NULL,
  source TEXT NOT NULL DEFAULT '',
  service TEXT NOT NULL,
  staff TEXT NOT NULL,
  starts_at TEXT NOT NULL,
  was_staff TEXT,
  was_starts_at TEXT
);
CREATE INDEX booking_history_booking ON booking_history (booking);

CREATE VIEW bookings_local AS
  SELECT tenant, local_date, local_time, staff, service, name, phone, status, source, id
  FROM bookings WHERE status IN ('held', 'booked') ORDER BY tenant, starts_at, staff;
"""

_ONE_SESSION = """
CREATE TRIGGER booking_cells_one_session BEFORE INSERT ON booking_cells
WHEN EXISTS (
  SELECT 1 FROM booking_cells
  WHERE tenant = NEW.tenant AND staff = NEW.staff AND cell = NEW.cell AND session <> NEW.session)
BEGIN
  SELECT RAISE(ABORT, 'another visit has that time');
END
"""
"""Seats are shared only within one session (the same service at the same start): without it, a class that
has lost its first guest would leave seat 0 to a haircut."""


@migrations()
def first_tables(db: sqlite_utils.Database) -> None:
    """Bookings, their cells, their history."""
    for statement in _TABLES.split(";\n"):
        if statement.strip():
            db.execute(statement)
    db.execute(_ONE_SESSION)


def check(db: sqlite_utils.Database) -> None:
    """That the constraints stand: sqlite-utils' `transform()` drops triggers without a word.

    Raises StoreError.
    """
    cells = db.table("booking_cells")
    if "booking_cells_one_session" not in cells.triggers_dict:
        raise StoreError("booking_cells has lost its trigger booking_cells_one_session: two visits could share a time")
    key = cells.pks
    if key != ["tenant", "staff", "cell", "seat"]:
        raise StoreError(f"booking_cells has lost its primary key (it is {', '.join(key)})")
