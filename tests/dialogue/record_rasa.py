"""Records what the real Rasa makes of the shipped project, for test_embedded_equivalence.py.

    make rasa && .venv/bin/python -m tests.dialogue.record_rasa [TURNS]

Writes golden/rasa_rules_shipped.json (the rule table of the trained model) and golden/rasa_calls_*.json: random calls,
TURNS (120) a language. The embedded engine walks along; nothing is written when it does otherwise than Rasa.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

from receptionist.dialogue.engine import Engine, Handled, Tracker
from receptionist.messages import Language
from receptionist.tenant import Tenant
from receptionist.tenants import read_tenant
from tests.dialogue import rasa_peer, walking
from tests.dialogue.rasa_peer import LANGUAGES, Servers
from tests.dialogue.scripts import NLU

GOLDEN = Path(__file__).parent / "golden"
TENANTS = NLU.parent / "tenants"
NOT_KEPT = {"context"}
"""The actions alone read it, and what they answered is kept."""


class Recorder:
    """An engine that writes down what it was given, what its actions answered, and what came of it."""

    def __init__(self, engine: Engine, shared: walking.Shared) -> None:
        self.engine = engine
        self.shared = shared
        self.calls: dict[str, list[dict[str, Any]]] = {}
        self._left: dict[str, dict[str, Any]] = {}

    async def handle(self, language: Language, tracker: Tracker, message: str) -> Handled:
        before = len(self.shared.ran)
        handled = await self.engine.handle(language, tracker, message)
        given, left = _kept(tracker.slots), _kept(handled.tracker.slots)
        self.calls.setdefault(tracker.sender, []).append(
            {
                "language": language,
                "message": message,
                "given": _changes(self._left.get(tracker.sender, {}), given),
                "understood": [handled.intent, handled.confidence],
                "ran": [[name, result] for _, name, result in self.shared.ran[before:]],
                "said": [[said.text, dict(said.custom)] for said in handled.messages],
                "changed": _changes(given, left),
                "loop": handled.tracker.loop,
            }
        )
        self._left[tracker.sender] = left
        return handled


def _kept(slots: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in slots.items() if value is not None and name not in NOT_KEPT}


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What to change to come from one to the other; None unsets."""
    names = sorted({*before, *after})
    return {name: after.get(name) for name in names if before.get(name) != after.get(name)}


async def record(servers: Servers, language: Language, turns: int, folder: Path) -> list[list[dict[str, Any]]]:
    """So many random turns, by call."""
    firms: dict[str, Tenant] = {key: read_tenant(TENANTS / f"{key}.toml") for key in ("bella", "brightsmile")}
    now = datetime(2026, 11, 23, 9, 55, tzinfo=firms["bella"].zone)
    theirs, ours = walking.Shared(), walking.Shared()
    async with AsyncExitStack() as stack:
        stack.enter_context(walking.numbered_bookings())
        for side, where in ((theirs, "rasa"), (ours, "embedded")):
            file = folder / f"{language}-{where}.db"
            side.actions[language] = await stack.enter_async_context(walking.books(firms, file, now))
        recorder = Recorder(await stack.enter_async_context(servers.client(60.0)), theirs)
        await stack.enter_async_context(servers.asking(theirs))
        embedded = walking.Told({lang: NLU / lang for lang in LANGUAGES}, ours, cache=folder)
        sides = (theirs.actions[language], ours.actions[language])
        await walking.Walker(language, 7, firms, recorder, embedded, sides).walk(language, turns)
    return list(recorder.calls.values())


def _write(name: str, content: Any) -> None:
    (GOLDEN / name).write_text(content + "\n", encoding="utf-8")
    print(f"written: {name}")


def main() -> int:
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else 120
    if rasa_peer.missing():
        print(f"needed: {rasa_peer.MISSING}", file=sys.stderr)
        return 1
    rules = rasa_peer.trained_rules("en")
    if rasa_peer.trained_rules("pl") != rules:
        print("the rules of nlu/en and nlu/pl differ", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder, rasa_peer.servers(Path(folder), *LANGUAGES) as servers:
        calls = {lang: asyncio.run(record(servers, lang, turns, Path(folder))) for lang in LANGUAGES}
    _write("rasa_rules_shipped.json", json.dumps(rules, indent=1, sort_keys=True))
    for language, recorded in calls.items():
        # A turn a line: a change shows where it is.
        lines = [",\n".join("  " + json.dumps(turn, ensure_ascii=False) for turn in call) for call in recorded]
        _write(f"rasa_calls_{language}.json", "[\n" + ",\n".join(f" [\n{call}\n ]" for call in lines) + "\n]")
    return 0


if __name__ == "__main__":
    sys.exit(main())
