"""The environment → Settings."""

from __future__ import annotations

import os
import re
from dataclasses import fields
from pathlib import Path

import pytest

from receptionist.errors import SettingsError
from receptionist.settings import TOKEN_FILE, Settings, auth_token, read_settings, variable

ROOT = Path(__file__).resolve().parents[2]


def test_without_anything_set_the_defaults_hold() -> None:
    settings = read_settings({"PATH": "/bin"})
    assert (settings.home, settings.host, settings.port) == (Path("var"), "127.0.0.1", 8080)
    assert settings.models == Path("var/models")
    assert settings.public_url is None
    assert settings.dialogue == "embedded"


def test_values_are_read_and_paths_follow_home() -> None:
    settings = read_settings(
        {
            "RECEPTIONIST_HOME": "/srv/r",
            "RECEPTIONIST_PORT": "0",
            "RECEPTIONIST_PUBLIC_URL": "https://calls.example.com:8443/",
            "RECEPTIONIST_LOG_FORMAT": "JSON",
            "RECEPTIONIST_RASA_TIMEOUT_S": "0.8",
            "RECEPTIONIST_SHARED_NUMBERS": "+48221234567, +442079460123",
            "TWILIO_ACCOUNT_SID": "AC" + "0a" * 16,
            "TWILIO_AUTH_TOKEN": "secret-token",
        }
    )
    assert settings.models == Path("/srv/r/models")
    assert settings.port == 0
    assert settings.public_url == "https://calls.example.com:8443"
    assert settings.log_format == "json"
    assert settings.rasa_timeout_s == 0.8
    assert settings.shared_numbers == ("+48221234567", "+442079460123")
    assert settings.twilio_auth_token == "secret-token"


def test_an_empty_variable_is_not_set() -> None:
    assert read_settings({"RECEPTIONIST_PORT": " ", "TWILIO_AUTH_TOKEN": ""}) == read_settings({})


def test_no_secret_shows_in_repr() -> None:
    settings = read_settings({"TWILIO_AUTH_TOKEN": "tok-1", "RECEPTIONIST_METRICS_TOKEN": "tok-2"})
    assert "tok-" not in repr(settings)


def test_an_unknown_variable_names_itself_and_the_nearest() -> None:
    with pytest.raises(SettingsError, match=r"^RECEPTIONIST_PROT: .*RECEPTIONIST_PORT$"):
        read_settings({"RECEPTIONIST_PROT": "1"})


def test_the_evaluations_variable_is_let_through() -> None:
    assert read_settings({"RECEPTIONIST_EVAL_DATA": "../x"}) == read_settings({})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RECEPTIONIST_PORT", "http"),
        ("RECEPTIONIST_PORT", "65536"),
        ("RECEPTIONIST_PORT", "-1"),
        ("RECEPTIONIST_LOG_LEVEL", "loud"),
        ("RECEPTIONIST_RASA_TIMEOUT_S", "nan"),
        ("RECEPTIONIST_PUBLIC_URL", "http://calls.example.com"),
        ("RECEPTIONIST_PUBLIC_URL", "https://calls.example.com/twilio"),
        ("RECEPTIONIST_PUBLIC_URL", "https://user:pw@calls.example.com"),
        ("RECEPTIONIST_PUBLIC_URL", "https://calls.example.com:port"),
        ("RECEPTIONIST_PUBLIC_URL", "calls.example.com"),
        ("RECEPTIONIST_PUBLIC_URL", "https://[::1"),
        ("RECEPTIONIST_RASA_URL_EN", "ftp://rasa"),
        ("RECEPTIONIST_STT", "../../etc"),
        ("RECEPTIONIST_SMTP_FROM", "nobody"),
        ("RECEPTIONIST_SMTP_HOST", "mail\nX: y"),
        ("RECEPTIONIST_SPEECH_WORKERS", "0"),
        ("RECEPTIONIST_SHARED_NUMBERS", "+48221234567,022"),
        ("RECEPTIONIST_SHARED_NUMBERS", ","),
        ("TWILIO_ACCOUNT_SID", "SK1"),
    ],
)
def test_a_wrong_value_names_the_variable_and_what_is_allowed(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as raised:
        read_settings({name: value})
    assert str(raised.value).startswith(f"{name}: ")
    assert "(allowed: " in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_wrong_secret_is_not_repeated() -> None:
    with pytest.raises(SettingsError) as raised:
        read_settings({"RECEPTIONIST_METRICS_TOKEN": "hush\x01hush"})
    assert "hush" not in str(raised.value)


@pytest.mark.parametrize(
    ("environ", "names"),
    [
        ({"RECEPTIONIST_SMTP_HOST": "mail.example.com"}, "RECEPTIONIST_SMTP_FROM"),
        ({"RECEPTIONIST_SMTP_PASSWORD": "x"}, "RECEPTIONIST_SMTP_USER"),
        ({"TWILIO_ACCOUNT_SID": "AC" + "0" * 32}, "TWILIO_AUTH_TOKEN"),
        (
            {
                "RECEPTIONIST_SMTP_HOST": "mail.example.com",
                "RECEPTIONIST_SMTP_FROM": "a@example.com",
                "RECEPTIONIST_SMTP_USER": "a",
                "RECEPTIONIST_SMTP_PASSWORD": "x",
                "RECEPTIONIST_SMTP_TLS": "none",
            },
            "RECEPTIONIST_SMTP_TLS",
        ),
    ],
)
def test_what_only_makes_sense_together_is_checked(environ: dict[str, str], names: str) -> None:
    with pytest.raises(SettingsError, match=f"^{names}: "):
        read_settings(environ)


# ---------------------------------------------------------------- the documentation


def test_every_setting_stands_in_the_documentation_and_nothing_else() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.*?) \| (.*?) \| (.*?) \|$", (ROOT / "docs/settings.md").read_text(), re.M)
    documented = {name: (what, allowed) for name, what, allowed, _ in rows}
    settings = {variable(f.name): (f.metadata["what"], f.metadata["allowed"]) for f in fields(Settings)}
    assert documented == settings


