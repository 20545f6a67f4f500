"""Environment → one frozen dataclass, read once at the start. For app.py and the command line only.

Every field tells in its metadata what it is for and what is allowed; docs/settings.md is the same
table for people, and a test compares the two. Secrets come from the environment and never show in
`repr`. An empty variable counts as one that is not set.
"""

from __future__ import annotations

import difflib
import os
import re
import secrets
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit

from receptionist.errors import SettingsError

T = TypeVar("T")
PREFIX = "RECEPTIONIST_"
ALSO_ALLOWED = frozenset({"RECEPTIONIST_EVAL_DATA"})
"""Variables of ours that are no settings: where the evaluations find their data."""
TOKEN_FILE = "twilio_auth_token"
LOOPBACK_NAMES = frozenset({"127.0.0.1", "::1", "localhost"})


def shipped(name: str) -> Path:
    """A folder that travels with the code (`tenants`, `nlu`, `voices`): in a checkout at its root,
    in an installed wheel inside the package."""
    package = Path(__file__).resolve().parent
    inside = package / "_shipped" / name
    return inside if inside.exists() else package.parent / name


def _tenants_folder(_: Path) -> Path:
    here = Path("tenants")
    return here if here.is_dir() else shipped("tenants")


# ---------------------------------------------------------------- what a variable may hold


def _text(value: str) -> str:
    if any(ord(c) < 32 for c in value):
        raise ValueError
    return value


def _path(value: str) -> Path:
    return Path(_text(value)).expanduser()


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        number = int(value)
        if not low <= number <= high:
            raise ValueError
        return number

    return parse


def _seconds(low: float, high: float) -> Callable[[str], float]:
    def parse(value: str) -> float:
        number = float(value)
        if not low <= number <= high:  # also refuses nan
            raise ValueError
        return number

    return parse


