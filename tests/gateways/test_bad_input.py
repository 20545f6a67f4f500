"""What nobody should send, sent: over a real server."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import aiohttp
import pytest

from receptionist.gateways.gateway import CallLeg, KeyPressed, LegEvent, MarkReached, Sound
from receptionist.gateways.twilio.line import TwilioLine
from receptionist.gateways.twilio.streams import FAULTS_MAX
from receptionist.speech.pcm import ulaw_to_pcm
from receptionist.tenant import Tenant
from tests.gateways.fakes import ACCOUNT, PUBLIC, Receptionist, Served, served

Firms = Mapping[str, Tenant]
SMILE, BELLA = "+442079460123", "+48221234567"
MEDIA = "wss://phone.example.com/twilio/media"
ROUTES = ["voice", "connected", "dialled", "whisper", "accept", "status", "recording", "sms"]


@pytest.fixture
def receptionist() -> Receptionist:
    """Listens to every call until a key is pressed, then hangs up."""
    made = Receptionist()

    async def talk(leg: CallLeg) -> None:
        async for event in leg.events():
            made.heard.append(event)
            if event == KeyPressed("#"):
                await leg.hang_up()

    made.parts.append(talk)
    return made


class RawStream:
    """A WebSocket on which anything can be sent."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse, line: TwilioLine, token: str) -> None:
        self.ws, self.line, self.token = ws, line, token

    async def start(self, **other: Any) -> None:
        start = {
            "accountSid": ACCOUNT,
            "streamSid": "MZ1",
            "callSid": self.line.call_sid,
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            "customParameters": {"token": self.token},
            **other,
        }
        await self.ws.send_json({"event": "connected", "protocol": "Call", "version": "1.0.0"})
        await self.ws.send_json({"event": "start", "sequenceNumber": "1", "streamSid": "MZ1", "start": start})

    async def media(self, payload: str, chunk: int | str = 1) -> None:
        await self.ws.send_json({"event": "media", "media": {"chunk": str(chunk), "payload": payload}})

    async def key(self, digit: str) -> None:
        await self.ws.send_json({"event": "dtmf", "dtmf": {"digit": digit}})

    async def closed(self) -> int | None:
        """Wait until the server closes; its code."""
        async for _ in self.ws:
            pass
        return self.ws.close_code


@asynccontextmanager
async def raw(s: Served, called: str = SMILE):  # type: ignore[no-untyped-def]  # an async generator of RawStream
    line = s.line(called)
    document = await line.post("/twilio/voice")
    parameter = ElementTree.fromstring(document).find(".//Parameter")
    assert parameter is not None
    async with await connect(s) as ws:
        yield RawStream(ws, line, parameter.get("value", ""))


def connect(s: Served, **more: Any) -> Any:
    more.setdefault("headers", {"X-Twilio-Signature": s.account.sign(MEDIA, {})})
    return s.session.ws_connect(s.account.base_url + "/twilio/media", **more)


async def after(stream: RawStream) -> list[str]:
    """What Twilio is told when it asks what comes after the stream."""
    document = await stream.line.post("/twilio/connected?leg=1", CallStatus="in-progress")
    return [v.tag for v in ElementTree.fromstring(document)]


FALLBACK = ["Say", "Dial", "Say", "Record", "Hangup"]


# ---------------------------------------------------------------- webhooks


@pytest.mark.parametrize("route", ROUTES)
async def test_no_route_without_a_good_signature(firms: Firms, receptionist: Receptionist, route: str) -> None:
    async with served(firms, receptionist.answer) as s:
        url = f"{s.account.base_url}/twilio/{route}"
        form = {"CallSid": "CA1", "MessageSid": "SM1", "To": SMILE, "From": "+447700900456", "Body": "hello"}
        signature = s.account.sign(f"{PUBLIC}/twilio/{route}", form)
        for headers, sent in (
            ({}, form),
            ({"X-Twilio-Signature": ""}, form),
            ({"X-Twilio-Signature": "rubbish"}, form),
            ({"X-Twilio-Signature": signature}, {**form, "To": BELLA}),
            ({"X-Twilio-Signature": s.account.sign(url, form)}, form),
        ):
            async with s.session.post(url, data=sent, headers=headers) as answer:
                assert answer.status == 403
        async with s.session.post(url, data=form, headers={"X-Twilio-Signature": signature}) as answer:
            assert answer.status == 200
            assert answer.content_type == "text/xml"
            ElementTree.fromstring(await answer.text())
    assert receptionist.legs == []


