"""One firm's file → Tenant, or all its faults, each with its line."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as File
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from receptionist.errors import TenantFileError
from receptionist.tenant import Tenant
from receptionist.tenants import facts
from receptionist.tenants.shape import FirmTable, firm
from receptionist.tenants.sourcemap import Path, SourceMap, source_map

MAX_BYTES = 1_000_000
KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a file: a firm, or faults."""

    file: File
    tenant: Tenant | None
    faults: tuple[TenantFileError, ...]
    table: FirmTable | None = None
    where: SourceMap | None = None

    def fault(self, path: Path, text: str) -> TenantFileError:
        """A fault of this file at `path`."""
        return TenantFileError(self.file, self.where.line(path) if self.where else 1, spelled(path), text)


def read_tenant(file: File) -> Tenant:
    """The firm of one TOML file; its key is the file's stem. Raises TenantFileError, the first of its faults."""
    reading = read_file(file)
    if reading.tenant is None:
        raise reading.faults[0]
    return reading.tenant


def read_file(file: File) -> Reading:
    """Read and check one file by itself; never raises for what stands in it."""
    try:
        if file.stat().st_size > MAX_BYTES:
            return _broken(file, 1, f"is larger than {MAX_BYTES:,} bytes")
        return read_bytes(file, file.read_bytes())
    except OSError as error:
        return _broken(file, 1, f"can't be read: {error.strerror or error}")


def read_bytes(file: File, data: bytes) -> Reading:
    """The same for what has been read already."""
    if not KEY.fullmatch(file.stem):
        return _broken(file, 1, "the file's name is the firm's key (allowed: a-z, 0-9, - and _)")
    try:
        text = data.decode("utf-8-sig")  # Windows editors put a byte order mark before it
    except UnicodeDecodeError as error:
        return _broken(file, data.count(b"\n", 0, error.start) + 1, "is not UTF-8 text (allowed: save it as UTF-8)")
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return _broken(file, *_syntax(str(error), text))
    except (RecursionError, ValueError) as error:  # [[[[… ; a number of 5,000 digits
        return _broken(file, 1, f"is no TOML that can be read: {str(error).splitlines()[0]}")
    where = source_map(text)
    shell = Reading(file, None, (), None, where)
    try:
        table = FirmTable.model_validate(raw)
    except ValidationError as error:
        wrong = {str(each["loc"][0]) for each in error.errors()}
        found = [shell.fault(*each) for each in (*_shape_faults(error), *facts.faults(_rest(raw, wrong), wrong))]
    else:
        found = [shell.fault(*each) for each in facts.faults(table)]
        if not found:
            return Reading(file, firm(file.stem, table), (), table, where)
    return Reading(file, None, tuple(sorted(found, key=lambda each: each.line)), None, where)


def _rest(raw: Mapping[str, Any], wrong: Collection[str]) -> FirmTable:
    """What of the file is right in itself, so that its other faults are told in the same go."""
    table = FirmTable.model_construct()
    for name, value in raw.items():
        if name not in wrong:
            FirmTable.__pydantic_validator__.validate_assignment(table, name, value)
    return table


def spelled(path: Path) -> str:
    """As a person writes it: desk.people[1].phone, counted from 1."""
    out = ""
    for each in path:
        out += f"[{each + 1}]" if isinstance(each, int) else f".{each}" if out else each
    return out


def _broken(file: File, line: int, text: str) -> Reading:
    return Reading(file, None, (TenantFileError(file, line, "", text),))


def _syntax(message: str, text: str) -> tuple[int, str]:
    """tomllib writes "What (at line 3, column 5)" or "What (at end of document)"."""
    what, _, place = message.rpartition(" (at ")
    line = re.match(r"line (\d+)", place)
    return int(line[1]) if line else max(1, len(text.splitlines())), f"is no TOML: {what or message}"


# ---------------------------------------------------------------- pydantic's words → ours

_TYPES = {
    "string_type": "text in quotes",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "list_type": "a list in [ ]",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "date_type": "a date like 2026-12-24, without quotes",
}
_LIMITS = {"greater_than_equal": ("ge", "at least"), "less_than_equal": ("le", "at most")}


def _shape_faults(errors: ValidationError) -> Iterator[tuple[Path, str]]:
    for error in errors.errors(include_url=False):
        path: Path = tuple(each for each in error["loc"] if each != "[key]")
        yield path, _worded(error, path)


def _worded(error: ErrorDetails, path: Path) -> str:
    kind, context, given = error["type"], error.get("ctx", {}), error["input"]
    if kind == "extra_forbidden":
        known = _keys_at(path[:-1])
        close = difflib.get_close_matches(str(path[-1]), known, 1, 0.5)
        hint = f"; did you mean {close[0]}?" if close else ""
        return f"there is no such key{hint} (allowed: {', '.join(known)})"
    if kind == "missing":
        return "is missing"
    if kind == "value_error":
        return str(context["error"])
    if kind == "literal_error":
        allowed = str(context["expected"]).replace("'", "").replace(" or ", ", ")
        return f"{_shown(given)} is not allowed (allowed: {allowed})"
    if kind == "string_pattern_mismatch":
        return f"{_shown(given)} can't be a key (allowed: a-z, 0-9, - and _)"
    if kind in _LIMITS:
        name, words = _LIMITS[kind]
        return f"{_shown(given)} is not allowed (allowed: {words} {context[name]})"
    if kind in _TYPES:
        return f"{_shown(given)} is not allowed (allowed: {_TYPES[kind]})"
    if kind == "too_short":
        return "is empty (allowed: at least one)"
    if kind == "string_too_long":
        return f"is too long (allowed: {context['max_length']} characters)"
    return f"{_shown(given)} is not allowed ({error['msg']})"


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= 40 else text[:40] + "…"


def _keys_at(path: Path) -> list[str]:
    """The keys that the table at `path` may have."""
    model: Any = FirmTable
    for step in path:
        if isinstance(model, type) and issubclass(model, BaseModel):
            model = model.model_fields[str(step)].annotation
        else:  # dict[Key, Table] or list[Table]
            model = get_args(model)[-1]
    return list(model.model_fields)
