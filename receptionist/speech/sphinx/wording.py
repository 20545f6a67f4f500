"""Text → the words somebody would say: numbers, times and ordinals spelled out, entity marks removed.

A language model holds spoken words only, so everything that feeds it passes through `words`. English.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

ONES: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS: Final = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
ORDINALS: Final = (
    "", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
)  # fmt: skip

_WRITTEN: Final = {
    "dr": "doctor", "mr": "mister", "mrs": "missus", "st": "street", "&": "and", "%": "percent", "+": "plus",
    "a.m": "am", "p.m": "pm", "ok": "okay", "mon": "monday", "tue": "tuesday", "wed": "wednesday",
    "thu": "thursday", "thurs": "thursday", "fri": "friday", "sat": "saturday",
}  # fmt: skip
"""Written shorter than it is said."""

_ENTITY = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")
_TOKEN = re.compile(r"\d{1,2}[:.]\d{2}|\d+(?:st|nd|rd|th)\b|\d+|[ap]\.m\b|[a-z]+(?:'[a-z]+)*|[&%+]")


def number(n: int) -> str:
    """0 to 9,999 in words: a year or a price as well."""
    if n < 20:
        return ONES[n]
    if n < 100:
        return TENS[n // 10] + (f" {ONES[n % 10]}" if n % 10 else "")
    if n < 1_000:
        return f"{ONES[n // 100]} hundred" + (f" and {number(n % 100)}" if n % 100 else "")
    return f"{number(n // 1_000)} thousand" + (f" {number(n % 1_000)}" if n % 1_000 else "")


def ordinal(n: int) -> str:
    """1 to 99 in words."""
    if n < 20:
        return ORDINALS[n]
    if n % 10 == 0:
        return f"{TENS[n // 10][:-1]}ieth"
    return f"{TENS[n // 10]} {ORDINALS[n % 10]}"


def clock(hour: int, minute: int) -> str:
    """10:30 as "ten thirty", 10:05 as "ten oh five", 10:00 as "ten"."""
    if minute == 0:
        return number(hour)
    return f"{number(hour)} oh {ONES[minute]}" if minute < 10 else f"{number(hour)} {number(minute)}"


def _token(token: str) -> str:
    if token in _WRITTEN:
        return _WRITTEN[token]
    if match := re.fullmatch(r"(\d{1,2})[:.](\d{2})", token):
        hour, minute = int(match[1]), int(match[2])
        return clock(hour, minute) if minute < 60 else " ".join(ONES[int(d)] for d in match[1] + match[2])
    if match := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)", token):
        return ordinal(int(match[1])) if int(match[1]) else ""
    if token.isdigit():
        # A longer number is a phone number, and said digit by digit; so is what begins with 0.
        return number(int(token)) if len(token) < 4 and token[0] != "0" else " ".join(ONES[int(d)] for d in token)
    return token


def words(text: str) -> str:
    """What is said, lower case, ASCII letters and apostrophes, one space between words."""
    text = text.translate({0x142: "l", 0x141: "l", 0x2019: "'", 0x2018: "'", 0xDF: "ss", 0xF8: "o", 0xD8: "o"})
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    folded = re.sub(r"\b(\d+)([ap])\.?m\b\.?", r"\1 \2m", folded)
    return " ".join(filter(None, (_token(t) for t in _TOKEN.findall(folded))))


def training_lines(lines: Iterable[str]) -> Iterator[str]:
    """Examples of a Rasa project's training file, without their entity marks; of intents, lookups and synonyms.

    Only the `examples: |` blocks are read, and those of regular expressions are left out. Not YAML-parsed: the
    file may hold thousands of lines and the server shall answer within seconds of its start.
    """
    block: int | None = None
    pattern = False
    for line in lines:
        text = line.strip()
        indent = len(line) - len(line.lstrip())
        if re.match(r"-?\s*regex\s*:", text):
            pattern = True
        elif re.match(r"-?\s*(intent|lookup|synonym)\s*:", text):
            pattern = False
        if block is not None and text and indent <= block:
            block = None
        if re.match(r"examples\s*:\s*[|>]", text):
            block = indent
        elif block is not None and not pattern and text.startswith("- "):
            yield words(_ENTITY.sub(r"\1", text[2:]))
