"""What stands above the engine: the other engine takes over, rubbish is made harmless, prompts are known ahead."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import datetime, timedelta

import aiohttp
import pytest
import structlog
from aiohttp.test_utils import TestServer

from receptionist.dialogue.actions.runner import Actions
from receptionist.dialogue.dialogue import Conversation
from receptionist.dialogue.embedded.engine import Embedded
from receptionist.dialogue.engine import BotMessage, Handled, Tracker
from receptionist.dialogue.prompts import fixed_prompts, opening
from receptionist.dialogue.rasa import RasaServer
from receptionist.dialogue.talking import MAX_SAID, Talking, clean
from receptionist.errors import DialogueError, EngineDown
from receptionist.messages import CallAnswered, CallerKeyed, CallerSaid, Channel, Expectation, Language
from receptionist.tenant import Tenant
from tests.dialogue.fakes import FakeRasa
from tests.dialogue.scripts import through_json


class Broken:
    """An engine that is down, or whose actions can't be reached."""

    def __init__(self, silent: bool = False) -> None:
        self.silent = silent
        self.asked: list[Tracker] = []

    async def handle(self, language: Language, tracker: Tracker, message: str) -> Handled:
        self.asked.append(tracker)
        if self.silent:
            return Handled(tracker, (), "book", 1.0)
        raise EngineDown("no answer within 1.5 s")


class Recorder:
    """An engine that says the same whatever it hears."""

    def __init__(self, *messages: BotMessage) -> None:
        self.messages = messages
        self.heard: list[str] = []

    async def handle(self, language: Language, tracker: Tracker, message: str) -> Handled:
        self.heard.append(message)
        return Handled(tracker, self.messages, "inform", 1.0)


def talk(tenant: Tenant, **fields: object) -> Conversation:
    base = Conversation("call-1", tenant.key, tenant.languages[0], Channel.VOICE, "+447700900142")
    return replace(base, **fields)  # type: ignore[arg-type]  # any field of the dataclass


def monday(tenant: Tenant) -> datetime:
    return datetime(2026, 11, 23, 9, 55, tzinfo=tenant.zone)


@pytest.mark.parametrize("silent", [False, True])
async def test_the_other_engine_takes_over_and_loses_no_slot(
    brightsmile: Tenant, shipped: Embedded, actions: Actions, silent: bool
) -> None:
    now, taken_over = monday(brightsmile), []
    first = Talking(shipped)
    answer = await first.answer(brightsmile, talk(brightsmile), CallerSaid("a filling with doctor patel please"), now)
    assert answer.conversation.slots["service"] == "filling"
    second = Talking(Broken(silent), shipped, on_fallback=lambda: taken_over.append(1))
    answer = await second.answer(brightsmile, answer.conversation, CallerSaid("thursday at nine"), now)
    assert answer.reply.expects is Expectation.NAME
    assert answer.conversation.slots["service"] == "filling"
    assert taken_over == [1]


async def test_a_slow_server_delays_one_turn_and_is_logged_once_a_call(brightsmile: Tenant, library: Embedded) -> None:
    """Over real HTTP to a server that never answers; a minute later it is asked again."""
    fake, now, taken_over = FakeRasa(library), monday(brightsmile), []
    fake.hang = asyncio.Event()
    fallback = Recorder(BotMessage("And when?", {"expects": "time"}))
    async with TestServer(fake.app()) as server, aiohttp.ClientSession() as session:
        rasa = RasaServer({"en": str(server.make_url("/"))}, "secret", 0.05, session)
        talking = Talking(rasa, fallback, on_fallback=lambda: taken_over.append(1))
        call = talk(brightsmile, slots={"service": "filling"})
        with structlog.testing.capture_logs() as logs:
            for seconds, asked in ((0, 1), (5, 1), (55, 1), (60, 2), (65, 2)):
                turn = CallerSaid("thursday at nine")
                answer = await talking.answer(brightsmile, call, turn, now + timedelta(seconds=seconds))
                call = through_json(answer.conversation)
                assert answer.reply.text == "And when?"
                assert call.slots == {"service": "filling"}
                assert len(fake.requests) == asked, f"after {seconds} s"
        fake.hang.set()
    assert len(taken_over) == 5
    assert [log["event"] for log in logs] == ["dialogue_engine_down"]
    assert "thursday" not in str(logs)


