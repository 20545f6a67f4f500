"""Patterns of clock times: "half past ten", "ten thirty", "3pm", "wpół do ósmej", "za kwadrans piąta"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Literal, TypeAlias

from receptionist.language.numbers import fold
from receptionist.language.times.words import Words

Half: TypeAlias = Literal["am", "pm"]


class Level(IntEnum):
    """How far the words alone say that a time is meant."""

    BARE = 0
    """A number, nothing more: a time only after "at", beside a date, or as an answer."""
    PAIR = 1
    """Hour and minutes side by side."""
    SURE = 2
    """Said as a time is."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as said."""

    hour: int
    """0 to 24 (24: the midnight that ends the day)."""
    minute: int = 0
    half: Half | None = None
    exact: bool = False
    """Minutes were said, so its grain is the minute."""
    fixed: bool = False
    """On the 24 hour clock beyond doubt (noon, 15:30)."""
    level: Level = Level.SURE
    doubtful: bool = False
    """May be something else: "ten to twelve" without "at" is 11:50 or a stretch."""

    @property
    def options(self) -> tuple[int, ...]:
        """Minutes of the day it may mean, the likelier of twelve o'clock first."""
        if self.half is not None:
            return (self.hour % 12 * 60 + self.minute + (720 if self.half == "pm" else 0),)
        if self.fixed or self.hour > 12 or self.hour == 0:
            return (self.hour * 60 + self.minute,)
        morning = self.hour % 12 * 60 + self.minute
        return (morning + 720, morning) if self.hour == 12 else (morning, morning + 720)

    def less(self, minutes: int) -> Clock:
        """That many minutes earlier, on the same clock face."""
        if self.half is None and not self.fixed and self.hour == 1:
            total = 13 * 60 - minutes + self.minute
        else:
            total = (self.hour * 60 + self.minute - minutes) % 1440
        half = self.half
        if half is not None and self.hour == 12 and total < 720:
            half = "am" if half == "pm" else "pm"
        return replace(self, hour=total // 60, minute=total % 60, half=half, exact=True, level=Level.SURE)


Read: TypeAlias = "tuple[Clock, int] | None"

_COUNTED = frozenset({"people", "percent", "person", "persons", "times", "quid", "pounds", "euro", "euros"})
_VERBS_IN_S = frozenset(
    {"is", "was", "works", "suits", "as", "please", "thanks", "has", "does", "this", "perhaps", "yes", "sounds"}
)
_NOT_COUNTED_PL = frozenset(
    {"prosze", "poprosze", "jesli", "jezeli", "mi", "moze", "bym", "bede", "pasuje", "bylo", "byloby", "chcialbym"}
    | {"chcialabym", "dla", "u", "jest", "mozna", "bardzo", "super", "dobrze", "ok", "okej", "dziekuje", "bedzie"}
)
"""After a Polish number these do not make it a count of something."""


def read_clock(w: Words, i: int, cued: bool, ranged: bool = False) -> Read:
    """The clock time at `i`.

    cued: something before or beside it says that a time follows. ranged: after "from", where "ten to
    twelve" is a stretch and no time.
    """
    i = w.skip(i, "approx")
    found = _named(w, i, ranged) or _figure_time(w, i) or _hour(w, i)
    if found is None:
        return None
    clock, j = found
    if clock.level == Level.SURE or (clock.level == Level.PAIR and (cued or _alone(w, i, j))):
        return clock, w.skip(j, "approx")
    # From thirteen on a Polish feminine number is hardly anything but an hour.
    late = w.get(j - 1, "fem") is not None and clock.hour > 12 and not w.unknown(j)
    if clock.level == Level.BARE and (cued or w.asked or late) and not _counts(w, i, j):
        return clock, w.skip(j, "approx")
    return None


def _hour_number(w: Words, i: int) -> tuple[Clock, int] | None:
    """An hour as "past three", "to noon", "wpół do ósmej" have it."""
    i = w.skip(i, "approx", "oclock")
    if w.has(i, "noon"):
        return Clock(12, fixed=True), i + 1
    if w.has(i, "midnight"):
        return Clock(24, fixed=True), i + 1
    if w.has(i, "half_to") and w.has(i + 1, "fem", "card"):
        whole = _hour_number(w, i + 1)
        return (whole[0].less(30), whole[1]) if whole else None
    hour = w.number(i, "fem", "card")
    if hour is None or hour > 24 or w.get(i, "fig") in (3, 4):
        return None
    j = i + 1
    return _with_half(w, Clock(hour), w.skip(j, "oclock"))


def _with_half(w: Words, clock: Clock, j: int) -> tuple[Clock, int]:
    """Takes an am or pm that follows."""
    j = w.skip(j, "approx")
    half = w.get(j, "half")
    if half is None or clock.hour > 12 or clock.hour == 0:
        return clock, j + 1 if half is not None and clock.hour > 12 else j
    return replace(clock, half=half, fixed=False, level=Level.SURE), j + 1


def _named(w: Words, i: int, ranged: bool) -> Read:
    """half past ten, half ten, quarter to five, twenty to two, kwadrans po ósmej, za pięć dwunasta."""
    k = w.skip(i, "article")
    if w.has(k, "half_to"):
        return _hour_number(w, k)
    if w.has(k, "halfword"):
        past = w.has(k + 1, "past")
        hour = _hour_number(w, k + 2 if past else k + 1)
        if not hour or hour[0].hour > 12:
            return None
        # "half ten" is half past ten in Britain.
        return replace(hour[0], minute=30, exact=True, level=Level.SURE), hour[1]
    if w.has(k, "za"):
        minutes, j = _minutes(w, k + 1)
        hour = _hour_number(w, j) if minutes is not None else None
        if minutes is None or hour is None or not (w.has(w.skip(j, "oclock"), "fem", "noon", "midnight", "half_to")):
            return None
        return hour[0].less(minutes), hour[1]
    if w.get(k, "span") == ("minute", 45) and w.has(k + 1, "on") and w.has(k + 2, "fem"):
        hour = _hour_number(w, k + 2)  # "trzy kwadranse na ósmą" is 7:45
        return (hour[0].less(15), hour[1]) if hour else None
    minutes, j = _minutes(w, k)
    if minutes is None:
        return None
    if _minutes_before(w, k, j):
        hour = _hour_number(w, j + 1)
        return (hour[0].less(minutes), hour[1]) if hour else None
    if not w.has(j, "past", "to"):
        return None
    spoken = w.has(k, "quarter") or w.has(j - 1, "unit") or minutes in (5, 10, 20, 25)
    before = w.has(j, "to") and not (w.lexicon.language == "pl" and not w.has(k, "quarter", "card"))
    if not spoken and (before or not w.has(j, "past")) or (ranged and not w.has(k, "quarter") and before):
        return None
    hour = _hour_number(w, j + 1)
    if hour is None or (hour[0].hour > 12 and not hour[0].fixed and w.lexicon.language == "en"):
        return None
    if before:
        spoken_range = minutes in (5, 10) and not w.has(j - 1, "unit", "fig") and w.lexicon.language == "en"
        return replace(hour[0].less(minutes), doubtful=spoken_range and not w.has(i - 1, "at")), hour[1]
    total = hour[0].minute + minutes  # over thirty only after "wpół do"
    return replace(hour[0], minute=total % 60, exact=True, level=Level.SURE), hour[1]


def _minutes_before(w: Words, k: int, j: int) -> bool:
    """ten minutes before three, kwadrans przed ósmą, pięć przed ósmą; American "quarter of ten"."""
    if w.lexicon.language == "en" and w.has(k, "quarter") and w.has(j, "of"):
        return w.has(j + 1, "card")
    polish = w.lexicon.language == "pl" and w.has(j + 1, "fem")
    return w.has(j, "before") and (w.has(k, "quarter") or w.has(j - 1, "unit") or polish)


def _minutes(w: Words, i: int) -> tuple[int | None, int]:
    """Minutes before "past" or "to": quarter, ten, twenty minutes."""
    if w.has(i, "quarter"):
        return 15, i + 1
    value = w.number(i, "card")
    if value is None or not 1 <= value <= 59:
        return None, i
    return value, i + 2 if w.get(i + 1, "unit") == "minute" else i + 1


def _figure_time(w: Words, i: int) -> Read:
    """10:30, 15h, 3:20pm, 1030 (after "at")."""
    pair = w.get(i, "clock")
    if pair is not None:
        if w.has(i, "dm") and not w.has(i - 1, "at", "oclock", "from", "until", "after", "before", "between", "and"):
            # "10.30" said bare is a time where no month has that number.
            return None
        hour, minute = pair
        fixed = w.tokens[i].text.startswith("0") or hour > 12
        clock = Clock(hour, minute, exact=True, fixed=fixed)
        return _with_half(w, clock, w.skip(i + 1, "oclock"))
    if w.get(i, "fig") in (3, 4) and (value := w.get(i, "card")) is not None:
        hour, minute = divmod(int(value), 100)
        near = w.asked or w.has(i - 1, "at", "part", "day", "oclock", "approx") or w.has(i + 1, "half")
        if near and hour <= 24 and minute < 60 and not w.has(i + 1, "dash", "digits", "card"):
            text = w.tokens[i].text
            return _with_half(w, Clock(hour, minute, exact=True, fixed=hour > 12 or text[0] == "0"), i + 1)
    return None


def _hour(w: Words, i: int) -> Read:
    """ten, ten thirty, twelve oh five, ten o'clock, 3 pm, noon, dziesiąta trzydzieści, godzina ósma."""
    led = w.has(i, "oclock")
    k = w.skip(i, "oclock")
    if w.has(k, "noon"):
        return Clock(12, fixed=True), k + 1
    if w.has(k, "midnight"):
        return Clock(24, fixed=True), k + 1
    hour = w.number(k, "fem", "card")
    if hour is None or not 0 <= hour <= 24 or w.get(k, "fig") in (3, 4):
        return None
    clock = Clock(hour, level=Level.SURE if led else Level.BARE)
    j = k + 1
    if w.has(j, "oclock"):
        return _with_half(w, replace(clock, level=Level.SURE), j + 1)
    if w.has(j, "approx") and w.tokens[j].text.lower() == "ish":
        clock = replace(clock, level=Level.SURE)
    minute, end = _spoken_minute(w, j, "fem" in w.tokens[k].roles)
    if minute is not None:
        level = Level.SURE if "fem" in w.tokens[k].roles or led else Level.PAIR
        return _with_half(w, replace(clock, minute=minute, exact=True, level=level), end)
    return _with_half(w, clock, j)


def _spoken_minute(w: Words, j: int, feminine: bool) -> tuple[int | None, int]:
    """Minutes after an hour: thirty; oh five; zero pięć."""
    if w.has(j, "oh") or (w.number(j, "card") == 0 and not w.has(j, "fig")):
        unit = w.number(j + 1, "card")
        if unit is not None and 1 <= unit <= 9:
            return unit, j + 2
        if feminine and unit == 0:
            return 0, j + 2
        return None, j
    value = w.number(j, "card")
    if value is None or not 10 <= value <= 59 or w.has(j + 1, "unit", "past", "month", "minute_mark"):
        return None, j
    return value, j + 1


def _alone(w: Words, i: int, j: int) -> bool:
    """A pair like "ten thirty" without "at": a time where no other number is near (a phone number is not)."""
    if w.has(i - 1, "card", "ord", "digits", "dash", "oh") or w.has(j, "card", "ord", "digits", "oh", "unit", "dash"):
        return False
    minute = w.number(j - 1, "card")
    return (
        minute is not None
        and (minute % 5 == 0 or w.has(j - 2, "oh") or w.number(j - 2, "card") == 0)
        and not _counts(w, i, j)
    )


def _counts(w: Words, i: int, j: int) -> bool:
    """The number before `j` counts something ("two people", "na dwie osoby") or is part of a longer one."""
    if w.has(j, "unit", "digits", "minute_mark", "span", "every", "and_half", "oh") or w.has(i - 1, "digits"):
        return not w.has(j, "oclock")
    if w.has(j, "card") or (w.has(i - 1, "card") and not w.has(i - 1, "part")):
        return True
    hour = w.number(i, "card")
    if hour == 0 and not w.has(i, "fem"):
        return True
    if not w.unknown(j):
        return False
    word = fold(w.tokens[j].text)
    if w.lexicon.language == "pl":
        return "fem" not in w.tokens[i].roles and not w.has(i - 1, "at") and word not in _NOT_COUNTED_PL
    return word in _COUNTED or (word.endswith("s") and word not in _VERBS_IN_S)


def in_part(clock: Clock, part: str, span: tuple[int, int], tonight: bool) -> tuple[int, ...]:
    """Minutes of the day that the clock time means in that part of day ("eight in the evening")."""
    if clock.half is not None or clock.fixed or clock.hour > 12 or clock.hour == 0:
        return clock.options
    minute = clock.hour % 12 * 60 + clock.minute
    if span[1] <= 12:
        return (minute,)
    if part in ("night", "late_night", "late_evening", "evening", "early_evening"):
        if clock.hour == 12:
            return (minute + 1440,)
        if "night" in part and clock.hour < 5:
            return (minute + (1440 if tonight else 0),)
    if part in ("lunch", "late_morning"):
        return (minute + (720 if clock.hour < 9 or clock.hour == 12 else 0),)
    return (minute + 720,)
