"""How a name is written: capitals in their places, known given names with their diacritics."""

from __future__ import annotations

from collections.abc import Sequence

from receptionist.language.pl import declension
from receptionist.language.words import fold, word_set
from receptionist.messages import Language

_PARTICLES = word_set("van der den de von la di da del della dos el bin ibn ter ten")
_IRISH = word_set("""brien connor conner neill neil sullivan donnell reilly rourke hara keefe keeffe malley grady
    leary dwyer shea
    driscoll flaherty donoghue donovan callaghan dowd toole hagan kane kelly loughlin mahony meara regan riordan""")
"""Family names after O'."""
_SCOTTISH = word_set("""donald dougall gregor leod kay kenna kenzie millan neil pherson intosh intyre farlane nab
    carthy cormack coy
    culloch dermott fadden gill ginnis gowan grath guire hugh innes iver kinnon laren laughlin lean manus namara nally
    nulty queen rae vicar whirter""")


def written(words: Sequence[str], language: Language, declined: bool = False) -> list[str]:
    """The words of a name as they are written: "mc donald" → "McDonald", "o brien" → "O'Brien", "lukasz" → "Łukasz".

    Mixed case that was typed on purpose ("MacLeod", "deVries") is kept. `declined`: it may stand in the genitive or
    accusative ("Jana Kowalskiego") and is put in the nominative where that is certain.
    """
    joined: list[str] = []
    for word in words:
        if joined and fold(joined[-1]) in ("mc", "mac") and fold(word) in _SCOTTISH:
            joined[-1] = ("Mc" if fold(joined[-1]) == "mc" else "Mac") + word.capitalize()
        elif joined and fold(joined[-1]) == "o" and fold(word) in _IRISH:
            joined[-1] = "O'" + word.capitalize()
        else:
            joined.append(word)
    if language == "pl":
        joined = _polish(joined, declined)
    return [_capitals(w, first=not n) for n, w in enumerate(joined)]


def _polish(words: list[str], declined: bool) -> list[str]:
    known = declension.given_from if declined else declension.given_written
    heads = [known(fold(w)) for w in words]
    was_declined = declined and any(declension.is_declined(fold(w)) for w in words)
    man = next((declension.is_man(h) for h in heads if h), None)
    if man is None and declined and words and declension.declined_family(fold(words[-1])):
        was_declined, man = True, fold(words[-1]).endswith("ego")
    put: list[str] = []
    for number, (word, head) in enumerate(zip(words, heads, strict=True)):
        if head is not None and (number == 0 or heads[0] is None or (number == 1 and len(words) > 2)):
            put.append(head)
        elif was_declined and man is not None:
            put.append("-".join(declension.nominative_family(part, man) for part in word.split("-")))
        else:
            put.append(word)
    return put


def _capitals(word: str, first: bool) -> str:
    if "-" in word:
        return "-".join(_capitals(part, first=True) for part in word.split("-"))
    low = word.lower()
    if not first and low in _PARTICLES:
        return low
    if not (word.islower() or word.isupper() or word.istitle()):
        return word
    for mark in ("'", "’"):
        head, found, tail = low.partition(mark)
        if found and tail and len(head) <= 2:
            return f"{head.capitalize()}'{tail.capitalize()}"
    if low.startswith("mc") and len(low) > 4:
        return f"Mc{low[2:].capitalize()}"
    if low.startswith("mac") and low[3:] in (
        "donald",
        "leod",
        "gregor",
        "dougall",
        "pherson",
        "millan",
        "neil",
        "lean",
    ):
        return f"Mac{low[3:].capitalize()}"
    return low.capitalize()
