"""What one key of a firm's file alone can't tell: names that must exist, times that must not
overlap, languages that must be there, numbers that must not lead back to us. Pure.

Each check yields (path, fault); reading.py adds file and line.
"""

from __future__ import annotations

import difflib
import zoneinfo
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any, TypeAlias

import holidays
import phonenumbers

from receptionist.tenants.shape import DateTable, FirmTable, WeekTable, hours
from receptionist.tenants.sourcemap import Path

Fault: TypeAlias = tuple[Path, str]

ISO_4217 = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
    "CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL "
    "HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD "
    "MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG "
    "QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD "
    "TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG "
)
CURRENCIES = frozenset(ISO_4217.split())
"""ISO 4217, currencies in circulation."""
LOOP = "calls would go round in a loop (allowed: a number that does not lead here)"
ENGINE_ROOMS = {"stt": "receptionist.speech.stt", "tts": "receptionist.speech.tts"}
"""Where a name in [engines] is a file."""


def nearest(word: str, known: Iterable[str]) -> str:
    """ "; did you mean X?" for a near miss, else nothing."""
    by_fold = {each.casefold(): each for each in known}
    close = difflib.get_close_matches(str(word).casefold(), by_fold, 1, 0.6)
    return f"; did you mean {by_fold[close[0]]}?" if close else ""


@cache
def _zones() -> frozenset[str]:
    # "localtime" is the machine's own zone and "Factory" is none: neither is the firm's.
    return frozenset(zoneinfo.available_timezones()) - {"localtime", "Factory"}


@cache
def _calendars() -> Mapping[str, Sequence[str]]:
    return holidays.list_supported_countries(include_aliases=False)


def engines(room: str) -> tuple[str, ...]:
    """Names of the speech engines of a room (`stt`, `tts`): its files that `create` one. Imports none of them."""
    found = set()
    for each in resources.files(ENGINE_ROOMS[room]).iterdir():
        code = each / "__init__.py" if each.is_dir() else each
        name = each.name.removesuffix(".py")
        if name.startswith("_") or not code.name.endswith(".py") or not code.is_file():
            continue
        if "\ndef create(" in code.read_text("utf-8"):
            found.add(name)
    return tuple(sorted(found))


def faults(firm: FirmTable, unread: Collection[str] = ()) -> Iterator[Fault]:
    """Every fault beyond the shape of single keys.

    unread: top-level keys that are wrong in themselves and not in `firm`; what needs them is left out.
    """
    checks: tuple[tuple[str, Callable[[FirmTable], Iterator[Fault]]], ...] = (
        ("time_zone", _zone),
        ("country", _country),
        ("currency", _currency),
        ("holidays", _holidays),
        ("languages", _languages),
        ("engines", _engines),
        ("numbers desk", _numbers),
        ("languages spoken address greeting services staff faq", _translations),
        ("hours breaks overrides staff desk", _weeks),
        ("services staff", _services),
        ("booking", _booking),
        ("services staff faq", _names),
        ("desk languages", _desk),
    )
    for needs, check in checks:
        if not set(needs.split()) & set(unread):
            yield from check(firm)


# ---------------------------------------------------------------- where the firm is


def _zone(firm: FirmTable) -> Iterator[Fault]:
    if firm.time_zone not in _zones():
        hint = nearest(firm.time_zone, _zones())
        yield ("time_zone",), f"there is no time zone {firm.time_zone!r}{hint} (allowed: IANA names like Europe/Warsaw)"


def _country(firm: FirmTable) -> Iterator[Fault]:
    known = phonenumbers.SUPPORTED_REGIONS
    if firm.country not in known:
        hint = "; did you mean GB?" if firm.country.upper() == "UK" else nearest(firm.country, known)
        yield ("country",), f"there is no country {firm.country!r}{hint} (allowed: ISO 3166 codes like PL, GB)"


def _currency(firm: FirmTable) -> Iterator[Fault]:
    if firm.currency not in CURRENCIES:
        hint = nearest(firm.currency, CURRENCIES)
        yield ("currency",), f"there is no currency {firm.currency!r}{hint} (allowed: ISO 4217 codes like PLN, GBP)"


def _holidays(firm: FirmTable) -> Iterator[Fault]:
    if "holidays" not in firm.model_fields_set:
        return
    country, dash, part = firm.holidays.partition("-")
    parts = _calendars().get(country)
    if parts is None:
        hint = nearest(country, _calendars())
        allowed = "a country like PL, or a part: GB-ENG"
        yield ("holidays",), f"there is no holiday calendar {firm.holidays!r}{hint} (allowed: {allowed})"
    elif dash and part not in parts:
        allowed = ", ".join(f"{country}-{p}" for p in parts) or country
        yield ("holidays",), f"{country} has no part {part!r}{nearest(part, parts)} (allowed: {allowed})"


def _languages(firm: FirmTable) -> Iterator[Fault]:
    for n, language in enumerate(firm.languages):
        if language in firm.languages[:n]:
            yield ("languages", n), f"{language} stands there twice"


def _engines(firm: FirmTable) -> Iterator[Fault]:
    for room in ENGINE_ROOMS:
        if room in firm.engines.model_fields_set and (name := getattr(firm.engines, room)) not in engines(room):
            there = ", ".join(engines(room)) or "none is installed"
            yield ("engines", room), f"there is no engine {name!r}{nearest(name, engines(room))} (allowed: {there})"


