"""Sound kept for firms: WAV files under one folder, a folder a firm, readable by us alone.

A recording's name is its path below the firm's folder. Names are made here and checked when they
come back: no call id, purpose or name leads out of the firm's own folder.
"""

from __future__ import annotations

import asyncio
import io
import os
import re
import wave
from datetime import UTC, datetime
from pathlib import Path

from receptionist.errors import StoreError
from receptionist.messages import SAMPLE_RATE
from receptionist.tenant import Tenant

NAME = re.compile(r"\d{4}-\d\d-\d\d/[A-Za-z0-9_-]{1,200}\.wav")
SAME_NAME_TRIES = 1000


class FileRecordings:
    """The port over a folder (HOME/recordings)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def keep(self, tenant: Tenant, call: str, purpose: str, pcm: bytes, now: datetime) -> str:
        """Keep PCM (8 kHz, 16 bit, mono) as a WAV file of mode 0600; returns its name.

        Nothing is ever written over. Raises StoreError when it can't be kept."""
        if len(pcm) % 2:
            raise StoreError(f"a recording of {len(pcm)} bytes is no 16-bit sound")
        at = now.astimezone(UTC)
        stem = f"{at:%H%M%S}-{_safe(purpose, 40)}-{_safe(call, 64)}"
        return await asyncio.to_thread(self._keep, self._of(tenant), f"{at:%Y-%m-%d}", stem, _wav(pcm))

    def path(self, tenant: Tenant, name: str) -> Path:
        """Where a recording of the firm stands. Raises StoreError for a name that is none."""
        if not NAME.fullmatch(name):
            raise StoreError(f"{name[:80]!r} is no name of a recording")
        path = self._of(tenant) / name
        if not path.resolve().is_relative_to(self._of(tenant).resolve()) or not path.is_file():
            raise StoreError(f"{tenant.key} has no recording {name!r}")
        return path

    async def load(self, tenant: Tenant, name: str) -> bytes:
        """The WAV file's bytes. Raises StoreError."""
        path = self.path(tenant, name)
        try:
            return await asyncio.to_thread(path.read_bytes)
        except OSError as error:
            raise StoreError(f"{path}: {error.strerror or error}") from error

    def _of(self, tenant: Tenant) -> Path:
        return self._folder / _safe(tenant.key, 64)

    def _keep(self, folder: Path, day: str, stem: str, data: bytes) -> str:
        try:
            for each in (self._folder, folder, folder / day):
                each.mkdir(mode=0o700, parents=True, exist_ok=True)
            for n in range(1, SAME_NAME_TRIES):
                name = f"{day}/{stem}.wav" if n == 1 else f"{day}/{stem}-{n}.wav"
                if _write_new(folder / name, data):
                    return name
        except OSError as error:
            raise StoreError(f"{folder}: {error.strerror or error}") from error
        raise StoreError(f"{folder}: too many recordings named {stem}")


def _write_new(path: Path, data: bytes) -> bool:
    """Write a file that is not there yet; False when it is. Half a file is never left behind."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return True


def _safe(part: str, limit: int) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "_", part)[:limit].strip("_") or "none"


def _wav(pcm: bytes) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(SAMPLE_RATE)
        wav.writeframes(pcm)
    return out.getvalue()
