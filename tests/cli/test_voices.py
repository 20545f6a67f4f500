"""`receptionist voices` as a user types it: list, pull from a folder, check."""

from __future__ import annotations

import hashlib
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from receptionist.cli.voices import Progress
from tests.cli.conftest import Ran
from tests.speech.make_tiny_piper import make as make_voice
from tests.speech.make_tiny_vosk import make as make_model
from tests.speech.models_host import voices_json, zipped

Command = Callable[..., Ran]
MODEL, VOICE = "vosk-model-small-pl-0.0", "pl_PL-tiny-medium"


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an offline copy of a tiny catalogue's files, and that catalogue in place of ours."""
    folder = tmp_path / "stick"
    model = make_model(tmp_path / "made" / MODEL)
    files = {str(f.relative_to(model)): f.read_bytes() for f in model.rglob("*") if f.is_file()}
    make_voice(folder, VOICE, "pl")
    archive = zipped(MODEL, files)
    (folder / f"{MODEL}.zip").write_bytes(archive)
    voice, config = ((folder / f"{VOICE}.onnx{end}").read_bytes() for end in ("", ".json"))
    (folder / "voices.json").write_bytes(voices_json(VOICE, config, voice))
    shipped = tmp_path / "voices"
    shipped.mkdir()
    (shipped / "catalogue.toml").write_text(
        f"""
[lists]
vosk = "https://models.invalid/model-list.json"
piper = "https://models.invalid/voices.json"
[[model]]
name = "{MODEL}"
engine = "vosk"
language = "pl"
default = true
licence = "Apache-2.0"
page = "https://models.invalid"
[[model.file]]
url = "https://models.invalid/{MODEL}.zip"
bytes = {len(archive)}
sha256 = "{hashlib.sha256(archive).hexdigest()}"
[[model]]
name = "{VOICE}"
engine = "piper"
language = "pl"
default = true
licence = "see the model's page"
page = "https://models.invalid"
[[model.file]]
url = "https://models.invalid/{VOICE}.onnx"
[[model.file]]
url = "https://models.invalid/{VOICE}.onnx.json"
""",
        "utf-8",
    )
    monkeypatch.setattr("receptionist.cli.voices.shipped", lambda name: shipped)
    return folder


def test_the_list_tells_all_that_one_chooses_by(command: Command) -> None:
    listed = command("voices", "list")
    assert listed.status == 0
    head, *rows, note = listed.out.splitlines()
    assert head.split() == ["language", "engine", "name", "size", "licence", "installed"]
    assert len(rows) == 7
    assert "Polish    vosk    vosk-model-small-pl-0.22*     53.0 MB   Apache-2.0            no" in rows
    assert note.startswith("* ")


def test_the_addresses_of_an_offline_copy_are_listed(command: Command) -> None:
    urls = command("voices", "list", "--urls").out.split()
    assert len(urls) == len(set(urls)) == 12
    assert all(url.startswith("https://") for url in urls)
    assert sum(url.endswith("voices.json") for url in urls) == 1


def test_a_language_is_pulled_from_a_folder_listed_and_checked(command: Command, home: Path, stick: Path) -> None:
    pulled = command("voices", "pull", "pl", "--from", str(stick))
    assert (pulled.status, pulled.err) == (0, "")
    assert f"{MODEL} (vosk), licence: Apache-2.0" in pulled.out
    assert f"{VOICE} is installed" in pulled.out
    assert "next start" in pulled.out
    _, *rows, _ = command("voices", "list").out.splitlines()
    assert [row.split()[-1] for row in rows] == ["yes", "yes"]
    checked = command("voices", "check")
    assert checked.status == 0, checked.out
    assert checked.out == f"{MODEL}: understands Polish, fine\n{VOICE}: speaks Polish, fine\n"
    again = command("voices", "pull", "pl", "--from", str(stick))
    assert again.status == 0
    assert "next start" not in again.out


