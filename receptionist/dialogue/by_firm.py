"""Which dialogue engine answers which firm."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from receptionist.dialogue.dialogue import Answer, Conversation, Dialogue
from receptionist.messages import CallerTurn
from receptionist.tenant import Tenant


class ByFirm:
    """The dialogue engine that a firm names, or the machine's own; `always`: whatever firms say."""

    def __init__(self, engines: Mapping[str, Dialogue], default: str, *, always: bool = False) -> None:
        self._engines, self._default, self._always = engines, default, always

    async def answer(self, tenant: Tenant, conversation: Conversation, turn: CallerTurn, now: datetime) -> Answer:
        """See dialogue.Dialogue."""
        named = None if self._always else tenant.engines.dialogue
        return await self._engines[named or self._default].answer(tenant, conversation, turn, now)
