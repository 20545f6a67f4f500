"""Port of the desk: who takes a call when a person is wanted."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from receptionist.messages import Language
from receptionist.tenant import Person, Tenant


class Desk(Protocol):
    """People: presence, hours, routing."""

    async def route(self, tenant: Tenant, language: Language, now: datetime) -> tuple[Person, ...]:
        """Who is on duty and speaks the language, in ringing order; empty: nobody."""
        ...
