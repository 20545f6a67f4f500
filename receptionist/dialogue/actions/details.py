"""The caller's name and number, the same in every form. Pure."""

from __future__ import annotations

from typing import Any

from receptionist.dialogue.actions.asking import NOT_GIVEN, RECORDED
from receptionist.dialogue.actions.draft import Draft
from receptionist.dialogue.actions.hearing import Heard
from receptionist.dialogue.actions.times import NO_PHONE
from receptionist.dialogue.actions.turn import Turn
from receptionist.language import saying
from receptionist.messages import Channel


def take_details(turn: Turn, heard: Heard, filled: dict[str, Any], draft: Draft, requested: str | None) -> Draft:
    """Name and phone into `filled`, from this turn or from earlier in the call."""
    draft = _name(turn, heard, filled, draft, requested)
    draft = _phone(turn, heard, filled, draft, requested)
    known = turn.slots.get("known")
    if isinstance(known, dict) and requested is None:
        for slot in ("name", "phone"):
            if not filled.get(slot) and known.get(slot) not in {None, "", NO_PHONE}:
                filled[slot] = known[slot]
        if filled.get("name") == RECORDED and not draft.recording:
            draft = draft.change(recording=str(known.get("recording") or ""))
    return draft


def _name(turn: Turn, heard: Heard, filled: dict[str, Any], draft: Draft, requested: str | None) -> Draft:
    if turn.intent == "recorded" and requested == "name":
        # A caller who pressed on without a word is not asked for ever: the number is what matters.
        filled["name"] = RECORDED if heard.recording else NOT_GIVEN
        return draft.change(recording=heard.recording)
    if heard.name is not None:
        filled["name"] = heard.name.full
        if requested in {"service", "staff", "time"}:
            return draft.note(turn.words("name_noted", 0, name=heard.name.full))
    return draft


def _phone(turn: Turn, heard: Heard, filled: dict[str, Any], draft: Draft, requested: str | None) -> Draft:
    offered = requested == "phone" and turn.caller is not None and not draft.own_phone
    if heard.phone:
        filled["phone"] = heard.phone
        if turn.channel is Channel.VOICE:
            said = saying.say_phone(heard.phone, turn.language, turn.tenant.country)
            draft = draft.note(turn.words("phone_noted", 0, phone=said))
        return draft.change(own_phone=True)
    if heard.refused and (draft.own_phone or turn.caller is None):
        filled["phone"] = NO_PHONE
        return draft
    if heard.digits_wrong:
        return draft.change(own_phone=True).note(turn.words("phone_wrong"))
    if offered and heard.yes is True and not heard.other_number:
        filled["phone"] = turn.caller
    elif offered and (heard.yes is False or heard.other_number):
        return draft.change(own_phone=True, asked={**draft.asked, "phone": 0})
    return draft
