"""What a session is made of: the rooms' ports it works through, and its times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Literal, Protocol, TypeAlias

from receptionist.booking.booking import Bookings
from receptionist.calls.journal import Journal
from receptionist.calls.prompts import Prompts
from receptionist.calls.turns import TurnSettings
from receptionist.desk.desk import Desk
from receptionist.dialogue.dialogue import ConversationStore, Dialogue
from receptionist.records.records import Messages, Recordings
from receptionist.speech.speech import Recognizer, Synthesizer, VoiceDetector

Stage: TypeAlias = Literal["endpointing", "recognition", "dialogue", "synthesis", "transport", "total"]


class Observer(Protocol):
    """What the metrics want to know. Must not raise and must not wait."""

    def turn_took(self, stage: Stage, seconds: float) -> None:
        """A stage of an answer's latency took so long."""
        ...

    def failed(self, kind: str) -> None:
        """A part broke: recognition, synthesis, dialogue, journal, …"""
        ...


@dataclass(frozen=True, slots=True)
class SessionSettings:
    """Times in seconds."""

    filler_after: float = 1.2
    """A slower answer is bridged by "One moment"."""
    redial_within: float = 300.0
    """The first redial of a number within this goes on where the call was cut off."""
    repeated_within: float = 600.0
    repeated_calls: int = 3
    """The n-th call of a number within `repeated_within` goes to a person at once."""
    memory_within: float = 0.5
    """Longer the greeting does not wait for what is known of earlier calls."""
    last_turn: float = 8.0
    """So long a turn may still be worked on after the caller hung up, so that no message is lost."""
    turns: TurnSettings = field(default_factory=TurnSettings)


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything a session needs; made once by the application."""

    dialogue: Dialogue
    conversations: ConversationStore
    recognizer: Recognizer
    synthesizer: Synthesizer
    detector: Callable[[], VoiceDetector]
    prompts: Prompts
    journal: Journal
    bookings: Bookings
    desk: Desk
    messages: Messages
    recordings: Recordings
    observer: Observer
    now: Callable[[], datetime]
    clock: Callable[[], float] = monotonic
    settings: SessionSettings = field(default_factory=SessionSettings)
