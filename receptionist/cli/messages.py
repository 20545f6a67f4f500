"""Messages, call-backs and unanswered questions taken for a firm."""

from __future__ import annotations

import argparse
import asyncio
import json
from dataclasses import asdict

from receptionist.cli import house
from receptionist.errors import StoreError
from receptionist.records.recordings import FileRecordings
from receptionist.tenant import Tenant

HELP = "list messages, call-backs and unanswered questions"
KINDS = {"message": "message", "call_back": "call back", "unanswered": "question nobody could answer"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("tenant", metavar="TENANT", help="key of the firm: the name of its file")
    parser.add_argument("--json", action="store_true", help="one array of objects")


def run(args: argparse.Namespace) -> int:
    """Print them."""
    return asyncio.run(_run(args))


async def _run(args: argparse.Namespace) -> int:
    async with house.app().open_house(house.settings(), house.pinned(None)) as rooms:
        tenant = house.firm(rooms.tenants, args.tenant)
        found = await rooms.messages.all(tenant)
        sound = {m.id: _where(rooms.recordings, tenant, m.recording) for m in found if m.recording}
    if args.json:
        rows = [
            {**asdict(m), "at": m.at.astimezone(tenant.zone).isoformat(), "recording": sound.get(m.id, "")}
            for m in found
        ]
        for row in rows:
            row.pop("tenant")
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    for m in found:
        print(f"{m.at.astimezone(tenant.zone):%a %Y-%m-%d %H:%M}  {KINDS[m.kind]}: {m.name or '-'}, {m.phone or '-'}")
        if m.text:
            print(f"    {m.text}")
        if m.recording:
            print(f"    recorded: {sound[m.id]}")
    if not found:
        print(f"{tenant.name} has no messages.")
    return 0


def _where(recordings: FileRecordings, tenant: Tenant, name: str) -> str:
    """The file, or the address of a voicemail that Twilio keeps."""
    if name.startswith("https://"):
        return name
    try:
        return str(recordings.path(tenant, name))
    except StoreError:
        return "(the recording is gone)"
