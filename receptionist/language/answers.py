"""Short answers: yes and no with their look-alikes, emergencies, the language asked for, listening noises.

Phrases come from the language's own table (`en/answering.py`, `pl/answering.py`); what they add up to is decided
here, for both languages alike. When in doubt the answer is None: asking again costs a turn, a wrong yes a booking.
"""

from __future__ import annotations

from functools import lru_cache

from receptionist.language.en import answering as en
from receptionist.language.pl import answering as pl
from receptionist.language.words import Phrases, fold, split
from receptionist.messages import Language

_PAUSE = ","
_LONG = 7
"""Words beside the yes or no at the end of an utterance past which it is not believed: "… so I said yes"."""
_SURE_LANGUAGE = 2
"""Everyday words of a language that make it clear."""


def yes_no(text: str, language: Language) -> bool | None:
    """True for a yes, False for a no, None for neither, both, a question, or a yes with a condition."""
    marks = _marks(text, language)
    if not marks or "unsure" in marks or ("pause" in marks and marks[0] != "no"):
        return None
    led = _leading(marks)
    lead, rest = marks[:led], marks[led:]
    strong = [m for m in lead if m in ("yes", "no")]
    if strong:
        if strong[-1] == "no":
            return False
        # "yes but …", "yes what time …": something is still open.
        return None if any(m in ("but", "question", "no") for m in rest) else True
    if lead:
        said_more = any(m != "filler" for m in rest) or text.rstrip().endswith("?")
        return None if said_more else True
    return _at_the_end(rest)


def emergency(text: str, language: Language) -> bool:
    """Somebody's life or safety is at stake now: told, not joked, asked or remembered."""
    table = _emergencies(language)
    keys = _keys(text)
    if _not_emergencies(language).found_in(keys):
        return False
    found = _scan(keys, table)
    kinds = {kind for kind, _ in found}
    return "is" in kinds or ("alone" in kinds and sum(len(words) for _, words in found) == len(keys))


def language_wanted(text: str, language: Language) -> Language | None:
    """The language the caller asks to speak (perhaps the one being spoken), or None.

    "polish" counts as a language only where it can't be the polishing of nails or teeth.
    """
    keys = _keys(text)
    wanted: Language | None = None
    for meaning, words in _scan(keys, _wanted(language)):
        if meaning == "not":
            continue
        if meaning.endswith(" alone"):
            if len(words) != len([k for k in keys if k not in _POLITE]):
                continue
            meaning = meaning.removesuffix(" alone")
        wanted = "pl" if meaning == "pl" else "en"
    return wanted


def detect(text: str) -> Language | None:
    """The language `text` is clearly in; None when it could be either (a name, a number, one word)."""
    words = split(text)
    english = sum(w.key in en.FUNCTION for w in words)
    polish_words = _polish_words()
    polish = sum(w.key in polish_words for w in words)
    # A Polish name in an English sentence has its diacritics too: they count once.
    if polish and any(fold(w.text) != w.text.lower() for w in words):
        polish += 1
    if polish >= _SURE_LANGUAGE and polish > 2 * english:
        return "pl"
    if english >= _SURE_LANGUAGE and english > 2 * polish:
        return "en"
    return None


def backchannel(text: str, language: Language) -> bool:
    """Only a noise of listening ("mhm", "yeah", "no tak"), which is no turn while the voice speaks."""
    keys = _keys(text)
    table = _listening(language)
    place = 0
    while place < len(keys):
        found = table.at(keys, place)
        if found is None:
            return False
        place = found[1]
    return 0 < len(keys) <= 4


_POLITE = frozenset({"please", "prosze", "poprosze", "the", "thanks"})


def _keys(text: str) -> tuple[str, ...]:
    return tuple(w.key for w in split(text))


@lru_cache(maxsize=2)
def _answers(language: Language) -> Phrases[str]:
    return Phrases((pl if language == "pl" else en).YES_NO)


@lru_cache(maxsize=2)
def _emergencies(language: Language) -> Phrases[str]:
    own = pl if language == "pl" else en
    return Phrases({"alone": own.EMERGENCY_ALONE, "is": own.EMERGENCY})


@lru_cache(maxsize=2)
def _not_emergencies(language: Language) -> Phrases[bool]:
    return Phrases({True: (pl if language == "pl" else en).EMERGENCY_NOT})


@lru_cache(maxsize=2)
def _wanted(language: Language) -> Phrases[str]:
    # Who does not speak the call's language asks in their own: both tables count, the call's own last.
    first, second = (en, pl) if language == "pl" else (pl, en)
    table: dict[str, str] = {}
    for own in (first, second):
        for meaning, phrases in (
            *own.LANGUAGE_WANTED.items(),
            *((f"{k} alone", v) for k, v in own.LANGUAGE_ALONE.items()),
            ("not", own.LANGUAGE_NOT),
        ):
            table[meaning] = f"{table[meaning]}, {phrases}" if meaning in table else phrases
    return Phrases(table)


@lru_cache(maxsize=2)
def _listening(language: Language) -> Phrases[str]:
    return Phrases({"listening": (pl if language == "pl" else en).BACKCHANNEL})


@lru_cache(maxsize=1)
def _polish_words() -> frozenset[str]:
    words = frozenset(fold(pl.FUNCTION_TEXT).split())
    return words - en.FUNCTION - {"a", "i", "o", "z", "w", "do", "to", "no", "pan", "ten"}


def _scan(keys: tuple[str, ...], table: Phrases[str]) -> list[tuple[str, tuple[str, ...]]]:
    """The phrases found, in order, none inside another."""
    found: list[tuple[str, tuple[str, ...]]] = []
    place = 0
    while place < len(keys):
        hit = table.at(keys, place)
        if hit is None:
            place += 1
        else:
            found.append((hit[0], keys[place : hit[1]]))
            place = hit[1]
    return found


def _marks(text: str, language: Language) -> list[str]:
    """What each phrase of the text is, fillers left out. No phrase goes over a comma."""
    keys: list[str] = []
    at = 0
    for word in split(text):
        if keys and any(c in ",.;:!?" for c in text[at : word.start]):
            keys.append(_PAUSE)
        keys.append(word.key)
        at = word.end
    table = _answers(language)
    marks: list[str] = []
    place = 0
    while place < len(keys):
        if keys[place] == _PAUSE:
            place += 1
            continue
        mark, end = table.at(keys, place) or ("other", place + 1)
        # Polish "nie" right before a yes denies it ("nie pasuje"), unless a comma parts them.
        parted = place > 0 and keys[place - 1] == _PAUSE
        if language == "pl" and marks and marks[-1] == "no" and mark in ("yes", "weak") and not parted:
            mark = "no"
        if mark != "filler" or marks:
            marks.append(mark)
        place = end
    return marks


def _leading(marks: list[str]) -> int:
    """How many marks of yes and no stand at the beginning."""
    place = 0
    while place < len(marks) and marks[place] in ("yes", "weak", "no", "filler"):
        place += 1
    return place


def _at_the_end(marks: list[str]) -> bool | None:
    """A yes or no that closes a short utterance: "tuesday at ten yes"."""
    said = {m for m in marks if m in ("yes", "no")}
    last = next((m for m in reversed(marks) if m != "filler"), "other")
    if len(said) != 1 or last not in said or len(marks) > _LONG or "question" in marks or "but" in marks:
        return None
    return last == "yes"
