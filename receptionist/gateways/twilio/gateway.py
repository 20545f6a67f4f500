"""The Twilio gateway as the application wires it: routes in, call legs out."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import Final, TypeAlias
from urllib.parse import parse_qsl

import structlog
from aiohttp import web
from multidict import MultiDict

from receptionist.calls.journal import Journal
from receptionist.gateways.clock import Clock, SteadyClock
from receptionist.gateways.gateway import CallLeg
from receptionist.gateways.twilio.callers import TenantBook
from receptionist.gateways.twilio.exchange import Exchange
from receptionist.gateways.twilio.pacer import Pacer
from receptionist.gateways.twilio.settings import TwilioSettings
from receptionist.gateways.twilio.streams import Streams
from receptionist.gateways.twilio.texts import Texts
from receptionist.gateways.twilio.webhooks import TakeVoicemail, VoiceWebhooks
from receptionist.messages import Call

log = structlog.get_logger(__name__)

Handler: TypeAlias = Callable[[web.Request, MultiDict[str]], Awaitable[str]]

LINGER_SECONDS: Final = 3.0
"""How long the last webhooks of calls that have just ended are waited for."""
FIELDS_MAX: Final = 200
"""Parameters of one webhook; Twilio sends about 40."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class TwilioGateway:
    """Twilio's calls and text messages.

    `answer` talks on a leg until its end; raising, or returning while the caller is still there, gives the
    caller to the firm's fallback. `text` answers a text message. `voicemail` keeps a recorded message.
    """

    def __init__(
        self,
        settings: TwilioSettings,
        tenants: TenantBook,
        answer: Callable[[CallLeg], Awaitable[None]],
        text: Callable[[Call, str], Awaitable[str]],
        journal: Journal,
        voicemail: TakeVoicemail,
        *,
        clock: Clock | None = None,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._exchange = Exchange(settings, tenants, journal, clock or SteadyClock(), now)
        self._pacer = Pacer(self._exchange.clock)
        self._streams = Streams(self._exchange, self._pacer, answer)
        self._voice = VoiceWebhooks(self._exchange, self._streams, voicemail)
        self._texts = Texts(self._exchange, text)

    def routes(self) -> list[web.RouteDef]:
        """All routes under /twilio."""
        posts = [
            web.post(f"/twilio/{name}", self._webhook(handler, partial(self._voice.in_trouble, name)))
            for name, handler in self._voice.handlers().items()
        ]
        texts = web.post("/twilio/sms", self._webhook(self._texts.sms, self._texts.in_trouble))
        return [*posts, texts, web.get("/twilio/media", self._streams.media)]

    @property
    def calls(self) -> int:
        """Streams being talked on."""
        return self._exchange.streams

    async def drain(self, patience: float) -> bool:
        """Send new calls to the fallback from now on, and wait for the live ones. True when all have ended
        within `patience` seconds.

        Then a little longer, until Twilio has asked what follows the last streams: to a server that is gone
        it would put its fallback on, and a caller who has said goodbye would hear the firm's phone ring."""
        self._exchange.draining = True
        ended = await self._streams.empty(patience)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min(patience, LINGER_SECONDS)):
                while any(live.asked_for for live in self._exchange.registry):  # noqa: ASYNC110 - at most 3 s, once
                    await asyncio.sleep(LINGER_SECONDS / 100)
        return ended

    async def close(self) -> None:
        """End what is left."""
        self._exchange.draining = True
        await self._streams.close()
        await self._texts.close()
        await self._pacer.close()

    async def lifespan(self, app: web.Application) -> AsyncIterator[None]:
        """For `app.cleanup_ctx`: closes with the application."""
        app.on_shutdown.append(self._shut)
        yield

    async def _shut(self, app: web.Application) -> None:
        await self.close()

    def _webhook(
        self, handler: Handler, in_trouble: Callable[[MultiDict[str]], str]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        """The handler behind the signature, which never lets a caller hear a server's error."""

        async def answer(request: web.Request) -> web.Response:
            form = await _form(request)
            if form is None:
                return web.Response(status=400, text="a form is wanted")
            if not self._exchange.signatures.webhook(request.raw_path, form, request.headers):
                log.warning("bad_signature", route=request.path)
                return web.Response(status=403)
            if not (form.get("CallSid") or form.get("MessageSid")):
                return web.Response(status=400, text="no CallSid")
            try:
                document = await handler(request, form)
            except Exception:  # noqa: BLE001 - the edge: whatever broke, the caller must reach somebody
                log.exception("webhook_failed", route=request.path, call=form.get("CallSid"))
                document = in_trouble(form)
            return web.Response(text=document, content_type="text/xml", charset="utf-8")

        return answer


async def _form(request: web.Request) -> MultiDict[str] | None:
    """The webhook's parameters; None when it is no form."""
    if request.content_type != "application/x-www-form-urlencoded":
        return None
    body = await request.read()
    try:
        return MultiDict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=FIELDS_MAX))
    except ValueError:
        return None
