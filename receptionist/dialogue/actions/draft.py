"""What is being arranged and stands in no slot of its own: kept in the slot `draft`, as JSON.

Slots hold what was settled (a service, a held time); the draft holds what leads there: constraints on
the time, times offered, the hold, what was noticed this turn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from receptionist.booking.booking import Slot
from receptionist.language.language import When


@dataclass(frozen=True, slots=True)
class Draft:
    """Immutable; `change` makes the next one."""

    form: str = ""
    """The form that has asked; tells a turn inside it from the words that begin it."""
    whens: tuple[When, ...] = ()
    """Constraints on the time so far, newest last."""
    offers: tuple[Slot, ...] = ()
    """Times that were offered and wait for a choice."""
    passed: tuple[str, ...] = ()
    """Starts (ISO) that were offered and declined."""
    hold: str = ""
    """Id of the held booking."""
    anyone: bool = False
    """No person was asked for: whoever is free at the chosen time."""
    assumed_anyone: bool = False
    """… because nothing was said about it."""
    soonest: bool = False
    """The earliest times were asked for: a plain yes takes the first."""
    changing: bool = False
    """The read-back was declined: what to change was asked."""
    own_phone: bool = False
    """The number the caller calls from was declined."""
    unsure: str = ""
    """slot=key of a near-miss that was asked back ("Did you say Anna?")."""
    recording: str = ""
    """Recording of the spoken name."""
    kind: str = "message"
    """message or call_back; by_number while a visit's phone number is asked for."""
    notes: tuple[str, ...] = ()
    """Sentences that belong before the next question."""
    failed: bool = False
    """Nothing in this turn was understood."""
    asked: Mapping[str, int] = field(default_factory=dict)
    """How many times each question was put in this form: the second time it is put otherwise."""
    asked_facts: Mapping[str, str] = field(default_factory=dict)
    """What the caller said to show that a visit is theirs: name, day (ISO date)."""
    claimed: str = ""
    """A phone number given as the one a visit was booked with."""

    def change(self, **fields: Any) -> Draft:
        """With other fields."""
        return replace(self, **fields)

    def note(self, *sentences: str) -> Draft:
        """With more said before the next question."""
        return replace(self, notes=self.notes + tuple(s for s in sentences if s))

    def as_json(self) -> dict[str, Any]:
        """For the slot."""
        out = asdict(self)
        out["whens"] = [_when_out(w) for w in self.whens]
        out["offers"] = [
            {"start": s.start.isoformat(), "end": s.end.isoformat(), "staff": s.staff} for s in self.offers
        ]
        return {k: list(v) if isinstance(v, tuple) else v for k, v in out.items() if v != _EMPTY[k]}

    @classmethod
    def read(cls, value: Any, zone: ZoneInfo) -> Draft:
        """From the slot, times in the firm's zone; no mapping is an empty draft."""
        if not isinstance(value, Mapping):
            return cls()
        fields: dict[str, Any] = {k: v for k, v in value.items() if k in _EMPTY}
        for name in ("passed", "notes"):
            fields[name] = tuple(fields.get(name, ()))
        fields["whens"] = tuple(_when_in(w, zone) for w in fields.get("whens", ()))
        fields["offers"] = tuple(
            Slot(_moment(o["start"], zone), _moment(o["end"], zone), o["staff"]) for o in fields.get("offers", ())
        )
        return cls(**fields)


_EMPTY: Mapping[str, Any] = {name: getattr(Draft(), name) for name in Draft.__dataclass_fields__}


def _when_out(when: When) -> dict[str, Any]:
    out = asdict(when)
    for name in ("start", "end"):
        out[name] = out[name] and out[name].isoformat()
    if when.daily is not None:
        out["daily"] = [t.isoformat() for t in when.daily]
    return out


def _moment(iso: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(iso).astimezone(zone)


def _when_in(value: Mapping[str, Any], zone: ZoneInfo) -> When:
    fields = dict(value)
    for name in ("start", "end"):
        fields[name] = _moment(fields[name], zone) if fields.get(name) else None
    if fields.get("daily"):
        first, last = fields["daily"]
        fields["daily"] = (time.fromisoformat(first), time.fromisoformat(last))
    return When(**fields)
