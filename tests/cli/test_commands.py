"""The command line as a user types it: output, exit status, one clear line for every fault."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from receptionist.cli.main import COMMANDS
from receptionist.settings import auth_token
from tests.cli.conftest import ROOT, Ran

Command = Callable[..., Ran]
MONDAY = "2026-11-23T07:00:00+00:00"
BOOKING = """\
i'd like a check up with doctor patel on tuesday at half past ten
my name is john smith
yes
yes please
"""


def test_chat_books_and_bookings_shows_it(command: Command) -> None:
    talked = command("chat", "brightsmile", "--json", "--caller", "+447700900999", "--now", MONDAY, said=BOOKING)
    assert talked.status == 0, talked.err
    assert talked.err == ""
    greeting, *rest = talked.lines
    assert greeting["said"] is None
    assert "automated assistant" in greeting["reply"]
    assert [line["said"] for line in rest] == BOOKING.splitlines()
    for line in talked.lines:
        assert list(line) == ["said", "reply", "expects", "handover", "ended"]
    booked = command("bookings", "brightsmile", "--json").json
    assert [list(b) for b in booked] == [
        ["id", "service", "staff", "start", "end", "name", "phone", "status", "source"]
    ]
    visit = booked[0]
    assert (visit["service"], visit["staff"], visit["name"]) == ("check-up", "patel", "John Smith")
    assert (visit["start"], visit["end"]) == ("2026-11-24T10:30:00+00:00", "2026-11-24T11:00:00+00:00")
    assert (visit["phone"], visit["status"], visit["source"]) == ("+447700900999", "booked", "chat")
    assert command("bookings", "bella", "--json").json == []
    assert "John Smith" in command("bookings", "brightsmile").out


def test_the_end_of_input_hangs_up_and_frees_what_was_held(command: Command) -> None:
    half = "\n".join(BOOKING.splitlines()[:2]) + "\n"
    first = command("chat", "brightsmile", "--json", "--now", MONDAY, said=half)
    assert first.lines[-1]["ended"] is False
    assert command("bookings", "brightsmile", "--json").json == []


def test_chat_speaks_polish_by_default_at_bella_and_english_when_asked(command: Command) -> None:
    assert "automatyczny asystent" in command("chat", "bella", "--json", said="").lines[0]["reply"]
    assert "automated assistant" in command("chat", "bella", "--json", "--lang", "en", said="").lines[0]["reply"]


def test_a_person_is_told_of(command: Command) -> None:
    talked = command("chat", "brightsmile", "--json", "--caller", "+447700900999", said="i want to talk to a human\n")
    assert talked.lines[1]["handover"] is True
    kept = command("messages", "brightsmile", "--json").json
    assert [(m["kind"], m["phone"]) for m in kept] == [("call_back", "+447700900999")]
    assert "call back" in command("messages", "brightsmile").out


def test_rubbish_on_standard_input_is_answered(command: Command) -> None:
    talked = command("chat", "brightsmile", "--json", said="\x00\x1b[2J\u202e\n" + "a" * 10_000 + "\n\n")
    assert talked.status == 0
    assert len(talked.lines) == 4


@pytest.mark.parametrize(
    "words",
    [
        ("chat",),
        ("chat", "brightsmile", "--lang", "de"),
        ("chat", "brightsmile", "--now", "tomorrow"),
        ("chat", "brightsmile", "--now", "2026-11-23T09:00"),
        ("chat", "brightsmile", "--caller", "0207 946"),
        ("fly",),
        (),
        ("export", "12"),
        ("tenants",),
    ],
)
def test_wrong_usage_is_2(command: Command, words: tuple[str, ...]) -> None:
    ran = command(*words)
    assert ran.status == 2
    assert "usage:" in ran.err


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("chat", "nobody"), "there is no firm 'nobody'; there are: bella, brightsmile"),
        (("bookings", "nobody"), "there is no firm 'nobody'"),
        (("chat", "brightsmile", "--lang", "pl"), "brightsmile speaks en, not pl"),
        (("call", "brightsmile", "missing.wav"), "missing.wav"),
        (("call", "brightsmile", "--keys", "1,x"), "'x' is no key"),
        (("tenants", "check", "missing.toml"), "missing.toml: there is no such file"),
        (("tenants", "fallback", "bella"), "RECEPTIONIST_PUBLIC_URL is not set"),
    ],
)
def test_a_refusal_is_1_and_one_line(command: Command, words: tuple[str, ...], fault: str) -> None:
    ran = command(*words)
    assert ran.status == 1
    assert ran.err.startswith("receptionist: ")
    assert fault in ran.err
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err


def test_a_wrong_setting_is_one_line(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECEPTIONIST_PROT", "1")
    ran = command("bookings", "bella")
    assert (ran.status, ran.err.count("\n")) == (1, 1)
    assert "RECEPTIONIST_PORT" in ran.err


def test_a_home_that_is_no_folder_is_one_line(command: Command, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "file").write_text("x")
    monkeypatch.setenv("RECEPTIONIST_HOME", str(home / "file"))
    ran = command("bookings", "bella")
    assert (ran.status, ran.err.count("\n")) == (1, 1)


def test_a_database_that_is_none_is_one_line(command: Command, home: Path) -> None:
    (home / "receptionist.db").write_bytes(b"not a database at all" * 100)
    ran = command("bookings", "bella")
    assert (ran.status, ran.err.count("\n")) == (1, 1)
    assert "receptionist.db" in ran.err


def test_tenants_check_says_fine_or_names_the_line(command: Command, tmp_path: Path) -> None:
    fine = command("tenants", "check")
    assert fine.status == 0
    assert [line.split(":")[0] for line in fine.out.splitlines()] == ["bella", "brightsmile"]
    broken = tmp_path / "broken.toml"
    text = (ROOT / "tenants" / "bella.toml").read_text("utf-8")
    broken.write_text(text.replace('time_zone = "Europe/Warsaw"', 'time_zone = "Europe/Radom"'), "utf-8")
    ran = command("tenants", "check", str(broken))
    assert ran.status == 1
    line = 1 + text.splitlines().index('time_zone = "Europe/Warsaw"')
    assert f"broken.toml:{line}: time_zone:" in ran.out


def test_the_fallback_dials_the_firm(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECEPTIONIST_PUBLIC_URL", "https://phone.example.com")
    ran = command("tenants", "fallback", "bella")
    assert ran.status == 0
    assert "<Dial" in ran.out
    assert "+48221234599" in ran.out


def test_export_and_erase(command: Command) -> None:
    command("chat", "brightsmile", "--caller", "+447700900999", "--now", MONDAY, said=BOOKING)
    kept = command("export", "+447700900999").json
    assert kept["bookings"][0]["name"] == "John Smith"
    assert any("john smith" in json.dumps(e["detail"]) for e in kept["events"])
    assert "1 visits made nameless" in command("erase", "+447700900999").out
    after = command("export", "+447700900999").json
    assert not any(after[t] for t in after if t != "phone")
    assert [b["name"] for b in command("bookings", "brightsmile", "--json").json] == ["(erased)"]


def test_the_token_is_kept_for_nobody_else_to_read(command: Command, home: Path) -> None:
    token = auth_token(home, {})
    assert auth_token(home, {}) == token
    file = home / "twilio_auth_token"
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(token) >= 32


def test_every_command_is_documented(command: Command) -> None:
    documented = (ROOT / "docs" / "command-line.md").read_text("utf-8")
    for name in COMMANDS:
        assert re.search(rf"`{name}\b", documented), name
        ran = command(name, "--help")
        assert ran.status == 0
        for option in re.findall(r"(?<!\S)--[a-z]+", ran.out):
            assert option == "--help" or option in documented, f"{name} {option}"


def test_the_doctor_says_what_to_install(command: Command) -> None:
    ran = command("check")
    assert ran.status == 0, ran.out
    assert "receptionist voices pull pl" in ran.out
    assert "Calls can be taken." in ran.out
    assert os.environ["RECEPTIONIST_HOME"] in ran.out