# ---------------------------------------------------------------- numbers


def _numbers(firm: FirmTable) -> Iterator[Fault]:
    for n, number in enumerate(firm.numbers):
        if number in firm.numbers[:n]:
            yield ("numbers", n), "the number stands there twice"
    for path, number in phones(firm):
        if not phonenumbers.is_possible_number(phonenumbers.parse(number)):
            yield path, "can't be a phone number of that country: too long or too short"
        if path[0] != "numbers" and number in firm.numbers:
            yield (
                path,
                f"is the firm's own number: {LOOP}",
            )
    seen: dict[str, str] = {}
    for n, person in enumerate(firm.desk.people):
        if person.phone in seen:
            yield ("desk", "people", n, "phone"), f"is also the phone of {seen[person.phone]}: it would ring twice"
        seen.setdefault(person.phone, person.key)


def phones(firm: FirmTable) -> Iterator[tuple[Path, str]]:
    """Every phone number in the file, and where."""
    yield from ((("numbers", n), number) for n, number in enumerate(firm.numbers))
    yield from ((("desk", key), number) for key in ("fallback", "sms") if (number := getattr(firm.desk, key)))
    yield from ((("desk", "people", n, "phone"), person.phone) for n, person in enumerate(firm.desk.people))


# ---------------------------------------------------------------- languages


def _translations(firm: FirmTable) -> Iterator[Fault]:
    for path, texts in _texts(firm):
        for language in firm.languages:
            if language not in texts:
                yield path, f"is not there in {language}, which the firm speaks (allowed: {', '.join(firm.languages)})"


def _texts(firm: FirmTable) -> Iterator[tuple[Path, Mapping[Any, Any]]]:
    yield ("spoken",), firm.spoken
    yield ("address",), firm.address
    if firm.greeting:
        yield ("greeting",), firm.greeting
    for key, service in firm.services.items():
        yield ("services", key, "name"), service.name
    for key, person in firm.staff.items():
        yield ("staff", key, "name"), person.name
        if person.title:
            yield ("staff", key, "title"), person.title
    for key, question in firm.faq.items():
        yield ("faq", key, "ask"), question.ask
        yield ("faq", key, "answer"), question.answer


# ---------------------------------------------------------------- hours


def _weeks(firm: FirmTable) -> Iterator[Fault]:
    tables: list[tuple[Path, WeekTable | DateTable]] = [(("hours",), firm.hours), (("breaks",), firm.breaks)]
    tables.append((("overrides",), firm.overrides))
    for key, person in firm.staff.items():
        tables += [(("staff", key, name), getattr(person, name)) for name in ("hours", "breaks", "overrides")]
    tables += [(("desk", "people", n, "hours"), person.hours) for n, person in enumerate(firm.desk.people)]
    for path, table in tables:
        for day, spans in table.items():
            yield from _overlaps((*path, day), spans)


def _overlaps(path: Path, spans: Sequence[str]) -> Iterator[Fault]:
    order = sorted(enumerate(spans), key=lambda each: hours(each[1]))
    for (_, one), (n, other) in pairwise(order):
        if hours(other).opens < hours(one).closes:
            yield (*path, n), f"{other} overlaps {one} (allowed: spans that do not overlap)"


# ---------------------------------------------------------------- services, names, the desk


def _services(firm: FirmTable) -> Iterator[Fault]:
    for key, service in firm.services.items():
        path: Path = ("services", key)
        for n, person in enumerate(service.staff):
            if person not in firm.staff:
                known = ", ".join(firm.staff) or "nobody is in [staff]"
                yield (*path, "staff", n), f"there is no {person!r}{nearest(person, firm.staff)} (allowed: {known})"
            elif person in service.staff[:n]:
                yield (*path, "staff", n), f"{person} stands there twice"
        if not firm.staff:
            yield path, "nobody performs it (allowed: at least one person in [staff])"


def _booking(firm: FirmTable) -> Iterator[Fault]:
    rules = firm.booking
    if {"notice_hours", "window_days"} <= rules.model_fields_set and rules.notice_hours >= rules.window_days * 24:
        yield ("booking", "notice_hours"), f"nothing could ever be booked (allowed: less than {rules.window_days * 24})"


def _names(firm: FirmTable) -> Iterator[Fault]:
    """Two things of one name could not be told apart."""
    for table, each_field in (("services", "name"), ("staff", "name"), ("faq", "ask")):
        seen: dict[tuple[str, str], str] = {}
        for key, each in getattr(firm, table).items():
            for language, said in getattr(each, each_field).items():
                for n, words in enumerate([said] if isinstance(said, str) else said):
                    other = seen.setdefault((language, words.casefold()), key)
                    if other != key:
                        path: Path = (table, key, each_field, language)
                        yield path if isinstance(said, str) else (*path, n), f"{words!r} is also {table}.{other}"


def _desk(firm: FirmTable) -> Iterator[Fault]:
    keys: set[str] = set()
    for n, person in enumerate(firm.desk.people):
        path: Path = ("desk", "people", n)
        if person.key in keys:
            yield (*path, "key"), f"there are two of {person.key!r}"
        keys.add(person.key)
        for m, language in enumerate(person.languages):
            if language not in firm.languages:
                yield (
                    (*path, "languages", m),
                    f"the firm does not speak {language} (allowed: {', '.join(firm.languages)})",
                )
