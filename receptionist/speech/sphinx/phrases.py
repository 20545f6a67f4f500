"""What a caller may say next: the sentences that a language model is made of, for each expectation.

From the Rasa project's training lines, the firm's services, staff and questions, and expansions of dates, times,
numbers, names and the small words of a phone call. Deterministic: the same firm gives the same sentences. English.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from receptionist.messages import Expectation
from receptionist.speech.sphinx.wording import ONES, number, ordinal, words

VERSION: Final = 1
"""Raised when the sentences change: models in the cache are made anew."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The firm's own words: what of a tenant a language model needs."""

    services: tuple[str, ...]
    """Names and synonyms."""
    staff: tuple[str, ...]
    questions: tuple[str, ...]
    """Frequent questions, as asked."""
    firm: tuple[str, ...] = ()
    """How the firm is called."""


DAYS: Final = "monday tuesday wednesday thursday friday saturday sunday".split()
MONTHS: Final = ("january february march april may june july august september october november december").split()
COMMANDS: Final = (
    "repeat", "repeat that please", "can you repeat that", "say that again please", "pardon", "sorry",
    "what did you say", "i didn't catch that", "a human please", "i want to talk to a person",
    "can i speak to someone please", "can i speak to a human", "put me through to someone", "operator",
    "the receptionist please", "let me speak to a real person", "start over", "go back", "cancel",
    "never mind", "stop", "goodbye", "bye", "bye bye", "thank you goodbye", "thanks bye", "hang on", "one moment",
    "i don't know", "i'm not sure", "i don't understand", "help", "leave a message", "i'd like to leave a message",
    "call me back", "can someone call me back please", "do you speak english", "do you speak polish",
    "in polish please", "in english please", "something else", "none of them", "none of those",
)  # fmt: skip
YES: Final = (
    "yes", "yes please", "yeah", "yep", "yes that's right", "that's right", "that's correct", "correct", "right",
    "sure", "of course", "okay", "okay yes", "fine", "that's fine", "that's fine thank you", "perfect",
    "yes that's fine", "yes that works", "that works", "that works for me", "sounds good", "great", "lovely",
    "yes it is", "yes i am", "yes i would", "yes i do", "yes go ahead", "go ahead", "please do", "yes book it please",
    "absolutely", "yes that's perfect", "yes thank you", "that would be great", "i'll take it", "exactly", "mhm",
)  # fmt: skip
NO: Final = (
    "no", "no thank you", "no thanks", "nope", "no that's all", "that's all", "that's all thank you",
    "no thank you goodbye", "no that's all thank you goodbye", "no thanks bye", "no that's wrong", "that's wrong",
    "that's not right", "no it isn't", "not really", "no i don't", "no i'm not", "no sorry", "nothing else",
    "no that's everything", "that's everything thank you", "no not that one", "that doesn't work",
    "no that doesn't work for me", "i can't make that", "no it's not", "wrong", "nothing else thank you",
)  # fmt: skip
PICKS: Final = (
    "the first one", "the first one please", "the second one", "the second one please", "the third one",
    "the third one please", "the last one", "the first", "the second", "the third", "first", "second", "third",
    "the earliest", "the earliest one", "the earliest please", "the latest one", "either", "either is fine",
    "any of them", "whichever is first", "number one", "number two", "number three", "one please", "the earlier one",
    "the later one", "the middle one", "option one", "option two", "option three", "the first one is fine",
    "i'll take the first one", "i'll take the second one", "i'd like the first one please",
)  # fmt: skip
ANYONE: Final = (
    "anyone", "anybody", "anyone is fine", "i don't mind", "it doesn't matter", "no preference", "whoever is free",
    "whoever is available", "anyone please", "whoever is first", "doesn't matter who", "either of them", "any dentist",
)  # fmt: skip
SOON: Final = (
    "as soon as possible", "as soon as possible please", "the earliest you have", "the first available",
    "the next available", "whenever you can", "any time", "any time is fine", "any day", "any day is fine",
    "the soonest you have", "today if possible", "whenever is good", "the earliest appointment",
    "the next free appointment", "the first free slot",
)  # fmt: skip
GREETINGS: Final = ("hello", "hi", "good morning", "good afternoon", "good evening", "hello there", "hi there")
WANTS: Final = (
    "i'd like", "i would like", "i want", "i need", "can i have", "could i have", "can i get", "i'm calling about",
    "i'd like to book", "i would like to book", "i want to book", "i need to book", "can i book", "could i book",
    "i'd like to make an appointment for", "can i make an appointment for", "i'd like an appointment for", "book",
    "i'm calling to book", "do you have anything for", "have you got time for", "i'd like to arrange", "please book",
)  # fmt: skip
VISITS: Final = (
    "i'd like to book an appointment", "i'd like to make an appointment", "can i make an appointment please",
    "i want to book an appointment", "i need an appointment", "i'd like an appointment please", "make a booking",
    "i want to cancel my appointment", "i need to cancel my appointment", "can i cancel my appointment",
    "i'd like to change my appointment", "i need to move my appointment", "can i reschedule my appointment",
    "i want to reschedule", "when is my appointment", "what time is my appointment", "do i have an appointment",
    "what are your opening hours", "what time do you open", "what time do you close", "when are you open",
    "are you open on saturday", "are you open on sunday", "are you open tomorrow", "are you open today",
    "where are you", "what's your address", "where are you located", "how do i find you", "how do i get there",
    "how much does it cost", "what are your prices", "what services do you offer", "what do you offer",
    "how long does it take", "who works there", "what's the phone number", "can you text me",
)  # fmt: skip