def test_the_documented_defaults_are_the_real_ones() -> None:
    rows = dict(
        re.findall(r"^\| `([A-Z_]+)` \| .*? \| .*? \| (.*?) \|$", (ROOT / "docs/settings.md").read_text(), re.M)
    )
    for each in fields(Settings):
        shown = rows[variable(each.name)].strip("`")
        assert shown == ("" if each.default in (None, ()) else str(each.default)), each.name


# ---------------------------------------------------------------- the token of this machine


def test_a_token_is_made_once_and_read_back(tmp_path: Path) -> None:
    home = tmp_path / "new" / "var"
    token = auth_token(home, {})
    assert re.fullmatch(r"[0-9a-f]{32}", token)
    assert auth_token(home, {"TWILIO_AUTH_TOKEN": " "}) == token
    assert (home / TOKEN_FILE).stat().st_mode & 0o777 == 0o600
    assert [each.name for each in home.iterdir()] == [TOKEN_FILE]


def test_two_machines_have_two_tokens(tmp_path: Path) -> None:
    assert auth_token(tmp_path / "a", {}) != auth_token(tmp_path / "b", {})


def test_a_token_that_is_given_wins_and_nothing_is_written(tmp_path: Path) -> None:
    assert auth_token(tmp_path, {"TWILIO_AUTH_TOKEN": "given"}) == "given"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_token_that_others_could_read_is_refused(tmp_path: Path, mode: int) -> None:
    auth_token(tmp_path, {})
    (tmp_path / TOKEN_FILE).chmod(mode)
    with pytest.raises(SettingsError, match="others can read it"):
        auth_token(tmp_path, {})


@pytest.mark.parametrize("content", ["", "short", "with blank inside it, and long"])
def test_a_file_without_a_token_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / TOKEN_FILE
    file.write_text(content)
    file.chmod(0o600)
    with pytest.raises(SettingsError, match="holds no token"):
        auth_token(tmp_path, {})


def test_a_home_that_is_a_file_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    with pytest.raises(SettingsError, match="var"):
        auth_token(tmp_path / "var", {})


def test_a_folder_in_place_of_the_token_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / TOKEN_FILE).mkdir()
    with pytest.raises(SettingsError):
        auth_token(tmp_path, {})


def test_a_file_system_without_hard_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr("os.link", refuse)
    token = auth_token(tmp_path, {})
    assert auth_token(tmp_path, {}) == token
    assert [each.name for each in tmp_path.iterdir()] == [TOKEN_FILE]


def test_of_two_servers_that_start_at_once_both_have_the_one_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ""
    link = os.link

    def late(source: Path, target: Path) -> None:
        nonlocal first
        monkeypatch.setattr("os.link", link)
        first = auth_token(tmp_path, {})  # the other server, in between
        link(source, target)

    monkeypatch.setattr("os.link", late)
    assert auth_token(tmp_path, {}) == first != ""
