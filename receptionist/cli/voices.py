"""Speech models: which there are, fetching a language's, and whether the installed ones are whole and work.

The built-in engines hear English and speak English and Polish without any. Models lie in RECEPTIONIST_MODELS.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, TextIO, get_args
from urllib.parse import urlsplit

from receptionist.cli import house
from receptionist.messages import Language
from receptionist.settings import Settings, shipped
from receptionist.speech import trying
from receptionist.speech.fetching import megabytes
from receptionist.speech.models import Catalogue, Model, damage, everything, faults, installed, read_catalogue
from receptionist.speech.pulling import Pull, addresses

HELP = "speech models: list, pull, check"
LANGUAGE_NAMES: Final = {"en": "English", "pl": "Polish"}
LANGUAGES: Final = get_args(Language)
BAR, TOLD = 30, 29
"""Characters of the progress bar at most, and of what stands behind it."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    commands = parser.add_subparsers(dest="what", required=True, metavar="list | pull | check")
    listing = commands.add_parser("list", help="which there are, and which are installed")
    listing.add_argument(
        "--urls", action="store_true", help="instead, what to fetch elsewhere for an offline copy (pull --from)"
    )
    pull = commands.add_parser("pull", help="fetch and install a language's models; goes on where it was interrupted")
    pull.add_argument("language", choices=LANGUAGES, metavar="LANG", help=" or ".join(LANGUAGES))
    pull.add_argument("names", nargs="*", metavar="NAME", help="models of the list; default: the language's defaults")
    pull.add_argument(
        "--from", dest="source", type=Path, metavar="DIR", help="take the same files from a folder; no network"
    )
    pull.add_argument(
        "--mirror",
        type=_mirror,
        action="append",
        default=[],
        metavar="URL=URL",
        help="fetch what begins with the first from the second; may be repeated",
    )
    commands.add_parser("check", help="whether the installed models are whole and load")


def run(args: argparse.Namespace) -> int:
    """List, pull or check."""
    settings = house.settings()
    catalogue = read_catalogue(shipped("voices") / "catalogue.toml")
    if args.what == "list":
        lines = addresses(catalogue.models) if args.urls else table(catalogue, settings.models)
        print("\n".join(lines))
        return 0
    if args.what == "check":
        return asyncio.run(_check(settings))
    return asyncio.run(_pull(args, settings, catalogue))


def _mirror(text: str) -> tuple[str, str]:
    """argparse type: two http(s) URLs with = between them."""
    begins, _, instead = text.partition("=")
    for url in (begins, instead):
        if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
            raise argparse.ArgumentTypeError(f"{text!r} is not like https://huggingface.co=https://mirror.example.com")
    return begins, instead


# ---------------------------------------------------------------- list


def table(catalogue: Catalogue, folder: Path) -> list[str]:
    """The models of the catalogue, and those put into the folder by hand."""
    rows = [("language", "engine", "name", "size", "licence", "installed")]
    rows += [_row(model, folder) for model in catalogue.models]
    listed = {model.place(folder) for model in catalogue.models}
    for engine, language, place in everything(folder):
        if place not in listed:
            state = "damaged" if faults(engine, place) else "yes"
            name = place.name.removesuffix(".onnx")
            rows.append((LANGUAGE_NAMES[language], engine, name, "", "put there by hand", state))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [*lines, "* comes with `receptionist voices pull LANG`; the others by name"]


def _row(model: Model, folder: Path) -> tuple[str, str, str, str, str, str]:
    there = model.place(folder).exists()
    state = "yes" if installed(model, folder) else ("damaged" if there else "no")
    size = megabytes(model.bytes) if model.bytes else "?"
    name = model.name + ("*" if model.default else "")
    return LANGUAGE_NAMES[model.language], model.engine, name, size, model.licence, state


# ---------------------------------------------------------------- pull


async def _pull(args: argparse.Namespace, settings: Settings, catalogue: Catalogue) -> int:
    models = catalogue.choose(args.language, args.names)
    progress = Progress(sys.stdout)
    for model in models:
        progress.say(f"{model.name} ({model.engine}), licence: {model.licence}, {model.page}")
    new = await Pull(settings.models, progress, source=args.source, mirrors=dict(args.mirror)).run(models)
    if new:
        progress.say(f"In {settings.models}; a running server takes them at its next start.")
    return 0


class Progress:
    """A bar where people watch; else a line at each tenth, so that a log stays readable."""

    def __init__(self, out: TextIO) -> None:
        self._out, self._live = out, out.isatty()
        self._name, self._size, self._have, self._shown = "", 0, 0, -1

    def begin(self, name: str, size: int, have: int) -> None:
        """A file, of which some may be there already."""
        self._name, self._size, self._have, self._shown = name, size, have, -1
        self._show()

    def advance(self, count: int) -> None:
        """So many bytes more."""
        self._have += count
        self._show()

    def end(self) -> None:
        """Leave the bar as it is."""
        if self._live and self._shown >= 0:
            print(file=self._out, flush=True)
        self._shown = -1

    def say(self, line: str) -> None:
        """A line of its own."""
        print(line, file=self._out, flush=True)

    def _show(self) -> None:
        percent = self._have * 100 // max(1, self._size)
        step = percent if self._live else percent // 10
        if step == self._shown:
            return
        self._shown = step
        if self._live:
            told = self._told(percent).ljust(TOLD)
            width = max(0, min(BAR, shutil.get_terminal_size().columns - len(self._name) - TOLD - 4))
            bar = "█" * (percent * width // 100)
            print(f"\r{self._name}  {bar:░<{width}} {told}", end="", file=self._out, flush=True)
        else:
            self.say(f"{self._name}: {self._told(percent)}")

    def _told(self, percent: int) -> str:
        return f"{megabytes(self._have)} of {megabytes(self._size)} ({percent} %)"


# ---------------------------------------------------------------- check


async def _check(settings: Settings) -> int:
    there = list(everything(settings.models))
    if not there:
        print(
            f"There are no models in {settings.models}. The built-in engines need none: they hear English, and speak "
            "English and Polish. More: receptionist voices pull en, receptionist voices pull pl"
        )
        return 0
    wrong = False
    for engine, language, place in there:
        name = place.name.removesuffix(".onnx")
        found: Sequence[str] = faults(engine, place) or await asyncio.to_thread(damage, engine, place)
        if not found and (why := await trying.fault(engine, language, place)):
            found = [why]
        for each in found:
            print(f"{name}: {each}")
        if not found:
            print(
                f"{name}: {'understands' if engine == 'vosk' else 'speaks'} {LANGUAGE_NAMES[language]}, fine",
                flush=True,
            )
        wrong = wrong or bool(found)
    if wrong:
        print("A model of the list is mended by receptionist voices pull LANG, one put there by hand by you.")
    return int(wrong)
