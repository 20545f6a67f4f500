"""Port of the language room: what words mean and how things are said. All of it pure and deterministic.

Times are aware datetimes in the firm's zone (`now` brings it). The functions live in:
`when.py` (dates and times), `numbers.py`, `phones.py`, `names.py`, `answers.py` (yes/no, emergency,
language asked for), `choosing.py` (a service or a person of the firm's own list), `saying.py`
(wording). Each hands over to the language's own part (`en/`, `pl/`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Generic, Literal, TypeAlias, TypeVar

T = TypeVar("T")

Grain: TypeAlias = Literal["minute", "hour", "part", "day", "week", "month", "quarter", "year"]


@dataclass(frozen=True, slots=True)
class When:
    """One constraint on time that was said.

    kind: `value` (a point or span named as such: "tuesday", "half past ten", "next week"),
    `interval` (from–to: "between ten and noon", "the afternoon of the third"), `open` (after /
    before / from on: one end None), `asap` (as soon as possible; both ends None).
    """

    kind: Literal["value", "interval", "open", "asap"]
    start: datetime | None
    end: datetime | None
    """Exclusive: "till eleven" means starts before 11:00 … see `when.understand` for the rule."""
    grain: Grain
    date_said: bool
    """A day, week, month … was said (or "in two hours"), so the date is meant and not assumed."""
    time_said: bool
    """A time of day (clock time or part of day) was said."""
    daily: tuple[time, time] | None = None
    """The time-of-day window whatever the date: lets "in the afternoon" join an earlier "on Tuesday".
    (t, t) for a clock time; the end may be time.min, meaning midnight."""
    excluded: bool = False
    """"not Monday", "anything but mornings"."""
    ambiguous: bool = False
    """am/pm was not said and the business's hours do not decide: ask back."""
    said: str = ""
    """The words it was made of."""


@dataclass(frozen=True, slots=True)
class Understood(Generic[T]):
    """What was found, and the words that are left."""

    value: T
    rest: str
    """The unparsed words, in order; never guessed at."""


@dataclass(frozen=True, slots=True)
class PersonName:
    """A caller's name."""

    given: str
    family: str = ""
    spelled: bool = False

    @property
    def full(self) -> str:
        """As written."""
        return f"{self.given} {self.family}".strip()


@dataclass(frozen=True, slots=True)
class Picked:
    """Which of the firm's own things was meant."""

    keys: tuple[str, ...]
    """One: that. Several: equally likely, ask which."""
    sure: bool
    """False: a near-miss; ask back ("Did you say Anna?")."""
    said: str = ""
