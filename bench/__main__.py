"""`make bench`: every measurement, one after another, each in a process of its own.

Figures of a shared machine: quote medians and ratios, and run them when nothing else runs.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ORDER = (
    "answers",
    "media_load",
    "booking_race",
    "booking_slots",
    "speech_engines",
    "intents",
    "times_eval",
)
"""Latency first, while the machine is cool."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(ORDER)}; default: all")
    names = parser.parse_args().names or ORDER
    unknown = set(names) - set(ORDER)
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are: {', '.join(ORDER)}")
    failed = []
    for name in names:
        print(f"\n=== {name} ===", flush=True)
        environ = {**os.environ, "PYTHONPATH": str(HERE.parent)}
        if subprocess.run([sys.executable, str(HERE / f"{name}.py")], cwd=HERE.parent, env=environ).returncode:
            failed.append(name)
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
