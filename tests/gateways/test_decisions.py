"""What comes of a hand-over, who calls, which firm is called, and the registry: all pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from receptionist.gateways.gateway import Transfer
from receptionist.gateways.twilio.callers import caller_of, firms_called, own_numbers
from receptionist.gateways.twilio.handover import Done, NobodyTook, Outcome, Ring, after_dial, begin
from receptionist.gateways.twilio.registry import FORGET_SECONDS, SILENT_SECONDS, Registry
from receptionist.messages import Call, Channel, HandOverFailed
from receptionist.tenant import Tenant
from tests.gateways.fakes import NOON, MemoryBook

A, B = "+447700900001", "+447700900002"
ALL = Transfer((A, B), 20, "+442079460123", "")
IN_ORDER = replace(ALL, in_order=True)
NONE: frozenset[str] = frozenset()


def after(to: Transfer, status: str, step: int = 0, whispered: bool = False, accepted: bool = False) -> Outcome:
    return after_dial(to, step, status, whispered=whispered, accepted=accepted, forbidden=NONE)


def test_all_are_rung_at_once() -> None:
    assert begin(ALL, NONE) == Ring((A, B), 0)


def test_or_one_after_the_other() -> None:
    assert begin(IN_ORDER, NONE) == Ring((A,), 0)
    assert after(IN_ORDER, "busy") == Ring((B,), 1)
    assert after(IN_ORDER, "busy", step=1) == NobodyTook("busy")


def test_more_than_ten_are_rung_in_tens() -> None:
    many = replace(ALL, numbers=tuple(f"+4477009000{n:02}" for n in range(12)))
    first = begin(many, NONE)
    assert isinstance(first, Ring)
    assert len(first.numbers) == 10
    assert after(many, "no-answer") == Ring(many.numbers[10:], 1)


def test_a_firms_own_number_is_never_rung() -> None:
    assert begin(ALL, frozenset({A})) == Ring((B,), 0)
    assert begin(ALL, frozenset({A, B})) == NobodyTook("failed")


def test_nobody_to_ring() -> None:
    assert begin(replace(ALL, numbers=()), NONE) == NobodyTook("nobody_on_duty")


@pytest.mark.parametrize(
    ("status", "whispered", "accepted", "outcome"),
    [
        ("completed", True, True, Done()),
        ("answered", True, True, Done()),
        ("completed", True, False, NobodyTook("declined")),
        ("answered", False, False, NobodyTook("declined")),
        ("no-answer", True, False, NobodyTook("declined")),
        ("busy", False, False, NobodyTook("busy")),
        ("no-answer", False, False, NobodyTook("no-answer")),
        ("failed", False, False, NobodyTook("failed")),
        ("canceled", False, False, NobodyTook("canceled")),
        ("failed", True, True, NobodyTook("failed")),
        ("a new word of Twilio's", False, False, NobodyTook("failed")),
    ],
)
def test_only_a_pressed_1_takes_the_call(status: str, whispered: bool, accepted: bool, outcome: Outcome) -> None:
    assert after(ALL, status, 0, whispered, accepted) == outcome


@pytest.mark.parametrize(
    "sender",
    ["", "anonymous", "Anonymous", "unavailable", "restricted", "+266696687", "+86282452253", "+7378742833"]
    + ["sip:bob@example.com", "12345", "+0123456789", "+48", "+4822123456712345678", "+48٢٢١٢٣٤٥٦٧", "ＣＡＬＬ"],
)
def test_such_a_sender_is_nobody(sender: str) -> None:
    assert caller_of(sender, NONE) is None


def test_a_number_is_somebody() -> None:
    assert caller_of(" +48600100200 ", NONE) == "+48600100200"


def test_our_own_numbers_name_no_caller(firms: Mapping[str, Tenant]) -> None:
    own = own_numbers(firms.values())
    for number in ("+48221234567", "+442079460123", "+447700900123", "+442079460199", "+48601234567"):
        assert caller_of(number, own) is None


def called(firms: Mapping[str, Tenant], to: str, forwarded: str = "", shared: frozenset[str] = NONE) -> list[str]:
    form = {"To": to, "ForwardedFrom": forwarded}
    return [f.key for f in firms_called(form, MemoryBook(tuple(firms.values())), shared)]


SHARED = "+442079460000"
BELLA, SMILE = "+48221234567", "+442079460123"


def test_the_firm_is_found_by_its_number(firms: Mapping[str, Tenant]) -> None:
    assert called(firms, BELLA) == ["bella"]
    assert called(firms, SMILE, forwarded=BELLA) == ["brightsmile"]
    assert called(firms, "+15550000000") == []
    assert called(firms, "") == []


def test_on_a_shared_number_by_who_forwarded(firms: Mapping[str, Tenant]) -> None:
    shared = frozenset({SHARED})
    assert called(firms, SHARED, BELLA, shared) == ["bella"]
    assert called(firms, SHARED, SMILE, shared) == ["brightsmile"]
    assert called(firms, SHARED, "", shared) == ["bella", "brightsmile"]
    assert called(firms, SHARED, "+15550000000", shared) == ["bella", "brightsmile"]
    assert called(firms, SHARED, SHARED, shared) == ["bella", "brightsmile"]


def test_a_number_that_two_firms_name_is_shared_by_these(firms: Mapping[str, Tenant]) -> None:
    both = {k: replace(f, numbers=(*f.numbers, SHARED)) for k, f in firms.items()}
    assert called(both, SHARED) == ["bella", "brightsmile"]
    assert called(both, SHARED, SMILE) == ["brightsmile"]


def live_call(registry: Registry, tenant: Tenant, sid: str, now: float = 0.0) -> str:
    call = Call(sid, tenant.key, Channel.VOICE, None, tenant.numbers[0], tenant.languages[0], NOON)
    return registry.add(call, tenant, now).legs[0].token or ""


def test_a_token_works_once_and_for_its_own_call(bella: Tenant, brightsmile: Tenant) -> None:
    registry = Registry()
    mine, other = live_call(registry, bella, "CA1"), live_call(registry, brightsmile, "CA2")
    assert registry.claim("CA1", "") is None
    assert registry.claim("CA1", other) is None
    assert registry.claim("CA2", mine) is None
    assert registry.claim("CA3", mine) is None
    assert registry.claim("CA1", "\ud800") is None
    assert registry.claim("CA1", mine) is not None
    assert registry.claim("CA1", mine) is None


def test_an_older_streams_token_is_withdrawn(bella: Tenant) -> None:
    registry = Registry()
    old = live_call(registry, bella, "CA1")
    live = registry.find("CA1", 0.0)
    assert live
    new = live.new_leg(HandOverFailed("busy")).token or ""
    assert registry.claim("CA1", old) is None
    admitted = registry.claim("CA1", new)
    assert admitted
    assert admitted[1].opening == HandOverFailed("busy")


def test_an_ended_call_has_no_more_streams(bella: Tenant) -> None:
    registry = Registry()
    token = live_call(registry, bella, "CA1")
    live = registry.find("CA1", 0.0)
    assert live
    live.ended = True
    assert registry.claim("CA1", token) is None


def test_calls_are_forgotten_in_time(bella: Tenant) -> None:
    registry = Registry()
    for sid in ("CA1", "CA2"):
        live_call(registry, bella, sid)
    ended = registry.find("CA1", 0.0)
    assert ended
    ended.ended = True
    live_call(registry, bella, "CA3", FORGET_SECONDS + 1)
    assert [live.call.id for live in registry] == ["CA2", "CA3"]
    live_call(registry, bella, "CA4", SILENT_SECONDS + 1)
    assert [live.call.id for live in registry] == ["CA3", "CA4"]


def test_a_recording_is_first_once() -> None:
    registry = Registry()
    assert registry.first("RE1")
    assert not registry.first("RE1")
    registry.not_done("RE1")
    assert registry.first("RE1")
