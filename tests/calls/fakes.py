"""Small honest parts for sessions in virtual time: a line with a playout clock, engines that do as told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from receptionist.calls.parts import Parts, SessionSettings
from receptionist.calls.prompts import NAMES, Prompt
from receptionist.dialogue.dialogue import Answer, Conversation
from receptionist.errors import CallGone, SpeechError
from receptionist.gateways.gateway import KeyPressed, LegEvent, MarkReached, Sound, Transfer
from receptionist.messages import (
    FRAME_BYTES,
    FRAME_MS,
    Call,
    CallAnswered,
    CallerTurn,
    Channel,
    Event,
    Expectation,
    Happened,
    Language,
    Reply,
)
from receptionist.records.records import Message
from receptionist.speech.speech import Recognized
from receptionist.tenant import Person, Tenant

START = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LOUD = b"\x00\x40" * (FRAME_BYTES // 2)
QUIET = b"\x00\x00" * (FRAME_BYTES // 2)
MS_A_LETTER = 60
"""How long the fake voice needs for a letter."""


@dataclass(frozen=True)
class Speak:
    """The caller speaks for so long."""

    ms: int


@dataclass(frozen=True)
class Quiet:
    ms: int


@dataclass(frozen=True)
class Key:
    key: str


@dataclass(frozen=True)
class WhenVoice:
    """Wait until our voice has been playing for so many ms."""

    ms: int


@dataclass(frozen=True)
class WhenWaiting:
    """Wait until the receptionist has said all and waits for an answer."""


def call(tenant: Tenant, language: Language = "en", caller: str | None = "+447700900999") -> Call:
    return Call("CA1", tenant.key, Channel.VOICE, caller, tenant.numbers[0], language, START)


class Line:
    """A CallLeg whose playback takes its time and whose caller follows a script."""

    def __init__(self, of: Call, tenant: Tenant, script: Sequence[Any], opening: CallerTurn | None = None) -> None:
        self.tenant = tenant
        self.call, self.opening, self.script = of, opening or CallAnswered(), list(script)
        self.queue: list[bytes | str] = []
        self.events_out: asyncio.Queue[LegEvent | None] = asyncio.Queue()
        self.played_ms = 0
        self.transferred: Transfer | None = None
        self.hung_up = False
        self.gone = False
        self.waiting = asyncio.Event()
        self.cleared = 0
        self.marks_lost = False

    async def play(self, pcm: bytes) -> None:
        self._there()
        self.queue.extend(pcm[i : i + FRAME_BYTES] for i in range(0, len(pcm), FRAME_BYTES))

    async def mark(self, name: str) -> None:
        self._there()
        self.queue.append(name)

    async def clear(self) -> None:
        self._there()
        self.cleared += 1
        marks = [m for m in self.queue if isinstance(m, str)]
        self.queue.clear()
        for name in marks:
            self.events_out.put_nowait(MarkReached(name, played=False))

    async def transfer(self, to: Transfer) -> None:
        self._there()
        self.transferred = to
        self._leave()

    async def hang_up(self) -> None:
        self._there()
        self.hung_up = True
        self._leave()

    async def events(self) -> AsyncIterator[LegEvent]:
        line = asyncio.create_task(self._run())
        try:
            while (event := await self.events_out.get()) is not None:
                yield event
        finally:
            line.cancel()

    def _there(self) -> None:
        if self.gone:
            raise CallGone("the caller has left")

    def _leave(self) -> None:
        self.gone = True
        self.events_out.put_nowait(None)

    async def _run(self) -> None:
        for step in self.script:
            if isinstance(step, Speak | Quiet):
                for _ in range(step.ms // FRAME_MS):
                    await self._tick(LOUD if isinstance(step, Speak) else QUIET)
            elif isinstance(step, Key):
                self.events_out.put_nowait(KeyPressed(step.key))
            elif isinstance(step, WhenVoice):
                while not self.queue:
                    await self._tick(QUIET)
                until = self.played_ms + step.ms
                while self.played_ms < until:
                    await self._tick(QUIET)
            elif isinstance(step, WhenWaiting):
                while not self.waiting.is_set():
                    await self._tick(QUIET)
                self.waiting.clear()
        if not self.gone:
            self._leave()

    async def _tick(self, heard: bytes) -> None:
        await asyncio.sleep(FRAME_MS / 1000)
        if self.gone:
            await asyncio.Event().wait()
        while self.queue and isinstance(self.queue[0], str):
            self.events_out.put_nowait(MarkReached(str(self.queue.pop(0)), played=True))
        if self.queue:
            self.queue.pop(0)
            self.played_ms += FRAME_MS
            while self.queue and isinstance(self.queue[0], str):
                self.events_out.put_nowait(MarkReached(str(self.queue.pop(0)), played=True))
        self.events_out.put_nowait(Sound(heard))


class Loudness:
    """A voice detector for LOUD and QUIET."""

    async def hear(self, pcm: bytes) -> float:
        return 1.0 if pcm != QUIET else 0.0


@dataclass
class Listener:
    """A Hearing that gives the next scripted text."""

    owner: Ears
    frames: int = 0

    async def feed(self, pcm: bytes) -> None:
        self.frames += 1

    async def partial(self) -> str:
        return ""

    async def finish(self) -> Recognized:
        self.owner.utterances.append(self.frames * FRAME_MS)
        await asyncio.sleep(self.owner.takes)
        said = self.owner.texts.pop(0) if self.owner.texts else ""
        if isinstance(said, Exception):
            raise said
        return Recognized(said, 0.9, engine="fake")

    async def abandon(self) -> None:
        self.owner.abandoned += 1


@dataclass
class Ears:
    """A Recognizer."""

    texts: list[Any]
    languages: tuple[str, ...] = ("en", "pl")
    takes: float = 0.1
    utterances: list[int] = field(default_factory=list)
    asked: list[tuple[Expectation, tuple[str, ...]]] = field(default_factory=list)
    abandoned: int = 0

    def understands(self, language: Language) -> bool:
        return language in self.languages

    async def prepare(self, tenants: Sequence[Tenant]) -> None:
        return

    async def listen(
        self, tenant: Tenant, language: Language, expects: Expectation, hints: Sequence[str] = ()
    ) -> Listener:
        self.asked.append((expects, tuple(hints)))
        return Listener(self)

    async def close(self) -> None:
        return


@dataclass
class Mouth:
    """A Synthesizer: every letter takes its time; it can be broken."""

    broken: bool = False
    said: list[str] = field(default_factory=list)
    languages: list[Language] = field(default_factory=list)

    async def speak(self, tenant: Tenant, language: Language, text: str) -> AsyncIterator[bytes]:
        if self.broken:
            raise SpeechError("no voice")
        self.said.append(text)
        self.languages.append(language)
        for _ in range(max(1, len(text) * MS_A_LETTER // FRAME_MS)):
            yield LOUD

    def speaks(self, language: Language) -> bool:
        return True

    async def prepare(self, tenants: Sequence[Tenant], prompts: Sequence[tuple[str, Language, str]]) -> None:
        return

    async def close(self) -> None:
        return


@dataclass
class Script:
    """A Dialogue: a function of the turn."""

    answers: Callable[[CallerTurn], Reply | Exception]
    turns: list[CallerTurn] = field(default_factory=list)
    takes: float = 0.0
    conversations: list[Conversation] = field(default_factory=list)

    async def answer(self, tenant: Tenant, conversation: Conversation, turn: CallerTurn, now: datetime) -> Answer:
        self.turns.append(turn)
        self.conversations.append(conversation)
        if self.takes:
            await asyncio.sleep(self.takes)
        reply = self.answers(turn)
        if isinstance(reply, Exception):
            raise reply
        return Answer(reply, conversation)


@dataclass
class Book:
    """Journal, conversations, messages, recordings, bookings, desk, observer: what a session leaves behind."""

    line: Line
    events: list[tuple[Event, Mapping[str, Any]]] = field(default_factory=list)
    taken: list[tuple[str, str]] = field(default_factory=list)
    recordings: list[int] = field(default_factory=list)
    released: list[str] = field(default_factory=list)
    people: tuple[Person, ...] = ()
    failures: list[str] = field(default_factory=list)
    stages: list[str] = field(default_factory=list)
    saved: Conversation | None = None
    earlier: tuple[Call, ...] = ()
    ended_before: str = "caller_hung_up"
    broken: bool = False
    why: str = ""

    async def begin(self, of: Call) -> bool:
        return True

    async def note(self, of: Call, event: Event, at: datetime, detail: Mapping[str, Any] | None = None) -> None:
        if self.broken:
            raise OSError("disk full")
        self.events.append((event, detail or {}))
        if event is Event.WAITING:
            self.line.waiting.set()

    async def of(self, call_id: str) -> Sequence[Happened]:
        why = {"why": self.ended_before}
        return () if call_id == "CA1" else (Happened(call_id, "brightsmile", Event.ENDED, START, why),)

    async def recent(self, tenant: str, caller: str | None, since: datetime) -> Sequence[Call]:
        return [c for c in self.earlier if caller and c.caller == caller and c.started >= since]

    async def close_orphans(self, now: datetime) -> Sequence[str]:
        return ()

    async def load(self, conversation_id: str) -> Conversation | None:
        return self.saved

    async def save(self, conversation: Conversation, now: datetime) -> None:
        if self.broken:
            raise OSError("disk full")
        self.saved = conversation

    async def take(self, tenant: Tenant, kind: Any, of: str, language: Language, now: datetime, **what: str) -> Message:
        self.taken.append((kind, what.get("recording", "")))
        return Message(
            "M1", tenant.key, kind, of, "", what.get("phone", ""), "", what.get("recording", ""), language, now
        )

    async def keep(self, tenant: Tenant, of: str, purpose: str, pcm: bytes, now: datetime) -> str:
        self.recordings.append(len(pcm) // FRAME_BYTES * FRAME_MS)
        return f"{of}-{len(self.recordings)}.wav"

    async def release(self, of: str, now: datetime) -> None:
        self.released.append(of)

    async def route(self, tenant: Tenant, language: Language, now: datetime) -> tuple[Person, ...]:
        return self.people

    def turn_took(self, stage: str, seconds: float) -> None:
        self.stages.append(stage)

    def failed(self, kind: str) -> None:
        self.failures.append(kind)

    def of_kind(self, event: Event) -> list[Mapping[str, Any]]:
        return [detail for kind, detail in self.events if kind is event]


def parts(book: Book, dialogue: Any, ears: Ears, mouth: Mouth, settings: SessionSettings | None = None) -> Parts:
    loop_time: Callable[[], float] = lambda: asyncio.get_running_loop().time()  # noqa: E731 - looked up at each call
    prompt = Prompt("sorry", LOUD * 10)
    book_any: Any = book
    return Parts(
        dialogue=dialogue,
        conversations=book_any,
        recognizer=ears,
        synthesizer=mouth,
        detector=Loudness,
        prompts={(language, name): prompt for language in ("en", "pl") for name in NAMES},
        journal=book_any,
        bookings=book_any,
        desk=book_any,
        messages=book_any,
        recordings=book_any,
        observer=book_any,
        now=lambda: START + timedelta(seconds=loop_time()),
        clock=loop_time,
        settings=settings or SessionSettings(),
    )
