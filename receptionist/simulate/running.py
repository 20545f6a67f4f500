"""Calls of simulated callers: each on its own books and a clock of its own, through any dialogue."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from receptionist.booking.booking import Bookings
from receptionist.dialogue.dialogue import Conversation, Dialogue
from receptionist.errors import BookingError, ScenarioError
from receptionist.messages import (
    CallAnswered,
    CallerKeyed,
    CallerLeft,
    CallerRecorded,
    CallerSaid,
    CallerSilent,
    CallerTurn,
    Channel,
    HandOverFailed,
    Reply,
)
from receptionist.records.records import Messages
from receptionist.simulate.caller import Caller
from receptionist.simulate.scenario import Scenario, Taken
from receptionist.simulate.scoring import Books, Ending, Verdict, score
from receptionist.simulate.scripted import faults, turn_of
from receptionist.tenant import Tenant

SECONDS = 5
"""That a turn takes."""
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class House:
    """The rooms a call needs, on empty books."""

    dialogue: Dialogue
    bookings: Bookings
    messages: Messages


class Stage(Protocol):
    """Where calls are made."""

    @property
    def firms(self) -> Mapping[str, Tenant]:
        """By key; at least two, so that a mix-up shows."""
        ...

    def house(self, clock: Clock, hears: bool) -> AbstractAsyncContextManager[House]:
        """Rooms on empty books of their own, removed when the block is left. `clock`: the pinned time.

        `hears`: whether speech is understood."""
        ...


@dataclass(frozen=True, slots=True)
class Result:
    """A call that was made."""

    scenario: Scenario
    verdict: Verdict
    turns: int
    """Of the caller."""
    booked_after: int | None
    """Turns of the caller until the first visit was booked."""
    transcript: tuple[tuple[str, str], ...]
    """What the caller did, what was answered."""

    @property
    def ok(self) -> bool:
        """The task succeeded."""
        return not self.verdict.faults


async def run(
    scenarios: Iterable[Scenario], stage: Stage, told: Callable[[Result], None] = lambda result: None
) -> tuple[Result, ...]:
    """Make the calls one after another; `told` hears of each as it ends. Raises DialogueError, StoreError.

    ScenarioError where a visit that should be there before is against the firm's rules."""
    out: list[Result] = []
    for scenario in scenarios:
        result = await _call(scenario, stage)
        told(result)
        out.append(result)
    return tuple(out)


async def _call(scenario: Scenario, stage: Stage) -> Result:
    tenant = stage.firms[scenario.firm]
    line = _Line(scenario, tenant)
    async with stage.house(line.now, scenario.hears) as house:
        line.house = house
        try:
            prepared = {await _prepare(house.bookings, tenant, t, line.at): t for t in scenario.taken}
        except BookingError as error:
            raise ScenarioError(f"{scenario.file}: {scenario.name}: taken: {error}") from error
        await (_scripted(line) if scenario.goal is None else _with_goal(line))
        await line.hang_up()
        visits = tuple(b for b in await house.bookings.all(tenant) if b.status != "held")
        strange = 0
        for other in stage.firms.values():
            if other.key != tenant.key:
                strange += len(await house.bookings.all(other)) + len(await house.messages.all(other))
        books = Books(visits, tuple(await house.messages.all(tenant)), strange, prepared)
    verdict = score(scenario, tenant, books, Ending(tuple(line.handovers), line.ended))
    verdict = Verdict((*line.faults, *verdict.faults), verdict.wrong)
    return Result(scenario, verdict, line.turns, line.booked_after, tuple(line.transcript))


async def _prepare(bookings: Bookings, tenant: Tenant, taken: Taken, now: datetime) -> str:
    """A visit that stands in the book before the call. Raises BookingError where the firm's rules forbid it."""
    start = taken.start.replace(tzinfo=tenant.zone)
    other = f"before-{taken.start:%d%H%M}-{taken.staff}"
    early = min(now, start - timedelta(days=2))
    held = await bookings.hold(tenant, taken.service, taken.staff, start, other, tenant.languages[0], early)
    return (await bookings.confirm(tenant, held.id, other, taken.name, taken.phone, "desk", early)).id


