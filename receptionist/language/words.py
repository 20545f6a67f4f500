"""Words of a text, with their places, so that what was understood can be cut out and the rest handed on.

Typed and recognised texts meet here: a word's `key` has no capitals, no diacritics and no apostrophe, so
"Łukasz", "łukasz" and "lukasz" are one word, and so are "what's", "what’s" and "whats".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

_WORD = re.compile(r"[^\W_]+(?:['’ʼ`´][^\W_]+)*")
_APOSTROPHES = str.maketrans("", "", "'’ʼ`´")
_STROKED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ß": "ss", "æ": "ae", "œ": "oe"})
"""Letters that Unicode does not decompose (NFKD leaves "ł" as it is)."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text."""

    text: str
    """As written."""
    key: str
    """Folded: what words are compared by."""
    start: int
    end: int
    """Place in the text: text[start:end]."""


def fold(text: str) -> str:
    """Without capitals and diacritics: "Żółć" → "zolc"."""
    low = text.lower()
    if low.isascii():
        return low
    marked = unicodedata.normalize("NFKD", low.translate(_STROKED))
    return "".join(c for c in marked if not unicodedata.combining(c))


def split(text: str) -> tuple[Word, ...]:
    """The words of `text` in order; hyphens and all punctuation part them, apostrophes do not."""
    return tuple(
        Word(m.group(), fold(m.group()).translate(_APOSTROPHES), m.start(), m.end()) for m in _WORD.finditer(text)
    )


def word_set(text: str) -> frozenset[str]:
    """A table of folded words, written as a text for the eye."""
    return frozenset(w.key for w in split(text))


def listed(text: str) -> tuple[str, ...]:
    """Words in their order, as they are."""
    return tuple(text.split())


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """`text` with the character spans cut out, its words in order and nothing but single blanks between."""
    kept: list[str] = []
    at = 0
    for start, end in sorted(spans):
        kept.append(text[at:start] if start > at else "")
        at = max(at, end)
    kept.append(text[at:])
    left = " ".join(" ".join(kept).split())
    # Punctuation that lost its word says nothing.
    return " ".join(w for w in left.split(" ") if any(c.isalnum() for c in w) or w == "?")


class Phrases(Generic[T]):
    """A table of phrases, looked up at a place in a row of keys; the longest wins."""

    __slots__ = ("_by_first",)

    def __init__(self, table: Mapping[T, str]) -> None:
        """`table`: meaning → its phrases, parted by commas, in any spelling."""
        found: dict[str, dict[tuple[str, ...], T]] = {}
        for meaning, phrases in table.items():
            for phrase in phrases.split(","):
                keys = tuple(w.key for w in split(phrase))
                if keys:
                    found.setdefault(keys[0], {})[keys[1:]] = meaning
        self._by_first = {
            first: tuple(sorted(rests.items(), key=lambda item: -len(item[0]))) for first, rests in found.items()
        }

    def at(self, keys: Sequence[str], place: int) -> tuple[T, int] | None:
        """The meaning of the longest phrase that begins at `place`, and the place after it."""
        for rest, meaning in self._by_first.get(keys[place], ()):
            end = place + 1 + len(rest)
            if tuple(keys[place + 1 : end]) == rest:
                return meaning, end
        return None

    def found_in(self, keys: Sequence[str]) -> T | None:
        """The meaning of the first phrase anywhere in `keys`."""
        for place in range(len(keys)):
            found = self.at(keys, place)
            if found is not None:
                return found[0]
        return None
