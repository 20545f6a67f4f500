"""The engine `rasa`: a Rasa 3.6 server a language, over REST; and our side of its action server.

The tracker that Rasa keeps is a copy: slots and form come from the caller of `handle` and are compared with the
server's before each message. Where they differ in more than some changed slots (another engine went on meanwhile, the
server was restarted, an earlier answer got lost), the server's tracker is written anew.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import aiohttp
import structlog
from aiohttp import web
from yarl import URL

from receptionist.dialogue.engine import ActionRejected, ActionRunner, Handled, Tracker
from receptionist.dialogue.exchange import gather, refuse_steering
from receptionist.errors import DialogueError, EngineDown, ReceptionistError
from receptionist.messages import Language

log = structlog.get_logger(__name__)

_LISTEN = "action_listen"
_WITHOUT_EVENTS = {"include_events": "NONE"}
"""Otherwise Rasa answers each request with all that ever happened in the call."""
_OWN_SLOTS = frozenset({"session_started_metadata"})
"""Slots that Rasa adds for itself."""
_LARGEST_ACTION = 8 * 2**20
"""Bytes of a request to the action server: Rasa sends the whole tracker and the domain."""


class RasaServer:
    """An Engine (see dialogue/engine.py) over Rasa's HTTP API."""

    def __init__(
        self, urls: Mapping[Language, str], token: str | None, timeout_s: float, session: aiohttp.ClientSession
    ) -> None:
        """`urls`: where the server of each language listens. `token`: its --auth-token.

        `timeout_s`: for the whole of a message, all its requests together.
        """
        self._urls = {language: URL(url) for language, url in urls.items()}
        self._token = token
        self._timeout_s = timeout_s
        self._session = session

    async def handle(self, language: Language, tracker: Tracker, message: str) -> Handled:
        """One message. Raises EngineDown on failure, time-out, or when nothing is said; DialogueError."""
        base = self._urls.get(language)
        if base is None:
            raise DialogueError(f"there is no Rasa server for the language {language!r}")
        refuse_steering(message)
        message = message.strip()  # as Rasa does
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._handle(base, tracker, message)
        except TimeoutError as fault:
            raise EngineDown(f"the Rasa server for {language!r} took longer than {self._timeout_s:g} s") from fault
        except aiohttp.ClientError as fault:
            # The text of the fault would show the address with the token in it.
            raise EngineDown(f"the Rasa server for {language!r} failed: {type(fault).__name__}") from None
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            raise EngineDown(f"the Rasa server for {language!r} answered what Rasa does not") from fault

    async def _handle(self, base: URL, tracker: Tracker, message: str) -> Handled:
        conversation = f"conversations/{quote(tracker.sender, safe='')}/tracker"
        await self._agree(base, conversation, tracker)
        said = await self._ask("POST", base, "webhooks/rest/webhook", {"sender": tracker.sender, "message": message})
        # With its action server down Rasa answers 200 and says nothing.
        messages = gather((part.get("text"), part.get("custom")) for part in said)
        if not messages:
            raise EngineDown("the Rasa server said nothing: is its action server down?")
        state = await self._ask("GET", base, conversation, query={"include_events": "AFTER_RESTART"})
        slots, loop = _slots_and_loop(state)
        intent, taken_back = _understood(state["events"])
        if taken_back:
            # The default fallback takes the caller's words back, and with them the slots we had set before: what
            # came in stands.
            slots = {name: tracker.slots.get(name, value) for name, value in slots.items()}
        # What the embedded engine remembered is stale from here on.
        kept = {key: value for key, value in tracker.memory.items() if key != "embedded"}
        return Handled(
            tracker=Tracker(tracker.sender, slots, loop, {**kept, "rasa": {"synced": True}}),
            messages=messages,
            intent=str(intent["name"]),
            confidence=float(intent["confidence"]),
        )

    async def _agree(self, base: URL, conversation: str, tracker: Tracker) -> None:
        """Makes the server's tracker equal to ours."""
        if "rasa" in tracker.memory:
            slots, loop = _slots_and_loop(await self._ask("GET", base, conversation, query=_WITHOUT_EVENTS))
            wanted = {**dict.fromkeys(slots), **tracker.slots}  # a slot that is not there any more was unset
            changed = [_slot(name, value) for name, value in wanted.items() if slots.get(name) != value]
            requested_same = slots.get("requested_slot") == tracker.slots.get("requested_slot")
            if loop == tracker.loop and requested_same:
                if changed:
                    await self._ask("POST", base, f"{conversation}/events", changed, _WITHOUT_EVENTS)
                return
            log.info("rasa_tracker_rewritten", conversation=tracker.sender)
        await self._ask("PUT", base, f"{conversation}/events", _history(tracker), _WITHOUT_EVENTS)

    async def _ask(
        self, method: str, base: URL, path: str, body: Any = None, query: Mapping[str, str] | None = None
    ) -> Any:
        url = base.joinpath(*path.split("/"), encoded=True)
        params = {**(query or {}), **({"token": self._token} if self._token else {})}
        async with self._session.request(method, url, params=params, json=body) as response:
            if response.status != 200:
                raise EngineDown(f"the Rasa server answered {method} {path.split('/')[0]} with {response.status}")
            return await response.json(content_type=None)


