"""Recordings, or keys, phone in: the caller's side of a call through the Twilio protocol on loopback."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from receptionist.cli import house, watching
from receptionist.dialogue.prompts import LANGUAGE_KEY, LANGUAGE_KEY_IN_MENU
from receptionist.errors import SettingsError
from receptionist.gateways.twilio.line import Account, new_call_sid
from receptionist.gateways.wav import Turn, phone_in
from receptionist.listening import running
from receptionist.settings import Settings, auth_token
from receptionist.speech import pcm
from receptionist.tenant import Tenant

HELP = "let a recording phone in"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("tenant", metavar="TENANT", help="key of the firm: the name of its file")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE.wav", help="a turn of the caller each")
    parser.add_argument(
        "--keys",
        default="",
        metavar="1,2,#",
        help="keys, a turn each; a number in one: 1,601234567#. With files too, each is used where it is wanted",
    )
    parser.add_argument("--lang", choices=("en", "pl"), help="press the key that the greeting offers for the language")
    parser.add_argument("--caller", type=house.phone, default="", metavar="+48…", help="default: anonymous")
    parser.add_argument("--now", type=house.moment, metavar="ISO", help="a private server at this time, with its zone")
    parser.add_argument("--json", action="store_true", help="the journal's entries, an object a line")
    parser.add_argument("--record", type=Path, metavar="OUT.wav", help="both sides: left the caller, right we")


def run(args: argparse.Namespace) -> int:
    """Call, and tell how it went."""
    house.app().run(_run(args))
    return 0


async def _run(args: argparse.Namespace) -> None:
    settings = house.settings()
    turns = _turns(args.files, args.keys)
    if args.record and not args.record.resolve().parent.is_dir():
        raise SettingsError(f"{args.record}: there is no such folder")
    async with (
        _server(settings, args.now, quiet=args.json) as account,
        house.app().open_house(settings, house.pinned(None)) as rooms,
    ):
        tenant = house.firm(rooms.tenants, args.tenant)
        language = house.language_of(tenant, args.lang)
        if language != tenant.languages[0]:
            turns = [Turn(keys=_language_key(settings, tenant), label="the language"), *turns]
        call_sid = new_call_sid()
        watch = watching.Watch(rooms.journal, call_sid, watching.as_json if args.json else watching.as_text)
        following = asyncio.create_task(watch.follow())
        try:
            await phone_in(
                account,
                tenant.numbers[0],
                turns,
                watch.waits,
                caller=args.caller or "anonymous",
                call_sid=call_sid,
                record=args.record,
            )
        finally:
            following.cancel()
            await asyncio.wait([following])
            await watch.end()


def _turns(files: list[Path], keys: str) -> list[Turn]:
    """What the caller does. Raises SpeechError for a file that is no WAV, SettingsError for a wrong key."""
    pressed = [k.strip() for k in keys.split(",") if k.strip()]
    for each in pressed:
        if set(each) - set("0123456789*#"):
            raise SettingsError(f"--keys: {each!r} is no key; there are 0 to 9, * and #")
    return [Turn(pcm=pcm.read_wav(f), label=f.name) for f in files] + [Turn(keys=k, label=f"key {k}") for k in pressed]


def _language_key(settings: Settings, tenant: Tenant) -> str:
    """The key by which the greeting offers the firm's other language."""
    hears = house.app().make_speech(settings, [tenant]).recognizer.understands(tenant.languages[0])
    return LANGUAGE_KEY if hears else LANGUAGE_KEY_IN_MENU


@asynccontextmanager
async def _server(settings: Settings, now: Any, *, quiet: bool) -> AsyncIterator[Account]:
    """The server that runs on these data, or a private one."""
    public = None if now else running(settings.home)
    if public is not None:
        yield _account(settings, public["url"])
        return
    clock = house.running_from(now) if now else house.pinned(None)
    private = replace(settings, port=0, host="127.0.0.1", public_url=None, drain_s=0.0)
    async with house.app().serving(private, clock, public=False) as server:
        yield _account(private, server.url)


def _account(settings: Settings, url: str) -> Account:
    """How calls to that server are signed."""
    token = settings.twilio_auth_token or auth_token(settings.home, os.environ)
    more = {"account_sid": settings.twilio_account_sid} if settings.twilio_account_sid else {}
    return Account(url, token, settings.public_url or "", **more)
