"""Environment and firms' files → frozen dataclasses, read once. For app.py and the command line only."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from receptionist.tenant import Tenant

_TENANT = TypeAdapter(Tenant)


def read_tenant(path: Path) -> Tenant:
    """The firm of one TOML file; its key is the file's stem."""
    raw = tomllib.loads(path.read_text("utf-8"))
    return _TENANT.validate_python(_shape(path.stem, raw))


def _shape(key: str, raw: dict[str, Any]) -> dict[str, Any]:
    """The file's tables in the shape of the dataclasses."""
    out = {**raw, "key": key}
    for table in ("services", "staff", "faq"):
        out[table] = [{**v, "key": k} for k, v in raw.get(table, {}).items()]
    for owner in (out, *out["staff"], *raw.get("desk", {}).get("people", [])):
        for week in ("hours", "breaks", "overrides"):
            if week in owner:
                owner[week] = {day: [_hours(h) for h in spans] for day, spans in owner[week].items()}
    return out


def _hours(span: str) -> dict[str, str]:
    opens, closes = span.split("-")
    return {"opens": opens.strip().rjust(5, "0"), "closes": closes.strip().rjust(5, "0")}