def _slots_and_loop(state: Mapping[str, Any]) -> tuple[dict[str, Any], str | None]:
    slots = {name: value for name, value in state["slots"].items() if name not in _OWN_SLOTS}
    return slots, (state.get("active_loop") or {}).get("name")


def _understood(events: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any], bool]:
    """(the intent of the latest message, whether the message was taken back).

    Not from `latest_message`: while a form is being filled that is the message which began the form.
    """
    place = max(place for place, event in enumerate(events) if event["event"] == "user")
    intent: Mapping[str, Any] = events[place]["parse_data"]["intent"]
    return intent, any(event["event"] == "rewind" for event in events[place:])


def _slot(name: str, value: Any) -> dict[str, Any]:
    return {"event": "slot", "name": name, "value": value}


def _action(name: str) -> dict[str, Any]:
    return {"event": "action", "name": name}


def _history(tracker: Tracker) -> list[dict[str, Any]]:
    """Events after which Rasa stands where `tracker` stands: the form has asked, the caller's answer is awaited."""
    events = [_action("action_session_start"), {"event": "session_started"}, _action(_LISTEN)]
    slots = [_slot(name, value) for name, value in tracker.slots.items() if value is not None]
    if tracker.loop is None:
        return events + slots
    return [
        *events,
        _action(tracker.loop),
        {"event": "active_loop", "name": tracker.loop},
        *slots,
        _action(_LISTEN),
    ]


# ---------------------------------------------------------------- the action server

Allowed = Callable[[web.Request], bool]


def actions_handler(actions: ActionRunner, allowed: Allowed) -> Callable[[web.Request], Awaitable[web.Response]]:
    """The handler of `POST /rasa/actions`: Rasa's action-server protocol (docs: Action Server, "API").

    200 {"events", "responses"}; 400 {"error", "action_name"} when the action refuses; 404 for an unknown action;
    403 when `allowed` says no; 422 when the request is not Rasa's; 500 when the action fails.
    """

    async def handle(request: web.Request) -> web.Response:
        if not allowed(request):
            return web.json_response({"error": "not allowed"}, status=403)
        try:
            body = json.loads(await request.clone(client_max_size=_LARGEST_ACTION).read())
        except (ValueError, RecursionError):
            return web.json_response({"error": "the request is not JSON"}, status=422)
        if not _is_rasas(body):
            return web.json_response({"error": "the request has no next_action, sender_id and tracker"}, status=422)
        name = body["next_action"]
        try:
            result = await actions.run(body)
        except ActionRejected as refusal:
            return web.json_response({"error": str(refusal), "action_name": name}, status=400)
        except KeyError:
            return web.json_response({"error": f"no action of the name {name!r}", "action_name": name}, status=404)
        except ReceptionistError as fault:
            log.error("rasa_action_failed", action=name, fault=type(fault).__name__)
            return web.json_response({"error": type(fault).__name__, "action_name": name}, status=500)
        return web.json_response(dict(result))

    return handle


def _is_rasas(body: Any) -> bool:
    return (
        isinstance(body, dict)
        and isinstance(body.get("next_action"), str)
        and isinstance(body.get("sender_id"), str)
        and isinstance(body.get("tracker"), dict)
    )


def loopback_or_token(token: str | None) -> Allowed:
    """Who may call the actions: this machine itself, or whoever shows the token.

    The token comes as `Authorization: Bearer …` or `?token=…`. A request that a proxy handed on counts as strange,
    whatever its address.
    """

    def allowed(request: web.Request) -> bool:
        if token:
            shown = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
            for candidate in (shown, request.query.get("token", "")):
                if candidate and hmac.compare_digest(candidate.encode(), token.encode()):
                    return True
        if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
            return False
        try:
            return ipaddress.ip_address(request.remote or "").is_loopback
        except ValueError:
            return False

    return allowed
