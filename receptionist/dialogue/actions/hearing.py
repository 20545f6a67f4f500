"""What one turn of the caller contains, whatever was asked: understood by the language room, never guessed.

Pure. The order matters: a phone number is taken out first (its digits look like times), then a name
("it's Anna Nowak" asks for no Anna), then the service, the person and the time in what is left.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from receptionist.dialogue.actions.turn import SURE, Turn
from receptionist.language import answers, choosing, names, phones, strangers, when
from receptionist.language.language import PersonName, Picked, When
from receptionist.messages import Channel, Language

Table = Mapping[Language, str]

_SIGNATURE = re.compile(r"[,.;–-]\s*([^\W\d_a-z]\w+\s+[^\W\d_a-z][\w-]+)[.!\s]*$")
_AT: Table = {"en": "at", "pl": "godzina"}
_THAT_ONE = re.compile(r"\b(that|this|the|any|which|other|another|no|good|\w+st|\w+nd|\w+rd) one\b")
_TITLE = re.compile(r"\b(dr|doctor|doktor\w*)\b")
_NOT_NAMES = frozenset({"service", "staff", "time"})
"""Asked for one of these, callers may give their name instead."""
_WHOLE_NAME = 3
_BARE_WORDS = 2
_SHORT = 6

_FIRST: Table = {"en": r"\b(first|earliest|number one)\b", "pl": r"\b(pierwsz\w+|jedynk\w+|najwcze\w+)\b"}
_SECOND: Table = {"en": r"\b(second|middle|number two)\b", "pl": r"\b(drug\w+|środkow\w+|srodkow\w+|dwójk\w+)\b"}
_THIRD: Table = {"en": r"\b(third|number three)\b", "pl": r"\b(trzeci\w*|trójk\w+)\b"}
_LAST: Table = {"en": r"\b(last|latest)\b", "pl": r"\b(ostatni\w*|najpóźniej\w*)\b"}
_LATER: Table = {
    "en": r"^(?!.*\b(o'?clock|than)\b).*\b(later|after that)\b",
    "pl": r"\b(później\w*|pozniej\w*|dalsz\w+)\b",
}
_EARLIER: Table = {"en": r"\b(earlier|sooner)\b", "pl": r"\b(wcześniej|wczesniej|wcześniejsz\w+|szybciej)\b"}
_OTHERS: Table = {
    "en": r"\b(none|neither|something else|other (times?|options?|days?)|another (time|day)|different (times?|day))\b",
    "pl": r"\b(żad\w+|zad(en|na|ne)|inn[ayeą]\w*|coś innego|cos innego)\b",
}
_OTHER_NUMBER: Table = {
    "en": r"\b(another|other|different)\b",
    "pl": r"\b(inn\w+)\b",
}
_REFUSES: Table = {
    "en": r"\b(don't have|haven't got|no (phone|number|mobile)|rather not|won't give|don't want to (give|say))\b",
    "pl": r"\b(nie (mam|podam|posiadam)|nie chcę (podawać|dawać)|nie chce (podawac|dawac)|wolę nie)\b",
}
_FIELDS: Mapping[str, Table] = {
    "time": {
        "en": r"\b(time|date|day|hour|when)\b",
        "pl": r"\b(godzin\w+|termin\w*|dat[aęyą]|dzień|dzien|dnia|czas)\b",
    },
    "name": {"en": r"\b(names?|surname)\b", "pl": r"\b(nazwisk\w+|imię|imie|imienia)\b"},
    "phone": {"en": r"\b(number|phone)\b", "pl": r"\b(numer\w*|telefon\w*)\b"},
    "service": {"en": r"\b(service|treatment)\b", "pl": r"\b(usług\w+|uslug\w+|zabieg\w*)\b"},
    "staff": {"en": r"\b(person|dentist|doctor|stylist|who)\b", "pl": r"\b(osob\w+|fryzjer\w*|kogo|kto)\b"},
}


@dataclass(frozen=True, slots=True)
class Heard:
    """What was in the turn; empty fields were not."""

    choice: str = ""
    """Value of a pressed key's choice, as `kind:value`."""
    recording: str = ""
    service: Picked | None = None
    staff: Picked | None = None
    stranger: str = ""
    """Somebody asked for who does not work here."""
    anyone: bool = False
    whens: tuple[When, ...] = ()
    name: PersonName | None = None
    phone: str | None = None
    digits_wrong: bool = False
    """Digits were given that are no phone number."""
    yes: bool | None = None
    position: int | None = None
    """Which of the offered: 0, 1, 2, or -1 for the last."""
    later: bool = False
    earlier: bool = False
    others: bool = False
    field: str = ""
    """Slot that was named ("the time is wrong")."""
    other_number: bool = False
    """ "Another number", when theirs was offered."""
    refused: bool = False
    """Asked for a number: there is none, or it is not given."""
    unknown: bool = False
    """ "I don't know." """

    @property
    def facts(self) -> bool:
        """Anything that fills or changes a slot."""
        return bool(
            self.recording
            or self.service
            or self.staff
            or self.stranger
            or self.anyone
            or self.whens
            or self.name
            or self.phone
        )

    @property
    def anything(self) -> bool:
        """Anything at all that answers something."""
        return bool(
            self.facts
            or self.choice
            or self.yes is not None
            or self.position is not None
            or self.later
            or self.earlier
            or self.others
            or self.unknown
            or self.refused
            or self.other_number
            or self.digits_wrong
        )


