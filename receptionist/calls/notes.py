"""What a call leaves in the books, written beside it: a slow disk is never heard on the line."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import structlog

from receptionist.calls.parts import Parts
from receptionist.dialogue.dialogue import Conversation
from receptionist.messages import Call, Event

log = structlog.get_logger(__name__)

Write: TypeAlias = Callable[[], Awaitable[None]]


class Notes:
    """The journal and the conversation of one call, in the order in which things happened."""

    def __init__(self, call: Call, parts: Parts) -> None:
        self._call, self._parts = call, parts
        self._queue: asyncio.Queue[tuple[str, Write] | None] = asyncio.Queue()
        self._writing = asyncio.create_task(self._write())

    def note(self, event: Event, **detail: Any) -> None:
        """Something happened, now."""
        at = self._parts.now()
        self._queue.put_nowait(("journal", lambda: self._parts.journal.note(self._call, event, at, detail)))

    def keep(self, conversation: Conversation) -> None:
        """The conversation as it stands now."""
        at = self._parts.now()
        self._queue.put_nowait(("store", lambda: self._parts.conversations.save(conversation, at)))

    async def close(self) -> None:
        """Everything is written."""
        self._queue.put_nowait(None)
        await self._writing

    async def _write(self) -> None:
        while (entry := await self._queue.get()) is not None:
            kind, write = entry
            try:
                await write()
            except Exception:  # noqa: BLE001 - what is on the line comes first
                log.exception(f"{kind}_failed", call=self._call.id)
                self._parts.observer.failed(kind)
