"""Call scripts: the caller says, keys or keeps silent; what must be answered; what must stand in the books at the end.

A YAML file in tests/calls/ holds several scripts (documents). Keys of a script:

    call: what it shows            firm, language, caller, hears, channel, now (the firm's wall clock)
    taken: [visits there before]   turns: [...]   bookings: [...]   messages: [...]

A turn is one of `say`, `key`, `silent`, `recorded`, `hand_over_failed`, `left`, `calls_again`, with what to expect of
the reply: `hears` (substrings, whatever the case), `not` (substrings), `expects`, `keys`, `handover`, `ended`,
`keys_wanted`, `record`, `language`. The first turn, `answered`, is the greeting and may be left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlite_utils
import yaml

from receptionist.booking.booking import Bookings
from receptionist.dialogue.actions.runner import Actions
from receptionist.dialogue.dialogue import Conversation
from receptionist.dialogue.talking import Talking
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
from receptionist.tenant import Tenant

CALLS = Path(__file__).parent.parent / "calls"
NLU = Path(__file__).parent.parent.parent / "nlu"
NOW = "2026-11-23T09:55"
"""A Monday morning, unless a script says otherwise."""


class Relay:
    """An ActionRunner that hands on to whichever actions the test has set."""

    def __init__(self) -> None:
        self.actions: Actions | None = None

    async def run(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        assert self.actions is not None
        return await self.actions.run(body)


class NoOutbox:
    """Nothing leaves."""

    def put(self, db: sqlite_utils.Database, message: object, now: object) -> None:
        raise AssertionError("no notice was asked for")


@dataclass(frozen=True, slots=True)
class Script:
    file: str
    data: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.file}: {self.data['call']}"


def scripts() -> Iterator[Script]:
    """All of tests/calls/."""
    for path in sorted(CALLS.glob("*.yaml")):
        for data in yaml.safe_load_all(path.read_text("utf-8")):
            if data:
                yield Script(path.stem, data)


def turn_of(step: Mapping[str, Any]) -> CallerTurn:
    """The turn a step stands for."""
    if "say" in step:
        return CallerSaid(str(step["say"]))
    if "key" in step:
        return CallerKeyed(str(step["key"]))
    if "silent" in step:
        return CallerSilent(int(step["silent"]))
    if "recorded" in step:
        return CallerRecorded(str(step["recorded"]), 2.0)
    if "hand_over_failed" in step:
        return HandOverFailed(str(step["hand_over_failed"]))
    if "left" in step:
        return CallerLeft()
    if "answered" in step or "calls_again" in step:
        return CallAnswered()
    raise ValueError(f"a step without a turn: {step}")


def through_json(conversation: Conversation) -> Conversation:
    """As it comes back from the store."""
    plain = json.loads(json.dumps(asdict(conversation)))
    return Conversation(**{**plain, "channel": Channel(plain["channel"])})


def faults(step: Mapping[str, Any], reply: Reply) -> list[str]:
    """Where the reply is not what the step wants."""
    found: list[str] = []
    low = reply.whole.lower()
    found += [f"lacks {want!r}" for want in _list(step.get("hears")) if want.lower() not in low]
    found += [f"must not say {bad!r}" for bad in _list(step.get("not")) if bad.lower() in low]
    have: dict[str, Any] = {
        "expects": reply.expects.value if reply.expects else None,
        "keys": " ".join(c.key for c in reply.choices),
        "handover": reply.handover.reason.value if reply.handover else None,
        "ended": reply.ended,
        "keys_wanted": reply.keys_wanted,
        "record": reply.record,
        "language": reply.language,
    }
    found += [f"{key} is {have[key]!r}, not {step[key]!r}" for key in have if key in step and have[key] != step[key]]
    if not (reply.text or reply.ended):
        found.append("says nothing")
    return found


def _list(value: Any) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else list(value)


async def play(script: Script, firms: Mapping[str, Tenant], talking: Talking, bookings: Bookings) -> None:
    """The whole call; AssertionError shows the transcript."""
    data = script.data
    tenant = firms[data["firm"]]
    now = datetime.fromisoformat(str(data.get("now", NOW))).replace(tzinfo=tenant.zone)
    for visit in data.get("taken", ()):
        await take(bookings, tenant, visit, now)
    hears = bool(data.get("hears", True))
    channel = Channel(data.get("channel", "voice"))
    talk = Conversation("call-1", tenant.key, data["language"], channel, data.get("caller"), hears)
    steps = list(data["turns"])
    if "answered" not in steps[0]:
        steps.insert(0, {"answered": True})
    heard: list[str] = []
    for step in steps:
        now += timedelta(seconds=5)
        answer = await talking.answer(tenant, through_json(talk), turn_of(step), now)
        talk = answer.conversation
        said = {k: v for k, v in step.items() if k in {"say", "key", "silent", "recorded"}}
        heard += [f"  caller {said or step}", f"  reply  {answer.reply.text!r} expects={answer.reply.expects}"]
        wrong = faults(step, answer.reply)
        assert not wrong, "\n".join([*heard, *wrong])


async def take(bookings: Bookings, tenant: Tenant, visit: Mapping[str, Any], now: datetime) -> None:
    """A visit that stands in the book before the call."""
    start = datetime.fromisoformat(str(visit["start"])).replace(tzinfo=tenant.zone)
    other = f"earlier-{visit['start']}-{visit['staff']}"
    held = await bookings.hold(tenant, visit["service"], visit["staff"], start, other, tenant.languages[0], now)
    name, phone = visit.get("name", "Somebody Else"), visit.get("phone", "+48600000000")
    await bookings.confirm(tenant, held.id, other, name, phone, "desk", now)


async def in_the_book(bookings: Bookings, tenant: Tenant) -> list[dict[str, str]]:
    """Visits as scripts write them, without those that were there before and without what is only held."""
    return [
        {
            "service": b.service,
            "staff": b.staff,
            "start": b.start.astimezone(tenant.zone).strftime("%Y-%m-%dT%H:%M"),
            "name": b.name,
            "phone": b.phone,
            "status": b.status,
            "source": b.source,
        }
        for b in await bookings.all(tenant)
        if b.status != "held"
    ]


async def taken_down(messages: Messages, tenant: Tenant) -> list[dict[str, str]]:
    """Messages as scripts write them."""
    return [
        {"kind": m.kind, "name": m.name, "phone": m.phone, "text": m.text, "recording": m.recording}
        for m in await messages.all(tenant)
    ]


def matches(wanted: list[Mapping[str, Any]], have: list[dict[str, str]]) -> bool:
    """The same, one to one; a script names only the keys it cares for."""
    left = list(have)
    for want in wanted:
        hit = next((h for h in left if all(h[k] == str(v) for k, v in want.items())), None)
        if hit is None:
            return False
        left.remove(hit)
    return not left
