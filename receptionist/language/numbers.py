"""Numbers in words and figures: cardinals, ordinals, Polish feminine hours, spoken strings of digits.

A word is looked up folded (lower case, no diacritics: recognisers and typists drop them). Compound
numbers are read greedily: "twenty five" is 25, "dwudziesta druga" 22, "two thousand fifteen" 2015;
"ten thirty" stays two numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from typing import Literal, TypeAlias

from receptionist.language.language import Understood
from receptionist.messages import Language

Form: TypeAlias = Literal["card", "ord", "fem"]
"""Cardinal; ordinal (in Polish masculine, as of a day); Polish feminine ordinal (as of an hour)."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number found in a row of words."""

    value: int
    form: Form
    end: int
    """Index of the first word after it."""


@lru_cache(maxsize=4096)
def fold(word: str) -> str:
    """Lower case without diacritics: "Środę" → "srode", "Łódź" → "lodz"."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.lower())
    return "".join(c for c in plain if not unicodedata.combining(c)).replace("ł", "l")


_EN_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
_EN_UNITS += "seventeen eighteen nineteen"
_EN_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
_EN_ORDINALS += "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"

_PL_CARDINALS: Mapping[int, str] = {
    0: "zero zera zerem",
    1: "jeden jedna jedno jednego jednej jednym jedne",
    2: "dwa dwie dwoch dwu dwoma dwiema dwom",
    3: "trzy trzech trzema trzem",
    4: "cztery czterech czterema czterem",
    5: "piec pieciu piecioma",
    6: "szesc szesciu",
    7: "siedem siedmiu",
    8: "osiem osmiu",
    9: "dziewiec dziewieciu",
    10: "dziesiec dziesieciu",
    11: "jedenascie jedenastu",
    12: "dwanascie dwunastu",
    13: "trzynascie trzynastu",
    14: "czternascie czternastu",
    15: "pietnascie pietnastu",
    16: "szesnascie szesnastu",
    17: "siedemnascie siedemnastu",
    18: "osiemnascie osiemnastu",
    19: "dziewietnascie dziewietnastu",
    20: "dwadziescia dwudziestu",
    30: "trzydziesci trzydziestu",
    40: "czterdziesci czterdziestu",
    50: "piecdziesiat piecdziesieciu",
    60: "szescdziesiat szescdziesieciu",
    70: "siedemdziesiat siedemdziesieciu",
    80: "osiemdziesiat osiemdziesieciu",
    90: "dziewiecdziesiat dziewiecdziesieciu",
    100: "sto stu",
    200: "dwiescie dwustu",
    300: "trzysta trzystu",
    400: "czterysta czterystu",
    500: "piecset pieciuset",
    600: "szescset szesciuset",
    700: "siedemset siedmiuset",
    800: "osiemset osmiuset",
    900: "dziewiecset dziewieciuset",
}
_PL_ORDINAL_STEMS: Mapping[int, str] = {
    1: "pierwsz",
    2: "drug",
    3: "trzec",
    4: "czwart",
    5: "piat",
    6: "szost",
    7: "siodm",
    8: "osm",
    9: "dziewiat",
    10: "dziesiat",
    11: "jedenast",
    12: "dwunast",
    13: "trzynast",
    14: "czternast",
    15: "pietnast",
    16: "szesnast",
    17: "siedemnast",
    18: "osiemnast",
    19: "dziewietnast",
    20: "dwudziest",
    30: "trzydziest",
}
# Feminine in all cases an hour is said in; "ą" folds to "a", so the accusative is the nominative.
_PL_FEMININE = {1: ("a", "ej"), 2: ("a", "iej"), 3: ("ia", "iej")}
_PL_MASCULINE = {1: ("y", "ego", "ym", "emu"), 2: ("i", "iego", "im", "iemu"), 3: ("i", "iego", "im", "iemu")}
_PL_DIGIT_NOUNS: Mapping[int, str] = {
    0: "zerko zero zera zer",
    1: "jedynka jedynki jedynke jedynek",
    2: "dwojka dwojki dwojke dwojek",
    3: "trojka trojki trojke trojek",
    4: "czworka czworki czworke czworek",
    5: "piatka piatki piatke piatek",
    6: "szostka szostki szostke szostek",
    7: "siodemka siodemki siodemke siodemek",
    8: "osemka osemki osemke osemek",
    9: "dziewiatka dziewiatki dziewiatke dziewiatek",
}
_THOUSANDS = {"en": frozenset({"thousand"}), "pl": frozenset({"tysiac", "tysiace", "tysiecy", "tysiaca"})}
_REPEATS = {
    "en": {"double": 2, "triple": 3, "treble": 3},
    "pl": {"podwojne": 2, "podwojny": 2, "podwojna": 2, "potrojne": 3, "potrojny": 3},
}
_SAID_ZERO = {"en": frozenset({"oh", "o", "nought", "naught", "nil"}), "pl": frozenset[str]()}


@cache
def _words(language: Language) -> Mapping[str, tuple[int, Form]]:
    return _english() if language == "en" else _polish()


def _english() -> dict[str, tuple[int, Form]]:
    words: dict[str, tuple[int, Form]] = {w: (n, "card") for n, w in enumerate(_EN_UNITS.split())}
    words |= {w: (n, "ord") for n, w in enumerate(_EN_ORDINALS.split(), 1)}
    for n, w in enumerate(_EN_TENS.split(), 2):
        words[w] = (n * 10, "card")
        words[w[:-1] + "ieth"] = (n * 10, "ord")
    words["fourty"] = (40, "card")
    words["hundred"] = (100, "card")
    return words


def _polish() -> dict[str, tuple[int, Form]]:
    words: dict[str, tuple[int, Form]] = {}
    for n, stem in _PL_ORDINAL_STEMS.items():
        words |= {stem + e: (n, "ord") for e in _PL_MASCULINE.get(n, _PL_MASCULINE[1])}
        words |= {stem + e: (n, "fem") for e in _PL_FEMININE.get(n, _PL_FEMININE[1])}
    # Recognisers and typists join compound hours: "dwudziestejtrzeciej".
    for ten, n in product((20,), range(1, 5)):
        for end, unit_end in product(("a", "ej"), _PL_FEMININE.get(n, _PL_FEMININE[1])):
            words[_PL_ORDINAL_STEMS[ten] + end + _PL_ORDINAL_STEMS[n] + unit_end] = (ten + n, "fem")
    for n, forms in _PL_CARDINALS.items():
        words |= dict.fromkeys(forms.split(), (n, "card"))
    return words


def read(words: Sequence[str], i: int, language: Language) -> Number | None:
    """The number that begins at word `i` (folded words), as long as it goes; None if there is none."""
    table = _words(language)
    first = table.get(words[i])
    if first is None:
        return None
    value, form = first
    j = i + 1
    n = len(words)
    if form == "card" and 1 <= value <= 99:
        if 20 <= value <= 90 and value % 10 == 0:
            tail = _unit(table, words, j)
            if tail and (language == "en" or tail[1] == "card"):
                # "za dwadzieścia czwarta" is twenty and a fourth hour.
                value, form, j = value + tail[0], tail[1], j + 1
        if form == "card" and j < n and words[j] in _THOUSANDS[language]:
            return _after_thousands(table, words, j + 1, value * 1000, language)
        if form == "card" and language == "en" and j < n and words[j] == "hundred":
            return _below_hundred(table, words, j + 1, value * 100, language)
    elif form == "card" and value >= 100:
        return _below_hundred(table, words, j, value, language)
    elif form != "card" and value in (20, 30) and language == "pl":
        tail = _unit(table, words, j)
        if tail and tail[1] == form:
            value, j = value + tail[0], j + 1
    return Number(value, form, j)


def _unit(table: Mapping[str, tuple[int, Form]], words: Sequence[str], j: int) -> tuple[int, Form] | None:
    tail = table.get(words[j]) if j < len(words) else None
    return tail if tail and 1 <= tail[0] <= 9 else None


def _after_thousands(
    table: Mapping[str, tuple[int, Form]], words: Sequence[str], j: int, value: int, language: Language
) -> Number:
    following = table.get(words[j]) if j < len(words) else None
    if following and following[0] >= 100:
        return _below_hundred(table, words, j + 1, value + following[0], language)
    return _below_hundred(table, words, j, value, language)


def _below_hundred(
    table: Mapping[str, tuple[int, Form]], words: Sequence[str], j: int, value: int, language: Language
) -> Number:
    k = j + 1 if language == "en" and j < len(words) and words[j] == "and" else j
    tail = table.get(words[k]) if k < len(words) else None
    if not tail or tail[0] >= 100 or tail[0] == 0:
        return Number(value, "card", j)
    rest = read(words, k, language)
    if rest is None or rest.value >= 100:
        return Number(value, "card", j)
    return Number(value + rest.value, rest.form, rest.end)


_SPLIT = re.compile(r"\d+|[^\W\d_]+|\+")


def cardinal(text: str, language: Language) -> Understood[int | None]:
    """The first number of quantity in the text ("two people" → 2, rest "people"); figures count too."""
    raw = _SPLIT.findall(text)
    words = [fold(w) for w in raw]
    for i, word in enumerate(words):
        if word.isdecimal():
            return Understood(int(word) if len(word) <= 18 else None, " ".join(raw[:i] + raw[i + 1 :]))
        found = read(words, i, language)
        if found and found.form == "card":
            return Understood(found.value, " ".join(raw[:i] + raw[found.end :]))
    return Understood(None, " ".join(raw))


def digits(text: str, language: Language) -> Understood[str]:
    """Digits said or typed one by one, in groups or doubled, as a string; the other words are the rest.

    "oh seven double five" → "0755", "twenty five" → "25", "sześćset dwa" → "602", "dwie piątki" → "55",
    "+48 600" → "+48600" (a plus only in front).
    """
    raw = _SPLIT.findall(text)
    words = [fold(w) for w in raw]
    out: list[str] = []
    rest: list[str] = []
    repeat = 1
    i = 0
    while i < len(words):
        found, i = _digits_at(words, i, language)
        if found is None:
            word = words[i - 1]
            if word in _REPEATS[language]:
                repeat = _REPEATS[language][word]
            elif word in ("+", "plus"):
                out += ["+"] if not out else []
            else:
                rest.append(raw[i - 1])
            continue
        out.append(found[0] * (repeat - 1) + found)
        repeat = 1
    return Understood("".join(out), " ".join(rest))


def _digits_at(words: Sequence[str], i: int, language: Language) -> tuple[str | None, int]:
    """The digits at word `i`, and where to go on."""
    word = words[i]
    if word.isdecimal():
        return "".join(str(int(c)) for c in word), i + 1
    if word in _SAID_ZERO[language]:
        return "0", i + 1
    if language == "pl":
        noun = _digit_nouns().get(word)
        if noun is not None:
            return str(noun), i + 1
        count = _words("pl").get(word, (0, "card"))
        following = _digit_nouns().get(words[i + 1]) if i + 1 < len(words) else None
        if count[1] == "card" and 2 <= count[0] <= 9 and following is not None and words[i + 1][-1] in "iakr":
            return str(following) * count[0], i + 2
    found = read(words, i, language)
    if found and found.form == "card":
        return str(found.value), found.end
    return None, i + 1


@cache
def _digit_nouns() -> Mapping[str, int]:
    return {w: n for n, forms in _PL_DIGIT_NOUNS.items() for w in forms.split()}