async def test_what_is_no_form(firms: Firms, receptionist: Receptionist) -> None:
    async with served(firms, receptionist.answer) as s:
        url = f"{s.account.base_url}/twilio/voice"
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        for body in (b"\xff\xfe=1", b"&".join(b"a%d=1" % n for n in range(300))):
            async with s.session.post(url, data=body, headers=headers) as answer:
                assert answer.status == 400
        async with s.session.post(url, json={"CallSid": "CA1"}) as answer:
            assert answer.status == 400
        async with s.session.post(url, data=BytesIO(b"a=" + b"x" * 3_000_000), headers=headers) as answer:
            assert answer.status == 413
        async with s.session.get(url) as answer:
            assert answer.status == 405


async def test_a_signed_form_without_a_call(firms: Firms, receptionist: Receptionist) -> None:
    async with served(firms, receptionist.answer) as s:
        signature = s.account.sign(f"{PUBLIC}/twilio/voice", {"To": SMILE})
        headers = {"X-Twilio-Signature": signature}
        async with s.session.post(f"{s.account.base_url}/twilio/voice", data={"To": SMILE}, headers=headers) as answer:
            assert answer.status == 400


# ---------------------------------------------------------------- getting in


@pytest.mark.parametrize("signature", [None, "", "rubbish"])
async def test_no_stream_without_a_good_signature(
    firms: Firms, receptionist: Receptionist, signature: str | None
) -> None:
    async with served(firms, receptionist.answer) as s:
        headers = {} if signature is None else {"X-Twilio-Signature": signature}
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await connect(s, headers=headers)
        assert refused.value.status == 403


async def test_a_plain_get_is_no_stream(firms: Firms, receptionist: Receptionist) -> None:
    async with served(firms, receptionist.answer) as s:
        headers = {"X-Twilio-Signature": s.account.sign(MEDIA, {})}
        async with s.session.get(s.account.base_url + "/twilio/media", headers=headers) as answer:
            assert answer.status == 400


@pytest.mark.parametrize(
    "other",
    [
        {"customParameters": {"token": "wrong"}},
        {"customParameters": {}},
        {"customParameters": None},
        {"customParameters": {"token": 5}},
        {"callSid": "CA0"},
        {"accountSid": "AC1"},
    ],
)
async def test_a_stream_that_may_not_come_in(firms: Firms, receptionist: Receptionist, other: dict[str, Any]) -> None:
    async with served(firms, receptionist.answer) as s, raw(s) as stream:
        await stream.start(**other)
        assert await stream.closed() == 1008
        # The caller it may have been about is not left alone.
        assert await after(stream) == FALLBACK
    assert receptionist.legs == []


async def test_another_firms_call_is_not_to_be_had(firms: Firms, receptionist: Receptionist) -> None:
    async with served(firms, receptionist.answer) as s, raw(s, SMILE) as smile, raw(s, BELLA) as bella:
        await smile.start(callSid=bella.line.call_sid)
        assert await smile.closed() == 1008
        await bella.start()
        await bella.key("#")
        await bella.closed()
    assert [leg.call.tenant for leg in receptionist.legs] == ["bella"]


async def test_a_token_works_once(firms: Firms, receptionist: Receptionist) -> None:
    async with served(firms, receptionist.answer) as s, raw(s) as stream:
        await stream.start()
        async with await connect(s) as ws:
            second = RawStream(ws, stream.line, stream.token)
            await second.start()
            assert await second.closed() == 1008
        await stream.key("#")
        await stream.closed()
        assert await after(stream) == ["Hangup"]
    assert len(receptionist.legs) == 1


async def test_sound_before_the_start_is_left_out(firms: Firms, receptionist: Receptionist) -> None:
    async with served(firms, receptionist.answer) as s, raw(s) as stream:
        await stream.media("/w==")
        await stream.ws.send_str("{")
        await stream.key("1")
        await stream.start()
        await stream.key("#")
        await stream.closed()
    assert receptionist.heard == [KeyPressed("#")]


async def test_a_stream_that_only_stops(firms: Firms, receptionist: Receptionist) -> None:
    async with served(firms, receptionist.answer) as s, raw(s) as stream:
        await stream.ws.send_json({"event": "stop", "stop": {}})
        assert await stream.closed() == 1008


async def test_a_format_that_is_not_understood(firms: Firms, receptionist: Receptionist) -> None:
    async with served(firms, receptionist.answer) as s, raw(s) as stream:
        await stream.start(mediaFormat={"encoding": "audio/opus", "sampleRate": 48000, "channels": 2})
        await stream.closed()
        assert await after(stream) == FALLBACK
    assert receptionist.legs == []
    assert s.journal.failures() == [{"what": "media_format"}]


# ---------------------------------------------------------------- in the middle of a call


