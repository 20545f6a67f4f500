"""Which of the firm's own services or people was meant: by name, synonym, inflected form, part of the name, or a
near-miss of the recogniser. The longest name wins; a near-miss is never sure.

The firm's list is made into an index once (cached by its words), so that a turn costs well under a millisecond.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from receptionist.language.en import common as en_common
from receptionist.language.en import inflection as en_inflection
from receptionist.language.en.listing import LISTING as ENGLISH
from receptionist.language.language import Picked, Understood
from receptionist.language.listing import Listing
from receptionist.language.pl import common as pl_common
from receptionist.language.pl import inflection as pl_inflection
from receptionist.language.pl.listing import LISTING as POLISH
from receptionist.language.sounding import distance, shortened, sound
from receptionist.language.words import Phrases, Word, split, without, word_set
from receptionist.messages import Language
from receptionist.tenant import Named

_WINDOW = 3
"""Words that may stand between the words of one name ("trim my beard")."""
_NEAR_WORDS = 300
"""Near-misses are looked for in this many words from the beginning; nobody says more in a turn."""
_NEAR_LETTERS = 28
_LONG_NAME = 7
"""Letters from which two slips are forgiven, and from which one slip in an uncommon word is no doubt."""
_SHORT_TURN = 3

_EARS: tuple[Language, ...] = ("en", "pl")
"""A Polish name may be heard by an English recogniser, and the other way round: Ewa, Eva."""
_ADDING = word_set("and plus or also then not no i oraz lub albo a potem nie tylko sorry actually")
_RATHER = frozenset({"tylko", "lecz", "ale", "a"})

_Option = tuple[str, tuple[str, ...]]
"""Key, and everything it is called in the language."""


@dataclass(frozen=True, slots=True)
class _Phrase:
    key: str
    words: tuple[str, ...]
    """Folded, without titles and small words."""


@dataclass(frozen=True, slots=True)
class _Hit:
    """Options that some words of the text may mean."""

    keys: tuple[str, ...]
    places: tuple[int, ...]
    """Which words, in order."""
    size: int
    """How many words of the name they are."""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class _Index:
    phrases: tuple[_Phrase, ...]
    forms: Mapping[str, tuple[tuple[int, int], ...]]
    """Form → (phrase, word of it)."""
    joined: Mapping[str, tuple[str, ...]]
    """A whole name written together → keys."""
    near: Mapping[str, tuple[tuple[str, str], ...]]
    """A shortened spelling or sound → (target, key)."""
    heads: frozenset[tuple[str, str]]
    """(word, key): the word that says what kind of thing it is."""


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
    index = _index(language, tuple(_called(o, language) for o in options))
    listing = _listing(language)
    keys = tuple(w.key for w in words)
    lookups = tuple((k, en_inflection.stem(k)) if language == "en" else (k,) for k in keys)
    named = _believed(_whole(keys, lookups, index), keys, listing)
    parts = (
        []
        if named and len({h.keys for h in named}) == 1 and len(named[0].keys) == 1
        else _parts(lookups, index, language)
    )
    hits = _narrowed(named, parts) if named else _best_parts(parts)
    near = [] if hits else _believed(_near(keys, index, language), keys, listing)
    hits = _outdone(hits, keys, index, language) or near
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
    listing = _listing(language)
    return Phrases({True: listing.anyone, False: listing.not_anyone})


def _listing(language: Language) -> Listing:
    return POLISH if language == "pl" else ENGLISH


def _common(language: Language) -> frozenset[str]:
    return pl_common.COMMON if language == "pl" else en_common.COMMON


@lru_cache(maxsize=8)
def _as_keys(phrases: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(w.key for w in split(p)) for p in phrases)


def _called(option: Named, language: Language) -> _Option:
    return option.key, (option.called(language), *option.also.get(language, ()))


# ---------------------------------------------------------------- the index


@lru_cache(maxsize=128)
def _index(language: Language, options: tuple[_Option, ...]) -> _Index:
    listing = _listing(language)
    phrases: list[_Phrase] = []
    for key, names in options:
        for name in names:
            phrase = _Phrase(key, _essence(name, listing))
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
        targets = {together, *(w for w in phrase.words if len(w) >= 4 and w not in _common(language) | listing.generic)}
        for target in targets:
            if 3 <= len(target) <= _NEAR_LETTERS:
                for short in _shorts(target):
                    if len(short) >= 2:
                        near[short].append((target, phrase.key))
    return _Index(
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


# ---------------------------------------------------------------- whole names


def _whole(keys: tuple[str, ...], lookups: tuple[tuple[str, ...], ...], index: _Index) -> list[_Hit]:
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
    return _apart(_Hit(tuple(names), places, size) for places, (size, names) in found.items())


def _found(found: dict[tuple[int, ...], tuple[int, list[str]]], places: tuple[int, ...], size: int, key: str) -> None:
    old_size, keys = found.setdefault(places, (size, []))
    if key not in keys:
        keys.append(key)
    if size > old_size:
        found[places] = (size, keys)


def _apart(hits: Iterable[_Hit]) -> list[_Hit]:
    taken: set[int] = set()
    kept: list[_Hit] = []
    for hit in sorted(hits, key=lambda h: (-h.size, -len(h.places), h.places[-1] - h.places[0], h.places)):
        span = set(range(hit.places[0], hit.places[-1] + 1))
        if not span & taken:
            taken |= span
            kept.append(hit)
    return sorted(kept, key=lambda h: h.places)


def _believed(hits: list[_Hit], keys: tuple[str, ...], listing: Listing) -> list[_Hit]:
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


def _parts(lookups: tuple[tuple[str, ...], ...], index: _Index, language: Language) -> list[_Hit]:
    """Single words out of longer names."""
    listing, common = _listing(language), _common(language)
    hits: list[_Hit] = []
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
            hits.append(_Hit(tuple(order), (place,), 1, sure or len(order) > 1))
    return hits


def _narrowed(named: list[_Hit], parts: list[_Hit]) -> list[_Hit]:
    """Where a name is that of several, the other words said decide: "Anna … Nowak"."""
    narrowed = []
    for hit in named:
        keys = set(hit.keys)
        for part in parts if len(keys) > 1 else ():
            if part.places != hit.places and keys & set(part.keys):
                keys &= set(part.keys)
        narrowed.append(_Hit(tuple(k for k in hit.keys if k in keys), hit.places, hit.size, hit.sure))
    return narrowed


def _best_parts(parts: list[_Hit]) -> list[_Hit]:
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
        return [_Hit(keys, places, len(parts), all(p.sure for p in parts))]
    votes: dict[str, int] = defaultdict(int)
    for part in parts:
        for key in part.keys:
            votes[key] += 1
    most = max(votes.values())
    if most > 1:
        keys = tuple(k for k in votes if votes[k] == most)
        places = tuple(p for part in parts if set(part.keys) & set(keys) for p in part.places)
        return [_Hit(keys, places, most, all(p.sure for p in parts))]
    return parts


def _outdone(hits: list[_Hit], keys: tuple[str, ...], index: _Index, language: Language) -> list[_Hit]:
    """A short name inside a near-miss of a longer one gives way: "bear trim" is rather the beard's than a trim."""
    common = _common(language)
    better: list[_Hit] = []
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
                found = _Hit(near, tuple(range(start, end)), hit.size + 1, sure=False)
        better.append(found)
    return better


