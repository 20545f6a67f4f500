"""Who calls, and which firm is called: pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol

from receptionist.tenant import Tenant

_E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")

# Carriers that can only pass digits spell the words on a keypad:
# anonymous, blocked, restricted, unknown, unavailable (Twilio, "From numbers of anonymous callers").
_SPELLED: Final = frozenset({"+266696687", "+2562533", "+7378742833", "+8656696", "+86282452253"})


class TenantBook(Protocol):
    """The firms, as they stand now."""

    def find(self, number: str) -> Tenant | None:
        """The firm that is called by that E.164 number."""
        ...

    def all(self) -> Iterable[Tenant]:
        """Every firm."""
        ...


def firm_numbers(firms: Iterable[Tenant]) -> frozenset[str]:
    """Every number by which a firm is called."""
    return frozenset(n for firm in firms for n in firm.numbers)


def own_numbers(firms: Iterable[Tenant]) -> frozenset[str]:
    """Every number of the firms themselves: a call from one of them is a forwarded call or a loop, so it
    names no caller."""
    own: set[str] = set()
    for firm in firms:
        own.update(firm.numbers, (p.phone for p in firm.desk.people))
        own.update(n for n in (firm.desk.fallback, firm.desk.sms) if n)
    return frozenset(own)


def caller_of(sender: str, own: frozenset[str]) -> str | None:
    """The caller's number in E.164; None for anybody who shall share nothing with anybody."""
    number = sender.strip()
    if not _E164.fullmatch(number) or number in _SPELLED or number in own:
        return None
    return number


def firms_called(form: Mapping[str, str], book: TenantBook, shared: frozenset[str]) -> Sequence[Tenant]:
    """The firm that is called: one; several when a shared number does not tell; none when unknown.

    By `To`, then by `ForwardedFrom`; never by anything that the caller says."""
    to, forwarded = form.get("To", "").strip(), form.get("ForwardedFrom", "").strip()
    sharing = [firm for firm in book.all() if to in firm.numbers]
    if len(sharing) == 1 and to not in shared:
        return sharing
    by_forwarding = book.find(forwarded) if forwarded and forwarded != to else None
    if by_forwarding is not None and (not sharing or by_forwarding.key in {f.key for f in sharing}):
        return (by_forwarding,)
    return sharing or (tuple(book.all()) if to in shared else ())


def tail(number: str) -> str:
    """A number as a log may show it."""
    return f"…{number[-2:]}" if len(number) > 6 else "…"
