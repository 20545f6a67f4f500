"""What is known of a firm: the facts of its TOML file, as frozen dataclasses.

Open to every room, imports only messages. `settings` reads and checks the files (`tenants check`).
Times of day are the firm's own wall clock; `time_zone` says where.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from zoneinfo import ZoneInfo

from receptionist.messages import Language

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """From opening to closing on one day: [opens, closes)."""

    opens: time
    closes: time


Week = Mapping[str, tuple[Hours, ...]]
"""WEEKDAYS key → that day's hours in order; a missing or empty day is closed."""


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a name in each language, which a caller may also call otherwise."""

    key: str
    name: Mapping[Language, str]
    also: Mapping[Language, tuple[str, ...]] = field(default_factory=dict)
    """Synonyms and inflected forms a caller may use."""

    def called(self, language: Language) -> str:
        """The name in `language`, or in whichever language there is."""
        return self.name.get(language) or next(iter(self.name.values()))


@dataclass(frozen=True, slots=True)
class Service(Named):
    """Something that can be booked."""

    minutes: int = 30
    price: int | None = None
    """In the smallest unit of the firm's currency (grosz, penny); 0 is free; None is not told."""
    staff: tuple[str, ...] = ()
    """Keys of those who perform it; empty: all."""
    before: int = 0
    """Minutes kept free before it."""
    after: int = 0
    """Minutes kept free after it."""
    seats: int = 1
    """How many callers may share one start (a class, a group)."""
    interval: int | None = None
    """Minutes between start times; None: the firm's."""


@dataclass(frozen=True, slots=True)
class Staff(Named):
    """Somebody who performs services."""

    hours: Week | None = None
    """Weekly hours; None: the firm's."""
    breaks: Week = field(default_factory=dict)
    overrides: Mapping[date, tuple[Hours, ...]] = field(default_factory=dict)
    """A date's hours replace that day's whole; () is a day off."""
    title: Mapping[Language, str] = field(default_factory=dict)
    """Said before the name when spoken of ("Dr"), where the name does not carry it."""


@dataclass(frozen=True, slots=True)
class BookingRules:
    """When visits may begin."""

    interval: int = 15
    """Minutes between start times, counted from midnight of the firm's wall clock (the grid's anchor)."""
    notice_hours: float = 2
    window_days: int = 60
    """How many calendar days ahead may be booked, today being day 0."""
    hold_seconds: int = 300
    """How long an offered time is kept while the caller decides."""
    max_per_day: int | None = None
    """Bookings of one phone number on one day; None: no limit."""
    assign: str = "fewest"
    """Who gets a visit with anybody: fewest (booked that day) or round_robin."""


@dataclass(frozen=True, slots=True)
class Question:
    """A frequent question and its answer."""

    key: str
    ask: Mapping[Language, tuple[str, ...]]
    answer: Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the desk who takes calls that the receptionist hands over."""

    key: str
    name: str
    phone: str
    """E.164."""
    languages: tuple[Language, ...] = ()
    """Empty: all of the firm's."""
    hours: Week | None = None
    """On duty; None: the firm's opening hours."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who answers when a person is wanted."""

    people: tuple[Person, ...] = ()
    strategy: str = "all"
    """all (ring at once), in_order."""
    ring_seconds: int = 20
    fallback: str | None = None
    """E.164 number that is dialled when our machine cannot take calls; None: voicemail."""
    email: str | None = None
    """Messages, call-backs and unanswered questions go here, …"""
    sms: str | None = None
    """… and here (E.164)."""


@dataclass(frozen=True, slots=True)
class Engines:
    """Which parts this firm uses; None: the machine's default. A name is a file in the room."""

    stt: str | None = None
    tts: str | None = None
    dialogue: str | None = None
    voice: Mapping[Language, str] = field(default_factory=dict)
    """Engine's own name of the voice."""
    speed: float = 1.0


@dataclass(frozen=True, slots=True)
class Tenant:
    """A firm."""

    key: str
    name: str
    spoken: Mapping[Language, str]
    """The firm's name as it is said in the greeting."""
    numbers: tuple[str, ...]
    """E.164 numbers by which callers reach it through us."""
    country: str
    """ISO 3166 alpha-2: national numbers, holidays, emergency number."""
    time_zone: str
    languages: tuple[Language, ...]
    """The first is the default."""
    currency: str
    """ISO 4217."""
    address: Mapping[Language, str]
    hours: Week
    services: tuple[Service, ...]
    staff: tuple[Staff, ...]
    breaks: Week = field(default_factory=dict)
    """The whole firm's breaks (lunch)."""
    overrides: Mapping[date, tuple[Hours, ...]] = field(default_factory=dict)
    """A date's hours replace that day's whole; () is closed."""
    holidays: str | None = None
    """Public holidays on which it is closed: "PL", "GB-ENG" (country or country-subdivision of the
    `holidays` library); None: open on them."""
    holidays_open: tuple[date, ...] = ()
    booking: BookingRules = field(default_factory=BookingRules)
    faq: tuple[Question, ...] = ()
    desk: Desk = field(default_factory=Desk)
    engines: Engines = field(default_factory=Engines)
    greeting: Mapping[Language, str] = field(default_factory=dict)
    """The firm's own words after its name; that a machine speaks is always said and can't be removed."""

    @property
    def zone(self) -> ZoneInfo:
        """The firm's time zone."""
        return ZoneInfo(self.time_zone)

    def service(self, key: str) -> Service | None:
        """The service with that key."""
        return next((s for s in self.services if s.key == key), None)

    def person(self, key: str) -> Staff | None:
        """The member of staff with that key."""
        return next((s for s in self.staff if s.key == key), None)

    def performers(self, service: Service) -> tuple[Staff, ...]:
        """Who performs the service, in the file's order."""
        return tuple(s for s in self.staff if not service.staff or s.key in service.staff)
