"""The outbox in SQLite: what is to leave is written with what caused it, and sent by `run`.

Two servers on one database never send the same row: a row is leased in a BEGIN IMMEDIATE
transaction before it is sent. A row leaves the queue only when its sender said so (sent, or never
deliverable). A server that is killed between the sending and the note of it is the one case in
which nobody can know: the row is tried again after its lease, e-mail with the same Message-ID.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeAlias

import sqlite_utils
import structlog
from sqlite_utils import Migrations

from receptionist.database import Database
from receptionist.errors import StoreError, TryLater, Undeliverable
from receptionist.notify.notify import Outgoing, Sender

log = structlog.get_logger(__name__)

LOOK_SECONDS = 1.0
BATCH = 10
SEND_SECONDS = 60.0
"""A sender that takes longer has failed for now."""
LEASE = timedelta(minutes=5)
"""Longer than a batch can take, so that a lease runs out only when its holder is gone."""
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(hours=1)
GIVE_UP = timedelta(days=5)
"""RFC 5321 section 4.5.4.1: the give-up time is at least 4 to 5 days."""
STOP_SECONDS = 10.0
"""What is being sent may be finished when we are stopped."""

Clock: TypeAlias = Callable[[], datetime]
Sleep: TypeAlias = Callable[[float], Awaitable[None]]
State: TypeAlias = Literal["queued", "sent", "failed"]

migrations = Migrations("outbox")


@migrations()
def create_outbox(db: sqlite_utils.Database) -> None:
    """The table."""
    texts = ("key", "tenant", "kind", "recipient", "subject", "text", "sender", "calendar", "created")
    times = ("next_try", "lease", "leased_until", "last_error", "sent_at", "failed_at")
    db.table("outbox").create(
        {"id": int, **dict.fromkeys(texts, str), "attempts": int, **dict.fromkeys(times, str)},
        pk="id",
        not_null={*texts, "attempts", "next_try"},
        defaults={"attempts": 0},
    )
    db.table("outbox").create_index(["key"], unique=True)
    db.table("outbox").create_index(["sent_at", "failed_at", "next_try"])


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one outgoing message."""

    key: str
    tenant: str
    kind: Literal["sms", "email"]
    state: State
    attempts: int
    last_error: str


@dataclass(frozen=True, slots=True)
class _Leased:
    id: int
    attempts: int
    created: datetime
    message: Outgoing


def pause_after(attempts: int) -> timedelta:
    """How long to wait after the n-th failure (from 1): doubling, up to LONGEST_PAUSE."""
    doublings: int = 2 ** min(attempts - 1, 20)
    return min(LONGEST_PAUSE, FIRST_PAUSE * doublings)


