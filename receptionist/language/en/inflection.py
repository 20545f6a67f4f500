"""Forms of English words brought to one stem: "trims", "trimmed" and "trimming" are "trim"."""

from __future__ import annotations

from functools import lru_cache

_BRITISH = {"color": "colour", "gray": "grey"}


@lru_cache(maxsize=8192)
def stem(key: str) -> str:
    """The stem of a folded word; short words stay."""
    word = key
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) >= len(ending) + 3:
            word = word[: -len(ending)]
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    for american, british in _BRITISH.items():
        if word.startswith(american):
            word = british + word[len(american) :]
    return word[:-1] if len(word) > 4 and word.endswith("e") else word
