"""Check the firms' files; print a firm's fallback TwiML."""

from __future__ import annotations

import argparse
from pathlib import Path

from receptionist.cli import house
from receptionist.errors import SettingsError
from receptionist.gateways.twilio.twiml import fallback_twiml
from receptionist.tenants import TenantBook

HELP = "check the firms' files"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    commands = parser.add_subparsers(dest="what", required=True, metavar="check | fallback")
    check = commands.add_parser("check", help="every fault with file, line, key and what is allowed")
    check.add_argument("files", nargs="*", type=Path, metavar="FILE", help="default: all of the folder of firms")
    fallback = commands.add_parser(
        "fallback", help="TwiML for Twilio's fallback URL: dials the firm, or takes a voicemail, without this machine"
    )
    fallback.add_argument("tenant", metavar="TENANT")


def run(args: argparse.Namespace) -> int:
    """Check, or print."""
    settings = house.settings()
    if args.what == "fallback":
        if settings.public_url is None:
            raise SettingsError("RECEPTIONIST_PUBLIC_URL is not set: a voicemail is reported there")
        print(
            fallback_twiml(
                house.firm(TenantBook.load(settings.tenants, settings.shared_numbers), args.tenant), settings.public_url
            )
        )
        return 0
    missing = [f for f in args.files if not f.is_file()]
    if missing:
        raise SettingsError(f"{missing[0]}: there is no such file")
    book = TenantBook.load(args.files or settings.tenants, settings.shared_numbers)
    for fault in book.faults:
        print(fault)
    if book.faults:
        return 1
    firms = book.all()
    if not firms:
        raise SettingsError(f"{settings.tenants} holds no firm's file")
    for tenant in firms:
        print(
            f"{tenant.key}: {tenant.name}, {', '.join(tenant.numbers)}: "
            f"{len(tenant.services)} services, {len(tenant.staff)} staff, fine"
        )
    return 0
