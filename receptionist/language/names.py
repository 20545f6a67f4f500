"""A caller's name: told ("my name is …", "z tej strony …"), bare when it was asked for, or spelled.

Given names of the two languages are known (`en/naming.py`, `pl/naming.py`); family names are whatever stands in
their place and is no everyday word. What was spelled wins over what was heard.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from receptionist.language.composing import Said, compose, given_names
from receptionist.language.en.common import COMMON as ENGLISH_WORDS
from receptionist.language.language import PersonName, Understood
from receptionist.language.pl.common import COMMON as POLISH_WORDS
from receptionist.language.pl.declension import declined_family, given_from, is_family
from receptionist.language.pl.naming import MEN, WOMEN
from receptionist.language.spelling import Spelled, naming, spelled
from receptionist.language.words import Phrases, Word, fold, split, without, word_set
from receptionist.messages import Language

_MAX_WORDS = 4
"""A name's words, particles apart."""
_MAX_WORD = 25
_VERBAL = {
    "en": ("ing", "ed", "ly", "tion", "ness", "able"),
    "pl": ("ac", "ic", "yc", "ec", "lem", "lam", "anie", "enie", "ania", "enia", "uje", "ego", "emu", "ach", "ami"),
}
"""Endings of words that are rather no name, where only the place speaks for one."""


def understand(text: str, language: Language, asked: bool = False) -> Understood[PersonName | None]:
    """The caller's name in `text`; `asked`: it was just asked for, so bare words are a name.

    None for what is plainly no name (services, times, "yes", "what?"). A lone family name that is known to be one
    ("my surname is …", "Mr Smith", "Kowalski") comes with an empty `given`. Names declined after "dla" or "na" come
    in the nominative where it is certain, else as said. Capitals are put right ("McDonald", "van der Berg").
    """
    words = split(text)
    keys = tuple(w.key for w in words)
    nothing: Understood[PersonName | None] = Understood(None, " ".join(text.split()))
    if not words:
        return nothing
    letters = spelled(words, language, asked)
    taken = {p for s in letters for p in range(s.start, s.end)}
    said = _told(text, words, keys, language, taken)
    if not said and asked:
        said = _bare(text, words, keys, language, taken)
    if letters and not said:
        said = _beside(text, words, keys, language, letters, taken)
        if not said and not asked and not _announced(keys, letters):
            return nothing
    if not said and not letters:
        return nothing
    if asked and letters and said:
        said = _after_spelling(text, words, keys, language, said, letters, taken)
    name = compose(text, words, said, letters, language)
    if name is None:
        return nothing
    spans = [(words[s.begin].start, words[s.stop - 1].end) for s in said]
    spans += [(words[_announcement(keys, s.start)].start, words[s.end - 1].end) for s in letters]
    return Understood(name, without(text, spans))


def is_given(name: str, language: Language) -> bool:
    """Whether a given name (its first word) is a known one."""
    words = split(name)
    return bool(words) and _is_given(words[0].key, language, oblique=True)


def vocative(name: PersonName, language: Language) -> str | None:
    """ "panie Janie", "pani Anno": only for given names whose vocative is known; English needs none."""
    if language != "pl" or not name.given:
        return None
    first = fold(name.given.split()[0])
    return _vocatives().get(first)


@lru_cache(maxsize=1)
def _vocatives() -> dict[str, str]:
    return {
        **{fold(n): f"panie {v}" for n, v in MEN.items()},
        **{fold(n): f"pani {v}" for n, v in WOMEN.items()},
    }


# ---------------------------------------------------------------- which words may be a name

_PAST = ("lam", "lem", "lismy", "lysmy", "labym", "lbym")
"""Endings, folded, of Polish verbs in the past: no family name has them."""


@lru_cache(maxsize=2)
def _phrases(language: Language) -> Phrases[str]:
    table = naming(language)
    kinds = {"weak": table.weak, "strong": table.strong}
    if table.oblique:
        kinds["oblique"] = table.oblique
    kinds |= {"family": table.family_only, "given": table.given_only}
    return Phrases(kinds)


@lru_cache(maxsize=2)
def _after(language: Language) -> Phrases[bool]:
    return Phrases({True: naming(language).after})


