"""The firms that are served, kept up to date with their files.

A broken file never stops the other firms, nor the firm it belongs to: its last good version stays
until the file is right again. A changed file is taken up without a restart; since a Tenant is
frozen, a call on the line keeps the one it began with.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from receptionist.errors import SettingsError, TenantFileError
from receptionist.tenant import Tenant
from receptionist.tenants.beside import Neighbours, clashes
from receptionist.tenants.reading import MAX_BYTES, Reading, read_file

log = structlog.get_logger(__name__)
LOOK_SECONDS = 1.0
YOUNG_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class _Seen:
    """A file as it stood when we looked."""

    stamp: tuple[int, int]
    """mtime in ns, size in bytes."""
    digest: bytes


@dataclass(frozen=True, slots=True)
class _State:
    """Everything at one moment; replaced whole, so nobody ever sees half a change."""

    served: Mapping[Path, Reading] = field(default_factory=dict)
    """The version in use of each file: its newest, or its last good one."""
    newest: Mapping[Path, Reading] = field(default_factory=dict)
    seen: Mapping[Path, _Seen] = field(default_factory=dict)
    faults: tuple[TenantFileError, ...] = ()
    by_key: Mapping[str, Tenant] = field(default_factory=dict)
    by_number: Mapping[str, Tenant] = field(default_factory=dict)


class TenantBook:
    """All firms of a folder (or of some files).

    `shared`: numbers to which several firms forward their calls.
    """

    def __init__(self, source: Path | Iterable[Path], shared: Iterable[str] = ()) -> None:
        self._shared = frozenset(shared)
        self._folder = source if isinstance(source, Path) else None
        self._files = () if isinstance(source, Path) else tuple(source)
        self._state = _State()
        self._glimpsed: Mapping[Path, _Seen | None] = {}

    @classmethod
    def load(cls, source: Path | Iterable[Path], shared: Iterable[str] = ()) -> TenantBook:
        """Read everything now. Raises SettingsError when the folder is not there."""
        book = cls(source, shared)
        if book._folder is not None and not book._folder.is_dir():
            raise SettingsError(f"RECEPTIONIST_TENANTS: {book._folder} is no folder")
        looked = book._look()
        book._glimpsed = looked
        book._adopt(book._settle(looked))
        return book

    def find(self, number: str) -> Tenant | None:
        """The firm whose number (E.164) was dialled."""
        return self._state.by_number.get(number)

    def get(self, key: str) -> Tenant | None:
        """The firm with that key."""
        return self._state.by_key.get(key)

    def all(self) -> tuple[Tenant, ...]:
        """Every firm, by key."""
        return tuple(tenant for _, tenant in sorted(self._state.by_key.items()))

    @property
    def faults(self) -> tuple[TenantFileError, ...]:
        """What is wrong now, in any of the files."""
        return self._state.faults

    def dialled_by_us(self) -> frozenset[str]:
        """Every firm's and desk's number: a `From` that equals one is no caller to be recognised."""
        return self._shared | frozenset(
            number
            for t in self.all()
            for number in (*t.numbers, t.desk.fallback, *(p.phone for p in t.desk.people))
            if number
        )

    async def watch(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Look at the files every LOOK_SECONDS, for ever."""
        while True:
            await sleep(LOOK_SECONDS)
            await self.refresh()

    async def refresh(self) -> bool:
        """Look once; True when something was taken up.

        A change counts once the file has held still for two looks: an editor that writes in
        pieces, or deletes and renames, is not caught in the middle.
        """
        looked = await asyncio.to_thread(self._look)
        before, self._glimpsed = self._glimpsed, looked
        files = {*looked, *before, *self._state.seen}
        steady = {
            file: looked.get(file) if looked.get(file) == before.get(file) else self._state.seen.get(file)
            for file in files
        }
        if {file: seen for file, seen in steady.items() if seen} == dict(self._state.seen):
            return False
        self._adopt(await asyncio.to_thread(self._settle, steady))
        return True

    # ------------------------------------------------------------ looking

    def _look(self) -> dict[Path, _Seen | None]:
        files = self._files
        if self._folder is not None:
            try:
                # Editors keep their own hidden files (.#bella.toml) beside ours.
                files = tuple(sorted(f for f in self._folder.glob("*.toml") if not f.name.startswith(".")))
            except OSError as error:
                log.warning("tenants_folder_unreadable", error=error.strerror)
                return dict(self._state.seen)
        return {file: self._glimpse(file) for file in files}

    def _glimpse(self, file: Path) -> _Seen | None:
        try:
            found = file.stat()
            stamp = (found.st_mtime_ns, found.st_size)
            for known in (self._state.seen.get(file), self._glimpsed.get(file)):
                # A stamp as young as this may hide a second change of the same size behind it.
                if known and known.stamp == stamp and time.time_ns() - found.st_mtime_ns > YOUNG_NS:
                    return known
            data = b"" if found.st_size > MAX_BYTES else file.read_bytes()
            return _Seen(stamp, hashlib.sha256(data).digest())
        except FileNotFoundError:
            # A named file that is missing is a fault; in a folder it is merely gone.
            return None if self._folder is not None else _Seen((0, -1), b"")
        except OSError:
            return _Seen((0, -1), b"")

    # ------------------------------------------------------------ deciding

    def _settle(self, looked: Mapping[Path, _Seen | None]) -> _State:
        """The state after what was seen: read what changed, then let in firm by firm.

        First come those that did not change and the last good versions of broken ones, then the
        changed, then the new: where two firms claim a number, the newcomer is refused.
        """
        old = self._state
        seen = {file: each for file, each in looked.items() if each}
        newest = {file: self._newest(file, each) for file, each in seen.items()}
        steady = {f: r for f, r in newest.items() if r.tenant and old.served.get(f) is r}
        broken = {f: old.served[f] for f, r in newest.items() if not r.tenant and f in old.served}
        waiting = {f: r for f, r in newest.items() if r.tenant and f not in steady}
        faults = [fault for reading in newest.values() for fault in reading.faults]
        known, new = ({f: r for f, r in waiting.items() if (f in old.served) is was} for was in (True, False))
        door = _Door(waiting, self._shared)
        for file, reading in (*sorted((steady | broken).items()), *sorted(known.items()), *sorted(new.items())):
            found = door.let_in(file, reading)
            faults += found if reading is newest[file] else []
            if found and file in old.served:
                door.let_in(file, old.served[file])
        served = door.served
        firms = {reading.tenant.key: reading.tenant for reading in served.values() if reading.tenant}
        numbers = {number: firm for firm in firms.values() for number in firm.numbers}
        order = sorted(faults, key=lambda each: (str(each.file), each.line))
        return _State(served, newest, seen, tuple(order), firms, numbers)

    def _newest(self, file: Path, seen: _Seen) -> Reading:
        before = self._state.seen.get(file)
        if before and before.digest == seen.digest and file in self._state.newest and seen.stamp[1] >= 0:
            return self._state.newest[file]  # only touched: it stays the very same object
        return read_file(file)

    def _adopt(self, new: _State) -> None:
        old, self._state = self._state, new
        for fault in new.faults:
            if str(fault) not in {str(each) for each in old.faults}:
                log.error("tenant_file_wrong", fault=str(fault))
        for file in sorted({*old.served, *new.served}):
            if file not in new.served:
                log.warning("tenant_gone", tenant=file.stem)
            elif file not in old.served:
                log.info("tenant_loaded", tenant=file.stem)
            elif old.served[file] is not new.served[file]:
                log.info("tenant_changed", tenant=file.stem)


