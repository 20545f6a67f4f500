"""Follows a call through its journal: the transcript as it grows, and whose turn it is."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from receptionist.calls.journal import Journal
from receptionist.gateways.wav import Wanted
from receptionist.messages import Event, Happened

LOOK_SECONDS = 0.05
ENDING_SECONDS = 5.0
"""How long the journal's last entries are waited for after the line is down."""
LAST = frozenset({Event.ENDED, Event.HANDED_OVER})


class Watch:
    """One call's journal, read as it is written."""

    def __init__(self, journal: Journal, call_id: str, show: Callable[[Happened, float], None]) -> None:
        self._journal, self._call, self._show = journal, call_id, show
        self._seen = 0
        self._began: Any = None
        self._waitings = 0
        self._answered_waitings = 0
        self._news = asyncio.Event()
        self.entries: list[Happened] = []

    async def follow(self) -> None:
        """Show entries as they come, until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Show what is new."""
        entries = await self._journal.of(self._call)
        for entry in entries[self._seen :]:
            self._began = self._began or entry.at
            self.entries.append(entry)
            self._show(entry, (entry.at - self._began).total_seconds())
            if entry.event is Event.WAITING:
                self._waitings += 1
                self._news.set()
        self._seen = len(entries)

    async def waits(self) -> Wanted:
        """Return each time the receptionist has finished a turn and waits."""
        while self._waitings <= self._answered_waitings:
            self._news.clear()
            await self._news.wait()
        self._answered_waitings = self._waitings
        last = next(e for e in reversed(self.entries) if e.event is Event.WAITING)
        return Wanted(bool(last.detail.get("record")), last.detail.get("hears") is False)

    async def end(self) -> None:
        """The line is down: wait for the last entries."""
        for _ in range(int(ENDING_SECONDS / LOOK_SECONDS)):
            await self.look()
            if any(e.event is Event.ENDED for e in self.entries):
                return
            await asyncio.sleep(LOOK_SECONDS)


def as_text(entry: Happened, seconds: float) -> None:
    """A line of the transcript."""
    line = told(entry.event, entry.detail)
    if line:
        print(f"{seconds:7.2f}  {line}", flush=True)


def as_json(entry: Happened, seconds: float) -> None:
    """An object a line."""
    row = {"at": entry.at.isoformat(), "seconds": round(seconds, 3), "event": entry.event.value, **entry.detail}
    print(json.dumps(row, ensure_ascii=False, default=str), flush=True)


def told(event: Event, detail: Mapping[str, Any]) -> str:
    """What a person wants to read of an entry; empty: nothing."""
    get = detail.get
    people: Sequence[str] = get("to") or ()
    lines: dict[Event, str] = {
        Event.RANG: "(rings)",
        Event.SAID: f"receptionist: {get('text', '')}",
        Event.HEARD: f"caller:       {get('text', '') or '(not understood)'}   [{get('confidence', 0):.2f}]",
        Event.KEYED: f"caller:       key {get('keys', '')}",
        Event.RECORDED: f"caller:       (recorded {get('seconds', 0)} s)",
        Event.BOOKED: f"(booked {get('booking', '')}: {get('service', '')}, {get('staff', '')}, {get('start', '')})",
        Event.CANCELLED: f"(cancelled {get('booking', '')})",
        Event.MESSAGE_TAKEN: f"({str(get('kind', 'message')).replace('_', ' ')} taken down)",
        Event.HANDED_OVER: f"(handed over to {', '.join(people)}: {get('reason', '')})",
        Event.HAND_OVER_FAILED: f"(nobody took the call: {get('reason', '')})",
        Event.FAILED: f"(failed: {get('stage', get('what', ''))})",
        Event.ENDED: f"(ended: {get('why', '')})",
    }
    if event is Event.PLAYED and get("interrupted"):
        return f"              (interrupted; heard: {get('heard', '')})"
    return lines.get(event, "")
