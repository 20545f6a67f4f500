"""What is free and what is refused, by the firm's rules and beside a diary in a list."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receptionist.booking.booking import Refusal, SlotRequest, Window
from receptionist.booking.hours import firm_hours, holiday, minute
from receptionist.booking.slots import EMPTY, Diary, cells, refusal, search
from receptionist.errors import BookingError
from receptionist.tenant import BookingRules, Service, Staff, Tenant
from tests.booking.fakes import (
    ALL_DAY,
    LONDON,
    NOW,
    ListDiary,
    Visit,
    at,
    day,
    firm,
    person,
    service,
    span_of,
    week,
    with_rules,
)

EVERYTHING = 10_000


def starts(tenant: Tenant, request: SlotRequest, now: datetime = NOW, diary: Diary = EMPTY) -> list[str]:
    """Free starts on the wall clock, best first."""
    return [f"{slot.start:%Y-%m-%d %H:%M}" for slot in search(tenant, request, now, diary)]


def on(date: str, tenant: Tenant) -> Window:
    """A whole day."""
    begin = at(f"{date} 00:00", tenant.zone)
    return Window(begin, begin + timedelta(days=1))


def times(
    tenant: Tenant, date: str, service: str = "visit", diary: Diary = EMPTY, staff: str | None = None
) -> list[str]:
    """Every free start of a day."""
    request = SlotRequest(service, staff, windows=(on(date, tenant),), limit=EVERYTHING)
    return [s.split()[1] for s in starts(tenant, request, diary=diary)]


def why(tenant: Tenant, text: str, what: str = "visit", who: str | None = None, diary: Diary = EMPTY) -> str | None:
    """The reason a wall time is refused."""
    refused = refusal(tenant, what, who, at(text, tenant.zone), NOW, diary)
    return refused.reason if refused else None


# ---------------------------------------------------------------- the sample firms


def test_bella_haircut_on_a_tuesday(bella: Tenant) -> None:
    free = times(bella, "2026-11-24", "haircut")
    assert (free[0], free[-1], len(free)) == ("09:00", "17:15", 34)
    assert times(bella, "2026-11-24", "haircut", staff="zofia")[0] == "12:00"
    assert times(bella, "2026-11-28", "haircut")[-1] == "13:15"
    assert times(bella, "2026-11-23", "haircut", staff="anna") == []


def test_bella_colouring_ends_with_the_day_but_keeps_ten_minutes_from_the_next_visit(bella: Tenant) -> None:
    assert times(bella, "2026-11-24", "colouring", staff="anna")[-1] == "16:00"
    colouring, haircut = bella.service("colouring"), bella.service("haircut")
    assert colouring is not None
    assert haircut is not None
    diary = ListDiary(("anna", colouring, at("2026-11-24 10:00")))
    after = [t for t in times(bella, "2026-11-24", "haircut", diary, "anna") if t > "10:00"]
    assert after[0] == "12:15"
    before = ListDiary(("anna", haircut, at("2026-11-24 12:00")))
    assert "09:45" in times(bella, "2026-11-24", "colouring", before, "anna")
    assert "10:00" not in times(bella, "2026-11-24", "colouring", before, "anna")


def test_bright_smile_at_lunch_on_fridays_and_by_person(brightsmile: Tenant) -> None:
    free = times(brightsmile, "2026-11-24", "filling", staff="patel")
    assert "12:00" in free
    assert "12:15" not in free
    assert "13:45" in free
    assert free[-1] == "16:30"
    assert times(brightsmile, "2026-11-27", "check-up")[-1] == "15:30"
    assert times(brightsmile, "2026-11-24", "check-up", staff="jones") == []
    assert {s.staff for s in search(brightsmile, SlotRequest("hygiene", limit=50), NOW)} == {"emma"}


@pytest.mark.parametrize(
    ("when", "what", "who", "reason"),
    [
        ("2026-11-20 10:00", "check-up", None, "past"),
        ("2026-11-23 10:00", "check-up", None, "notice"),
        ("2026-11-23 11:00", "check-up", None, None),
        ("2026-11-28 10:00", "check-up", None, "closed"),
        ("2026-11-24 08:00", "check-up", None, "closed"),
        ("2026-11-24 17:15", "check-up", None, "closed"),
        ("2026-11-24 13:00", "check-up", None, "break"),
        ("2026-11-24 12:45", "check-up", None, "break"),
        ("2026-11-24 10:00", "check-up", "jones", "staff_away"),
        ("2026-11-24 10:00", "check-up", "emma", "staff_does_not_perform"),
        ("2026-11-24 10:00", "check-up", "nobody", "staff_does_not_perform"),
        ("2026-12-25 10:00", "check-up", None, "holiday"),
        ("2026-11-24 10:05", "check-up", None, "grid"),
        ("2027-02-21 10:00", "check-up", None, "closed"),
        ("2027-02-22 10:00", "check-up", None, "window"),
        ("2027-02-19 10:00", "check-up", None, None),
    ],
)
def test_bright_smile_says_why(brightsmile: Tenant, when: str, what: str, who: str | None, reason: str | None) -> None:
    assert why(brightsmile, when, what, who) == reason


def test_a_holiday_is_named(bella: Tenant) -> None:
    refused = refusal(bella, "haircut", None, at("2027-01-06 10:00"), NOW)
    assert refused == Refusal("holiday", "Święto Trzech Króli")


def test_anybodys_reason_is_that_of_the_nearest_to_having_it(bella: Tenant) -> None:
    haircut = bella.services[0]
    # Anna is not there on Mondays and Zofia comes at noon: Piotr's visit is what is in the way.
    diary = ListDiary(("piotr", haircut, at("2026-11-30 10:00")))
    assert why(bella, "2026-11-30 10:00", "haircut", None, diary) == "taken"
    assert why(bella, "2026-11-30 10:00", "haircut", "anna", diary) == "staff_away"
    assert why(bella, "2026-11-30 12:00", "haircut", None, diary) is None


# ---------------------------------------------------------------- notice, window, grid


def test_notice_counts_from_now_to_the_second() -> None:
    tenant = with_rules(firm(), notice_hours=2)
    assert starts(tenant, SlotRequest("visit", limit=1), at("2026-11-24 08:00")) == ["2026-11-24 10:00"]
    late = at("2026-11-24 08:00") + timedelta(seconds=1)
    assert starts(tenant, SlotRequest("visit", limit=1), late) == ["2026-11-24 10:30"]
    assert refusal(tenant, "visit", None, at("2026-11-24 10:00"), late) == Refusal("notice")
    assert refusal(tenant, "visit", None, at("2026-11-24 10:00"), at("2026-11-24 08:00")) is None


def test_the_window_ends_with_its_last_day() -> None:
    tenant = with_rules(firm(), window_days=1)
    free = starts(tenant, SlotRequest("visit", limit=EVERYTHING))
    assert free[-1] == "2026-11-24 16:30"
    assert why(tenant, "2026-11-24 16:30") is None
    assert why(tenant, "2026-11-25 09:00") == "window"
    # 23:30 in London is tomorrow in Warsaw: today is the firm's.
    assert starts(tenant, SlotRequest("visit", limit=EVERYTHING), at("2026-11-23 23:30", LONDON))[-1].startswith(
        "2026-11-25"
    )


def test_the_grid_is_anchored_at_midnight_not_at_opening() -> None:
    tenant = with_rules(firm(hours=week("9:10-12:00")), interval=30)
    assert times(tenant, "2026-11-24") == ["09:30", "10:00", "10:30", "11:00", "11:30"]
    own = replace(tenant, services=(service(interval=40),))
    assert times(own, "2026-11-24") == ["09:20", "10:00", "10:40", "11:20"]
    assert why(tenant, "2026-11-24 09:10") == "grid"
    assert refusal(tenant, "visit", None, at("2026-11-24 09:30") + timedelta(seconds=1), NOW) == Refusal("grid")


def test_intervals_and_durations_need_not_fit_the_cells() -> None:
    tenant = with_rules(firm(services=(service(minutes=7),)), interval=7)
    diary = ListDiary(("ann", tenant.services[0], at("2026-11-24 09:06")))
    assert cells(tenant.services[0], minute(at("2026-11-24 09:06"))) == range(
        minute(at("2026-11-24 09:05")), minute(at("2026-11-24 09:15")), 5
    )
    free = times(tenant, "2026-11-24", diary=diary)
    assert free[0] == "09:20", "9:13 shares the cell of 9:10"


@pytest.mark.parametrize(("date", "count"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24)])
def test_days_of_23_and_25_hours(date: str, count: int) -> None:
    tenant = with_rules(firm(hours=ALL_DAY, services=(service(minutes=60),)), interval=60)
    now = at(f"{date} 00:00") - timedelta(days=3)
    slots = search(
        tenant,
        SlotRequest("visit", windows=(Window(at(f"{date} 00:00"), at(f"{date} 00:00") + timedelta(days=1)),), limit=99),
        now,
    )
    utc = [s.start.astimezone(UTC) for s in slots]
    assert len(utc) == count
    assert all(b - a == timedelta(hours=1) for a, b in zip(utc, utc[1:], strict=False))
    assert all(s.end.astimezone(UTC) - s.start.astimezone(UTC) == timedelta(hours=1) for s in slots)


def test_a_skipped_time_is_refused_and_both_of_a_repeated_one_can_be_had() -> None:
    tenant = with_rules(firm(hours=ALL_DAY), window_days=400)
    assert refusal(tenant, "visit", None, at("2027-03-28 02:30"), NOW) == Refusal("grid")
    first = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    for start in (first, first + timedelta(hours=1), first.astimezone(tenant.zone)):
        assert refusal(tenant, "visit", None, start, NOW) is None
    diary = ListDiary(("ann", tenant.services[0], first))
    assert refusal(tenant, "visit", None, first, NOW, diary) == Refusal("taken")
    assert refusal(tenant, "visit", None, first + timedelta(hours=1), NOW, diary) is None


# ---------------------------------------------------------------- buffers, seats, people


def test_buffers_keep_both_sides_free_and_may_run_into_breaks_and_past_closing() -> None:
    visit = service(before=15, after=10)
    tenant = firm(services=(visit, service("short", 30)), breaks=week("12:00-13:00"))
    diary = ListDiary(("ann", tenant.services[1], at("2026-11-24 10:00")))
    free = times(tenant, "2026-11-24", diary=diary)
    assert "09:00" in free
    assert "09:30" not in free, "10 minutes after it reach into 10:00"
    assert "10:30" not in free, "15 minutes before it reach into 10:00-10:30"
    assert "11:00" in free
    assert "11:30" in free
    assert "13:00" in free
    assert free[-1] == "16:30"
    other = ListDiary(("ann", visit, at("2026-11-24 10:00")))
    assert why(tenant, "2026-11-24 09:30", "short", diary=other) == "taken"
    assert why(tenant, "2026-11-24 10:30", "short", diary=other) == "taken"
    assert why(tenant, "2026-11-24 11:00", "short", diary=other) is None


def test_a_class_is_shared_at_its_start_until_it_is_full_and_keeps_the_person() -> None:
    yoga = service("yoga", 60, seats=2)
    tenant = firm(services=(yoga, service()))
    begins = at("2026-11-24 10:00")
    one = ListDiary(("ann", yoga, begins))
    two = ListDiary(("ann", yoga, begins), ("ann", yoga, begins))
    assert why(tenant, "2026-11-24 10:00", "yoga", diary=one) is None
    assert why(tenant, "2026-11-24 10:00", "yoga", diary=two) == "taken"
    assert why(tenant, "2026-11-24 10:30", "yoga", diary=one) == "taken"
    assert why(tenant, "2026-11-24 10:00", "visit", diary=one) == "taken"
    assert [t for t in times(tenant, "2026-11-24", "yoga", one) if "09:00" < t < "11:00"] == ["10:00"]
    assert [t for t in times(tenant, "2026-11-24", "yoga", two) if "09:00" < t < "11:00"] == []
    assert [t for t in times(tenant, "2026-11-24", "visit", one) if "09:30" < t < "11:00"] == []


def test_anybody_is_who_has_fewest_that_day_then_the_first_of_the_file(bella: Tenant) -> None:
    haircut = bella.services[0]
    diary = ListDiary(
        ("anna", haircut, at("2026-11-25 14:00")),
        ("anna", haircut, at("2026-11-24 09:00")),
        ("piotr", haircut, at("2026-11-24 09:00")),
        ("piotr", haircut, at("2026-11-24 10:00")),
    )

    def who(text: str) -> str:
        return search(bella, SlotRequest("haircut", near=at(text), limit=1), NOW, diary)[0].staff

    assert who("2026-11-24 11:00") == "anna"
    assert who("2026-11-24 13:00") == "zofia"
    assert who("2026-11-25 11:00") == "piotr"
    assert who("2026-11-26 13:00") == "anna"


def test_round_robin_gives_to_who_waited_longest() -> None:
    tenant = with_rules(firm(staff=(person("ann"), person("bob"), person("cat"))), assign="round_robin")
    given = {"ann": "2026-11-23T06:00:00Z", "bob": "2026-11-22T06:00:00Z", "cat": "2026-11-22T07:00:00Z"}
    assert search(tenant, SlotRequest("visit", limit=1), NOW, ListDiary(given=given))[0].staff == "bob"
    del given["ann"]
    assert search(tenant, SlotRequest("visit", limit=1), NOW, ListDiary(given=given))[0].staff == "ann"


# ---------------------------------------------------------------- what the caller wants


def test_nearest_to_a_wish_on_both_sides_with_the_wish_first() -> None:
    tenant = firm()
    assert starts(tenant, SlotRequest("visit", near=at("2026-11-24 12:00"))) == [
        "2026-11-24 12:00",
        "2026-11-24 11:30",
        "2026-11-24 12:30",
    ]
    assert starts(tenant, SlotRequest("visit", near=at("2026-11-29 12:00"), limit=2)) == [
        "2026-11-30 09:00",
        "2026-11-30 09:30",
    ]
    assert starts(tenant, SlotRequest("visit", near=at("2026-11-28 03:00"), limit=1)) == ["2026-11-27 16:30"]
    assert starts(tenant, SlotRequest("visit", near=at("2020-01-01 12:00"), limit=1)) == ["2026-11-23 09:00"]
    assert starts(tenant, SlotRequest("visit", near=at("2030-01-01 12:00"), limit=1)) == ["2027-01-22 16:30"]


def test_windows_and_exclusions() -> None:
    tenant = firm()
    mornings = tuple(Window(at(f"2026-11-{d} 09:00"), at(f"2026-11-{d} 10:00")) for d in (26, 24))
    assert starts(tenant, SlotRequest("visit", windows=mornings, limit=9)) == [
        "2026-11-24 09:00",
        "2026-11-24 09:30",
        "2026-11-26 09:00",
        "2026-11-26 09:30",
    ]
    no_tuesday = SlotRequest("visit", windows=mornings, excluded=(on("2026-11-24", tenant),), limit=1)
    assert starts(tenant, no_tuesday) == ["2026-11-26 09:00"]
    after_four = SlotRequest("visit", windows=(Window(start=at("2026-11-24 16:00")),), limit=2)
    assert starts(tenant, after_four) == ["2026-11-24 16:00", "2026-11-24 16:30"]
    until = SlotRequest("visit", windows=(Window(end=at("2026-11-23 09:30")),), limit=5)
    assert starts(tenant, until) == ["2026-11-23 09:00"]
    never = SlotRequest("visit", excluded=(Window(),))
    assert starts(tenant, never) == []
    gone = SlotRequest("visit", windows=(Window(at("2026-11-01 09:00"), at("2026-11-02 09:00")),))
    assert starts(tenant, gone) == []


def test_nothing_asked_nothing_given_and_a_service_nobody_performs() -> None:
    assert starts(firm(), SlotRequest("visit", limit=0)) == []
    assert starts(firm(), SlotRequest("visit", staff="stranger")) == []
    assert starts(firm(staff=()), SlotRequest("visit")) == []
    assert why(firm(staff=()), "2026-11-24 10:00") == "staff_does_not_perform"


@pytest.mark.parametrize(
    "bad",
    [
        service(minutes=0),
        service(minutes=-30),
        service(before=-1),
        service(after=-5),
        service(seats=0),
        service(interval=0),
        service(minutes=1441),
    ],
)
def test_a_service_that_cannot_be_booked_is_named(bad: Service) -> None:
    tenant = firm(services=(bad,))
    with pytest.raises(BookingError, match="visit"):
        search(tenant, SlotRequest("visit"), NOW)
    with pytest.raises(BookingError, match="visit"):
        refusal(tenant, "visit", None, at("2026-11-24 10:00"), NOW)


def test_an_unknown_service_is_named() -> None:
    with pytest.raises(BookingError, match="massage"):
        search(firm(), SlotRequest("massage"), NOW)


def test_the_near_days_are_asked_of_the_diary_first_and_closed_ones_never() -> None:
    diary = ListDiary()
    tenant = firm(hours=week("9:00-17:00", ("fri",)))
    search(tenant, SlotRequest("visit", limit=3), NOW, diary)
    assert diary.asked == 1


# ---------------------------------------------------------------- against a slow and simple search


def slow(tenant: Tenant, what: Service, who: Staff, start: datetime, now: datetime, diary: ListDiary) -> bool:
    """Whether a start can be had, by the letter of the rules, minute for minute."""
    local = start.astimezone(tenant.zone)
    if start < now + timedelta(hours=tenant.booking.notice_hours):
        return False
    if (local.date() - now.astimezone(tenant.zone).date()).days > tenant.booking.window_days:
        return False
    if (local.hour * 60 + local.minute) % (what.interval or tenant.booking.interval):
        return False
    for n in range(what.minutes):
        wall = (start.astimezone(UTC) + timedelta(minutes=n)).astimezone(tenant.zone)
        date, weekday = wall.date(), ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[wall.weekday()]
        firms = firm_hours(tenant, date)
        if holiday(tenant, date) or not firms:
            return False
        own = who.overrides.get(date, firms if who.hours is None else who.hours.get(weekday, ()))
        if not any(h.opens <= wall.time() < h.closes for h in own):
            return False
        if date in tenant.overrides and not any(h.opens <= wall.time() < h.closes for h in firms):
            return False
        rests = () if date in who.overrides else who.breaks.get(weekday, ())
        common = () if date in tenant.overrides else tenant.breaks.get(weekday, ())
        if any(h.opens <= wall.time() < h.closes for h in (*rests, *common)):
            return False
    mine = set(cells(what, minute(start)))
    sharing = 0
    for visit in diary.kept:
        if visit.staff != who.key:
            continue
        if (visit.service.key, visit.start) == (what.key, minute(start)):
            sharing += 1
        elif mine & set(cells(visit.service, visit.start)):
            return False
    return sharing < what.seats


SPANS = st.sampled_from(["", "9:00-12:00", "8:30-17:15", "9:05-11:00, 12:00-15:20", "1:00-4:00"])
WEEKS = st.lists(SPANS, min_size=7, max_size=7).map(
    lambda spans: {k: span_of(s) for k, s in zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), spans, strict=True)}
)
DATES = st.sampled_from(["2026-10-24", "2026-10-25", "2026-10-26", "2026-10-27", "2026-11-01"]).map(day)
OVERRIDES = st.dictionaries(DATES, SPANS.map(span_of), max_size=2)
PEOPLE = st.builds(
    lambda key, hours, breaks, overrides: person(key, hours=hours, breaks=breaks, overrides=overrides),
    st.just("ann"),
    st.none() | WEEKS,
    st.sampled_from([{}, week("10:00-10:20"), week("3:15-3:45", ("sun",))]),
    OVERRIDES,
)
SERVICES = st.builds(
    service,
    st.just("visit"),
    st.sampled_from([10, 30, 45, 61]),
    before=st.sampled_from([0, 5, 12]),
    after=st.sampled_from([0, 10]),
    seats=st.sampled_from([1, 2]),
    interval=st.sampled_from([None, 10, 25]),
)


def diary_of(tenant: Tenant, begin: datetime, wanted: list[tuple[bool, int]]) -> ListDiary:
    """What of these visits (of the first service?, cell) a real diary would have taken."""
    diary = ListDiary()
    for first, cell in wanted:
        what, start = tenant.services[0 if first else 1], minute(begin) + 5 * cell
        taken = cells(what, start)
        busy = diary.busy(("ann",), taken.start, taken.stop)["ann"]
        sharing = sum((v.service.key, v.start) == (what.key, start) for v in diary.kept)
        if not busy or 0 < sharing < what.seats:
            diary.kept.append(Visit("ann", what, start))
    return diary


@settings(max_examples=25, deadline=None)
@given(
    hours=WEEKS,
    breaks=st.sampled_from([{}, week("12:00-12:30")]),
    overrides=OVERRIDES,
    ann=PEOPLE,
    what=SERVICES,
    other=st.integers(5, 90),
    visits=st.lists(st.tuples(st.booleans(), st.integers(0, 5 * 24 * 12)), max_size=12),
)
def test_search_and_refusal_agree_with_the_letter_of_the_rules(
    hours: dict[str, tuple[object, ...]],
    breaks: dict[str, tuple[object, ...]],
    overrides: dict[object, tuple[object, ...]],
    ann: Staff,
    what: Service,
    other: int,
    visits: list[tuple[bool, int]],
) -> None:
    """Five days around the end of summer time, a holiday among them (1 November)."""
    tenant = firm(
        hours=hours, breaks=breaks, overrides=overrides, holidays="PL", services=(what, service("other", other)),
        staff=(ann,), booking=BookingRules(interval=15, notice_hours=1.5, window_days=8),
    )  # fmt: skip
    begin = at("2026-10-24 00:00")
    now = begin + timedelta(hours=5)
    diary = diary_of(tenant, begin, visits)
    expected = [
        start
        for n in range(9 * 24 * 12 + 24)
        if slow(tenant, what, ann, start := begin.astimezone(UTC) + timedelta(minutes=5 * n), now, diary)
    ]
    found = [s.start.astimezone(UTC) for s in search(tenant, SlotRequest("visit", limit=EVERYTHING), now, diary)]
    assert found == expected
    few = search(tenant, SlotRequest("visit", limit=3, near=begin + timedelta(days=2, hours=3)), now, diary)
    wish = (begin + timedelta(days=2, hours=3)).astimezone(UTC)
    assert [s.start.astimezone(UTC) for s in few] == sorted(expected, key=lambda s: (abs(s - wish), s))[:3]
    for n in range(0, 9 * 24 * 12, 7):
        start = begin.astimezone(UTC) + timedelta(minutes=5 * n)
        assert (refusal(tenant, "visit", "ann", start, now, diary) is None) == (start in expected)
