"""What a file of simulated callers may say: the shape of a scenario. See docs/simulate.md.

Times are the firm's wall clock, without a zone; phone numbers are E.164; services and staff are the keys of
the firm's file.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from receptionist.messages import Language


def _listed(value: Any) -> Any:
    """One text stands for a list of one."""
    return [value] if isinstance(value, str) else value


def _wall(value: datetime) -> datetime:
    if value.tzinfo is not None:
        raise ValueError("must be the firm's wall clock, without a zone, like 2026-11-24T10:30")
    return value


Texts: TypeAlias = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Wall: TypeAlias = Annotated[datetime, AfterValidator(_wall)]
Phone: TypeAlias = Annotated[str, Field(pattern=r"^\+[1-9][0-9]{4,14}$")]
Text: TypeAlias = Annotated[str, Field(min_length=1, max_length=20_000)]
Channel: TypeAlias = Literal["voice", "sms", "chat"]
Manner: TypeAlias = Literal[
    "plain", "terse", "chatty", "correcting", "unsure", "interrupting", "silent", "impatient", "noisy"
]
Kind: TypeAlias = Literal["book", "reschedule", "cancel", "ask", "message", "call_back", "human", "emergency"]
Handover: TypeAlias = Literal["asked", "not_understood", "anger", "emergency", "repeated_calls", "broken"]


class Table(BaseModel):
    """A mapping of the file: no other keys than these."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Window(Table):
    """Starts from `from` on, before `to`."""

    from_: Wall = Field(alias="from")
    to: Wall

    @model_validator(mode="after")
    def _forward(self) -> Window:
        if self.to <= self.from_:
            raise ValueError("`to` must be later than `from`")
        return self


class Wish(Table):
    """When: in the caller's words, and which starts are what was meant by them."""

    say: Text | None = None
    at: Wall | None = None
    accept: tuple[Window, ...] = ()

    @model_validator(mode="after")
    def _one(self) -> Wish:
        if (self.at is None) == (not self.accept):
            raise ValueError("needs either `at` (one moment) or `accept` (windows)")
        if self.at is None and self.say is None:
            raise ValueError("needs `say`: windows have no words of their own")
        return self

    @property
    def windows(self) -> tuple[tuple[datetime, datetime], ...]:
        """[first, last) starts, wall clock."""
        if self.at is not None:
            return ((self.at, self.at + timedelta(minutes=1)),)
        return tuple((w.from_, w.to) for w in self.accept)


class Spoken(Table):
    """How the caller puts things, where the firm's own names would not do ("koloryzację", "u Anny")."""

    service: Text | None = None
    staff: Text | None = None
    name: Text | None = None
    phone: Text | None = None


class Mind(Table):
    """What the caller says before changing their mind."""

    service: str | None = None
    staff: str | None = None
    when: Wish | None = None
    name: str | None = None
    words: Spoken = Spoken()


class Question(Table):
    """Asked in the middle; the answer must contain `hears`."""

    ask: Text
    hears: Texts = ()


class Goal(Table):
    """What the caller wants to have at the end of the call."""

    kind: Kind
    service: str | None = None
    staff: Texts = ()
    """Any of these is fine; empty: anybody."""
    when: Wish | None = None
    name: Text | None = None
    phone: Phone | Literal["none"] | None = None
    """Default: the number the caller calls from."""
    text: Text | None = None
    """Of a message or a call-back."""
    says: Text | None = None
    """The first words, instead of made ones."""
    words: Spoken = Spoken()
    at_first: Mind | None = None
    questions: tuple[Question, ...] = ()
    spell: bool = False
    """The name is spelled in letters."""

    @model_validator(mode="after")
    def _complete(self) -> Goal:
        needed: dict[Kind, tuple[str, ...]] = {
            "book": ("service", "when", "name"),
            "reschedule": ("when", "name"),
            "cancel": ("name",),
            "message": ("text", "name"),
            "call_back": ("text", "name"),
        }
        missing = [n for n in needed.get(self.kind, ()) if getattr(self, n) is None]
        if missing:
            raise ValueError(f"a goal of the kind {self.kind} needs {', '.join(missing)}")
        if self.kind == "ask" and not self.questions:
            raise ValueError("a goal of the kind ask needs questions")
        return self


