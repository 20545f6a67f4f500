"""Fixtures for every room. Two firms are always loaded."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import pytest

from receptionist.tenant import Tenant
from receptionist.tenants import read_tenant

# The same examples each time, so that a change is judged by what it changed; new ones are looked for with
# `pytest --hypothesis-profile=search`.
hypothesis.settings.register_profile("repeatable", derandomize=True)
hypothesis.settings.register_profile("search", derandomize=False)
hypothesis.settings.load_profile("repeatable")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="count a skipped test as a failure (CI)")
    parser.addoption("--may-skip", default="", metavar="WORD", help="but not one with this in its reason")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.getplugin("terminalreporter")
    if not (session.config.getoption("--no-skips") and reporter):
        return
    allowed = session.config.getoption("--may-skip")
    skipped = [r for r in reporter.stats.get("skipped", ()) if not (allowed and allowed in r.longrepr[2])]
    if skipped:
        reporter.write_line("skipped tests count as failures here:", red=True)
        for report in skipped:
            reporter.write_line(f"  {report.nodeid}: {report.longrepr[2]}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def bella() -> Tenant:
    """The Warsaw hair studio."""
    return read_tenant(ROOT / "tenants" / "bella.toml")


@pytest.fixture(scope="session")
def brightsmile() -> Tenant:
    """The London dental practice."""
    return read_tenant(ROOT / "tenants" / "brightsmile.toml")


@pytest.fixture(scope="session")
def firms(bella: Tenant, brightsmile: Tenant) -> dict[str, Tenant]:
    """Both, by key."""
    return {t.key: t for t in (bella, brightsmile)}
