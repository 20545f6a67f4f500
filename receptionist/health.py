"""Is it alive, can it take calls, how does it do: handlers for /healthz, /readyz and /metrics."""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeAlias

import structlog
from aiohttp import hdrs, web

from receptionist.database import Database
from receptionist.errors import ReceptionistError
from receptionist.speech.speech import Synthesizer
from receptionist.tenant import Tenant

log = structlog.get_logger(__name__)
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.Response]]
Check: TypeAlias = Callable[[], Awaitable[str]]
"""Empty when all is well, else what is not, in a line without anything personal. May raise ReceptionistError."""
CHECK_SECONDS = 2.0
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via", "CF-Connecting-IP")


def healthz() -> Handler:
    """Alive: the event loop answers."""

    async def handler(_: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    return handler


def readyz(checks: Mapping[str, Check]) -> Handler:
    """Ready to take calls: 200 when every check is well, else 503; JSON tells each by name."""

    async def handler(_: web.Request) -> web.Response:
        # gather, so that a check's own bug counts as not ready instead of a 500.
        found = await asyncio.gather(*(_checked(check) for check in checks.values()), return_exceptions=True)
        faults = {name: _fault(result) for name, result in zip(checks, found, strict=True)}
        ready = not any(faults.values())
        body = {"ready": ready, "checks": {name: fault or "ok" for name, fault in faults.items()}}
        return web.json_response(body, status=200 if ready else 503)

    return handler


def metrics(page: Callable[[], bytes], content_type: str, token: str | None) -> Handler:
    """Prometheus' page, for whoever `may_enter`."""

    async def handler(request: web.Request) -> web.Response:
        if not may_enter(request, token):
            return web.json_response({"error": "a token is needed"}, status=401, headers={"WWW-Authenticate": "Bearer"})
        return web.Response(body=page(), headers={hdrs.CONTENT_TYPE: content_type})

    return handler


def may_enter(request: web.Request, token: str | None) -> bool:
    """Whether a request brings the bearer token, or comes from this very machine.

    A proxy or tunnel on this machine makes the whole world look like loopback: what was forwarded
    does not count as local.
    """
    scheme, _, given = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
    if token and scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode()):
        return True
    return not any(name in request.headers for name in FORWARDED) and _loopback(request.remote)


def _loopback(remote: str | None) -> bool:
    try:
        address = ipaddress.ip_address((remote or "").partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def firms_loaded(firms: Callable[[], Sequence[Tenant]]) -> Check:
    """Some firm can be served."""

    async def check() -> str:
        return "" if firms() else "no firm's file could be read"

    return check


def database_writable(database: Database) -> Check:
    """A transaction that changes nothing still needs the right to write."""

    async def check() -> str:
        await database.write(lambda db: db.conn.execute("DELETE FROM calls WHERE id IS NULL"))
        return ""

    return check


def warm(warming: asyncio.Task[None]) -> Check:
    """What is made ready at the start is ready."""

    async def check() -> str:
        if not warming.done():
            return "warming up"
        fault = None if warming.cancelled() else warming.exception()
        return "" if fault is None else str(fault)

    return check


def voice_speaks(voice: Synthesizer, firms: Callable[[], Sequence[Tenant]]) -> Check:
    """The engine is warm and makes sound."""

    async def check() -> str:
        for tenant in firms()[:1]:
            async for _ in voice.speak(tenant, tenant.languages[0], "1"):
                return ""
            return "the voice is silent"
        return ""

    return check


async def _checked(check: Check) -> str:
    async with asyncio.timeout(CHECK_SECONDS):
        return await check()


def _fault(result: str | BaseException) -> str:
    if isinstance(result, str):
        return result
    if isinstance(result, ReceptionistError):
        return str(result)
    if isinstance(result, TimeoutError):
        return f"no answer within {CHECK_SECONDS:g} s"
    log.error("readiness_check_broke", error=type(result).__name__)
    return f"failed ({type(result).__name__})"
