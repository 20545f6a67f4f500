"""Dates and times that a caller says → constraints, and constraints → what a booking search needs.

Words become typed tokens (`times.tokens`, the languages' words in `en.times` and `pl.times`), tokens
are read by patterns (`times.clocks`, `dates`, `spans`, `points`, `sentence`) and set against now and the
firm's hours (`times.resolve`). What no pattern reads is returned and never guessed at.
"""

from __future__ import annotations

from datetime import datetime

from receptionist.language.en import times as english
from receptionist.language.language import Understood, When
from receptionist.language.pl import times as polish
from receptionist.language.times.joining import Span, merge, windows
from receptionist.language.times.resolve import Resolver
from receptionist.language.times.sentence import read_sentence
from receptionist.language.times.tokens import Order, tokens
from receptionist.language.times.words import Words
from receptionist.messages import Language
from receptionist.tenant import Week

__all__ = ["Span", "merge", "understand", "windows"]

LONGEST = 2_000
"""Characters that are read: two minutes of speech. More is no utterance (nothing is lost: it is in the rest)."""


def understand(
    text: str,
    language: Language,
    now: datetime,
    week: Week | None = None,
    *,
    asked: bool = False,
    order: Order | None = None,
) -> Understood[tuple[When, ...]]:
    """The constraints on time in what was said, in the order they were said, and the words left.

    now: aware, in the firm's zone; results are in its zone too.
    week: the firm's opening hours; they decide between morning and afternoon where neither was said
        (open 9–18: "at two" is 14:00, "wpół do dziesiątej" 9:30 also at noon). Both in the hours, or no
        week given: `ambiguous`, and the value is the next such time (with a date: the morning).
    asked: the question was for a date or a time, so bare words count: "ten", "dziesiąta", "the third".
    order: how "3/4" is read; by default day first (3 April), as in Poland and Britain; "mdy" for
        American firms. Impossible one way ("2/15"), it is read the other.

    Rules: a bare weekday is the next one and never today; "next Tuesday" is that of the next calendar
    week (from Monday), "this Tuesday" may be today. A date without a year is the next such date.
    Points have end == start (grain minute, hour); days and longer spans have an exclusive end. The end
    of an interval of clock times is what was said: "till eleven" ends 11:00 and a visit starts before
    it. "after Tuesday" begins on Wednesday, "until" and "by Friday" contain Friday, "by" begins now.
    "in seven days" is seven days from this hour, but only its date was said (`time_said` False).
    A weekday and a date that disagree, and a wall time skipped in spring (then moved an hour on), are
    `ambiguous`.
    """
    lexicon = english.lexicon() if language == "en" else polish.lexicon()
    head, tail = _cut(text)
    row = tokens(head, lexicon, order or "dmy")
    pure = all(t.roles for t in row)
    words = Words(row, lexicon, now, asked, pure)
    specs, used = read_sentence(words)
    resolver = Resolver(now, week, lexicon.parts)
    found = [resolver.when(s, words.said(s.start, s.end)) for s in specs]
    for spec, when in zip(specs, found, strict=True):
        if when is None:
            used -= set(range(spec.start, spec.end))
    rest = [t.text for i, t in enumerate(row) if i not in used and (t.text[0].isalnum() or len(t.text) > 1)]
    left = " ".join(rest) + tail
    return Understood(tuple(w for w in found if w is not None), left.strip())


def _cut(text: str) -> tuple[str, str]:
    """What is read, and what is too long for that; not within a word."""
    if len(text) <= LONGEST:
        return text, ""
    end = text.rfind(" ", 0, LONGEST)
    end = end if end > 0 else LONGEST
    return text[:end], " " + text[end:].strip()
