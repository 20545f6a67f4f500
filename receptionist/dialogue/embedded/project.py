"""A Rasa project as the embedded engine knows it: what `load` read and checked, nothing it did not understand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

LISTEN = "action_listen"
DEACTIVATE = "action_deactivate_loop"
DEFAULT_FALLBACK = "action_default_fallback"
VALIDATE_MAPPINGS = "action_validate_slot_mappings"
NLU_FALLBACK = "nlu_fallback"
REQUESTED = "requested_slot"
CHANNEL = "collector"
"""What Rasa calls the REST channel in conditions by channel."""
INPUT_CHANNEL = "rest"
"""What Rasa calls it where a message comes in."""
SNIPPET = "..."
"""Rasa's mark of a gap in a rule: whatever was before does not matter."""
RASA_VERSION = "3.6.21"
"""The release whose behaviour is followed."""

SlotType: TypeAlias = Literal["text", "bool", "categorical", "float", "list", "any"]
MappingType: TypeAlias = Literal["from_entity", "from_intent", "from_trigger_intent", "from_text", "custom"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was written."""

    file: Path
    line: int


@dataclass(frozen=True, slots=True)
class LoopCondition:
    """One entry of a mapping's `conditions`."""

    active_loop: str | None
    requested_slot: str | None


@dataclass(frozen=True, slots=True)
class SlotMapping:
    """One way a slot is filled from the caller's words."""

    type: MappingType
    place: Place
    entity: str | None = None
    role: str | None = None
    group: str | None = None
    intents: tuple[str, ...] = ()
    not_intents: tuple[str, ...] = ()
    value: Any = None
    action: str | None = None
    conditions: tuple[LoopCondition, ...] = ()
    written: str = ""
    """The mapping as sorted JSON: two slots of a form with the same one are not filled by it unasked."""


@dataclass(frozen=True, slots=True)
class Slot:
    name: str
    type: SlotType
    place: Place
    initial: Any = None
    influences: bool = True
    values: tuple[str, ...] = ()
    """Categorical: lower case."""
    low: float = 0.0
    high: float = 1.0
    mappings: tuple[SlotMapping, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    name: str
    place: Place
    required: tuple[str, ...]
    ignored_intents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Variation:
    """One wording of a response."""

    text: str
    custom: Mapping[str, Any]
    channel: str | None
    conditions: tuple[tuple[str, Any], ...] | None
    """(slot, value) that must all hold; None: the variation has no `condition`."""


@dataclass(frozen=True, slots=True)
class UserStep:
    intent: str
    entities: tuple[Mapping[str, Any], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class ActionStep:
    action: str
    place: Place


@dataclass(frozen=True, slots=True)
class SlotStep:
    slot: str
    value: Any
    """None: the slot must not be set."""
    place: Place


@dataclass(frozen=True, slots=True)
class LoopStep:
    loop: str | None
    place: Place


Step: TypeAlias = UserStep | ActionStep | SlotStep | LoopStep


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    place: Place
    conditions: tuple[SlotStep | LoopStep, ...]
    steps: tuple[Step, ...]
    conversation_start: bool = False
    wait_for_user_input: bool = True


@dataclass(frozen=True, slots=True)
class Fallback:
    """FallbackClassifier of config.yml."""

    threshold: float = 0.3
    ambiguity: float = 0.1


@dataclass(frozen=True, slots=True)
class Project:
    """One language of the assistant."""

    folder: Path
    intents: frozenset[str]
    entities: frozenset[str]
    slots: Mapping[str, Slot]
    forms: Mapping[str, Form]
    actions: frozenset[str]
    """Custom actions, as the domain lists them."""
    responses: Mapping[str, tuple[Variation, ...]]
    rules: tuple[Rule, ...]
    examples: tuple[tuple[str, str], ...]
    """(intent, words) of the training lines, in the order written."""
    lookups: Mapping[str, tuple[str, ...]]
    """The look-up tables: kinds of words."""
    nlu_fallback: Fallback | None
    core_fallback: str | None
    """The action when no rule applies; None: wait for the caller."""
    store_entities: bool
    domain: Mapping[str, Any] = field(default_factory=dict)
    """The domain as written, for the actions."""

    def knows_action(self, name: str) -> bool:
        """Whether an action of this name can run."""
        return name in self.actions or name in self.responses or name in self.forms or name in DEFAULT_ACTIONS


DEFAULT_ACTIONS = frozenset({LISTEN, DEACTIVATE, DEFAULT_FALLBACK})
"""Rasa's own actions that rules and follow-ups may name here."""
UNSUPPORTED_ACTIONS = frozenset(
    {
        "action_restart",
        "action_session_start",
        "action_extract_slots",
        "action_back",
        "action_two_stage_fallback",
        "action_default_ask_affirmation",
        "action_default_ask_rephrase",
        "action_revert_fallback_events",
        "action_unlikely_intent",
        "action_query_knowledge_base",
    }
)
DEFAULT_INTENTS = frozenset({"restart", "back", "out_of_scope", "session_start", NLU_FALLBACK})
"""Intents that Rasa knows without being told."""