def test_every_fault_is_a_line_and_the_status_is_1(command: Command, home: Path, stick: Path) -> None:
    command("voices", "pull", "pl", "--from", str(stick))
    models = home / "models"
    (models / MODEL / "graph/words.txt").unlink()
    (models / f"{VOICE}.onnx").write_bytes(b"?" * (models / f"{VOICE}.onnx").stat().st_size)
    (models / "en_US-mine-medium.onnx").write_bytes(b"x")
    shutil.copytree(models / MODEL, models / "vosk-model-en")
    (models / "vosk-model-en/am/final.mdl").write_bytes(b"no model")
    checked = command("voices", "check")
    assert checked.status == 1
    lines = checked.out.splitlines()
    assert f"{MODEL}: graph/words.txt is missing" in lines
    assert f"{VOICE}: {VOICE}.onnx has been changed since it was pulled" in lines
    assert "en_US-mine-medium: en_US-mine-medium.onnx.json is missing" in lines
    assert any(line.startswith("vosk-model-en: the model vosk-model-en can't be loaded") for line in lines)
    assert len(lines) == 5
    listed = command("voices", "list").out
    assert [line.split()[-1] for line in listed.splitlines()[1:-1]] == ["damaged", "yes", "yes", "damaged"]
    mended = command("voices", "pull", "pl", "--from", str(stick))
    assert mended.status == 0
    for place in (models / "en_US-mine-medium.onnx", models / "vosk-model-en"):
        shutil.rmtree(place) if place.is_dir() else place.unlink()
    assert command("voices", "check").status == 0


def test_without_models_check_says_what_works(command: Command, home: Path) -> None:
    checked = command("voices", "check")
    assert checked.status == 0
    assert "receptionist voices pull pl" in checked.out


def test_a_pull_that_fails_is_one_line_and_status_1(command: Command, home: Path, stick: Path) -> None:
    (stick / f"{MODEL}.zip").write_bytes(b"short")
    failed = command("voices", "pull", "pl", "--from", str(stick))
    assert failed.status == 1
    assert failed.err.startswith("receptionist: ")
    assert failed.err.count("\n") == 1
    assert {f.name for f in (home / "models").iterdir()} == {".pull"}
    nowhere = command("voices", "pull", "pl", "--mirror", "https://models.invalid=http://127.0.0.1:9")
    assert nowhere.status == 1
    assert nowhere.err.startswith("receptionist: no connection to 127.0.0.1: ")
    unknown = command("voices", "pull", "pl", "nobody")
    assert unknown.status == 1
    assert f"there are: {MODEL}, {VOICE}" in unknown.err


@pytest.mark.parametrize(
    "words",
    [[], ["pull"], ["pull", "de"], ["pull", "pl", "--mirror", "x"], ["pull", "pl", "--mirror", "ftp://a=http://b"],
     ["list", "pl"]],
)  # fmt: skip
def test_wrong_usage_is_status_2(command: Command, words: list[str]) -> None:
    assert command("voices", *words).status == 2


# ---------------------------------------------------------------- progress


class Terminal(io.StringIO):
    """Somebody watches."""

    def isatty(self) -> bool:
        return True


def test_a_log_gets_a_line_for_each_tenth() -> None:
    out = io.StringIO()
    progress = Progress(out)
    progress.begin("a.zip", 2_000_000, 0)
    for _ in range(200):
        progress.advance(10_000)
    progress.end()
    lines = out.getvalue().splitlines()
    assert len(lines) == 11
    assert lines[5] == "a.zip: 1.0 MB of 2.0 MB (50 %)"
    assert "\r" not in out.getvalue()


def test_a_terminal_gets_a_bar_on_one_line_that_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    out = Terminal()
    progress = Progress(out)
    progress.begin("a.zip", 1_000, 500)
    progress.advance(500)
    progress.end()
    progress.end()
    assert out.getvalue().count("\n") == 1
    first, last = out.getvalue().strip().split("\r")
    assert first.count("█") == 15
    assert last.count("█") == 30
    assert last.count("░") == 0


def test_a_bar_fits_into_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    out = Terminal()
    progress = Progress(out)
    progress.begin("vosk-model-en-us-0.22-lgraph.zip", 130_557_655, 0)
    progress.advance(130_557_655)
    assert all(len(line) < 80 for line in out.getvalue().split("\r"))
    assert out.getvalue().endswith("130.6 MB of 130.6 MB (100 %) ")
