"""Fetches speech models into the folder of models: whole and checked, or not at all.

Everything on its way lies in `.pull/` inside that folder, under a lock, and is renamed into place when it is complete;
an interrupted download stays there and is gone on with. An engine that looks into the folder meanwhile never sees half
a model.
"""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp

from receptionist import __version__
from receptionist.errors import ModelError
from receptionist.speech.fetching import (
    PAUSES,
    TIMEOUT,
    Download,
    Progress,
    copy,
    disk_error,
    fetch_list,
    megabytes,
    parse_list,
)
from receptionist.speech.models import (
    Expected,
    Model,
    damage,
    faults,
    from_list,
    installed,
    receipt_file,
)
from receptionist.speech.unpacking import unpack

WORK: Final = ".pull"
"""Folder of what is on its way."""
UNPACKED: Final = 3
"""An archive and its contents need about so many times the archive's size."""
SPARE: Final = 50_000_000
"""Bytes that stay free for the rest of the machine."""


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull of models into a folder."""

    folder: Path
    progress: Progress
    source: Path | None = None
    """Folder with an offline copy of the same files and the official lists; nothing is fetched then."""
    mirrors: Mapping[str, str] = field(default_factory=dict)
    """Beginning of a URL → what stands in its place."""
    pauses: Sequence[float] = PAUSES
    """Seconds before each new attempt after a connection broke."""

    async def run(self, models: Sequence[Model]) -> tuple[Model, ...]:
        """Install what is missing or damaged, one model after the other; those that were installed.

        Raises ModelError; what was complete before stays installed."""
        if self.source is not None and not self.source.is_dir():
            raise ModelError(f"{self.source}: there is no such folder")
        done = []
        with locked(self.folder) as work:
            async with self._session() as session:
                lists: dict[str, Any] = {}
                for model in models:
                    if await asyncio.to_thread(sound, model, self.folder):
                        self.progress.say(f"{model.name} is installed")
                        continue
                    await self._install(model, work, session, lists)
                    done.append(model)
        return tuple(done)

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[aiohttp.ClientSession]:
        """trust_env: an office's proxy stands in the environment."""
        headers = {"User-Agent": f"receptionist/{__version__}", "Accept-Encoding": "identity"}
        async with aiohttp.ClientSession(
            timeout=TIMEOUT, headers=headers, trust_env=True, auto_decompress=False
        ) as session:
            yield session

    async def _install(self, model: Model, work: Path, session: aiohttp.ClientSession, lists: dict[str, Any]) -> None:
        if model.needs_list and model.list_url not in lists:
            lists[model.list_url] = await self._list(model, session)
        wanted = [(f, f.pinned or from_list(model, f, lists[model.list_url])) for f in model.files]
        self._check_room(model, work, [expected for _, expected in wanted])
        parts = []
        for file, expected in wanted:
            part = work / f"{file.name}.part"
            if self.source is not None:
                await copy(self._offline(file.name, self._at(file.url)), part, expected, self.progress)
            else:
                await Download(session, self._at(file.url), part, expected, self.progress).run(self.pauses)
            parts.append(part)
        try:
            await asyncio.to_thread(place, model, parts, self.folder)
        except OSError as fault:
            raise disk_error(fault, self.folder, sum(e.bytes for _, e in wanted)) from fault
        self.progress.say(f"{model.name} is installed")

    async def _list(self, model: Model, session: aiohttp.ClientSession) -> Any:
        url = self._at(model.list_url)
        if self.source is None:
            return await fetch_list(session, url)
        file = self._offline(urlsplit(url).path.rpartition("/")[2], url)
        return parse_list(await asyncio.to_thread(file.read_bytes), str(file))

    def _offline(self, name: str, url: str) -> Path:
        assert self.source is not None
        file = self.source / name
        if not file.is_file():
            raise ModelError(f"{file} is missing: a copy of {url}")
        return file

    def _at(self, url: str) -> str:
        """Where to fetch it, by the longest mirror that fits."""
        for begins in sorted(self.mirrors, key=len, reverse=True):
            if url == begins or url.startswith(begins.rstrip("/") + "/"):
                return self.mirrors[begins].rstrip("/") + url[len(begins.rstrip("/")) :]
        return url

    def _check_room(self, model: Model, work: Path, wanted: Sequence[Expected]) -> None:
        """Before the first byte, not after an hour. Raises ModelError."""
        size = sum(e.bytes for e in wanted)
        here = sum(_size(work / f"{f.name}.part") for f in model.files)
        need = size * (UNPACKED if model.engine == "vosk" else 1) - here + SPARE
        free = shutil.disk_usage(self.folder).free
        if free < need:
            raise ModelError(f"{model.name} needs {megabytes(need)} in {self.folder}, where {megabytes(free)} are free")


