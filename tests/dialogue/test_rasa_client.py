"""The client of a Rasa server, and our side of its action server."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from receptionist.dialogue.embedded.engine import Embedded
from receptionist.dialogue.engine import ActionRejected, Tracker
from receptionist.dialogue.rasa import RasaServer, actions_handler, loopback_or_token
from receptionist.errors import DialogueError, EngineDown, StoreError
from tests.dialogue.fakes import PROJECTS, Chat, FakeRasa, LibraryActions


@pytest.fixture
async def fake(library: Embedded) -> FakeRasa:
    return FakeRasa(library)


@pytest.fixture
async def server(fake: FakeRasa) -> AsyncIterator[TestServer]:
    running = TestServer(fake.app())
    async with running:
        yield running


@pytest.fixture
async def rasa(server: TestServer) -> AsyncIterator[RasaServer]:
    async with aiohttp.ClientSession() as session:
        yield RasaServer({"en": str(server.make_url("/"))}, "secret", 5.0, session)


TALK = ["/hello", "/borrow", "/hours", '/tell{"title": "Emma"}', "/no", '/amount{"amount": 1}', "/yes", "/tell", "/bye"]


async def test_it_says_what_the_project_says(rasa: RasaServer, library_actions: LibraryActions) -> None:
    over_rest = Chat(rasa)
    embedded = Chat(Embedded({"en": PROJECTS / "en"}, LibraryActions()))
    for message in TALK:
        assert await over_rest.say(message) == await embedded.say(message)
        assert over_rest.tracker.loop == embedded.tracker.loop
        assert dict(over_rest.tracker.slots) == dict(embedded.tracker.slots)
        assert over_rest.last is not None
        assert embedded.last is not None
        assert over_rest.last.messages == embedded.last.messages
        assert (over_rest.last.intent, over_rest.last.confidence) == (embedded.last.intent, embedded.last.confidence)


async def test_changed_slots_are_sent_before_the_message(
    rasa: RasaServer, fake: FakeRasa, library_actions: LibraryActions
) -> None:
    chat = Chat(rasa)
    chat.tracker = Tracker("call-1", {"context": {"turn": 1}})
    await chat.say("/borrow")
    assert library_actions.bodies[-1]["tracker"]["slots"]["context"] == {"turn": 1}
    chat.tracker = Tracker("call-1", {**chat.tracker.slots, "context": {"turn": 2}}, "loan_form", chat.tracker.memory)
    await chat.say('/tell{"title": "Emma"}')
    assert library_actions.bodies[-1]["tracker"]["slots"]["context"] == {"turn": 2}
    assert [method for method, path in fake.requests if path.endswith("/events")] == ["PUT", "POST"]


async def test_a_slot_that_was_taken_away_is_unset(rasa: RasaServer, library_actions: LibraryActions) -> None:
    chat = Chat(rasa)
    await chat.say('/borrow{"title": "Emma"}', '/amount{"amount": 1}')
    left = {name: value for name, value in chat.tracker.slots.items() if name != "title"}
    chat.tracker = Tracker("call-1", left, "loan_form", chat.tracker.memory)
    await chat.say("/yes")
    assert "title" not in chat.filled()


async def test_slots_given_beforehand_survive_a_fallback(rasa: RasaServer) -> None:
    chat = Chat(rasa)
    await chat.say("/hello")
    chat.tracker = Tracker("call-1", {**chat.tracker.slots, "context": {"turn": 2}}, None, chat.tracker.memory)
    assert await chat.say("/no") == ["Pardon?"]
    assert chat.tracker.slots["context"] == {"turn": 2}


async def test_a_server_that_forgot_is_told_again(rasa: RasaServer, fake: FakeRasa) -> None:
    chat = Chat(rasa)
    await chat.say('/borrow{"title": "Emma"}')
    fake.trackers.clear()
    assert await chat.say('/amount{"amount": 1}') == ["A gift?"]
    assert chat.filled()["title"] == "Emma"


async def test_engines_take_over_from_each_other_in_the_middle(rasa: RasaServer, library: Embedded) -> None:
    chat = Chat(library)
    await chat.say('/borrow{"title": "Emma"}')
    chat.engine = rasa
    assert await chat.say('/amount{"amount": 1}') == ["A gift?"]
    assert "embedded" not in chat.tracker.memory, "what it remembers of before is stale"
    chat.engine = library
    assert await chat.say("/hours") == ["Nine to five.", "A gift?"]
    assert await chat.say("/yes") == ["Any note?"]
    chat.engine = rasa
    assert await chat.say("/tell") == ["Lent Emma, gift True."]


@pytest.mark.parametrize("status", [400, 401, 409, 500, 503])
async def test_a_failing_server_is_down(rasa: RasaServer, fake: FakeRasa, status: int) -> None:
    fake.fail_with = status
    with pytest.raises(EngineDown, match=str(status)):
        await Chat(rasa).say("/hello")


async def test_nothing_said_is_down(rasa: RasaServer, fake: FakeRasa) -> None:
    fake.silent = True
    with pytest.raises(EngineDown, match="said nothing"):
        await Chat(rasa).say("/hello")


@pytest.mark.parametrize("garbage", [None, 1, "x", [1], {"a": 1}, [{"text": 1}], {"slots": []}])
async def test_garbage_is_down(rasa: RasaServer, fake: FakeRasa, garbage: Any) -> None:
    chat = Chat(rasa)
    await chat.say("/hello")
    fake.garbage = garbage if garbage is not None else [None]
    with pytest.raises(EngineDown):
        await chat.say("/hello")


async def test_a_slow_server_is_down(server: TestServer, fake: FakeRasa) -> None:
    fake.hang = asyncio.Event()
    async with aiohttp.ClientSession() as session:
        rasa = RasaServer({"en": str(server.make_url("/"))}, "secret", 0.001, session)
        with pytest.raises(EngineDown, match="longer than"):
            await Chat(rasa).say("/hello")
    fake.hang.set()


async def test_no_server_is_down_and_the_token_is_not_told() -> None:
    async with aiohttp.ClientSession() as session:
        rasa = RasaServer({"en": "http://127.0.0.1:1"}, "secret", 5.0, session)
        with pytest.raises(EngineDown) as down:
            await Chat(rasa).say("/hello")
    assert "secret" not in str(down.value)


async def test_a_wrong_token_is_down(server: TestServer) -> None:
    async with aiohttp.ClientSession() as session:
        rasa = RasaServer({"en": str(server.make_url("/"))}, "guess", 5.0, session)
        with pytest.raises(EngineDown, match="401"):
            await Chat(rasa).say("/hello")


async def test_nobody_steers_it(rasa: RasaServer, fake: FakeRasa) -> None:
    with pytest.raises(DialogueError, match="steer"):
        await Chat(rasa).say("/restart")
    with pytest.raises(DialogueError, match="'pl'"):
        await rasa.handle("pl", Tracker("x"), "/hello")
    assert fake.requests == []


async def test_an_odd_conversation_id_is_one(rasa: RasaServer) -> None:
    chat = Chat(rasa, sender="thread/48 22 ../x?y#z")
    await chat.say("/borrow")
    assert await chat.say('/tell{"title": "Emma"}') == ["How many of Emma?"]


# ---------------------------------------------------------------- the action server


class Faulty(LibraryActions):
    async def run(self, body):  # type: ignore[no-untyped-def]  # always raises
        raise {"reject": ActionRejected("not now"), "store": StoreError("disk")}[body["next_action"]]


def body_of(action: str) -> dict[str, Any]:
    return {"next_action": action, "sender_id": "a", "tracker": {"slots": {"title": None}, "events": []}, "domain": {}}


async def post(runner: Any, payload: Any, *, token: str | None = None, **request: Any) -> tuple[int, Any]:
    app = web.Application()
    app.add_routes([web.post("/rasa/actions", actions_handler(runner, loopback_or_token(token)))])
    async with TestClient(TestServer(app)) as client:
        raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        answer = await client.post("/rasa/actions", data=io.BytesIO(raw), **request)
        return answer.status, await answer.json()


async def test_an_action_is_run_for_a_rasa_server() -> None:
    assert await post(LibraryActions(), body_of("action_hand_over")) == (
        200,
        {"events": [], "responses": [{"text": "One moment."}]},
    )


async def test_a_refusal_is_400_with_the_action() -> None:
    assert await post(Faulty(), body_of("reject")) == (400, {"error": "not now", "action_name": "reject"})


async def test_an_unknown_action_is_404() -> None:
    status, answer = await post(LibraryActions(), body_of("action_nobody"))
    assert (status, answer["action_name"]) == (404, "action_nobody")


async def test_a_failing_action_is_500_and_tells_nothing() -> None:
    assert await post(Faulty(), body_of("store")) == (500, {"error": "StoreError", "action_name": "store"})


@pytest.mark.parametrize("payload", [b"", b"{", b"[]", b'"x"', b'{"next_action": 1}', b"[" * 100_000])
async def test_what_is_no_request_is_422(payload: bytes) -> None:
    assert (await post(LibraryActions(), payload))[0] == 422


async def test_a_long_tracker_is_taken() -> None:
    long = body_of("action_hand_over") | {"domain": {"x": "y" * 3_000_000}}
    assert (await post(LibraryActions(), long))[0] == 200


async def test_only_this_machine_or_the_token_may_run_actions() -> None:
    body = body_of("action_hand_over")
    through_a_proxy = {"X-Forwarded-For": "203.0.113.7"}
    assert (await post(LibraryActions(), body, headers=through_a_proxy))[0] == 403
    assert (await post(LibraryActions(), body, token="t", headers=through_a_proxy))[0] == 403
    bearer = through_a_proxy | {"Authorization": "Bearer t"}
    assert (await post(LibraryActions(), body, token="t", headers=bearer))[0] == 200
    wrong = through_a_proxy | {"Authorization": "Bearer ź"}
    assert (await post(LibraryActions(), body, token="t", headers=wrong))[0] == 403
    assert (await post(LibraryActions(), body, token="t", headers=through_a_proxy, params={"token": "t"}))[0] == 200
