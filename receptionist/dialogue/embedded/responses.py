"""What a response says: which variation, and with what filled in. Pure.

Follows Rasa's response selection (docs: Responses, "Conditional Response Variations", "Channel-Specific Response
Variations"): a variation that names the channel goes before one that does not, and one whose condition holds
before one without a condition, in the order condition and channel, channel, condition, neither.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from receptionist.dialogue.embedded.project import CHANNEL, Variation

_PLACEHOLDER = re.compile(r"\{([^\n{}]+)\}")


def placeholder_fault(text: str) -> str | None:
    """What is wrong with the braces of a text; None when they are pairs with a name in each."""
    rest = _PLACEHOLDER.sub("", text)
    if "{" in rest or "}" in rest:
        return "a brace that does not enclose a slot's name"
    for name in _PLACEHOLDER.findall(text):
        if not re.fullmatch(r"\w+", name):
            return f"{{{name}}} is not a slot's name"
    return None


def suitable(variations: Sequence[Variation], slots: Mapping[str, Any]) -> list[int]:
    """Places of the variations that may be said with these slots, of which any one will do."""
    by_rank: dict[int, list[int]] = {}
    for place, variation in enumerate(variations):
        if variation.channel not in (None, CHANNEL):
            continue
        if variation.conditions is not None and not _holds(variation.conditions, slots):
            continue
        on_channel, conditional = variation.channel is not None, variation.conditions is not None
        rank = (0 if conditional else 1) if on_channel else (2 if conditional else 3)
        by_rank.setdefault(rank, []).append(place)
    return by_rank[min(by_rank)] if by_rank else []


def _holds(conditions: Sequence[tuple[str, Any]], slots: Mapping[str, Any]) -> bool:
    for name, wanted in conditions:
        value = slots.get(name)
        if isinstance(value, str) and isinstance(wanted, str):
            if value.casefold() != wanted.casefold():
                return False
        elif value != wanted:
            return False
    return True


def fill(value: Any, values: Mapping[str, Any]) -> Any:
    """Fills `{name}` in a text, or in every text of a payload, from slots and arguments.

    A text with a name that nobody gave is left as it is, whole, as Rasa does.
    """
    if isinstance(value, str):
        names = _PLACEHOLDER.findall(value)
        if any(name not in values for name in names):
            return value
        return _PLACEHOLDER.sub(lambda match: format(values[match[1]]), value)
    if isinstance(value, Mapping):
        return {key: fill(member, values) for key, member in value.items()}
    if isinstance(value, list):
        return [fill(member, values) for member in value]
    return value
