"""Commands run in this process, on data of their own; what can be made anew is made once."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from receptionist.cli.main import main

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The output as JSON."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """The output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache of trained weights and language models."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def home(tmp_path: Path, made_once: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """RECEPTIONIST_HOME, empty but for the cache."""
    folder = tmp_path / "var"
    folder.mkdir()
    (folder / "cache").symlink_to(made_once)
    monkeypatch.setenv("RECEPTIONIST_HOME", str(folder))
    monkeypatch.setenv("RECEPTIONIST_TENANTS", str(ROOT / "tenants"))
    for name in ("TWILIO_AUTH_TOKEN", "TWILIO_ACCOUNT_SID", "RECEPTIONIST_PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def command(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run a command; `said` is its standard input."""

    def run(*words: str, said: str = "") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(said.encode())))
        try:
            status = main(words)
        except SystemExit as stop:
            status = int(stop.code or 0)
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    return run
