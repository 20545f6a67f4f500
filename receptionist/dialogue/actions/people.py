"""A person is wanted, nobody took the call, hello and goodbye."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from receptionist.dialogue.actions import booking
from receptionist.dialogue.actions.draft import Draft
from receptionist.dialogue.actions.menu import menu_choices, menu_text
from receptionist.dialogue.actions.times import Times
from receptionist.dialogue.actions.turn import Result, Turn
from receptionist.dialogue.actions.wording import words
from receptionist.messages import Expectation, HandOverReason
from receptionist.tenant import Tenant


def hand_over(turn: Turn) -> Result:
    """The call goes to a person, with two lines about it; the form ends, its slots stay for the person."""
    reason = _reason(turn)
    text = turn.words("hand_over_sorry" if reason in _SORRY else "hand_over")
    return (
        Result()
        .leave_form()
        .say(text, handover={"reason": reason.value, "summary": summary(turn.tenant, turn.slots, reason)})
    )


_SORRY = frozenset({HandOverReason.ANGER, HandOverReason.NOT_UNDERSTOOD})


def _reason(turn: Turn) -> HandOverReason:
    if turn.intent == "complaint":
        return HandOverReason.ANGER
    if turn.intent == "hand_over_needed":
        try:
            return HandOverReason(turn.entity("reason"))
        except ValueError:
            return HandOverReason.BROKEN
    return HandOverReason.ASKED


def summary(tenant: Tenant, slots: Mapping[str, Any], reason: HandOverReason) -> str:
    """Two lines in the firm's own language: what is wanted, and what is known."""
    language = tenant.languages[0]
    say = words(language)
    draft = Draft.read(slots.get("draft"), tenant.zone)
    service = tenant.service(str(slots.get("service") or ""))
    if service is not None:
        wanted = say("summary_booking", 0, service=service.called(language))
    elif slots.get("message") or draft.kind == "call_back":
        wanted = say("summary_message")
    else:
        wanted = say("summary_person")
    known: list[str] = []
    person = tenant.person(str(slots.get("staff") or ""))
    if person is not None:
        known.append(person.called(language))
    if isinstance(slots.get("time"), str):
        start, _, _ = slots["time"].partition("|")
        known.append(start[:16].replace("T", " "))
    remembered = slots.get("known") if isinstance(slots.get("known"), dict) else {}
    for slot in ("name", "phone"):
        value = slots.get(slot) or (remembered or {}).get(slot)
        if value:
            known.append(str(value))
    return f"{wanted} ({say.part(f'reason_{reason.value}')})\n{say('summary_known', 0, facts=', '.join(known) or '–')}"


def hand_over_failed(turn: Turn) -> Result:
    """Nobody took it: a call back is taken down at once, never a dead end."""
    draft = turn.draft.change(kind="call_back", notes=(turn.words("nobody_free"),), asked={}, failed=False)
    return Result().set(draft=draft.as_json(), message=None).go_on_with("message_form")


def greet(turn: Turn) -> Result:
    """An open question."""
    if turn.by_key:
        return main_menu(turn)
    text = turn.words("how_can_i_help")
    return Result().say(text, expects=Expectation.OPEN, reprompt=turn.words("how_can_i_help_short"))


def main_menu(turn: Turn, before: str = "") -> Result:
    """What can be had by key."""
    choices = menu_choices(turn.language)
    text = menu_text(choices, turn.language)
    return Result().say(f"{before} {text}".strip(), expects=Expectation.OPEN, choices=choices, reprompt=text)


async def goodbye(turn: Turn, times: Times) -> Result:
    """The call ends; what was held is let go."""
    await times.let_go(turn)
    return booking.clear(Result().leave_form(), turn).say(turn.words("goodbye"), ended=True)


async def drop(turn: Turn, times: Times) -> Result:
    """What was begun is dropped."""
    await times.let_go(turn)
    return booking.clear(Result(), turn).say(turn.words("dropped"))


def offered(turn: Turn) -> str:
    """What a plain yes would take: "message", "book", "visit", or ""."""
    return (turn.slot("offered") or "").partition(":")[0]


def offer(turn: Turn, what: str) -> str:
    """The slot's next value; numbered, so that an offer made twice is a new one."""
    number = (turn.slot("offered") or "").partition(":")[2]
    return f"{what}:{int(number or 0) + 1}"


def not_understood(turn: Turn) -> Result:
    """Nothing could be made of it."""
    if turn.by_key:
        result = main_menu(turn, turn.words("not_caught"))
        result.responses[-1]["custom"]["failed"] = True
        return result
    if turn.loop:
        return Result().say(turn.words("not_caught"), failed=True)
    text = f"{turn.words('not_caught')} {turn.words('can_do')}"
    return Result().say(text, expects=Expectation.OPEN, reprompt=turn.words("can_do"), failed=True)


def switch_language(turn: Turn) -> Result:
    """The other language was asked for: talking.py does it where the firm speaks it."""
    others = [language for language in turn.tenant.languages if language != turn.language]
    if not others:
        return Result().say(turn.words("no_other_language"))
    return Result().say(turn.words("all_right"), language=others[0])


def language_switched(turn: Turn) -> Result:
    """The first words in the new language; an active form asks its question again by itself."""
    return opened(turn, turn.words("language_switched"))


def go_on(turn: Turn) -> Result:
    """After an interruption the question is put again."""
    return opened(turn, "")


def opened(turn: Turn, text: str) -> Result:
    """Words before the question: the form's, or the open one."""
    if turn.loop:
        return Result().say(text) if text else Result()
    if turn.by_key:
        return main_menu(turn, text)
    said = f"{text} {turn.words('how_can_i_help')}".strip()
    return Result().say(said, expects=Expectation.OPEN, reprompt=turn.words("how_can_i_help_short"))