def _is_given(key: str, language: Language, oblique: bool = False) -> bool:
    return key in given_names() or (oblique and language == "pl" and given_from(key) is not None)


def _may_be(key: str, language: Language) -> bool:
    """Neither an everyday word, a number nor something else that is plainly no name."""
    table = naming(language)
    common = POLISH_WORDS if language == "pl" else ENGLISH_WORDS
    return (
        key.isalpha()
        and 2 <= len(key) <= _MAX_WORD
        and key not in table.not_names
        and key not in table.titles
        and (key not in common or key in _sure_given(language))
    )


@lru_cache(maxsize=2)
def _sure_given(language: Language) -> frozenset[str]:
    """Given names that are everyday words of the language, and still names at the head of a name."""
    common = POLISH_WORDS if language == "pl" else ENGLISH_WORDS
    return (given_names() & common) - word_set("may will mark april june bill august sunny ide maja dana mila roza")


def _stretch(
    text: str,
    words: Sequence[Word],
    keys: tuple[str, ...],
    start: int,
    language: Language,
    taken: set[int],
    oblique: bool = False,
) -> int:
    """The place after the name that begins at `start`; `start` itself when none does."""
    table = naming(language)
    at = start
    count = 0
    while at < len(keys) and at not in taken and count < _MAX_WORDS:
        if at > start and _parted(text, words[at - 1], words[at]):
            break
        key = keys[at]
        more = at + 1 < len(keys) and at + 1 not in taken
        particle = (
            key in table.particles and more and (_may_be(keys[at + 1], language) or keys[at + 1] in table.particles)
        )
        if particle and (at > start or key not in _common_particles(language)):
            at += 1
            continue
        titled = at == start and start > 0 and keys[start - 1] in table.titles
        known = at > start and _is_given(keys[start], language, oblique)
        family = key in table.also_families and (known or titled)
        head = at == start and key in given_names() and key not in table.not_names and key in _DOUBTFUL_HEADS
        if at > start and language == "pl" and key.endswith(_PAST) and not _is_given(key, language):
            break  # "nazywam się Danuta Wrona byłam u państwa"
        if not (
            _may_be(key, language)
            or (family and not _goes_on(keys, at, language))
            or (head and more and _may_be(keys[at + 1], language))
        ):
            break
        count += 1
        at += 1
    while at > start and keys[at - 1] in table.particles:
        at -= 1
    return at


def _common_particles(language: Language) -> frozenset[str]:
    """Particles that are everyday words: no name begins with them, unless its next word says so."""
    return word_set("la le st di da do mac de del al") if language == "en" else word_set("da di la le de")


def _goes_on(keys: tuple[str, ...], at: int, language: Language) -> bool:
    """An everyday word that is a family name too is none where a phrase goes on: "anna may i book"."""
    if language == "pl":
        return False
    return (
        keys[at] in ("may", "will", "can", "friday", "march", "price", "day", "hope", "please")
        and at + 1 < len(keys)
        and (keys[at + 1] in ("i", "we", "you", "be", "at", "of", "the", "that", "is", "first", "second"))
    )


def _parted(text: str, before: Word, after: Word) -> bool:
    return any(c in ".,;:?!/()" for c in text[before.end : after.start])


# ---------------------------------------------------------------- where a name was said


def _told(text: str, words: Sequence[Word], keys: tuple[str, ...], language: Language, taken: set[int]) -> list[Said]:
    """Names after "my name is" or before "speaking": the last whole one, or a given and a family name."""
    found: list[Said] = []
    table, phrases = naming(language), _phrases(language)
    place = 0
    while place < len(keys):
        hit = phrases.at(keys, place) if place not in taken else None
        if hit is None or (place and keys[place - 1] in table.not_before):
            place += 1
            continue
        kind, start = hit
        begin = place
        while start < len(keys) and keys[start] in table.titles | _HESITATIONS:
            start += 1
        end = _stretch(text, words, keys, start, language, taken, kind == "oblique") if start < len(keys) else start
        said = Said(
            begin,
            start,
            end,
            end,
            "strong" if kind in ("family", "given") else kind,
            kind if kind in ("family", "given") else "",
        )
        if end > start and _accepted(said, text, words, keys, language):
            found.append(_with_after(said, keys, language))
            place = end
        elif kind in ("strong", "family", "given") and start in taken:
            # "Surname K O W …": the spelling that follows is it.
            found.append(Said(begin, start, start, start, "strong", said.only))
            place = start
        else:
            place = hit[1]
    found += _before_after(text, words, keys, language, taken) if not found else []
    given = [s for s in found if s.only == "given"]
    family = [s for s in found if s.only == "family"]
    if given and family:
        return sorted((given[-1], family[-1]), key=lambda s: s.start)
    whole = [s for s in found if not s.only and s.end > s.start]
    return whole[-1:] or found[-1:]


