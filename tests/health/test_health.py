"""/healthz, /readyz, /metrics over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, make_mocked_request
from pytest_aiohttp.plugin import AiohttpClient

from receptionist import health
from receptionist.database import Database
from receptionist.errors import StoreError
from receptionist.health import Check, healthz, may_enter, metrics, readyz
from receptionist.metrics import CONTENT_TYPE, Metrics
from receptionist.records import journal_sqlite
from receptionist.tenant import Tenant

Client = TestClient[web.Request, web.Application]


async def well() -> str:
    return ""


async def not_warm() -> str:
    return "pocketsphinx is starting"


async def raises() -> str:
    raise StoreError("var/receptionist.db: disk full")


async def buggy() -> str:
    raise ZeroDivisionError("a secret")


async def hangs() -> str:
    await asyncio.Event().wait()
    return ""


async def client(aiohttp_client: AiohttpClient, checks: Mapping[str, Check], token: str | None = None) -> Client:
    app = web.Application()
    app.router.add_get("/healthz", healthz())
    app.router.add_get("/readyz", readyz(checks))
    app.router.add_get("/metrics", metrics(Metrics().text, CONTENT_TYPE, token))
    return await aiohttp_client(app)


async def test_alive_even_when_not_ready(aiohttp_client: AiohttpClient) -> None:
    answer = await (await client(aiohttp_client, {"engines": not_warm})).get("/healthz")
    assert (answer.status, await answer.json()) == (200, {"alive": True})


async def test_ready_when_every_check_is_well(aiohttp_client: AiohttpClient) -> None:
    answer = await (await client(aiohttp_client, {"tenants": well, "database": well})).get("/readyz")
    assert answer.status == 200
    assert await answer.json() == {"ready": True, "checks": {"tenants": "ok", "database": "ok"}}


async def test_one_fault_is_enough_and_every_one_is_named(
    aiohttp_client: AiohttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "CHECK_SECONDS", 0)
    checks = {"tenants": well, "engines": not_warm, "database": raises, "desk": buggy, "outbox": hangs}
    answer = await (await client(aiohttp_client, checks)).get("/readyz")
    assert answer.status == 503
    assert await answer.json() == {
        "ready": False,
        "checks": {
            "tenants": "ok",
            "engines": "pocketsphinx is starting",
            "database": "var/receptionist.db: disk full",
            "desk": "failed (ZeroDivisionError)",
            "outbox": "no answer within 0 s",
        },
    }


async def test_metrics_for_this_machine_and_for_the_token(aiohttp_client: AiohttpClient) -> None:
    local = await client(aiohttp_client, {}, "s3cret")
    answer = await local.get("/metrics")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == CONTENT_TYPE
    assert "receptionist_turn_seconds" in await answer.text()
    far = {"X-Forwarded-For": "203.0.113.7"}
    for headers, status in (
        (far, 401),
        (far | {"Authorization": "Bearer s3cret"}, 200),
        (far | {"Authorization": "bearer s3cret"}, 200),
        (far | {"Authorization": "Bearer wrong"}, 401),
        (far | {"Authorization": "Bearer"}, 401),
        (far | {"Authorization": "Basic s3cret"}, 401),
        (far | {"Authorization": "Bearer ż"}, 401),
    ):
        assert (await local.get("/metrics", headers=headers)).status == status, headers


async def test_without_a_token_nobody_from_afar_gets_in(aiohttp_client: AiohttpClient) -> None:
    far = {"X-Forwarded-For": "127.0.0.1", "Authorization": "Bearer "}
    assert (await (await client(aiohttp_client, {}, None)).get("/metrics", headers=far)).status == 401


@pytest.mark.parametrize(
    ("remote", "inside"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("192.168.1.5", False),
        ("::ffff:8.8.8.8", False),
        ("fe80::1%eth0", False),
        ("localhost", False),
        ("", False),
    ],
)
def test_what_counts_as_this_machine(remote: str, inside: bool) -> None:
    request = make_mocked_request("GET", "/metrics").clone(remote=remote)
    assert may_enter(request, None) is inside


async def test_no_firm_is_not_ready(brightsmile: Tenant) -> None:
    assert await health.firms_loaded(lambda: ())() == "no firm's file could be read"
    assert await health.firms_loaded(lambda: (brightsmile,))() == ""


async def test_a_database_that_refuses_writes_is_not_ready(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "r.db", (journal_sqlite.migrations,))
    try:
        assert await health.database_writable(database)() == ""
        await database.write(lambda db: db.conn.execute("DROP TABLE events"))
        await database.write(lambda db: db.conn.execute("DROP TABLE calls"))
        with pytest.raises(StoreError):
            await health.database_writable(database)()
    finally:
        await database.close()


@pytest.mark.parametrize(("sound", "told"), [([b"\0\0"], ""), ([], "the voice is silent")])
async def test_a_silent_voice_is_not_ready(brightsmile: Tenant, sound: list[bytes], told: str) -> None:
    class Voice:
        async def speak(self, tenant: Tenant, language: str, text: str) -> AsyncIterator[bytes]:
            for chunk in sound:
                yield chunk

    check = health.voice_speaks(Voice(), lambda: (brightsmile,))  # type: ignore[arg-type]  # a small honest fake
    assert await check() == told


async def test_engines_that_warm_up_or_failed_to_are_not_ready() -> None:
    go = asyncio.Event()

    async def warming(fault: bool) -> None:
        await go.wait()
        if fault:
            raise StoreError("no model")

    well, ill = asyncio.create_task(warming(False)), asyncio.create_task(warming(True))
    assert await health.warm(well)() == "warming up"
    go.set()
    await asyncio.wait([well, ill])
    assert await health.warm(well)() == ""
    assert await health.warm(ill)() == "no model"
