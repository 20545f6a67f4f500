"""The catalogue of speech models, and which are installed and whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from receptionist.errors import ModelError
from receptionist.speech.models import (
    Catalogue,
    damage,
    everything,
    faults,
    found,
    from_list,
    installed,
    read_catalogue,
    receipt_file,
    where,
)
from tests.speech.models_host import CONFIG, FOLDER, VOICE, model_list, pinned, piper, voices_json, vosk

CATALOGUE = Path(__file__).resolve().parents[2] / "voices" / "catalogue.toml"
GOOD = CATALOGUE.read_text("utf-8")


def put(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


# ---------------------------------------------------------------- the catalogue that ships


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_language_is_heard_and_spoken_by_its_defaults(language: str) -> None:
    chosen = read_catalogue(CATALOGUE).choose(language)  # type: ignore[arg-type] # the parameter is a str
    assert [m.engine for m in chosen] == ["vosk", "piper"]
    assert all(m.language == language for m in chosen)


def test_the_shipped_models_have_sizes_pins_and_terms() -> None:
    by_name = {m.name: m for m in read_catalogue(CATALOGUE).models}
    polish = by_name["vosk-model-small-pl-0.22"].files[0].pinned
    assert polish is not None
    assert polish.bytes == 52_979_372
    assert set(polish.digests) == {"sha256", "md5"}
    assert by_name["pl_PL-gosia-medium"].bytes == 63_201_294
    assert by_name["pl_PL-gosia-medium"].needs_list  # for the configuration, whose checksum nobody wrote down
    assert not by_name["vosk-model-small-en-us-0.15"].needs_list
    assert by_name["pl_PL-darkman-medium"].bytes is None
    assert all(m.licence and m.page.startswith("https://") for m in by_name.values())
    assert all(f.url.startswith("https://") for m in by_name.values() for f in m.files)


def test_models_are_chosen_by_name_and_a_wrong_name_names_those_there_are() -> None:
    catalogue = read_catalogue(CATALOGUE)
    assert [m.name for m in catalogue.choose("pl", ["pl_PL-darkman-medium"])] == ["pl_PL-darkman-medium"]
    with pytest.raises(ModelError, match="no model 'en_US-lessac-medium' for 'pl'; there are: .*pl_PL-gosia-medium"):
        catalogue.choose("pl", ["en_US-lessac-medium"])


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('engine = "vosk"', 'engine = "whisper"', "engine 'whisper'"),
        ('language = "en"', 'language = "de"', "language 'de'"),
        ('name = "vosk-model-small-en-us-0.15"', 'name = "../x"', "is no name of a model"),
        ("41_205_931", "-1", "-1 is no size in bytes"),
        ("30f26242c4eb449f", "30f2", "is no sha256"),
        ('sha256 = "30f26242', 'sha1 = "30f26242', "bytes and a checksum come together"),
        ("en-us-0.15.zip", "en-us-0.16.zip", "its files must be vosk-model-small-en-us-0.15.zip"),
        ('licence = "Apache-2.0"', "", "'licence' is missing"),
        ('name = "vosk-model-small-pl-0.22"', 'name = "vosk-model-small-pl-0.22', "at line"),
        ("[lists]", "[links]", "'lists' is missing"),
    ],
)
def test_a_wrong_catalogue_is_told_in_one_line(tmp_path: Path, old: str, new: str, fault: str) -> None:
    file = tmp_path / "catalogue.toml"
    assert old in GOOD
    file.write_text(GOOD.replace(old, new, 1), "utf-8")
    with pytest.raises(ModelError) as raised:
        read_catalogue(file)
    assert str(raised.value).startswith(f"{file}: ")
    assert fault in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_model_must_not_stand_there_twice(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.toml"
    file.write_text(GOOD + GOOD[GOOD.index("[[model]]") :], "utf-8")
    with pytest.raises(ModelError, match="twice"):
        read_catalogue(file)


# ---------------------------------------------------------------- the official lists


def test_sizes_and_checksums_come_from_the_official_lists() -> None:
    voice = piper("https://x")
    listing = json.loads(voices_json())
    assert from_list(voice, voice.files[1], listing) == pinned(CONFIG, ["md5"])
    assert from_list(voice, voice.files[0], listing) == pinned(VOICE, ["md5"])
    model = vosk("https://x", None)
    assert from_list(model, model.files[0], json.loads(model_list(model.name, b"zip"))) == pinned(b"zip", ["md5"])


@pytest.mark.parametrize(
    "listing",
    [[], {}, None, "x", {"pl_PL-ala-medium": []}, {"pl_PL-ala-medium": {"files": {"other.onnx": {}}}},
     {"pl_PL-ala-medium": {"files": {"a/pl_PL-ala-medium.onnx": {"size_bytes": "5", "md5_digest": "0" * 32}}}},
     {"pl_PL-ala-medium": {"files": {"a/pl_PL-ala-medium.onnx": {"size_bytes": 5, "md5_digest": ""}}}}],
)  # fmt: skip
def test_a_list_that_does_not_tell_is_an_error(listing: object) -> None:
    voice = piper("https://x")
    with pytest.raises(ModelError, match="https://x/piper/voices.json"):
        from_list(voice, voice.files[0], listing)


# ---------------------------------------------------------------- what is installed


def test_models_are_found_by_their_names(tmp_path: Path) -> None:
    for name in ("vosk-model-small-en-us-0.15", "vosk-model-pl-1", "vosk-model-pl", "vosk-model-plain", "other"):
        put(tmp_path / name, FOLDER)
    put(tmp_path, {"vosk-model-small-pl-0.22": b"a file", "pl_PL-ala-medium.onnx": VOICE, "en_GB-x-low.onnx": VOICE})
    assert [p.name for p in found("vosk", "pl", tmp_path)] == ["vosk-model-pl", "vosk-model-pl-1"]
    assert [p.name for p in found("vosk", "en", tmp_path)] == ["vosk-model-small-en-us-0.15"]
    assert [p.name for p in found("piper", "pl", tmp_path)] == ["pl_PL-ala-medium.onnx"]
    assert len(list(everything(tmp_path))) == 5
    assert found("vosk", "pl", tmp_path / "none") == ()


@pytest.mark.parametrize("lost", FOLDER)
def test_a_file_that_a_model_needs_is_missed(tmp_path: Path, lost: str) -> None:
    put(tmp_path / "vosk-model-pl", FOLDER)
    assert faults("vosk", tmp_path / "vosk-model-pl") == []
    (tmp_path / "vosk-model-pl" / lost).unlink()
    assert faults("vosk", tmp_path / "vosk-model-pl") == [f"{lost} is missing"]


def test_a_static_graph_will_do_and_half_an_ivector_extractor_will_not(tmp_path: Path) -> None:
    static = {"am/final.mdl": b"x", "conf/mfcc.conf": b"x", "graph/HCLG.fst": b"x"}
    put(tmp_path, static)
    assert faults("vosk", tmp_path) == []
    put(tmp_path, {"ivector/final.ie": b"x"})
    assert "ivector/final.mat is missing" in faults("vosk", tmp_path)
    assert "ivector/final.ie is missing" not in faults("vosk", tmp_path)


def test_a_voice_needs_its_configuration(tmp_path: Path) -> None:
    place = tmp_path / "pl_PL-ala-medium.onnx"
    put(tmp_path, {place.name: VOICE})
    assert faults("piper", place) == ["pl_PL-ala-medium.onnx.json is missing"]
    put(tmp_path, {f"{place.name}.json": b"<html>"})
    assert faults("piper", place) == ["pl_PL-ala-medium.onnx.json is no configuration of a voice"]
    put(tmp_path, {f"{place.name}.json": CONFIG})
    assert faults("piper", place) == []


def test_a_receipt_finds_what_was_cut_lost_or_changed(tmp_path: Path) -> None:
    place = tmp_path / "vosk-model-pl"
    put(place, {**FOLDER, "README": b"read"})
    sizes = {name: (len(data), pinned(data).digests["sha256"]) for name, data in {**FOLDER, "README": b"read"}.items()}
    put(tmp_path, {str(receipt_file(place).relative_to(tmp_path)): json.dumps({"files": sizes}).encode()})
    assert faults("vosk", place) == []
    assert damage("vosk", place) == []
    put(place, {"README": b"reed"})
    assert faults("vosk", place) == []
    assert damage("vosk", place) == ["README has been changed since it was pulled"]
    put(place, {"graph/Gr.fst": b""})
    (place / "README").unlink()
    assert faults("vosk", place) == ["graph/Gr.fst has 0 bytes instead of 1,800", "README is missing"]


@pytest.mark.parametrize("receipt", [b"", b"[]", b'{"files": []}', b'{"files": {"a": [1]}}', b"\xff"])
def test_an_unreadable_receipt_is_none(tmp_path: Path, receipt: bytes) -> None:
    place = tmp_path / "vosk-model-pl"
    put(place, FOLDER)
    put(tmp_path, {str(receipt_file(place).relative_to(tmp_path)): receipt})
    assert faults("vosk", place) == []


def test_the_default_is_taken_before_others_and_the_broken_never(tmp_path: Path) -> None:
    default = piper("https://x", "pl_PL-gosia-medium")
    catalogue = Catalogue((default,))
    assert where("piper", "pl", tmp_path, catalogue) is None
    put(tmp_path, {"pl_PL-ala-medium.onnx": VOICE, "pl_PL-gosia-medium.onnx": VOICE})
    assert where("piper", "pl", tmp_path, catalogue) is None
    put(tmp_path, {"pl_PL-ala-medium.onnx.json": CONFIG})
    assert where("piper", "pl", tmp_path, catalogue) == tmp_path / "pl_PL-ala-medium.onnx"
    assert not installed(default, tmp_path)
    put(tmp_path, {"pl_PL-gosia-medium.onnx.json": CONFIG})
    assert where("piper", "pl", tmp_path, catalogue) == tmp_path / "pl_PL-gosia-medium.onnx"
    assert where("piper", "pl", tmp_path) == tmp_path / "pl_PL-ala-medium.onnx"
    assert installed(default, tmp_path)
