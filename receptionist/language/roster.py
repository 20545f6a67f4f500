"""The firm's list made ready to be searched: every form of every name, and what is near to one by spelling or sound.

Built once for a list (cached by its words); `choosing.py` decides with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from receptionist.language.en import common as en_common
from receptionist.language.en import inflection as en_inflection
from receptionist.language.en.listing import LISTING as ENGLISH
from receptionist.language.listing import Listing
from receptionist.language.pl import common as pl_common
from receptionist.language.pl import inflection as pl_inflection
from receptionist.language.pl.listing import LISTING as POLISH
from receptionist.language.sounding import distance, shortened, sound
from receptionist.language.words import split
from receptionist.messages import Language
from receptionist.tenant import Named

_NEAR_WORDS = 300
"""Near-misses are looked for in this many words from the beginning; nobody says more in a turn."""
_NEAR_LETTERS = 28
_LONG_NAME = 7
"""Letters from which two slips are forgiven, and from which one slip in an uncommon word is no doubt."""
_EARS: tuple[Language, ...] = ("en", "pl")
"""A Polish name may be heard by an English recogniser, and the other way round: Ewa, Eva."""

Option = tuple[str, tuple[str, ...]]
"""Key, and everything it is called in the language."""


@dataclass(frozen=True, slots=True)
class Phrase:
    key: str
    words: tuple[str, ...]
    """Folded, without titles and small words."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Options that some words of the text may mean."""

    keys: tuple[str, ...]
    places: tuple[int, ...]
    """Which words, in order."""
    size: int
    """How many words of the name they are."""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Index:
    phrases: tuple[Phrase, ...]
    forms: Mapping[str, tuple[tuple[int, int], ...]]
    """Form → (phrase, word of it)."""
    joined: Mapping[str, tuple[str, ...]]
    """A whole name written together → keys."""
    near: Mapping[str, tuple[tuple[str, str], ...]]
    """A shortened spelling or sound → (target, key)."""
    heads: frozenset[tuple[str, str]]
    """(word, key): the word that says what kind of thing it is."""


def listing_of(language: Language) -> Listing:
    """The language's table of words around names."""
    return POLISH if language == "pl" else ENGLISH


def common_words(language: Language) -> frozenset[str]:
    """The language's everyday words."""
    return pl_common.COMMON if language == "pl" else en_common.COMMON


def called(option: Named, language: Language) -> Option:
    """An option with all that it is called in the language."""
    return option.key, (option.called(language), *option.also.get(language, ()))


@lru_cache(maxsize=128)
def index_of(language: Language, options: tuple[Option, ...]) -> Index:
    """The index of a list of options."""
    listing = listing_of(language)
    phrases: list[Phrase] = []
    for key, names in options:
        for name in names:
            phrase = Phrase(key, _essence(name, listing))
            if phrase.words and phrase not in phrases:
                phrases.append(phrase)
    raw = {w.key: w.text for _, names in options for name in names for w in split(name)}
    forms: dict[str, list[tuple[int, int]]] = defaultdict(list)
    joined: dict[str, list[str]] = defaultdict(list)
    near: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for number, phrase in enumerate(phrases):
        for place, word in enumerate(phrase.words):
            for form in _forms(raw.get(word, word), word, language):
                forms[form].append((number, place))
        together = "".join(phrase.words)
        _add(joined, together, phrase.key)
        targets = {
            together,
            *(w for w in phrase.words if len(w) >= 4 and w not in common_words(language) | listing.generic),
        }
        for target in targets:
            if 3 <= len(target) <= _NEAR_LETTERS:
                for short in _shorts(target):
                    if len(short) >= 2:
                        near[short].append((target, phrase.key))
    return Index(
        tuple(phrases),
        {form: tuple(where) for form, where in forms.items()},
        {name: tuple(keys) for name, keys in joined.items()},
        {short: tuple(dict.fromkeys(found)) for short, found in near.items()},
        frozenset((p.words[0 if language == "pl" else -1], p.key) for p in phrases if len(p.words) > 1),
    )


def _essence(name: str, listing: Listing) -> tuple[str, ...]:
    words = tuple(w.key for w in split(name))
    told = tuple(w for w in words if w not in listing.small and w not in listing.titles)
    return told or words


def _forms(written: str, word: str, language: Language) -> Iterable[str]:
    if language == "pl":
        return pl_inflection.forms(written) | {word}
    return {word, en_inflection.stem(word)}


