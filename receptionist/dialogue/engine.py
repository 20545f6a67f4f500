"""Port of the two engines that run the Rasa project: `embedded` (in process) and `rasa` (a server over REST).

Above it, `talking.py` makes turns into messages and messages into replies, the same for both; below
it, `actions/` is what either engine calls. An engine keeps nothing: the tracker goes in and comes out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from receptionist.messages import Language


@dataclass(frozen=True, slots=True)
class Tracker:
    """What an engine must know to go on; JSON throughout."""

    sender: str
    slots: Mapping[str, Any] = field(default_factory=dict)
    """Rasa slots, `requested_slot` among them. The slot `context` (type any) tells the actions where
    they are: {tenant, call, caller, channel, language, hears, now}."""
    loop: str | None = None
    """Active form."""
    memory: Mapping[str, Any] = field(default_factory=dict)
    """The engine's own: rule states, latest action …"""


@dataclass(frozen=True, slots=True)
class BotMessage:
    """One message of the bot."""

    text: str
    custom: Mapping[str, Any] = field(default_factory=dict)
    """What a response's `custom:` key or an action's `json_message` carries: expects, choices, keys_wanted,
    record, reprompt, handover, ended."""


@dataclass(frozen=True, slots=True)
class Handled:
    """What an engine made of a message."""

    tracker: Tracker
    messages: tuple[BotMessage, ...]
    intent: str
    confidence: float


class Engine(Protocol):
    """Runs the Rasa project."""

    async def handle(self, language: Language, tracker: Tracker, message: str) -> Handled:
        """One message: words, or Rasa's `/intent{"entity": "value"}`.

        Raises EngineDown or DialogueError; the tracker that went in is still good then.
        """
        ...


class ActionRejected(Exception):
    """Rasa's ActionExecutionRejected: the action (form validation) refuses; HTTP 400 to a Rasa server."""


class ActionRunner(Protocol):
    """What an engine calls: Rasa's action-server protocol without the HTTP."""

    async def run(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """`body` and result as in Rasa's action server: {next_action, sender_id, tracker, domain, version}
        → {"events": […], "responses": […]}. Raises ActionRejected; KeyError for an unknown action."""
        ...
