"""A recogniser that is none too good: it drops, swaps and mishears words, always the same with the same seed.

What it makes of a word are near-homophones first, as recognisers do, else the word with a letter changed.
Nothing turns into a yes: a recogniser that does is broken, not noisy.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from receptionist.messages import Language

_NEAR: Mapping[Language, Mapping[str, tuple[str, ...]]] = {
    "en": {
        "two": ("to", "too"),
        "to": ("two",),
        "four": ("for",),
        "for": ("four",),
        "eight": ("ate",),
        "with": ("which", "whiff"),
        "half": ("have",),
        "past": ("passed",),
        "please": ("police", "peas"),
        "book": ("look", "brook"),
        "cut": ("cat", "cot"),
        "haircut": ("her cut", "hair cut"),
        "check": ("cheque", "jack"),
        "tuesday": ("chews day",),
        "i'd": ("i", "eye"),
        "like": ("light",),
        "morning": ("mourning",),
        "patel": ("patell", "hotel"),
        "jones": ("joans",),
        "anna": ("hannah", "ana"),
        "would": ("wood",),
        "know": ("no",),
    },
    "pl": {
        "u": ("o", ""),
        "na": ("no", "ma"),
        "strzyżenie": ("szczyżenie", "strzyżenia"),
        "w": ("", "o"),
        "we": ("wy",),
        "o": ("u",),
        "anny": ("hanny", "any"),
        "piotra": ("piotr", "jotra"),
        "zofii": ("zofi",),
        "proszę": ("prosze", "proszek"),
        "się": ("sie",),
        "chciałabym": ("chciałam", "chciała bym"),
        "chciałbym": ("chciałem", "chciał bym"),
        "umówić": ("mówić", "umowić"),
        "jutro": ("jutra",),
        "wtorek": ("w torek",),
        "po": ("pod",),
        "godzinie": ("godzina",),
        "nazywam": ("nazywa",),
    },
}
_KEPT: Mapping[Language, frozenset[str]] = {
    "en": frozenset({"yes", "no", "not"}),
    "pl": frozenset({"tak", "nie"}),
}
_LETTERS = "aeionrst"


def mishear(text: str, language: Language, rate: float, rng: Random) -> str:
    """The words as a noisy recogniser gives them. Something always remains."""
    words = text.split()
    out: list[str] = []
    for word in words:
        if word in _KEPT[language] or rng.random() >= rate:
            out.append(word)
            continue
        kind = rng.random()
        if kind < 0.3 and len(words) > 1:
            continue
        if kind < 0.5 and out:
            out.insert(len(out) - 1, word)
            continue
        heard = _near(word, language, rng)
        if heard:
            out.append(heard)
    return " ".join(out) or text


def _near(word: str, language: Language, rng: Random) -> str:
    near = _NEAR[language].get(word.lower())
    if near:
        return rng.choice(near)
    if len(word) < 4:
        return word
    at = rng.randrange(1, len(word))
    return word[:at] + rng.choice(_LETTERS) + word[at + 1 :]
