"""Which of the firm's own services or people was meant: by name, synonym, inflected form, part of the name, or a
near-miss of the recogniser. The longest name wins; a near-miss is never sure.

The firm's list is made into an index once (cached by its words), so that a turn costs well under a millisecond.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from receptionist.language.en import inflection as en_inflection
from receptionist.language.language import Picked, Understood
from receptionist.language.listing import Listing
from receptionist.language.roster import (
    Hit,
    Index,
    called,
    common_words,
    index_of,
    listing_of,
    near_misses,
    outdone,
)
from receptionist.language.words import Phrases, Word, split, without, word_set
from receptionist.messages import Language
from receptionist.tenant import Named

_WINDOW = 3
"""Words that may stand between the words of one name ("trim my beard")."""
_SHORT_TURN = 3

_ADDING = word_set("and plus or also then not no i oraz lub albo a potem nie tylko sorry actually")
_RATHER = frozenset({"tylko", "lecz", "ale", "a"})


def pick(text: str, language: Language, options: Sequence[Named]) -> Understood[Picked | None]:
    """Which of `options` is named in `text`.

    Several keys: equally likely, or both named. `sure` is False for a near-miss. What is denied ("not Hanna",
    "zamiast Zofii") or taken back ("Anna, no, Piotr") does not count; None when nothing is left.
    Cut the caller's own name out first (`names.understand`): a firm's Anna may have a client Anna.
    """
    words = split(text)
    nothing: Understood[Picked | None] = Understood(None, " ".join(text.split()))
    if not words or not options:
        return nothing
    index = index_of(language, tuple(called(o, language) for o in options))
    listing = listing_of(language)
    keys = tuple(w.key for w in words)
    lookups = tuple((k, en_inflection.stem(k)) if language == "en" else (k,) for k in keys)
    named = _believed(_whole(keys, lookups, index), keys, listing)
    parts = (
        []
        if named and len({h.keys for h in named}) == 1 and len(named[0].keys) == 1
        else _parts(lookups, index, language)
    )
    hits = _narrowed(named, parts) if named else _best_parts(parts)
    near = [] if hits else _believed(near_misses(keys, index, language), keys, listing)
    hits = outdone(hits, keys, index, language) or near
    parted = len(words) > 1 and any(c in ",.;!" for c in text[words[0].end : words[1].start])
    hits = _standing(_specific(hits, keys, index), keys, listing, parted)
    if not hits:
        return nothing
    return _picked(text, words, hits, listing)


def anyone(text: str, language: Language) -> bool:
    """It does not matter to the caller who: "anyone", "whoever", "obojętnie", "ktokolwiek"."""
    keys = tuple(w.key for w in split(text))
    table = _anyone(language)
    found = False
    place = 0
    while place < len(keys):
        hit = table.at(keys, place)
        if hit is None:
            place += 1
            continue
        if not hit[0]:
            return False
        found, place = True, hit[1]
    return found


@lru_cache(maxsize=2)
def _anyone(language: Language) -> Phrases[bool]:
    listing = listing_of(language)
    return Phrases({True: listing.anyone, False: listing.not_anyone})


@lru_cache(maxsize=8)
def _as_keys(phrases: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(w.key for w in split(p)) for p in phrases)


# ---------------------------------------------------------------- whole names


def _whole(keys: tuple[str, ...], lookups: tuple[tuple[str, ...], ...], index: Index) -> list[Hit]:
    """Names said whole, none overlapping another: the longest first, then the closest together."""
    found: dict[tuple[int, ...], tuple[int, list[str]]] = {}
    seen: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for place, forms in enumerate(lookups):
        for number, word in {pair for form in forms for pair in index.forms.get(form, ())}:
            phrase = index.phrases[number]
            if len(phrase.words) == 1:
                _found(found, (place,), 1, phrase.key)
                continue
            reach = len(phrase.words) - 1 + _WINDOW
            near = [s for s in seen[number] if place - s[0] <= reach]
            near.append((place, word))
            seen[number] = near[-8:]
            last = {w: p for p, w in seen[number]}
            if len(last) == len(phrase.words):
                _found(found, tuple(sorted(set(last.values()))), len(phrase.words), phrase.key)
    for place in range(len(keys)):
        for many in (1, 2, 3):
            together = "".join(keys[place : place + many])
            if place + many <= len(keys) and together in index.joined:
                for key in index.joined[together]:
                    _found(found, tuple(range(place, place + many)), many, key)
    return _apart(Hit(tuple(names), places, size) for places, (size, names) in found.items())


def _found(found: dict[tuple[int, ...], tuple[int, list[str]]], places: tuple[int, ...], size: int, key: str) -> None:
    old_size, keys = found.setdefault(places, (size, []))
    if key not in keys:
        keys.append(key)
    if size > old_size:
        found[places] = (size, keys)


def _apart(hits: Iterable[Hit]) -> list[Hit]:
    taken: set[int] = set()
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (-h.size, -len(h.places), h.places[-1] - h.places[0], h.places)):
        span = set(range(hit.places[0], hit.places[-1] + 1))
        if not span & taken:
            taken |= span
            kept.append(hit)
    return sorted(kept, key=lambda h: h.places)


def _believed(hits: list[Hit], keys: tuple[str, ...], listing: Listing) -> list[Hit]:
    """Without everyday words that only look like a name, and without the caller's own name."""
    introductions = _as_keys(listing.introductions)
    kept = []
    for hit in hits:
        first = hit.places[0]
        before = keys[first - 1] if first else ""
        doubtful = hit.size == 1 and keys[first] in listing.doubtful
        if (
            doubtful
            and len(keys) > _SHORT_TURN
            and before not in listing.before_person
            and before not in listing.titles
        ):
            continue
        if any(keys[max(0, first - len(i)) : first] == i for i in introductions):
            continue
        kept.append(hit)
    return kept


