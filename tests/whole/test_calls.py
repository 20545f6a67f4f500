"""Whole calls: the recorded caller, the Twilio protocol on loopback, the real engines, the books.

The line's clock runs faster than real time on both sides; nothing else does, so a recogniser that is slow
only makes the caller wait longer.
"""

from __future__ import annotations

import asyncio
import wave
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from receptionist.errors import WorkerDied
from receptionist.gateways.twilio.line import Answers
from receptionist.gateways.wav import Turn
from receptionist.messages import Event, Happened
from receptionist.speech import by_firm, pcm
from tests.whole.conftest import ANNA, CALLERS, JOHN, ROOT


def recorded(name: str) -> list[Turn]:
    files = sorted((CALLERS / name).glob("*.wav"))
    assert files
    return [Turn(pcm.read_wav(file), label=file.name) for file in files]


def said(entries: list[Happened]) -> str:
    return " | ".join(str(e.detail["text"]) for e in entries if e.event is Event.SAID)


async def test_a_recorded_caller_books_the_earliest_check_up(house: Callable[..., Any]) -> None:
    async with house() as h:
        entries, recording = await h.call("brightsmile", recorded("earliest-check-up"), caller=JOHN)
        visits = await h.server.rooms.bookings.all(h.server.rooms.tenants.get("brightsmile"))
        assert await h.server.rooms.bookings.all(h.server.rooms.tenants.get("bella")) == ()
    assert [(v.service, v.status, v.phone, v.source) for v in visits] == [("check-up", "booked", JOHN, "voice")]
    assert visits[0].name == "John Smith"
    assert visits[0].start.isoformat() == "2026-11-23T14:15:00+00:00"  # four hours' notice, a moment after ten
    happened = [e.event for e in entries]
    assert happened[0] is Event.RANG
    assert Event.BOOKED in happened
    assert entries[-1].detail["why"] == "goodbye"
    assert "automated assistant" in said(entries)
    assert "at quarter past two" in said(entries)
    with wave.open(str(recording)) as both:
        sound = np.frombuffer(both.readframes(both.getnframes()), "<i2").reshape(-1, 2)
    # The caller's side holds what was played, ours as much speech as was said, and neither the other's.
    spoken = sum(pcm.seconds(turn.pcm) for turn in recorded("earliest-check-up"))
    assert (np.abs(sound[:, 0]) > 300).sum() / 8000 < spoken
    ours = np.sqrt((sound[: len(sound) // 160 * 160, 1].astype(float).reshape(-1, 160) ** 2).mean(axis=1))
    assert (ours > 300).mean() > 0.3
    assert 20 * np.log10(ours[ours > 300].mean() / 32768) == pytest.approx(-20, abs=5)


async def test_a_booking_at_bella_by_keys_alone_with_the_name_recorded(house: Callable[..., Any]) -> None:
    name = Turn(pcm.read_wav(CALLERS / "earliest-check-up" / "03.wav"), label="name")
    async with house() as h:
        keys = [Turn(keys="1") for _ in range(6)]
        entries, _ = await h.call("bella", [*keys, name], caller=ANNA)
        rooms = h.server.rooms
        bella = rooms.tenants.get("bella")
        visits = await rooms.bookings.all(bella)
        assert len(visits) == 1, said(entries)
        kept = rooms.recordings.path(bella, visits[0].recording)
        assert pcm.seconds(pcm.read_wav(kept)) > 1
    assert (visits[0].service, visits[0].staff) == ("haircut", "anna")
    assert (visits[0].status, visits[0].phone) == ("booked", ANNA)
    assert visits[0].language == "pl"
    assert "automatyczny asystent" in said(entries)


async def test_a_booking_at_bella_by_keys_when_nothing_is_said_for_the_name(house: Callable[..., Any]) -> None:
    async with house() as h:
        entries, _ = await h.call("bella", [Turn(keys="1") for _ in range(8)], caller=ANNA)
        visits = await h.server.rooms.bookings.all(h.server.rooms.tenants.get("bella"))
    assert [(v.status, v.phone) for v in visits] == [("booked", ANNA)], said(entries)


async def test_opening_hours_are_told(house: Callable[..., Any]) -> None:
    async with house() as h:
        entries, _ = await h.call("brightsmile", recorded("opening-hours"))
    assert "half past eight" in said(entries)


@pytest.mark.parametrize("takes", [Answers.ACCEPTS, Answers.NO_ANSWER])
async def test_a_caller_who_wants_a_person_gets_one_or_is_called_back(
    house: Callable[..., Any], takes: Answers
) -> None:
    async with house() as h:
        tenant = h.server.rooms.tenants.get("brightsmile")
        sarah = tenant.desk.people[0].phone
        entries, _ = await h.call("brightsmile", recorded("ask-for-a-human"), caller=JOHN, people={sarah: takes})
        kept = await h.server.rooms.messages.all(tenant)
    happened = [e.event for e in entries]
    assert Event.HANDED_OVER in happened
    if takes is Answers.ACCEPTS:
        assert kept == []
    else:
        assert [e.detail for e in entries if e.event is Event.HAND_OVER_FAILED] == [{"reason": "no-answer"}]
        # The caller hears that nobody is free, and hangs up without a word: the firm is told all the same.
        assert [(m.kind, m.phone) for m in kept] == [("call_back", JOHN)]


async def test_a_message_is_taken_down(house: Callable[..., Any]) -> None:
    async with house() as h:
        entries, _ = await h.call("brightsmile", recorded("leave-a-message"), caller=JOHN)
        kept = await h.server.rooms.messages.all(h.server.rooms.tenants.get("brightsmile"))
        waiting = await h.server.rooms.outbox.queued()
    assert [m.kind for m in kept] == ["message"], said(entries)
    taken = [e.detail for e in entries if e.event is Event.MESSAGE_TAKEN]
    assert taken == [{"message": kept[0].id, "kind": "message"}]
    assert kept[0].phone == JOHN
    assert waiting["email"] == 1


async def test_a_broken_recogniser_is_an_apology_and_a_message(
    house: Callable[..., Any], app: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise WorkerDied("gone")

    monkeypatch.setattr(by_firm.Recognizers, "listen", broken)
    monkeypatch.setattr("receptionist.desk.routing.DutyDesk.route", _nobody)
    async with house() as h:
        speech = recorded("earliest-check-up")[:1]
        entries, _ = await h.call("brightsmile", [*speech, *speech], caller=JOHN)
        kept = await h.server.rooms.messages.all(h.server.rooms.tenants.get("brightsmile"))
    assert "something went wrong on our side" in said(entries)
    assert [(m.kind, bool(m.recording)) for m in kept] == [("message", True)]


async def test_a_firm_that_is_added_while_we_serve_is_answered_and_a_broken_one_stops_nobody(
    app: ModuleType, house: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    firms = tmp_path / "firms"
    firms.mkdir()
    text = (ROOT / "tenants" / "brightsmile.toml").read_text("utf-8")
    (firms / "brightsmile.toml").write_text(text, "utf-8")
    (firms / "broken.toml").write_text("name = ", "utf-8")
    monkeypatch.setattr(app, "WATCH_SECONDS", 0.05)
    async with house(firms) as h:
        assert [t.key for t in h.server.rooms.tenants.all()] == ["brightsmile"]
        new = text.replace("+442079460123", "+442079460555").replace("Bright Smile Dental", "Harbour Dental")
        (firms / "harbour.toml").write_text(new, "utf-8")
        async with asyncio.timeout(30):
            while h.server.rooms.tenants.get("harbour") is None:  # noqa: ASYNC110 - a file is watched
                await asyncio.sleep(0.05)
        entries, _ = await h.call("harbour", recorded("opening-hours"))
    assert "Harbour Dental" in said(entries)
    assert "half past eight" in said(entries)


async def _nobody(*_: object) -> tuple[()]:
    return ()
