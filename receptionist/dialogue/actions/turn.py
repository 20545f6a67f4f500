"""One call of an action: what Rasa's action-server request says, as typed facts, and the result being made.

Protocol: https://rasa.com/docs/rasa/3.x/action-server/ (POST /webhook). Nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from receptionist.dialogue.actions.draft import Draft
from receptionist.dialogue.actions.wording import Words, words
from receptionist.errors import DialogueError
from receptionist.messages import Channel, Choice, Expectation, Language
from receptionist.tenant import Service, Staff, Tenant

SURE = 0.5
"""From this confidence on an intent may take the turn away from the form's question."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What the caller did, where and when; everything an action may know."""

    action: str
    tenant: Tenant
    call: str
    caller: str | None
    """E.164; None: anonymous."""
    channel: Channel
    language: Language
    hears: bool
    now: datetime
    """In the firm's zone."""
    slots: Mapping[str, Any]
    text: str
    intent: str
    confidence: float
    entities: Mapping[str, str]
    loop: str | None
    """Active form before this action."""
    answered_by: str
    """The action that has answered the caller's words in this turn already, or ""."""
    draft: Draft

    @property
    def words(self) -> Words:
        """The texts in the caller's language."""
        return words(self.language)

    @property
    def by_key(self) -> bool:
        """Everything is to be offered by key: a telephone, and no recogniser for the language."""
        return self.channel is Channel.VOICE and not self.hears

    def inside(self, form: str) -> bool:
        """Whether this form has asked already. (While it begins, engines differ in what `active_loop` says.)"""
        return self.draft.form == form and self.requested is not None

    def unread(self, form: str) -> bool:
        """Whether the caller's words are still to be read by this form."""
        return self.answered_by == "" if self.inside(form) else self.answered_by in _BEGINNING

    @property
    def requested(self) -> str | None:
        """The slot that was asked for."""
        return self.slot("requested_slot")

    @property
    def source(self) -> str:
        """Where a booking comes from."""
        return {Channel.SMS: "sms", Channel.CHAT: "chat"}.get(self.channel, "voice" if self.hears else "keypad")

    def slot(self, name: str) -> str | None:
        """A text slot."""
        value = self.slots.get(name)
        return value if isinstance(value, str) else None

    @property
    def service(self) -> Service | None:
        """The service of the draft."""
        return self.tenant.service(self.slot("service") or "")

    @property
    def person(self) -> Staff | None:
        """The person of the draft; None: anyone, or not said yet."""
        return self.tenant.person(self.slot("staff") or "")

    def entity(self, name: str) -> str:
        """An entity of a message that the line made, or ""."""
        return self.entities.get(name, "")


def read_turn(body: Mapping[str, Any], tenant: Tenant) -> Turn:
    """The request's facts. Raises DialogueError where the context slot is missing."""
    tracker = body.get("tracker") or {}
    slots = tracker.get("slots") or {}
    context = slots.get("context") or {}
    message = tracker.get("latest_message") or {}
    intent = message.get("intent") or {}
    form = str(body.get("next_action") or "").removeprefix("validate_")
    try:
        now = datetime.fromisoformat(str(context["now"])).astimezone(tenant.zone)
        return Turn(
            action=str(body.get("next_action") or ""),
            tenant=tenant,
            call=str(context["call"]),
            caller=context.get("caller") or None,
            channel=Channel(context["channel"]),
            language=context["language"],
            hears=bool(context.get("hears", True)),
            now=now,
            slots=slots,
            text=str(message.get("text") or ""),
            intent=str(intent.get("name") or ""),
            confidence=float(intent.get("confidence") or 0.0),
            entities={str(e["entity"]): str(e["value"]) for e in message.get("entities") or () if e.get("value")},
            loop=(tracker.get("active_loop") or {}).get("name"),
            answered_by=_answered_by(tracker.get("events") or (), form),
            draft=Draft.read(slots.get("draft"), tenant.zone),
        )
    except (KeyError, ValueError) as error:
        raise DialogueError(f"the slot context is missing or wrong: {error}") from error


def _answered_by(events: Sequence[Mapping[str, Any]], form: str) -> str:
    """The last action since the caller spoke, this form's own left out; "" for none.

    A form that was interrupted by a question is validated once more when it goes on; the words were
    answered by then and must not be read as an answer to the form.
    """
    for event in reversed(events):
        if event.get("event") == "user":
            return ""
        if event.get("event") == "action" and event.get("name") not in {form, "action_listen", "action_extract_slots"}:
            return str(event.get("name") or "")
    return ""


_BEGINNING = frozenset({"", "action_inform", "action_unknown", "action_affirm"})
"""Actions after which a form begins with the caller's words still to be read."""


@dataclass(slots=True)
class Result:
    """Events and responses of an action, being made."""

    events: list[dict[str, Any]] = field(default_factory=list)
    responses: list[dict[str, Any]] = field(default_factory=list)

    def set(self, **slots: Any) -> Result:
        """Slots to set."""
        self.events += [{"event": "slot", "timestamp": None, "name": n, "value": v} for n, v in slots.items()]
        return self

    def go_on_with(self, action: str) -> Result:
        """The action (a form, mostly) that comes next."""
        self.events.append({"event": "followup", "timestamp": None, "name": action})
        return self

    def leave_form(self) -> Result:
        """Whatever form is active ends without being submitted."""
        self.events.append({"event": "active_loop", "timestamp": None, "name": None})
        return self.set(requested_slot=None)

    def say(
        self,
        text: str,
        *,
        expects: Expectation | None = None,
        choices: Sequence[Choice] = (),
        reprompt: str = "",
        **custom: Any,
    ) -> Result:
        """A message; `custom` is what talking.py reads (see engine.BotMessage)."""
        carried: dict[str, Any] = {**custom}
        if expects is not None:
            carried["expects"] = expects.value
        if choices:
            carried["choices"] = [{"key": c.key, "label": c.label, "value": c.value} for c in choices]
        if reprompt:
            carried["reprompt"] = reprompt
        self.responses.append({"text": text, "custom": carried} if carried else {"text": text})
        return self

    def as_json(self) -> dict[str, Any]:
        """As Rasa's action server answers."""
        return {"events": self.events, "responses": self.responses}