@cache
def common_names() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Given and family names, each as said, from names_en.txt."""
    text = (files("receptionist.speech.stt") / "names_en.txt").read_text("utf-8")
    parts: dict[str, list[str]] = {"given": [], "family": []}
    kind = "given"
    for line in text.splitlines():
        if line.startswith("["):
            kind = line.strip("[] ")
        elif line and not line.startswith("#"):
            parts[kind] += [words(name) for name in line.split()]
    return tuple(dict.fromkeys(parts["given"])), tuple(dict.fromkeys(parts["family"]))


def _dates() -> tuple[str, ...]:
    """Ways to name a day."""
    near = ["today", "tomorrow", "the day after tomorrow", "this week", "next week", "this weekend", "next month",
            "the week after next", "in a week", "in two weeks", "in two weeks' time", "in three days", "in a few days",
            "later this week", "early next week", "at the end of the week", "in a fortnight", "a week from today"]  # fmt: skip
    out = near * 6
    for day in DAYS:
        out += [day, f"on {day}", f"next {day}", f"this {day}", f"{day} next week", f"{day} week", f"on {day} please",
                f"this coming {day}", f"a week on {day}", f"not {day}", f"any day but {day}", f"{day} or friday"] * 3  # fmt: skip
    for n in range(1, 32):
        out += [f"the {ordinal(n)}", f"on the {ordinal(n)}"] * 3
        for m, month in enumerate(MONTHS):
            out += [f"the {ordinal(n)} of {month}", f"{month} {ordinal(n)}", f"{month} the {ordinal(n)}"]
            out.append(f"{DAYS[(n + m) % 7]} the {ordinal(n)} of {month}")
        out += [f"{DAYS[n % 7]} the {ordinal(n)}", f"{DAYS[(n + 3) % 7]} the {ordinal(n)}"]
    return tuple(out)


def _times() -> tuple[str, ...]:
    """Ways to name a time of day."""
    parts = ["in the morning", "in the afternoon", "in the evening", "at lunchtime", "around noon", "at noon", "midday",
             "before noon", "after lunch", "before lunch", "first thing in the morning", "early morning",
             "late afternoon", "early afternoon", "late morning", "mornings only", "afternoon", "morning", "evening",
             "after work", "in the morning please", "in the afternoon please", "at midday", "not in the morning"]  # fmt: skip
    out = parts * 5
    for hour in range(1, 13):
        h = ONES[hour]
        busy = 2 if 8 <= hour or hour <= 6 else 1
        out += [
            h,
            f"{h} o'clock",
            f"at {h}",
            f"at {h} o'clock",
            f"{h} am",
            f"{h} pm",
            f"at {h} am",
            f"at {h} pm",
        ] * busy
        out += [f"half past {h}", f"at half past {h}", f"quarter past {h}", f"quarter to {h}", f"at quarter past {h}",
                f"at quarter to {h}", f"{h} thirty", f"at {h} thirty", f"{h} fifteen", f"at {h} fifteen",
                f"{h} forty five", f"at {h} forty five", f"{h} thirty am", f"{h} thirty pm"] * busy  # fmt: skip
        out += [f"after {h}", f"before {h}", f"around {h}", f"about {h}", f"not before {h}", f"after {h} o'clock",
                f"{h} in the morning", f"{h} in the afternoon", f"between {h} and {ONES[hour % 12 + 1]}",
                f"between {h} and {ONES[(hour + 1) % 12 + 1]}", f"from {h} to {ONES[(hour + 1) % 12 + 1]}",
                f"half {h}", f"ten past {h}", f"twenty past {h}", f"ten to {h}", f"twenty to {h}", f"five past {h}",
                f"five to {h}", f"a quarter past {h}", f"a quarter to {h}", f"at half past {h} in the morning",
                f"half past {h} in the afternoon"]  # fmt: skip
        out += [f"{h} {number(m)}" for m in (10, 20, 40, 50)] + [f"{h} oh five"]
    return tuple(out)


class _Speaker:
    """Draws sentences; seeded, so that a firm's model is the same each time it is made."""

    def __init__(self, known: Vocabulary) -> None:
        self._random = random.Random(20)  # noqa: S311 - variety, not secrecy
        self.dates, self.times = _dates(), _times()
        self.services = known.services or ("appointment",)
        self.staff = known.staff or ("anyone",)
        self.given, self.family = common_names()

    def one(self, of: Sequence[str]) -> str:
        return self._random.choice(of)

    def service(self) -> str:
        return self.one(("", "a ", "a ", "an ", "the ", "my ", "some ")) + self.one(self.services)

    def when(self) -> str:
        kind = self._random.random()
        if kind < 0.35:
            return self.one(self.dates)
        if kind < 0.6:
            return self.one(self.times)
        if kind < 0.9:
            return f"{self.one(self.dates)} {self.one(self.times)}"
        return self.one(SOON)

    def booking(self) -> str:
        """A whole request, in one breath."""
        parts = [self.one(("", "", *GREETINGS)), self.one(WANTS), self.service()]
        if self._random.random() < 0.35:
            parts += ["with", self.one(self.staff)]
        if self._random.random() < 0.2:
            parts.append("please")
        if self._random.random() < 0.6:
            parts.append(self.when())
        if self._random.random() < 0.2:
            parts.append("please")
        return " ".join(filter(None, parts))

    def wish(self, thing: str) -> str:
        """An answer about `thing`, with the words people put around it."""
        before = ("", "", "", "", "on", "at", "yes", "no", "how about", "what about", "can you do", "do you have",
                  "maybe", "i'd prefer", "i'd like", "could we do", "is", "have you got anything", "er", "um", "let's say",
                  "i'd rather have", "no make it", "sorry i meant", "actually", "no i said", "yes please", "for")  # fmt: skip
        after = ("", "", "", "", "", "please", "please", "would be good", "would be great", "is fine", "works", "if possible",
                 "then", "would suit me", "if you have it", "is good for me", "thank you")  # fmt: skip
        return f"{self.one(before)} {thing} {self.one(after)}".strip()

    def name(self) -> str:
        given, family = self.one(self.given), self.one(self.family)
        said = self.one((f"{given} {family}", f"{given} {family}", given, family, f"{given} {family}"))
        return f"{self.one(('', '', '', 'my name is', 'my name is', 'its', 'this is', 'i am', 'the name is', 'yes my name is'))} {said}".strip().replace(
            "its ", "it's "
        )

    def phone(self) -> str:
        digits = [self.one(("oh", "zero", *ONES[:10])) for _ in range(self._random.choice((3, 4, 6, 9, 11)))]
        if self._random.random() < 0.3:
            at = self._random.randrange(len(digits))
            digits[at] = f"{self.one(('double', 'double', 'triple'))} {digits[at]}"
        return f"{self.one(('', '', '', 'my number is', 'the number is', 'yes', 'no', 'plus four four'))} {' '.join(digits)}".strip()


