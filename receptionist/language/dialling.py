"""The shape of a language's table of words that phone numbers are said with. Keys are folded (`words.fold`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dialling:
    """What each word of a phone number stands for."""

    digits: Mapping[str, str]
    teens: Mapping[str, int]
    """10 to 19."""
    tens: Mapping[str, int]
    hundreds: Mapping[str, int]
    """Words that are a number of hundreds by themselves: "dwieście"."""
    hundred: frozenset[str]
    """Words that multiply the digit before: "hundred"."""
    thousand: frozenset[str]
    repeats: Mapping[str, int]
    """"double", "treble": how many times the digit that follows."""
    plurals: Mapping[str, str]
    """Digits as plural nouns: "dwa zera", "three fives"."""
    counts: Mapping[str, int]
    """How many of the plural noun."""
    times: frozenset[str]
    """"three times zero"."""
    plus: frozenset[str]
    inside: frozenset[str]
    """Fillers that do not end a number."""
    slips: Mapping[str, str]
    """What recognisers write for a digit ("for", "to"): believed only between two digits."""
    before_time: frozenset[str]
    """Words before a clock time: "at ten six oh two …" is a time and then a number."""
    after_other: frozenset[str]
    """Words that make the number before them something else: people, money, months."""
    merges: bool
    """Whether "five hundred one" is rather 501 (Polish) or 500 1 (English)."""
