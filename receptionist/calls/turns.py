"""Whose turn it is: end of turn, barge-in, silence. Pure; time is counted in 20 ms frames.

The session tells what it hears (the probability of speech in each frame), when the voice speaks and
what is expected; `Turns` answers with at most one decision a frame.

Durations follow what callers bear (see docs/conversation.md): a yes needs a short pause, a
number a long one, because people breathe between groups of digits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TypeAlias

from receptionist.messages import FRAME_MS, Expectation


def _endpoints() -> Mapping[Expectation, int]:
    return {
        Expectation.YES_NO: 300,
        Expectation.SERVICE: 500,
        Expectation.STAFF: 500,
        Expectation.DATE: 500,
        Expectation.TIME: 500,
        Expectation.NAME: 800,
        Expectation.PHONE: 1000,
        Expectation.OPEN: 600,
    }


@dataclass(frozen=True, slots=True)
class TurnSettings:
    """Times in ms."""

    speech: float = 0.5
    """From this probability on, a frame counts as speech."""
    start_ms: int = 60
    """So much speech begins an utterance while we listen."""
    shortest_ms: int = 100
    """Less speech than this was a click or a cough."""
    barge_in_ms: int = 300
    """So much speech stops our voice: a "mhm" is shorter."""
    pause_ms: int = 200
    """A pause this long inside a would-be barge-in starts its count anew."""
    endpoint_ms: Mapping[Expectation, int] = field(default_factory=_endpoints)
    silence_ms: int = 5000
    """So long after our voice ended, silence is a turn of its own."""
    longest_ms: int = 20_000
    """A monologue is cut into turns of this length."""
    recording_pause_ms: int = 2000
    recording_ms: int = 60_000
    """Longest recording of a name or a message."""
    between_keys_ms: int = 4000
    """A keyed number is complete after this pause."""


# ---------------------------------------------------------------- decisions


@dataclass(frozen=True, slots=True)
class SpeechBegan:
    """Listen from here (and a little before: see the session's pre-roll)."""


@dataclass(frozen=True, slots=True)
class BargedIn:
    """The caller speaks while our voice does: stop it. An utterance has begun."""


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """The caller's turn is over."""

    pause_ms: int
    """Silence that was waited for: the endpointing part of the answer's latency."""


@dataclass(frozen=True, slots=True)
class WasNoise:
    """What began was no utterance: forget it."""


@dataclass(frozen=True, slots=True)
class CameSilence:
    """Nothing was said for too long."""

    times: int
    """In a row."""


@dataclass(frozen=True, slots=True)
class NumberKeyed:
    """No further key came: the number is complete."""


Decision: TypeAlias = SpeechBegan | BargedIn | SpeechEnded | WasNoise | CameSilence | NumberKeyed


class _State(Enum):
    VOICE = auto()
    """Our voice speaks (or an answer is being thought of)."""
    LISTENING = auto()
    UTTERANCE = auto()
    IDLE = auto()
    """Nothing is awaited: handed over, hanging up."""


def _frames(ms: int) -> int:
    return max(1, ms // FRAME_MS)


class Turns:
    """The state of the floor. Feed `frame` once for every 20 ms of the caller."""

    def __init__(self, settings: TurnSettings | None = None) -> None:
        self.settings = settings or TurnSettings()
        self.silences = 0
        self._state = _State.IDLE
        self._expects = Expectation.OPEN
        self._interruptible = True
        self._understands = True
        self._recording = False
        self._speech = 0
        """Frames of speech since it began."""
        self._pause = 0
        """Frames of silence at the end of it."""
        self._length = 0
        """Frames of the utterance."""
        self._waited = 0
        """Frames since we began to listen, without speech."""
        self._since_key: int | None = None

    # ---- what the session tells

    def voice_began(self, interruptible: bool = True) -> None:
        """Our voice speaks, or the answer is being prepared. A running utterance goes on."""
        self._interruptible = interruptible
        if self._state is not _State.UTTERANCE:
            self._state = _State.VOICE
            self._reset()

    def listen(self, expects: Expectation, *, understands: bool = True, recording: bool = False) -> None:
        """Our voice has ended and an answer is awaited; the clock of silence starts now.

        understands: False when words mean nothing here (no recogniser): only keys and silence count.
        recording: the caller's voice is recorded, not understood.
        """
        self._expects, self._understands, self._recording = expects, understands, recording
        self._waited = 0
        if self._state is not _State.UTTERANCE:
            self._state = _State.LISTENING
            self._reset()

    def rest(self) -> None:
        """Nothing more is awaited."""
        self._state = _State.IDLE
        self._reset()

    def key(self, of_number: bool) -> None:
        """A key was pressed; of_number: it belongs to a number that goes on."""
        self.silences = 0
        self._waited = 0
        self._since_key = 0 if of_number else None

    def understood(self) -> None:
        """The caller said something: silences in a row begin anew."""
        self.silences = 0

    # ---- the clock

    def frame(self, speech: float) -> Decision | None:
        """20 ms passed with this probability of speech."""
        loud = speech >= self.settings.speech
        if self._since_key is not None:
            self._since_key += 1
            if self._since_key >= _frames(self.settings.between_keys_ms):
                self._since_key = None
                return NumberKeyed()
        if self._state is _State.IDLE or (self._state is not _State.UTTERANCE and not self._understands_now()):
            return self._silence()
        if self._state is _State.UTTERANCE:
            return self._in_utterance(loud)
        self._count(loud)
        if self._state is _State.VOICE:
            if self._interruptible and self._speech >= _frames(self.settings.barge_in_ms):
                return self._begin(BargedIn())
            return None
        if self._speech >= _frames(self.settings.start_ms):
            return self._begin(SpeechBegan())
        return self._silence() if not loud else None

    def _understands_now(self) -> bool:
        return self._understands or self._recording

    def _count(self, loud: bool) -> None:
        if loud:
            self._speech += 1
            self._pause = 0
        elif self._speech:
            self._pause += 1
            if self._pause >= _frames(self.settings.pause_ms):
                self._reset()

    def _begin(self, decision: Decision) -> Decision:
        self._state = _State.UTTERANCE
        self._length = self._speech + self._pause
        return decision

    def _in_utterance(self, loud: bool) -> Decision | None:
        self._length += 1
        if loud:
            self._speech += 1
            self._pause = 0
        else:
            self._pause += 1
        longest = self.settings.recording_ms if self._recording else self.settings.longest_ms
        if self._pause < self._hangover() and self._length < _frames(longest):
            return None
        waited, enough = self._pause, self._speech >= _frames(self.settings.shortest_ms)
        self._state = _State.LISTENING
        self._reset()
        if not enough:
            return WasNoise()
        self._waited = 0
        return SpeechEnded(waited * FRAME_MS)

    def _hangover(self) -> int:
        if self._recording:
            return _frames(self.settings.recording_pause_ms)
        return _frames(self.settings.endpoint_ms.get(self._expects, self.settings.endpoint_ms[Expectation.OPEN]))

    def _silence(self) -> Decision | None:
        if self._state is not _State.LISTENING or self._since_key is not None:
            return None
        self._waited += 1
        if self._waited < _frames(self.settings.silence_ms):
            return None
        self._waited = 0
        self.silences += 1
        self._state = _State.VOICE
        return CameSilence(self.silences)

    def _reset(self) -> None:
        self._speech = self._pause = self._length = 0
