"""What the commands share: the application that `app.py` puts together, the firm meant, the time."""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
from datetime import UTC, datetime, timedelta
from functools import cache
from types import ModuleType
from typing import Any

from receptionist.errors import SettingsError
from receptionist.log import set_up
from receptionist.messages import Language
from receptionist.settings import Settings, read_settings, shipped
from receptionist.tenant import Tenant
from receptionist.tenants import TenantBook


@cache
def app() -> ModuleType:
    """app.py, which stands at the top of a checkout and inside an installed package."""
    spec = importlib.util.spec_from_file_location("receptionist_app", shipped("app.py"))
    if spec is None or spec.loader is None:
        raise SettingsError(f"{shipped('app.py')} is missing")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def settings() -> Settings:
    """From the environment; and commands log warnings only, for what they print is the point.

    Raises SettingsError.
    """
    found = read_settings(os.environ)
    set_up(found.log_format, found.log_level if found.log_level == "debug" else "warning")
    return found


def firm(book: TenantBook, key: str) -> Tenant:
    """The firm with that key. Raises SettingsError naming those there are."""
    tenant = book.get(key)
    if tenant is None:
        broken = [str(f) for f in book.faults if f.file and str(f.file).endswith(f"{key}.toml")]
        there = ", ".join(t.key for t in book.all()) or "none"
        raise SettingsError(broken[0] if broken else f"there is no firm {key!r}; there are: {there}")
    return tenant


def moment(text: str) -> datetime:
    """argparse type: an ISO time with its zone."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no ISO time, like 2026-11-23T09:00+00:00") from None
    if at.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text!r} lacks its zone, like 2026-11-23T09:00+00:00")
    return at


def phone(text: str) -> str:
    """argparse type: an E.164 number, or "anonymous"."""
    if text.lower() in {"anonymous", ""}:
        return ""
    digits = text.removeprefix("+")
    if not text.startswith("+") or not digits.isascii() or not digits.isdigit() or not 7 <= len(digits) <= 15:
        raise argparse.ArgumentTypeError(f"{text!r} is no number in E.164 form, like +447700900999")
    return text


def pinned(at: datetime | None) -> Any:
    """A clock: the real one, or one that stands at `at`."""
    return (lambda: at) if at is not None else (lambda: datetime.now(UTC))


def running_from(at: datetime) -> Any:
    """A clock that starts at `at` and goes on from there."""
    began = datetime.now(UTC)

    def now() -> datetime:
        elapsed: timedelta = datetime.now(UTC) - began
        return at + elapsed

    return now


def language_of(tenant: Tenant, wanted: str | None) -> Language:
    """The language asked for, which the firm must have. Raises SettingsError."""
    if wanted is None:
        return tenant.languages[0]
    for language in tenant.languages:
        if language == wanted:
            return language
    raise SettingsError(f"{tenant.key} speaks {', '.join(tenant.languages)}, not {wanted}")