def _one_of(*allowed: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value.lower() not in allowed:
            raise ValueError
        return value.lower()

    return parse


def _origin(value: str) -> str:
    """scheme://host[:port], nothing behind it: signatures are made over exactly this."""
    url = urlsplit(value.rstrip("/"))
    plain = url.scheme == "http" and url.hostname in LOOPBACK_NAMES
    if not (url.scheme == "https" or plain) or not url.hostname or url.path or url.query or url.fragment:
        raise ValueError
    if url.username or url.password or url.port == 0:  # .port raises ValueError where it is no port
        raise ValueError
    return f"{url.scheme}://{url.netloc}"


def _server(value: str) -> str:
    url = urlsplit(value.rstrip("/"))
    if url.scheme not in ("http", "https") or not url.hostname or url.query or url.fragment or url.port == 0:
        raise ValueError
    return value.rstrip("/")


def _name(value: str) -> str:
    if not value.replace("_", "").replace("-", "").isalnum() or not value.isascii():
        raise ValueError
    return value.lower()


def _sid(value: str) -> str:
    if len(value) != 34 or not value.startswith("AC") or not value.isalnum():
        raise ValueError
    return value


def _numbers(value: str) -> tuple[str, ...]:
    numbers = tuple(each.strip() for each in value.split(","))
    if not all(re.fullmatch(r"\+[1-9]\d{6,14}", each, re.ASCII) for each in numbers):
        raise ValueError
    return numbers


def _address(value: str) -> str:
    local, at, host = _text(value).rpartition("@")
    if not (local and at and host) or any(c.isspace() or c in ",;<>" for c in value):
        raise ValueError
    return value


# ---------------------------------------------------------------- the settings


def _setting(
    what: str,
    allowed: str,
    parse: Callable[[str], Any],
    default: Any = None,
    *,
    under: Callable[[Path], Path] | None = None,
    secret: bool = False,
    env: str = "",
) -> Any:
    """A field: what it is for, what is allowed; `under` makes the default from HOME."""
    return field(
        default=default,
        repr=not secret,
        metadata={"what": what, "allowed": allowed, "parse": parse, "under": under, "env": env, "secret": secret},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All that the environment decides."""

    home: Path = _setting("all data: database, recordings, models, tokens", "a folder", _path, Path("var"))
    tenants: Path = _setting(
        "the firms' TOML files; default: ./tenants, or the samples that ship",
        "a folder",
        _path,
        Path("tenants"),
        under=_tenants_folder,
    )
    models: Path = _setting(
        "speech models that were pulled", "a folder", _path, Path("var/models"), under=lambda home: home / "models"
    )
    host: str = _setting("address to listen on", "an IP address or host name", _text, "127.0.0.1")
    port: int = _setting("port to listen on; 0: any free one", "0 to 65535", _whole(0, 65535), 8080)
    public_url: str | None = _setting(
        "where Twilio reaches this server; signatures are checked against it",
        "https://host[:port] without a path (http:// on loopback only)",
        _origin,
    )
    twilio_account_sid: str | None = _setting(
        "the account that SMS and REST calls go out from",
        "AC and 32 letters or digits",
        _sid,
        env="TWILIO_ACCOUNT_SID",
    )
    twilio_auth_token: str | None = _setting(
        "signs the webhooks; default: a random one kept in HOME/twilio_auth_token",
        "Twilio's auth token",
        _text,
        secret=True,
        env="TWILIO_AUTH_TOKEN",
    )
    shared_numbers: tuple[str, ...] = _setting(
        "numbers to which several firms forward their calls",
        "E.164, separated by commas: +48221234567,+442079460123",
        _numbers,
        (),
    )
    log_format: Literal["json", "console"] = _setting(
        "how log lines look", "json, console", _one_of("json", "console"), "console"
    )
    log_level: Literal["debug", "info", "warning", "error"] = _setting(
        "from which level on; debug also logs what callers say",
        "debug, info, warning, error",
        _one_of("debug", "info", "warning", "error"),
        "info",
    )
    dialogue: Literal["embedded", "rasa"] = _setting(
        "the dialogue engine of firms that name none", "embedded, rasa", _one_of("embedded", "rasa"), "embedded"
    )
    rasa_url_en: str = _setting(
        "the English Rasa server", "http(s)://host[:port][/path]", _server, "http://127.0.0.1:5005"
    )
    rasa_url_pl: str = _setting(
        "the Polish Rasa server", "http(s)://host[:port][/path]", _server, "http://127.0.0.1:5006"
    )
    rasa_token: str | None = _setting("token of the Rasa servers", "text", _text, secret=True)
    rasa_timeout_s: float = _setting(
        "after this many seconds the embedded engine answers instead", "0.1 to 30", _seconds(0.1, 30), 1.5
    )
    stt: str | None = _setting(
        "speech to text of firms that name none; default: the best that is installed",
        "a file of speech/stt: pocketsphinx, vosk …",
        _name,
    )
    tts: str | None = _setting(
        "text to speech of firms that name none; default: the best that is installed",
        "a file of speech/tts: espeak, piper …",
        _name,
    )
    speech_workers: int = _setting("processes of each speech engine", "1 to 64", _whole(1, 64), 1)
    max_calls: int = _setting("calls at once; more go to the firm's fallback", "1 to 10000", _whole(1, 10_000), 100)
    drain_s: float = _setting("seconds that live calls may go on after SIGTERM", "0 to 3600", _seconds(0, 3600), 60.0)
    smtp_host: str | None = _setting("mail server; without it e-mail waits in the outbox", "a host name", _text)
    smtp_port: int = _setting("its port", "1 to 65535", _whole(1, 65535), 587)
    smtp_user: str | None = _setting("log in as", "text", _text)
    smtp_password: str | None = _setting("with this password", "text", _text, secret=True)
    smtp_from: str | None = _setting("sender of our e-mail", "an e-mail address", _address)
    smtp_tls: Literal["starttls", "tls", "none"] = _setting(
        "starttls: on a plain connection; tls: from the first byte; none: only for a server on this machine",
        "starttls, tls, none",
        _one_of("starttls", "tls", "none"),
        "starttls",
    )
    actions_token: str | None = _setting("lets a Rasa server in at /rasa/actions", "text", _text, secret=True)
    metrics_token: str | None = _setting("lets a Prometheus in at /metrics", "text", _text, secret=True)


def variable(name: str) -> str:
    """The environment variable of a field of Settings."""
    return next(f.metadata["env"] for f in fields(Settings) if f.name == name) or PREFIX + name.upper()


def read_settings(environ: Mapping[str, str]) -> Settings:
    """All settings. Raises SettingsError naming the variable and what is allowed."""
    known = {variable(f.name): f for f in fields(Settings)}
    for name in environ:
        if name.startswith(PREFIX) and name not in known and name not in ALSO_ALLOWED:
            near = difflib.get_close_matches(name, known, 1, 0.0)
            raise SettingsError(f"{name}: there is no such setting; the nearest is {near[0]}")
    values: dict[str, Any] = {}
    for name, each in known.items():
        raw = environ.get(name, "").strip()
        if not raw:
            continue
        try:
            values[each.name] = each.metadata["parse"](raw)
        except ValueError:
            # A secret is never repeated, not even a wrong one.
            wrong = "this value" if each.metadata["secret"] else repr(raw[:80])
            raise SettingsError(f"{name}: {wrong} is not allowed (allowed: {each.metadata['allowed']})") from None
    home = values.get("home", Path("var"))
    for each in fields(Settings):
        if each.name not in values and each.metadata["under"]:
            values[each.name] = each.metadata["under"](home)
    settings = Settings(**values)
    _together(settings)
    return settings


def _together(settings: Settings) -> None:
    """What only makes sense together."""
    if settings.smtp_host and not settings.smtp_from:
        raise SettingsError(f"{variable('smtp_from')}: needed because {variable('smtp_host')} is set")
    if settings.smtp_password and not settings.smtp_user:
        raise SettingsError(f"{variable('smtp_user')}: needed because {variable('smtp_password')} is set")
    if settings.smtp_tls == "none" and settings.smtp_password and settings.smtp_host not in LOOPBACK_NAMES:
        raise SettingsError(
            f"{variable('smtp_tls')}: none would send the password in the clear (allowed: starttls, tls)"
        )
    if settings.twilio_account_sid and not settings.twilio_auth_token:
        raise SettingsError(f"TWILIO_AUTH_TOKEN: needed because {variable('twilio_account_sid')} is set")


def auth_token(home: Path, environ: Mapping[str, str]) -> str:
    """TWILIO_AUTH_TOKEN, or the random token of this machine, made on first use (mode 0600).

    Raises SettingsError when the file can't be used, or when others could have read it.
    """
    if given := environ.get("TWILIO_AUTH_TOKEN", "").strip():
        return given
    file = home / TOKEN_FILE
    try:
        home.mkdir(parents=True, exist_ok=True)
        _make_token(file)
        return _read_token(file)
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror or error}") from error


def _make_token(file: Path) -> None:
    """Write a new token unless there is one; of two processes at once only one wins, and none reads half a token."""
    if file.exists():
        return
    part = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_hex(16) + "\n")
        try:
            os.link(part, file)
        except FileExistsError:
            pass  # another process was first: its token counts
        except OSError:  # a file system without hard links
            part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _read_token(file: Path) -> str:
    with file.open() as source:
        found = os.fstat(source.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise SettingsError(f"{file}: is no plain file")
        if found.st_mode & 0o077:
            raise SettingsError(f"{file}: others can read it; delete it (a new one is made) or chmod 600 it")
        token = source.read(200).strip()
    if len(token) < 16 or not token.isalnum():
        raise SettingsError(f"{file}: holds no token; delete it and a new one is made")
    return token
