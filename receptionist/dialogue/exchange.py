"""What goes into a Rasa project and what comes out, the same for both engines. Pure.

Rasa's REST channel sends text and payload of one response as two messages, and cuts text at empty lines
(CollectingOutputChannel); both engines go through here, so that neither can be told from the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from receptionist.dialogue.engine import BotMessage
from receptionist.errors import DialogueError

_STEERING = re.compile(r"^/\s*(restart|back|session_start)\s*(?:[@{]|$)")


def refuse_steering(message: str) -> None:
    """Raises DialogueError for `/restart`, `/back` and `/session_start`, which would make Rasa forget the call."""
    match = _STEERING.match(message.strip())
    if match:
        raise DialogueError(f"a message may not steer the engine: /{match[1]}")


def gather(said: Iterable[tuple[str | None, Mapping[str, Any] | None]]) -> tuple[BotMessage, ...]:
    """Texts and payloads in order → messages: a payload belongs to the text before it, unless that has one."""
    messages: list[BotMessage] = []
    for text, custom in said:
        messages += [BotMessage(part) for part in (text or "").strip().split("\n\n") if part]
        if custom:
            if messages and messages[-1].text and not messages[-1].custom:
                messages[-1] = BotMessage(messages[-1].text, dict(custom))
            else:
                messages.append(BotMessage("", dict(custom)))
    return tuple(messages)
