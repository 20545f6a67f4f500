"""A person asked for who is not on the firm's list: "with Doctor Smith", "u Tomasza". Nobody is taken for anyone else.

Ask only where `choosing.pick` found nobody. In doubt nobody was named: a missed stranger costs a question, an
invented one a caller's patience.
"""

from __future__ import annotations

from receptionist.language.composing import given_names
from receptionist.language.en.common import COMMON as ENGLISH_WORDS
from receptionist.language.en.inflection import stem
from receptionist.language.pl.common import COMMON as POLISH_WORDS
from receptionist.language.pl.declension import given_from, given_written
from receptionist.language.words import Word, fold, split, word_set
from receptionist.messages import Language

_BEFORE = {"en": word_set("with see by"), "pl": word_set("u do")}
_TITLES = {"en": {"dr": "Dr", "doctor": "Dr"}, "pl": {}}
_POLITE = word_set("pana pani pania doktora doktor dr panem")


def stranger(text: str, language: Language) -> str:
    """The name of the person asked for, as it is said back; "" where none was."""
    words = split(text)
    for place, word in enumerate(words[:-1]):
        found = _polish(words, place) if language == "pl" else _english(word, words[place + 1])
        if found:
            return found
    return ""


def _english(before: Word, name: Word) -> str:
    """A title and a name that is no word, or "with" and a known given name."""
    title = _TITLES["en"].get(before.key)
    if title and _unusual(name.key):
        return f"{title} {name.text[:1].upper()}{name.text[1:]}"
    known = name.key in given_names() and name.key not in ENGLISH_WORDS
    return name.text[:1].upper() + name.text[1:] if before.key in _BEFORE["en"] and known else ""


def _unusual(key: str) -> bool:
    return key.isalpha() and len(key) > 2 and key not in ENGLISH_WORDS and stem(key) not in ENGLISH_WORDS


def _polish(words: tuple[Word, ...], place: int) -> str:
    """ "U" or "do", perhaps "pana", and a known given name in any case."""
    if words[place].key not in _BEFORE["pl"]:
        return ""
    place += 1
    while place < len(words) - 1 and words[place].key in _POLITE:
        place += 1
    key = words[place].key
    name = given_from(key)
    if name is None or key in POLISH_WORDS:
        return ""
    return given_written(fold(name)) or name
