"""The bookings of a firm."""

from __future__ import annotations

import argparse
import asyncio
import json
from datetime import UTC, datetime
from typing import Any

from receptionist.booking.booking import Booking
from receptionist.cli import house
from receptionist.tenant import Tenant

HELP = "list a firm's bookings"


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
        found = await rooms.bookings.all(tenant)
    if args.json:
        print(json.dumps([as_json(tenant, b) for b in found], ensure_ascii=False, indent=2))
        return 0
    for line in (as_line(tenant, b) for b in found):
        print(line)
    if not found:
        print(f"{tenant.name} has no bookings.")
    return 0


def as_json(tenant: Tenant, booking: Booking) -> dict[str, Any]:
    """Exactly the keys that docs/command-line.md promises."""
    return {
        "id": booking.id,
        "service": booking.service,
        "staff": booking.staff,
        "start": booking.start.astimezone(tenant.zone).isoformat(),
        "end": booking.end.astimezone(tenant.zone).isoformat(),
        "name": booking.name,
        "phone": booking.phone,
        "status": booking.status,
        "source": booking.source,
    }


def as_line(tenant: Tenant, booking: Booking) -> str:
    """A line for a person."""
    start, end = booking.start.astimezone(tenant.zone), booking.end.astimezone(tenant.zone)
    service, staff = tenant.service(booking.service), tenant.person(booking.staff)
    language = tenant.languages[0]
    what = service.called(language) if service else booking.service
    who = staff.called(language) if staff else booking.staff
    past = " (past)" if booking.end < datetime.now(UTC) else ""
    return (
        f"{booking.id}  {start:%a %Y-%m-%d %H:%M}-{end:%H:%M}  {what}, {who}  "
        f"{booking.name or '-'}  {booking.phone or '-'}  {booking.status} by {booking.source}{past}"
    )
