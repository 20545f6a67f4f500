"""A conversation in text: one line in, one reply out. The end of input hangs up."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import uuid
from datetime import UTC
from typing import Any

from receptionist.calls.texting import Texting
from receptionist.cli import house
from receptionist.messages import Call, Channel, Reply

HELP = "talk to a firm's receptionist in text"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("tenant", metavar="TENANT", help="key of the firm: the name of its file")
    parser.add_argument("--lang", choices=("en", "pl"), help="default: the firm's first language")
    parser.add_argument("--caller", type=house.phone, default="", metavar="+48…", help="default: anonymous")
    parser.add_argument("--now", type=house.moment, metavar="ISO", help="pin the clock, with its zone")
    parser.add_argument("--engine", choices=("embedded", "rasa"), help="default: RECEPTIONIST_DIALOGUE")
    parser.add_argument("--json", action="store_true", help="one object a line: said, reply, expects, handover, ended")


def run(args: argparse.Namespace) -> int:
    """Talk until the conversation or the input ends."""
    return asyncio.run(_run(args))


async def _run(args: argparse.Namespace) -> int:
    now = house.pinned(args.now)
    async with house.app().open_house(house.settings(), now, dialogue=args.engine) as rooms:
        tenant = house.firm(rooms.tenants, args.tenant)
        call = Call(
            id=f"chat-{uuid.uuid4()}",
            tenant=tenant.key,
            channel=Channel.CHAT,
            caller=args.caller or None,
            called=tenant.numbers[0],
            language=house.language_of(tenant, args.lang),
            started=now().astimezone(UTC),
        )
        texting: Texting = rooms.texting
        why = "hung_up"
        try:
            show = _as_json if args.json else _as_text
            reply = await texting.open(tenant, call)
            show(None, reply)
            while not reply.ended:
                line = await asyncio.to_thread(_line, not args.json)
                if line is None:
                    break
                reply = await texting.said(tenant, call, line)
                show(line, reply)
            why = "goodbye" if reply.ended else why
        finally:
            await rooms.bookings.release(call.id, now())
            if why != "goodbye":
                await texting.close(tenant, call, why)
    return 0


def _line(ask: bool) -> str | None:
    """The next line; None at the end. Bytes that are no UTF-8 are replaced, not fatal."""
    if ask and sys.stdin.isatty():
        print("> ", end="", flush=True)
    raw = sys.stdin.buffer.readline()
    return raw.decode("utf-8", "replace").rstrip("\r\n") if raw else None


def _as_text(said: str | None, reply: Reply) -> None:
    print(reply.text, flush=True)


def _as_json(said: str | None, reply: Reply) -> None:
    line: dict[str, Any] = {
        "said": said,
        "reply": reply.text,
        "expects": reply.expects.value if reply.expects else None,
        "handover": reply.handover is not None,
        "ended": reply.ended,
    }
    print(json.dumps(line, ensure_ascii=False), flush=True)
