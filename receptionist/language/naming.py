"""The shape of a language's table for names.py. Phrases are plain text; single words are folded (`words.fold`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Naming:
    """How callers of a language give their name."""

    strong: str
    """Phrases after which nothing but a name comes: "my name is"."""
    family_only: str
    """… and of these, after which the family name alone comes: "surname is"."""
    given_only: str
    weak: str
    """Phrases after which a name may come: "it's", "tu"."""
    oblique: str
    """Phrases after which a name comes declined: "dla Jana Kowalskiego"."""
    after: str
    """Phrases that follow a name: "… speaking", "… z tej strony"."""
    not_before: frozenset[str]
    """Words before a phrase that make it another's name: "your name is"."""
    fillers: frozenset[str]
    """Words that may stand before a bare name when it was asked for."""
    titles: frozenset[str]
    particles: frozenset[str]
    """Small words inside a family name: "van der Berg"."""
    not_names: frozenset[str]
    """Words that are no name although they are no everyday word either: services, times."""
    also_families: frozenset[str]
    """Everyday words that are common family names after a given name: "John White"."""
    like: str
    """Between a letter and its word: "as in", "jak"."""
    letters: Mapping[str, str]
    """Letters as the recogniser writes their names, and words of the spelling alphabet."""
    code_words: Mapping[str, str]
    """The spelling alphabet alone: "kilo oscar whiskey"."""
    doubles: Mapping[str, int]
    marks: Mapping[str, Mapping[str, str]]
    """What changes the letter before it: "z kreską" → {"o": "ó"}."""
    joints: Mapping[str, str]
    """"dash", "apostrophe" inside a spelled name."""
    skips: str
    """Phrases inside or before a spelling that are no letters: "spelled", "capital"."""
