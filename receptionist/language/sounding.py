"""How words sound, coarsely: a key that survives a recogniser's slips, and the edit distance.

The rules are our own and rough on purpose: a match by sound alone is never sure, and is asked back.
"""

from __future__ import annotations

import re
from functools import lru_cache

from receptionist.messages import Language

_ENGLISH = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        (r"^(?:kn|gn|pn)", "n"),
        (r"^wr", "r"),
        (r"^wh", "w"),
        (r"^x", "s"),
        (r"^h", ""),
        (r"(?<=..)e(?=s?$)", ""),
        (r"tch", "C"),
        (r"sch", "S"),
        (r"sh", "S"),
        (r"ch", "C"),
        (r"th", "t"),
        (r"ph", "f"),
        (r"gh", ""),
        (r"ck", "k"),
        (r"dge?(?=[eiy]|$)", "j"),
        (r"c(?=[eiy])", "s"),
        (r"g(?=[eiy])", "j"),
        (r"[cq]", "k"),
        (r"x", "ks"),
        (r"tion", "Sn"),
        (r"z", "s"),
        (r"v", "f"),
        (r"d\b", "t"),
        (r"(?<=.)[aeiouyw]+", "a"),
        (r"^[aeiouy]+", "a"),
        (r"h", ""),
        (r"(.)\1+", r"\1"),
        (r"(?<=..)a$", ""),
    )
)
_POLISH = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        (r"szcz|scz", "S"),
        (r"rz|sz|ż", "S"),
        (r"cz|ci(?=[aeou])|dz|dż", "C"),
        (r"ch", "h"),
        (r"si(?=[aeou])", "s"),
        (r"z", "s"),
        (r"w", "f"),
        (r"b", "p"),
        (r"d", "t"),
        (r"g", "k"),
        (r"v", "f"),
        (r"c", "C"),
        (r"j", "i"),
        (r"(?<=.)[aeiouy]+", "a"),
        (r"^[aeiouy]+", "a"),
        (r"^h", ""),
        (r"(.)\1+", r"\1"),
        (r"(?<=..)a$", ""),
    )
)


@lru_cache(maxsize=8192)
def sound(key: str, language: Language) -> str:
    """The sound key of a folded word."""
    said = key
    for pattern, by in _POLISH if language == "pl" else _ENGLISH:
        said = pattern.sub(by, said)
    return said


@lru_cache(maxsize=4096)
def distance(a: str, b: str, limit: int) -> int:
    """Edits (insert, delete, replace, swap of neighbours) from `a` to `b`; more than `limit` comes as limit + 1.

    Optimal string alignment (Damerau 1964, restricted).
    """
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def shortened(key: str) -> frozenset[str]:
    """`key` and all it becomes with one letter left out: two keys one edit apart share one of these."""
    return frozenset((key, *(key[:i] + key[i + 1 :] for i in range(len(key)))))
