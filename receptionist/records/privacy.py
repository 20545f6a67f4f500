"""What is kept of a caller: to hand it over, and to forget it. By phone number, for all firms or one.

GDPR articles 15 and 17: everything that stands under a number comes out in one piece, and goes in one
transaction. That a visit took place stays, without name and number: the firm's book must still add up.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlite_utils

from receptionist.database import Database


@dataclass(frozen=True, slots=True)
class Erased:
    """How much was forgotten."""

    calls: int
    messages: int
    bookings: int
    recordings: int


_OF_PHONE = {
    "calls": "SELECT * FROM calls WHERE caller = :phone",
    "events": "SELECT * FROM events WHERE call IN (SELECT id FROM calls WHERE caller = :phone) ORDER BY id",
    "conversations": "SELECT * FROM conversations WHERE caller = :phone",
    "messages": ("SELECT * FROM messages WHERE phone = :phone OR call IN (SELECT id FROM calls WHERE caller = :phone)"),
    "bookings": "SELECT * FROM bookings WHERE phone = :phone OR call IN (SELECT id FROM calls WHERE caller = :phone)",
    "outbox": "SELECT * FROM outbox WHERE recipient = :phone OR instr(text, :phone) > 0",
}
"""Whatever stands under a number, by table."""


class Privacy:
    """Export and erasure over the database and the folder of recordings."""

    def __init__(self, database: Database, recordings: Path) -> None:
        self._database, self._recordings = database, recordings

    async def export(self, phone: str) -> dict[str, Any]:
        """Everything kept of an E.164 number: rows by table, JSON columns read, and the recordings' files."""

        def job(db: sqlite_utils.Database) -> dict[str, Any]:
            found: dict[str, Any] = {
                table: [_readable(row) for row in db.query(sql, {"phone": phone})] for table, sql in _OF_PHONE.items()
            }
            found["recordings"] = [str(path) for path in self._files(found)]
            return {"phone": phone, **found}

        return await self._database.read(job)

    async def erase(self, phone: str) -> Erased:
        """Forget the number; what was said and recorded goes, visits stay without name and number."""
        kept = await self.export(phone)
        files = self._files(kept)

        def job(db: sqlite_utils.Database) -> Erased:
            values = {"phone": phone}
            calls = "(SELECT id FROM calls WHERE caller = :phone)"
            bookings = db.conn.execute(
                "UPDATE bookings SET name = '(erased)', phone = '', recording = ''"
                f" WHERE phone = :phone OR call IN {calls}",
                values,
            ).rowcount
            messages = db.conn.execute(f"DELETE FROM messages WHERE phone = :phone OR call IN {calls}", values).rowcount
            db.conn.execute("DELETE FROM outbox WHERE recipient = :phone OR instr(text, :phone) > 0", values)
            db.conn.execute("DELETE FROM conversations WHERE caller = :phone", values)
            db.conn.execute(f"DELETE FROM events WHERE call IN {calls}", values)
            gone = db.conn.execute("UPDATE calls SET caller = NULL WHERE caller = :phone", values).rowcount
            return Erased(gone, messages, bookings, len(files))

        erased = await self._database.write(job)
        for file in files:
            file.unlink(missing_ok=True)
        return erased

    def _files(self, kept: dict[str, Any]) -> Sequence[Path]:
        """Recordings that the rows name and that lie in our folder."""
        names = {(r["tenant"], r["recording"]) for t in ("messages", "bookings") for r in kept[t] if r["recording"]}
        names |= {
            (e["tenant"], e["detail"]["recording"])
            for e in kept["events"]
            if isinstance(e["detail"], dict) and e["detail"].get("recording")
        }
        root = self._recordings.resolve()
        paths = ((root / tenant / name).resolve() for tenant, name in sorted(names))
        return [path for path in paths if path.is_relative_to(root) and path.is_file()]


def _readable(row: dict[str, Any]) -> dict[str, Any]:
    """JSON columns as what they hold."""
    return {
        k: json.loads(v) if k in {"detail", "slots", "memory"} and isinstance(v, str) else v for k, v in row.items()
    }
