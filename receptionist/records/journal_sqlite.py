"""The journal in SQLite: a row a call, a row an event.

Times are UTC in ISO 8601, details are JSON, so a person who opens the file in Datasette can read
it. Phone numbers and what was said stand here, in the firm's own data, and in no log.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlite_utils
from sqlite_utils import Migrations

from receptionist.database import Database
from receptionist.errors import StoreError
from receptionist.messages import Call, Channel, Event, Happened

LONGEST_CALL = timedelta(hours=4)
"""Twilio ends a call after four hours unless told otherwise: what is open longer is no call."""

migrations = Migrations("journal")


@migrations()
def create_calls_and_events(db: sqlite_utils.Database) -> None:
    """The tables."""
    db.table("calls").create(
        {
            "id": str,
            "tenant": str,
            "channel": str,
            "caller": str,
            "called": str,
            "language": str,
            "started": str,
            "ended": str,
            "why": str,
            "process": int,
        },
        pk="id",
        not_null={"tenant", "channel", "called", "language", "started"},
    )
    db.table("calls").create_index(["tenant", "started"])
    db.table("calls").create_index(["ended"])
    db.table("events").create(
        {"id": int, "call": str, "tenant": str, "event": str, "at": str, "detail": str},
        pk="id",
        foreign_keys=[("call", "calls", "id")],
        not_null={"call", "tenant", "event", "at", "detail"},
    )
    db.table("events").create_index(["call"])


def _running(process: int) -> bool:
    """Whether a process of that id lives on this machine."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class SqliteJournal:
    """The port over one database."""

    def __init__(self, database: Database, running: Callable[[int], bool] = _running) -> None:
        self._database = database
        self._running = running
        self._begun: set[str] = set()
        """Calls that this very process began and has not ended."""

    async def begin(self, call: Call) -> bool:
        """Write down the call and its `rang`. False when the id is known: the webhook is a repeat."""

        def job(db: sqlite_utils.Database) -> bool:
            row = (
                call.id,
                call.tenant,
                call.channel,
                call.caller,
                call.called,
                call.language,
                iso(call.started),
                os.getpid(),
            )
            new = db.conn.execute(
                "INSERT INTO calls (id, tenant, channel, caller, called, language, started, process)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
                row,
            ).rowcount
            if new:
                add_event(db, call.id, call.tenant, Event.RANG, call.started, {"channel": call.channel})
            return bool(new)

        new = await self._database.write(job)
        if new:
            self._begun.add(call.id)
        return new

    async def note(self, call: Call, event: Event, at: datetime, detail: Mapping[str, Any] | None = None) -> None:
        """Add an entry; `ended` also closes the call, once: a second `ended` is dropped.

        Raises StoreError for a call that never began, or began at another firm."""

        def job(db: sqlite_utils.Database) -> None:
            found = db.conn.execute("SELECT ended FROM calls WHERE id = ? AND tenant = ?", (call.id, call.tenant))
            row = found.fetchone()
            if row is None:
                raise StoreError(f"{call.tenant} has no call {call.id}")
            if event is Event.ENDED:
                if row[0] is not None:
                    return
                _close(db, call.id, at, str((detail or {}).get("why", "")))
            add_event(db, call.id, call.tenant, event, at, detail or {})

        await self._database.write(job)
        if event is Event.ENDED:
            self._begun.discard(call.id)

    async def of(self, call_id: str) -> Sequence[Happened]:
        """The entries of a call in order."""

        def job(db: sqlite_utils.Database) -> list[Happened]:
            rows = db.conn.execute(
                "SELECT call, tenant, event, at, detail FROM events WHERE call = ? ORDER BY id", (call_id,)
            )
            return [
                Happened(call, tenant, Event(event), datetime.fromisoformat(at), json.loads(detail))
                for call, tenant, event, at, detail in rows
            ]

        return await self._database.read(job)

    async def call(self, call_id: str) -> Call | None:
        """The call of that id."""

        def job(db: sqlite_utils.Database) -> Call | None:
            row = db.conn.execute(f"SELECT {_CALL} FROM calls WHERE id = ?", (call_id,)).fetchone()
            return _call(row) if row else None

        return await self._database.read(job)

    async def recent(self, tenant: str, caller: str | None, since: datetime) -> Sequence[Call]:
        """Calls of a number to a firm from `since` on, latest first. An anonymous caller has none:
        anonymous callers share nothing with one another."""
        if not caller:
            return ()

        def job(db: sqlite_utils.Database) -> list[Call]:
            rows = db.conn.execute(
                f"SELECT {_CALL} FROM calls WHERE tenant = ? AND caller = ? AND started >= ?"
                " ORDER BY started DESC, rowid DESC",
                (tenant, caller, iso(since)),
            )
            return [_call(row) for row in rows]

        return await self._database.read(job)

    async def close_orphans(self, now: datetime) -> Sequence[str]:
        """End every call still open that no living server has on its line: `ended` with why=restart.

        Another server on the same data (the command line starts one for `call --now`) keeps its own,
        up to LONGEST_CALL. Returns ids."""

        def job(db: sqlite_utils.Database) -> list[str]:
            rows = db.conn.execute("SELECT id, tenant, process, started FROM calls WHERE ended IS NULL ORDER BY rowid")
            closed = []
            for call_id, tenant, process, started in rows.fetchall():
                old = datetime.fromisoformat(started) + LONGEST_CALL < now
                if not old and self._on_the_line(call_id, process):
                    continue
                _close(db, call_id, now, "restart")
                add_event(db, call_id, tenant, Event.ENDED, now, {"why": "restart"})
                closed.append(call_id)
            return closed

        return await self._database.write(job)

    def _on_the_line(self, call_id: str, process: int | None) -> bool:
        # In a container every server has the same process id: our own counts only for what we began.
        if process is None or process == os.getpid():
            return call_id in self._begun
        return self._running(process)


_CALL = "id, tenant, channel, caller, called, language, started"


def _call(row: Sequence[Any]) -> Call:
    return Call(row[0], row[1], Channel(row[2]), row[3], row[4], row[5], datetime.fromisoformat(row[6]))


def _close(db: sqlite_utils.Database, call_id: str, at: datetime, why: str) -> None:
    db.conn.execute("UPDATE calls SET ended = ?, why = ? WHERE id = ?", (iso(at), why, call_id))


def add_event(
    db: sqlite_utils.Database, call: str, tenant: str, event: Event, at: datetime, detail: Mapping[str, Any]
) -> None:
    """Add an entry inside the caller's own write transaction (a booking and its entry are one).

    Where the firm has no such call (a booking by the API, by the desk) nothing is written: the
    journal is of calls, and must not undo what it tells of."""
    row = (call, tenant, event, iso(at), as_json(detail), call, tenant)
    db.conn.execute(
        "INSERT INTO events (call, tenant, event, at, detail) SELECT ?, ?, ?, ?, ?"
        " WHERE EXISTS (SELECT 1 FROM calls WHERE id = ? AND tenant = ?)",
        row,
    )


def iso(at: datetime) -> str:
    """UTC with milliseconds, so that text sorts as time. Raises ValueError for a naive time."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone")
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def as_json(detail: Mapping[str, Any]) -> str:
    """JSON a person can read; what JSON does not know is written as text rather than lost."""

    def plain(value: Any) -> Any:
        if isinstance(value, datetime):
            return value.isoformat()
        if is_dataclass(value) and not isinstance(value, type):
            return asdict(value)
        return str(value)

    return json.dumps(dict(detail), ensure_ascii=False, default=plain)
