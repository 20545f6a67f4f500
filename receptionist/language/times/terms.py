"""Small terms that patterns of dates are made of: weekdays, months, years, "next" and "last"."""

from __future__ import annotations

from receptionist.language.times.words import Words


def month_at(w: Words, i: int) -> int | None:
    """The month named by the token, where it really is one ("may" and "march" are words, April and Maja names)."""
    number = w.get(i, "month")
    if number is None or not w.has(i, "weak") or w.pure:
        return None if number is None else int(number)
    if w.lexicon.language == "pl" and not w.has(i, "name"):
        return None
    near = w.number(i - 1, "ord", "card") or w.number(w.skip(i + 1, "the"), "ord", "card")
    if (near and near <= 31) or w.has(
        i - 1, "in", "on", "of", "which", "until", "edge", "from", "before", "after", "by", "for"
    ):
        return int(number)
    return None


def weekday_at(w: Words, i: int) -> int | None:
    """The weekday named by the token ("sat" and "sun" are words too)."""
    number = w.get(i, "weekday")
    if number is None or not w.has(i, "weak") or w.pure:
        return None if number is None else int(number)
    if w.has(i - 1, "on", "which", "until", "from", "after", "before", "by"):
        return int(number)
    return int(number) if w.has(i + 1, "ord", "part", "clock", "month") else None


def which_at(w: Words, i: int) -> tuple[int | None, int]:
    """this / next / last at `i` (articles skipped)."""
    j = w.skip(i, "the", "on")
    which = w.get(j, "which")
    if which is None:
        return None, i
    if w.get(j + 1, "which") is not None and which == 0:
        return w.get(j + 1, "which"), j + 2
    return which, j + 1


def year_at(w: Words, i: int, after_day: bool = False) -> tuple[int | None, int]:
    """The year named at `i`: 2027, "twenty twenty seven", after a day and month also '27 or "twenty seven"."""
    j = w.skip(i, "of", "in") if w.number(w.skip(i, "of", "in"), "card") else i
    j = j + 1 if w.get(j, "mark") == "," else j
    value = w.number(j, "card", "ord")
    if value is None:
        return None, i
    if 1900 <= value <= 2199:
        return value, w.skip(j + 1, "year_word")
    following = w.number(j + 1, "card") if not w.has(j + 1, "fig") else None
    if value in (19, 20) and following is not None and 10 <= following <= 99 and not w.has(j, "fig"):
        return value * 100 + following, w.skip(j + 2, "year_word")
    ahead = value - w.today.year % 100
    plain = not w.has(j + 1, "half", "oclock", "card", "ord", "part", "unit", "to", "past", "oh")
    if after_day and 0 <= ahead <= 4 and plain and not w.has(j - 1, "at", "in"):
        return w.today.year + ahead, w.skip(j + 1, "year_word")
    return None, i
