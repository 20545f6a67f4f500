"""Fakes of the dialogue room: the actions of the little library projects, a caller, a Rasa server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from aiohttp import web

from receptionist.dialogue.embedded.engine import Embedded
from receptionist.dialogue.engine import ActionRejected, Engine, Handled, Tracker
from receptionist.messages import Language

PROJECTS = Path(__file__).parent / "projects"


def slot(name: str, value: Any) -> dict[str, Any]:
    return {"event": "slot", "name": name, "value": value, "timestamp": None}


def candidates(body: Mapping[str, Any]) -> dict[str, Any]:
    """Slots to validate: the trailing run of slot events."""
    found: dict[str, Any] = {}
    for event in reversed(body["tracker"]["events"]):
        if event["event"] != "slot":
            break
        found.setdefault(event["name"], event["value"])
    return found


class LibraryActions:
    """ActionRunner of tests/dialogue/projects."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.bodies: list[Mapping[str, Any]] = []

    async def run(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        name = body["next_action"]
        known: dict[str, Callable[[Mapping[str, Any]], tuple[list[Any], list[Any]]]] = {
            "validate_loan_form": self._validate_loan,
            "action_lend": self._lend,
            "action_again": self._again,
            "action_tell_slots": self._tell,
            "action_ask_trip_form_goal": self._ask_goal,
            "action_forget": self._forget,
            "action_take_back": self._take_back,
            "action_count_words": self._count,
            "action_validate_slot_mappings": self._validate_mappings,
            "action_hand_over": self._hand_over,
            "action_zapisz": self._zapisz,
        }
        self.ran.append(name)
        self.bodies.append(body)
        events, responses = known[name](body)
        return {"events": events, "responses": responses}

    def _validate_loan(self, body: Mapping[str, Any]) -> tuple[list[Any], list[Any]]:
        events: list[Any] = []
        responses: list[Any] = []
        for name, value in candidates(body).items():
            if name == "title" and value == "bad":
                responses.append({"text": "No such title."})
                value = None
            elif name == "title" and value == "quit":
                return [slot("requested_slot", None)], [{"text": "Quitting."}]
            elif name == "title" and value == "reject":
                return [{"event": "action_execution_rejected", "name": "loan_form", "timestamp": None}], []
            elif name == "title" and value == "refuse":
                raise ActionRejected("no")
            elif name == "title" and value == "jump":
                events.append(slot("requested_slot", "gift"))
            elif name == "title" and value == "skip":
                events.append(slot("gift", False))
            elif name == "amount" and value is not None and float(value) > 5:
                responses.append({"text": "Too many."})
                value = None
            elif name == "requested_slot":
                continue
            events.append(slot(name, value))
        return events, responses

    def _lend(self, body: Mapping[str, Any]) -> tuple[list[Any], list[Any]]:
        slots = body["tracker"]["slots"]
        cleared = [slot(name, None) for name in ("title", "amount", "gift", "note")]
        return cleared, [{"text": f"Lent {slots['title']}, gift {slots['gift']}."}]

    def _again(self, body: Mapping[str, Any]) -> tuple[list[Any], list[Any]]:
        return [{"event": "followup", "name": "utter_more", "timestamp": None}], [{"response": "utter_hours"}]

    def _tell(self, body: Mapping[str, Any]) -> tuple[list[Any], list[Any]]:
        return [], [{"response": "utter_titled", "title": body["tracker"]["slots"]["title"] or "nothing"}]

    def _ask_goal(self, body: Mapping[str, Any]) -> tuple[list[Any], list[Any]]:
        origin = body["tracker"]["slots"]["origin"]
        return [], [{"text": f"To where, from {origin}?", "custom": {"expects": "open"}}]

    def _forget(self, body: Mapping[str, Any]) -> tuple[list[Any], list[Any]]:
        return [{"event": "reset_slots", "timestamp": None}], [{"text": "Forgotten."}]

    def _take_back(self, body: Mapping[str, Any]) -> tuple[list[Any], list[Any]]:
        return [{"event": "rewind", "timestamp": None}], [{"text": "Taken back."}]

    def _count(self, body: Mapping[str, Any]) -> tuple[list[Any], list[Any]]:
        return [slot("words", len(body["tracker"]["latest_message"]["text"].split()))], []

    def _validate_mappings(self, body: Mapping[str, Any]) -> tuple[list[Any], list[Any]]:
        if candidates(body).get("title") == "banned":
            return [slot("title", None)], [{"text": "Not that one."}]
        return [], []

    def _hand_over(self, body: Mapping[str, Any]) -> tuple[list[Any], list[Any]]:
        return [], [{"text": "One moment."}]

    def _zapisz(self, body: Mapping[str, Any]) -> tuple[list[Any], list[Any]]:
        slots = body["tracker"]["slots"]
        said = {"text": f"Zapisane: {slots['ksiazka']}, prezent {slots['prezent']}."}
        return [slot("ksiazka", None), slot("prezent", None)], [said]


class Chat:
    """A caller who talks to an engine; the tracker is stored as JSON between the messages."""

    def __init__(self, engine: Engine, language: Language = "en", sender: str = "call-1") -> None:
        self.engine = engine
        self.language = language
        self.tracker = Tracker(sender)
        self.last: Handled | None = None

    async def say(self, *messages: str) -> list[str]:
        """What is answered to the last of the messages."""
        for message in messages:
            self.last = await self.engine.handle(self.language, self.tracker, message)
            left = self.last.tracker
            stored = json.loads(json.dumps([left.sender, dict(left.slots), left.loop, dict(left.memory)]))
            self.tracker = Tracker(*stored)
        assert self.last is not None
        return [message.text for message in self.last.messages]

    def filled(self) -> dict[str, Any]:
        """Slots that are set, without those set every time."""
        return {
            name: value
            for name, value in self.tracker.slots.items()
            if value is not None and name not in ("member", "words")
        }


class FakeRasa:
    """As much of a Rasa server's HTTP API as the client uses, with a real engine behind it.

    Like Rasa it keeps a tracker per conversation, wants its token, and answers 200 with nothing when an action fails.
    """

    def __init__(self, engine: Embedded, language: Language = "en", token: str | None = "secret") -> None:
        self.engine = engine
        self.language = language
        self.token = token
        self.trackers: dict[str, Tracker] = {}
        self.events: dict[str, list[dict[str, Any]]] = {}
        self.requests: list[tuple[str, str]] = []
        self.fail_with: int | None = None
        self.silent = False
        self.garbage: Any = None
        self.hang: asyncio.Event | None = None

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self._misbehave])
        app.add_routes(
            [
                web.post("/webhooks/rest/webhook", self._webhook),
                web.get("/conversations/{id}/tracker", self._tracker),
                web.post("/conversations/{id}/tracker/events", self._add),
                web.put("/conversations/{id}/tracker/events", self._replace),
            ]
        )
        return app

    @web.middleware
    async def _misbehave(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.requests.append((request.method, request.path))
        if self.hang is not None:
            await self.hang.wait()
        if self.fail_with is not None:
            return web.json_response({"status": "failure"}, status=self.fail_with)
        if not request.path.startswith("/webhooks") and request.query.get("token") != self.token:
            return web.json_response({"status": "failure", "reason": "NotAuthenticated"}, status=401)
        if self.garbage is not None:
            return web.json_response(self.garbage)
        response: web.StreamResponse = await handler(request)
        return response

    def _known(self, sender: str) -> Tracker:
        return self.trackers.get(sender, Tracker(sender))

    async def _webhook(self, request: web.Request) -> web.Response:
        body = await request.json()
        sender = body["sender"]
        if self.silent:
            return web.json_response([])
        handled = await self.engine.handle(self.language, self._known(sender), body["message"])
        self.trackers[sender] = handled.tracker
        intent = {"name": handled.intent, "confidence": handled.confidence}
        events = self.events.setdefault(sender, [])
        events.append({"event": "user", "text": body["message"], "parse_data": {"intent": intent}})
        events += [{"event": "bot", "text": message.text} for message in handled.messages]
        if any(message.text == "Pardon?" for message in handled.messages):
            # What the default fallback does in Rasa: the slots are as they were before, without those set by us.
            events.append({"event": "rewind"})
            slots = {name: value for name, value in handled.tracker.slots.items() if name != "context"}
            self.trackers[sender] = Tracker(sender, slots, handled.tracker.loop, handled.tracker.memory)
        said: list[dict[str, Any]] = []
        for message in handled.messages:
            if message.text:
                said.append({"recipient_id": sender, "text": message.text})
            if message.custom:
                said.append({"recipient_id": sender, "custom": dict(message.custom)})
        return web.json_response(said)

    def _state(self, sender: str, with_events: bool = False) -> web.Response:
        tracker = self._known(sender)
        every = dict.fromkeys(self.engine.project(self.language).slots) | {"requested_slot": None}
        state = {
            "sender_id": sender,
            "slots": every | dict(tracker.slots) | {"session_started_metadata": None},
            "latest_message": {"text": None, "intent": {}},
            "active_loop": {"name": tracker.loop, "rejected": False} if tracker.loop else {},
        }
        return web.json_response(state | ({"events": self.events.get(sender, [])} if with_events else {}))

    async def _tracker(self, request: web.Request) -> web.Response:
        return self._state(request.match_info["id"], request.query["include_events"] == "AFTER_RESTART")

    async def _add(self, request: web.Request) -> web.Response:
        sender = request.match_info["id"]
        old = self._known(sender)
        slots = dict(old.slots) | {event["name"]: event["value"] for event in await request.json()}
        self.trackers[sender] = Tracker(sender, slots, old.loop, old.memory)
        return self._state(sender)

    async def _replace(self, request: web.Request) -> web.Response:
        sender = request.match_info["id"]
        events = await request.json()
        slots = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
        loops = [event["name"] for event in events if event["event"] == "active_loop"]
        self.trackers[sender] = Tracker(sender, slots, loops[-1] if loops else None)
        return self._state(sender)
