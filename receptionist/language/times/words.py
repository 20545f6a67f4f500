"""The row of tokens as the patterns see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from receptionist.language.times.tokens import Lexicon, Token


@dataclass(frozen=True, slots=True)
class Words:
    """Tokens and what reading them depends on."""

    tokens: Sequence[Token]
    lexicon: Lexicon
    now: datetime
    asked: bool
    """The question was "when?": a bare number is a time, a bare ordinal a date."""
    pure: bool
    """Nothing but words of dates and times: abbreviations that are other words too may be trusted."""
    memo: dict[tuple[Any, ...], Any] = field(default_factory=dict, compare=False)
    """What was read where: the patterns of ranges, bounds and points begin alike."""

    @property
    def today(self) -> date:
        """The day at the firm."""
        return self.now.date()

    def get(self, i: int, role: str) -> Any:
        """The value of the token's role; None without that role, or outside."""
        return self.tokens[i].roles.get(role) if 0 <= i < len(self.tokens) else None

    def has(self, i: int, *roles: str) -> bool:
        """Whether the token plays any of the roles."""
        return 0 <= i < len(self.tokens) and any(r in self.tokens[i].roles for r in roles)

    def skip(self, i: int, *roles: str) -> int:
        """The index after tokens that play one of the roles; at most four, so that reading stays linear."""
        end = i + 4
        while i < end and self.has(i, *roles):
            i += 1
        return i

    def number(self, i: int, *forms: str) -> int | None:
        """The token's number, in any of the forms (all forms if none is named)."""
        for form in forms or ("card", "ord", "fem"):
            value = self.get(i, form)
            if value is not None:
                return int(value)
        return None

    def unknown(self, i: int) -> bool:
        """A word that means nothing in dates and times."""
        return 0 <= i < len(self.tokens) and not self.tokens[i].roles

    def said(self, i: int, j: int) -> str:
        """The words from `i` up to `j`."""
        return " ".join(t.text for t in self.tokens[i:j])
