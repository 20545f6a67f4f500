"""What a caller hears in a reply: the things named and the times told, never what the receptionist thinks. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from receptionist.language import saying
from receptionist.messages import Choice, Language, Reply
from receptionist.simulate.phrases import WEEKDAYS
from receptionist.simulate.scenario import Wish
from receptionist.tenant import Tenant

_LONGEST = timedelta(days=120)


def starts(wish: Wish, tenant: Tenant) -> tuple[datetime, ...]:
    """Every start on the firm's grid that the wish means, in the firm's zone."""
    step = timedelta(minutes=tenant.booking.interval)
    out: list[datetime] = []
    for first, last in wish.windows:
        day = first.replace(hour=0, minute=0)
        at = day + ((first - day + step - timedelta(minutes=1)) // step) * step
        if wish.at is not None:
            at = first
        while at < min(last, first + _LONGEST):
            out.append(at.replace(tzinfo=tenant.zone))
            at += step
    return tuple(out)


@dataclass(frozen=True, slots=True)
class Ear:
    """A caller's ear: the firm's names and the clock they share with the receptionist."""

    tenant: Tenant
    language: Language
    now: datetime

    def service(self, text: str) -> str | None:
        """The service named; the longest name counts ("strzyżenie brody" is no "strzyżenie")."""
        low = text.lower()
        named = [(s.called(self.language).lower(), s.key) for s in self.tenant.services]
        hits = [(len(name), key) for name, key in named if name in low]
        return max(hits)[1] if hits else None

    def people(self, text: str) -> tuple[str, ...]:
        """Members of staff named."""
        return tuple(p.key for p in self.tenant.staff if re.search(rf"\b{re.escape(p.called(self.language))}\b", text))

    def tells_time(self, text: str) -> bool:
        """Whether a day is named."""
        low = text.lower()
        return any(re.search(rf"\b{day}", low) for day in WEEKDAYS[self.language])

    def tells(self, text: str, start: datetime) -> bool:
        """Whether exactly this moment is told, in a read-back's full words."""
        said = saying.say_moment(start, self.language, self.now, full=True)
        return re.search(rf"{re.escape(said)}(?=[,.?!]|$)", text, re.IGNORECASE) is not None

    def offers(self, choice: Choice, start: datetime, staff: tuple[str, ...]) -> bool:
        """Whether a choice is this moment, with somebody the caller would take."""
        label = choice.label.lower()
        said = saying.say_moment(start, self.language, self.now).lower()
        if label == said:
            return True
        if not label.startswith(said):
            return False
        named = self.people(choice.label[len(said) :])
        rest = label[len(said) :]
        return bool(named) and rest[:1] in {",", " "} and (not staff or set(named) <= set(staff))

    def names(self, text: str, name: str) -> bool:
        """Whether this very name is told, with no other word of a name beside it."""
        for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            before = text[: found.start()].split()[-1:]
            after = text[found.end() :]
            alone = not before or not before[0][:1].isupper() or before[0][-1:] in ",.:"
            if alone and re.match(r"-| [^\W\d_]", after) is None:
                return True
        return False

    def own_number(self, reply: Reply, caller: str | None) -> bool:
        """Whether the number the caller calls from is meant."""
        return caller is not None and saying.say_ending(caller, self.language) in reply.text
