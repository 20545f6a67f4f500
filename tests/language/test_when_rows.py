"""The figures that are promised for dates and times, where the evaluation's rows are at hand."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from bench.times_eval import data_folder, judge
from receptionist.messages import Language


@pytest.mark.parametrize(("language", "right"), [("en", 0.93), ("pl", 0.88)])
def test_core_rows(language: Language, right: float) -> None:
    path = data_folder() / f"time_{language}.jsonl"
    if not path.exists():
        pytest.skip(f"no {path.name}: set RECEPTIONIST_EVAL_DATA")
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    verdicts = Counter(
        judge(row, row[form], language)[0] for row in rows if row["core"] for form in ("text", "spoken") if row[form]
    )
    total = verdicts.total()
    assert verdicts["right"] / total >= right
    assert verdicts["wrong"] / total <= 0.04
