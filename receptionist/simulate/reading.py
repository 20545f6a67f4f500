"""A YAML file of scenarios → checked scenarios, or all faults of the file, a line each.

Every plain scalar is text until its key says otherwise, so that `say: no` is a word and `10:30` no number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from receptionist.errors import ScenarioError
from receptionist.simulate.scenario import Scenario
from receptionist.tenant import Tenant

MAX_BYTES = 2_000_000
_DEFAULTS = ("language", "now", "caller", "channel", "hears")
_TOP = ("firm", *_DEFAULTS, "scenarios")
Place: TypeAlias = tuple[str | int, ...]


def read_scenarios(file: Path, firms: Mapping[str, Tenant]) -> tuple[Scenario, ...]:
    """The scenarios of a file, in order. Raises ScenarioError naming every fault by line and key; OSError."""
    if file.stat().st_size > MAX_BYTES:
        raise ScenarioError(f"{file}: is larger than {MAX_BYTES:,} bytes")
    try:
        text = file.read_bytes().decode("utf-8-sig")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        return _Reader(file, firms).scenarios(root)
    except UnicodeDecodeError as error:
        raise ScenarioError(f"{file}: is not UTF-8 text (byte {error.start})") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise ScenarioError(f"{file}:{mark.line + 1 if mark else 1}: is not YAML: {error.problem}") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise ScenarioError(f"{file}: is not YAML: {(str(error).splitlines() or ['nested too deeply'])[0]}") from None


class _Reader:
    def __init__(self, file: Path, firms: Mapping[str, Tenant]) -> None:
        self._file, self._firms = file, firms
        self._faults: list[tuple[int, str]] = []
        self._lines: dict[Place, int] = {}

    def scenarios(self, root: yaml.Node | None) -> tuple[Scenario, ...]:
        data = self._plain(root, ()) if root is not None else None
        if not isinstance(data, dict):
            raise ScenarioError(f"{self._file}:1: must be a mapping with {', '.join(_TOP)}")
        for key in data:
            if key not in _TOP:
                self._fault((key,), f"unknown key (known: {', '.join(_TOP)})")
        firm = self._firms.get(str(data.get("firm")))
        if firm is None:
            self._fault(("firm",), f"no such firm (there are: {', '.join(self._firms)})")
        listed = data.get("scenarios")
        if not isinstance(listed, list) or not listed:
            self._fault(("scenarios",), "must be a list of at least one scenario")
            listed = []
        defaults = {k: data[k] for k in _DEFAULTS if k in data}
        made = [self._scenario(n, each, defaults, firm) for n, each in enumerate(listed)]
        self._unique(made)
        if self._faults:
            lines = [f"{self._file}:{line}: {text}" for line, text in sorted(self._faults)]
            raise ScenarioError("\n".join(lines))
        return tuple(s for s in made if s is not None)

    def _scenario(self, n: int, value: Any, defaults: Mapping[str, Any], firm: Tenant | None) -> Scenario | None:
        place: Place = ("scenarios", n)
        if not isinstance(value, dict):
            self._fault(place, "a scenario must be a mapping")
            return None
        for key in ("firm", "file"):
            if key in value:
                self._fault((*place, key), "unknown key (the firm stands at the top of the file)")
        merged = {**defaults, **value, "firm": firm.key if firm else "", "file": self._file.name}
        if merged.get("caller") == "anonymous":
            del merged["caller"]
        try:
            scenario = Scenario.model_validate(merged)
        except ValidationError as error:
            for each in error.errors(include_url=False):
                self._fault((*place, *self._where(each["loc"])), _words(each))
            return None
        if firm is not None:
            self._known(scenario, firm, place)
        return scenario

    def _known(self, scenario: Scenario, firm: Tenant, place: Place) -> None:
        """Services, staff and language are the firm's."""
        if scenario.language not in firm.languages:
            self._fault((*place, "language"), f"{firm.key} speaks {', '.join(firm.languages)}")
        named: list[tuple[Place, str | None, Sequence[str]]] = []
        named += [((*place, "taken", i), t.service, (t.staff,)) for i, t in enumerate(scenario.taken)]
        named += [((*place, "bookings", i), v.service, v.staff) for i, v in enumerate(scenario.bookings)]
        goal = scenario.goal
        if goal is not None:
            named.append(((*place, "goal"), goal.service, goal.staff))
            first = goal.at_first
            if first is not None:
                named.append(((*place, "goal", "at_first"), first.service, (first.staff,) if first.staff else ()))
        for where, service, people in named:
            if service is not None and firm.service(service) is None:
                there = ", ".join(s.key for s in firm.services)
                self._fault((*where, "service"), f"{firm.key} has no service {service!r} (it has: {there})")
            for person in people:
                if firm.person(person) is None:
                    there = ", ".join(s.key for s in firm.staff)
                    self._fault((*where, "staff"), f"{firm.key} has no {person!r} (it has: {there})")

    def _unique(self, made: Sequence[Scenario | None]) -> None:
        seen: set[str] = set()
        for n, scenario in enumerate(made):
            if scenario is not None and scenario.name in seen:
                self._fault(("scenarios", n, "name"), f"{scenario.name!r} stands twice")
            elif scenario is not None:
                seen.add(scenario.name)

    # ------------------------------------------------------------ nodes and lines

    def _plain(self, node: yaml.Node, place: Place) -> Any:
        self._lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            out: dict[str, Any] = {}
            for key_node, value_node in node.value:
                key = str(key_node.value)
                here = (*place, key)
                self._lines[here] = key_node.start_mark.line + 1
                if key in out:
                    self._fault(here, "stands twice")
                out[key] = self._plain(value_node, here)
            return out
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(child, (*place, i)) for i, child in enumerate(node.value)]
        return str(node.value)

    def _where(self, loc: Sequence[str | int]) -> Place:
        """pydantic names the members of unions too; they stand in no file."""
        return tuple(p for p in loc if isinstance(p, int) or p.isidentifier() and p not in {"str", "After"})

    def _fault(self, place: Place, text: str) -> None:
        line = next((self._lines[place[:n]] for n in range(len(place), -1, -1) if place[:n] in self._lines), 1)
        keys = ".".join(str(p + 1) if isinstance(p, int) else p for p in place)
        self._faults.append((line, f"{keys}: {text}"))


def _words(error: ErrorDetails) -> str:
    if error["type"] == "extra_forbidden":
        return "unknown key"
    if error["type"] == "missing":
        return "is missing"
    text = error["msg"].removeprefix("Value error, ")
    return f"{text[:1].lower()}{text[1:]}"