def phrases(known: Vocabulary, training: Sequence[str]) -> Mapping[Expectation, list[str]]:
    """Sentences for each expectation; repeated ones weigh more."""
    say = _Speaker(known)
    small = [*YES * 2, *NO * 2, *COMMANDS]
    asked = [*training, *(q for q in known.questions for _ in range(3)), *VISITS * 2]
    picks, soon = list(PICKS), list(SOON)

    def many(count: int, make: str) -> list[str]:
        return [getattr(say, make)() for _ in range(count)]

    def wishes(count: int, of: Sequence[str]) -> list[str]:
        return [say.wish(say.one(of)) for _ in range(count)]

    days, times = wishes(1_500, say.dates), wishes(1_500, say.times)
    both = [say.wish(say.when()) for _ in range(1_000)]
    services = [*wishes(300, say.services), *(s for s in known.services for _ in range(5))]
    people = [*wishes(150, say.staff), *(s for s in known.staff for _ in range(5)), *ANYONE * 3]
    people += [f"with {say.one(known.staff or ('anyone',))}" for _ in range(60)]
    return {
        Expectation.OPEN: [*small, *asked * 3, *many(2_500, "booking"), *both, *services, *people, *picks,
                           *many(200, "name"), *(f"{say.one(GREETINGS)} {a}" for a in asked)],
        Expectation.YES_NO: [*small * 12, *picks * 2, *wishes(150, say.dates), *wishes(150, say.times), *asked, *soon,
                             *wishes(60, say.services), *people[:60]],
        Expectation.SERVICE: [*small * 2, *services * 3, *many(500, "booking"), *asked, *people],
        Expectation.STAFF: [*small * 2, *people * 4, *both[:200], *services[:60], *asked[::2], *picks],
        Expectation.DATE: [*small * 3, *days, *both, *times[:300], *soon * 12, *picks * 5, *asked[::3], *people[:60]],
        Expectation.TIME: [*small * 3, *times, *both[:500], *days[:300], *picks * 15, *soon * 6, *asked[::3], *people[:60]],
        Expectation.NAME: [*small, *many(2_500, "name"), *say.given, *say.family, *asked[::4]],
        Expectation.PHONE: [*small * 3, *many(800, "phone"), "this number", "this number please", "the one i'm calling from",
                            "the number i'm calling from", "yes this number", "use this number", *asked[::4]],
    }  # fmt: skip
