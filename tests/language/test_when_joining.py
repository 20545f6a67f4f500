"""What was said at different turns, joined; and the spans it becomes."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from receptionist.language.language import When
from receptionist.language.when import Span, merge, understand, windows
from receptionist.tenant import Hours

WARSAW = ZoneInfo("Europe/Warsaw")
NOW = datetime(2026, 11, 18, 12, 5, tzinfo=WARSAW)
WEEK = {d: (Hours(time(9), time(18)),) for d in ("mon", "tue", "wed", "thu", "fri")}


def joined(*turns: str) -> tuple[When, ...]:
    held: tuple[When, ...] = ()
    for turn in turns:
        held = merge(held, understand(turn, "en", NOW, WEEK).value, NOW)
    return held


def spans(*turns: str) -> tuple[list[str], list[str]]:
    def shown(found: tuple[Span, ...]) -> list[str]:
        return [" ".join(d.strftime("%d.%m %H:%M") if d else "-" for d in (s.start, s.end)) for s in found]

    included, excluded = windows(joined(*turns), NOW, WEEK)
    return shown(included), shown(excluded)


CASES = [
    (("tuesday", "after four"), ["24.11 16:00 25.11 00:00"]),
    (("tuesday at ten", "no wednesday"), ["25.11 10:00 25.11 10:01"]),
    (("tuesday at ten", "make it eleven"), ["24.11 11:00 24.11 11:01"]),
    (("tuesday at ten", "friday at three"), ["20.11 15:00 20.11 15:01"]),
    (("at ten", "tomorrow"), ["19.11 10:00 19.11 10:01"]),
    (("tuesday or wednesday", "after four"), ["24.11 16:00 25.11 00:00", "25.11 16:00 26.11 00:00"]),
    (("tuesday at seven", "in the morning"), ["24.11 07:00 24.11 07:01"]),
    (("tuesday at ten", "in the afternoon"), ["24.11 12:00 24.11 19:00"]),
    (("tomorrow afternoon", "at three"), ["19.11 15:00 19.11 15:01"]),
    (("next week", "as soon as possible"), ["23.11 00:00 30.11 00:00"]),
    (("tuesday at ten", "as soon as possible"), []),
    (("in seven days",), ["25.11 00:00 26.11 00:00"]),
    (("two upcoming weeks",), ["18.11 12:05 07.12 00:00"]),
    (("before friday",), ["- 20.11 00:00"]),
    (
        ("monday to wednesday after five",),
        ["23.11 17:00 24.11 00:00", "24.11 17:00 25.11 00:00", "25.11 17:00 26.11 00:00"],
    ),
    (("monday", "not monday"), []),
]


@pytest.mark.parametrize(("turns", "included"), CASES)
def test_turns_joined(turns: tuple[str, ...], included: list[str]) -> None:
    assert spans(*turns)[0] == included


def test_a_time_of_day_lies_on_every_open_day() -> None:
    included, _ = spans("after four")
    assert included[:3] == ["18.11 16:00 19.11 00:00", "19.11 16:00 20.11 00:00", "20.11 16:00 21.11 00:00"]
    assert included[3] == "23.11 16:00 24.11 00:00"  # closed at the weekend
    assert spans("next week", "in the afternoon")[0] == [f"{d}.11 12:00 {d}.11 19:00" for d in range(23, 28)]


def test_exclusions_add_up_and_stay_when_the_wish_changes() -> None:
    assert spans("not tuesday", "not friday", "next week")[1] == ["20.11 00:00 21.11 00:00", "24.11 00:00 25.11 00:00"]
    assert spans("next week", "not monday", "mornings")[1] == ["23.11 00:00 24.11 00:00"]


def test_wanting_what_was_excluded_lifts_the_exclusion() -> None:
    assert spans("not monday", "monday is fine") == (["23.11 00:00 24.11 00:00"], [])


def test_excluded_times_of_day_lie_on_every_day() -> None:
    _, excluded = spans("anything but mornings")
    assert excluded[:2] == ["18.11 00:00 18.11 12:00", "19.11 00:00 19.11 12:00"]
    assert len(excluded) == 62


def test_nothing_said_changes_nothing() -> None:
    before = joined("tuesday at ten")
    assert merge(before, (), NOW) == before
    assert windows((), NOW, WEEK) == ((), ())


def test_a_part_of_day_settles_what_was_ambiguous() -> None:
    open_long = {d: (Hours(time(7), time(22)),) for d in WEEK}
    earlier = understand("friday at eight", "en", NOW, open_long).value
    assert earlier[0].ambiguous
    (found,) = merge(earlier, understand("in the evening", "en", NOW, open_long).value, NOW)
    assert not found.ambiguous
    assert found.start == datetime(2026, 11, 20, 20, tzinfo=WARSAW)


def test_overlapping_spans_are_one() -> None:
    assert spans("tuesday", "tuesday or wednesday")[0] == ["24.11 00:00 26.11 00:00"]
