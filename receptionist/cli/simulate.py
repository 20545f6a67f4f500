"""Simulated callers phone a firm, each on books of its own; scored by what stands in the books afterwards."""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import sqlite_utils
from aiohttp import web

from receptionist.booking.store_sqlite import SqliteBookings
from receptionist.booking.store_sqlite import migrations as bookings_schema
from receptionist.cli import house
from receptionist.database import Database
from receptionist.dialogue.actions.runner import Actions
from receptionist.dialogue.embedded.engine import Embedded
from receptionist.dialogue.engine import Engine
from receptionist.dialogue.rasa import RasaServer, actions_handler, loopback_or_token
from receptionist.dialogue.talking import Talking
from receptionist.errors import DialogueError, ScenarioError
from receptionist.messages import Language
from receptionist.records.messages import SqliteMessages
from receptionist.records.messages import migrations as messages_schema
from receptionist.settings import Settings, shipped
from receptionist.simulate import report
from receptionist.simulate.caller import with_seed
from receptionist.simulate.reading import read_scenarios
from receptionist.simulate.running import House, Result
from receptionist.simulate.running import run as make_calls
from receptionist.simulate.scenario import Scenario
from receptionist.tenant import Tenant
from receptionist.tenants import TenantBook

HELP = "let simulated callers phone a firm"
LANGUAGES: tuple[Language, ...] = ("en", "pl")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("tenant", metavar="TENANT", help="key of the firm: the name of its file")
    parser.add_argument("file", metavar="SCENARIOS.yaml", type=Path, help="what the callers want: see docs/simulate.md")
    parser.add_argument("--engine", choices=("embedded", "rasa"), help="default: RECEPTIONIST_DIALOGUE")
    parser.add_argument("--now", type=house.moment, metavar="ISO", help="pin the clock, over the scenarios' own")
    parser.add_argument("--json", action="store_true", help="one object: totals, and every call with its transcript")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="the same callers with other words")


def run(args: argparse.Namespace) -> int:
    """Make the calls; 1 when one of them fails."""
    return asyncio.run(_run(args))


async def _run(args: argparse.Namespace) -> int:
    settings = house.settings()
    book = TenantBook.load(settings.tenants, settings.shared_numbers)
    tenant = house.firm(book, args.tenant)
    firms = {t.key: t for t in book.all()}
    scenarios = [_on(s, tenant, args) for s in read_scenarios(args.file, firms)]
    other = next((s.firm for s in scenarios if s.firm != tenant.key), None)
    if other is not None:
        raise ScenarioError(f"{args.file}: is written for {other}, not for {tenant.key}")

    def told(result: Result) -> None:
        if not args.json:
            print(report.line(result), flush=True)

    async with staged(settings, firms, args.engine or settings.dialogue) as stage:
        results = await make_calls(scenarios, stage, told)
    if args.json:
        whole: dict[str, Any] = {**report.totals(results), "scenarios": [report.as_json(r) for r in results]}
        print(json.dumps(whole, ensure_ascii=False, indent=2))
    else:
        print("\n".join(report.summary(results)))
    return 0 if all(r.ok for r in results) else 1


def _on(scenario: Scenario, tenant: Tenant, args: argparse.Namespace) -> Scenario:
    scenario = with_seed(scenario, args.seed)
    if args.now is None:
        return scenario
    wall: datetime = args.now.astimezone(tenant.zone).replace(tzinfo=None)
    return scenario.model_copy(update={"now": wall})


# ---------------------------------------------------------------- the stage


@dataclass(slots=True)
class Relay:
    """The action server of an engine that serves many calls, each with books of its own."""

    actions: Actions | None = field(default=None)

    async def run(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """See dialogue.engine.ActionRunner. Raises DialogueError between calls."""
        if self.actions is None:
            raise DialogueError("no call is going on")
        return await self.actions.run(body)


class SqliteStage:
    """Where calls are made: one engine, loaded once, and an empty database for each call."""

    def __init__(self, firms: Mapping[str, Tenant], engine: Engine, relay: Relay) -> None:
        """`engine` calls its actions through `relay`."""
        self._firms, self._engine, self._relay = firms, engine, relay

    @property
    def firms(self) -> Mapping[str, Tenant]:
        """See running.Stage."""
        return self._firms

    @asynccontextmanager
    async def house(self, clock: Callable[[], datetime], hears: bool) -> AsyncIterator[House]:
        """See running.Stage."""
        with tempfile.TemporaryDirectory(prefix="simulated-call-") as folder:
            database = await Database.open(Path(folder) / "books.db", (bookings_schema, messages_schema))
            try:
                bookings = SqliteBookings(database, clock=clock)
                messages = SqliteMessages(database, _NoOutbox(), lambda tenant, message: ())
                actions = self._relay.actions = Actions(self._firms.get, bookings, messages)
                talking = Talking(self._engine, hears=lambda language: hears, knows=actions.knows)
                yield House(talking, bookings, messages)
            finally:
                self._relay.actions = None
                await database.close()


class _NoOutbox:
    """Nothing leaves."""

    def put(self, db: sqlite_utils.Database, message: object, now: object) -> None:
        """Never called: no notices are worded."""


@asynccontextmanager
async def staged(settings: Settings, firms: Mapping[str, Tenant], engine: str) -> AsyncIterator[SqliteStage]:
    """A stage on one of the engines, closed when the block is left.

    rasa: the servers of RECEPTIONIST_RASA_URL_EN and _PL, whose actions are answered at RECEPTIONIST_HOST and
    RECEPTIONIST_PORT meanwhile. Raises ProjectError; OSError when the port is taken.
    """
    relay = Relay()
    projects: dict[Language, Path] = {language: shipped("nlu") / language for language in LANGUAGES}
    async with AsyncExitStack() as stack:
        if engine == "embedded":
            cache = settings.home / "cache" / "nlu"
            yield SqliteStage(firms, await asyncio.to_thread(Embedded, projects, relay, cache=cache), relay)
            return
        application = web.Application()
        application.router.add_post("/rasa/actions", actions_handler(relay, loopback_or_token(settings.actions_token)))
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, settings.host, settings.port).start()
        session = await stack.enter_async_context(aiohttp.ClientSession())
        urls: dict[Language, str] = {"en": settings.rasa_url_en, "pl": settings.rasa_url_pl}
        yield SqliteStage(firms, RasaServer(urls, settings.rasa_token, settings.rasa_timeout_s, session), relay)
