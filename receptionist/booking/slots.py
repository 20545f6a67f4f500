"""What is free: facts and a time in, free starts and refusals out. Pure.

A start is free to a caller when
- it lies on the grid: every `interval` minutes (the service's, else the firm's), counted from midnight of
  the firm's wall clock; hours the clocks skip have none, hours that come twice have theirs twice;
- the whole visit lies in the working hours of a person who performs the service, and in no break;
- it is not before now plus the notice, and not after the last day of the booking window;
- nobody else has any of the person's 5-minute cells between the visit's beginning less the buffer before it
  and its end plus the buffer after it (buffers need only be free of visits: they may run into breaks and past closing);
- or, for a service with seats, others share exactly this start and a seat is left.

The same cells are the primary key of the store's `booking_cells`, so what is offered here is what the
database will take, and the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple, Protocol

from receptionist.booking.booking import Refusal, RefusalReason, Slot, SlotRequest, Window
from receptionist.booking.hours import (
    DAY,
    DAY_MINUTES,
    Timetable,
    exists,
    grid,
    holiday,
    minute,
    minute_up,
    moment,
    span,
)
from receptionist.errors import BookingError
from receptionist.tenant import Service, Staff, Tenant

CELL = 5
"""Minutes of a cell: what the store keeps apart."""
LONGEST = DAY_MINUTES
"""Minutes a visit may last with its buffers; the store looks no further back for what reaches into a day."""
WIDEST = 16
"""Days looked at in one go when the near ones are full."""


class Session(NamedTuple):
    """Visits of one service that share a start. Minutes since 1970 (see hours.py)."""

    staff: str
    start: int
    seats: int
    """How many are taken."""
    begins: int
    """First minute of its cells, buffers included."""
    ends: int


class Diary(Protocol):
    """What a search must know of visits, and of promises made to other callers. Minutes since 1970."""

    def busy(self, staff: Sequence[str], base: int, end: int) -> Mapping[str, int]:
        """Each person's taken minutes (whole cells, buffers included) as a mask whose bit 0 is `base`.

        Who has nothing may be missing; bits from `end` on mean nothing."""
        ...

    def sessions(self, staff: Sequence[str], service: str, base: int, end: int) -> Iterable[Session]:
        """What these people have of a service, begun in [base, end)."""
        ...

    def visits(self, staff: Sequence[str], base: int, end: int) -> Mapping[str, int]:
        """How many visits each of them has that begin in [base, end)."""
        ...

    def last_given(self) -> Mapping[str, str]:
        """When each person was last given a visit, as text that sorts by time; for round robin."""
        ...


class EmptyDiary:
    """Nobody has anything: what it leaves are the firm's rules alone."""

    def busy(self, staff: Sequence[str], base: int, end: int) -> Mapping[str, int]:
        """Nothing."""
        return {}

    def sessions(self, staff: Sequence[str], service: str, base: int, end: int) -> Iterable[Session]:
        """None."""
        return ()

    def visits(self, staff: Sequence[str], base: int, end: int) -> Mapping[str, int]:
        """None."""
        return {}

    def last_given(self) -> Mapping[str, str]:
        """Never."""
        return {}


EMPTY = EmptyDiary()


def service_of(tenant: Tenant, key: str) -> Service:
    """The firm's service. Raises BookingError when there is none, or when its numbers can't be booked."""
    service = tenant.service(key)
    if service is None:
        raise BookingError(f"{tenant.key} has no service {key!r}")
    if service.minutes < 1 or service.before < 0 or service.after < 0:
        raise BookingError(f"{tenant.key}: {key}: a visit lasts at least a minute, a buffer at least none")
    if service.before + service.minutes + service.after > LONGEST:
        raise BookingError(f"{tenant.key}: {key}: a visit with its buffers lasts a day at most")
    if service.seats < 1 or interval_of(tenant, service) < 1:
        raise BookingError(f"{tenant.key}: {key}: seats and interval are at least 1")
    return service


def interval_of(tenant: Tenant, service: Service) -> int:
    """Minutes between two starts of a service."""
    return tenant.booking.interval if service.interval is None else service.interval


