"""Every scenario of tests/scenarios on the embedded engine: task success, wrong bookings, turns.

`receptionist simulate` runs the same files; `--engine rasa` against Rasa servers.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from receptionist.cli.simulate import staged
from receptionist.settings import read_settings
from receptionist.simulate import report
from receptionist.simulate.reading import read_scenarios
from receptionist.simulate.running import Result, run
from receptionist.simulate.scenario import Scenario
from receptionist.tenant import Tenant

FOLDER = Path(__file__).parents[1] / "scenarios"
LANGUAGES = ("en", "pl")
ENOUGH = 60
"""Scenarios a language."""
SUCCESS = 0.95
TURNS = 5


def _read(language: str, firms: dict[str, Tenant]) -> tuple[Scenario, ...]:
    return tuple(s for file in sorted((FOLDER / language).glob("*.yaml")) for s in read_scenarios(file, firms))


@pytest.fixture(scope="module")
def scenarios(firms: dict[str, Tenant]) -> dict[str, tuple[Scenario, ...]]:
    return {language: _read(language, firms) for language in LANGUAGES}


@pytest.mark.timeout(120)
async def test_callers_get_what_they_want_and_nothing_else(
    scenarios: dict[str, tuple[Scenario, ...]], firms: dict[str, Tenant], tmp_path: Path
) -> None:
    """At least 95 % task success a language, no wrong booking, a plain booking in five turns."""
    settings = read_settings({"RECEPTIONIST_HOME": str(tmp_path)})
    async with staged(settings, firms, "embedded") as stage:
        results = {language: await run(each, stage) for language, each in scenarios.items()}
    for language, made in results.items():
        figures = report.figures(made)
        print(language, figures)
        assert not _wrong(made), "\n".join(_wrong(made))
        assert figures["success"] >= SUCCESS, "\n".join(report.line(r) for r in made if not r.ok)
        assert figures["median_turns"] <= TURNS


def _wrong(results: Sequence[Result]) -> list[str]:
    return [report.line(r) for r in results if r.verdict.wrong]


@pytest.mark.parametrize("language", LANGUAGES)
def test_enough_callers_of_every_kind(language: str, scenarios: dict[str, tuple[Scenario, ...]]) -> None:
    """Both firms, every manner, every kind of goal."""
    made = scenarios[language]
    assert len(made) >= ENOUGH
    manners = {manner for s in made if s.goal for manner in s.manner}
    assert manners == {
        "plain", "terse", "chatty", "correcting", "unsure", "interrupting", "silent", "impatient", "noisy",
    }  # fmt: skip
    kinds = {s.goal.kind for s in made if s.goal}
    assert kinds == {"book", "reschedule", "cancel", "ask", "message", "call_back", "human", "emergency"}
    assert {s.channel for s in made} == {"voice", "sms", "chat"}
    assert any(not s.hears for s in made)
    assert all(s.language == language for s in made)
