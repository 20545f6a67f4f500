"""Facts of the firm's file, asked at any moment; a form that was interrupted goes on by itself."""

from __future__ import annotations

import re
from datetime import date

import holidays

from receptionist.dialogue.actions import faq, people
from receptionist.dialogue.actions.hearing import hear
from receptionist.dialogue.actions.interrupting import is_question
from receptionist.dialogue.actions.messages import unanswered
from receptionist.dialogue.actions.times import Times
from receptionist.dialogue.actions.turn import Result, Turn
from receptionist.language import choosing, saying, when
from receptionist.messages import Channel, Choice, Expectation
from receptionist.records.records import Messages
from receptionist.tenant import WEEKDAYS, Hours, Service, Tenant

_PRICE_LIST = {"en": re.compile(r"\b(prices|price list)\b"), "pl": re.compile(r"\b(ceny|cennik\w*|cenach)\b")}


_ABOUT_A_THING = {
    "en": re.compile(
        r"(?:(?:um|uh|and|so|hi|hello) )*(?:do you (?:have|sell|take|accept)|have you got|is there|are there)\b"
        r"(?!.*\b(?:services?|treatments?|menu|list|offers?|other)\b)"
    ),
    "pl": re.compile(
        r"(?:(?:a|i|yyy|dzień dobry) )*(?:czy (?!.*\b(?:rob\w+|wykonuj\w+|ofer\w+)\b))"
        r"(?!.*\b(?:usłu\w+|uslu\w+|zabieg\w*|ofer\w+|cennik\w*|list\w+|inn\w+|jeszcze)\b)"
    ),
}
"""A thing asked after that is none of the services: "czy macie klimatyzację"."""


def hours(turn: Turn) -> Result:
    """Opening hours: of the day that was named, or of the week."""
    listed = _listed(turn)
    if listed is not None:
        return listed
    day = _day(turn)
    if day is None:
        return Result().say(turn.words("open_week", 0, week=saying.say_week(turn.tenant.hours, turn.language)))
    spoken = saying.say_day(day, turn.language, turn.now.date())
    spans, holiday = day_hours(turn.tenant, day)
    if not spans:
        return Result().say(turn.words("closed_holiday" if holiday else "closed_day", 0, day=spoken, holiday=holiday))
    said = [saying.say_span(h.opens, h.closes, turn.language) for h in spans]
    return Result().say(turn.words("open_day", 0, day=spoken, spans=saying.say_list(said, turn.language)))


def _listed(turn: Turn) -> Result | None:
    """The answer of the firm's own list, where the words are close to a question of it: it knows better."""
    found = faq.match(turn.tenant, turn.language, turn.text, faq.CLOSE)
    return Result().say(found.question.answer[turn.language]) if found is not None else None


def _day(turn: Turn) -> date | None:
    whens = when.understand(turn.text, turn.language, turn.now, turn.tenant.hours).value
    named = next((w for w in whens if w.date_said and w.start is not None and w.grain in {"day", "part", "hour"}), None)
    if named is None or named.start is None:
        return None
    return named.start.astimezone(turn.tenant.zone).date()


def day_hours(tenant: Tenant, day: date) -> tuple[tuple[Hours, ...], str]:
    """That day's opening hours, and the holiday's name where it is closed for one."""
    if day in tenant.overrides:
        return tenant.overrides[day], ""
    if tenant.holidays and day not in tenant.holidays_open:
        country, _, part = tenant.holidays.partition("-")
        name = holidays.country_holidays(country, subdiv=part or None, years=day.year).get(day)
        if name:
            return (), str(name)
    return tenant.hours.get(WEEKDAYS[day.weekday()], ()), ""


def address(turn: Turn) -> Result:
    """Where the firm is; by key also when it is open."""
    listed = _listed(turn) if turn.intent != "choose" else None
    if listed is not None:
        return listed
    where = turn.tenant.address.get(turn.language) or next(iter(turn.tenant.address.values()))
    text = turn.words("address", 0, address=where)
    if turn.intent == "choose":
        week = turn.words("open_week", 0, week=saying.say_week(turn.tenant.hours, turn.language))
        return Result().say(f"{week} {text}")
    return Result().say(text)


def _service(turn: Turn) -> Service | None:
    """The service that was named, or the one in question."""
    picked = choosing.pick(turn.text, turn.language, turn.tenant.services).value
    if picked is not None and len(picked.keys) == 1:
        return turn.tenant.service(picked.keys[0])
    return turn.service


def price(turn: Turn) -> Result:
    """What it costs."""
    service = _service(turn)
    if service is not None and not _PRICE_LIST[turn.language].search(turn.text.lower()):
        return _offering(turn, service, _price(turn, service))
    listed = _listed(turn) if service is None else None
    if listed is not None:
        return listed
    priced = [s for s in turn.tenant.services if s.price is not None]
    said = [f"{s.called(turn.language)}: {_money(turn, s)}" for s in priced]
    return Result().say(turn.words("prices", 0, prices=", ".join(said)) if said else turn.words("price_unknown"))


