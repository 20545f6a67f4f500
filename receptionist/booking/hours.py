"""When a firm and its people work: weekly hours, breaks, dates that replace them, public holidays. Pure.

Time is counted in whole minutes since 1970-01-01T00:00Z ("minutes"), so that a day of 23 or 25 hours
needs no special case; sets of minutes are bit masks in Python's integers: bit n is the n-th minute
after a base. The firm's wall clock comes in only here, at the edge (`time_zone`, by zoneinfo).

The rules:
- A date of the firm's `overrides` replaces that day whole: weekly hours, breaks, public holiday.
- Otherwise a public holiday is closed, unless it stands in `holidays_open`.
- A person's weekly hours replace the firm's, on days the firm opens; their own `overrides` replace their
  day whole (hours and breaks). On a day closed by the firm nobody can be booked, and on a day whose hours
  the firm changed nobody is bookable outside these.
- When an hour comes twice, a span lasts from the first time the clock shows its beginning to the last time
  it shows its end.
- Closing at or before opening means the next day ("22:00-02:00"; "00:00-00:00" is the whole day).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

import holidays

from receptionist.errors import BookingError
from receptionist.messages import Language
from receptionist.tenant import WEEKDAYS, Hours, Staff, Tenant

DAY = timedelta(days=1)
DAY_MINUTES = 1440
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def minute(moment: datetime) -> int:
    """The minute a moment lies in. Raises ValueError for a time without its zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()}: a time needs its zone")
    return (moment - EPOCH) // MINUTE


