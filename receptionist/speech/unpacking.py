"""A model's ZIP archive → its folder. The archive's checksum is known to be right by now; still nothing in it may leave
the folder, be a link or a device, or grow past all measure.
"""

from __future__ import annotations

import hashlib
import os
import stat
import zipfile
import zlib
from pathlib import Path
from typing import Final

from receptionist.errors import ModelError

ENTRIES_MAX: Final = 2_000
BYTES_MAX: Final = 4_000_000_000
GROWTH_MAX: Final = 20
"""Times the archive's own size; models grow about twofold."""
SMALL: Final = 1_000_000
"""Bytes that any archive may unpack to."""
PIECE: Final = 1 << 20


def unpack(archive: Path, name: str, into: Path) -> dict[str, tuple[int, str]]:
    """Unpack `name/…` of the archive to `into/…`; every file's bytes and sha256 by its path within.

    Raises ModelError (what the archive holds) or OSError (the disk)."""
    try:
        with zipfile.ZipFile(archive) as box:
            entries = box.infolist()
            _measure(archive, entries)
            files = {_path(entry, name): entry for entry in entries if not entry.is_dir()}
            if len({path.casefold() for path in files}) != sum(not entry.is_dir() for entry in entries):
                raise ModelError(f"{archive.name} holds two files of one name; refused")
            return {path: _write(box, entry, into / path) for path, entry in files.items()}
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError) as fault:
        raise ModelError(f"{_plain(archive)} can't be unpacked: {fault}") from fault


def _plain(archive: Path) -> str:
    return archive.name.removesuffix(".part")


def _measure(archive: Path, entries: list[zipfile.ZipInfo]) -> None:
    limit = min(BYTES_MAX, max(SMALL, GROWTH_MAX * archive.stat().st_size))
    if len(entries) > ENTRIES_MAX or sum(entry.file_size for entry in entries) > limit:
        raise ModelError(f"{_plain(archive)} would unpack to more than a model can be; refused")


def _path(entry: zipfile.ZipInfo, name: str) -> str:
    """Path of a file within the model's folder. Raises ModelError for anything but a plain file in it."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    # orig_filename: ZipFile cuts a name at a NUL byte, which would hide what follows.
    top, _, path = entry.filename.partition("/")
    steps = path.split("/")
    odd = "\\" in entry.orig_filename or "\0" in entry.orig_filename or ":" in path or not path.isprintable()
    if odd or top != name or any(step in {"", ".", ".."} for step in steps):
        raise ModelError(f"{entry.orig_filename!r} in the archive lies outside {name}/; refused")
    if kind not in {0, stat.S_IFREG}:
        raise ModelError(f"{entry.filename!r} in the archive is no plain file; refused")
    if entry.flag_bits & 1:
        raise ModelError(f"{entry.filename!r} in the archive is encrypted; refused")
    return path


def _write(box: zipfile.ZipFile, entry: zipfile.ZipInfo, file: Path) -> tuple[int, str]:
    """ZipFile reads no more than the size it declared, and checks the CRC at the end."""
    file.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with box.open(entry) as source, file.open("xb") as sink:
        while piece := source.read(PIECE):
            sink.write(piece)
            digest.update(piece)
            size += len(piece)
        sink.flush()
        os.fsync(sink.fileno())
    if size != entry.file_size:
        raise ModelError(f"{entry.filename!r} in the archive is cut short")
    return size, digest.hexdigest()
