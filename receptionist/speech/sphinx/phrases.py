"""What a caller may say next: the sentences that a language model is made of, for each expectation.

From the Rasa project's training lines, the firm's services, staff and questions, and expansions of dates, times,
numbers, names and the small words of a phone call (sayings_en.toml). Deterministic: the same firm gives the same
sentences. A sentence that stands there more often weighs more.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from receptionist.messages import Expectation
from receptionist.speech.sphinx.wording import ONES, ordinal, words

VERSION: Final = 5
"""Raised when the sentences change: models in the cache are made anew."""

DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
COMMON: Final = 30
"""The first so many names of each list are much commoner than the rest."""

Sayings = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The firm's own words, as they are said."""

    services: tuple[str, ...]
    """Names and synonyms."""
    staff: tuple[str, ...]
    questions: tuple[str, ...]
    """Frequent questions, as asked."""
    firm: tuple[str, ...] = ()
    """How the firm is called."""


@cache
def sayings() -> Sayings:
    """The lists of sayings_en.toml."""
    text = files("receptionist.speech.sphinx").joinpath("sayings_en.toml").read_text("utf-8")
    return {name: tuple(said) for name, said in tomllib.loads(text).items()}


@cache
def common_names() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Given and family names, each as said, the commonest first, from names_en.txt."""
    text = files("receptionist.speech.stt").joinpath("names_en.txt").read_text("utf-8")
    parts: dict[str, list[str]] = {"given": [], "family": []}
    kind = "given"
    for line in text.splitlines():
        if line.startswith("["):
            kind = line.strip("[] ")
        elif line and not line.startswith("#"):
            parts[kind] += [words(name) for name in line.split()]
    return tuple(dict.fromkeys(parts["given"])), tuple(dict.fromkeys(parts["family"]))


def _dates(say: Sayings) -> Iterator[str]:
    """Ways to name a day."""
    yield from say["near_days"] * 6
    for day in DAYS:
        yield from [form.format(day=day) for form in say["weekdays"]] * 3
    for n in range(1, 32):
        nth = ordinal(n)
        yield from [f"the {nth}", f"on the {nth}"] * 3
        yield from (f"{DAYS[(n + shift) % 7]} the {nth}" for shift in (0, 3))
        for m, month in enumerate(MONTHS):
            yield from (form.format(nth=nth, month=month, day=DAYS[(n + m) % 7]) for form in say["dates"])


def _times(say: Sayings) -> Iterator[str]:
    """Ways to name a time of day."""
    yield from say["parts_of_day"] * 5
    for hour in range(1, 13):
        spoken = {"h": ONES[hour], "next": ONES[hour % 12 + 1], "later": ONES[(hour + 1) % 12 + 1]}
        # Nobody books for seven in the morning or the evening; nearly nobody says so.
        often = 1 if hour == 7 else 2
        yield from [form.format(**spoken) for form in say["clock"]] * often
        yield from (form.format(**spoken) for form in say["clock_rarer"])


class _Speaker:
    """Draws sentences; seeded, so that a firm's model is the same each time it is made."""

    def __init__(self, known: Vocabulary) -> None:
        self._random = random.Random(20)
        self._say = sayings()
        self.dates, self.times = tuple(_dates(self._say)), tuple(_times(self._say))
        self.services = known.services or ("appointment",)
        self.staff = known.staff or ("anyone",)

    def one(self, of: Sequence[str]) -> str:
        return self._random.choice(of)

    def perhaps(self, chance: float, said: str) -> str:
        return said if self._random.random() < chance else ""

    def when(self) -> str:
        kind = self._random.random()
        if kind < 0.35:
            return self.one(self.dates)
        if kind < 0.6:
            return self.one(self.times)
        if kind < 0.9:
            return f"{self.one(self.dates)} {self.one(self.times)}"
        return self.one(self._say["soon"])

    def booking(self) -> str:
        """A whole request, in one breath."""
        article = self.one(("", "a", "a", "a", "an", "the", "my", "some"))
        return _joined(
            self.perhaps(0.7, self.one(self._say["greetings"])),
            self.one(self._say["wants"]),
            article,
            self.one(self.services),
            self.perhaps(0.35, f"with {self.one(self.staff)}"),
            self.perhaps(0.25, "please"),
            self.perhaps(0.6, self.when()),
            self.perhaps(0.2, "please"),
        )

    def wish(self, thing: str) -> str:
        """An answer about `thing`, with the words people put around it."""
        before, after = self._say["before"], self._say["after"]
        return _joined(self.perhaps(0.85, self.one(before)), thing, self.perhaps(0.7, self.one(after)))

    def full_name(self) -> str:
        """Mostly given and family name."""
        given, family = (self.one(names[:COMMON] if self._random.random() < 0.4 else names) for names in common_names())
        kind = self._random.random()
        name = f"{given} {family}" if kind < 0.85 else given if kind < 0.95 else family
        return _joined(self.perhaps(0.6, self.one(self._say["before_name"])), name)

    def phone(self) -> str:
        digits = [self.one(("oh", "zero", *ONES[:10])) for _ in range(self._random.choice((3, 4, 6, 9, 11)))]
        if self._random.random() < 0.3:
            at = self._random.randrange(len(digits))
            digits[at] = f"{self.one(('double', 'double', 'triple'))} {digits[at]}"
        return _joined(self.perhaps(0.5, self.one(self._say["before_number"])), *digits)


