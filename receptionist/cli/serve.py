"""The server: takes calls until SIGTERM or Ctrl-C, then drains."""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import sys
from pathlib import Path
from typing import Any

from receptionist.cli import house
from receptionist.errors import SettingsError
from receptionist.log import set_up
from receptionist.settings import Settings, shipped

HELP = "take calls"
DEMO_FIRM = "brightsmile"
DEMO_CALLERS = "+447700900"
"""Numbers that Ofcom keeps free for fiction: +44 7700 900000 to 900999. One at random each time, since
somebody who calls for the third time within ten minutes is given to a person."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument(
        "--demo", action="store_true", help=f"first let a recorded caller phone {DEMO_FIRM} and book a visit"
    )


def run(args: argparse.Namespace) -> int:
    """Serve."""
    settings = house.settings()
    set_up(settings.log_format, "warning" if args.demo and settings.log_level == "info" else settings.log_level)
    app = house.app()

    async def ready(server: Any) -> None:
        print(f"Listening on {server.url}", flush=True)
        if args.demo:
            await _demo()
        _how_to_connect(settings, server.url)

    app.run(app.serve(settings, ready))
    return 0


async def _demo() -> None:
    """A caller phones in, in a process of its own, as any client would."""
    files = _caller()
    print(f"\nA recorded caller phones {DEMO_FIRM}:\n", flush=True)
    me = [sys.executable, "-m", "receptionist"]
    await _command(*me, "call", DEMO_FIRM, *map(str, files), "--caller", f"{DEMO_CALLERS}{secrets.randbelow(1000):03}")
    print(f"\nWhat stands in the book of {DEMO_FIRM} now (receptionist bookings {DEMO_FIRM}):\n", flush=True)
    await _command(*me, "bookings", DEMO_FIRM)


def _caller() -> list[Path]:
    files = sorted((shipped("voices") / "callers" / "earliest-check-up").glob("*.wav"))
    if not files:
        raise SettingsError("the recorded caller is missing: voices/callers/earliest-check-up")
    return files


async def _command(*words: str) -> None:
    process = await asyncio.create_subprocess_exec(*words, env=dict(os.environ))
    try:
        await process.wait()
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


def _how_to_connect(settings: Settings, url: str) -> None:
    print(
        f"\nServing on {url}. Try, in another terminal:\n"
        "  .venv/bin/receptionist chat brightsmile\n"
        "  .venv/bin/receptionist call bella --keys 1,1,1,1,1,1,1 --caller +48602345678\n"
        "To connect a real number: point its Twilio webhook at your public address, /twilio/voice (docs/twilio.md)."
        + ("" if settings.public_url else "\nRECEPTIONIST_PUBLIC_URL is not set: only calls on this machine get in.")
        + "\nCtrl-C stops.",
        flush=True,
    )