def hear(turn: Turn, requested: str | None) -> Heard:
    """Everything in the turn, given what was asked."""
    if turn.intent == "choose":
        return _chosen(turn.entity("value"))
    if turn.intent == "keyed":
        phone = phones.understand(turn.entity("digits"), turn.language, turn.tenant.country).value
        return Heard(phone=phone, digits_wrong=phone is None)
    if turn.intent == "recorded":
        return Heard(recording=turn.entity("recording"))
    if turn.text.startswith("/"):
        return Heard()
    return _words(turn, requested)


def _chosen(value: str) -> Heard:
    if value in {"yes", "no"}:
        return Heard(choice=value, yes=value == "yes")
    return Heard(choice=value)


def _words(turn: Turn, requested: str | None) -> Heard:
    language, text = turn.language, turn.text
    lower = text.lower()

    def says(table: Table) -> bool:
        return re.search(table[language], lower) is not None

    yes = answers.yes_no(text, language)
    phone = phones.understand(text, language, turn.tenant.country)
    rest = phone.rest if phone.value else text
    name, rest = _name(turn, requested, rest, yes)
    service = choosing.pick(rest, language, turn.tenant.services)
    staff = choosing.pick(service.rest if service.value else rest, language, turn.tenant.staff)
    left = staff.rest if staff.value else (service.rest if service.value else rest)
    # From all the words: without "Anna", "by Anna on Monday" would be "by Monday".
    whens = () if requested == "phone" and not phone.value and _digits(lower) else _whens(turn, rest)
    offers = turn.draft.offers
    dated = any(w.date_said for w in whens) and len(lower.split()) > 4
    position = _position(says) if offers and not dated else None
    if not whens and not name and position is None and (offers or requested in {"time", "confirmed"}):
        whens = _bare_hour(turn, left)
    if not name and requested in _NOT_NAMES and not (whens or service.value or staff.value or yes is not None):
        name = _unasked_name(turn, text)
    choosing_time = bool(offers) or turn.slot("time") is not None
    return Heard(
        service=service.value,
        staff=staff.value,
        stranger="" if staff.value else strangers.stranger(rest, language),
        anyone=choosing.anyone(left, language),
        whens=whens,
        name=name,
        phone=phone.value,
        digits_wrong=requested == "phone" and not phone.value and _digits(lower),
        yes=yes,
        position=position,
        later=choosing_time and says(_LATER) and not whens,
        earlier=choosing_time and says(_EARLIER) and not whens,
        others=bool(offers) and says(_OTHERS),
        field=next((slot for slot, table in _FIELDS.items() if says(table)), ""),
        other_number=requested == "phone" and not phone.value and says(_OTHER_NUMBER),
        refused=requested == "phone" and not phone.value and says(_REFUSES),
        unknown=turn.intent == "dont_know" and turn.confidence >= SURE,
    )


