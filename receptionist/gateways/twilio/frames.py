"""Media Streams messages, read and written: pure.

Source: Twilio's "Media Streams: WebSocket messages". Text frames of JSON; numbers travel as strings;
sound is base64 of μ-law, 8,000 octets a second, without a header.
"""

from __future__ import annotations

import json
from binascii import a2b_base64, b2a_base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from receptionist.errors import ProtocolError

ULAW_FRAME: Final = 160
"""Octets of 20 ms."""
ULAW_SILENCE: Final = b"\xff"
KEYS: Final = frozenset("0123456789*#")
_FORMAT: Final = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}


@dataclass(frozen=True, slots=True)
class Connected:
    """The socket is a Media Stream."""


@dataclass(frozen=True, slots=True)
class Started:
    """The stream begins."""

    stream: str
    call: str
    account: str
    token: str
    format: str | None
    """None: the one we speak; else what was offered, for the log."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Sound of the caller."""

    ulaw: bytes
    chunk: int | None
    """Counts the stream's media messages from 1; None when it cannot be read."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """A key was pressed."""

    key: str


@dataclass(frozen=True, slots=True)
class Marked:
    """Playback reached a mark, or it was cleared."""

    name: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """The stream ends; the call need not."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """Nothing for us: another track, a message of a later version."""


Message: TypeAlias = Connected | Started | Heard | Keyed | Marked | Stopped | Ignored


def read(text: str) -> Message:
    """One message from Twilio. Raises ProtocolError."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as bad:
        raise ProtocolError("not JSON") from bad
    event = raw.get("event") if type(raw) is dict else None
    if event == "media":
        return _heard(_part(raw, "media"))
    if event == "mark":
        return Marked(_text(_part(raw, "mark"), "name"))
    if event == "dtmf":
        key = _text(_part(raw, "dtmf"), "digit")
        return Keyed(key) if key in KEYS else Ignored()
    if event == "start":
        return _started(raw)
    if event == "connected":
        return Connected()
    if event == "stop":
        return Stopped()
    if type(event) is not str:
        raise ProtocolError("no event")
    return Ignored()


def _heard(media: Mapping[str, Any]) -> Heard | Ignored:
    if media.get("track", "inbound") not in ("inbound", "inbound_track"):
        return Ignored()
    payload = media.get("payload")
    if type(payload) is not str:
        raise ProtocolError("media without payload")
    try:
        ulaw = a2b_base64(payload, strict_mode=True)
    except ValueError as bad:
        raise ProtocolError("payload is not base64") from bad
    return Heard(ulaw, _number(media.get("chunk")))


def _started(raw: Mapping[str, Any]) -> Started:
    start = _part(raw, "start")
    custom = start.get("customParameters")
    token = custom.get("token") if isinstance(custom, dict) else None
    offered = start.get("mediaFormat")
    understood = isinstance(offered, dict) and (
        offered.get("encoding") == _FORMAT["encoding"]
        and _number(offered.get("sampleRate")) == _FORMAT["sampleRate"]
        and _number(offered.get("channels")) == _FORMAT["channels"]
    )
    return Started(
        stream=_text(start, "streamSid"),
        call=_text(start, "callSid"),
        account=_text(start, "accountSid"),
        token=token if isinstance(token, str) else "",
        format=None if understood else repr(offered)[:100],
    )


def _part(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = raw.get(name)
    if type(part) is not dict:
        raise ProtocolError(f"no {name}")
    return part


def _text(part: Mapping[str, Any], name: str) -> str:
    value = part.get(name)
    if type(value) is not str:
        raise ProtocolError(f"no {name}")
    return value


def _number(value: Any) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 16:
        return int(value)
    return value if type(value) is int else None


class Writer:
    """Our messages to Twilio on one stream."""

    def __init__(self, stream: str) -> None:
        sid = json.dumps(stream)
        self._media = f'{{"event":"media","streamSid":{sid},"media":{{"payload":"'
        self._sid = sid

    def media(self, ulaw: bytes) -> str:
        """Sound to play behind what is queued."""
        # Joined by hand: base64 needs no escaping, and this runs 50 times a second for each call.
        return f'{self._media}{b2a_base64(ulaw, newline=False).decode("ascii")}"}}}}'

    def mark(self, name: str) -> str:
        """Comes back when what was sent before has been played."""
        return f'{{"event":"mark","streamSid":{self._sid},"mark":{{"name":{json.dumps(name)}}}}}'

    def clear(self) -> str:
        """Drop what is queued."""
        return f'{{"event":"clear","streamSid":{self._sid}}}'


class Reorder:
    """Puts media messages back in order: a socket keeps the order, a relay before it may not.

    A missing message is waited for while `patience` later ones come, then given up; a repeated one is dropped."""

    def __init__(self, patience: int = 3) -> None:
        self._patience = patience
        self._next: int | None = None
        self._early: dict[int, bytes] = {}

    def put(self, heard: Heard) -> Iterator[bytes]:
        """The sound that is now in order."""
        chunk = heard.chunk
        if chunk is None:
            yield heard.ulaw
            return
        if self._next is None:
            self._next = chunk
        if chunk < self._next:
            return
        self._early[chunk] = heard.ulaw
        if chunk != self._next and len(self._early) > self._patience:
            self._next = min(self._early)
        while self._next in self._early:
            yield self._early.pop(self._next)
            self._next += 1
