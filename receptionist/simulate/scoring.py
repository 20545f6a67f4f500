"""The score of a call by what stands in the books at its end: what was wanted, one to one, and nothing else. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from receptionist.booking.booking import Booking
from receptionist.records.records import Message
from receptionist.simulate.scenario import After, Note, Scenario, Taken, Visit
from receptionist.tenant import Tenant

RECORDED = "(recorded)"
"""Stands for a name that is only in the caller's own voice."""
W = TypeVar("W")
H = TypeVar("H")


@dataclass(frozen=True, slots=True)
class Books:
    """What stands there at the end."""

    visits: tuple[Booking, ...]
    """Of the firm, without what is only held."""
    messages: tuple[Message, ...]
    strange: int = 0
    """Bookings and messages at other firms."""
    prepared: Mapping[str, Taken] | None = None
    """Visits that were there before, by id."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How the call went out."""

    handovers: tuple[str, ...] = ()
    ended: bool = False
    """The receptionist said goodbye."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Faults: empty is success."""

    faults: tuple[str, ...]
    wrong: int
    """Visits that are booked, moved or cancelled and should not be."""


def score(scenario: Scenario, tenant: Tenant, books: Books, ending: Ending) -> Verdict:
    """Compare."""
    prepared = books.prepared or {}
    faults: list[str] = []
    wrong = 0
    rest: list[Booking] = []
    for visit in books.visits:
        taken = prepared.get(visit.id)
        if taken is None or _goes(scenario, taken):
            rest.append(visit)
        elif not _as_before(visit, taken, tenant):
            wrong += 1
            faults.append(f"a visit of somebody else was changed: {_told(visit, tenant)}")
    wanted = wanted_visits(scenario)
    missing, extra = unmatched(wanted, rest, lambda want, have: _fits(want, have, tenant))
    faults += [f"not in the book: {_wish(w)}" for w in missing]
    for visit in extra:
        taken = prepared.get(visit.id)
        untouched = taken is not None and _as_before(visit, taken, tenant)
        if not untouched and (visit.status == "booked" or taken is not None):
            wrong += 1
        faults.append(f"{'left as it was' if untouched else 'not wanted'}: {_told(visit, tenant)}")
    if books.strange:
        faults.append(f"{books.strange} entries in another firm's books")
        wrong += books.strange
    faults += _message_faults(scenario, books.messages) + _ending_faults(scenario, ending)
    return Verdict(tuple(faults), wrong)


def wanted_visits(scenario: Scenario) -> tuple[Visit, ...]:
    """The visits that must be there, those apart that stay as they were."""
    out = list(scenario.bookings)
    goal = scenario.goal
    for taken in scenario.taken:
        if not _goes(scenario, taken):
            continue
        facts = {"service": taken.service, "name": taken.name, "phone": taken.phone}
        if isinstance(taken.after, After):
            staff = taken.after.staff or taken.staff
            out.append(Visit.model_validate({**facts, "staff": staff, "start": taken.after.start}))
        elif taken.after == "cancelled" or (goal is not None and goal.kind == "cancel"):
            out.append(Visit.model_validate({**facts, "start": taken.start, "status": "cancelled"}))
        elif goal is not None and goal.when is not None:
            out.append(_within(Visit.model_validate({**facts, "staff": goal.staff}), scenario))
    if goal is not None and goal.kind == "book":
        name = goal.name if scenario.hears else RECORDED
        own = {"service": goal.service, "staff": goal.staff, "name": name, "phone": _number(scenario)}
        out.append(_within(Visit.model_validate(own), scenario))
    return tuple(out)


def _within(visit: Visit, scenario: Scenario) -> Visit:
    wish = scenario.goal.when if scenario.goal else None
    if wish is None:
        return visit
    if wish.at is not None:
        return visit.model_copy(update={"start": wish.at})
    return visit.model_copy(update={"within": wish.accept})


def _goes(scenario: Scenario, taken: Taken) -> bool:
    """Whether this visit is to be another at the end."""
    about = scenario.goal is not None and scenario.goal.kind in {"reschedule", "cancel"}
    return taken.after != "kept" or (about and taken is scenario.own)


def _number(scenario: Scenario) -> str:
    phone = (scenario.goal.phone if scenario.goal else None) or scenario.caller or ""
    return "" if phone == "none" else phone