def _price(turn: Turn, service: Service) -> str:
    name = service.called(turn.language)
    if service.price is None:
        return turn.words("price_unknown")
    if service.price == 0:
        return turn.words("price_free", 0, service=name)
    return turn.words("price", 0, service=name, price=_money(turn, service))


def _money(turn: Turn, service: Service) -> str:
    return saying.say_money(service.price or 0, turn.tenant.currency, turn.language)


def duration(turn: Turn) -> Result:
    """How long it takes."""
    service = _service(turn)
    if service is None:
        said = [f"{s.called(turn.language)}: {_minutes(turn, s)}" for s in turn.tenant.services]
        return Result().say(turn.words("durations", 0, durations=", ".join(said)))
    text = turn.words("duration", 0, service=service.called(turn.language), minutes=_minutes(turn, service))
    return _offering(turn, service, text)


def _minutes(turn: Turn, service: Service) -> str:
    return saying.say_minutes(service.minutes, turn.language)


def _offering(turn: Turn, service: Service, text: str) -> Result:
    """Outside a form the service that was asked about is offered."""
    if turn.loop or turn.service is not None:
        return Result().say(text)
    question = turn.words("shall_i_book")
    result = Result().set(service=service.key, offered=people.offer(turn, "book"))
    return result.say(f"{text} {question}", expects=Expectation.YES_NO, choices=_yes_no(turn), reprompt=question)


def _yes_no(turn: Turn) -> tuple[Choice, ...]:
    return (Choice("1", turn.words.part("label_yes"), "yes"), Choice("2", turn.words.part("label_no"), "no"))


async def services(turn: Turn, messages: Messages) -> Result:
    """What can be booked; "do you have …?" of something else is no question about services."""
    picked = choosing.pick(turn.text, turn.language, turn.tenant.services).value
    if picked is not None and picked.sure and len(picked.keys) == 1:
        service = turn.tenant.service(picked.keys[0])
        if service is not None:
            return _offering(turn, service, turn.words("we_do", 0, service=service.called(turn.language)))
    if _ABOUT_A_THING[turn.language].match(turn.text.lower()):
        return await frequent(turn, messages)
    named = [s.called(turn.language) for s in turn.tenant.services]
    return Result().say(turn.words("services", 0, services=saying.say_list(named, turn.language)))


def staff(turn: Turn) -> Result:
    """Who works there, or who performs the service."""
    service = _service(turn)
    performers = turn.tenant.performers(service) if service else turn.tenant.staff
    named = saying.say_list([p.called(turn.language) for p in performers], turn.language)
    if service is None:
        return Result().say(turn.words("staff", 0, people=named))
    key = "staff_of_one" if len(performers) == 1 else "staff_of"
    return Result().say(turn.words(key, 0, people=named, service=service.called(turn.language)))


async def frequent(turn: Turn, messages: Messages) -> Result:
    """A question of the firm's own list, by paraphrase; else it is said that nobody here knows."""
    found = faq.match(turn.tenant, turn.language, turn.text, faq.LIKELY)
    if found is not None:
        return Result().say(found.question.answer[turn.language])
    return await not_known(turn, messages)


_FAREWELL = {
    "en": re.compile(r"\b(bye|goodbye|that's (all|everything|it for today)|that is all|that will be all)\b"),
    "pl": re.compile(r"\b(do widzenia|dowidzenia|do usłyszenia|do uslyszenia|to (już )?wszystko)\b"),
}
_FAREWELL_WORDS = 7


async def unknown(turn: Turn, messages: Messages, times: Times) -> Result:
    """Neither an intent nor a form could make anything of it."""
    short = len(turn.text.split()) <= _FAREWELL_WORDS and not is_question(turn)
    if turn.loop is None and short and _FAREWELL[turn.language].search(turn.text.lower()):
        return await people.goodbye(turn, times)
    found = faq.match(turn.tenant, turn.language, turn.text, faq.LIKELY)
    if found is not None:
        return Result().say(found.question.answer[turn.language])
    if turn.loop is None:
        heard = hear(turn, None)
        if heard.service or heard.staff or heard.whens:
            return Result().go_on_with("booking_form")
    if turn.intent == "out_of_scope" or is_question(turn):
        return await not_known(turn, messages)
    return people.not_understood(turn)


async def not_known(turn: Turn, messages: Messages) -> Result:
    """Honest; the question is kept for the firm, a message is offered."""
    await unanswered(turn, messages)
    if turn.loop:
        return Result().say(turn.words("not_known_in_form"))
    question = turn.words("shall_i_take_message")
    return (
        Result()
        .set(offered=people.offer(turn, "message"))
        .say(
            f"{turn.words('not_known')} {question}",
            expects=Expectation.YES_NO,
            choices=_yes_no(turn) if turn.channel is Channel.VOICE else (),
            reprompt=question,
        )
    )


async def late(turn: Turn, messages: Messages) -> Result:
    """Somebody is on the way: the firm is told at once."""
    await messages.take(
        turn.tenant,
        "message",
        turn.call,
        turn.language,
        turn.now,
        name=turn.slot("name") or "",
        phone=turn.caller or "",
        text=turn.text,
    )
    return Result().say(turn.words("late_noted"))