class _Door:
    """Lets firms in one by one, where they can stand beside those that are in."""

    def __init__(self, waiting: Mapping[Path, Reading], shared: frozenset[str]) -> None:
        self.served: dict[Path, Reading] = {}
        self._keys: dict[str, Path] = {}
        self._inside, self._before = Neighbours(), Neighbours()
        self._waiting = Neighbours((file, each.table) for file, each in waiting.items() if each.table)
        self._newest = waiting
        self._shared = shared

    def let_in(self, file: Path, reading: Reading) -> list[TenantFileError]:
        """Why not; empty: it is in."""
        if reading.table is None or reading.tenant is None:
            return list(reading.faults)
        comes = self._newest.get(file) is reading
        found = clashes(
            file,
            reading.table,
            served=self._inside,
            waiting=self._waiting if comes else Neighbours(),
            before=self._before,
            shared=self._shared,
        )
        faults = [reading.fault(*each) for each in found]
        if twin := self._keys.get(reading.tenant.key):
            faults.append(reading.fault((), f"{twin} is a firm of that key already (allowed: a file name of its own)"))
        if not faults:
            self.served[file] = reading
            self._keys[reading.tenant.key] = file
            self._inside.add(file, reading.table)
            if not comes:
                self._before.add(file, reading.table)
        return faults