class Turn(Table):
    """A turn of a scripted call and what the answer must be."""

    say: Annotated[str, Field(max_length=20_000)] | None = None
    repeated: Annotated[int, Field(ge=1, le=10_000)] = 1
    """How often the words are said over: for endless turns."""
    key: Annotated[str, Field(pattern=r"^[0-9*#]+$")] | None = None
    silent: Annotated[int, Field(ge=1)] | None = None
    recorded: Text | None = None
    hand_over_failed: Text | None = None
    left: bool = False
    calls_again: bool = False
    answered: bool = False
    """The greeting."""
    hears: Texts = ()
    not_: Texts = Field(default=(), alias="not")
    expects: str | None = None
    """An Expectation, or "none"."""
    keys: str | None = None
    """Keys that mean something, with blanks between."""
    intent: str | None = None
    language: Language | None = None
    handover: Handover | Literal["none"] | None = None
    ended: bool | None = None
    keys_wanted: int | None = None
    record: bool | None = None

    @model_validator(mode="after")
    def _one(self) -> Turn:
        acts = [self.say is not None, self.key, self.silent, self.recorded, self.hand_over_failed]
        acts += [self.left, self.calls_again, self.answered]
        if sum(map(bool, acts)) != 1:
            raise ValueError(
                "needs exactly one of say, key, silent, recorded, hand_over_failed, left, calls_again, answered"
            )
        return self


class After(Table):
    """What became of a visit that was there before."""

    start: Wall
    staff: str | None = None


class Taken(Table):
    """A visit that stands in the book before the call."""

    service: str
    staff: str
    start: Wall
    name: str = "Somebody Else"
    phone: Phone = "+442071838750"
    after: Literal["kept", "cancelled"] | After = "kept"
    """… the call. A goal of the kind reschedule or cancel is about the first one that is named like the caller."""


class Visit(Table):
    """A visit that must be there at the end; what is not named is not looked at."""

    service: str | None = None
    staff: Texts = ()
    start: Wall | None = None
    within: tuple[Window, ...] = ()
    name: str | None = None
    phone: str | None = None
    status: Literal["booked", "cancelled"] = "booked"
    source: str | None = None


class Note(Table):
    """A message that must be there at the end; `text`: words it contains."""

    kind: Literal["message", "call_back", "unanswered"]
    name: str | None = None
    phone: str | None = None
    text: str | None = None
    recording: str | None = None


class Scenario(Table):
    """One call."""

    name: Text
    language: Language
    now: Wall
    """The clock of the firm's wall when the phone rings."""
    caller: Phone | None = None
    """None: anonymous."""
    channel: Channel = "voice"
    hears: bool = True
    """False: no recogniser for the language, so keys only."""
    desk: Literal["somebody", "nobody"] = "somebody"
    """nobody: a hand-over comes back unanswered."""
    taken: tuple[Taken, ...] = ()
    goal: Goal | None = None
    manner: Annotated[tuple[Manner, ...], BeforeValidator(_listed)] = ("plain",)
    noise: Annotated[float, Field(ge=0, le=0.5)] = 0.1
    """Of a noisy caller: how many of the words are dropped, swapped or misheard."""
    seed: int = 0
    turns: tuple[Turn, ...] = ()
    bookings: tuple[Visit, ...] = ()
    messages: tuple[Note, ...] = ()
    any_messages: bool = False
    """Messages are not looked at."""
    handover: Handover | Literal["none"] | None = None
    """How the call must have been handed over; of a goal, the kind says it."""
    ended: bool | None = None
    """Whether the receptionist said goodbye."""
    firm: str = ""
    """Key: the file's, filled in by the reader."""
    file: str = ""

    @model_validator(mode="after")
    def _one(self) -> Scenario:
        if bool(self.turns) == (self.goal is not None):
            raise ValueError("needs either `turns` (a scripted call) or a `goal`")
        if self.goal and self.goal.kind in {"reschedule", "cancel"} and self.own is None:
            raise ValueError("its goal is about a visit in `taken` with the caller's name")
        if self.goal and "correcting" in self.manner and self.goal.at_first is None:
            raise ValueError("a correcting caller needs goal.at_first: what is said before the mind is changed")
        if self.goal and "interrupting" in self.manner and not self.goal.questions:
            raise ValueError("an interrupting caller needs goal.questions")
        return self

    @property
    def own(self) -> Taken | None:
        """The visit that a goal wants moved or cancelled."""
        name = self.goal.name if self.goal else None
        return next((t for t in self.taken if t.name == name), None)

    @property
    def plain(self) -> bool:
        """A plain booking, by voice and words, with no detour."""
        goal = self.goal
        simple = goal is not None and goal.kind == "book" and not goal.questions and goal.at_first is None
        return simple and self.hears and set(self.manner) <= {"plain", "terse", "chatty"}