def _add(table: dict[str, list[str]], name: str, key: str) -> None:
    if key not in table[name]:
        table[name].append(key)


# ---------------------------------------------------------------- near-misses


def outdone(hits: list[Hit], keys: tuple[str, ...], index: Index, language: Language) -> list[Hit]:
    """A short name inside a near-miss of a longer one gives way: "bear trim" is rather the beard's than a trim."""
    common = common_words(language)
    better: list[Hit] = []
    for hit in hits:
        first, last = hit.places[0], hit.places[-1]
        found = hit
        for start, end in ((first - 1, last + 1), (first, last + 2)):
            said = keys[max(start, 0) : end]
            if (
                start < 0
                or len(said) != end - start
                or any(w in common for w in said if w not in keys[first : last + 1])
            ):
                continue
            together = "".join(said)
            if not _LONG_NAME <= len(together) <= _NEAR_LETTERS:
                continue
            near = tuple(dict.fromkeys(k for t, k in _alike(together, index) if distance(together, t, 1) <= 1))
            if near and not set(near) & set(hit.keys):
                found = Hit(near, tuple(range(start, end)), hit.size + 1, sure=False)
        better.append(found)
    return better


def near_misses(keys: tuple[str, ...], index: Index, language: Language) -> list[Hit]:
    """The best near-misses, by spelling or by sound; several keys when equally near."""
    common = common_words(language)
    found: dict[tuple[int, ...], tuple[tuple[int, int], list[str], int]] = {}
    for place in range(min(len(keys), _NEAR_WORDS)):
        for many in (1, 2, 3):
            said = keys[place : place + many]
            together = "".join(said)
            if len(said) < many or not 3 <= len(together) <= _NEAR_LETTERS or not together.isalpha():
                break
            everyday = all(w in common for w in said)
            if everyday and (many == 1 or len(together) < _LONG_NAME):
                continue
            for target, key in _alike(together, index, everyday):
                score = _nearness(together, target, 1 if everyday else None)
                places = tuple(range(place, place + many))
                if score is None or (places in found and score > found[places][0]):
                    continue
                if places not in found or score < found[places][0]:
                    found[places] = (score, [], len(target))
                if key not in found[places][1]:
                    found[places][1].append(key)
    if not found:
        return []
    ranked = sorted(found.items(), key=lambda item: (item[1][0], -len(item[0]), item[0]))
    best, (score, named, letters) = ranked[0]
    every, taken = set(named), set(best)
    for places, (_, more, _) in ranked[1:]:
        # "relaksing mesage": the second word tells which of the first's.
        if not taken & set(places) and every & set(more):
            every &= set(more)
            taken |= set(places)
    sure = score[0] == 1 and letters >= _LONG_NAME and len(best) == 1 and len(every) == 1
    order = dict.fromkeys(p.key for p in index.phrases)
    return [Hit(tuple(k for k in order if k in every), tuple(sorted(taken)), len(taken), sure)]


@lru_cache(maxsize=8192)
def _shorts(name: str) -> frozenset[str]:
    """What a spelling and its sounds become with one letter left out."""
    return shortened(name).union(*(shortened(sound(name, ears)) for ears in _EARS))


def _alike(together: str, index: Index, spelling_only: bool = False) -> Iterable[tuple[str, str]]:
    near = index.near
    shorts = shortened(together) if spelling_only else _shorts(together)
    return {pair for short in shorts if short in near for pair in near[short]}


def _nearness(said: str, target: str, tolerance: int | None) -> tuple[int, int] | None:
    """(edits, edits of the sound), the smaller the nearer; None when too far."""
    if abs(len(said) - len(target)) > 3:
        return None
    same_sound = any(sound(said, ears) == sound(target, ears) for ears in _EARS)
    limit = 2 if len(target) >= _LONG_NAME else 1 if len(target) >= 4 else 0
    if same_sound:
        limit = 3 if len(target) >= _LONG_NAME else 2 if len(target) >= 4 else 1
    if tolerance is not None:
        limit = min(limit, tolerance)
    edits = distance(said, target, limit)
    # A slip in the first letter is rare unless the sound is the same ("Hanna").
    if edits > limit or (said[0] != target[0] and not same_sound and len(target) < _LONG_NAME):
        return None
    return edits, 0 if same_sound else 1
