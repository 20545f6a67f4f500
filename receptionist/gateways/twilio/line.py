"""Twilio's side of a call, played honestly: signed webhooks out, TwiML obeyed, Media Streams spoken.

It is how a recording phones in (`receptionist call`), and the stand-in for Twilio in the tests.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final
from xml.etree import ElementTree

import aiohttp
from twilio.request_validator import SIGNATURE_HEADER, RequestValidator

from receptionist.errors import GatewayError
from receptionist.gateways.clock import Clock, SteadyClock
from receptionist.gateways.twilio.line_stream import BothSides, LineStream, Voice

ACCOUNT_OF_OUR_OWN: Final = "AC" + "0" * 32
"""The account on loopback, where there is no real one."""
WEBHOOK_TIMEOUT: Final = aiohttp.ClientTimeout(sock_connect=5, sock_read=15)
"""As Twilio waits."""


def new_call_sid() -> str:
    """As Twilio makes them."""
    return "CA" + secrets.token_hex(16)


class Answers(Enum):
    """What somebody who is rung does."""

    ACCEPTS = "accepts"
    """Answers, presses 1, talks."""
    DECLINES = "declines"
    """Answers, presses 2."""
    IS_VOICEMAIL = "is_voicemail"
    """Answers and presses nothing."""
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    FAILED = "failed"
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True)
class Account:
    """Where the line reaches the server, and how it signs."""

    base_url: str
    """The server, as "http://127.0.0.1:8080"."""
    auth_token: str = field(repr=False)
    public_url: str = ""
    """The origin that the server believes to have; empty: base_url."""
    account_sid: str = ACCOUNT_OF_OUR_OWN

    @property
    def origin(self) -> str:
        """What signatures are made of."""
        return (self.public_url or self.base_url).rstrip("/")

    def here(self, url: str) -> str:
        """An address that the server named, as it is reached from here. Raises GatewayError."""
        base = self.base_url.rstrip("/")
        if url.startswith("/"):
            return base + url
        for scheme in ("http", "ws"):
            origin = scheme + self.origin.removeprefix("http")
            if url.startswith(origin + "/"):
                return scheme + base.removeprefix("http") + url.removeprefix(origin)
        raise GatewayError(f"the answer leads to {url}, which is not under {self.origin}")

    def sign(self, url: str, form: Mapping[str, str]) -> str:
        """X-Twilio-Signature."""
        return str(RequestValidator(self.auth_token).compute_signature(url, form))


@dataclass(frozen=True, slots=True)
class Verb:
    """Something that TwiML told the line to do."""

    name: str
    text: str = ""
    """Words said, or numbers rung (with commas)."""


class TwilioLine:
    """One call. `run` rings and does as it is told until the call has ended."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        account: Account,
        called: str,
        caller: str,
        *,
        call_sid: str = "",
        forwarded_from: str = "",
        people: Mapping[str, Answers] | None = None,
        keys: str = "",
        message_seconds: int = 0,
        clock: Clock | None = None,
    ) -> None:
        """`people`: what those who are rung do (default: no answer). `keys`: pressed one by one when TwiML
        itself asks for a key. `message_seconds`: length of the message left when TwiML records."""
        self.call_sid = call_sid or new_call_sid()
        self.performed: list[Verb] = []
        self.sides = BothSides()
        self.voice = Voice()
        self._session = session
        self._account = account
        self._called = called
        self._caller = caller
        self._forwarded_from = forwarded_from
        self._people = dict(people or {})
        self._keys = deque(keys)
        self._message_seconds = message_seconds
        self._clock = clock or SteadyClock()
        self._hung_up = asyncio.Event()

    async def run(self) -> None:
        """The whole call. Raises GatewayError when the server answers what Twilio would not understand."""
        document: str | None = await self.post("/twilio/voice", CallStatus="ringing")
        try:
            while document is not None:
                document = await self._perform(document)
        finally:
            self._hung_up.set()
            await self.post("/twilio/status", CallStatus="completed", CallDuration="1")

    def hang_up(self) -> None:
        """The caller puts the phone down."""
        self._hung_up.set()

    @property
    def over(self) -> bool:
        """The call has ended."""
        return self._hung_up.is_set()

    async def post(self, url: str, call_sid: str = "", **form: str) -> str:
        """Ask a webhook, signed; returns the TwiML. Raises GatewayError."""
        form = {
            "CallSid": call_sid or self.call_sid,
            "AccountSid": self._account.account_sid,
            "From": self._caller,
            "To": self._called,
            "Direction": "inbound",
            "ApiVersion": "2010-04-01",
            **({"ForwardedFrom": self._forwarded_from} if self._forwarded_from else {}),
            **form,
        }
        address = self._account.here(url)
        signed = self._account.origin + address.removeprefix(self._account.base_url.rstrip("/"))
        headers = {SIGNATURE_HEADER: self._account.sign(signed, form)}
        try:
            async with self._session.post(address, data=form, headers=headers, timeout=WEBHOOK_TIMEOUT) as answer:
                text = await answer.text()
        except (aiohttp.ClientError, TimeoutError) as broken:
            raise GatewayError(f"{address} does not answer: {broken or type(broken).__name__}") from broken
        if answer.status != 200:
            raise GatewayError(f"{address} answered {answer.status}")
        return text

    # ------------------------------------------------------------ TwiML

    async def _perform(self, document: str) -> str | None:
        """Do what it says; returns the document that follows, or None at the end of the call."""
        try:
            verbs = ElementTree.fromstring(document)
        except ElementTree.ParseError as bad:
            raise GatewayError(f"this is no TwiML: {document[:80]!r}") from bad
        for verb in verbs:
            following: str | None = None
            match verb.tag:
                case "Connect":
                    following = await self._connect(verb)
                case "Dial":
                    following = await self._dial(verb)
                case "Gather":
                    following = await self._gather(verb)
                case "Record":
                    following = await self._record(verb)
                case "Redirect":
                    following = await self._next(verb.text)
                case "Hangup":
                    self._did(verb.tag)
                    return None
                case "Say" | "Play" | "Pause":
                    self._did(verb.tag, verb.text or "")
                case _:
                    raise GatewayError(f"Twilio's <{verb.tag}> is not known to this line")
            if following is not None:
                return following
            if self._hung_up.is_set():
                return None
        return None

    def _did(self, name: str, text: str = "") -> None:
        self.performed.append(Verb(name, text))

    async def _next(self, url: str | None, **form: str) -> str | None:
        """The action's answer; Twilio asks for it even when the caller has hung up, but does not obey it."""
        if not url:
            return None
        status = "completed" if self._hung_up.is_set() else "in-progress"
        document = await self.post(url, **{"CallStatus": status, **form})
        return None if self._hung_up.is_set() else document

    async def _connect(self, connect: ElementTree.Element) -> str | None:
        stream = connect.find("Stream")
        if stream is None:
            raise GatewayError("<Connect> holds no <Stream>")
        self._did("Connect")
        url = stream.get("url", "")
        parameters = {p.get("name", ""): p.get("value", "") for p in stream.findall("Parameter")}
        try:
            headers = {SIGNATURE_HEADER: self._account.sign(url, {})}
            ws = await self._session.ws_connect(self._account.here(url), headers=headers)
        except aiohttp.ClientError as refused:
            self._did("StreamRefused", str(refused))
        else:
            talk = LineStream(ws, self.voice, self.sides, self._clock, self._hung_up)
            await talk.run(self._account.account_sid, self.call_sid, parameters)
        return await self._next(connect.get("action"))

    async def _gather(self, gather: ElementTree.Element) -> str | None:
        for said in gather:
            self._did(said.tag, said.text or "")
        wanted = int(gather.get("numDigits", "1"))
        digits = "".join(self._keys.popleft() for _ in range(min(wanted, len(self._keys))))
        if not digits and gather.get("actionOnEmptyResult") != "true":
            return None
        return await self._next(gather.get("action"), Digits=digits)

    async def _record(self, record: ElementTree.Element) -> str | None:
        self._did("Record")
        sid = "RE" + secrets.token_hex(16)
        report = {
            "RecordingUrl": f"https://api.twilio.com/2010-04-01/Accounts/{self._account.account_sid}/Recordings/{sid}",
            "RecordingDuration": str(self._message_seconds),
        }
        following = await self._next(record.get("action"), **report) if self._message_seconds else None
        if callback := record.get("recordingStatusCallback"):
            status = "completed" if self._message_seconds else "absent"
            report |= {"RecordingSid": sid, "RecordingStatus": status, "From": "", "To": ""}
            await self.post(callback, **report)
        return following

    async def _dial(self, dial: ElementTree.Element) -> str | None:
        numbers = dial.findall("Number")
        called = {number.text or "": number.get("url", "") for number in numbers}
        self._did("Dial", ",".join(called))
        status = "no-answer"
        for number, whisper in called.items():
            status = await self._ring(self._people.get(number, Answers.NO_ANSWER), whisper)
            if status == "accepted":
                break
        bridged = status == "accepted"
        form = {"DialCallStatus": "completed" if bridged else status, "DialBridged": str(bridged).lower()}
        return await self._next(dial.get("action"), **form)

    async def _ring(self, person: Answers, whisper: str) -> str:
        """What becomes of ringing one number: "accepted", or a DialCallStatus."""
        if person in (Answers.BUSY, Answers.NO_ANSWER, Answers.FAILED, Answers.CANCELED):
            return str(person.value)
        child = new_call_sid()
        document = await self.post(whisper, child, ParentCallSid=self.call_sid) if whisper else "<Response/>"
        key = {Answers.ACCEPTS: "1", Answers.DECLINES: "2"}.get(person, "")
        while True:
            verbs = list(ElementTree.fromstring(document))
            gather = next((v for v in verbs if v.tag == "Gather"), None)
            if gather is not None and key:
                self._did("Whisper", " ".join(said.text or "" for said in gather))
                document = await self.post(gather.get("action", ""), child, ParentCallSid=self.call_sid, Digits=key)
                key = ""
            elif any(v.tag == "Hangup" for v in verbs):
                return "completed"  # It was answered, whoever did, and nobody was connected.
            else:
                return "accepted"
