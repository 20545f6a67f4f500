"""Text messages in and out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from xml.etree import ElementTree

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from receptionist.errors import CallGone, DialogueError, ProtocolError, TryLater, Undeliverable
from receptionist.gateways.gateway import CallLeg
from receptionist.gateways.twilio import sentences
from receptionist.gateways.twilio.rest import TwilioRest, TwilioSms
from receptionist.gateways.twilio.settings import TwilioSettings
from receptionist.messages import Call, Channel
from receptionist.notify.notify import Outgoing
from receptionist.tenant import Tenant
from tests.gateways.fakes import ACCOUNT, CALLER, TOKEN, Served, served

Firms = Mapping[str, Tenant]
SMILE, BELLA = "+442079460123", "+48221234567"


async def nobody(leg: CallLeg) -> None: ...


async def text(s: Served, sid: str, body: str, to: str = BELLA, sender: str = CALLER) -> str | None:
    """The reply, or None."""
    line = s.line(to, sender)
    document = await line.post("/twilio/sms", MessageSid=sid, Body=body, NumMedia="0")
    message = ElementTree.fromstring(document).find("Message")
    return None if message is None else message.text


async def test_a_message_is_answered(firms: Firms) -> None:
    async with served(firms, nobody) as s:
        assert await text(s, "SM1", "zażółć <b>") == "you said zażółć <b>"
    ((call, body),) = s.texts
    assert (call.tenant, call.channel, call.caller, call.language) == ("bella", Channel.SMS, CALLER, "pl")
    assert body == "zażółć <b>"


async def test_the_same_message_is_answered_once(firms: Firms) -> None:
    asked = 0
    begun, go = asyncio.Event(), asyncio.Event()

    async def slow(call: Call, body: str) -> str:
        nonlocal asked
        asked += 1
        begun.set()
        await go.wait()
        return "yes"

    async with served(firms, nobody, text=slow) as s:
        both = [asyncio.create_task(text(s, "SM1", "hi")) for _ in range(2)]
        await begun.wait()
        go.set()
        assert await asyncio.gather(*both) == ["yes", "yes"]
        assert await text(s, "SM1", "hi") == "yes"
    assert asked == 1


async def test_a_conversation_goes_on_and_is_kept_from_others(firms: Firms) -> None:
    async with served(firms, nobody) as s:
        await text(s, "SM1", "one")
        await text(s, "SM2", "two")
        await text(s, "SM3", "other firm", to=SMILE)
        await text(s, "SM4", "other caller", sender="+447700900999")
    one, two, firm, caller = (call.id for call, _ in s.texts)
    assert one == two
    assert len({one, firm, caller}) == 3
    assert CALLER not in one
    assert [c.id for c in s.journal.calls] == [one, firm, caller]


@pytest.mark.parametrize("sender", ["72345", "InfoSMS", "", SMILE, "+447700900123"])
async def test_nobody_or_ourselves_is_not_answered(firms: Firms, sender: str) -> None:
    async with served(firms, nobody) as s:
        assert await text(s, "SM1", "hi", sender=sender) is None
    assert s.texts == []


async def test_an_unknown_number_is_not_answered(firms: Firms) -> None:
    async with served(firms, nobody) as s:
        assert await text(s, "SM1", "hi", to="+15550001111") is None


async def test_a_picture_alone(firms: Firms) -> None:
    async with served(firms, nobody) as s:
        assert await text(s, "SM1", " ") == sentences.SMS_TEXT_ONLY["pl"]


@pytest.mark.parametrize("fault", [DialogueError("down"), ZeroDivisionError()])
async def test_a_dialogue_that_breaks_is_apologised_for(firms: Firms, fault: Exception) -> None:
    async def broken(call: Call, body: str) -> str:
        raise fault

    async with served(firms, nobody, text=broken) as s:
        assert await text(s, "SM1", "hi", to=SMILE) == sentences.SMS_TROUBLE["en"]


# ---------------------------------------------------------------- out


class Api:
    """Twilio's REST API, as far as we use it."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.answer: tuple[int, object] = (201, {"sid": "SM77"})

    async def take(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"].startswith("Basic ")
        self.asked.append((request.path, {k: str(v) for k, v in (await request.post()).items()}))
        status, body = self.answer
        return (
            web.Response(text=body, status=status) if isinstance(body, str) else web.json_response(body, status=status)
        )


@pytest.fixture
async def api() -> AsyncIterator[tuple[Api, TwilioRest]]:
    """The API and a client of it."""
    fake = Api()
    app = web.Application()
    app.router.add_post("/{any:.*}", fake.take)
    server = TestServer(app)
    await server.start_server()
    url = str(server.make_url(""))
    rest = TwilioRest(TwilioSettings(TOKEN, ACCOUNT, "https://x.example", api_url=url, api_timeout=5))
    yield fake, rest
    rest.close()
    await server.close()


SMS = Outgoing("k1", "bella", "sms", CALLER, "", "Zażółć gęślą jaźń", sender=BELLA)


async def test_a_message_goes_out(api: tuple[Api, TwilioRest]) -> None:
    fake, rest = api
    await TwilioSms(rest).send(SMS)
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert fake.asked == [(path, {"To": CALLER, "From": BELLA, "Body": "Zażółć gęślą jaźń"})]


@pytest.mark.parametrize(
    ("status", "body", "fault"),
    [
        (429, {"code": 20429, "message": "Too Many Requests"}, TryLater),
        (500, {"code": 20500, "message": "oops"}, TryLater),
        (503, "<html>busy</html>", TryLater),
        (401, {"code": 20003, "message": "Authenticate"}, TryLater),
        (400, {"code": 21211, "message": f"The 'To' number {CALLER} is not valid"}, Undeliverable),
        (400, {"code": 21610, "message": "unsubscribed"}, Undeliverable),
        (404, {"code": 20404, "message": "not found"}, Undeliverable),
    ],
)
async def test_what_twilio_refuses(
    api: tuple[Api, TwilioRest], status: int, body: object, fault: type[Exception]
) -> None:
    fake, rest = api
    fake.answer = (status, body)
    with pytest.raises(fault) as refused:
        await TwilioSms(rest).send(SMS)
    assert CALLER not in str(refused.value)
    assert len(fake.asked) == 1


async def test_nobody_there_is_tried_again_later() -> None:
    settings = TwilioSettings(TOKEN, ACCOUNT, "https://x.example", api_url="http://127.0.0.1:9", api_timeout=2)
    rest = TwilioRest(settings)
    with pytest.raises(TryLater):
        await TwilioSms(rest).send(SMS)
    rest.close()


async def test_an_sms_needs_a_sender(api: tuple[Api, TwilioRest]) -> None:
    with pytest.raises(Undeliverable):
        await TwilioSms(api[1]).send(Outgoing("k1", "bella", "sms", CALLER, "", "hi"))


async def test_a_live_call_is_given_other_instructions(api: tuple[Api, TwilioRest]) -> None:
    fake, rest = api
    fake.answer = (200, {"sid": "CA1"})
    await rest.update("CA1", "<Response/>")
    assert fake.asked == [(f"/2010-04-01/Accounts/{ACCOUNT}/Calls/CA1.json", {"Twiml": "<Response/>"})]
    with pytest.raises(ProtocolError):
        await rest.update("CA1", "x" * 4_001)


@pytest.mark.parametrize("answer", [(404, {"code": 20404}), (400, {"code": 21220})])
async def test_a_call_that_is_gone(api: tuple[Api, TwilioRest], answer: tuple[int, dict[str, int]]) -> None:
    api[0].answer = answer
    with pytest.raises(CallGone):
        await api[1].update("CA1", "<Response/>")