_RATHER_A_WORD = word_set(
    """good may day friday march care works cash speaker self holiday english winter summer best long short small sharp
    park case chase way cross strong power wild hope love noble friend drew major person price maj maly lato zima mala
    bialy czarny wrzesien"""
)
"""Family names that as a whole answer are rather what they mean."""
_DOUBTFUL_HEADS = word_set("mark bill will june april may")
"""Given names that are everyday words: heads of a name only where a name goes on after them."""
_HESITATIONS = word_set("um uh er erm ah yes just yyy eee ee no hm to")


def _accepted(said: Said, text: str, words: Sequence[Word], keys: tuple[str, ...], language: Language) -> bool:
    """Whether the words after the phrase are believed to be a name."""
    name = keys[said.start : said.end]
    if said.kind == "strong":
        return True
    titled = said.start > said.begin and keys[said.start - 1] in naming(language).titles
    if said.kind == "oblique":
        if not _is_given(name[0], language, oblique=True):
            return titled or declined_family(name[-1]) or (keys[said.begin] != "dla" and is_family(name[-1]))
        return len(name) > 1 or keys[said.begin] == "dla"
    if _is_given(name[0], language):
        return keys[said.begin] != "for" or len(name) > 1
    if keys[said.begin] in ("for", "to", "thats") or any(keys[said.end - 1].endswith(e) for e in _VERBAL[language]):
        return titled and keys[said.begin] != "for"
    if any(name[0].endswith(e) for e in _VERBAL[language]):
        return False
    if is_family(name[-1]) or titled:
        return True
    capitals = all(words[p].text[0].isupper() for p in range(said.start, said.end)) and not text.isupper()
    whole = said.end == len(keys) or _parted(text, words[said.end - 1], words[said.end])
    told = [k for k in name if k not in naming(language).particles]
    return len(told) == 2 and (capitals or (whole and all(len(k) > 2 for k in told)))


def _with_after(said: Said, keys: tuple[str, ...], language: Language) -> Said:
    after = _after(language).at(keys, said.end) if said.end < len(keys) else None
    return Said(said.begin, said.start, said.end, after[1] if after else said.end, said.kind, said.only)


def _before_after(
    text: str, words: Sequence[Word], keys: tuple[str, ...], language: Language, taken: set[int]
) -> list[Said]:
    """ "Jan Kowalski speaking", "Anna Nowak z tej strony"."""
    for place in range(1, len(keys)):
        after = _after(language).at(keys, place)
        if after is None:
            continue
        for start in range(max(0, place - 3), place):
            end = _stretch(text, words, keys, start, language, taken)
            clear = not start or not _may_be(keys[start - 1], language)
            if end == place and clear and (_is_given(keys[start], language) or is_family(keys[end - 1])):
                return [Said(start, start, end, after[1], "weak")]
    return []


