"""`receptionist`: the command line. Exit status: 0 done, 1 refused or failed with one clear line, 2 wrong usage."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from receptionist import __version__
from receptionist.errors import ReceptionistError

COMMANDS = (
    "serve",
    "call",
    "chat",
    "simulate",
    "bookings",
    "messages",
    "tenants",
    "voices",
    "check",
    "export",
    "erase",
)
"""Each is a module beside this one with `HELP`, `arguments(parser)` and `run(args) -> int`."""


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = argparse.ArgumentParser(
        prog="receptionist", description="The virtual secretary: answers a firm's calls, books, takes messages."
    )
    top.add_argument("--version", action="version", version=f"receptionist {__version__}")
    commands = top.add_subparsers(title="commands", dest="command", required=True, metavar="COMMAND")
    for name in COMMANDS:
        module = importlib.import_module(f"receptionist.cli.{name}")
        sub = commands.add_parser(name, help=module.HELP, description=module.__doc__)
        module.arguments(sub)
        sub.set_defaults(run=module.run)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; the console script's entry."""
    args = parser().parse_args(argv)
    try:
        status: int = args.run(args)
        sys.stdout.flush()
    except ReceptionistError as error:
        print(f"receptionist: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader has gone (`| head`); Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        print(f"receptionist: {error.filename or ''}: {error.strerror or error}".replace(" : ", " "), file=sys.stderr)
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())
