"""A caller with a goal: answers what is expected, checks what is read back, and has a manner of talking.

The caller knows what any caller could: the words of the reply, what kind of answer it waits for, what may be
pressed. Decisions are the same with the same seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random

from receptionist.language import saying
from receptionist.messages import CallerKeyed, CallerRecorded, CallerSaid, CallerSilent, CallerTurn, Expectation, Reply
from receptionist.simulate.listening import Ear, starts
from receptionist.simulate.noise import mishear
from receptionist.simulate.phrases import PHRASES
from receptionist.simulate.scenario import Goal, Mind, Question, Scenario, Wish
from receptionist.tenant import Tenant

PATIENCE = 30
"""Turns after which anyone hangs up."""
_REFUSALS = 4
"""Rounds of times that don't fit, after which the caller gives up."""
_FED_UP = 3
"""Times an impatient caller is asked the same in a row."""


@dataclass(frozen=True, slots=True)
class Move:
    """What the caller does, and what they listen for in the answer."""

    turn: CallerTurn
    hears: tuple[str, ...] = ()


class Caller:
    """Makes one call."""

    def __init__(self, scenario: Scenario, tenant: Tenant, now: datetime) -> None:
        """`now` in the firm's zone. Raises ValueError for a scenario without a goal."""
        if scenario.goal is None:
            raise ValueError(f"{scenario.name}: a scripted call has no goal")
        self._scenario, self._tenant = scenario, tenant
        self._goal: Goal = scenario.goal
        self._ear = Ear(tenant, scenario.language, now)
        self._rng = Random(scenario.seed)
        self._first: Mind | None = self._goal.at_first
        self._moves = 0
        self._opened = False
        self._turns_said = 0
        self._agreed = False
        self._stated = False
        self._day_told = False
        self._told = False
        self._refusals = 0
        self._asked_in_row = 0
        self._last_expects: Expectation | None = None
        self._silent_at = 0
        self._unsure_of: set[Expectation] = set()
        self._names = 0
        self._questions = list(self._goal.questions)
        self._since_question = 0

    # ------------------------------------------------------------ one turn

    def move(self, reply: Reply) -> Move | None:
        """The answer to a reply; None: the caller hangs up."""
        self._moves += 1
        if reply.ended or reply.handover is not None or reply.expects is None or self._moves > PATIENCE:
            return None
        same = reply.expects == self._last_expects
        self._asked_in_row = self._asked_in_row + 1 if same else 1
        self._last_expects = reply.expects
        if reply.record:
            self._told = self._told or not self._goal.service
            return Move(CallerRecorded(f"recording-{self._moves}", 2.0))
        if self._hushed():
            return Move(CallerSilent(1))
        question = self._question()
        if question is not None:
            return Move(self._spoken(question.ask), question.hears)
        if not self._scenario.hears:
            return self._keyed(reply)
        said = self._say(reply)
        return None if said is None else Move(said)

    @property
    def asked_all(self) -> bool:
        """No question is left that the caller meant to ask."""
        return not self._questions

    def _hushed(self) -> bool:
        """A silent caller says nothing every third time, but never twice in a row."""
        if "silent" not in self._scenario.manner or self._moves - self._silent_at < 3:
            return False
        self._silent_at = self._moves
        return True

    def _question(self) -> Question | None:
        if not self._questions or self._agreed:
            return None
        if self._goal.kind == "ask":
            self._opened = True
            return self._questions.pop(0)
        if not self._opened:
            return None
        self._since_question += 1
        if self._since_question % 2 == 0:
            return None
        return self._questions.pop(0)

    def _say(self, reply: Reply) -> CallerTurn | None:
        if not self._opened:
            self._opened = True
            return self._spoken(self._opening())
        if "impatient" in self._scenario.manner and self._asked_in_row >= _FED_UP:
            return self._phrase("impatient")
        if self._is_offer(reply):
            return self._choose(reply)
        match reply.expects:
            case Expectation.SERVICE:
                return self._phrase("service_is", service=self._service())
            case Expectation.STAFF:
                return self._staff_answer()
            case Expectation.DATE | Expectation.TIME:
                return self._when_answer()
            case Expectation.NAME:
                return self._name()
            case Expectation.PHONE:
                return self._phone(reply)
            case Expectation.YES_NO:
                return self._yes_or_no(reply)
            case _:
                return self._open()

    # ------------------------------------------------------------ words

    def _phrase(self, key: str, **facts: str) -> CallerTurn:
        return self._spoken(self._words(key, **facts))

    def _words(self, key: str, **facts: str) -> str:
        variations = PHRASES[self._scenario.language][key]
        chosen = variations[0] if "terse" in self._scenario.manner else self._rng.choice(variations)
        return " ".join(chosen.format_map(facts).split())

    def _spoken(self, text: str) -> CallerTurn:
        """In the caller's manner, as the recogniser hears it."""
        manner = self._scenario.manner
        self._turns_said += 1
        short = len(text.split()) < 2
        if "chatty" in manner and not short and self._rng.random() < 0.7:
            text = self._words("chat_first" if self._turns_said == 1 else "chat", said=text)
        elif "unsure" in manner and not short and not self._agreed and self._rng.random() < 0.5:
            text = self._words("hedge", said=text)
        if "noisy" in manner:
            heard = mishear(text, self._scenario.language, self._scenario.noise, self._rng)
            return CallerSaid(heard, 1.0 if heard == text else 0.6)
        return CallerSaid(text)

    def _opening(self) -> str:
        goal, manner = self._goal, self._scenario.manner
        if goal.says:
            self._stated = self._told = True
            return goal.says
        if goal.kind != "book":
            return self._words(goal.kind)
        if "terse" in manner:
            return self._words("book_terse", service=self._service())
        if "unsure" in manner:
            return self._words("book_service", service=self._service(), staff="")
        self._stated = True
        staff = self._words("staff", staff=self._staff()) if self._staff() else ""
        return self._words("book_all", service=self._service(), staff=staff, when=self._when())

    def _service(self) -> str:
        first = self._first
        if first is not None and first.service is not None:
            return first.words.service or self._called("service", first.service)
        return self._goal.words.service or self._called("service", self._goal.service or "")

    def _staff(self) -> str:
        first = self._first
        if first is not None and first.staff is not None:
            return first.words.staff or self._called("staff", first.staff)
        if not self._goal.staff:
            return ""
        return self._goal.words.staff or self._called("staff", self._goal.staff[0])

    def _called(self, kind: str, key: str) -> str:
        thing = self._tenant.service(key) if kind == "service" else self._tenant.person(key)
        return thing.called(self._scenario.language).lower() if thing is not None else key

    def _wish(self) -> Wish | None:
        return self._first.when if self._first is not None and self._first.when is not None else self._goal.when

    def _when(self) -> str:
        wish = self._wish()
        if wish is None:
            return ""
        if wish.say is not None:
            return wish.say
        at = starts(wish, self._tenant)[0]
        return saying.say_moment(at, self._scenario.language, self._ear.now).replace(",", "")

    # ------------------------------------------------------------ answers

    def _unsure(self, about: Expectation) -> bool:
        """An unsure caller does not know the first time."""
        if "unsure" not in self._scenario.manner or about in self._unsure_of:
            return False
        self._unsure_of.add(about)
        return True

    def _staff_answer(self) -> CallerTurn:
        if not self._staff():
            return self._phrase("unsure") if self._unsure(Expectation.STAFF) else self._phrase("anyone")
        return self._phrase("staff_is", staff=self._staff())

    def _when_answer(self) -> CallerTurn:
        own = self._scenario.own
        stranger = own is not None and own.phone != self._scenario.caller
        if own is not None and not self._day_told and (stranger or self._goal.kind == "cancel"):
            self._day_told = True
            day = own.start.replace(tzinfo=self._tenant.zone).date()
            return self._spoken(saying.say_day(day, self._scenario.language, self._ear.now.date()).replace(",", ""))
        if self._unsure(Expectation.DATE):
            return self._phrase("unsure")
        self._stated = True
        return self._phrase("when_is", when=self._when())

    def _name(self) -> CallerTurn:
        name = self._goal.name or ""
        if self._first is not None and self._first.name is not None:
            name = self._first.name
        self._names += 1
        if self._goal.spell or self._names > 2:
            return self._spoken(" ".join(c for word in name.lower().split() for c in word))
        return self._phrase("name_is", name=name.lower())

    @property
    def _number(self) -> str | None:
        """The number to be reached by; None: none."""
        wanted = self._goal.phone or self._scenario.caller
        if self._scenario.own is not None:
            wanted = self._scenario.own.phone
        return None if wanted in {None, "none"} else wanted

    def _phone(self, reply: Reply) -> CallerTurn:
        number = self._number
        if number is None:
            return self._phrase("no_phone")
        national = saying.say_phone(number, self._scenario.language, self._tenant.country).replace(",", "")
        if reply.keys_wanted and self._rng.random() < 0.3:
            return CallerKeyed(_dialled(number, self._tenant))
        return self._phrase("phone_is", phone=self._goal.words.phone or national)

    def _is_offer(self, reply: Reply) -> bool:
        return any(c.value.startswith("time:") and c.value[5:].isdigit() for c in reply.choices)

    def _choose(self, reply: Reply) -> CallerTurn | None:
        """The first offered time that is wanted; else the wish once more, then "something else"."""
        wish = self._wish()
        times = [c for c in reply.choices if c.value.startswith("time:") and c.value[5:].isdigit()]
        wanted = starts(wish, self._tenant) if wish is not None else ()
        fits = [n for n, c in enumerate(times) if any(self._ear.offers(c, s, self._goal.staff) for s in wanted)]
        if fits:
            if len(times) == 1:
                return self._phrase("yes")
            nth = PHRASES[self._scenario.language]["nth"][fits[0]]
            label = times[fits[0]].label.replace(",", "").lower()
            return self._phrase("pick", nth=nth, label=label)
        self._change_mind()
        self._refusals += 1
        if self._refusals > _REFUSALS:
            return None
        if not self._stated or self._refusals % 2 == 0:
            self._stated = True
            return self._phrase("when_is", when=self._when())
        return self._phrase("none_fit")

    def _change_mind(self) -> None:
        if self._first is not None:
            self._first = None
            self._stated = False

    def _yes_or_no(self, reply: Reply) -> CallerTurn:
        text = reply.text
        if self._ear.own_number(reply, self._scenario.caller) and not self._ear.tells_time(text):
            return self._phrase("yes" if self._number == self._scenario.caller else "other_number")
        service = self._ear.service(text)
        if service is None or not self._ear.tells_time(text):
            return self._near_miss(text, service)
        correction = self._correction(reply, service)
        if correction is not None:
            return self._spoken(correction)
        self._agreed = True
        return self._phrase("yes")

    def _near_miss(self, text: str, service: str | None) -> CallerTurn:
        """ "Did you say Anna?", "Would you like to book it?" """
        people = self._ear.people(text)
        if service is not None and self._goal.service is not None and service != self._goal.service:
            return self._phrase("no_service", service=self._service())
        if len(people) == 1 and self._goal.staff and people[0] not in self._goal.staff:
            return self._phrase("no_staff", staff=self._staff())
        if self._goal.kind in {"ask", "human", "emergency"} or self._agreed:
            return self._phrase("no")
        return self._phrase("yes")

    def _correction(self, reply: Reply, service: str) -> str | None:
        """What is not as it should be in a read-back; having heard it, the caller settles what they want."""
        self._change_mind()
        goal, text = self._goal, reply.text
        if goal.kind in {"cancel", "reschedule"}:
            if goal.kind == "reschedule" and not self._tells(text):
                return self._words("no_when", when=self._when())
            return None
        if goal.service is not None and service != goal.service:
            return self._words("no_service", service=self._service())
        people = self._ear.people(text)
        if goal.staff and not set(people) & set(goal.staff):
            return self._words("no_staff", staff=self._staff())
        if not self._tells(text):
            return self._words("no_when", when=self._when())
        if goal.name is not None and not self._ear.names(text, goal.name):
            self._names += 1
            return self._words("no_name", name=goal.name.lower())
        return None

    def _tells(self, text: str) -> bool:
        wish = self._goal.when
        return wish is None or any(self._ear.tells(text, s) for s in starts(wish, self._tenant))

    def _open(self) -> CallerTurn | None:
        """An open question: the message itself, goodbye once all is said, else the opening again."""
        kind = self._goal.kind
        if self._agreed:
            return self._phrase("bye")
        if kind in {"message", "call_back"}:
            if not self._told:
                self._told = True
                return self._spoken(self._goal.text or "")
            return self._phrase("bye") if self._names else self._spoken(self._goal.text or "")
        if kind == "human" and self._names:
            return self._phrase("bye")
        if kind == "human" and self._goal.text is not None and not self._told:
            self._told = True
            return self._spoken(self._goal.text)
        if kind == "ask":
            return self._phrase("bye")
        if kind in {"human", "emergency"} and self._asked_in_row > 1:
            return self._phrase("bye")
        self._stated = False
        return self._spoken(self._opening())

    # ------------------------------------------------------------ keys alone

    def _keyed(self, reply: Reply) -> Move | None:
        """Where nothing is understood: what is offered by key, else the number."""
        if reply.keys_wanted:
            number = self._number
            return Move(CallerKeyed(f"{_dialled(number, self._tenant)}#" if number else "*"))
        if self._agreed and reply.expects is Expectation.OPEN:
            return None
        wanted = self._key(reply)
        return Move(CallerKeyed(wanted)) if wanted is not None else None

    def _key(self, reply: Reply) -> str | None:
        goal = self._goal
        by_value = {c.value: c.key for c in reply.choices}
        by_label = {c.label.lower(): c.key for c in reply.choices}
        menu = {"book": "menu:book", "message": "menu:message", "call_back": "menu:message", "ask": "menu:info"}
        if goal.kind == "human":
            return "0"
        if menu.get(goal.kind) in by_value:
            if goal.kind in {"message", "call_back"} and self._told:
                return None
            if goal.kind == "ask" and self._opened:
                return None
            self._opened = True
            return by_value[menu[goal.kind]]
        if self._is_offer(reply):
            return self._key_of_time(reply)
        if reply.expects is Expectation.SERVICE:
            return by_label.get(self._called("service", goal.service or ""))
        if reply.expects is Expectation.STAFF:
            named = by_label.get(self._called("staff", goal.staff[0])) if goal.staff else None
            return named or next((c.key for c in reply.choices if c.value == "staff:anyone"), None)
        if reply.expects is Expectation.YES_NO:
            own = self._ear.own_number(reply, self._scenario.caller) and not self._ear.tells_time(reply.text)
            if own:
                return by_value.get("yes" if self._number == self._scenario.caller else "no")
            self._agreed = True
            return by_value.get("yes")
        return None

    def _key_of_time(self, reply: Reply) -> str | None:
        wish = self._wish()
        wanted = starts(wish, self._tenant) if wish is not None else ()
        for choice in reply.choices:
            if any(self._ear.offers(choice, s, self._goal.staff) for s in wanted):
                return choice.key
        self._refusals += 1
        later = next((c.key for c in reply.choices if c.value == "time:later"), None)
        return later if self._refusals <= 2 * _REFUSALS else None


def _dialled(number: str, tenant: Tenant) -> str:
    """As it is keyed in the firm's own country."""
    for country, code, trunk in (("GB", "+44", "0"), ("PL", "+48", "")):
        if tenant.country == country and number.startswith(code):
            return f"{trunk}{number.removeprefix(code)}"
    return f"00{number.removeprefix('+')}"


def with_seed(scenario: Scenario, seed: int) -> Scenario:
    """The same caller on another day."""
    return scenario.model_copy(update={"seed": scenario.seed + seed})
