"""Calls of ours to Twilio: a thin, asynchronous use of its library, which blocks.

429 and 5xx may pass; so may a wrong token once it is corrected: none of them loses a message. Other 4xx
never will.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, Literal, TypeVar

import requests
import structlog
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from receptionist.errors import CallGone, ProtocolError, TryLater, Undeliverable
from receptionist.gateways.twilio.settings import TwilioSettings
from receptionist.notify.notify import Outgoing

log = structlog.get_logger(__name__)

T = TypeVar("T")

TWIML_MAX: Final = 4_000
"""Characters of TwiML that a live call can be given."""
THREADS: Final = 4
"""REST calls at once: they must not take the threads of others."""
_GONE: Final = frozenset({20404, 21220})
"""Twilio's error codes: no such call; the call is no longer in progress."""
_PASSING: Final = frozenset({401, 408, 429})


class _Elsewhere(TwilioHttpClient):  # type: ignore[misc]  # the library ships no types
    """Sends Twilio's requests to another origin (a stand-in on loopback)."""

    def __init__(self, origin: str, timeout: float) -> None:
        super().__init__(timeout=timeout)
        self._origin = origin.rstrip("/")

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        path = url.split("://", 1)[-1].partition("/")[2]
        return super().request(method, f"{self._origin}/{path}", *args, **kwargs)


class TwilioRest:
    """The account's REST API. Close it."""

    def __init__(self, settings: TwilioSettings) -> None:
        http = (
            _Elsewhere(settings.api_url, settings.api_timeout)
            if settings.api_url
            else TwilioHttpClient(timeout=settings.api_timeout)
        )
        self._client = Client(settings.account_sid, settings.auth_token, http_client=http)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="twilio-rest")

    async def update(self, call_sid: str, twiml: str) -> None:
        """Give a live call other instructions; its stream then ends.

        Raises CallGone, TryLater, Undeliverable; ProtocolError when the TwiML is too long."""
        if len(twiml) > TWIML_MAX:
            raise ProtocolError(f"TwiML of {len(twiml)} characters; a live call takes {TWIML_MAX}")
        await self._ask(lambda: self._client.calls(call_sid).update(twiml=twiml))

    async def send_sms(self, sender: str, to: str, text: str) -> str:
        """Returns the MessageSid. Raises TryLater or Undeliverable."""
        sent = await self._ask(lambda: self._client.messages.create(to=to, from_=sender, body=text))
        return str(sent.sid)

    def close(self) -> None:
        """No further calls."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _ask(self, request: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, request)
        except TwilioRestException as refused:
            raise _fault(refused) from refused
        except (requests.RequestException, TwilioException, ValueError) as broken:
            # ValueError: an answer that is no JSON, as a proxy in trouble gives.
            raise TryLater(f"Twilio cannot be reached: {type(broken).__name__}") from broken


def _fault(refused: TwilioRestException) -> Exception:
    """Ours for theirs. Their text may name phone numbers and stays out."""
    what = f"Twilio answered {refused.status}, code {refused.code}"
    if refused.code in _GONE or (refused.status == 404 and "/Calls/" in refused.uri):
        return CallGone(what)
    if refused.status >= 500 or refused.status in _PASSING:
        return TryLater(what)
    return Undeliverable(what)


class TwilioSms:
    """SMS out: a notify.Sender."""

    kind: Literal["sms", "email"] = "sms"

    def __init__(self, rest: TwilioRest) -> None:
        self._rest = rest

    async def send(self, message: Outgoing) -> None:
        """Raises TryLater or Undeliverable."""
        if not message.sender:
            raise Undeliverable("the SMS names no number of the firm to send it from")
        try:
            sid = await self._rest.send_sms(message.sender, message.to, message.text)
        except CallGone as gone:
            raise Undeliverable(str(gone)) from gone
        log.info("sms_sent", tenant=message.tenant, key=message.key, message=sid)
