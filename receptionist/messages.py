"""Facts that cross rooms. Imports nothing of the project.

Requests are imperative, facts past tense; units stand in the name or under the field.
Sound between rooms is always PCM: signed 16-bit little-endian, mono, 8,000 Hz (`SAMPLE_RATE`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, TypeAlias

SAMPLE_RATE = 8_000
"""Hz of every PCM buffer that crosses rooms."""
FRAME_MS = 20
"""ms of sound in a frame."""
FRAME_BYTES = SAMPLE_RATE * FRAME_MS // 1000 * 2
"""Bytes of a PCM frame: 160 samples of 2 bytes."""

Language: TypeAlias = Literal["en", "pl"]


class Expectation(StrEnum):
    """What kind of answer comes next: endpointing and the recogniser's grammar follow it."""

    YES_NO = "yes_no"
    SERVICE = "service"
    STAFF = "staff"
    DATE = "date"
    TIME = "time"
    NAME = "name"
    PHONE = "phone"
    OPEN = "open"


class Channel(StrEnum):
    """How the words travel."""

    VOICE = "voice"
    SMS = "sms"
    CHAT = "chat"


# ---------------------------------------------------------------- the call


@dataclass(frozen=True, slots=True)
class Call:
    """A call (or text thread) that reached a firm."""

    id: str
    """Unique: Twilio's CallSid, or one made by the gateway. Never made of the phone number."""
    tenant: str
    """Key of the firm: the stem of its TOML file."""
    channel: Channel
    caller: str | None
    """E.164, or None for an anonymous caller (who shares nothing with any other)."""
    called: str
    """E.164 number that was dialled."""
    language: Language
    started: datetime
    """Aware, UTC."""


# ---------------------------------------------------------------- what the caller did: one turn


@dataclass(frozen=True, slots=True)
class CallAnswered:
    """The line is open and nothing has been said: the receptionist greets."""


@dataclass(frozen=True, slots=True)
class CallerSaid:
    """The caller finished a turn in words."""

    text: str
    confidence: float = 1.0
    """0 to 1, as the recogniser reports it; 1 for typed text."""
    alternatives: tuple[str, ...] = ()
    """Other hypotheses, best first, without `text`."""


@dataclass(frozen=True, slots=True)
class CallerKeyed:
    """The caller pressed keys."""

    digits: str
    """One key, or a keyed number; of 0-9, *, #."""


@dataclass(frozen=True, slots=True)
class CallerSilent:
    """The caller said nothing although it was their turn."""

    times: int
    """How many times in a row, from 1."""


@dataclass(frozen=True, slots=True)
class CallerRecorded:
    """The caller's own voice was recorded because the reply asked for it."""

    recording: str
    """Name of the recording in the records room."""
    seconds: float


@dataclass(frozen=True, slots=True)
class HandOverFailed:
    """Nobody took the call that was handed over: the receptionist has it again."""

    reason: str
    """busy, no-answer, failed, canceled, declined, nobody_on_duty."""


@dataclass(frozen=True, slots=True)
class CallerLeft:
    """The caller has hung up: a message half given is kept, nothing is said."""


CallerTurn: TypeAlias = (
    CallAnswered | CallerSaid | CallerKeyed | CallerSilent | CallerRecorded | HandOverFailed | CallerLeft
)


# ---------------------------------------------------------------- what the receptionist does next


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that may be picked by key."""

    key: str
    """0-9, * or #."""
    label: str
    """As the caller hears it."""
    value: str
    """What the dialogue takes it for."""


class HandOverReason(StrEnum):
    """Why a person is wanted."""

    ASKED = "asked"
    NOT_UNDERSTOOD = "not_understood"
    ANGER = "anger"
    EMERGENCY = "emergency"
    REPEATED_CALLS = "repeated_calls"
    BROKEN = "broken"
    NO_RECOGNISER = "no_recogniser"


@dataclass(frozen=True, slots=True)
class HandOver:
    """Give the call to a person."""

    reason: HandOverReason
    summary: str
    """Two lines for the operator: what the caller wants, and what is known so far."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the dialogue decided; the session, which owns the live leg, acts on it."""

    text: str
    """Sentences to say. Empty only together with a hand-over."""
    language: Language
    expects: Expectation | None
    """None when no answer is awaited (ended, handed over)."""
    choices: tuple[Choice, ...] = ()
    """Keys that mean something now."""
    keys_wanted: int = 0
    """0: each key is a turn of its own. N > 0: a number of up to N digits is being keyed, # ends it."""
    record: bool = False
    """The next thing to do is to record the caller's own voice, not to understand it."""
    reprompt: str = ""
    """A shorter version, said after a silence."""
    handover: HandOver | None = None
    ended: bool = False
    """Say it, then hang up."""
    intent: str | None = None
    """What the caller's turn was taken for: for the journal."""
    aside: tuple[Language, str] | None = None
    """Said last, in another language and its voice: the offer to go on in it."""

    @property
    def parts(self) -> tuple[tuple[Language, str], ...]:
        """All that is said, in order, each in its language."""
        said = ((self.language, self.text),) if self.text else ()
        return (*said, self.aside) if self.aside else said

    @property
    def whole(self) -> str:
        """All that is said, as one text."""
        return " ".join(text for _, text in self.parts)


# ---------------------------------------------------------------- what happened: the journal


class Event(StrEnum):
    """Kinds of journal entries."""

    RANG = "rang"
    ANSWERED = "answered"
    HEARD = "heard"
    UNDERSTOOD = "understood"
    SAID = "said"
    PLAYED = "played"
    WAITING = "waiting"
    KEYED = "keyed"
    RECORDED = "recorded"
    BOOKED = "booked"
    CANCELLED = "cancelled"
    MESSAGE_TAKEN = "message_taken"
    HANDED_OVER = "handed_over"
    HAND_OVER_FAILED = "hand_over_failed"
    FAILED = "failed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry of a call's journal."""

    call: str
    tenant: str
    event: Event
    at: datetime
    """Aware, UTC."""
    detail: Mapping[str, Any] = field(default_factory=dict)
    """JSON. What the caller said stands here, in the firm's own database, and in no log."""
