"""One firm's file: what is right, and every fault by file, line and key."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import fields
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from receptionist import tenant as facts
from receptionist.errors import TenantFileError
from receptionist.tenant import Hours, Tenant
from receptionist.tenants import read_file, read_tenant, shape
from receptionist.tenants.facts import engines
from tests.tenants.firms import FIRM, spoiled


def faults(folder: Path, text: str | bytes, name: str = "mak.toml") -> list[str]:
    """Of a file with that text, without the folder."""
    file = folder / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return [str(fault).removeprefix(f"{folder}/") for fault in read_file(file).faults]


# ---------------------------------------------------------------- what is right


def test_the_sample_firms_say_what_the_contracts_promise(bella: Tenant, brightsmile: Tenant) -> None:
    assert (bella.key, bella.numbers, bella.languages) == ("bella", ("+48221234567",), ("pl", "en"))
    assert bella.hours["sat"] == (Hours(time(9), time(14)),)
    assert bella.hours["sun"] == ()
    colouring = bella.service("colouring")
    assert colouring is not None
    assert (colouring.minutes, colouring.price, colouring.staff, colouring.after) == (120, 28000, ("anna", "zofia"), 10)
    assert brightsmile.breaks["mon"] == (Hours(time(13), time(13, 45)),)
    assert brightsmile.booking.notice_hours == 4
    assert brightsmile.desk.people[0].phone == "+447700900123"


def test_what_the_file_does_not_set_keeps_its_default(tmp_path: Path) -> None:
    file = tmp_path / "mak.toml"
    file.write_text(FIRM)
    firm = read_tenant(file)
    assert firm.booking == facts.BookingRules()
    assert firm.services[0].price is None
    assert firm.services[0].interval is None
    assert firm.staff[0].hours is None
    assert firm.holidays is None
    assert firm.desk.people[0].hours is None


def test_dates_overrides_and_hours_of_people_are_read(tmp_path: Path) -> None:
    file = tmp_path / "mak.toml"
    text = spoiled('phone = "+48601112233"', 'phone = "+48601112233"\nhours = { sat = ["8:00-9:30"] }')
    text = text.replace("[hours]", "holidays_open = [2026-12-24]\n[overrides]\n2026-12-31 = ['9:00-11:00']\n[hours]")
    file.write_text(text.replace("[staff.ola]", "[staff.ola]\noverrides = { 2026-12-30 = [] }"))
    firm = read_tenant(file)
    assert firm.holidays_open == (date(2026, 12, 24),)
    assert firm.overrides == {date(2026, 12, 31): (Hours(time(9), time(11)),)}
    assert firm.staff[0].overrides == {date(2026, 12, 30): ()}
    assert firm.desk.people[0].hours == {"sat": (Hours(time(8), time(9, 30)),)}


def test_hours_come_in_order_however_they_are_written(tmp_path: Path) -> None:
    file = tmp_path / "mak.toml"
    file.write_text(spoiled('["9:00-12:00", "13:00-17:00"]', '["13:00-17:00", "9:00-12:00"]'))
    assert [span.opens for span in read_tenant(file).hours["mon"]] == [time(9), time(13)]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    assert faults(tmp_path, b"\xef\xbb\xbf" + FIRM.replace("\n", "\r\n").encode()) == []


def test_the_shape_has_a_key_for_every_fact_of_a_firm() -> None:
    pairs: list[tuple[type[shape.Table], Any, set[str]]] = [
        (shape.FirmTable, facts.Tenant, {"key"}),
        (shape.ServiceTable, facts.Service, {"key"}),
        (shape.StaffTable, facts.Staff, {"key"}),
        (shape.QuestionTable, facts.Question, {"key"}),
        (shape.BookingTable, facts.BookingRules, set()),
        (shape.PersonTable, facts.Person, set()),
        (shape.DeskTable, facts.Desk, set()),
        (shape.EnginesTable, facts.Engines, set()),
    ]
    for table, made, apart in pairs:
        assert set(table.model_fields) == {f.name for f in fields(made)} - apart, table.__name__


def test_engines_are_the_files_that_make_one() -> None:
    assert "pocketsphinx" in engines("stt")
    assert "espeak" in engines("tts")
    assert not any(name.startswith("_") or "." in name for name in engines("stt") + engines("tts"))


# ---------------------------------------------------------------- faults, one line each

CASES = [
    # spoil this, into this, and this line is the answer
    (
        'name = "Kwiaciarnia Mak"',
        'nmae = "Kwiaciarnia Mak"',
        "mak.toml:1: nmae: there is no such key; did you mean name?",
    ),
    (
        "minutes = 30",
        "minutse = 30",
        "mak.toml:16: services.bouquet.minutse: there is no such key; did you mean minutes?",
    ),
    ("minutes = 30", "", "mak.toml:14: services.bouquet.minutes: is missing"),
    ("minutes = 30", 'minutes = "30"', "services.bouquet.minutes: '30' is not allowed (allowed: a whole number)"),
    ("minutes = 30", "minutes = true", "services.bouquet.minutes: true is not allowed (allowed: a whole number)"),
    ("minutes = 30", "minutes = -30", "services.bouquet.minutes: -30 is not allowed (allowed: at least 1)"),
    ("minutes = 30", "minutes = 30\nafter = -5", "mak.toml:17: services.bouquet.after: -5 is not allowed"),
    ("minutes = 30", "minutes = 30\nseats = 0", "services.bouquet.seats: 0 is not allowed (allowed: at least 1)"),
    (
        '"Europe/Warsaw"',
        '"Europe/Warszawa"',
        "mak.toml:5: time_zone: there is no time zone 'Europe/Warszawa'; did you mean Europe/Warsaw?",
    ),
    ('"Europe/Warsaw"', '"localtime"', "mak.toml:5: time_zone: there is no time zone"),
    ('"Europe/Warsaw"', '"../../etc/passwd"', "mak.toml:5: time_zone: there is no time zone"),
    ('country = "PL"', 'country = "UK"', "mak.toml:4: country: there is no country 'UK'; did you mean GB?"),
    ('currency = "PLN"', 'currency = "PNL"', "mak.toml:7: currency: there is no currency 'PNL'; did you mean PLN?"),
    (
        'currency = "PLN"',
        'currency = "PLN"\nholidays = "XX"',
        "mak.toml:8: holidays: there is no holiday calendar 'XX'",
    ),
    (
        'currency = "PLN"',
        'currency = "PLN"\nholidays = "GB-EGN"',
        "holidays: GB has no part 'EGN'; did you mean ENG? (allowed: GB-ENG",
    ),
    ('currency = "PLN"', 'currency = "PLN"\nholidays = ""', "mak.toml:8: holidays: there is no holiday calendar ''"),
    ('languages = ["pl"]', 'languages = ["de"]', "mak.toml:6: languages[1]: 'de' is not allowed (allowed: en, pl)"),
    ('languages = ["pl"]', "languages = []", "mak.toml:6: languages: is empty"),
    ('languages = ["pl"]', 'languages = ["pl", "pl"]', "mak.toml:6: languages[2]: pl stands there twice"),
    (
        'tue = ["9:00-17:00"]',
        'tuesday = ["9:00-17:00"]',
        "mak.toml:12: hours.tuesday: is no weekday; did you mean tue?",
    ),
    ('tue = ["9:00-17:00"]', 'tue = ["17:00-9:00"]', "mak.toml:12: hours.tue[1]: '17:00-9:00' ends before it begins"),
    ('tue = ["9:00-17:00"]', 'tue = ["9:00-9:00"]', "hours.tue[1]: '9:00-9:00' ends before it begins"),
    ('tue = ["9:00-17:00"]', 'tue = ["9:00-25:00"]', "hours.tue[1]: '9:00-25:00' is no time of day"),
    (
        'tue = ["9:00-17:00"]',
        'tue = ["9-17"]',
        "hours.tue[1]: '9-17' is no span of hours (allowed: like \"9:00-18:00\"",
    ),
    ('tue = ["9:00-17:00"]', 'tue = "9:00-17:00"', "hours.tue: '9:00-17:00' is not allowed (allowed: a list in [ ])"),
    (
        '"9:00-12:00", "13:00-17:00"',
        '"9:00-13:30",\n"13:00-17:00"',
        "mak.toml:12: hours.mon[2]: 13:00-17:00 overlaps 9:00-13:30",
    ),
    (
        "[staff.ola]",
        "[staff.ola]\nbreaks.mon = ['12:00-13:00', '12:30-13:30']",
        "mak.toml:20: staff.ola.breaks.mon[2]: 12:30-13:30 overlaps",
    ),
    ("[staff.ola]", "[overrides]\n2026-02-30 = []\n[staff.ola]", "mak.toml:20: overrides.2026-02-30: is no date"),
    (
        "[staff.ola]",
        "[overrides]\n2026-02-20 = ['9:00-10:00', '9:30-9:45']\n[staff.ola]",
        "mak.toml:20: overrides.2026-02-20[2]: 9:30-9:45 overlaps",
    ),
    (
        'staff = ["ola"]',
        'staff = ["olla"]',
        "mak.toml:17: services.bouquet.staff[1]: there is no 'olla'; did you mean ola? (allowed: ola)",
    ),
    ('staff = ["ola"]', 'staff = ["ola", "ola"]', "mak.toml:17: services.bouquet.staff[2]: ola stands there twice"),
    ("[staff.ola]", "[staff.Ola]", "mak.toml:19: staff.Ola: 'Ola' can't be a key (allowed: a-z, 0-9, - and _)"),
    (
        'numbers = ["+48221112233"]',
        'numbers = ["022 111 22 33"]',
        "mak.toml:3: numbers[1]: is no phone number in E.164",
    ),
    ('numbers = ["+48221112233"]', 'numbers = ["+٤٨٢٢١١١٢٢٣٣"]', "mak.toml:3: numbers[1]: is no phone number in E.164"),
    (
        'numbers = ["+48221112233"]',
        'numbers = ["+48221112233\\n"]',
        "mak.toml:3: numbers[1]: is no phone number in E.164",
    ),
    ('numbers = ["+48221112233"]', "numbers = []", "mak.toml:3: numbers: is empty"),
    (
        'numbers = ["+48221112233"]',
        "numbers = [48221112233]",
        "numbers[1]: 48221112233 is not allowed (allowed: text in quotes)",
    ),
    (
        'numbers = ["+48221112233"]',
        'numbers = ["+48221112233",\n "+48221112233"]',
        "mak.toml:4: numbers[2]: the number stands there twice",
    ),
    (
        'numbers = ["+48221112233"]',
        'numbers = ["+4822111"]',
        "mak.toml:3: numbers[1]: can't be a phone number of that country",
    ),
    (
        '"+48223334455"',
        '"+48221112233"',
        "mak.toml:23: desk.fallback: is the firm's own number: calls would go round in a loop",
    ),
    ('phone = "+48601112233"', 'phone = "+48221112233"', "mak.toml:27: desk.people[1].phone: is the firm's own number"),
    ("[desk]", '[desk]\nsms = "+48221112233"', "mak.toml:23: desk.sms: is the firm's own number"),
    ("[desk]", '[desk]\nemail = "a@example.com, b@example.com"', "mak.toml:23: desk.email: is no e-mail address"),
    ("[desk]", '[desk]\nemail = "a@example.com\\nBcc: x@example.com"', "mak.toml:23: desk.email: is no e-mail address"),
    (
        "[desk]",
        '[desk]\nstrategy = "random"',
        "mak.toml:23: desk.strategy: 'random' is not allowed (allowed: all, in_order)",
    ),
    (
        'key = "ola"',
        'key = "ola"\nlanguages = ["en"]',
        "mak.toml:26: desk.people[1].languages[1]: the firm does not speak en",
    ),
    ('key = "ola"', 'kye = "ola"', "mak.toml:25: desk.people[1].kye: there is no such key; did you mean key?"),
    (
        'address = { pl = "ulica Długa 1" }',
        'address = { en = "1 Long Street" }',
        "mak.toml:8: address: is not there in pl",
    ),
    ('address = { pl = "ulica Długa 1" }', 'address = { pl = " " }', "mak.toml:8: address.pl: is empty"),
    (
        'name = { pl = "Ola" }',
        'name = { pl = "Ola", de = "Ola" }',
        "mak.toml:20: staff.ola.name.de: 'de' is not allowed (allowed: en, pl)",
    ),
    (
        "[staff.ola]",
        '[faq.x]\nask.pl = ["czy"]\nanswer.en = "Yes."\n[staff.ola]',
        "mak.toml:21: faq.x.answer: is not there in pl",
    ),
    ("[staff.ola]", "[faq.x]\nask.pl = []\nanswer.pl = 'Tak.'\n[staff.ola]", "mak.toml:20: faq.x.ask.pl: is empty"),
    (
        "[staff.ola]",
        '[staff.ala]\nname.pl = "OLA"\n[staff.ola]',
        "mak.toml:22: staff.ola.name.pl: 'Ola' is also staff.ala",
    ),
    ("[staff.ola]", '[engines]\nstt = "siri"\n[staff.ola]', "mak.toml:20: engines.stt: there is no engine 'siri'"),
    (
        "[staff.ola]",
        '[engines]\ndialogue = "../rasa"\n[staff.ola]',
        "mak.toml:20: engines.dialogue: '../rasa' is not allowed (allowed: embedded, rasa)",
    ),
    (
        "[staff.ola]",
        "[engines]\nspeed = 9.0\n[staff.ola]",
        "mak.toml:20: engines.speed: 9.0 is not allowed (allowed: at most 2.0)",
    ),
    (
        "[staff.ola]",
        "[booking]\nnotice_hours = nan\n[staff.ola]",
        "mak.toml:20: booking.notice_hours: nan is not allowed",
    ),
    (
        "[staff.ola]",
        "[booking]\nwindow_days = 1\nnotice_hours = 24\n[staff.ola]",
        "mak.toml:21: booking.notice_hours: nothing could ever be booked",
    ),
    ("[desk]", "[desk", "mak.toml:22: is no TOML"),
    ("[desk]", "[hours]\n[desk]", "mak.toml:22: is no TOML: "),
    ('phone = "+48601112233"', 'phone = "', "mak.toml:27: is no TOML"),
    (
        'spoken = { pl = "kwiaciarnia Mak" }',
        'spoken = "Mak"',
        "mak.toml:2: spoken: 'Mak' is not allowed (allowed: a table)",
    ),
    ("[hours]", "[[hours]]", "mak.toml:10: hours: a list is not allowed (allowed: a table)"),
]


@pytest.mark.parametrize(("old", "new", "line"), CASES)
def test_a_fault_is_one_line(tmp_path: Path, old: str, new: str, line: str) -> None:
    found = faults(tmp_path, spoiled(old, new))
    assert any(line in fault for fault in found), found
    assert all("\n" not in fault for fault in found)


def test_the_line_of_a_desk_phone_that_is_not_there_is_its_table(tmp_path: Path) -> None:
    assert faults(tmp_path, spoiled('phone = "+48601112233"\n', "")) == [
        "mak.toml:24: desk.people[1].phone: is missing"
    ]


def test_two_people_of_one_key_or_one_phone_are_told(tmp_path: Path) -> None:
    text = FIRM + '[[desk.people]]\nkey = "ola"\nname = "Ala"\nphone = "+48601112233"\n'
    assert faults(tmp_path, text) == [
        "mak.toml:29: desk.people[2].key: there are two of 'ola'",
        "mak.toml:31: desk.people[2].phone: is also the phone of ola: it would ring twice",
    ]


def test_services_without_anybody_are_told(tmp_path: Path) -> None:
    text = FIRM.replace('staff = ["ola"]\n', "").replace('[staff.ola]\nname = { pl = "Ola" }\n', "")
    assert [fault.partition(" (")[0] for fault in faults(tmp_path, text)] == [
        "mak.toml:14: services.bouquet: nobody performs it"
    ]


def test_all_faults_of_a_file_come_at_once_in_order(tmp_path: Path) -> None:
    text = FIRM.replace("Europe/Warsaw", "Mars").replace('"PLN"', '"XXX"').replace("13:00-17:00", "11:00-17:00")
    assert [fault.split(": ")[0] for fault in faults(tmp_path, text)] == ["mak.toml:5", "mak.toml:7", "mak.toml:11"]


def test_a_wrong_key_hides_no_fault_of_the_rest(tmp_path: Path) -> None:
    text = (
        FIRM.replace("Europe/Warsaw", "Mars")
        .replace("minutes = 30", "minuts = 30")
        .replace("13:00-17:00", "11:00-17:00")
    )
    text = text.replace('"+48223334455"', '"+48221112233"').replace('name = "Kwiaciarnia Mak"', "")
    assert [fault.split(": ")[0:2] for fault in faults(tmp_path, text)] == [
        ["mak.toml:1", "name"],
        ["mak.toml:5", "time_zone"],
        ["mak.toml:11", "hours.mon[2]"],
        ["mak.toml:14", "services.bouquet.minutes"],
        ["mak.toml:16", "services.bouquet.minuts"],
        ["mak.toml:23", "desk.fallback"],
    ]


@pytest.mark.parametrize("key", list(shape.FirmTable.model_fields))
@pytest.mark.parametrize("value", ["7", "[]", "{}", "''", "[{}]", "{ x = { y = 1 } }", "nan", "2026-11-21"])
def test_any_key_may_hold_anything_and_every_fault_has_its_line(tmp_path: Path, key: str, value: str) -> None:
    kept = {k: v for k, v in tomllib.loads(FIRM).items() if k != key}
    lines = [f"{k} = {inline(v)}" for k, v in kept.items()]
    for fault in faults(tmp_path, "\n".join([f"{key} = {value}", *lines])):
        assert re.match(r"mak\.toml:\d+: [a-z_]", fault), fault
        assert "\n" not in fault


def inline(value: Any) -> str:
    """TOML on one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k} = {inline(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(inline(v) for v in value) + "]"
    return json.dumps(value)


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", "mak.toml:1: name: is missing"),
        (FIRM.encode().replace(b"D\xc5\x82uga", b"D\xb3uga"), "mak.toml:8: is not UTF-8 text"),
        (b"a = " + b"[" * 5000, "mak.toml:1: is no TOML"),
        (b"a = " + b"[" * 5000 + b"]" * 5000, "mak.toml:1: is no TOML"),
        (b"a = " + b"9" * 5000, "mak.toml:1: is no TOML"),
        (b"\x00\x01", "mak.toml:1: is no TOML"),
        (b"# " + b"x" * 1_000_001, "mak.toml:1: is larger than"),
    ],
)
def test_rubbish_is_one_clear_line(tmp_path: Path, data: bytes, line: str) -> None:
    found = faults(tmp_path, data)
    assert found[0].startswith(line)


@pytest.mark.parametrize("name", ["Mak.toml", "mak mak.toml", "..toml", "żuk.toml"])
def test_a_file_name_that_can_be_no_key_is_told(tmp_path: Path, name: str) -> None:
    assert "the file's name is the firm's key" in faults(tmp_path, FIRM, name)[0]


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    assert "can't be read" in str(read_file(tmp_path / "none.toml").faults[0])
    (tmp_path / "dir.toml").mkdir()
    assert "can't be read" in str(read_file(tmp_path / "dir.toml").faults[0])


def test_read_tenant_raises_the_first_fault(tmp_path: Path) -> None:
    file = tmp_path / "mak.toml"
    file.write_text(spoiled('"Europe/Warsaw"', '"Mars"'))
    with pytest.raises(TenantFileError, match="mak.toml:5: time_zone"):
        read_tenant(file)