RUBBISH = [
    "{",
    "[" * 20_000,
    "null",
    '{"event":"media","media":{"payload":"@@@"}}',
    '{"event":"media","media":{"chunk":"1"}}',
    '{"event":"mark","mark":{"name":["1"]}}',
    '{"event":"mark","mark":{"name":"nobody asked"}}',
    '{"event":"dtmf","dtmf":{"digit":"DROP TABLE"}}',
    '{"event":"start","start":{}}',
    '{"event":"never heard of"}',
]


async def test_rubbish_ends_no_call(firms: Firms, receptionist: Receptionist) -> None:
    async with served(firms, receptionist.answer) as s, raw(s) as stream:
        await stream.start()
        for text in RUBBISH:
            await stream.ws.send_str(text)
        await stream.ws.send_bytes(b"\0" * 160)
        await stream.start()
        await stream.media(b64encode(bytes(range(4)) * 40).decode())
        await stream.key("#")
        await stream.closed()
        assert await after(stream) == ["Hangup"]
    assert receptionist.heard == [Sound(ulaw_to_pcm(bytes(range(4)) * 40)), KeyPressed("#")]


async def test_nothing_but_rubbish_ends_it(firms: Firms, receptionist: Receptionist) -> None:
    async with served(firms, receptionist.answer) as s, raw(s) as stream:
        await stream.start()
        for _ in range(FAULTS_MAX + 1):
            await stream.ws.send_str("{")
        await stream.closed()
        assert await after(stream) == FALLBACK


async def test_frames_of_any_length_in_any_order(firms: Firms, receptionist: Receptionist) -> None:
    async with served(firms, receptionist.answer) as s, raw(s) as stream:
        await stream.start()
        await stream.media("", 1)
        await stream.media("AAA=", 2)  # 2 octets
        await stream.media("AQEB" * 100, 4)  # 300, too early
        await stream.media("AgIC" * 53, 3)  # 159
        await stream.media("AgIC" * 53, 3)  # once more
        await stream.media("AwMD", "four and a half")
        await stream.key("#")
        await stream.closed()
    sounds = b"".join(e.pcm for e in receptionist.heard if isinstance(e, Sound))
    assert sounds == ulaw_to_pcm((b"\0" * 2 + b"\2" * 159 + b"\1" * 300 + b"\3" * 3)[:320])


async def test_a_gigantic_frame_ends_the_stream_but_not_the_call(firms: Firms, receptionist: Receptionist) -> None:
    async with served(firms, receptionist.answer) as s, raw(s) as stream, raw(s, BELLA) as neighbour:
        await neighbour.start()
        await stream.start()
        await stream.media("A" * 200_000)
        assert await stream.closed() == 1009
        assert await after(stream) == FALLBACK
        await neighbour.key("#")
        await neighbour.closed()
        assert await after(neighbour) == ["Hangup"]


async def test_a_socket_cut_in_the_middle_of_a_word(firms: Firms) -> None:
    heard: list[LegEvent] = []

    async def talk(leg: CallLeg) -> None:
        await leg.play(b"\x10\x20" * 80_000)
        await leg.mark("never")
        heard.extend([event async for event in leg.events()])

    receptionist = Receptionist(talk)
    async with served(firms, receptionist.answer) as s, raw(s) as stream:
        await stream.start()
        assert json.loads((await stream.ws.receive()).data)["event"] == "media"
        transport = stream.ws._writer.transport  # The test pulls the plug.
        transport.abort()
        await receptionist.over.wait()
        assert await s.gateway.drain(5)
        assert await after(stream) == FALLBACK
    assert heard == [MarkReached("never", False)]
    assert s.journal.failures() == [{"what": "stream"}]


async def test_a_stop_is_not_a_hang_up(firms: Firms, receptionist: Receptionist) -> None:
    async with served(firms, receptionist.answer) as s, raw(s) as stream:
        await stream.start()
        await stream.ws.send_json({"event": "stop", "streamSid": "MZ1", "stop": {}})
        await stream.closed()
        assert await after(stream) == FALLBACK


async def test_a_caller_who_left_is_no_failure(firms: Firms, receptionist: Receptionist) -> None:
    async with served(firms, receptionist.answer) as s, raw(s) as stream:
        await stream.start()
        await stream.ws.send_json({"event": "stop", "streamSid": "MZ1", "stop": {}})
        await stream.closed()
        document = await stream.line.post("/twilio/connected?leg=1", CallStatus="completed")
        assert [v.tag for v in ElementTree.fromstring(document)] == ["Hangup"]
        await stream.line.post("/twilio/status", CallStatus="completed")
    assert s.journal.failures() == []


async def test_a_token_is_dead_once_twilio_has_asked_what_is_next(firms: Firms, receptionist: Receptionist) -> None:
    async with served(firms, receptionist.answer) as s, raw(s) as stream:
        assert await after(stream) == FALLBACK
        await stream.start()
        assert await stream.closed() == 1008
    assert receptionist.legs == []
