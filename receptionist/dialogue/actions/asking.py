"""The questions: how each is put, what may be pressed, what kind of answer is expected. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from receptionist.dialogue.actions.menu import press
from receptionist.dialogue.actions.times import ANYONE, unpack
from receptionist.dialogue.actions.turn import Result, Turn
from receptionist.language import saying
from receptionist.messages import Channel, Choice, Expectation
from receptionist.tenant import Named, Staff

MAX_PHONE_DIGITS = 15
"""ITU-T E.164, section 6.1."""


def ask_service(turn: Turn) -> Result:
    """Which service."""
    pending = _near_miss(turn, "service")
    if pending is not None:
        return pending
    services = turn.tenant.services
    choices = _numbered(turn, services, "service")
    labels = [s.called(turn.language) for s in services]
    listed = saying.say_list(labels, turn.language, "or")
    nth = turn.draft.asked.get("service", 0)
    if turn.by_key:
        return ask(turn, "service", press(choices, turn.language), Expectation.SERVICE, choices)
    text = turn.words("ask_service" if nth == 0 else "ask_service_list", nth, services=listed)
    return ask(turn, "service", text, Expectation.SERVICE, choices, turn.words("ask_service_list", 0, services=listed))


def ask_staff(turn: Turn) -> Result:
    """With whom."""
    pending = _near_miss(turn, "staff")
    if pending is not None:
        return pending
    service = turn.service
    people = turn.tenant.performers(service) if service else turn.tenant.staff
    choices = (*_numbered(turn, people, "staff"), _anyone(turn, len(people) + 1))
    listed = saying.say_list([p.called(turn.language) for p in people], turn.language, "or")
    if turn.by_key:
        return ask(turn, "staff", press(choices, turn.language), Expectation.STAFF, choices)
    nth = turn.draft.asked.get("staff", 0)
    short = turn.words("ask_staff_short", 0, people=listed)
    return ask(turn, "staff", turn.words("ask_staff", nth, people=listed), Expectation.STAFF, choices, short)


def ask_time(turn: Turn) -> Result:
    """When; or which of the times found."""
    draft = turn.draft
    if not draft.offers:
        nth = draft.asked.get("time", 0)
        text = turn.words("ask_time", nth)
        # Nothing was understood yet: the next time an example helps.
        return ask(turn, "time", text, Expectation.DATE, (), turn.words("ask_time_short"))
    starts = [s.start for s in draft.offers]
    labels = [_offer(turn, s.start, s.staff) for s in draft.offers]
    choices = [Choice(str(i), label, f"time:{i - 1}") for i, label in enumerate(labels, 1)]
    if turn.channel is Channel.VOICE:
        choices.append(Choice("9", turn.words.part("label_later"), "time:later"))
    if turn.by_key:
        return ask(turn, "time", press(choices, turn.language), Expectation.TIME, choices)
    said = _offered(turn, labels)
    nth = draft.asked.get("time", 0)
    if len(starts) == 1:
        text = turn.words("offer_one", nth, time=said)
        return ask(turn, "time", text, Expectation.YES_NO, choices, turn.words("offer_one_short", 0, time=said))
    if draft.soonest:
        first = saying.say_moment(starts[0], turn.language, turn.now)
        rest = _others(turn, starts)
        text = turn.words("offer_soonest", nth, time=first, rest=rest)
    else:
        text = turn.words("offer_several", nth, times=said)
    return ask(turn, "time", text, Expectation.TIME, choices, turn.words("offer_short", 0, times=said))


def _others(turn: Turn, starts: Sequence[datetime]) -> str:
    """The times beside the first; its day is not said again."""
    if all(start.date() == starts[0].date() for start in starts):
        times = [saying.say_time(start.time(), turn.language, "at") for start in starts[1:]]
        return saying.say_list(times, turn.language, "or")
    return saying.say_moments(starts[1:], turn.language, turn.now)


def _offered(turn: Turn, labels: Sequence[str]) -> str:
    """All offered times: each day named once; a time with somebody else stands apart, at the end."""
    asked = turn.person
    own = [s.start for s in turn.draft.offers if asked is None or s.staff == asked.key]
    others = [label for s, label in zip(turn.draft.offers, labels, strict=True) if s.start not in own]
    said = [saying.say_moments(own, turn.language, turn.now)] if own else []
    return saying.say_list([*said, *others], turn.language, "or")


def _offer(turn: Turn, start: datetime, staff: str) -> str:
    """An offered time; with whom, where that is not whom the caller asked for."""
    said = saying.say_moment(start, turn.language, turn.now)
    asked = turn.person
    person = turn.tenant.person(staff)
    if asked is not None and person is not None and person.key != asked.key:
        return turn.words.part("offer_with", time=said, person=person.called(turn.language))
    return said


def ask_name(turn: Turn) -> Result:
    """The caller's name; recorded in their own voice where nobody could understand it."""
    if turn.by_key:
        return ask(turn, "name", turn.words("record_name"), Expectation.NAME, record=True)
    nth = turn.draft.asked.get("name", 0)
    return ask(turn, "name", turn.words("ask_name", nth), Expectation.NAME, (), turn.words("ask_name_short"))


