"""Whole calls through a real server, with TwilioLine as Twilio, faster than real time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest

from receptionist.errors import CallGone, GatewayError, StoreError
from receptionist.gateways.gateway import CallLeg, KeyPressed, MarkReached, Sound, Transfer
from receptionist.gateways.twilio.line import Answers, TwilioLine, Verb
from receptionist.messages import Call, CallAnswered, Event, HandOverFailed, Happened
from receptionist.speech.pcm import pcm_to_ulaw, ulaw_to_pcm
from receptionist.tenant import Desk, Tenant
from tests.gateways.fakes import CALLER, MemoryBook, MemoryJournal, Receptionist, served

Firms = Mapping[str, Tenant]
SMILE, BELLA = "+442079460123", "+48221234567"
SARAH, TOM = "+447700900123", "+447700900124"
TO = Transfer((SARAH,), 20, SMILE, "A caller about a filling.")
GREETING = ulaw_to_pcm(bytes(range(0x80, 0xF0)) * 40)


def did(line: TwilioLine) -> list[str]:
    return [verb.name for verb in line.performed]


async def hang_up(leg: CallLeg) -> None:
    await leg.hang_up()


async def hand_over(leg: CallLeg) -> None:
    await leg.transfer(TO)


async def test_a_call_from_ring_to_goodbye(firms: Firms) -> None:
    heard: list[object] = []

    async def talk(leg: CallLeg) -> None:
        await leg.play(GREETING)
        await leg.mark("greeting")
        async for event in leg.events():
            if not isinstance(event, Sound):
                heard.append(event)
            if isinstance(event, KeyPressed):
                break
        await leg.play(GREETING)
        await leg.hang_up()

    receptionist = Receptionist(talk)
    async with served(firms, receptionist.answer) as s:
        line = s.line(SMILE)
        call = asyncio.create_task(line.run())
        while MarkReached("greeting", True) not in heard:
            await line.voice.say(b"\x10\x20" * 160)
        await line.voice.press("7")
        await call
    assert heard == [MarkReached("greeting", True), KeyPressed("7")]
    assert did(line) == ["Connect", "Hangup"]
    leg = receptionist.legs[0]
    assert leg.opening == CallAnswered()
    assert (leg.call.tenant, leg.call.caller, leg.call.called, leg.call.id) == (
        "brightsmile",
        CALLER,
        SMILE,
        line.call_sid,
    )
    # What the caller heard is what was played, whole, twice.
    said = pcm_to_ulaw(line.sides.receptionist).replace(b"\xff", b"")
    assert said == (bytes(range(0x80, 0xF0)) * 40) * 2
    assert s.journal.calls == [leg.call]
    assert s.journal.ends(line.call_sid) == [{"why": "completed"}]


async def test_the_caller_hangs_up(firms: Firms) -> None:
    receptionist = Receptionist()
    gone: list[str] = []

    async def talk(leg: CallLeg) -> None:
        await leg.play(GREETING * 20)
        await leg.mark("never")
        async for event in leg.events():
            if not isinstance(event, Sound):
                receptionist.heard.append(event)
        try:
            await leg.play(GREETING)
        except CallGone as fault:
            gone.append(str(fault))

    receptionist.parts.append(talk)
    async with served(firms, receptionist.answer) as s:
        line = s.line(SMILE)
        call = asyncio.create_task(line.run())
        await receptionist.began.wait()
        line.hang_up()
        await call
        assert s.gateway.calls == 0
    assert receptionist.heard == [MarkReached("never", False)]
    assert gone
    assert s.journal.failures() == []
    assert s.journal.ends(line.call_sid) == [{"why": "completed"}]


async def test_barge_in(firms: Firms) -> None:
    events: list[object] = []

    async def talk(leg: CallLeg) -> None:
        await leg.play(GREETING * 100)
        await leg.mark("long")
        async for event in leg.events():
            if isinstance(event, KeyPressed):
                await leg.clear()
            elif isinstance(event, MarkReached):
                events.append(event)
                break
        await leg.play(GREETING)
        await leg.hang_up()

    async with served(firms, talk) as s:
        line = s.line(SMILE)
        call = asyncio.create_task(line.run())
        await line.voice.say(b"\0" * 3200)
        await line.voice.press("1")
        await call
    assert events == [MarkReached("long", False)]
    # Far from all of the 56 s was heard, and what came after the interruption was heard whole.
    assert len(line.sides.receptionist) < len(GREETING) * 50
    assert pcm_to_ulaw(line.sides.receptionist).replace(b"\xff", b"").endswith(bytes(range(0x80, 0xF0)) * 40)


# ---------------------------------------------------------------- handing over


async def test_a_person_accepts(firms: Firms) -> None:
    receptionist = Receptionist(hand_over)
    async with served(firms, receptionist.answer) as s:
        line = s.line(SMILE, people={SARAH: Answers.ACCEPTS})
        await line.run()
    assert line.performed == [
        Verb("Connect"),
        Verb("Dial", SARAH),
        Verb("Whisper", "A caller about a filling. Press one to take the call."),
        Verb("Hangup"),
    ]
    assert len(receptionist.legs) == 1
    assert s.journal.ends(line.call_sid) == [{"why": "handed_over"}]


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (Answers.BUSY, "busy"),
        (Answers.NO_ANSWER, "no-answer"),
        (Answers.FAILED, "failed"),
        (Answers.CANCELED, "canceled"),
        (Answers.DECLINES, "declined"),
        (Answers.IS_VOICEMAIL, "declined"),
    ],
)
async def test_nobody_takes_it_and_the_receptionist_has_it_again(firms: Firms, answers: Answers, reason: str) -> None:
    receptionist = Receptionist(hand_over, hang_up)
    async with served(firms, receptionist.answer) as s:
        line = s.line(SMILE, people={SARAH: answers})
        await line.run()
    first, second = receptionist.legs
    assert second.opening == HandOverFailed(reason)
    assert second.call == first.call
    assert [v for v in did(line) if v != "Whisper"] == ["Connect", "Dial", "Connect", "Hangup"]


async def test_one_after_the_other(firms: Firms) -> None:
    async def in_order(leg: CallLeg) -> None:
        await leg.transfer(replace(TO, numbers=(SARAH, TOM), in_order=True))

    async with served(firms, in_order) as s:
        line = s.line(SMILE, people={SARAH: Answers.IS_VOICEMAIL, TOM: Answers.ACCEPTS})
        await line.run()
    assert [v.text for v in line.performed if v.name == "Dial"] == [SARAH, TOM]
    assert did(line)[-1] == "Hangup"


async def test_all_at_once(firms: Firms) -> None:
    async def all_at_once(leg: CallLeg) -> None:
        await leg.transfer(replace(TO, numbers=(SARAH, TOM)))

    receptionist = Receptionist(all_at_once, hang_up)
    async with served(firms, receptionist.answer) as s:
        line = s.line(SMILE, people={SARAH: Answers.BUSY, TOM: Answers.BUSY})
        await line.run()
    assert [v.text for v in line.performed if v.name == "Dial"] == [f"{SARAH},{TOM}"]
    assert receptionist.legs[1].opening == HandOverFailed("busy")


@pytest.mark.parametrize(("numbers", "reason"), [((), "nobody_on_duty"), ((BELLA, SMILE), "failed")])
async def test_nobody_can_be_rung(firms: Firms, numbers: tuple[str, ...], reason: str) -> None:
    async def to_these(leg: CallLeg) -> None:
        await leg.transfer(replace(TO, numbers=numbers))

    receptionist = Receptionist(to_these, hang_up)
    async with served(firms, receptionist.answer) as s:
        line = s.line(SMILE)
        await line.run()
    assert "Dial" not in did(line)
    assert receptionist.legs[1].opening == HandOverFailed(reason)


async def test_the_firms_facts_stay_those_the_call_began_with(firms: Firms) -> None:
    book = MemoryBook(tuple(firms.values()))
    seen: list[Tenant] = []

    async def first(leg: CallLeg) -> None:
        book.firms = ()  # The firm's file has changed beyond recognition.
        seen.append(leg.tenant)  # type: ignore[attr-defined]  # more than the port promises
        await leg.transfer(replace(TO, numbers=()))

    async def second(leg: CallLeg) -> None:
        seen.append(leg.tenant)  # type: ignore[attr-defined]  # more than the port promises
        await leg.hang_up()

    async with served(firms, Receptionist(first, second).answer, book=book) as s:
        await s.line(SMILE).run()
    assert seen == [firms["brightsmile"]] * 2


# ---------------------------------------------------------------- who calls, and whom


@pytest.mark.parametrize("sender", ["anonymous", "", "unavailable", "+266696687", BELLA, SARAH, "+48601234567"])
async def test_such_callers_are_anonymous(firms: Firms, sender: str) -> None:
    receptionist = Receptionist(hang_up)
    async with served(firms, receptionist.answer) as s:
        for _ in range(2):
            await s.line(SMILE, sender).run()
    one, other = (leg.call for leg in receptionist.legs)
    assert one.caller is None
    assert other.caller is None
    assert one.id != other.id


async def test_an_unknown_number(firms: Firms) -> None:
    receptionist = Receptionist(hang_up)
    async with served(firms, receptionist.answer) as s:
        line = s.line("+15550001111")
        await line.run()
    assert did(line) == ["Say", "Say", "Hangup"]
    assert receptionist.legs == []
    assert s.journal.calls == []


async def test_a_shared_number_and_who_forwarded(firms: Firms) -> None:
    receptionist = Receptionist(hang_up)
    async with served(firms, receptionist.answer, shared_numbers=frozenset({"+442079460000"})) as s:
        await s.line("+442079460000", forwarded_from=BELLA).run()
    assert receptionist.legs[0].call.tenant == "bella"
    assert receptionist.legs[0].call.language == "pl"


async def test_a_shared_number_and_nobody_told(firms: Firms) -> None:
    receptionist = Receptionist(hang_up)
    async with served(firms, receptionist.answer, shared_numbers=frozenset({"+442079460000"})) as s:
        line = s.line("+442079460000", keys="92")  # 9 is nobody: the choice is offered again
        await line.run()
        lost = s.line("+442079460000")
        await lost.run()
    assert [leg.call.tenant for leg in receptionist.legs] == ["brightsmile"]
    assert did(line) == ["Say"] * 4 + ["Connect", "Hangup"]
    assert did(lost) == ["Say"] * 6 + ["Say", "Say", "Hangup"]


# ---------------------------------------------------------------- the same webhook again


async def test_the_same_webhooks_twice_are_one_call(firms: Firms) -> None:
    receptionist = Receptionist(hand_over, hang_up)
    async with served(firms, receptionist.answer) as s:
        line = s.line(SMILE, people={SARAH: Answers.BUSY})
        first, again = await asyncio.gather(*(line.post("/twilio/voice", CallStatus="ringing") for _ in range(2)))
        assert first == again
        await line.run()
        assert await line.post("/twilio/voice") == first
        connected = [await line.post("/twilio/connected?leg=1", CallStatus="in-progress") for _ in range(2)]
        assert connected[0] == connected[1]
        assert "<Dial" in connected[0]
        dialled = [await line.post("/twilio/dialled?leg=1&step=0", DialCallStatus="completed") for _ in range(2)]
        assert dialled[0] == dialled[1]
        assert "<Connect" in dialled[0]
        for _ in range(3):
            await line.post("/twilio/status", CallStatus="completed")
        assert len(receptionist.legs) == 2
        assert len(s.journal.calls) == 1
        assert s.journal.ends(line.call_sid) == [{"why": "completed"}]


async def test_a_status_in_between_ends_nothing(firms: Firms) -> None:
    async with served(firms, hang_up) as s:
        line = s.line(SMILE)
        await line.post("/twilio/voice")
        await line.post("/twilio/status", CallStatus="in-progress")
        assert s.journal.ends(line.call_sid) == []
        await line.run()
        assert did(line) == ["Connect", "Hangup"]


async def test_the_sessions_own_end_stands(firms: Firms) -> None:
    journal = MemoryJournal()

    async def talk(leg: CallLeg) -> None:
        await leg.hang_up()
        await journal.note(leg.call, Event.ENDED, leg.call.started, {"why": "goodbye"})

    async with served(firms, talk, journal=journal) as s:
        line = s.line(SMILE)
        await line.run()
    assert journal.ends(line.call_sid) == [{"why": "goodbye"}]


async def test_a_session_that_is_still_writing_has_the_last_word(firms: Firms, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = MemoryJournal()
    asked = asyncio.Event()

    async def talk(leg: CallLeg) -> None:
        async for _ in leg.events():
            pass
        await asked.wait()
        await journal.note(leg.call, Event.ENDED, leg.call.started, {"why": "caller_left"})

    receptionist = Receptionist(talk)
    async with served(firms, receptionist.answer, journal=journal) as s:
        wait = s.gateway._streams.wrapped_up

        async def seen(call_id: str, seconds: float) -> None:
            asked.set()
            await wait(call_id, seconds)

        monkeypatch.setattr(s.gateway._streams, "wrapped_up", seen)
        line = s.line(SMILE)
        call = asyncio.create_task(line.run())
        await receptionist.began.wait()
        line.hang_up()
        await call
    assert journal.ends(line.call_sid) == [{"why": "caller_left"}]


# ---------------------------------------------------------------- when things break


FALLBACK = ["Say", "Dial", "Say", "Record", "Hangup"]


async def refuse(leg: CallLeg) -> None:
    raise RuntimeError("no engine")


async def leave(leg: CallLeg) -> None:
    return None


@pytest.mark.parametrize("part", [refuse, leave])
async def test_a_receptionist_that_cannot_answer(firms: Firms, part: Any) -> None:
    async with served(firms, part) as s:
        line = s.line(SMILE)
        await line.run()
    assert did(line) == ["Connect", *FALLBACK]
    assert s.journal.failures() == [{"what": "session"}]


class BrokenJournal:
    """Refuses everything."""

    async def begin(self, call: Call) -> bool:
        raise StoreError("disk full")

    async def note(self, *_: object) -> None:
        raise StoreError("disk full")

    async def of(self, call_id: str) -> Sequence[Happened]:
        raise StoreError("disk full")


async def test_a_broken_journal_stops_no_call(firms: Firms) -> None:
    receptionist = Receptionist(hang_up)
    async with served(firms, receptionist.answer, journal=BrokenJournal()) as s:
        line = s.line(SMILE)
        await line.run()
    assert did(line) == ["Connect", "Hangup"]


async def test_an_unforeseen_error_in_a_webhook_is_a_fallback(firms: Firms) -> None:
    class Worse(BrokenJournal):
        async def begin(self, call: Call) -> bool:
            raise ZeroDivisionError

    async with served(firms, hang_up, journal=Worse()) as s:
        line = s.line(SMILE)
        document = await line.post("/twilio/voice")
    assert [v.tag for v in ElementTree.fromstring(document)] == FALLBACK


async def test_too_many_calls(firms: Firms) -> None:
    receptionist = Receptionist()
    receptionist.parts.append(receptionist.listen)
    async with served(firms, receptionist.answer, max_calls=1) as s:
        one, other = s.line(SMILE), s.line(BELLA)
        first = asyncio.create_task(one.run())
        await receptionist.began.wait()
        await other.run()
        one.hang_up()
        await first
    assert did(other) == FALLBACK
    assert [leg.call.tenant for leg in receptionist.legs] == ["brightsmile"]


async def test_draining_sends_new_calls_to_the_fallback_and_lets_the_live_ones_end(firms: Firms) -> None:
    receptionist = Receptionist()
    receptionist.parts.append(receptionist.listen)
    async with served(firms, receptionist.answer) as s:
        assert await s.gateway.drain(0) is True
        s.gateway._exchange.draining = False
        live, new = s.line(SMILE), s.line(BELLA)
        call = asyncio.create_task(live.run())
        await receptionist.began.wait()
        assert await s.gateway.drain(0) is False
        await new.run()
        drained = asyncio.create_task(s.gateway.drain(60))
        live.hang_up()
        await call
        assert await drained is True
    assert did(new) == FALLBACK
    assert did(live) == ["Connect"]


async def test_a_hand_over_that_fails_while_draining_ends_in_a_message(firms: Firms) -> None:
    receptionist = Receptionist(hand_over)
    async with served(firms, receptionist.answer) as s:
        receptionist.parts[0] = _drain_and_hand_over(s)
        line = s.line(SMILE, message_seconds=7)
        await line.run()
    assert did(line) == ["Connect", "Dial", "Say", "Say", "Record", "Say", "Hangup"]
    ((firm, call, url, seconds),) = s.voicemails
    assert (firm, call.caller, call.id, seconds) == ("brightsmile", CALLER, line.call_sid, 7.0)
    assert "/Recordings/RE" in url


def _drain_and_hand_over(s: Any) -> Any:
    async def part(leg: CallLeg) -> None:
        s.gateway._exchange.draining = True
        await leg.transfer(TO)

    return part


async def test_closing_the_machine_ends_every_stream(firms: Firms) -> None:
    receptionist = Receptionist()
    receptionist.parts.append(receptionist.listen)
    async with served(firms, receptionist.answer) as s:
        line = s.line(SMILE)
        call = asyncio.create_task(line.run())
        await receptionist.began.wait()
        await s.gateway.close()
        await call
    assert receptionist.over.is_set()
    assert did(line) == ["Connect", *FALLBACK]


async def test_a_call_that_a_restart_forgot(firms: Firms) -> None:
    async with served(firms, hang_up) as s:
        line = s.line(SMILE)

        async def verbs(url: str, **form: str) -> list[str]:
            return [v.tag for v in ElementTree.fromstring(await line.post(url, **form))]

        assert await verbs("/twilio/connected?leg=1", CallStatus="in-progress") == FALLBACK
        assert await verbs("/twilio/connected?leg=1", CallStatus="completed") == ["Hangup"]
        assert await verbs("/twilio/dialled?leg=1&step=0", DialCallStatus="busy") == FALLBACK
        assert await verbs("/twilio/dialled?leg=1&step=0", DialCallStatus="completed") == ["Hangup"]
        unbridged = {"DialCallStatus": "completed", "DialBridged": "false"}
        assert await verbs("/twilio/dialled?leg=1&step=0", **unbridged) == FALLBACK
        assert await verbs("/twilio/whisper?call=CA9&leg=1&step=0") == ["Hangup"]
        assert await verbs("/twilio/accept?call=CA9&leg=1&step=0", Digits="1") == ["Hangup"]
        assert await verbs("/twilio/status", CallStatus="completed") == []
        assert await verbs("/twilio/connected?leg=x&leg=-1") == FALLBACK


# ---------------------------------------------------------------- voicemail


async def test_a_message_is_kept_once(firms: Firms) -> None:
    async with served(firms, refuse) as s:
        line = s.line(BELLA, message_seconds=12)
        await line.run()
    ((firm, call, _, seconds),) = s.voicemails
    assert (firm, call.caller, seconds) == ("bella", CALLER, 12.0)


async def test_no_message_is_none(firms: Firms) -> None:
    async with served(firms, refuse) as s:
        await s.line(BELLA).run()
        line = s.line(BELLA)
        for more in ({"RecordingStatus": "failed"}, {"RecordingDuration": "0"}, {"RecordingDuration": "-1"}, {}):
            form = {"RecordingSid": "RE1", "RecordingUrl": "https://x/RE1", "RecordingDuration": "5", **more}
            if not more:
                form.pop("RecordingDuration")
            await line.post("/twilio/recording?firm=bella", **form)
        good = {"RecordingSid": "RE1", "RecordingUrl": "https://x/RE1", "RecordingDuration": "5"}
        await line.post("/twilio/recording?firm=nobody", **good)
    assert s.voicemails == []


async def test_a_message_that_could_not_be_kept_gets_a_second_chance(firms: Firms) -> None:
    kept: list[str] = []
    faults = [StoreError("busy")]

    async def keep(tenant: Tenant, call: Call, url: str, seconds: float) -> None:
        if faults:
            raise faults.pop()
        kept.append(url)

    async with served({k: replace(f, desk=Desk()) for k, f in firms.items()}, refuse, voicemail=keep) as s:
        line = s.line(BELLA, message_seconds=3)
        await line.run()
    assert len(kept) == 1


async def test_twilio_answering_badly_is_told(firms: Firms) -> None:
    async with served(firms, hang_up) as s:
        account = replace(s.account, auth_token="another")
        line = TwilioLine(s.session, account, SMILE, CALLER)
        with pytest.raises(GatewayError, match="answered 403"):
            await line.run()
