"""The shape of a language's table for choosing.py. Words are folded (`words.fold`); phrases are plain text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Listing:
    """The words around names on a list."""

    titles: frozenset[str]
    """Said before a person's name and no part of it."""
    small: frozenset[str]
    """Words that do not tell one name from another."""
    generic: frozenset[str]
    """Words that name any service: never enough for a match."""
    before_person: frozenset[str]
    """Words after which a doubtful name is a name: "with Will"."""
    negations: tuple[str, ...]
    """"not Hanna", "zamiast Zofii"."""
    corrections: tuple[str, ...]
    """What was named before one of these is taken back by what is named after it."""
    swaps: tuple[tuple[str, str], ...]
    """"from Anna to Piotr": the second is wanted."""
    introductions: tuple[str, ...]
    """Before the caller's own name."""
    doubtful: frozenset[str]
    """Names that are everyday words as well: believed only in a name's place."""
    anyone: str
    not_anyone: str