class SqliteOutbox:
    """The port, and the loop that empties it."""

    def __init__(
        self, database: Database, clock: Clock = lambda: datetime.now(UTC), sleep: Sleep = asyncio.sleep
    ) -> None:
        self._database = database
        self._clock = clock
        self._sleep = sleep
        self._told: set[str] = set()
        """Kinds without a sender that were logged."""

    def put(self, db: sqlite_utils.Database, message: Outgoing, now: datetime) -> None:
        """Add it inside the caller's own write transaction; a key that is known changes nothing.

        Never refuses what it is given: a bad address must not undo the booking it tells of; the
        sender finds it undeliverable."""
        m = message
        db.conn.execute(
            "INSERT INTO outbox (key, tenant, kind, recipient, subject, text, sender, calendar, created, next_try)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
            (m.key, m.tenant, m.kind, m.to, m.subject, m.text, m.sender, m.calendar, _iso(now), _iso(now)),
        )

    async def run(self, senders: Sequence[Sender]) -> None:
        """Send what is due, for ever. When cancelled, what is being sent is finished first."""
        by_kind: dict[str, Sender] = {sender.kind: sender for sender in senders}
        while True:
            batch = asyncio.ensure_future(self._batch(by_kind))
            try:
                sent = await asyncio.shield(batch)
            except asyncio.CancelledError:
                await asyncio.wait({batch}, timeout=STOP_SECONDS)
                batch.cancel()
                raise
            except StoreError as error:
                log.error("outbox_store_failed", error=str(error))
                sent = 0
            if not sent:
                await self._sleep(LOOK_SECONDS)

    async def deliver(self, senders: Sequence[Sender]) -> int:
        """Try one batch of what is due now; returns how many were tried."""
        return await self._batch({sender.kind: sender for sender in senders})

    async def queued(self) -> Mapping[str, int]:
        """How many wait, by kind."""

        def job(db: sqlite_utils.Database) -> dict[str, int]:
            rows = db.conn.execute(f"SELECT kind, count(*) FROM outbox WHERE {_OPEN} GROUP BY kind")
            return {"sms": 0, "email": 0, **dict(rows.fetchall())}

        return await self._database.read(job)

    async def fates(self, tenant: str, prefix: str = "") -> Sequence[Fate]:
        """What became of a firm's outgoing messages whose key begins with `prefix`, oldest first."""

        def job(db: sqlite_utils.Database) -> list[Fate]:
            rows = db.conn.execute(
                "SELECT key, tenant, kind, sent_at, failed_at, attempts, last_error FROM outbox"
                " WHERE tenant = ? AND substr(key, 1, ?) = ? ORDER BY id",
                (tenant, len(prefix), prefix),
            )
            return [
                Fate(key, firm, kind, "sent" if sent else "failed" if failed else "queued", attempts, error or "")
                for key, firm, kind, sent, failed, attempts, error in rows
            ]

        return await self._database.read(job)

    # ------------------------------------------------------------ sending

    async def _batch(self, senders: Mapping[str, Sender]) -> int:
        now = self._clock()
        kinds = await self._database.read(lambda db: _due_kinds(db, now))
        for kind in sorted(kinds - senders.keys() - self._told):
            self._told.add(kind)
            log.warning("outbox_has_no_sender", kind=kind)
        if not kinds & senders.keys():
            return 0
        lease = uuid.uuid4().hex
        leased = await self._database.write(lambda db: _lease(db, sorted(senders), lease, now))
        # gather, so that a sender's own bug is a fate of its message and stops no other.
        sending = (_send(senders[row.message.kind], row.message) for row in leased)
        fates = await asyncio.gather(*sending, return_exceptions=True)
        await self._note([self._change(row, fate) for row, fate in zip(leased, fates, strict=True)], lease)
        return len(leased)

    async def _note(self, changes: Sequence[tuple[int, Mapping[str, Any]]], lease: str) -> None:
        """Write down what became of a batch. What was sent must not be forgotten, or it would be sent
        again: while the database refuses, try again."""

        def job(db: sqlite_utils.Database) -> None:
            for row_id, change in changes:
                columns = ", ".join(f"{name} = ?" for name in change)
                values = (*change.values(), row_id, lease)
                db.conn.execute(f"UPDATE outbox SET {columns} WHERE id = ? AND lease = ?", values)

        while True:
            try:
                await self._database.write(job)
            except StoreError as error:
                log.error("outbox_store_failed", error=str(error))
                await self._sleep(LOOK_SECONDS)
            else:
                return

    def _change(self, row: _Leased, fate: BaseException | None) -> tuple[int, Mapping[str, Any]]:
        now, attempts = self._clock(), row.attempts + 1
        about = {"outbox": row.id, "tenant": row.message.tenant, "kind": row.message.kind, "attempts": attempts}
        change: dict[str, Any] = {"attempts": attempts, "lease": None, "leased_until": None}
        if fate is None:
            change |= {"sent_at": _iso(now), "last_error": None}
            log.info("outbox_sent", **about)
        elif isinstance(fate, Undeliverable) or now - row.created >= GIVE_UP:
            change |= {"failed_at": _iso(now), "last_error": _told(fate)}
            log.error("outbox_undeliverable", **about, error=type(fate).__name__)
        else:
            change |= {"next_try": _iso(now + pause_after(attempts)), "last_error": _told(fate)}
            level = logging.WARNING if isinstance(fate, TryLater | OSError) else logging.ERROR
            log.log(level, "outbox_try_later", **about, error=type(fate).__name__)
        return row.id, change


async def _send(sender: Sender, message: Outgoing) -> None:
    async with asyncio.timeout(SEND_SECONDS):
        await sender.send(message)


_OPEN = "sent_at IS NULL AND failed_at IS NULL"


def _due_kinds(db: sqlite_utils.Database, now: datetime) -> set[str]:
    rows = db.conn.execute(
        f"SELECT DISTINCT kind FROM outbox WHERE {_OPEN} AND next_try <= ?"
        " AND (leased_until IS NULL OR leased_until <= ?)",
        (_iso(now), _iso(now)),
    )
    return {kind for (kind,) in rows}


def _lease(db: sqlite_utils.Database, kinds: Sequence[str], lease: str, now: datetime) -> list[_Leased]:
    marks = ", ".join("?" * len(kinds))
    rows = db.conn.execute(
        "SELECT id, attempts, created, key, tenant, kind, recipient, subject, text, sender, calendar FROM outbox"
        f" WHERE {_OPEN} AND next_try <= ? AND (leased_until IS NULL OR leased_until <= ?) AND kind IN ({marks})"
        " ORDER BY next_try, id LIMIT ?",
        (_iso(now), _iso(now), *kinds, BATCH),
    ).fetchall()
    for row in rows:
        db.conn.execute(
            "UPDATE outbox SET lease = ?, leased_until = ? WHERE id = ?", (lease, _iso(now + LEASE), row[0])
        )
    return [_Leased(row[0], row[1], datetime.fromisoformat(row[2]), Outgoing(*row[3:])) for row in rows]


def _told(fate: BaseException) -> str:
    return f"{type(fate).__name__}: {fate}"[:500]


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds")
