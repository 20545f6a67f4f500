"""The shape of a firm's file: which keys there are, and what each may hold.

pydantic stands here, at the edge, and nowhere behind it; `firm()` makes the plain dataclasses of
tenant.py. What needs more than one key to judge (a service's staff exist …) is in facts.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from receptionist.messages import Language
from receptionist.tenant import (
    WEEKDAYS,
    BookingRules,
    Desk,
    Engines,
    Hours,
    Named,
    Person,
    Question,
    Service,
    Staff,
    Tenant,
)

HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
HOURS_ALLOWED = 'like "9:00-18:00", from 0:00 to 23:59'


class Bad(ValueError):
    """A value that is not allowed."""

    def __init__(self, fault: str, allowed: str) -> None:
        super().__init__(f"{fault} (allowed: {allowed})")


def _said(value: str) -> str:
    if not value.strip():
        raise Bad("is empty", "some text")
    if any(ord(c) < 32 and c not in "\n\t" for c in value):
        raise Bad("holds control characters", "plain text")
    return " ".join(value.split())


def _phone(value: str) -> str:
    if not re.fullmatch(r"\+[1-9]\d{6,14}", value, re.ASCII):
        raise Bad("is no phone number in E.164", "+, country code, number, no spaces: like +48221234567")
    return value


def _email(value: str) -> str:
    if not re.fullmatch(r"[^@\s,;<>\"()\\]+@[^@\s,;<>\"()\\]+", value) or not value.isprintable():
        raise Bad("is no e-mail address", "one address, like desk@example.com")
    return value


def _date(value: str) -> str:
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
            raise ValueError
        date.fromisoformat(value)
    except ValueError:
        raise Bad("is no date", "like 2026-12-24") from None
    return value


def _day(value: str) -> str:
    if value not in WEEKDAYS:
        near = next((day for day in WEEKDAYS if value.lower().startswith(day)), "")
        hint = f"; did you mean {near}?" if near else ""
        raise Bad(f"is no weekday{hint}", ", ".join(WEEKDAYS))
    return value


def hours(value: str) -> Hours:
    """ "9:00-18:00" → Hours. Raises Bad."""
    found = HOURS.fullmatch(value.strip())
    if not found:
        raise Bad(f"{value[:40]!r} is no span of hours", HOURS_ALLOWED)
    from_hour, from_minute, to_hour, to_minute = (int(n) for n in found.groups())
    try:
        span = Hours(time(from_hour, from_minute), time(to_hour, to_minute))
    except ValueError:
        raise Bad(f"{value[:40]!r} is no time of day", HOURS_ALLOWED) from None
    if span.opens >= span.closes:
        raise Bad(f"{value[:40]!r} ends before it begins", "closing after opening, on the same day")
    return span


def _hours(value: str) -> str:
    hours(value)
    return value


Text: TypeAlias = Annotated[str, AfterValidator(_said), Field(max_length=1000)]
Phone: TypeAlias = Annotated[str, AfterValidator(_phone)]
Email: TypeAlias = Annotated[str, AfterValidator(_email)]
Span: TypeAlias = Annotated[str, AfterValidator(_hours)]
Weekday: TypeAlias = Annotated[str, AfterValidator(_day)]
DateKey: TypeAlias = Annotated[str, AfterValidator(_date)]
Key: TypeAlias = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Texts: TypeAlias = dict[Language, Text]
TextLists: TypeAlias = dict[Language, list[Text]]
WeekTable: TypeAlias = dict[Weekday, list[Span]]
DateTable: TypeAlias = dict[DateKey, list[Span]]
DayMinutes: TypeAlias = Annotated[int, Field(ge=1, le=1440)]
BufferMinutes: TypeAlias = Annotated[int, Field(ge=0, le=1440)]


class Table(BaseModel):
    """A table of the file: unknown keys and other types are faults."""

    model_config = ConfigDict(extra="forbid", strict=True)


class ServiceTable(Table):
    """[services.KEY]"""

    name: Texts
    also: TextLists = {}
    minutes: DayMinutes
    price: Annotated[int, Field(ge=0, le=100_000_000)] = 0
    staff: list[str] = []
    before: BufferMinutes = 0
    after: BufferMinutes = 0
    seats: Annotated[int, Field(ge=1, le=1000)] = 1
    interval: DayMinutes = 15


class StaffTable(Table):
    """[staff.KEY]"""

    name: Texts
    also: TextLists = {}
    title: Texts = {}
    hours: WeekTable = {}
    breaks: WeekTable = {}
    overrides: DateTable = {}


class BookingTable(Table):
    """[booking]"""

    interval: DayMinutes = 15
    notice_hours: Annotated[float, Field(ge=0, le=8760, allow_inf_nan=False)] = 0
    window_days: Annotated[int, Field(ge=1, le=730)] = 1
    hold_seconds: Annotated[int, Field(ge=30, le=3600)] = 300
    max_per_day: Annotated[int, Field(ge=1, le=1000)] = 1
    assign: Literal["fewest", "round_robin"] = "fewest"


class QuestionTable(Table):
    """[faq.KEY]"""

    ask: dict[Language, Annotated[list[Text], Field(min_length=1)]]
    answer: Texts


class PersonTable(Table):
    """[[desk.people]]"""

    key: Key
    name: Text
    phone: Phone
    languages: list[Language] = []
    hours: WeekTable = {}


class DeskTable(Table):
    """[desk]"""

    people: list[PersonTable] = []
    strategy: Literal["all", "in_order"] = "all"
    ring_seconds: Annotated[int, Field(ge=5, le=120)] = 20
    fallback: Phone = ""
    email: Email = ""
    sms: Phone = ""


class EnginesTable(Table):
    """[engines]"""

    stt: str = ""
    tts: str = ""
    dialogue: Literal["embedded", "rasa"] = "embedded"
    voice: Texts = {}
    speed: Annotated[float, Field(ge=0.5, le=2.0)] = 1.0


class FirmTable(Table):
    """The whole file."""

    name: Text
    spoken: Texts
    numbers: Annotated[list[Phone], Field(min_length=1)]
    country: str
    time_zone: str
    languages: Annotated[list[Language], Field(min_length=1)]
    currency: str
    address: Texts
    hours: WeekTable
    services: dict[Key, ServiceTable] = {}
    staff: dict[Key, StaffTable] = {}
    breaks: WeekTable = {}
    overrides: DateTable = {}
    holidays: str = ""
    holidays_open: list[date] = []
    booking: BookingTable = BookingTable()
    faq: dict[Key, QuestionTable] = {}
    desk: DeskTable = DeskTable()
    engines: EnginesTable = EnginesTable()
    greeting: Texts = {}


# ---------------------------------------------------------------- the file's shape → dataclasses


def firm(key: str, table: FirmTable) -> Tenant:
    """The dataclasses; what the file does not set keeps the default of tenant.py."""
    given = _given(table)
    for name, kind in (("services", Service), ("staff", Staff), ("faq", Question)):
        given[name] = tuple(_made(kind, k, each) for k, each in getattr(table, name).items())
    if "booking" in given:
        given["booking"] = BookingRules(**_given(table.booking))
    if "engines" in given:
        given["engines"] = Engines(**_given(table.engines))
    if "desk" in given:
        people = tuple(Person(**_given(person)) for person in table.desk.people)
        given["desk"] = Desk(**{**_given(table.desk), "people": people})
    return Tenant(key=key, **given)


def _made(kind: type[Named] | type[Question], key: str, table: Table) -> Named | Question:
    return kind(key=key, **_given(table))


def _given(table: Table) -> dict[str, Any]:
    """The keys that stand in the file, with lists as tuples and hours read."""
    return {name: _frozen(name, getattr(table, name)) for name in table.model_fields_set}


def _frozen(name: str, value: Any) -> Any:
    if name in ("hours", "breaks"):
        return {day: _spans(spans) for day, spans in value.items()}
    if name == "overrides":
        return {date.fromisoformat(day): _spans(spans) for day, spans in value.items()}
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, Mapping):
        return {k: _frozen("", v) for k, v in value.items()}
    return value


def _spans(spans: list[str]) -> tuple[Hours, ...]:
    return tuple(sorted(hours(span) for span in spans))
