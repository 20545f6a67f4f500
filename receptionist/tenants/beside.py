"""What is right in one firm's file and wrong beside the others: numbers that belong to two firms, and
desks that would ring one of our own firms. Forwarding loops are the classic outage. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path as File

from receptionist.tenants.facts import LOOP, Fault, phones
from receptionist.tenants.shape import FirmTable


class Neighbours:
    """Some firms' numbers: whose they are, and whose desk dials them."""

    def __init__(self, firms: Iterable[tuple[File, FirmTable]] = ()) -> None:
        self._own: defaultdict[str, list[File]] = defaultdict(list)
        self._dialled: defaultdict[str, list[File]] = defaultdict(list)
        for file, table in firms:
            self.add(file, table)

    def add(self, file: File, table: FirmTable) -> None:
        """One more firm."""
        for path, number in phones(table):
            (self._own if path[0] == "numbers" else self._dialled)[number].append(file)

    def owner(self, number: str, but: File) -> str:
        """Name of the file, other than `but`, whose number it is; empty: nobody's."""
        return _first(self._own.get(number, ()), but)

    def dialler(self, number: str, but: File) -> str:
        """Name of the file, other than `but`, whose desk dials it; empty: nobody's."""
        return _first(self._dialled.get(number, ()), but)


def _first(files: Iterable[File], but: File) -> str:
    return next((file.name for file in files if file != but), "")


def clashes(
    file: File,
    table: FirmTable,
    *,
    served: Neighbours,
    waiting: Neighbours,
    before: Neighbours,
    shared: Collection[str],
) -> Iterator[Fault]:
    """Why a firm can't be let in beside those that are.

    served: let in so far; waiting: new ones beside this one; before: those of `served` that are no
    newcomers. Of two new firms in a loop the one that dials is at fault; a new firm never pushes
    out one that is served already.
    """
    for path, number in phones(table):
        if path[0] == "numbers":
            if number in shared:
                yield path, "is shared by several firms (allowed: the firm's own number, which forwards to it)"
            if owner := served.owner(number, file):
                yield path, f"is also a number of {owner} (allowed: a number of this firm alone)"
            if dialler := before.dialler(number, file):
                yield path, f"the desk of {dialler} dials it: {LOOP}"
        elif number in shared:
            yield path, f"is a shared number of this machine: {LOOP}"
        elif owner := served.owner(number, file) or waiting.owner(number, file):
            yield path, f"is a number of {owner}: {LOOP}"
