"""`receptionist simulate` as a user types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from receptionist.cli.main import main

FILE = """\
firm: brightsmile
language: en
now: 2026-11-23T09:55
caller: "+447700900142"
scenarios:
- name: a check-up
  goal:
    {kind: book, service: check-up, staff: patel, name: Ann Lee, when: {say: on thursday at nine, at: 2026-11-26T09:00}}
- name: the address
  goal: {kind: ask, questions: [{ask: where are you, hears: HEARS}]}
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def _settings(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECEPTIONIST_HOME", str(home))
    monkeypatch.setenv("RECEPTIONIST_TENANTS", str(Path(__file__).parents[2] / "tenants"))


def _file(tmp_path: Path, hears: str = "Marylebone") -> str:
    file = tmp_path / "calls.yaml"
    file.write_text(FILE.replace("HEARS", hears))
    return str(file)


def test_a_line_a_call_and_totals(tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "brightsmile", _file(tmp_path)]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("ok    calls.yaml: a check-up (")
    assert out[1].startswith("ok    calls.yaml: the address (")
    assert out[2].startswith("all          2/2 (100.0%), wrong bookings 0, plain bookings 1: median 4")
    assert not (home / "receptionist.db").exists()


def test_a_call_that_fails_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "brightsmile", _file(tmp_path, "Paris")]) == 1
    out = capsys.readouterr().out
    assert "FAIL  calls.yaml: the address\n      the answer lacks 'Paris'" in out
    assert "all          1/2 (50.0%)" in out


def test_json_is_one_object_with_every_call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "brightsmile", _file(tmp_path), "--json", "--seed", "3"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["calls"], figures["ok"], figures["wrong_bookings"]) == (2, 2, 0)
    assert set(figures["languages"]) == {"en"}
    booked = figures["scenarios"][0]
    assert booked["turns_to_success"] == 4
    assert "automated assistant" in booked["transcript"][0]["reply"]


def test_another_clock(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Thursday of the week after: what was wanted has passed."""
    assert main(["simulate", "brightsmile", _file(tmp_path), "--now", "2026-12-03T09:55+00:00"]) == 1
    assert "FAIL  calls.yaml: a check-up" in capsys.readouterr().out


def test_a_visit_that_could_never_have_been_booked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = Path(_file(tmp_path))
    sunday = "  taken: [{service: check-up, staff: patel, start: 2026-11-29T10:00}]\n"
    file.write_text(file.read_text() + sunday)
    assert main(["simulate", "brightsmile", str(file)]) == 1
    assert "calls.yaml: the address: taken: that time is refused: closed" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["bella", "FILE"], "is written for brightsmile, not for bella"),
        (["nobody", "FILE"], "there is no firm 'nobody'"),
        (["brightsmile", "/nowhere.yaml"], "/nowhere.yaml: No such file"),
        (["brightsmile", "/"], "Is a directory"),
    ],
)
def test_what_is_wrong_is_one_clear_line(
    words: list[str], wanted: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _file(tmp_path)
    assert main(["simulate", *(file if w == "FILE" else w for w in words)]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert wanted in captured.err