def unmatched(
    wanted: Sequence[W], have: Sequence[H], fits: Callable[[W, H], bool]
) -> tuple[tuple[W, ...], tuple[H, ...]]:
    """What is left of both when each that is wanted has taken one that fits; as many as possible are paired."""
    owner: dict[int, int] = {}

    def place(want: int, tried: set[int]) -> bool:
        for n, each in enumerate(have):
            if n in tried or not fits(wanted[want], each):
                continue
            tried.add(n)
            if n not in owner or place(owner[n], tried):
                owner[n] = want
                return True
        return False

    missing = tuple(each for n, each in enumerate(wanted) if not place(n, set()))
    return missing, tuple(each for n, each in enumerate(have) if n not in owner)


def _fits(want: Visit, have: Booking, tenant: Tenant) -> bool:
    start = wall(have.start, tenant)
    return (
        want.status == have.status
        and want.service in {None, have.service}
        and (not want.staff or have.staff in want.staff)
        and want.start in {None, start}
        and (not want.within or any(w.from_ <= start < w.to for w in want.within))
        and want.name in {None, have.name}
        and want.phone in {None, have.phone}
        and want.source in {None, have.source}
    )


def _as_before(visit: Booking, taken: Taken, tenant: Tenant) -> bool:
    had = (taken.service, taken.staff, taken.name, taken.phone)
    same = (visit.service, visit.staff, visit.name, visit.phone) == had
    return same and visit.status == "booked" and wall(visit.start, tenant) == taken.start


def wall(at: datetime, tenant: Tenant) -> datetime:
    """On the firm's wall clock, without a zone."""
    return at.astimezone(tenant.zone).replace(tzinfo=None)


def _told(visit: Booking, tenant: Tenant) -> str:
    start = wall(visit.start, tenant).isoformat(timespec="minutes")
    return f"{visit.service}, {visit.staff}, {start}, {visit.name!r}, {visit.phone or 'no phone'}, {visit.status}"


def _wish(want: Visit) -> str:
    starts = [want.start.isoformat(timespec="minutes")] if want.start else [f"{w.from_}–{w.to}" for w in want.within]
    parts = [want.service, "/".join(want.staff), " or ".join(starts), want.name and repr(want.name), want.phone]
    return ", ".join(p for p in (*parts, want.status) if p)


# ---------------------------------------------------------------- messages and the ending


def wanted_notes(scenario: Scenario) -> tuple[Note, ...]:
    """The messages that must be there."""
    goal = scenario.goal
    if goal is None or goal.kind not in {"message", "call_back"}:
        return scenario.messages
    clear = "noisy" not in scenario.manner and scenario.hears
    facts = {"kind": goal.kind, "phone": _number(scenario)}
    if clear:
        facts |= {"name": goal.name or "", "text": goal.text or ""}
    if not scenario.hears:
        facts["kind"] = "message"
    return (*scenario.messages, Note.model_validate(facts))


def _message_faults(scenario: Scenario, messages: Sequence[Message]) -> list[str]:
    if scenario.any_messages:
        return []
    missing, extra = unmatched(wanted_notes(scenario), messages, _same)
    faults = [f"not taken down: {w.kind} {w.text or ''!r} {w.name or ''} {w.phone or ''}".rstrip() for w in missing]
    return faults + [f"taken down, not wanted: {m.kind} {m.text!r} {m.name} {m.phone}".rstrip() for m in extra]


def _same(want: Note, have: Message) -> bool:
    return (
        want.kind == have.kind
        and want.name in {None, have.name}
        and want.phone in {None, have.phone}
        and want.recording in {None, have.recording}
        and (want.text is None or want.text.lower() in have.text.lower())
    )


def _ending_faults(scenario: Scenario, ending: Ending) -> list[str]:
    faults: list[str] = []
    goal = scenario.goal
    own = {"human": "asked", "emergency": "emergency"}.get(goal.kind, "none") if goal is not None else None
    wanted = scenario.handover or own
    if wanted == "none" and ending.handovers:
        faults.append(f"handed over ({', '.join(ending.handovers)})")
    elif wanted not in {None, "none"} and wanted not in ending.handovers:
        faults.append(f"not handed over as {wanted} (was: {', '.join(ending.handovers) or 'not at all'})")
    if scenario.ended is not None and scenario.ended != ending.ended:
        faults.append("the receptionist said goodbye" if ending.ended else "the receptionist did not say goodbye")
    return faults
