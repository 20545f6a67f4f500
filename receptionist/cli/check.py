"""The doctor: what works on this machine, what is missing and how to get it. Status 1 when calls can't be taken."""

from __future__ import annotations

import argparse
import asyncio
import os
import sqlite3
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Literal

from receptionist.cli import house
from receptionist.errors import ReceptionistError
from receptionist.settings import Settings

HELP = "what works here, what is missing and how to get it"
MARKS = {"fine": "ok  ", "could": "--  ", "wrong": "FAIL"}
LANGUAGE_NAMES = {"en": "English", "pl": "Polish"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's report."""

    state: Literal["fine", "could", "wrong"]
    """could: works without, but more is to be had."""
    text: str


def arguments(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(args: argparse.Namespace) -> int:
    """Print the findings."""
    return asyncio.run(_run())


async def _run() -> int:
    settings = house.settings()
    failed = False
    async for finding in findings(settings):
        print(f"{MARKS[finding.state]} {finding.text}", flush=True)
        failed = failed or finding.state == "wrong"
    print("Calls can't be taken until what FAILs is mended." if failed else "Calls can be taken.")
    return int(failed)


async def findings(settings: Settings) -> AsyncIterator[Finding]:
    """Every finding, as it is made."""
    yield Finding("fine", f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}")
    try:
        async with house.app().open_house(settings, house.pinned(None)) as rooms:
            await rooms.bookings.check()
            yield Finding("fine", f"data in {settings.home}, dialogue in English and Polish")
            for fault in rooms.tenants.faults:
                yield Finding("wrong", str(fault))
            firms = rooms.tenants.all()
            if not firms:
                yield Finding("wrong", f"no firm can be served from {settings.tenants}: receptionist tenants check")
            async for each in _speech(settings, firms):
                yield each
            waiting = await rooms.outbox.queued()
    except ReceptionistError as error:
        yield Finding("wrong", str(error))
        return
    for each in _outside(settings, waiting):
        yield each


async def _speech(settings: Settings, firms: Any) -> AsyncIterator[Finding]:
    speech = house.app().make_speech(settings, firms)
    try:
        for language, name in LANGUAGE_NAMES.items():
            wanted = [t.key for t in firms if language in t.languages]
            if speech.recognizer.understands(language):
                yield Finding("fine", f"understands {name}")
            else:
                yield Finding(
                    "could",
                    f"does not understand {name} speech: callers hear {name} and answer by keypad"
                    + (f" ({', '.join(wanted)})" if wanted else "")
                    + f". For speech: receptionist voices pull {language}",
                )
            if not speech.synthesizer.speaks(language):
                yield Finding("wrong", f"does not speak {name}: pip install espeakng-loader")
                continue
            yield await _spoken(speech, firms, language, name)
    finally:
        for part in (speech.recognizer, speech.synthesizer, speech.detectors):
            await part.close()


async def _spoken(speech: Any, firms: Any, language: str, name: str) -> Finding:
    tenant = next((t for t in firms if language in t.languages), None)
    if tenant is None:
        return Finding("fine", f"speaks {name} (no firm does)")
    try:
        sound = [chunk async for chunk in speech.synthesizer.speak(tenant, language, "1, 2, 3.")]
    except ReceptionistError as error:
        return Finding("wrong", f"does not speak {name}: {error}")
    return Finding("fine" if sound else "wrong", f"speaks {name}" if sound else f"the {name} voice is silent")


def _outside(settings: Settings, waiting: Any) -> list[Finding]:
    """The ways in and out."""

    def queued(kind: str) -> str:
        return f" ({waiting[kind]} waiting)" if waiting.get(kind) else ""

    found = []
    if settings.twilio_auth_token and settings.public_url:
        found.append(Finding("fine", f"Twilio calls {settings.public_url}/twilio/voice"))
    elif settings.twilio_auth_token:
        found.append(Finding("wrong", "TWILIO_AUTH_TOKEN is set, but RECEPTIONIST_PUBLIC_URL is not: docs/twilio.md"))
    else:
        found.append(Finding("could", "no Twilio account: only calls made on this machine get in (docs/twilio.md)"))
    if settings.twilio_account_sid:
        found.append(Finding("fine", "SMS go out through Twilio" + queued("sms")))
    else:
        found.append(Finding("could", "SMS wait in the outbox until TWILIO_ACCOUNT_SID is set" + queued("sms")))
    if settings.smtp_host:
        found.append(Finding("fine", f"e-mail goes out through {settings.smtp_host}" + queued("email")))
    else:
        found.append(
            Finding("could", "e-mail waits in the outbox until RECEPTIONIST_SMTP_HOST is set" + queued("email"))
        )
    if os.geteuid() == 0:
        found.append(Finding("could", "running as root; a user of its own is safer"))
    return found
