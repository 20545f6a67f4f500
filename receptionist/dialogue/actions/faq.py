"""The firm's own frequent questions, found by paraphrase. Pure; one firm at a time.

Character n-grams of the content words, weighted by how rare they are among this firm's lines, compared
by cosine: inflected Polish ("parking", "zaparkować") and the recogniser's near-misses still meet.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from receptionist.language.words import fold
from receptionist.messages import Language
from receptionist.tenant import Question, Tenant

LIKELY = 0.42
"""Enough where the caller is known to ask such a question."""
CLOSE = 0.6
"""Enough whatever the caller is taken to do."""

_STOP: Mapping[Language, str] = {
    "en": (
        " a an the is are do does you your i we me my can could will would there it in on at of to for and or "
        "what how please have got any some with be if that this want like take accept offer possible just also by "
        "where when which who why am "
    ),
    "pl": (
        " czy jest sa co jak mozna moge mozemy macie pan pani panstwo panstwa u w we na z ze do i a sie to ten "
        "ta prosze chce chcialbym chcialabym mam bym o dla jakie jaki jaka no "
        "przyjmujecie macie robicie oferujecie mozliwe tez jeszcze da gdzie kiedy kto ktory dlaczego "
    ),
}
_TOPICS: Mapping[str, Mapping[Language, str]] = {
    "parking": {"en": "park car cars garage vehicle", "pl": "park zapark samoch auto autem auta garaz"},
    "paying": {"en": "pay cash contactless credit debit", "pl": "plac zaplac platn gotow blik zblizeniow"},
    "present": {"en": "voucher gift present", "pl": "bon bony bonu bonow voucher prezent podarunk upomin"},
    "steps": {
        "en": "wheelchair step stair lift ramp disabled pram pushchair",
        "pl": "wozek wozk schod winda windy niepelnospr podjazd",
    },
}
"""What every firm is asked about: words (their beginnings, folded) that mean the same thing there."""
_TOPIC = 12
"""A topic weighs as much as a word: so many n-grams as one of six letters has."""
_UNKNOWN = 0.5
"""Words that stand in no line of the firm tell little: of two callers the longer-winded asks the same."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Match:
    """The question that was meant."""

    question: Question
    score: float
    """Cosine, 0 to 1."""


def match(tenant: Tenant, language: Language, text: str, threshold: float) -> Match | None:
    """The firm's question nearest to the words; None: none is near enough."""
    lines = [(q, _grams(line, language)) for q in tenant.faq for line in q.ask.get(language, ())]
    if not lines:
        return None
    seen = Counter(gram for _, grams in lines for gram in grams)
    rare = {gram: math.log(1 + len(lines) / n) for gram, n in seen.items()}
    usual = math.log(1 + len(lines))
    said = _weighted(_grams(text, language), rare, usual)
    best = max(((q, _cosine(said, _weighted(g, rare, usual))) for q, g in lines), key=lambda m: m[1])
    return Match(*best) if best[1] >= threshold and best[0].answer.get(language) else None


def _grams(text: str, language: Language) -> Counter[str]:
    words = [w for w in _WORD.findall(fold(text)) if f" {w} " not in _STOP[language]]
    out: Counter[str] = Counter()
    for word in words:
        padded = f"{word} "
        for n in (3, 4, 5):
            out.update(padded[i : i + n] for i in range(max(1, len(padded) - n + 1)))
    for topic, stems in _TOPICS.items():
        if any(w.startswith(stem) if len(stem) > 3 else w == stem for w in words for stem in stems[language].split()):
            out[f"={topic}"] = _TOPIC
    return out


def _weighted(grams: Counter[str], rare: Mapping[str, float], usual: float) -> dict[str, float]:
    weights = {gram: rare.get(gram, usual if gram.startswith("=") else usual * _UNKNOWN) for gram in grams}
    return {gram: math.sqrt(n) * weights[gram] for gram, n in grams.items()}


def _cosine(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    dot = sum(weight * b.get(gram, 0.0) for gram, weight in a.items())
    size = math.sqrt(sum(w * w for w in a.values())) * math.sqrt(sum(w * w for w in b.values()))
    found = dot / size if size else 0.0
    # However much is said around it, the same topic makes it likely.
    return max(found, LIKELY) if any(gram.startswith("=") and gram in b for gram in a) else found
