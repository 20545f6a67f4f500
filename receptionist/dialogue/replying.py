"""Messages of the engine → one reply. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from receptionist.dialogue.actions.menu import menu_choices, menu_text
from receptionist.dialogue.actions.wording import words
from receptionist.dialogue.engine import BotMessage
from receptionist.messages import Choice, Expectation, HandOver, HandOverReason, Language, Reply


@dataclass(frozen=True, slots=True)
class Said:
    """The last reply with a question: repeated, shortened, and asked what its keys mean."""

    text: str = ""
    expects: str = ""
    choices: tuple[Choice, ...] = ()
    keys_wanted: int = 0
    record: bool = False
    reprompt: str = ""

    def as_json(self) -> dict[str, Any]:
        """For Conversation.memory."""
        return {
            "text": self.text,
            "expects": self.expects,
            "choices": [[c.key, c.label, c.value] for c in self.choices],
            "keys_wanted": self.keys_wanted,
            "record": self.record,
            "reprompt": self.reprompt,
        }

    @classmethod
    def read(cls, value: Any) -> Said:
        """From memory; nothing said yet when there is none."""
        if not isinstance(value, Mapping):
            return cls()
        return cls(
            str(value.get("text", "")),
            str(value.get("expects", "")),
            tuple(Choice(*c) for c in value.get("choices", ())),
            int(value.get("keys_wanted", 0)),
            bool(value.get("record", False)),
            str(value.get("reprompt", "")),
        )

    @classmethod
    def of(cls, reply: Reply) -> Said:
        """What to remember of a reply."""
        expects = reply.expects.value if reply.expects else ""
        return cls(reply.text, expects, reply.choices, reply.keys_wanted, reply.record, reply.reprompt)

    def again(self, text: str, language: Language, intent: str | None) -> Reply:
        """The same question, in these words."""
        return Reply(
            text=text,
            language=language,
            expects=Expectation(self.expects) if self.expects else Expectation.OPEN,
            choices=self.choices,
            keys_wanted=self.keys_wanted,
            record=self.record,
            reprompt=self.reprompt,
            intent=intent,
        )


@dataclass(frozen=True, slots=True)
class Composed:
    """The reply, and what talking.py does next about it."""

    reply: Reply
    failed: bool = False
    """Nothing was understood."""
    language: Language | None = None
    """The caller wants to go on in this language."""
    custom: Mapping[str, Any] = field(default_factory=dict)


def compose(
    messages: Sequence[BotMessage], last: Said, language: Language, intent: str | None, by_key: bool
) -> Composed:
    """One reply of what the actions and responses said, in order; a later question replaces an earlier one."""
    merged: dict[str, Any] = {}
    for message in messages:
        merged.update(message.custom)
    if merged.get("repeat"):
        before = " ".join(m.text for m in messages if m.custom.get("repeat") and m.text)
        text = f"{before} {last.text}".strip()
        return Composed(last.again(text, language, intent), custom=merged)
    if merged.get("keep_question"):
        text = " ".join(m.text for m in messages if m.custom.get("keep_question") and m.text)
        return Composed(last.again(text, language, intent), custom=merged)
    text = " ".join(m.text for m in messages if m.text)
    if merged.get("handover"):
        text = next((m.text for m in messages if m.custom.get("handover")), text)
        about = merged["handover"]
        handover = HandOver(HandOverReason(about["reason"]), str(about["summary"]))
        return Composed(Reply(text, language, None, handover=handover, intent=intent), custom=merged)
    if merged.get("ended"):
        return Composed(Reply(text, language, None, ended=True, intent=intent), custom=merged)
    wanted = merged.get("language")
    if wanted:
        return Composed(Reply(text, language, Expectation.OPEN, intent=intent), language=wanted, custom=merged)
    return Composed(_question(text, merged, language, intent, by_key), failed=bool(merged.get("failed")), custom=merged)


def _question(text: str, merged: Mapping[str, Any], language: Language, intent: str | None, by_key: bool) -> Reply:
    expects = merged.get("expects")
    reprompt = str(merged.get("reprompt") or "")
    if text and expects is None:
        # An answer was given and no form goes on: never leave the caller without a question.
        if by_key:
            return _menu(text, language, intent)
        reprompt = words(language)("anything_else")
        text = f"{text} {reprompt}"
    return Reply(
        text=text,
        language=language,
        expects=Expectation(expects) if expects else Expectation.OPEN,
        choices=tuple(Choice(c["key"], c["label"], c["value"]) for c in merged.get("choices") or ()),
        keys_wanted=int(merged.get("keys_wanted") or 0),
        record=bool(merged.get("record")),
        reprompt=reprompt,
        intent=intent,
    )


def _menu(text: str, language: Language, intent: str | None) -> Reply:
    """Where nothing can be understood the next question is the menu."""
    choices = menu_choices(language)
    said = menu_text(choices, language)
    return Reply(f"{text} {said}".strip(), language, Expectation.OPEN, choices, reprompt=said, intent=intent)