def _unasked_name(turn: Turn, text: str) -> PersonName | None:
    """ "Ann Lee" where a time was asked for: a whole name with a known given one, and nothing else."""
    found = names.understand(text, turn.language, asked=True)
    if found.value is None or found.rest or not (found.value.given and found.value.family):
        return None
    known = names.is_given(found.value.given, turn.language)
    return found.value if known and len(text.split()) <= _WHOLE_NAME else None


def _digits(text: str) -> bool:
    return sum(c.isdigit() for c in text) >= 3


def _whens(turn: Turn, text: str) -> tuple[When, ...]:
    found = when.understand(text, turn.language, turn.now, turn.tenant.hours).value
    return tuple(_meant_for_it(turn, w) for w in found)


def _meant_for_it(turn: Turn, said: When) -> When:
    """ "Nie w środę" after another day was read back is "no: on Wednesday", not "any day but Wednesday"."""
    if not (said.excluded and said.ambiguous and said.start and said.end):
        return said
    chosen, _, _ = (turn.slot("time") or "").partition("|")
    starts = [datetime.fromisoformat(chosen)] if chosen else [s.start for s in turn.draft.offers]
    if starts and not any(said.start <= s < said.end for s in starts):
        return replace(said, excluded=False, ambiguous=False)
    return replace(said, ambiguous=False)


def _bare_hour(turn: Turn, text: str) -> tuple[When, ...]:
    """ "Eleven", "make it eleven": a number is a time only where times are being talked about."""
    tokens = text.split()[-_BARE_WORDS:]
    if not tokens or len(text.split()) > _SHORT or _THAT_ONE.search(text.lower()):
        return ()
    for first in range(len(tokens)):
        said = f"{_AT[turn.language]} {' '.join(tokens[first:])}"
        found = when.understand(said, turn.language, turn.now, turn.tenant.hours)
        if found.value and not found.rest:
            return found.value
    return ()


def _name(turn: Turn, requested: str | None, text: str, yes: bool | None) -> tuple[PersonName | None, str]:
    """A name, and the words without it. Bare words are a name only where it was asked for."""
    asked = requested == "name" and not _correcting(turn, text) and not (yes is not None and len(text.split()) < 3)
    if _TITLE.search(text.lower()) and choosing.pick(text, turn.language, turn.tenant.staff).value:
        # "It's Dr Jones I wanted" names whom, not who; "with Dr Jones, my name is John Smith" names both.
        told = names.understand(text, turn.language)
        whom = told.value and choosing.pick(told.value.full, turn.language, turn.tenant.staff).value
        return (told.value, told.rest) if told.value and not whom else (None, text)
    found = names.understand(_without_no(turn, text), turn.language, asked=asked)
    if found.value is None and not asked and turn.channel is not Channel.VOICE:
        return _signed(turn, text)
    return (found.value, found.rest) if found.value else (None, text)


_NO_COMMA = re.compile(r"\bnie (?=nazywam si[ęe]|jestem|moje nazwisko|mam na imi[ęe])", re.IGNORECASE)


def _without_no(turn: Turn, text: str) -> str:
    """ "Nie nazywam się Nowak" to a name read back is "no, my name is Nowak": recognisers write no comma."""
    return _NO_COMMA.sub("", text) if turn.slot("name") else text


def _signed(turn: Turn, text: str) -> tuple[PersonName | None, str]:
    """In writing people end with their name: "…tomorrow at ten, Jan Nowak"."""
    match = _SIGNATURE.search(text)
    if match is None or choosing.pick(match[1], turn.language, turn.tenant.staff).value or _whens(turn, match[1]):
        return None, text
    found = names.understand(match[1], turn.language, asked=True)
    if found.value is None or found.rest:
        return None, text
    return found.value, text[: match.start()]


def _correcting(turn: Turn, text: str) -> bool:
    """Asked for a name, the caller changes something else instead ("no, make it Wednesday at eleven")."""
    if turn.intent in {"change_something", "deny", "dont_know"} and turn.confidence >= SURE:
        return True
    return any(w.time_said and w.grain in {"minute", "hour"} or w.kind == "asap" for w in _whens(turn, text))


def _position(says: Callable[[Table], bool]) -> int | None:
    for index, table in ((0, _FIRST), (1, _SECOND), (2, _THIRD), (-1, _LAST)):
        if says(table):
            return index
    return None