# ---------------------------------------------------------------- parts of names, and near-misses


def _parts(lookups: tuple[tuple[str, ...], ...], index: Index, language: Language) -> list[Hit]:
    """Single words out of longer names."""
    listing, common = listing_of(language), common_words(language)
    hits: list[Hit] = []
    for place, forms in enumerate(lookups):
        keys: list[str] = []
        sure = True
        for number, at in {pair for form in forms for pair in index.forms.get(form, ())}:
            phrase = index.phrases[number]
            word = phrase.words[at]
            if len(phrase.words) == 1 or word in listing.generic or word in listing.small or word in listing.titles:
                continue
            if word in common or word in listing.doubtful:
                if (word, phrase.key) not in index.heads:
                    continue
                sure = False
            if phrase.key not in keys:
                keys.append(phrase.key)
        if keys:
            order = [k for k in dict.fromkeys(p.key for p in index.phrases) if k in keys]
            # Several are asked about anyhow.
            hits.append(Hit(tuple(order), (place,), 1, sure or len(order) > 1))
    return hits


def _narrowed(named: list[Hit], parts: list[Hit]) -> list[Hit]:
    """Where a name is that of several, the other words said decide: "Anna … Nowak"."""
    narrowed = []
    for hit in named:
        keys = set(hit.keys)
        for part in parts if len(keys) > 1 else ():
            if part.places != hit.places and keys & set(part.keys):
                keys &= set(part.keys)
        narrowed.append(Hit(tuple(k for k in hit.keys if k in keys), hit.places, hit.size, hit.sure))
    return narrowed


def _best_parts(parts: list[Hit]) -> list[Hit]:
    """The options that most of the words point to."""
    if any(p.sure for p in parts):
        parts = [p for p in parts if p.sure]
    if not parts:
        return []
    shared = set(parts[0].keys)
    for part in parts[1:]:
        shared &= set(part.keys)
    if shared:
        keys = tuple(k for k in parts[0].keys if k in shared)
        places = tuple(p for part in parts for p in part.places)
        return [Hit(keys, places, len(parts), all(p.sure for p in parts))]
    votes: dict[str, int] = defaultdict(int)
    for part in parts:
        for key in part.keys:
            votes[key] += 1
    most = max(votes.values())
    if most > 1:
        keys = tuple(k for k in votes if votes[k] == most)
        places = tuple(p for part in parts if set(part.keys) & set(keys) for p in part.places)
        return [Hit(keys, places, most, all(p.sure for p in parts))]
    return parts


