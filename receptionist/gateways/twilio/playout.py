"""What one caller is still to hear, paced: pure, time is an argument.

Twilio plays what it is sent in order and buffers without limit; we keep the sound here and hand over
no more than a small lead, so that the voice can be stopped at once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Final

from receptionist.gateways.twilio.frames import ULAW_FRAME, ULAW_SILENCE, Writer
from receptionist.messages import FRAME_MS
from receptionist.speech.pcm import pcm_to_ulaw

FRAME_SECONDS: Final = FRAME_MS / 1000
_HALF: Final = FRAME_SECONDS / 2
"""Tolerance of comparisons: times come on the pacer's 20 ms grid."""


class Playout:
    """The queue of one stream. `now` is seconds on the pacer's grid."""

    def __init__(self, writer: Writer, lead: float) -> None:
        self._writer = writer
        self._lead = max(lead, FRAME_SECONDS)
        self._queue: deque[bytes | str] = deque()
        """μ-law, or the name of a mark."""
        self._at = 0
        """How much of the first piece of sound has been sent."""
        self._octet = b""
        """Half a sample, when a piece had an odd length."""
        self._dry_at = float("-inf")
        """When Twilio will have played what it was sent."""

    def play(self, pcm: bytes) -> None:
        """Queue sound of any length."""
        if self._octet:
            pcm = self._octet + pcm
        if len(pcm) & 1:
            pcm, self._octet = pcm[:-1], pcm[-1:]
        else:
            self._octet = b""
        if pcm:
            self._queue.append(pcm_to_ulaw(pcm))

    def mark(self, name: str) -> None:
        """Queue a mark."""
        self._queue.append(name)

    def clear(self) -> str:
        """Drop everything; returns the message that makes Twilio drop its part."""
        self._queue.clear()
        self._at, self._octet, self._dry_at = 0, b"", float("-inf")
        return self._writer.clear()

    @property
    def empty(self) -> bool:
        """Nothing is queued here (Twilio may still be playing)."""
        return not self._queue

    def seconds(self, now: float) -> float:
        """How long the caller will still be hearing us."""
        queued = sum(len(piece) for piece in self._queue if isinstance(piece, bytes)) - self._at
        return max(0.0, self._dry_at - now) + queued / ULAW_FRAME * FRAME_SECONDS

    def due(self, now: float) -> Sequence[str]:
        """The messages that are to be sent now."""
        queue = self._queue
        if not queue:
            return ()
        out: list[str] = []
        self._dry_at = max(self._dry_at, now)
        while queue:
            head = queue[0]
            if isinstance(head, str):
                out.append(self._writer.mark(head))
                queue.popleft()
                continue
            ahead = self._dry_at - now
            if ahead > self._lead - _HALF:
                break
            frame = self._frame(head, must=ahead < FRAME_SECONDS + _HALF)
            if frame is None:
                break
            out.append(self._writer.media(frame))
            self._dry_at += FRAME_SECONDS
        return out

    def _frame(self, head: bytes, *, must: bool) -> bytes | None:
        """The next 20 ms. An unfinished frame at the end of the queue waits for the rest of it until it
        `must` go, for padding in the middle of a voice is a click."""
        end = self._at + ULAW_FRAME
        if end <= len(head):
            frame = head[self._at : end]
            self._at = end
            if end == len(head):
                self._next()
            return frame
        frame = head[self._at :]
        following = self._queue[1] if len(self._queue) > 1 else None
        if following is None and not must:
            return None
        self._next()
        while isinstance(following, bytes) and len(frame) < ULAW_FRAME:
            piece = following[: ULAW_FRAME - len(frame)]
            frame += piece
            self._at = len(piece)
            if self._at == len(following):
                self._next()
                following = self._queue[0] if self._queue else None
        return frame.ljust(ULAW_FRAME, ULAW_SILENCE)

    def _next(self) -> None:
        self._queue.popleft()
        self._at = 0
