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
CREATE INDEX bookings_held ON bookings (tenant, held_until) WHERE status = 'held';
CREATE INDEX bookings_expired ON bookings (held_until) WHERE status = 'expired';
CREATE INDEX bookings_staff ON bookings (tenant, staff, starts_at, service) WHERE status IN ('held', 'booked');
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

-- The same cells once more as bits, for the search of free times: three rows for a person's working day
-- instead of a hundred. Part p of a UTC date is its four hours from 4p o'clock; bit n is its n-th cell.
-- Kept by triggers on booking_cells.
CREATE TABLE booking_busy (
  tenant TEXT NOT NULL,
  staff TEXT NOT NULL,
  utc_date TEXT NOT NULL,
  part INTEGER NOT NULL,
  cells INTEGER NOT NULL,
  PRIMARY KEY (tenant, staff, utc_date, part)
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

_NTH = "(CAST(substr({0}.cell, 12, 2) AS INTEGER) * 12 + CAST(substr({0}.cell, 15, 2) AS INTEGER) / 5)"
"""The number of a cell on its UTC date, 0 to 287."""
_NEW, _OLD = _NTH.format("NEW"), _NTH.format("OLD")
_SAME_CELL = "SELECT 1 FROM booking_cells WHERE tenant = {0}.tenant AND staff = {0}.staff AND cell = {0}.cell"

TRIGGERS = {
    # Seats are shared only within one session (the same service at the same start): without this, a class
    # that has lost its first guest would leave seat 0 to a haircut.
    "booking_cells_one_session": f"""
        BEFORE INSERT ON booking_cells
        WHEN EXISTS ({_SAME_CELL.format("NEW")} AND session <> NEW.session)
        BEGIN
          SELECT RAISE(ABORT, 'another visit has that time');
        END""",
    "booking_cells_taken": f"""
        AFTER INSERT ON booking_cells
        BEGIN
          INSERT INTO booking_busy (tenant, staff, utc_date, part, cells)
          VALUES (NEW.tenant, NEW.staff, substr(NEW.cell, 1, 10), {_NEW} / 48, 1 << ({_NEW} % 48))
          ON CONFLICT (tenant, staff, utc_date, part) DO UPDATE SET cells = cells | excluded.cells;
        END""",
    "booking_cells_free": f"""
        AFTER DELETE ON booking_cells
        WHEN NOT EXISTS ({_SAME_CELL.format("OLD")})
        BEGIN
          UPDATE booking_busy SET cells = cells & ~(1 << ({_OLD} % 48))
          WHERE tenant = OLD.tenant AND staff = OLD.staff AND utc_date = substr(OLD.cell, 1, 10)
            AND part = {_OLD} / 48;
        END""",
    "booking_cells_never_change": """
        BEFORE UPDATE ON booking_cells
        BEGIN
          SELECT RAISE(ABORT, 'a cell is deleted and written anew, never changed');
        END""",
}
"""By name; all of them are needed for what this room promises."""


@migrations()
def first_tables(db: sqlite_utils.Database) -> None:
    """Bookings, their cells, their history."""
    for statement in _TABLES.split(";\n"):
        if statement.strip():
            db.execute(statement)
    for name, body in TRIGGERS.items():
        db.execute(f"CREATE TRIGGER {name} {body}")


def check(db: sqlite_utils.Database) -> None:
    """That the constraints stand: sqlite-utils' `transform()` drops triggers without a word.

    Raises StoreError.
    """
    cells = db.table("booking_cells")
    for name in TRIGGERS:
        if name not in cells.triggers_dict:
            raise StoreError(f"booking_cells has lost its trigger {name}: two visits could share a time")
    key = cells.pks
    if key != ["tenant", "staff", "cell", "seat"]:
        raise StoreError(f"booking_cells has lost its primary key (it is {', '.join(key)})")
