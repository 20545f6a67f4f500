"""YAML with line numbers, so that every fault of a project names its file and line.

Rasa reads its projects as YAML 1.2 (`yes`, `no`, `on`, `off` and `10:30` are text there); PyYAML follows
YAML 1.1, so the plain scalars are resolved here by the 1.2 core schema (YAML 1.2.2, section 10.3.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import yaml

from receptionist.errors import ProjectError

_NULL = re.compile(r"|~|null|Null|NULL")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_MAX_DEPTH = 32


@dataclass(frozen=True, slots=True)
class Part:
    """A node of a YAML file that knows where it stands."""

    file: Path
    node: yaml.Node

    @property
    def line(self) -> int:
        """From 1."""
        return int(self.node.start_mark.line) + 1

    def refuse(self, fault: str) -> NoReturn:
        """Raises ProjectError at this place."""
        raise ProjectError(self.file, self.line, fault)

    # ------------------------------------------------------------ shapes

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.node, yaml.MappingNode)

    @property
    def is_list(self) -> bool:
        return isinstance(self.node, yaml.SequenceNode)

    @property
    def is_null(self) -> bool:
        return isinstance(self.node, yaml.ScalarNode) and self.plain() is None

    def pairs(self, what: str) -> Iterator[tuple[str, Part, Part]]:
        """(key, where the key stands, value) of a mapping; `what` names it in the complaint."""
        if not isinstance(self.node, yaml.MappingNode):
            self.refuse(f"{what} must be a mapping (key: value), not {self._shape()}")
        seen: set[str] = set()
        for key_node, value_node in self.node.value:
            key_part = Part(self.file, key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                key_part.refuse(f"a key of {what} must be plain text")
            key = str(key_node.value)
            if key in seen:
                key_part.refuse(f"{key!r} stands twice in {what}")
            seen.add(key)
            yield key, key_part, Part(self.file, value_node)

    def mapping(self, what: str, allowed: frozenset[str] | set[str] | tuple[str, ...]) -> dict[str, Part]:
        """A mapping of which only the `allowed` keys are understood."""
        found: dict[str, Part] = {}
        for key, where, value in self.pairs(what):
            if key not in allowed:
                where.refuse(f"{what} has the unknown key {key!r}; known: {', '.join(sorted(allowed))}")
            found[key] = value
        return found

    def items(self, what: str) -> list[Part]:
        """Members of a list; an empty value is an empty list."""
        if self.is_null:
            return []
        if not isinstance(self.node, yaml.SequenceNode):
            self.refuse(f"{what} must be a list, not {self._shape()}")
        return [Part(self.file, child) for child in self.node.value]

    def text(self, what: str) -> str:
        """A non-empty text; numbers and booleans have to be quoted."""
        value = self.plain()
        if not isinstance(value, str) or not value.strip():
            self.refuse(f"{what} must be text, not {self._shape()}")
        return value

    def texts(self, what: str) -> tuple[str, ...]:
        """A text, or a list of texts."""
        if self.is_list:
            return tuple(part.text(what) for part in self.items(what))
        return () if self.is_null else (self.text(what),)

    def boolean(self, what: str) -> bool:
        value = self.plain()
        if not isinstance(value, bool):
            self.refuse(f"{what} must be true or false, not {self._shape()}")
        return value

    def number(self, what: str) -> float:
        value = self.plain()
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.refuse(f"{what} must be a number, not {self._shape()}")
        return float(value)

    def plain(self, depth: int = 0) -> Any:
        """The value as Python data: dict, list, str, int, float, bool, None."""
        if depth > _MAX_DEPTH:
            self.refuse("nested too deeply")
        if isinstance(self.node, yaml.MappingNode):
            return {key: value.plain(depth + 1) for key, _, value in self.pairs("this mapping")}
        if isinstance(self.node, yaml.SequenceNode):
            return [Part(self.file, child).plain(depth + 1) for child in self.node.value]
        return self._scalar()

    @property
    def style(self) -> str | None:
        """How a scalar is written: None (plain), a quote, "|" or ">"."""
        return self.node.style if isinstance(self.node, yaml.ScalarNode) else None

    def _scalar(self) -> Any:
        text = str(self.node.value)
        if self.style is None:
            if _NULL.fullmatch(text):
                return None
            if _TRUE.fullmatch(text) or _FALSE.fullmatch(text):
                return text.lower() == "true"
            if _INT.fullmatch(text):
                return int(text)
            if _FLOAT.fullmatch(text):
                return float(text)
        return text

    def _shape(self) -> str:
        if isinstance(self.node, yaml.MappingNode):
            return "a mapping"
        if isinstance(self.node, yaml.SequenceNode):
            return "a list"
        value = self.plain()
        return "empty" if value is None or value == "" else repr(value)


class _Composer(yaml.SafeLoader):
    """Composes nodes and resolves no plain scalar: that is done above."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  # the base class's name, and never written to


def read(file: Path) -> Part | None:
    """The root of a YAML file; None when the file is empty. Raises ProjectError."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as fault:
        raise ProjectError(file, 1, f"cannot be read: {fault.strerror or fault}") from fault
    except UnicodeDecodeError as fault:
        raise ProjectError(file, 1, f"is not UTF-8: {fault.reason} at byte {fault.start}") from fault
    try:
        node = yaml.compose(text, Loader=_Composer)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line = mark.line + 1 if mark else 1
        raise ProjectError(file, line, f"is not YAML: {fault.problem or fault.context}") from fault
    except yaml.YAMLError as fault:
        raise ProjectError(file, 1, f"is not YAML: {str(fault).splitlines()[0]}") from fault
    except RecursionError as fault:
        raise ProjectError(file, 1, "is nested too deeply") from fault
    return Part(file, node) if node is not None else None
