"""The package works installed as a wheel from another folder: app.py, nlu/, voices/ and tenants/ travel in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_a_wheel_talks_and_books_from_another_folder(tmp_path: Path) -> None:
    built, installed, elsewhere = tmp_path / "built", tmp_path / "installed", tmp_path / "elsewhere"
    elsewhere.mkdir()
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", str(built), str(ROOT)], check=True)
    (wheel,) = built.glob("receptionist-*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", str(installed), str(wheel)], check=True)
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("RECEPTIONIST_", "TWILIO_", "PYTHON"))}
    environ |= {"RECEPTIONIST_HOME": str(elsewhere / "var"), "PYTHONPATH": str(installed)}

    def receptionist(*words: str, said: str = "") -> str:
        done = subprocess.run(
            [sys.executable, "-m", "receptionist", *words],
            cwd=elsewhere,
            env=environ,
            input=said,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    where = "import receptionist; print(receptionist.__file__)"
    found = subprocess.run([sys.executable, "-c", where], cwd=elsewhere, env=environ, capture_output=True, text=True)
    assert found.stdout.startswith(str(installed))
    said = "i'd like a haircut with anna on wednesday at ten\njan kowalski\nyes\nyes\n"
    talked = receptionist("chat", "bella", "--lang", "en", "--caller", "+48601111222", "--json", said=said)
    assert "automated assistant" in talked
    booked = json.loads(receptionist("bookings", "bella", "--json"))
    assert [(b["service"], b["staff"], b["status"]) for b in booked] == [("haircut", "anna", "booked")], talked
    # What a call needs beyond the dialogue: the prompts and the recorded callers.
    shipped = installed / "receptionist" / "_shipped"
    assert (shipped / "app.py").is_file()
    assert len(list((shipped / "voices" / "prompts").rglob("*.wav"))) == 12
    assert list((shipped / "voices" / "callers" / "earliest-check-up").glob("*.wav"))
    assert (installed / "receptionist" / "speech" / "sphinx" / "telephone.mllr").is_file()
    assert (installed / "receptionist" / "speech" / "stt" / "names_en.txt").is_file()