def _joined(*parts: str) -> str:
    return " ".join(filter(None, parts))


def phrases(known: Vocabulary, training: Sequence[str]) -> Mapping[Expectation, list[str]]:
    """Sentences for each expectation.

    training: lines of the Rasa project, as said.
    """
    say, said = _Speaker(known), {name: list(lines) for name, lines in sayings().items()}

    def wishes(count: int, of: Sequence[str]) -> list[str]:
        return [say.wish(say.one(of)) for _ in range(count)]

    small = said["yes"] * 2 + said["no"] * 2 + said["commands"] + ["yes", "no", "yes please"] * 8
    asked = [*training, *known.questions * 3, *said["visits"] * 2]
    days, times = wishes(1_500, say.dates), wishes(1_500, say.times)
    both = [say.wish(say.when()) for _ in range(1_000)]
    bookings = [say.booking() for _ in range(2_500)]
    services = wishes(300, say.services) + list(known.services) * 5
    services += [f"{want} a {service}" for service in known.services for want in ("", "i need", "i'd like")]
    services = [line.strip() for line in services]
    people = wishes(150, say.staff) + list(known.staff) * 5 + said["anyone"] * 3
    people += [f"with {say.one(say.staff)}" for _ in range(60)]
    names = [say.full_name() for _ in range(3_500)]
    given, family = common_names()
    picks, soon, few = said["picks"], said["soon"], people[:60]
    every_day, every_time = list(dict.fromkeys(say.dates)), list(dict.fromkeys(say.times))
    return {
        Expectation.OPEN: small + asked * 3 + bookings + both + services + people + picks + names[:200]
        + [f"{say.one(said['greetings'])} {line}" for line in asked],
        Expectation.YES_NO: small * 12 + picks * 2 + days[:150] + times[:150] + asked[::2] + soon + services[:60] + few,
        Expectation.SERVICE: small * 2 + services * 3 + bookings[:500] + asked + people,
        Expectation.STAFF: small * 2 + people * 4 + both[:200] + services[:60] + asked[::2] + picks,
        Expectation.DATE: small * 3 + every_day + days + both + times[:300] + soon * 12 + picks * 5 + asked[::3]
        + few,
        Expectation.TIME: small * 3 + every_time + times + both[:500] + days[:300] + picks * 15 + soon * 6
        + asked[::3] + few,
        Expectation.NAME: small + names + list(given) + list(family[:COMMON]) + asked[::4]
        + [f"{name} {name_}" for name, name_ in zip(given, family, strict=False)]
        + [f"{given[n % len(given)]} {name}" for n, name in enumerate(family)],
        Expectation.PHONE: small * 3 + [say.phone() for _ in range(800)] + said["own_number"] * 3 + asked[::4],
    }  # fmt: skip


def hint_phrases(hints: Sequence[str]) -> list[str]:
    """Sentences that choose among phrases that are offered just now, or refuse them."""
    say = sayings()
    around = (*say["before"], "with", "the")
    chosen = [line for hint in hints for line in (hint, hint, f"{hint} please", *(f"{b} {hint}" for b in around))]
    return chosen * 3 + [*say["picks"], *say["yes"], *say["no"], *say["soon"], *say["anyone"]]
