"""Messages, call-backs and unanswered questions taken for firms.

A message and the notice of it to the firm are written in one transaction: neither is there without
the other, and should the notice never be delivered, `receptionist messages` still shows the message.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias

import sqlite_utils
from sqlite_utils import Migrations

from receptionist.database import Database
from receptionist.messages import Language
from receptionist.notify.notify import Outbox, Outgoing
from receptionist.records.records import Message, MessageKind
from receptionist.tenant import Tenant

Notices: TypeAlias = Callable[[Tenant, Message], Sequence[Outgoing]]
"""What leaves for the firm about a message: worded in the notify room, handed in by app."""

OnTaken: TypeAlias = Callable[[sqlite_utils.Database, Message], None]
"""Called inside the transaction that keeps a new message (the call's journal)."""

COLUMNS = "id, tenant, kind, call, name, phone, text, recording, language, at"
migrations = Migrations("messages")


@migrations()
def create_messages(db: sqlite_utils.Database) -> None:
    """The table."""
    db.table("messages").create(dict.fromkeys(COLUMNS.split(", "), str), pk="id", not_null=set(COLUMNS.split(", ")))
    db.table("messages").create_index(["tenant", "call", "kind", "text", "recording"], unique=True)
    db.table("messages").create_index(["tenant", "at"])


class SqliteMessages:
    """The port over one database."""

    def __init__(self, database: Database, outbox: Outbox, notices: Notices, on_taken: OnTaken | None = None) -> None:
        self._database = database
        self._outbox = outbox
        self._notices = notices
        self._on_taken = on_taken

    async def take(
        self,
        tenant: Tenant,
        kind: MessageKind,
        call: str,
        language: Language,
        now: datetime,
        *,
        name: str = "",
        phone: str = "",
        text: str = "",
        recording: str = "",
    ) -> Message:
        """Keep it, and put the notices to the firm in the outbox, in one transaction.

        The same kind, text and recording of the same call is kept once, and what was kept comes back.
        """
        at = now.astimezone(UTC).replace(microsecond=now.microsecond // 1000 * 1000)
        new = Message(uuid.uuid4().hex, tenant.key, kind, call, name, phone, text, recording, language, at)
        # Worded beforehand: wording must neither hold up the writer nor lose a message by failing late.
        notices = self._notices(tenant, new)

        def job(db: sqlite_utils.Database) -> Message:
            added = db.conn.execute(
                f"INSERT INTO messages ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (tenant, call, kind, text, recording) DO NOTHING",
                _row(new),
            ).rowcount
            if not added:
                same = (tenant.key, call, kind, text, recording)
                where = "tenant = ? AND call = ? AND kind = ? AND text = ? AND recording = ?"
                return _message(db.conn.execute(f"SELECT {COLUMNS} FROM messages WHERE {where}", same).fetchone())
            for notice in notices:
                self._outbox.put(db, notice, now)
            if self._on_taken is not None:
                self._on_taken(db, new)
            return new

        return await self._database.write(job)

    async def all(self, tenant: Tenant) -> Sequence[Message]:
        """All of the firm's, oldest first."""

        def job(db: sqlite_utils.Database) -> list[Message]:
            rows = db.conn.execute(f"SELECT {COLUMNS} FROM messages WHERE tenant = ? ORDER BY at, rowid", (tenant.key,))
            return [_message(row) for row in rows]

        return await self._database.read(job)


def _row(m: Message) -> tuple[str, ...]:
    at = m.at.isoformat(timespec="milliseconds")
    return (m.id, m.tenant, m.kind, m.call, m.name, m.phone, m.text, m.recording, m.language, at)


def _message(row: Sequence[Any]) -> Message:
    fields = {**dict(zip(COLUMNS.split(", "), row, strict=True)), "at": datetime.fromisoformat(row[9])}
    return Message(**fields)