def _specific(hits: list[Hit], keys: tuple[str, ...], index: Index) -> list[Hit]:
    """ "Ostrzyc brodę": a general name beside one that is a special case of it gives way."""
    dropped: set[int] = set()
    for number in range(len(hits) - 1):
        first, second = hits[number], hits[number + 1]
        gap = keys[first.places[-1] + 1 : second.places[0]]
        if len(gap) > 2 or any(w in _ADDING for w in gap) or len(first.keys) + len(second.keys) > 2:
            continue
        for general, special, place in ((first, second, number), (second, first, number + 1)):
            if general.keys != special.keys and _covers(general.keys[0], special.keys[0], index):
                dropped.add(place)
                break
    return [h for n, h in enumerate(hits) if n not in dropped]


def _covers(general: str, special: str, index: Index) -> bool:
    """Whether a name of the one is part of a name of the other: "strzyżenie", "strzyżenie brody"."""
    wide = [set(p.words) for p in index.phrases if p.key == general]
    narrow = [set(p.words) for p in index.phrases if p.key == special]
    return any(w < n for w in wide for n in narrow)


# ---------------------------------------------------------------- what stands after "not" and "no, …"


def _standing(hits: list[Hit], keys: tuple[str, ...], listing: Listing, parted: bool) -> list[Hit]:
    """Without what was denied or taken back."""
    if not hits:
        return []
    negations = _as_keys(listing.negations)
    corrections = _as_keys(listing.corrections)
    kept = [h for h in hits if not _denied(h, keys, listing, negations)]
    if len(kept) == len(hits) == 1 and not parted and keys[0] == "nie" and kept[0].places[0] <= 3:
        # "nie do Anny" without a comma: "no, with Anna" or "not with Anna"? Ask back.
        kept = [replace(kept[0], sure=False)]
    if len(kept) < 2:
        return kept
    for before, after in zip(kept, kept[1:], strict=False):
        leads = _lead(before.places[0], keys, listing), _lead(after.places[0], keys, listing)
        if any(leads[0] == (a,) and leads[1] == (b,) for a, b in listing.swaps):
            return [after]
    for number in range(len(kept) - 1, 0, -1):
        gap = keys[kept[number - 1].places[-1] + 1 : kept[number].places[0]]
        if any(gap[i : i + len(c)] == c for c in corrections for i in range(len(gap))):
            return kept[number:]
    return kept


def _lead(place: int, keys: tuple[str, ...], listing: Listing) -> tuple[str, ...]:
    """The word before a name, titles apart."""
    place -= 1
    while place >= 0 and keys[place] in listing.titles:
        place -= 1
    return keys[max(place, 0) : place + 1]


def _denied(hit: Hit, keys: tuple[str, ...], listing: Listing, negations: tuple[tuple[str, ...], ...]) -> bool:
    end = hit.places[0]
    while True:
        for negation in negations:
            if keys[max(0, end - len(negation)) : end] == negation:
                # "Nie, u Anny": at the beginning it answers what was said before, and Anna is wanted;
                # but "nie u Anny, tylko u Piotra".
                after = keys[hit.places[-1] + 1 : hit.places[-1] + 2]
                return negation != ("nie",) or end > 1 or bool(after and after[0] in _RATHER)
        if not end or not (keys[end - 1] in listing.titles or keys[end - 1] in listing.small):
            return False
        end -= 1


def _picked(text: str, words: tuple[Word, ...], hits: list[Hit], listing: Listing) -> Understood[Picked | None]:
    keys = tuple(dict.fromkeys(k for h in hits for k in h.keys))
    places = sorted({p for h in hits for p in h.places})
    spans = []
    for place in places:
        start = place
        while start and words[start - 1].key in listing.titles and start - 1 not in places:
            start -= 1
        spans.append((words[start].start, words[place].end))
    said = " ".join(words[p].text for p in places)
    return Understood(Picked(keys, all(h.sure for h in hits), said), without(text, spans))
