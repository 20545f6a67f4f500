"""The application's routes as they are wired: text messages, health, who may enter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import aiohttp

from receptionist.gateways.twilio.line import Account
from tests.whole.conftest import JOHN, SMILE


async def text(house: Any, sid: str, body: str, sender: str = JOHN, token: str = "") -> tuple[int, str]:
    """Send a signed SMS to the practice; the reply's text."""
    account = Account(house.server.url, token or house.server.token)
    url, form = f"{account.base_url}/twilio/sms", {"MessageSid": sid, "From": sender, "To": SMILE, "Body": body}
    form["AccountSid"] = account.account_sid
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=form, headers={"X-Twilio-Signature": account.sign(url, form)}) as answer,
    ):
        reply = await answer.text()
        return answer.status, "".join(ElementTree.fromstring(reply).itertext()) if answer.status == 200 else reply


async def test_a_visit_is_booked_by_text_message(house: Callable[..., Any]) -> None:
    async with house() as h:
        asked = "i'd like a check up with doctor patel tomorrow at half past ten, my name is john smith"
        status, first = await text(h, "SM1", asked)
        assert status == 200
        assert "automated assistant" in first  # a machine says that it is one, in text too
        assert await text(h, "SM1", asked) == (200, first)  # the same webhook twice is one message
        said = first
        for n, reply in enumerate(["yes", "yes please"], 2):
            _, said = await text(h, f"SM{n}", reply)
        visits = await h.server.rooms.bookings.all(h.server.rooms.tenants.get("brightsmile"))
        assert [(v.service, v.staff, v.name, v.phone, v.source) for v in visits] == [
            ("check-up", "patel", "John Smith", JOHN, "sms")
        ], said
        assert visits[0].start.isoformat() == "2026-11-24T10:30:00+00:00"
        status, _ = await text(h, "SM9", "hello", token="0" * 32)
        assert status == 403


async def test_health_readiness_and_doors(house: Callable[..., Any]) -> None:
    async with house() as h, aiohttp.ClientSession(h.server.url) as session:
        assert (await session.get("/healthz")).status == 200
        ready = await session.get("/readyz")
        assert set((await ready.json())["checks"]) == {"tenants", "database", "engines", "speech"}
        figures = await (await session.get("/metrics")).text()
        assert "receptionist_turn_seconds_bucket" in figures
        assert 'receptionist_outbox_queued{kind="email"}' in figures
        # What a proxy hands on is not from this machine, wherever it comes from.
        outside = {"X-Forwarded-For": "203.0.113.9"}
        assert (await session.get("/metrics", headers=outside)).status == 401
        actions = {"next_action": "action_answer_hours", "sender_id": "x", "tracker": {"slots": {}}, "domain": {}}
        assert (await session.post("/rasa/actions", json=actions, headers=outside)).status == 403
        assert (await session.get("/nothing")).status == 404
        assert (await session.post("/twilio/voice", data={"CallSid": "CA1"})).status == 403
