"""The shipped project on a real Rasa 3.6.21: it passes its stories, and the embedded engine does what Rasa does.

Needs `make rasa`; skipped by name where that was not done, or the project has changed since.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import stat
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
import structlog

from receptionist.booking.store_sqlite import SqliteBookings
from receptionist.dialogue.actions.runner import Actions
from receptionist.dialogue.dialogue import Conversation
from receptionist.dialogue.embedded.engine import Embedded
from receptionist.dialogue.engine import Tracker
from receptionist.dialogue.rasa import RasaServer
from receptionist.dialogue.talking import DOWN_FOR, Talking
from receptionist.errors import EngineDown
from receptionist.messages import CallerSaid, Channel, Expectation, Language
from receptionist.tenant import Tenant
from tests.dialogue import rasa_peer, walking
from tests.dialogue.rasa_peer import LANGUAGES, Servers
from tests.dialogue.scripts import NLU, Relay, in_the_book, through_json

pytestmark = [pytest.mark.peer("rasa"), pytest.mark.timeout(1500)]

TURNS = 2_000
"""A language, in CI; elsewhere a tenth."""
PATIENT_S = 60.0
"""In the walk nothing depends on how slow Rasa is."""
TIMEOUT_S = 3.0
"""In the calls in which the server then fails."""


@pytest.fixture(scope="module", autouse=True)
def _made() -> None:
    if rasa_peer.missing():
        pytest.skip(rasa_peer.MISSING)


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory, _made: None) -> Iterator[Servers]:
    with rasa_peer.servers(tmp_path_factory.mktemp("rasa"), *LANGUAGES) as running:
        yield running


def test_the_stories_are_predicted() -> None:
    done = rasa_peer.rasa("test")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_trained_rule_table_is_ours(shipped: Embedded, language: Language) -> None:
    rasas = rasa_peer.trained_rules(language)
    assert shipped.rules(language).rules == rasas["rules"]
    assert shipped.rules(language).unhappy == rasas["rules_for_loop_unhappy_path"]


async def test_random_calls_go_the_same(
    servers: Servers,
    firms: dict[str, Tenant],
    tmp_path: Path,
    nlu_cache: Path,
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Two callers a language at once, each with books of its own on either side."""
    turns = TURNS if request.config.getoption("--no-skips") else TURNS // 10
    now = datetime(2026, 11, 23, 9, 55, tzinfo=firms["bella"].zone)
    theirs, ours = walking.Shared(), walking.Shared()
    async with AsyncExitStack() as stack:
        stack.enter_context(walking.numbered_bookings())
        embedded = walking.Told({lang: NLU / lang for lang in LANGUAGES}, ours, cache=nlu_cache)
        rasa = await stack.enter_async_context(servers.client(PATIENT_S))
        await stack.enter_async_context(servers.asking(theirs))
        walks: list[asyncio.Task[walking.Count]] = []
        async with asyncio.TaskGroup() as group:
            for seed, (language, half) in enumerate([("en", 1), ("pl", 1), ("en", 2), ("pl", 2)]):
                name = f"{language}{half}"
                for side, where in ((theirs, "rasa"), (ours, "embedded")):
                    file = tmp_path / f"{name}-{where}.db"
                    side.actions[name] = await stack.enter_async_context(walking.books(firms, file, now))
                sides = (theirs.actions[name], ours.actions[name])
                walker = walking.Walker(name, seed, firms, rasa, embedded, sides)
                walks.append(group.create_task(walker.walk(language, turns // 2), name=name))  # type: ignore[arg-type]  # both are languages
    with capsys.disabled():
        for walk in walks:
            print(f"\nRasa and embedded, {walk.get_name()}: 0 differences in {walk.result()}", end="")
    assert sum(walk.result().turns for walk in walks) >= 2 * turns


async def test_the_servers_want_their_token(servers: Servers) -> None:
    assert stat.S_IMODE((servers.folder / "token").stat().st_mode) == 0o600
    async with aiohttp.ClientSession() as session:
        with pytest.raises(EngineDown, match="401"):
            await RasaServer(servers.urls, "guess", PATIENT_S, session).handle("en", Tracker("x"), "/greet")


# ---------------------------------------------------------------- a server fails in the middle of a call


class Line:
    """A caller on Talking with Rasa and, behind it, the embedded engine."""

    def __init__(self, tenant: Tenant, rasa: RasaServer, embedded: Embedded) -> None:
        self.tenant = tenant
        self.taken_over = 0
        self.now = datetime(2026, 11, 23, 9, 55, tzinfo=tenant.zone)
        self.talking = Talking(rasa, embedded, on_fallback=self._count)
        self.talk = Conversation(
            f"call-{random.getrandbits(64):x}", tenant.key, "en", Channel.VOICE, "+447700900142", hears=True
        )

    def _count(self) -> None:
        self.taken_over += 1

    async def say(self, text: str) -> Expectation | None:
        self.now += timedelta(seconds=5)
        answer = await self.talking.answer(self.tenant, through_json(self.talk), CallerSaid(text), self.now)
        self.talk = answer.conversation
        return answer.reply.expects


@pytest.fixture
async def rasa(servers: Servers, actions: Actions, relay: Relay) -> AsyncIterator[RasaServer]:
    async with servers.client(TIMEOUT_S) as client, servers.asking(relay):
        yield client


async def test_a_server_that_hangs_is_replaced_and_comes_back(
    brightsmile: Tenant, servers: Servers, rasa: RasaServer, shipped: Embedded
) -> None:
    line = Line(brightsmile, rasa, shipped)
    assert await line.say("i'd like a filling with doctor patel please") is Expectation.DATE
    assert line.taken_over == 0
    os.kill(servers.pid("en"), signal.SIGSTOP)
    try:
        assert await line.say("thursday at nine") is Expectation.NAME
    finally:
        os.kill(servers.pid("en"), signal.SIGCONT)
    assert line.taken_over == 1
    assert line.talk.slots["service"] == "filling"
    line.now += DOWN_FOR
    assert await line.say("john smith") is Expectation.YES_NO
    assert line.taken_over == 1, "Rasa has the call again, with what was said meanwhile"
    assert "rasa" in line.talk.memory["engine"]
    assert line.talk.slots["name"] == "John Smith"


async def test_a_server_that_dies_is_replaced_and_nothing_is_lost(
    brightsmile: Tenant, shipped: Embedded, relay: Relay, actions: Actions, bookings: SqliteBookings, tmp_path: Path
) -> None:
    with rasa_peer.servers(tmp_path, "en") as doomed:
        async with doomed.client(TIMEOUT_S) as client, doomed.asking(relay):
            line = Line(brightsmile, client, shipped)
            assert await line.say("i'd like a filling with doctor patel please") is Expectation.DATE
            assert await line.say("thursday at nine") is Expectation.NAME
            assert line.taken_over == 0
            os.kill(doomed.pid("en"), signal.SIGKILL)
            with structlog.testing.capture_logs() as logs:
                assert await line.say("john smith") is Expectation.YES_NO
                assert await line.say("yes") is Expectation.YES_NO
                assert await line.say("yes") is Expectation.OPEN
    assert line.taken_over == 3
    assert [log["event"] for log in logs].count("dialogue_engine_down") == 1
    (booked,) = await in_the_book(bookings, brightsmile)
    assert (booked["service"], booked["staff"], booked["start"]) == ("filling", "patel", "2026-11-26T09:00")
    assert (booked["name"], booked["phone"], booked["status"]) == ("John Smith", "+447700900142", "booked")
