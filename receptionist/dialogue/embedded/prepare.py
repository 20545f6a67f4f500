"""Trains the classifier of every language beforehand: `python -m receptionist.dialogue.embedded.prepare NLU`.

`make install` does it, so that the first start of a server does not have to. The weights lie in NLU/.trained under a
name made of all they were trained on: a changed line makes new ones, and old ones are swept away.
"""

from __future__ import annotations

import sys
from pathlib import Path

from receptionist.dialogue.embedded.classifier import Kinds, trained, weights_name
from receptionist.dialogue.embedded.load import load_project
from receptionist.errors import ProjectError

FOLDER = ".trained"


def prepare(nlu: Path) -> list[Path]:
    """Train what is not trained yet; returns the files. Raises ProjectError."""
    folder, files = nlu / FOLDER, []
    for language in sorted(path.parent for path in nlu.glob("*/domain.yml")):
        project = load_project(language)
        kinds = Kinds.of(project.lookups)
        trained(project.examples, folder, kinds)
        files.append(folder / weights_name(project.examples, kinds))
    for old in set(folder.glob("intents-*.npz")) - set(files):
        old.unlink(missing_ok=True)
    return files


def main() -> int:
    """Train, or say in a line why not."""
    try:
        prepare(Path(sys.argv[1]))
    except (IndexError, ProjectError, OSError) as fault:
        print(f"prepare: {fault}", file=sys.stderr)  # noqa: T201 - a command
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
