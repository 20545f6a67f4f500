"""Who takes a call when a person is wanted: on duty now, and speaking the caller's language.

The decision is pure (`on_duty`, `route`); `DutyDesk` is the port over it. Presence and queues come
with the console; until a person is known to be away, their hours decide.
"""

from __future__ import annotations

from datetime import datetime

from receptionist.messages import Language
from receptionist.tenant import WEEKDAYS, Hours, Person, Tenant


def on_duty(tenant: Tenant, person: Person, now: datetime) -> bool:
    """Whether `now` (aware) lies in the person's hours, on the firm's own wall clock.

    Hours of their own are taken as they stand; without them the firm's opening hours count, with
    the firm's overrides of the date. Public holidays play no part: who is at the desk on a holiday
    is for the hours to say.
    """
    local = now.astimezone(tenant.zone)
    return any(span.opens <= local.time() < span.closes for span in _hours(tenant, person, local))


def route(tenant: Tenant, language: Language, now: datetime) -> tuple[Person, ...]:
    """Who may be rung, in the file's order: at once or one by one as `desk.strategy` says."""
    return tuple(
        person
        for person in tenant.desk.people
        if language in (person.languages or tenant.languages) and on_duty(tenant, person, now)
    )


def _hours(tenant: Tenant, person: Person, local: datetime) -> tuple[Hours, ...]:
    if person.hours is None and local.date() in tenant.overrides:
        return tenant.overrides[local.date()]
    week = tenant.hours if person.hours is None else person.hours
    return week.get(WEEKDAYS[local.weekday()], ())


class DutyDesk:
    """The port: people by their hours."""

    async def route(self, tenant: Tenant, language: Language, now: datetime) -> tuple[Person, ...]:
        """Who is on duty and speaks the language, in ringing order; empty: nobody."""
        return route(tenant, language, now)