async def test_without_another_engine_the_error_is_the_sessions(brightsmile: Tenant) -> None:
    with pytest.raises(DialogueError):
        await Talking(Broken()).answer(brightsmile, talk(brightsmile), CallerSaid("hello"), monday(brightsmile))


async def test_greeting_and_emergency_need_no_engine(brightsmile: Tenant) -> None:
    talking, now = Talking(Broken()), monday(brightsmile)
    greeted = await talking.answer(brightsmile, talk(brightsmile), CallAnswered(), now)
    assert "automated assistant" in greeted.reply.text
    helped = await talking.answer(brightsmile, greeted.conversation, CallerSaid("call an ambulance please"), now)
    assert helped.reply.handover is not None


async def test_the_emergency_number_is_the_firms_countrys(bella: Tenant) -> None:
    call = talk(bella, language="en")
    answer = await Talking(Broken()).answer(bella, call, CallerSaid("call an ambulance please"), monday(bella))
    assert "one one two" in answer.reply.text


@pytest.mark.parametrize(
    ("raw", "fit"),
    [
        ("  hello\x00\x07\n there\u202e ", "hello there"),
        ('/book{"service": "x"}', 'book{"service": "x"}'),
        ("//restart", "restart"),
        ("\x1b[31m/restart", "[31m/restart"),
    ],
)
def test_nothing_a_caller_writes_is_a_command(raw: str, fit: str) -> None:
    assert clean(raw) == fit


async def test_a_long_text_is_cut(brightsmile: Tenant) -> None:
    engine = Recorder(BotMessage("Yes?", {"expects": "open"}))
    call = talk(brightsmile, channel=Channel.SMS)
    await Talking(engine).answer(brightsmile, call, CallerSaid("blah " * 2_000), monday(brightsmile))
    assert len(engine.heard[0]) <= MAX_SAID


async def test_an_offered_key_reaches_the_engine_as_its_value(brightsmile: Tenant) -> None:
    choices = [{"key": "1", "label": "filling", "value": "service:filling"}]
    engine = Recorder(BotMessage("Which?", {"expects": "service", "choices": choices}))
    talking, now = Talking(engine), monday(brightsmile)
    asked = await talking.answer(brightsmile, talk(brightsmile), CallerSaid("a visit"), now)
    await talking.answer(brightsmile, asked.conversation, CallerKeyed("1"), now)
    assert engine.heard[-1] == '/choose{"value": "service:filling"}'


async def test_a_keyed_number_is_one_turn_and_quotes_break_nothing(brightsmile: Tenant) -> None:
    engine = Recorder(BotMessage("Your number?", {"expects": "phone", "keys_wanted": 15}))
    talking, now = Talking(engine), monday(brightsmile)
    asked = await talking.answer(brightsmile, talk(brightsmile), CallerSaid("a visit"), now)
    await talking.answer(brightsmile, asked.conversation, CallerKeyed("07700900123#"), now)
    assert engine.heard[-1] == '/keyed{"digits": "07700900123"}'


async def test_an_answer_always_ends_with_a_question(brightsmile: Tenant) -> None:
    engine = Recorder(BotMessage("We're at 12 Marylebone Lane."))
    answer = await Talking(engine).answer(
        brightsmile, talk(brightsmile), CallerSaid("where are you"), monday(brightsmile)
    )
    assert answer.reply.text.endswith("?")
    assert answer.reply.expects is Expectation.OPEN


async def test_what_is_remembered_is_json(bella: Tenant, shipped: Embedded, actions: Actions) -> None:
    call = talk(bella, caller="+48601234542")
    answer = await Talking(shipped).answer(bella, call, CallerSaid("strzyżenie jutro po południu"), monday(bella))
    assert json.loads(json.dumps(answer.conversation.slots)) == answer.conversation.slots
    assert json.loads(json.dumps(answer.conversation.memory)) == answer.conversation.memory
    assert "context" not in answer.conversation.slots


def test_fixed_prompts_are_what_will_be_said(firms: dict[str, Tenant]) -> None:
    for tenant in firms.values():
        known = fixed_prompts(tenant)
        for language in tenant.languages:
            assert (language, opening(tenant, language, Channel.VOICE, monday(tenant))) in known
            assert len([text for lang, text in known if lang == language]) > 20
        assert {lang for lang, _ in known} == set(tenant.languages)