def _bare(text: str, words: Sequence[Word], keys: tuple[str, ...], language: Language, taken: set[int]) -> list[Said]:
    """A name by itself, or a known given name anywhere."""
    table = naming(language)
    start = 0
    while start < len(keys) and start not in taken and keys[start] in table.fillers | table.titles:
        if keys[start] == "will" and len(keys) == start + 2 and _may_be(keys[start + 1], language):
            break  # Will Smith
        start += 1
    titled = start > 0 and keys[start - 1] in table.titles
    end = _stretch(text, words, keys, start, language, taken, oblique=True) if start < len(keys) else start
    if (
        end > start > 0
        and keys[start - 1] in ("nie", "not")
        and keys[end : end + 1] in (("tylko",), ("but",), ("its",))
    ):
        start = end + 1  # "nie Kowalska, tylko Kowalczyk"
        end = _stretch(text, words, keys, start, language, taken, oblique=True) if start < len(keys) else start
    if end == start == len(keys) - 1 and keys[start] in table.also_families and keys[start] not in _RATHER_A_WORD:
        end = len(keys)  # "Brown."
    if end > start and not _trails(keys, start, end, language, titled):
        return [_with_after(Said(0, start, end, end, "bare"), keys, language)]
    for place in range(start, len(keys)):
        if place in taken or not _is_given(keys[place], language) or keys[place] in table.not_names:
            continue
        end = _stretch(text, words, keys, place, language, taken)
        if end > place and (end - place > 1 or keys[place - 1 if place else 0] not in ("with", "u", "do", "z")):
            return [Said(place, place, end, end, "bare")]
    return []


def _after_spelling(
    text: str,
    words: Sequence[Word],
    keys: tuple[str, ...],
    language: Language,
    said: list[Said],
    letters: Sequence[Spelled],
    taken: set[int],
) -> list[Said]:
    """ "kathryn k a t h r y n jones": the family name after a spelled given one."""
    start = letters[-1].end
    if start >= len(keys) or len(said) != 1 or said[0].only or said[0].end - said[0].start != 1:
        return said
    end = _stretch(text, words, keys, start, language, taken)
    return [*said, Said(start, start, end, end, "bare", "family")] if end > start else said


def _trails(keys: tuple[str, ...], start: int, end: int, language: Language, titled: bool) -> bool:
    """An unknown word before much else is rather no name: "parkour lessons on your roof are what I need"."""
    if titled or _is_given(keys[start], language, oblique=True) or any(is_family(k) for k in keys[start:end]):
        return False
    if end < len(keys) and (keys[end].isdecimal() and len(keys[end]) < 5 or keys[end] in _TIMES):
        return True
    left = [k for k in keys[end:] if k not in naming(language).fillers and k not in ("thanks", "thank", "dziekuje")]
    return len(left) > 3


def _beside(
    text: str,
    words: Sequence[Word],
    keys: tuple[str, ...],
    language: Language,
    letters: Sequence[Spelled],
    taken: set[int],
) -> list[Said]:
    """The heard name right before a spelling: "kowalski, k o w a l s k i"."""
    first = _announcement(keys, letters[0].start)
    for start in range(max(0, first - _MAX_WORDS), first):
        if start and _may_be(keys[start - 1], language) and not _parted(text, words[start - 1], words[start]):
            continue
        if _stretch(text, words, keys, start, language, taken) == first:
            return [Said(start, start, first, first, "near")]
    return []


_TIMES = word_set(
    """day days week weeks month months year years monday tuesday wednesday thursday friday saturday sunday one
    two three
    four five six seven eight nine ten eleven twelve twenty thirty january february march april may june july august
    september october november december at dni dnia dzien tydzien tygodnia tygodnie miesiac rok roku lata poniedzialek
    wtorek sroda czwartek piatek sobota niedziela dwa trzy cztery piec szesc stycznia lutego marca kwietnia maja czerwca
    lipca sierpnia wrzesnia pazdziernika listopada grudnia luty wieczor"""
)
"""After an unknown word these make it a time: "passover two thousand …"."""
_ANNOUNCING = word_set(
    "spelled spelt spelling spell thats that is its it as follows literuje litera pisane pisze sie przez czyli to"
)
_SURELY_ANNOUNCING = word_set("spelled spelt spelling spell literuje pisane pisze")


def _announcement(keys: tuple[str, ...], start: int) -> int:
    """Where the words that announce a spelling begin: "that's spelled …"."""
    while start and keys[start - 1] in _ANNOUNCING:
        start -= 1
    return start


def _announced(keys: tuple[str, ...], letters: Sequence[Spelled]) -> bool:
    first = letters[0].start
    return any(k in _SURELY_ANNOUNCING for k in keys[_announcement(keys, first) : first])
