"""How well dates and times are understood, on rows like those of Duckling's corpora.

    python bench/times_eval.py [--list] [--data DIR]

DIR (default: RECEPTIONIST_EVAL_DATA, else ../shared/data beside the project) holds time_en.jsonl and
time_pl.jsonl. Right: same kind and same from/to once the grain is added (ends of intervals are
exclusive there and one grain on). Wrong: another value, not asked back. None: nothing found, or asked
back. The corpus does not move hours to opening hours, so no week is given; and its default section
reads 2/15 as Americans do.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from receptionist.language.language import When
from receptionist.language.when import understand
from receptionist.messages import Language

ROOT = Path(__file__).resolve().parent.parent
STEP = {"second": timedelta(seconds=1), "minute": timedelta(minutes=1), "hour": timedelta(hours=1)}
CLOCK = {"second", "minute", "hour"}


def data_folder() -> Path:
    """Where the rows are."""
    return Path(os.environ.get("RECEPTIONIST_EVAL_DATA", ROOT.parent / "shared" / "data"))


def same(found: When, expected: dict[str, Any]) -> bool:
    """The same kind, from and to, the grain added."""
    kind = "interval" if found.kind == "interval" else found.kind
    if kind != expected["type"] or found.excluded:
        return False
    grain = expected["grain"]
    if kind == "value":
        longer = {found.grain, grain} - CLOCK - {"part"}
        return _is(found.start, expected["value"]) and (not longer or found.grain == grain)
    if kind == "open" or kind == "interval":
        step = STEP.get(grain, timedelta(days=1))
        start_ok = _is(found.start, expected.get("from"))
        ends = [found.end] if found.end is None else [found.end, found.end + step]
        if found.kind == "interval" and grain == "second":
            start_ok = True  # "by …" begins now
        return start_ok and any(_is(e, expected.get("to")) for e in ends)
    return False


def _is(moment: datetime | None, expected: str | None) -> bool:
    if moment is None or expected is None:
        return (moment is None) == (expected is None)
    return moment.replace(tzinfo=None).isoformat() == expected


def judge(row: dict[str, Any], text: str, language: Language) -> tuple[str, tuple[When, ...]]:
    """right, wrong or none, and what was found."""
    now = datetime.fromisoformat(row["reference_time"])
    order = "mdy" if row.get("section") == "default_us" or language == "en" else "dmy"
    found = understand(text, language, now, order=order).value  # type: ignore[arg-type]  # the two literals above
    expected = row["expected"]
    if expected is None:
        return ("wrong" if found else "right"), found
    if len(found) == 1 and same(found[0], expected):
        return "right", found
    if not found or any(f.ambiguous for f in found):
        return "none", found
    return "wrong", found


def main() -> int:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--list", action="store_true", help="show the rows that fail")
    parser.add_argument("--data", type=Path, default=data_folder())
    args = parser.parse_args()
    if not (args.data / "time_en.jsonl").exists():
        print(f"skipped: no time_en.jsonl in {args.data} (set RECEPTIONIST_EVAL_DATA)")
        return 0
    languages: tuple[Language, ...] = ("en", "pl")
    for language in languages:
        lines = (args.data / f"time_{language}.jsonl").read_text("utf-8").splitlines()
        rows = [json.loads(line) for line in lines if line.strip()]
        report(language, "core", [r for r in rows if r["core"]], args.list)
        report(language, "all but holidays", [r for r in rows if not (r["expected"] or {}).get("holiday")], args.list)
    return 0


def report(language: Language, name: str, rows: list[dict[str, Any]], show: bool) -> None:
    """One line of figures, and the rows that fail."""
    count: Counter[str] = Counter()
    spent = 0.0
    for row in rows:
        for form in ("text", "spoken"):
            text = row[form]
            if text is None:
                continue
            begun = time.process_time()
            verdict, found = judge(row, text, language)
            spent += time.process_time() - begun
            count[f"{form} {verdict}"] += 1
            count[verdict] += 1
            if show and verdict != "right":
                got = [(w.kind, str(w.start)[:16], str(w.end)[:16], w.grain, w.ambiguous) for w in found]
                print(f"  {language} {name[:4]} {form:6} {verdict:5} {text!r}: {got}; expected {row['expected']}")
    total = sum(count[v] for v in ("right", "wrong", "none"))
    shares = "  ".join(f"{v} {count[v]} ({100 * count[v] / total:.1f} %)" for v in ("right", "wrong", "none"))
    parts = {f: max(1, sum(count[f"{f} {v}"] for v in ("right", "wrong", "none"))) for f in ("text", "spoken")}
    forms = "  ".join(f"{f} right {100 * count[f'{f} right'] / size:.1f} %" for f, size in parts.items())
    print(f"{language} {name}: {total} forms  {shares}  [{forms}]  {1e3 * spent / total:.2f} ms each")


if __name__ == "__main__":
    sys.exit(main())