def cells(service: Service, start: int) -> range:
    """Minutes at which the cells of a visit begin, buffers included."""
    begins = (start - service.before) // CELL * CELL
    ends = -((start + service.minutes + service.after) // -CELL) * CELL
    return range(begins, ends, CELL)


def performers(tenant: Tenant, service: Service, staff: str | None) -> tuple[Staff, ...]:
    """Who may be booked for it: everybody who performs it, or the one wanted; () when they don't."""
    return tuple(s for s in tenant.performers(service) if staff is None or s.key == staff)


def earliest(tenant: Tenant, now: datetime) -> int:
    """The first minute that leaves the firm its notice."""
    return minute_up(now + timedelta(hours=tenant.booking.notice_hours))


def window_end(tenant: Tenant, now: datetime) -> int:
    """The first minute after the last bookable day, today being day 0."""
    last = now.astimezone(tenant.zone).date() + timedelta(days=tenant.booking.window_days)
    return Timetable(tenant).day(last + DAY).start


def search(
    tenant: Tenant,
    request: SlotRequest,
    now: datetime,
    diary: Diary = EMPTY,
) -> tuple[Slot, ...]:
    """Free starts, nearest to what is wished first, else earliest first; times on the firm's wall clock.

    Each start comes once, with the person who should have it. Raises BookingError for a service the firm
    does not have.
    """
    service = service_of(tenant, request.service)
    people = performers(tenant, service, request.staff)
    low, high = _bounds(request.windows, earliest(tenant, now), window_end(tenant, now))
    if not people or request.limit < 1 or low >= high:
        return ()
    wish = low if request.near is None else minute(request.near)
    look = _Look(tenant, service, people, request, (low, high), diary, Timetable(tenant))
    found: list[tuple[int, int, str]] = []
    for first, last, distance in _stretches(look.timetable, low, high, wish):
        if len(found) == request.limit and found[-1][0] <= distance:
            break
        found = sorted([*found, *look.through(first, last, wish)])[: request.limit]
    return tuple(
        Slot(moment(start, tenant.zone), moment(start + service.minutes, tenant.zone), who) for _, start, who in found
    )


def refusal(
    tenant: Tenant,
    service_key: str,
    staff: str | None,
    start: datetime,
    now: datetime,
    diary: Diary = EMPTY,
) -> Refusal | None:
    """Why that start can't be had, by the first rule it breaks; None when it can.

    With anybody wanted, it is the reason of the person who comes closest to having it. A wall time
    that the clocks skip is on no grid. Raises BookingError for a service the firm does not have.
    """
    service = service_of(tenant, service_key)
    people = performers(tenant, service, staff)
    if not people:
        return Refusal("staff_does_not_perform")
    if start < now:
        return Refusal("past")
    at = minute(start)
    if at >= window_end(tenant, now):
        return Refusal("window")
    timetable = Timetable(tenant)
    day = timetable.date_of(at)
    closed_by = holiday(tenant, day)
    if closed_by:
        return Refusal("holiday", closed_by)
    reasons = [_person_refusal(timetable, tenant, service, person, at, now, diary) for person in people]
    if None in reasons:
        # Not `start == moment(at, …)`: PEP 495 makes a repeated hour unequal to itself in another zone.
        whole = exists(start) and minute_up(start) == at
        return None if whole and _bit(_grid(timetable, tenant, service, day), at) else Refusal("grid")
    return Refusal(max((r for r in reasons if r), key=_ORDER.index))


_ORDER: tuple[RefusalReason, ...] = ("closed", "notice", "staff_away", "break", "taken")
"""From the farthest from being possible to the nearest."""


def _grid(timetable: Timetable, tenant: Tenant, service: Service, day: date) -> tuple[int, int]:
    return grid(timetable.day(day), interval_of(tenant, service)), timetable.day(day).start


def _bit(mask_from: tuple[int, int], at: int) -> bool:
    mask, base = mask_from
    return bool(mask >> (at - base) & 1)


def _person_refusal(
    timetable: Timetable, tenant: Tenant, service: Service, person: Staff, at: int, now: datetime, diary: Diary
) -> RefusalReason | None:
    day = timetable.date_of(at)
    around = (at, day - DAY, day + DAY)
    whole = span(0, service.minutes)
    works = timetable.stretch(*around, person) & whole == whole
    if not works and timetable.stretch(*around, person, breaks=False) & whole != whole:
        return "closed" if timetable.stretch(*around, None) & whole != whole else "staff_away"
    if at < earliest(tenant, now):
        return "notice"
    if not works:
        return "break"
    wanted = cells(service, at)
    needed = span(0, len(wanted) * CELL)
    if not diary.busy((person.key,), wanted.start, wanted.stop).get(person.key, 0) & needed:
        return None
    return None if at in _shared(diary, service, person.key, at, at + 1) else "taken"


def _shared(diary: Diary, service: Service, staff: str, base: int, end: int) -> list[int]:
    """Starts in [base, end) at which others have the service with this person, and a seat is left."""
    if service.seats == 1:
        return []
    shared = []
    for session in diary.sessions((staff,), service.key, base, end):
        wanted = cells(service, session.start)
        # The firm's file may have changed since: the visit may want more time than its session has.
        busy = diary.busy((staff,), wanted.start, wanted.stop).get(staff, 0) & span(0, len(wanted) * CELL)
        own = span(session.begins - wanted.start, session.ends - wanted.start)
        if session.seats < service.seats and not busy & ~own:
            shared.append(session.start)
    return shared


def _bounds(windows: Sequence[Window], low: int, high: int) -> tuple[int, int]:
    """The earliest start and the end of the latest that any of the windows leaves."""
    if windows:
        low = max(low, min(low if w.start is None else minute_up(w.start) for w in windows))
        high = min(high, max(high if w.end is None else minute_up(w.end) for w in windows))
    return low, high


def _stretches(timetable: Timetable, low: int, high: int, wish: int) -> Iterator[tuple[date, date, int]]:
    """Days between two minutes in short runs (first, last, least minutes from the wish), nearest first."""
    first, last = timetable.date_of(low), timetable.date_of(high - 1)
    right = max(first, min(last, timetable.date_of(wish)))
    left = right - DAY
    ahead = behind = 1
    while right <= last or left >= first:
        to_right = max(0, timetable.day(right).start - wish) if right <= last else None
        to_left = max(0, wish - timetable.day(left + DAY).start) if left >= first else None
        if to_left is None or (to_right is not None and to_right <= to_left):
            end = min(last, right + (ahead - 1) * DAY)
            yield right, end, to_right or 0
            right, ahead = end + DAY, min(WIDEST, ahead * 2)
        else:
            begin = max(first, left - (behind - 1) * DAY)
            yield begin, left, to_left
            left, behind = begin - DAY, min(WIDEST, behind * 2)


def _runs(mask: int, length: int) -> int:
    """Bits at which `length` bits in a row begin."""
    have = 1
    while have < length:
        step = min(have, length - have)
        mask &= mask >> step
        have += step
    return mask


@dataclass(frozen=True, slots=True)
class _Look:
    """One search's facts."""

    tenant: Tenant
    service: Service
    people: tuple[Staff, ...]
    request: SlotRequest
    bounds: tuple[int, int]
    diary: Diary
    timetable: Timetable

    def through(self, first: date, last: date, wish: int) -> list[tuple[int, int, str]]:
        """The best free starts of some days: (minutes from the wish, start, person)."""
        # Bit 0 lies a day early: hours and visits reach over midnight.
        base = self.timetable.day(first).start - DAY_MINUTES
        possible = self._possible(base, first, last)
        if not possible:
            return []
        end = self.timetable.day(last + DAY).start + LONGEST
        busy = self.diary.busy(tuple(possible), base, end)
        free = {key: self._free(key, mask, busy.get(key, 0), base) for key, mask in possible.items()}
        anybody = 0
        for mask in free.values():
            anybody |= mask
        starts = _nearest(anybody, wish - base, self.request.limit)
        return [(abs(base + s - wish), base + s, self._whose(base + s, base, free)) for s in starts]

    def _possible(self, base: int, first: date, last: date) -> dict[str, int]:
        """Each person's starts by the rules alone; who has none is left out."""
        allowed = self._allowed(base, first, last)
        masks: dict[str, int] = {}
        for person in self.people if allowed else ():
            works = self.timetable.stretch(base, first - DAY, last + DAY, person)
            starts = _runs(works, self.service.minutes) & allowed
            if starts:
                masks[person.key] = starts
        return masks

    def _allowed(self, base: int, first: date, last: date) -> int:
        """Starts on the grid, in the bounds and windows, and not excluded."""
        mask, day = 0, first
        interval = interval_of(self.tenant, self.service)
        while day <= last:
            mask |= grid(self.timetable.day(day), interval) << (self.timetable.day(day).start - base)
            day += DAY
        mask &= span(self.bounds[0] - base, self.bounds[1] - base)
        if self.request.windows:
            mask &= self._within(self.request.windows, base, mask.bit_length())
        return mask & ~self._within(self.request.excluded, base, mask.bit_length())

    @staticmethod
    def _within(windows: Sequence[Window], base: int, length: int) -> int:
        mask = 0
        for window in windows:
            low = 0 if window.start is None else minute_up(window.start) - base
            high = length if window.end is None else min(length, minute_up(window.end) - base)
            mask |= span(low, high)
        return mask

    def _free(self, staff: str, possible: int, busy: int, base: int) -> int:
        """What is left of a person's starts beside what they have."""
        service = self.service
        needs = service.before + service.minutes + service.after
        # Shifted by the buffer before, so that bit n asks for what a start at n needs. A taken cell is whole,
        # so its minutes tell the same as the cell.
        room = span(0, possible.bit_length() + needs)
        free = possible & _runs(~(busy << service.before) & room, needs)
        for start in _shared(self.diary, service, staff, base, base + possible.bit_length()):
            free |= possible & 1 << (start - base)
        return free

    def _whose(self, start: int, base: int, free: Mapping[str, int]) -> str:
        """The person who should have a start that several may have free."""
        able = [key for key, mask in free.items() if mask >> (start - base) & 1]
        if len(able) == 1:
            return able[0]
        # min() keeps the first of equals: the order of the firm's file.
        if self.tenant.booking.assign == "round_robin":
            given = self.diary.last_given()
            return min(able, key=lambda key: given.get(key, ""))
        day = self.timetable.day(self.timetable.date_of(start))
        visits = self.diary.visits(able, day.start, day.start + day.length)
        return min(able, key=lambda key: visits.get(key, 0))


def _nearest(mask: int, wish: int, limit: int) -> list[int]:
    """The set bits nearest to one, on both sides of it, at most `limit` on each."""
    near: list[int] = []
    ahead = max(0, wish)
    above, below = mask >> ahead << ahead, mask & span(0, ahead)
    while above and len(near) < limit:
        lowest = above & -above
        near.append(lowest.bit_length() - 1)
        above ^= lowest
    left: list[int] = []
    while below and len(left) < limit:
        left.append(below.bit_length() - 1)
        below ^= 1 << left[-1]
    return near + left
