"""Pre-rendered prompts in front of any voice: greetings, questions and apologies are made once and kept by content.

Only what `prepare` names is kept: what is said to one caller (names, numbers) stays out of memory and disk. The key is
a hash of the voice's signature (engine, version, voice, speed), the language and the text, so nothing is ever stale.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol

import structlog

from receptionist.errors import SpeechError, WorkerDied
from receptionist.messages import Language
from receptionist.speech.speech import Synthesizer
from receptionist.tenant import Tenant

log = structlog.get_logger(__name__)

LIMIT: Final = 64_000_000
"""Bytes, about an hour of sound."""
AT_ONCE: Final = 4
_DIGEST: Final = 16


class Signed(Synthesizer, Protocol):
    """A voice that tells what decides how it sounds."""

    def signature(self, tenant: Tenant, language: Language) -> str:
        """Engine, version, voice, speed."""
        ...


def sentences(text: str) -> list[str]:
    """The sentences of a text: a reply is spoken one by one, and so they are kept."""
    return [part for part in re.split(r"(?<=[.!?…])\s+(?=\S)", text.strip()) if part]


class Cached:
    """A Synthesizer that knows its prompts by heart.

    folder: where they stay between runs; None: in memory only.
    limit: bytes, of memory and of disk; the prompts not used for longest go first.
    """

    def __init__(self, inner: Signed, folder: Path | None, limit: int = LIMIT) -> None:
        self._inner, self._folder, self._limit = inner, folder, limit
        self._memory: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0

    @property
    def held(self) -> int:
        """Bytes of sound in memory."""
        return self._bytes

    def signature(self, tenant: Tenant, language: Language) -> str:
        """Of the voice inside."""
        return self._inner.signature(tenant, language)

    def speaks(self, language: Language) -> bool:
        """What the voice inside does."""
        return self._inner.speaks(language)

    async def speak(self, tenant: Tenant, language: Language, text: str) -> AsyncIterator[bytes]:
        """PCM, at once where it is known by heart. Raises as the voice inside."""
        keys = [self._key(tenant, language, each) for each in sentences(text)]
        known = [self._memory[key] for key in keys if key in self._memory]
        if keys and len(known) == len(keys):
            for key, sound in zip(keys, known, strict=True):
                if key in self._memory:
                    self._memory.move_to_end(key)
                yield sound
            return
        async for sound in self._inner.speak(tenant, language, text):
            yield sound

    async def prepare(self, tenants: Sequence[Tenant], prompts: Sequence[tuple[str, Language, str]]) -> None:
        """Start the voice, then fetch or render the prompts; one that can't be rendered is logged and left out.

        Raises WorkerDied or EngineMissing."""
        await self._inner.prepare(tenants, ())
        by_key = {t.key: t for t in tenants}
        wanted: dict[str, tuple[Tenant, Language, str]] = {}
        for firm, language, text in prompts:
            if firm in by_key:
                for each in sentences(text):
                    wanted.setdefault(self._key(by_key[firm], language, each), (by_key[firm], language, each))
        waiting = iter(wanted.items())

        async def some() -> None:
            for key, (tenant, language, text) in waiting:
                await self._learn(key, tenant, language, text)

        for fault in await asyncio.gather(*(some() for _ in range(AT_ONCE)), return_exceptions=True):
            if isinstance(fault, BaseException):
                raise fault
        if self._folder is not None:
            await asyncio.to_thread(self._tidy, self._folder)

    async def close(self) -> None:
        """Close the voice inside."""
        self._memory.clear()
        self._bytes = 0
        await self._inner.close()

    # ------------------------------------------------------------ inside

    def _key(self, tenant: Tenant, language: Language, text: str) -> str:
        return hashlib.sha256("\0".join((self.signature(tenant, language), language, text)).encode()).hexdigest()

    async def _learn(self, key: str, tenant: Tenant, language: Language, text: str) -> None:
        if key in self._memory:
            self._memory.move_to_end(key)
            return
        sound = await asyncio.to_thread(self._read, key)
        if sound is None:
            try:
                sound = b"".join([c async for c in self._inner.speak(tenant, language, text)])
            except WorkerDied:
                raise
            except SpeechError as fault:
                log.warning("prompt_not_rendered", tenant=tenant.key, language=language, fault=str(fault))
                return
            await asyncio.to_thread(self._write, key, sound)
        if not sound or len(sound) > self._limit:
            return
        self._memory[key] = sound
        self._bytes += len(sound)
        while self._bytes > self._limit:
            _, forgotten = self._memory.popitem(last=False)
            self._bytes -= len(forgotten)

    def _read(self, key: str) -> bytes | None:
        if self._folder is None:
            return None
        file = self._folder / f"{key}.pcm"
        try:
            data = file.read_bytes()
            os.utime(file)
        except OSError:
            return None
        digest, sound = data[:_DIGEST], data[_DIGEST:]
        # A file cut short by a full disk or a power failure must not be played.
        return sound if sound and hashlib.sha256(sound).digest()[:_DIGEST] == digest else None

    def _write(self, key: str, sound: bytes) -> None:
        if self._folder is None or not sound or len(sound) > self._limit:
            return
        part = self._folder / f"{key}.{os.getpid()}.part"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(hashlib.sha256(sound).digest()[:_DIGEST] + sound)
            os.replace(part, self._folder / f"{key}.pcm")
        except OSError as fault:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            log.warning("prompt_not_kept", fault=fault.strerror)

    def _tidy(self, folder: Path) -> None:
        """Keep the disk bounded."""
        try:
            files = sorted(((f.stat().st_mtime, f.stat().st_size, f) for f in folder.glob("*.pcm")), reverse=True)
        except OSError:
            return
        held = 0
        for _, size, file in files:
            held += size
            if held > self._limit:
                file.unlink(missing_ok=True)
