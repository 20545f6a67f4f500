"""One SQLite database a process: a single writer thread, readers of their own, migrations.

Why one writer: under contention SQLite's busy handler starves callers for seconds; a queue in
front of one connection does not. Other processes (the command line) may write too: each write is
one BEGIN IMMEDIATE transaction and waits up to `BUSY_SECONDS` for its turn.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import local
from typing import TypeVar

import sqlite_utils
from sqlite_utils import Migrations

from receptionist.errors import StoreError

T = TypeVar("T")
BUSY_SECONDS = 10.0
READERS = 2


def connect(path: Path | str) -> sqlite_utils.Database:
    """A connection with our pragmas; it belongs to the thread that opened it."""
    connection = sqlite3.connect(str(path), timeout=BUSY_SECONDS, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "recursive_triggers=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return sqlite_utils.Database(connection)


class Database:
    """The file, its writer thread and its readers."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="db-writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="db-reader")
        self._local = local()

    @classmethod
    async def open(cls, path: Path, migrations: Iterable[Migrations]) -> Database:
        """Open the file (made if missing) and bring it up to date.

        Raises StoreError when the file can't be opened or is no database.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        database = cls(path)
        sets = tuple(migrations)

        def migrate(db: sqlite_utils.Database) -> None:
            for each in sets:
                each.apply(db)

        try:
            await database.write(migrate)
        except BaseException:
            await database.close()
            raise
        return database

    async def write(self, job: Callable[[sqlite_utils.Database], T]) -> T:
        """Run `job` in the writer thread inside one BEGIN IMMEDIATE … COMMIT.

        Whatever `job` raises rolls all of it back and reaches the caller; SQLite's own errors
        other than IntegrityError (which callers decide on) arrive as StoreError.
        """
        return await asyncio.get_running_loop().run_in_executor(self._writer, self._write, job)

    async def read(self, job: Callable[[sqlite_utils.Database], T]) -> T:
        """Run `job`, which must not write, in a reader thread."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, job)

    async def close(self) -> None:
        """Finish what is queued and close."""
        for pool in (self._readers, self._writer):
            await asyncio.to_thread(pool.shutdown, True)

    def _mine(self) -> sqlite_utils.Database:
        db: sqlite_utils.Database | None = getattr(self._local, "db", None)
        if db is None:
            try:
                db = self._local.db = connect(self.path)
            except sqlite3.Error as error:
                raise StoreError(f"{self.path}: {error}") from error
        return db

    def _write(self, job: Callable[[sqlite_utils.Database], T]) -> T:
        db = self._mine()
        try:
            db.conn.execute("BEGIN IMMEDIATE")
            try:
                result = job(db)
            except BaseException:
                db.conn.execute("ROLLBACK")
                raise
            db.conn.execute("COMMIT")
            return result
        except sqlite3.IntegrityError:
            raise
        except sqlite3.Error as error:
            raise StoreError(f"{self.path}: {error}") from error

    def _read(self, job: Callable[[sqlite_utils.Database], T]) -> T:
        try:
            return job(self._mine())
        except sqlite3.Error as error:
            raise StoreError(f"{self.path}: {error}") from error