@dataclass(slots=True)
class _Line:
    """A call in progress."""

    scenario: Scenario
    tenant: Tenant
    house: House = field(init=False)
    at: datetime = field(init=False)
    talk: Conversation = field(init=False)
    turns: int = 0
    booked_after: int | None = None
    ended: bool = False
    handovers: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    transcript: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        s = self.scenario
        self.at = s.now.replace(tzinfo=self.tenant.zone)
        self.talk = Conversation(
            f"simulated-{uuid.uuid4()}", self.tenant.key, s.language, Channel(s.channel), s.caller, s.hears
        )

    def now(self) -> datetime:
        """The pinned clock: it moves only with the turns."""
        return self.at

    async def turn(self, turn: CallerTurn) -> Reply:
        """One turn, the conversation kept as a store would keep it."""
        self.at += timedelta(seconds=SECONDS)
        answer = await self.house.dialogue.answer(self.tenant, _stored(self.talk), turn, self.at)
        self.talk = answer.conversation
        reply = answer.reply
        self.transcript.append((told(turn), reply.text))
        self.ended = self.ended or reply.ended and not isinstance(turn, CallerLeft)
        if reply.handover is not None:
            self.handovers.append(reply.handover.reason.value)
        if isinstance(turn, CallerSaid | CallerKeyed | CallerSilent | CallerRecorded):
            self.turns += 1
            if self.booked_after is None and await self._booked():
                self.booked_after = self.turns
        return reply

    async def _booked(self) -> bool:
        visits = await self.house.bookings.all(self.tenant)
        return any(b.call == self.talk.id and b.status == "booked" for b in visits)

    async def hang_up(self) -> None:
        """What is held is let go, what was half given is kept."""
        if not self.ended:
            await self.turn(CallerLeft())
        await self.house.bookings.release(self.talk.id, self.at)


def _stored(talk: Conversation) -> Conversation:
    """As it comes back from the store: whatever is no JSON fails here."""
    plain = json.loads(json.dumps(asdict(talk)))
    return Conversation(**{**plain, "channel": Channel(plain["channel"])})


async def _scripted(line: _Line) -> None:
    turns = line.scenario.turns
    if not turns[0].answered:
        await line.turn(CallAnswered())
    for n, each in enumerate(turns, 1):
        reply = await line.turn(turn_of(each))
        line.faults += [f"turn {n}: {fault}" for fault in faults(each, reply)]
        if reply.handover is not None and line.scenario.desk == "nobody":
            await line.turn(HandOverFailed("no-answer"))


async def _with_goal(line: _Line) -> None:
    caller = Caller(line.scenario, line.tenant, line.at)
    reply = await line.turn(CallAnswered())
    while (move := caller.move(reply)) is not None:
        reply = await line.turn(move.turn)
        low = reply.text.lower()
        line.faults += [f"the answer lacks {want!r}: {reply.text!r}" for want in move.hears if want.lower() not in low]
        if reply.handover is not None and line.scenario.desk == "nobody":
            reply = await line.turn(HandOverFailed("no-answer"))
    if caller.asked_all is False:
        line.faults.append("not all questions could be asked")


def told(turn: CallerTurn) -> str:
    """A turn as a transcript shows it."""
    match turn:
        case CallerSaid(text=text):
            return text if len(text) <= 200 else f"{text[:200]}… ({len(text):,} characters)"
        case CallerKeyed(digits=digits):
            return f"[keys {digits}]"
        case CallerSilent():
            return "[silent]"
        case CallerRecorded():
            return "[speaks after the tone]"
        case CallAnswered():
            return "[the call is answered]"
        case HandOverFailed():
            return "[nobody takes the call]"
        case CallerLeft():
            return "[hangs up]"
