"""The rules of the house: who may import whom, and that the tree stays small enough to read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "receptionist"

OPEN = {"receptionist", "receptionist.messages", "receptionist.errors", "receptionist.tenant"}
"""Open to every room."""
EDGES = {"cli", "app", "settings", "tenants", "log", "metrics", "health", "listening", "__main__"}
"""Where the parts meet; rooms import none of them."""
PORTS = {
    "receptionist.gateways.gateway",
    "receptionist.calls.journal",
    "receptionist.speech.speech",
    "receptionist.dialogue.dialogue",
    "receptionist.dialogue.engine",
    "receptionist.booking.booking",
    "receptionist.desk.desk",
    "receptionist.records.records",
    "receptionist.notify.notify",
}
TOOLS = {"receptionist.database", "receptionist.speech.pcm"}
"""Pure or bare tools that any room may use: the database file, and the arithmetic of sound."""
PURE = "receptionist.language"
"""The language room is pure functions: all of it is a port."""


def modules() -> Iterator[tuple[Path, str]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        yield path, name.removesuffix(".__init__")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            # `from package import module` names a module too.
            yield from (f"{node.module}.{a.name}" for a in node.names if is_module(f"{node.module}.{a.name}"))


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def room(name: str) -> str:
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else ""


def allowed(importer: str, imported: str) -> bool:
    if not imported.startswith("receptionist") or imported in OPEN:
        return True
    if room(importer) in EDGES or room(importer) == room(imported):
        return True
    return imported in PORTS or imported in TOOLS or imported == PURE or imported.startswith(PURE + ".")


@pytest.mark.parametrize(("path", "name"), [pytest.param(p, n, id=n) for p, n in modules()])
def test_rooms_import_ports_and_not_each_others_insides(path: Path, name: str) -> None:
    wrong = sorted({i for i in imports(path) if not allowed(name, i)})
    assert not wrong, f"{name} reaches into another room: {wrong}"


def test_messages_and_errors_import_nothing_of_ours() -> None:
    for name in ("messages", "errors"):
        assert not [i for i in imports(PACKAGE / f"{name}.py") if i.startswith("receptionist")]


def test_the_language_room_is_pure() -> None:
    """No input or output, no clock, no chance."""
    for path, name in modules():
        if name.startswith(PURE):
            bad = {i.split(".")[0] for i in imports(path)} & {"asyncio", "time", "random", "os", "socket", "aiohttp"}
            assert not bad, f"{name} imports {bad}"


def test_every_module_says_what_it_is_for() -> None:
    silent = [n for p, n in modules() if not ast.get_docstring(ast.parse(p.read_text("utf-8")))]
    assert not silent
