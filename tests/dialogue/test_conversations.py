"""Whole calls on the embedded engine and the real store: what is said, and what stands in the books afterwards."""

from __future__ import annotations

import pytest

from receptionist.booking.store_sqlite import SqliteBookings
from receptionist.dialogue.actions.runner import Actions
from receptionist.dialogue.embedded.engine import Embedded
from receptionist.dialogue.talking import Talking
from receptionist.records.messages import SqliteMessages
from receptionist.tenant import Tenant
from tests.dialogue import scripts as calls
from tests.dialogue.scripts import Script

ALL = list(calls.scripts())


@pytest.mark.parametrize("script", ALL, ids=str)
async def test_the_call_goes_as_scripted(
    script: Script,
    firms: dict[str, Tenant],
    shipped: Embedded,
    actions: Actions,
    bookings: SqliteBookings,
    messages: SqliteMessages,
) -> None:
    """Every reply as the script wants it; the final state of the database is the script's and nothing else."""
    hears = bool(script.data.get("hears", True))
    knows = actions.knows if script.data.get("knows") else None
    talking = Talking(shipped, hears=lambda language: hears, knows=knows)
    await calls.play(script, firms, talking, bookings)
    tenant = firms[script.data["firm"]]
    booked = await calls.in_the_book(bookings, tenant)
    wanted = list(script.data.get("bookings", [])) + [
        {k: v for k, v in visit.items() if k in {"service", "staff", "start"}} | {"status": "booked"}
        for visit in script.data.get("taken", ())
        if not visit.get("changed")
    ]
    assert calls.matches(wanted, booked), f"in the book: {booked}"
    taken = await calls.taken_down(messages, tenant)
    if not script.data.get("any_messages"):
        assert calls.matches(script.data.get("messages", []), taken), f"taken down: {taken}"
    other = next(t for t in firms.values() if t.key != tenant.key)
    assert not await bookings.all(other)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_enough_calls_are_scripted(language: str) -> None:
    """At least fifteen a language."""
    assert sum(s.data["language"] == language for s in ALL) >= 15