def ask_phone(turn: Turn) -> Result:
    """A number to reach the caller by: the one they call from is offered."""
    nth = turn.draft.asked.get("phone", 0)
    if turn.caller and not turn.draft.own_phone:
        ending = saying.say_ending(turn.caller, turn.language)
        choices = (
            Choice("1", turn.words.part("label_yes"), "yes"),
            Choice("2", turn.words.part("label_other_number"), "no"),
        )
        key = "ask_own_phone_key" if turn.by_key else _text_or_voice(turn, "ask_own_phone")
        short = turn.words("ask_own_phone_short", 0, ending=ending)
        return ask(turn, "phone", turn.words(key, nth, ending=ending), Expectation.YES_NO, choices, short)
    key = "ask_phone_key" if turn.by_key else _text_or_voice(turn, "ask_phone")
    keys = MAX_PHONE_DIGITS if turn.channel is Channel.VOICE else 0
    short = turn.words("ask_phone_short")
    return ask(turn, "phone", turn.words(key, nth), Expectation.PHONE, (), short, keys_wanted=keys)


def ask_booking_confirmed(turn: Turn) -> Result:
    """The read-back; after a "no", what to change."""
    draft = turn.draft
    if draft.changing:
        return ask_what_to_change(turn)
    text = turn.words("read_back", 0, **booking_facts(turn))
    return confirm(turn, text)


def ask_what_to_change(turn: Turn) -> Result:
    """What was wrong in the read-back."""
    fields = ("service", "staff", "time", "name", "phone")
    choices = [Choice(str(i), turn.words.part(f"field_{f}"), f"change:{f}") for i, f in enumerate(fields, 1)]
    if turn.by_key:
        return ask(turn, "confirmed", press(choices, turn.language), Expectation.OPEN, choices)
    return ask(turn, "confirmed", turn.words("ask_change"), Expectation.OPEN, choices, turn.words("ask_change_short"))


def confirm(turn: Turn, text: str) -> Result:
    """A yes/no question before anything is written."""
    choices = (Choice("1", turn.words.part("label_yes"), "yes"), Choice("2", turn.words.part("label_change"), "no"))
    if turn.by_key:
        text = f"{text} {turn.words('confirm_by_key')}"
    return ask(turn, "confirmed", text, Expectation.YES_NO, choices, text)


def booking_facts(turn: Turn) -> dict[str, str]:
    """What is said of a booking: service, person, moment, name."""
    service = turn.service
    value = turn.slot("time")
    start, staff = unpack(value, turn) if value else (turn.now, "")
    person = turn.tenant.person(staff)
    name = turn.slot("name") or ""
    return {
        "service": service.called(turn.language) if service else "",
        "person": spoken_person(turn, person),
        "moment": saying.say_moment(start, turn.language, turn.now, full=True),
        "name": "" if name in {RECORDED, NOT_GIVEN} else name,
        "for_name": _for_name(turn, name),
    }


RECORDED = "(recorded)"
"""Stands for the name where the caller's own voice is the name."""


NOT_GIVEN = "(not given)"
"""Stands for the name of a caller who recorded none."""


def _for_name(turn: Turn, name: str) -> str:
    if name == RECORDED:
        return turn.words.part("for_recorded")
    return turn.words.part("for_nobody") if name == NOT_GIVEN else turn.words.part("for_name", 0, name=name)


def spoken_person(turn: Turn, person: Staff | None) -> str:
    """A member of staff, with their title."""
    if person is None:
        return ""
    title = person.title.get(turn.language, "")
    return f"{title} {person.called(turn.language)}".strip()


def ask(
    turn: Turn,
    slot: str,
    text: str,
    expects: Expectation,
    choices: Sequence[Choice] = (),
    reprompt: str = "",
    **custom: object,
) -> Result:
    """Notes of this turn first, then the question; both are used up by being said."""
    draft = turn.draft
    asked = {**draft.asked, slot: draft.asked.get(slot, 0) + 1}
    failed = {"failed": True} if draft.failed else {}
    said = " ".join((*draft.notes, text))
    result = Result().set(draft=draft.change(notes=(), failed=False, asked=asked).as_json())
    return result.say(said, expects=expects, choices=choices, reprompt=reprompt or text, **failed, **custom)


def _numbered(turn: Turn, things: Sequence[Named], kind: str) -> tuple[Choice, ...]:
    """Keys 1, 2, 3 … for the firm's own things; 9 is kept free for "more", 0 for a person."""
    return tuple(Choice(str(i), t.called(turn.language), f"{kind}:{t.key}") for i, t in enumerate(things[:8], 1))


def _anyone(turn: Turn, key: int) -> Choice:
    return Choice(str(min(key, 9)), turn.words.part("label_anyone"), f"staff:{ANYONE}")


def _near_miss(turn: Turn, slot: str) -> Result | None:
    """ "Did you say Anna?" """
    kind, _, key = turn.draft.unsure.partition("=")
    if kind != slot or not key:
        return None
    thing: Named | None = turn.tenant.service(key) if slot == "service" else turn.tenant.person(key)
    if thing is None:
        return None
    choices = (Choice("1", turn.words.part("label_yes"), "yes"), Choice("2", turn.words.part("label_no"), "no"))
    text = turn.words("did_you_say", 0, thing=thing.called(turn.language))
    return ask(turn, slot, text, Expectation.YES_NO, choices, text)


def _text_or_voice(turn: Turn, key: str) -> str:
    """In writing nobody "calls from" a number and nobody presses keys."""
    return key if turn.channel is Channel.VOICE else f"{key}_written"