def minute_up(moment: datetime) -> int:
    """The first whole minute not before a moment."""
    return -((EPOCH - moment) // MINUTE) if moment.tzinfo else minute(moment)


def moment(minutes: int, zone: ZoneInfo) -> datetime:
    """A minute on a wall clock."""
    return (EPOCH + minutes * MINUTE).astimezone(zone)


def exists(wall: datetime) -> bool:
    """Whether the wall clock ever shows that time: zoneinfo accepts one in a gap silently (PEP 495)."""
    return wall.astimezone(UTC).astimezone(wall.tzinfo).replace(tzinfo=None) == wall.replace(tzinfo=None)


def span(low: int, high: int) -> int:
    """A mask of the bits [low, high); what is below 0 is cut off."""
    low = max(low, 0)
    return ((1 << (high - low)) - 1) << low if high > low else 0


def shifted(mask: int, by: int) -> int:
    """The mask moved up by so many bits (down when negative)."""
    return mask << by if by >= 0 else mask >> -by


@dataclass(frozen=True, slots=True)
class Day:
    """A date of the firm's wall clock in minutes."""

    date: date
    start: int
    """Minute of midnight."""
    length: int
    """1,440, or what a change of the clocks makes of it."""
    plain: bool
    """The offset from UTC stays the same all day."""
    zone: ZoneInfo

    def at(self, wall: time, fold: int = 0) -> int:
        """Minutes from midnight to a wall time; one in a gap counts as the gap's end."""
        plain = wall.hour * 60 + wall.minute
        if self.plain:
            return plain
        for later in range(DAY_MINUTES):
            there = (datetime.combine(self.date, time(0), self.zone) + (plain + later) * MINUTE).replace(fold=fold)
            if exists(there):
                return minute(there.astimezone(UTC)) - self.start
        raise ValueError(f"{self.date}: no wall clock of {self.zone.key} reaches {wall}")  # pragma: no cover


def day_of(day: date, zone: ZoneInfo) -> Day:
    """The bounds of a date, clock changes included."""
    midnight = datetime.combine(day, time(0), zone)
    after = datetime.combine(day + DAY, time(0), zone)
    start, end = minute(midnight.astimezone(UTC)), minute(after.astimezone(UTC))
    plain = end - start == DAY_MINUTES and midnight.utcoffset() == after.utcoffset()
    return Day(day, start, end - start, plain, zone)


@lru_cache(maxsize=64)
def _plain_grid(interval: int) -> int:
    return sum(1 << m for m in range(0, DAY_MINUTES, interval))


def grid(day: Day, interval: int) -> int:
    """Start times of a day, every `interval` minutes of the wall clock counted from midnight.

    An hour that the clocks skip has none; one that comes twice has its own twice.
    """
    if day.plain:
        return _plain_grid(interval)
    mask = 0
    midnight = datetime.combine(day.date, time(0), day.zone)
    for m in range(0, DAY_MINUTES, interval):
        for fold in (0, 1):
            wall = (midnight + m * MINUTE).replace(fold=fold)
            if exists(wall):
                mask |= span(*(minute(wall.astimezone(UTC)) - day.start + n for n in (0, 1)))
    return mask


@lru_cache(maxsize=512)
def _holidays(country: str, year: int, language: Language) -> Mapping[date, str]:
    """A year's public holidays, named in `language` where the library can, else in its country's own."""
    where, _, part = country.partition("-")
    try:
        known = holidays.country_holidays(where, subdiv=part or None, years=year, language=language)
    except NotImplementedError as error:
        raise BookingError(f"no public holidays are known for {country!r}: {error}") from error
    # To be said on the phone: the first of two ("; "), without its remark ("(observed)").
    return MappingProxyType({day: known[day].split("; ")[0].split(" (")[0] for day in known})


def holiday(tenant: Tenant, day: date) -> str:
    """The public holiday that closes the firm on a date; empty where none does.

    Raises BookingError for a country that `holidays` does not know.
    """
    if tenant.holidays is None or day in tenant.holidays_open or day in tenant.overrides:
        return ""
    return _holidays(tenant.holidays, day.year, tenant.languages[0]).get(day, "")


def firm_hours(tenant: Tenant, day: date) -> tuple[Hours, ...]:
    """When the firm is open on a date; () is closed."""
    if day in tenant.overrides:
        return tenant.overrides[day]
    return () if holiday(tenant, day) else tenant.hours.get(WEEKDAYS[day.weekday()], ())


class Timetable:
    """A firm's days and its people's working minutes, computed once each for one question."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._zone = tenant.zone
        self._days: dict[date, Day] = {}
        self._ordinary: dict[date, bool] = {}
        self._masks: dict[tuple[str, bool, int | date], int] = {}

    def day(self, day: date) -> Day:
        """A date's bounds."""
        if day not in self._days:
            self._days[day] = day_of(day, self._zone)
        return self._days[day]

    def date_of(self, minutes: int) -> date:
        """The date the firm's wall clock shows then."""
        return moment(minutes, self._zone).date()

    def stretch(self, base: int, first: date, last: date, staff: Staff | None, breaks: bool = True) -> int:
        """The minutes of the dates first…last on which the person works (None: the firm is open), without
        breaks unless these are to count as work; bit 0 is the minute `base`."""
        mask, day = 0, first
        while day <= last:
            of_day = self._mask(staff, breaks and staff is not None, day)
            if of_day:
                mask |= shifted(of_day, self.day(day).start - base)
            day += DAY
        return mask

    def _mask(self, staff: Staff | None, breaks: bool, day: date) -> int:
        if day not in self._ordinary:
            special = day in self._tenant.overrides or holiday(self._tenant, day)
            self._ordinary[day] = self.day(day).plain and not special
        # Ordinary days of the same weekday are alike: 60 days of 20 people are 140 masks, not 1,200.
        alike = self._ordinary[day] and (staff is None or day not in staff.overrides)
        key = (staff.key if staff else "", breaks, day.weekday() if alike else day)
        if key not in self._masks:
            self._masks[key] = self._compute(staff, breaks, day)
        return self._masks[key]

    def _compute(self, person: Staff | None, breaks: bool, day: date) -> int:
        tenant, weekday = self._tenant, WEEKDAYS[day.weekday()]
        firm = firm_hours(tenant, day)
        replaced = day in tenant.overrides
        hours = firm
        mine: tuple[Hours, ...] = ()
        if firm and person is not None:
            own = day in person.overrides
            if own:
                hours = person.overrides[day]
            elif person.hours is not None:
                hours = person.hours.get(weekday, ())
            mine = () if own else person.breaks.get(weekday, ())
        mask = self._minutes(day, hours)
        if replaced and person is not None:
            mask &= self._minutes(day, firm)
        if breaks:
            mask &= ~self._minutes(day, (*mine, *(() if replaced else tenant.breaks.get(weekday, ()))))
        return mask

    def _minutes(self, day: date, hours: tuple[Hours, ...]) -> int:
        today, mask = self.day(day), 0
        for each in hours:
            begins = today.at(each.opens)
            if each.closes > each.opens:
                ends = today.at(each.closes, fold=1)
            else:
                ends = today.length + self.day(day + DAY).at(each.closes)
            mask |= span(begins, ends)
        return mask
