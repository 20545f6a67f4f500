"""All that is kept of a caller, as JSON."""

from __future__ import annotations

import argparse
import asyncio
import json

from receptionist.cli import house

HELP = "all that is kept of a caller"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("phone", type=house.phone, metavar="PHONE", help="E.164, like +447700900999")


def run(args: argparse.Namespace) -> int:
    """Print it."""
    return asyncio.run(_run(args))


async def _run(args: argparse.Namespace) -> int:
    async with house.app().open_house(house.settings(), house.pinned(None)) as rooms:
        print(json.dumps(await rooms.privacy.export(args.phone), ensure_ascii=False, indent=2))
    return 0
