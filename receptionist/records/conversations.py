"""Where conversations stand between turns: a row each, slots and memory as JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import sqlite_utils
from sqlite_utils import Migrations

from receptionist.database import Database
from receptionist.dialogue.dialogue import Conversation
from receptionist.errors import StoreError
from receptionist.messages import Channel

migrations = Migrations("conversations")


@migrations()
def create_conversations(db: sqlite_utils.Database) -> None:
    """The table."""
    db.table("conversations").create(
        {
            "id": str,
            "tenant": str,
            "language": str,
            "channel": str,
            "caller": str,
            "hears": int,
            "slots": str,
            "loop": str,
            "memory": str,
            "updated": str,
        },
        pk="id",
        not_null={"tenant", "language", "channel", "hears", "slots", "memory", "updated"},
    )


class SqliteConversations:
    """The dialogue's ConversationStore over one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self, conversation_id: str) -> Conversation | None:
        """As it was saved last; None when it never was."""

        def job(db: sqlite_utils.Database) -> Conversation | None:
            row = db.conn.execute(
                "SELECT id, tenant, language, channel, caller, hears, slots, loop, memory"
                " FROM conversations WHERE id = ?",
                (conversation_id,),
            ).fetchone()
            if row is None:
                return None
            key, tenant, language, channel, caller, hears, slots, loop, memory = row
            return Conversation(
                key,
                tenant,
                language,
                Channel(channel),
                caller,
                bool(hears),
                json.loads(slots),
                loop,
                json.loads(memory),
            )

        return await self._database.read(job)

    async def save(self, conversation: Conversation, now: datetime) -> None:
        """Keep it. Raises StoreError when it holds what is no JSON, or is another firm's."""
        c = conversation
        try:
            slots, memory = (json.dumps(dict(each), ensure_ascii=False) for each in (c.slots, c.memory))
        except (TypeError, ValueError) as error:
            raise StoreError(f"conversation {c.id} can't be kept: {error}") from error
        at = now.astimezone(UTC).isoformat(timespec="milliseconds")
        row = (c.id, c.tenant, c.language, c.channel, c.caller, int(c.hears), slots, c.loop, memory, at)

        def job(db: sqlite_utils.Database) -> None:
            # An id belongs to one firm for life: nothing of one firm is ever written over by another.
            done = db.conn.execute(
                "INSERT INTO conversations (id, tenant, language, channel, caller, hears, slots, loop, memory, updated)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET language = excluded.language,"
                " hears = excluded.hears, slots = excluded.slots, loop = excluded.loop, memory = excluded.memory,"
                " channel = excluded.channel, caller = excluded.caller, updated = excluded.updated"
                " WHERE tenant = excluded.tenant",
                row,
            ).rowcount
            if not done:
                raise StoreError(f"conversation {c.id} is another firm's")

        await self._database.write(job)
