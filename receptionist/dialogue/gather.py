"""What a Rasa project says, as both engines hand it on. Pure.

Rasa's REST channel sends text and payload of one response as two messages, and cuts text at empty lines
(CollectingOutputChannel); both engines go through here, so that neither can be told from the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from receptionist.dialogue.engine import BotMessage


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
