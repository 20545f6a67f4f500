"""Forget a caller: calls, transcripts, messages, recordings; visits stay, without name and number."""

from __future__ import annotations

import argparse
import asyncio

from receptionist.cli import house

HELP = "forget a caller"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("phone", type=house.phone, metavar="PHONE", help="E.164, like +447700900999")


def run(args: argparse.Namespace) -> int:
    """Erase, and say how much."""
    return asyncio.run(_run(args))


async def _run(args: argparse.Namespace) -> int:
    async with house.app().open_house(house.settings(), house.pinned(None)) as rooms:
        erased = await rooms.privacy.erase(args.phone)
    print(
        f"Erased: {erased.calls} calls, {erased.messages} messages, {erased.recordings} recordings; "
        f"{erased.bookings} visits made nameless."
    )
    return 0
