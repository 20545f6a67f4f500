"""How words sound, in the ARPABET of the CMU dictionary that the acoustic model was trained with.

A word that the dictionary lacks (a name, mostly) gets the pronunciations that espeak-ng gives it in English and, since
many callers' and employees' names here are Polish, in Polish. For the recogniser's worker process.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from receptionist.speech.espeakng import Espeak

OURS: Final = {
    "am": ("AE M", "EY EH M"),
    "pm": ("P IY EH M",),
    "checkup": ("CH EH K AH P",),
    "mhm": ("M HH M", "AH M HH AH M"),
    "colouring": ("K AH L ER IH NG",),
    "colour": ("K AH L ER",),
    "hygienist": ("HH AY JH IY N IH S T", "HH AY JH EH N IH S T"),
}
"""Said otherwise on the phone than the dictionary has it, or not in it at all."""

_CONSONANTS: Final = {
    "p": "P", "b": "B", "t": "T", "d": "D", "k": "K", "g": "G", "f": "F", "v": "V", "s": "S", "z": "Z", "h": "HH",
    "m": "M", "n": "N", "l": "L", "r": "R", "w": "W", "j": "Y", "T": "TH", "D": "DH", "S": "SH", "Z": "ZH",
    "tS": "CH", "dZ": "JH", "N": "NG", "r-": "R", "t#": "T", "t2": "T", "x": "HH", "C": "HH", "R": "R", ";": "Y",
    "ts;": "CH", "dz;": "JH", "s;": "SH", "S;": "SH", "z;": "ZH", "Z;": "ZH", "tS;": "CH", "n^": "N Y", "ts": "T S",
    "dz": "D Z", "n-": "AH N", "l#": "L", "L": "L", "Q": "G", "q": "K", "w#": "W", "c": "K", "J": "G",
}  # fmt: skip
_VOWELS: Final = {
    "@": "AH", "@2": "AH", "@5": "AH", "3": "ER", "3:": "ER", "a#": "AH", "a": "AE", "aa": "AE", "aI": "AY",
    "aI@": "AY ER", "aI3": "AY ER", "aU": "AW", "aU@": "AW ER", "A": "AA", "A:": "AA", "A@": "AA R", "e": "EH",
    "eI": "EY", "E": "EH", "E2": "EH", "e@": "EH R", "i": "IY", "i:": "IY", "I": "IH", "I2": "IH", "I#": "IH",
    "i@": "IH R", "i@3": "IH R", "O": "AO", "O:": "AO", "O2": "AA", "O@": "AO R", "o@": "AO R", "0": "AA", "0#": "AH",
    "oU": "OW", "oU#": "OW", "OI": "OY", "u": "UW", "u:": "UW", "U": "UH", "U@": "UH R", "V": "AH", "@L": "AH L",
    "VR": "AH R", "IR": "IH R", "e:": "EY", "o": "OW", "o:": "OW", "y": "IH",
}  # fmt: skip
_ENGLISH: Final = {**_CONSONANTS, **_VOWELS}
_POLISH: Final = {
    **_CONSONANTS, **_VOWELS, "a": "AA", "O": "AO", "E": "EH", "i": "IY", "I": "IH", "y": "IH", "u": "UW",
    "E~": "EH N", "O~": "AO N", "e~": "EH N", "o~": "AO N", "w": "W",
}  # fmt: skip


def arpabet(mnemonics: str, table: Mapping[str, str]) -> str:
    """espeak's underscore-separated phoneme names as ARPABET; one that has no counterpart is taken letter by letter."""
    out: list[str] = []
    for name in re.split(r"[_\s]+", mnemonics):
        left = re.sub(r"['|,%=!]", "", name)
        left = left.replace("||", "")
        while left:
            # Longest first: a name espeak has run together ("aU0") falls apart into ones we know.
            size = next((n for n in range(len(left), 0, -1) if left[:n] in table), 0)
            if size:
                out.append(table[left[:size]])
            left = left[size or 1 :]
    return " ".join(out)


class Lexicon:
    """The pronunciations of the words that are needed."""

    def __init__(self, dictionary: Path) -> None:
        self._dictionary = dictionary
        self._espeak: Espeak | None = None

    def pronounce(self, wanted: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Word → its pronunciations. A word that cannot be pronounced at all is missing from the answer."""
        wanted = set(wanted)
        found: dict[str, list[str]] = {}
        with self._dictionary.open(encoding="utf-8") as lines:
            for line in lines:
                word, _, phones = line.rstrip().partition(" ")
                base = word.partition("(")[0]
                if base in wanted:
                    found.setdefault(base, []).append(phones)
        sounds = {word: tuple(phones) for word, phones in found.items()}
        sounds |= {word: phones for word, phones in OURS.items() if word in wanted}
        for word in sorted(wanted - sounds.keys()):
            if said := self._say(word):
                sounds[word] = said
        return sounds

    def _say(self, word: str) -> tuple[str, ...]:
        self._espeak = self._espeak or Espeak()
        out = []
        for voice, table in (("en-us", _ENGLISH), ("pl", _POLISH)):
            self._espeak.voice(voice)
            out.append(arpabet(self._espeak.phonemes(word), table))
        return tuple(dict.fromkeys(filter(None, out)))


def dictionary_text(sounds: Mapping[str, tuple[str, ...]]) -> str:
    """In the format of the CMU dictionary: `word phones`, further pronunciations as `word(2) phones`."""
    lines = []
    for word, said in sorted(sounds.items()):
        lines += [f"{word}{f'({n})' if n > 1 else ''} {phones}" for n, phones in enumerate(said, 1)]
    return "\n".join(lines) + "\n"
