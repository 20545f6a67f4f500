"""The real Rasa as a peer: whether `make rasa` has made it, its servers, what it trained, and our actions for it."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import subprocess
import tarfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from receptionist.dialogue.engine import ActionRunner
from receptionist.dialogue.rasa import RasaServer, actions_handler
from receptionist.messages import Language
from tests.dialogue.scripts import NLU

MISSING = "Rasa with models of nlu/ as it is now: make rasa"
LANGUAGES: tuple[Language, ...] = ("en", "pl")
_START_SECONDS = 400


def rasa(*commands: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """nlu/rasa.sh."""
    return subprocess.run(
        ["sh", str(NLU / "rasa.sh"), *commands],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=_START_SECONDS,
        check=False,
    )


def missing() -> bool:
    """Whether the environment or a model is not there, or is older than the project."""
    return rasa("check").returncode != 0


def trained_rules(language: Language) -> dict[str, Any]:
    """`rules` and `rules_for_loop_unhappy_path` of the rule_policy.json in the trained model."""
    with tarfile.open(NLU / language / "models" / f"{language}.tar.gz") as model:
        member = next(name for name in model.getnames() if name.endswith("rule_policy.json"))
        file = model.extractfile(member)
        assert file is not None
        lookup = json.load(file)["lookup"]
    return {name: lookup[name] for name in ("rules", "rules_for_loop_unhappy_path")}


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Servers:
    """Rasa servers that run."""

    urls: Mapping[Language, str]
    token: str
    actions_port: int
    """Where they expect the actions."""
    actions_token: str
    folder: Path

    def pid(self, language: Language) -> int:
        return int((self.folder / f"{language}.pid").read_text())

    @asynccontextmanager
    async def client(self, timeout_s: float) -> AsyncIterator[RasaServer]:
        async with aiohttp.ClientSession() as session:
            yield RasaServer(self.urls, self.token, timeout_s, session)

    @asynccontextmanager
    async def asking(self, actions: ActionRunner) -> AsyncIterator[None]:
        """The servers' actions are these."""
        app = web.Application()
        allowed = f"Bearer {self.actions_token}"
        handler = actions_handler(actions, lambda request: request.headers.get("Authorization") == allowed)
        app.add_routes([web.post("/rasa/actions", handler)])
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", self.actions_port, reuse_address=True).start()
            yield
        finally:
            await runner.cleanup()


@contextmanager
def servers(folder: Path, *languages: Language) -> Iterator[Servers]:
    """A server a language, started and stopped as a user does it. Raises RuntimeError with what the script said."""
    ports = {language: free_port() for language in LANGUAGES}
    actions = free_port()
    token = secrets.token_urlsafe()
    environment = {
        "RASA_RUN": str(folder),
        "RASA_LANGUAGES": " ".join(languages),
        "RASA_PORT_EN": str(ports["en"]),
        "RASA_PORT_PL": str(ports["pl"]),
        "ACTIONS_TOKEN": token,
        "ACTIONS_URL": f"http://127.0.0.1:{actions}/rasa/actions",
    }
    try:
        started = rasa("start", **environment)
        if started.returncode != 0:
            raise RuntimeError(started.stdout + started.stderr)
        urls = {lang: f"http://127.0.0.1:{ports[lang]}" for lang in languages}
        yield Servers(urls, (folder / "token").read_text().strip(), actions, token, folder)
    finally:
        with contextlib.suppress(subprocess.TimeoutExpired):
            rasa("stop", **environment)
