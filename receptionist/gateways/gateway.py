"""Port of the gateways: one leg of a call, whoever brought it in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from receptionist.messages import Call, CallerTurn
from receptionist.tenant import Tenant


@dataclass(frozen=True, slots=True)
class Sound:
    """20 ms of the caller."""

    pcm: bytes
    """FRAME_BYTES of PCM (see messages)."""


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """The caller pressed a key."""

    key: str


@dataclass(frozen=True, slots=True)
class MarkReached:
    """Playback came to a mark, or `clear` threw it away."""

    name: str
    played: bool
    """False: cleared before it was played, so what stood before it was not (wholly) heard."""


LegEvent: TypeAlias = Sound | KeyPressed | MarkReached


@dataclass(frozen=True, slots=True)
class Transfer:
    """Ring these people; the first to press 1 has the call."""

    numbers: tuple[str, ...]
    """E.164."""
    ring_seconds: int
    caller_id: str
    """The firm's own number, shown to the person."""
    whisper: str
    """Said to the person before they accept."""
    in_order: bool = False
    """One after the other instead of all at once."""


class CallLeg(Protocol):
    """The live line to a caller. All methods raise CallGone once the caller has left."""

    call: Call
    tenant: Tenant
    """The firm, found by the gateway from the number that was dialled; as it stood when the call began."""
    opening: CallerTurn
    """What begins this leg: CallAnswered, or HandOverFailed when the call comes back."""

    def events(self) -> AsyncIterator[LegEvent]:
        """Sound, keys and marks in the order they came; ends when the caller hangs up."""
        ...

    async def play(self, pcm: bytes) -> None:
        """Queue sound behind what is queued; any length, returns without waiting for playback."""
        ...

    async def mark(self, name: str) -> None:
        """Ask for a MarkReached when everything queued so far has been played."""
        ...

    async def clear(self) -> None:
        """Stop the voice and drop what is queued; pending marks come back with played=False."""
        ...

    async def transfer(self, to: Transfer) -> None:
        """Give the call to people and end this leg. Should nobody take it, the gateway opens a new
        leg of the same call with HandOverFailed."""
        ...

    async def hang_up(self) -> None:
        """End the call. Does not cut what is queued: wait for the marks first."""
        ...
