"""Port of the booking room: what is free, holding it, booking it. Times are aware; UTC inside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, TypeAlias

from receptionist.messages import Language
from receptionist.tenant import Tenant


@dataclass(frozen=True, slots=True)
class Window:
    """[start, end) in which a visit may begin; None is open on that side."""

    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class SlotRequest:
    """What the caller wants."""

    service: str
    staff: str | None = None
    """None: anybody who performs it."""
    windows: tuple[Window, ...] = ()
    """A start must lie in one of them; empty: any time."""
    excluded: tuple[Window, ...] = ()
    """… and in none of these."""
    near: datetime | None = None
    """Best are the nearest to this; None: the earliest."""
    limit: int = 3


@dataclass(frozen=True, slots=True)
class Slot:
    """A free start."""

    start: datetime
    end: datetime
    """Without buffers."""
    staff: str


RefusalReason: TypeAlias = Literal[
    "past",
    "closed",
    "holiday",
    "notice",
    "window",
    "break",
    "staff_away",
    "staff_does_not_perform",
    "taken",
    "grid",
    "limit",
]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a start can't be had."""

    reason: RefusalReason
    holiday: str = ""
    """The holiday's name in the firm's default language."""


Status: TypeAlias = Literal["held", "booked", "cancelled"]


@dataclass(frozen=True, slots=True)
class Booking:
    """A visit (or, held, the promise of one)."""

    id: str
    tenant: str
    service: str
    staff: str
    start: datetime
    end: datetime
    status: Status
    name: str
    """Empty while held; "(recorded)" where the caller's voice is the name."""
    phone: str
    """E.164, or empty."""
    language: Language
    call: str
    """Id of the call that made it."""
    source: str
    """voice, keypad, sms, chat, api, desk."""
    recording: str = ""
    """Recording of the spoken name, in the records room."""
    revision: int = 0
    """How often it was changed since it was booked (moved, cancelled): iCalendar's SEQUENCE."""


class Bookings(Protocol):
    """The firm's calendar as the dialogue, the API and the desk use it."""

    async def free(self, tenant: Tenant, request: SlotRequest, now: datetime, call: str = "") -> tuple[Slot, ...]:
        """Free starts, best first. What `call` itself holds is free to it."""
        ...

    async def refusal(
        self, tenant: Tenant, service: str, staff: str | None, start: datetime, now: datetime, call: str = ""
    ) -> Refusal | None:
        """Why that start can't be had; None when it can."""
        ...

    async def hold(
        self, tenant: Tenant, service: str, staff: str, start: datetime, call: str, language: Language, now: datetime
    ) -> Booking:
        """Keep a time for this call alone; a call's earlier hold is let go in the same transaction.

        Raises SlotTaken or SlotRefused."""
        ...

    async def confirm(
        self,
        tenant: Tenant,
        booking: str,
        call: str,
        name: str,
        phone: str,
        source: str,
        now: datetime,
        recording: str = "",
    ) -> Booking:
        """Held → booked in one atomic statement; a repeated confirmation returns the same booking.

        Raises SlotTaken when the hold ran out and somebody else took the time (a hold that ran
        out while the time is still free is renewed), NoSuchBooking."""
        ...

    async def release(self, call: str, now: datetime) -> None:
        """Let go of whatever the call holds."""
        ...

    async def cancel(self, tenant: Tenant, booking: str, by: str, now: datetime) -> Booking:
        """Cancel; idempotent. `by`: call id or who else. Raises NoSuchBooking."""
        ...

    async def move(self, tenant: Tenant, booking: str, staff: str, start: datetime, by: str, now: datetime) -> Booking:
        """Reschedule atomically: the old time is freed only when the new one is taken.

        Raises NoSuchBooking, SlotTaken, SlotRefused."""
        ...

    async def upcoming(self, tenant: Tenant, phone: str, now: datetime) -> Sequence[Booking]:
        """Booked visits of a phone number that have not begun, earliest first."""
        ...

    async def all(self, tenant: Tenant) -> Sequence[Booking]:
        """Every booking of the firm, by start; held ones that ran out are left out."""
        ...
