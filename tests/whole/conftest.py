"""A server with its engines, and a caller's telephone, on a clock that runs faster than real time."""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from receptionist.cli.watching import Watch
from receptionist.gateways.clock import SteadyClock
from receptionist.gateways.twilio.line import Account, Answers, new_call_sid
from receptionist.gateways.wav import Turn, phone_in
from receptionist.messages import Happened
from receptionist.settings import read_settings

ROOT = Path(__file__).resolve().parents[2]
CALLERS = ROOT / "voices" / "callers"
SMILE = "+442079460123"
SPEED = 8.0
MONDAY = datetime.fromisoformat("2026-11-23T10:00:00+00:00")
JOHN = "+447700900321"
ANNA = "+48601111222"


@pytest.fixture(scope="session")
def app() -> ModuleType:
    spec = importlib.util.spec_from_file_location("receptionist_app", ROOT / "app.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@dataclass
class House:
    """A server with its engines, and a caller's telephone."""

    server: Any
    folder: Path

    async def call(
        self,
        firm: str,
        turns: list[Turn],
        *,
        caller: str = "anonymous",
        people: dict[str, Answers] | None = None,
    ) -> tuple[list[Happened], Path]:
        """Phone in; the journal, and the recording of both sides."""
        tenant = self.server.rooms.tenants.get(firm)
        call_sid, record = new_call_sid(), self.folder / f"{firm}.wav"
        watch = Watch(self.server.rooms.journal, call_sid, lambda entry, seconds: None)
        following = asyncio.create_task(watch.follow())
        try:
            await phone_in(
                Account(self.server.url, self.server.token),
                tenant.numbers[0],
                turns,
                watch.waits,
                caller=caller,
                call_sid=call_sid,
                record=record,
                people=people,
                clock=SteadyClock(SPEED),
            )
        finally:
            following.cancel()
            await asyncio.wait([following])
        await watch.end()
        return watch.entries, record


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def house(app: ModuleType, tmp_path: Path, made_once: Path) -> Callable[..., Any]:
    @asynccontextmanager
    async def open_(firms: Path = ROOT / "tenants") -> AsyncIterator[House]:
        (tmp_path / "cache").symlink_to(made_once)
        settings = replace(
            read_settings({"RECEPTIONIST_HOME": str(tmp_path), "RECEPTIONIST_TENANTS": str(firms)}),
            port=0,
            drain_s=0.0,
        )
        began = datetime.now(MONDAY.tzinfo)

        def now() -> datetime:
            elapsed: timedelta = datetime.now(MONDAY.tzinfo) - began
            return MONDAY + elapsed

        async with app.serving(settings, now, public=False, clock=SteadyClock(SPEED)) as server:
            yield House(server, tmp_path)

    return open_