def _near(keys: tuple[str, ...], index: _Index, language: Language) -> list[_Hit]:
    """The best near-misses, by spelling or by sound; several keys when equally near."""
    common = _common(language)
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
    return [_Hit(tuple(k for k in order if k in every), tuple(sorted(taken)), len(taken), sure)]


@lru_cache(maxsize=8192)
def _shorts(name: str) -> frozenset[str]:
    """What a spelling and its sounds become with one letter left out."""
    return shortened(name).union(*(shortened(sound(name, ears)) for ears in _EARS))


def _alike(together: str, index: _Index, spelling_only: bool = False) -> Iterable[tuple[str, str]]:
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


def _specific(hits: list[_Hit], keys: tuple[str, ...], index: _Index) -> list[_Hit]:
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


def _covers(general: str, special: str, index: _Index) -> bool:
    """Whether a name of the one is part of a name of the other: "strzyżenie", "strzyżenie brody"."""
    wide = [set(p.words) for p in index.phrases if p.key == general]
    narrow = [set(p.words) for p in index.phrases if p.key == special]
    return any(w < n for w in wide for n in narrow)


# ---------------------------------------------------------------- what stands after "not" and "no, …"


def _standing(hits: list[_Hit], keys: tuple[str, ...], listing: Listing, parted: bool) -> list[_Hit]:
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


def _denied(hit: _Hit, keys: tuple[str, ...], listing: Listing, negations: tuple[tuple[str, ...], ...]) -> bool:
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


def _picked(text: str, words: tuple[Word, ...], hits: list[_Hit], listing: Listing) -> Understood[Picked | None]:
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