def _size(file: Path) -> int:
    return file.stat().st_size if file.is_file() else 0


def sound(model: Model, folder: Path) -> bool:
    """Whether it is installed and, as far as a receipt tells, undamaged."""
    return installed(model, folder) and not damage(model.engine, model.place(folder))


def addresses(models: Sequence[Model]) -> list[str]:
    """Everything that an offline copy (`source`) needs, each once."""
    urls = [url for m in models for url in (*(f.url for f in m.files), *([m.list_url] if m.needs_list else []))]
    return list(dict.fromkeys(urls))


# ---------------------------------------------------------------- putting in place


@contextmanager
def locked(folder: Path) -> Iterator[Path]:
    """The work folder, for this process alone; what a pull that was killed left half unpacked is gone.

    Raises ModelError when another pull is under way. The lock ends with the process, however that ends."""
    work = folder / WORK
    try:
        work.mkdir(parents=True, exist_ok=True)
        with (work / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise ModelError(f"another pull into {folder} is under way") from None
            for left in work.glob("new-*"):
                shutil.rmtree(left, ignore_errors=True)
            yield work
    except OSError as fault:
        raise ModelError(f"{fault.filename or folder}: {fault.strerror or fault}") from fault


def place(model: Model, parts: Sequence[Path], folder: Path) -> None:
    """Checked files → the installed model and its receipt. Raises ModelError or OSError; what was there stays then."""
    work = folder / WORK
    with tempfile.TemporaryDirectory(prefix="new-", dir=work, ignore_cleanup_errors=True) as made:
        new = model.place(Path(made))
        if model.engine == "vosk":
            files = unpack(parts[0], model.name, new)
        else:
            files = {f.name: _take(part, new.with_name(f.name)) for f, part in zip(model.files, parts, strict=True)}
        if wrong := faults(model.engine, new):
            raise ModelError(f"{model.name} is no usable model although its checksum is right: {wrong[0]}")
        target = model.place(folder)
        if model.engine == "vosk":
            _swap(new, target, Path(made) / "old")
        else:
            # The configuration first: engines look for the .onnx.
            for file in reversed(model.files):
                os.replace(new.with_name(file.name), target.with_name(file.name))
        _write_receipt(target, files)
    for part in parts:
        part.unlink(missing_ok=True)
        part.with_name(f"{part.name}.etag").unlink(missing_ok=True)


def _take(part: Path, to: Path) -> tuple[int, str]:
    """Flush to the disk and move; bytes and sha256."""
    with part.open("rb") as source:
        os.fsync(source.fileno())
        digest = hashlib.file_digest(source, "sha256").hexdigest()
    os.replace(part, to)
    return to.stat().st_size, digest


def _swap(new: Path, target: Path, old: Path) -> None:
    """A folder can't be renamed over another one: the old one steps aside, and comes back when this fails."""
    if not os.path.lexists(target):
        os.rename(new, target)
        return
    os.rename(target, old)
    try:
        os.rename(new, target)
    except OSError:
        os.rename(old, target)
        raise


def _write_receipt(target: Path, files: Mapping[str, tuple[int, str]]) -> None:
    receipt = receipt_file(target)
    receipt.parent.mkdir(exist_ok=True)
    part = receipt.with_name(f"{receipt.name}.part")
    part.write_text(json.dumps({"files": files}, indent=1), "utf-8")
    os.replace(part, receipt)
