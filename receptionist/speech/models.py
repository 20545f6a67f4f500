"""Speech models: which there are (voices/catalogue.toml), what a pull has to fetch, which are installed and whole.

In the folder of models a Vosk model is a folder `vosk-model-…-LANG…`, a Piper voice two files `LANG_REGION-….onnx` and
`….onnx.json`. What was pulled has a receipt in `.pulled/`, by which a lost or damaged file is found later; a model put
there by hand has none and is judged by what must be there. Nothing here reaches out; pulling.py does.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, cast, get_args
from urllib.parse import unquote, urlsplit

from receptionist.errors import ModelError
from receptionist.messages import Language

ModelEngine: TypeAlias = Literal["vosk", "piper"]

RECEIPTS: Final = ".pulled"
VOSK_NEEDS: Final = ("am/final.mdl", "conf/mfcc.conf")
"""Files without which Vosk does not load a model; a graph comes on top (`_vosk_faults`)."""
IVECTOR_NEEDS: Final = ("final.dubm", "final.ie", "final.mat", "global_cmvn.stats", "online_cmvn.conf", "splice.conf")
"""Files of a model that adapts to the speaker: where there is a folder ivector/, all of them."""
_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
"""Names of models and files: nothing that could lead out of a folder."""
_DIGESTS: Final = {"sha256": 64, "md5": 32}
"""Algorithm → hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a file must be."""

    bytes: int
    digests: Mapping[str, str]
    """Algorithm (sha256, md5) → lower-case hexadecimal; all must match. Never empty."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to fetch."""

    url: str
    pinned: Expected | None
    """None: the official list tells."""

    @property
    def name(self) -> str:
        """The last part of its URL: what it is called in an offline copy, too."""
        return unquote(urlsplit(self.url).path).rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Model:
    """A model of the catalogue."""

    name: str
    engine: ModelEngine
    language: Language
    default: bool
    """Pulled with its language, and taken before others."""
    licence: str
    page: str
    """Where its terms and its makers are told."""
    list_url: str
    """The engine's official list, with sizes and MD5s."""
    files: tuple[File, ...]

    @property
    def bytes(self) -> int | None:
        """Size of the download without small configuration files; None: only the official list knows."""
        known = [f.pinned.bytes for f in self.files if f.pinned]
        return sum(known) if known else None

    @property
    def needs_list(self) -> bool:
        """Whether a pull has to read the official list."""
        return any(f.pinned is None for f in self.files)

    def place(self, folder: Path) -> Path:
        """Where it is once installed: a folder (Vosk) or the .onnx file (Piper)."""
        return folder / (self.name if self.engine == "vosk" else f"{self.name}.onnx")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All models."""

    models: tuple[Model, ...]

    def choose(self, language: Language, names: Sequence[str] = ()) -> tuple[Model, ...]:
        """The language's defaults, or those of its models that are named. Raises ModelError naming those there are."""
        mine = [m for m in self.models if m.language == language]
        if not names:
            return tuple(m for m in mine if m.default)
        by_name = {m.name: m for m in mine}
        for name in names:
            if name not in by_name:
                raise ModelError(f"there is no model {name!r} for {language!r}; there are: {', '.join(by_name)}")
        return tuple(by_name[name] for name in dict.fromkeys(names))


# ---------------------------------------------------------------- the catalogue


def read_catalogue(file: Path) -> Catalogue:
    """Raises ModelError naming the file and the fault."""
    try:
        raw = tomllib.loads(file.read_text("utf-8"))
        lists = raw["lists"]
        models = tuple(_model(each, lists) for each in raw["model"])
    except OSError as fault:
        raise ModelError(f"{file}: {fault.strerror}") from fault
    except KeyError as fault:
        raise ModelError(f"{file}: {fault} is missing") from fault
    except (ValueError, TypeError, AttributeError) as fault:
        raise ModelError(f"{file}: {fault}") from fault
    names = [m.name for m in models]
    if twice := {n for n in names if names.count(n) > 1}:
        raise ModelError(f"{file}: stands there twice: {', '.join(sorted(twice))}")
    return Catalogue(models)


def _model(raw: Mapping[str, Any], lists: Mapping[str, str]) -> Model:
    name, engine, language = raw["name"], raw["engine"], raw["language"]
    if not _PLAIN.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a model")
    if engine not in get_args(ModelEngine):
        raise ValueError(f"{name}: engine {engine!r} (allowed: {', '.join(get_args(ModelEngine))})")
    if language not in get_args(Language):
        raise ValueError(f"{name}: language {language!r} (allowed: {', '.join(get_args(Language))})")
    model = Model(
        name=name,
        engine=engine,
        language=language,
        default=bool(raw.get("default", False)),
        licence=raw["licence"],
        page=raw["page"],
        list_url=lists[engine],
        files=tuple(_file(each) for each in raw["file"]),
    )
    wanted = [f"{name}.zip"] if engine == "vosk" else [f"{name}.onnx", f"{name}.onnx.json"]
    if [f.name for f in model.files] != wanted:
        raise ValueError(f"{name}: its files must be {', '.join(wanted)}, in this order")
    return model


def _file(raw: Mapping[str, Any]) -> File:
    digests = {kind: raw[kind] for kind in _DIGESTS if kind in raw}
    if bool(digests) != ("bytes" in raw):
        raise ValueError(f"{raw['url']}: bytes and a checksum come together")
    file = File(raw["url"], expected(raw["bytes"], digests) if digests else None)
    if not _PLAIN.fullmatch(file.name):
        raise ValueError(f"{raw['url']}: ends in no file name")
    return file


def expected(size: Any, digests: Mapping[str, Any]) -> Expected:
    """Of values read from a file. Raises ValueError when they are no size and no checksums."""
    if not isinstance(size, int) or isinstance(size, bool) or size <= 0:
        raise ValueError(f"{size!r} is no size in bytes")
    for kind, digest in digests.items():
        if not isinstance(digest, str) or not re.fullmatch(rf"[0-9a-fA-F]{{{_DIGESTS[kind]}}}", digest):
            raise ValueError(f"{digest!r} is no {kind}")
    return Expected(size, {kind: digest.lower() for kind, digest in digests.items()})


# ---------------------------------------------------------------- what a file must be


def from_list(model: Model, file: File, listing: Any) -> Expected:
    """Size and MD5 of a file by the engine's official list (parsed JSON).

    Vosk's model-list.json is an array of objects with `name`, `size`, `md5`; Piper's voices.json an object by voice,
    whose `files` are an object by path with `size_bytes` and `md5_digest`. Raises ModelError.
    """
    try:
        if model.engine == "vosk":
            entry = next(e for e in listing if e["name"] == model.name)
            return expected(entry["size"], {"md5": entry["md5"]})
        files = listing[model.name]["files"]
        path = next(p for p in files if p.rpartition("/")[2] == file.name)
        return expected(files[path]["size_bytes"], {"md5": files[path]["md5_digest"]})
    except (StopIteration, KeyError, TypeError, AttributeError):
        raise ModelError(f"{model.list_url} does not name {file.name}") from None
    except ValueError as fault:
        raise ModelError(f"{model.list_url}: {file.name}: {fault}") from fault


# ---------------------------------------------------------------- what is installed


def found(engine: ModelEngine, language: Language, folder: Path) -> tuple[Path, ...]:
    """The language's models of an engine, whole or not, by name: folders (Vosk) or .onnx files (Piper)."""
    if not folder.is_dir():
        return ()
    if engine == "piper":
        return tuple(sorted(folder.glob(f"{language}_*.onnx")))
    named = re.compile(rf"vosk-model-(.+-)?{language}(-.*)?")
    return tuple(sorted(f for f in folder.iterdir() if named.fullmatch(f.name) and f.is_dir()))


def everything(folder: Path) -> Iterator[tuple[ModelEngine, Language, Path]]:
    """All models in the folder, whole or not."""
    for language in get_args(Language):
        for engine in get_args(ModelEngine):
            for place in found(engine, language, folder):
                yield engine, language, place


def installed(model: Model, folder: Path) -> bool:
    """Whether it is there and nothing is missing (contents: `damage`)."""
    return not faults(model.engine, model.place(folder))


def where(engine: ModelEngine, language: Language, folder: Path, catalogue: Catalogue | None = None) -> Path | None:
    """The model an engine should take for a language where the firm names none: the catalogue's default if it is
    installed, else the first whole one by name."""
    whole = [place for place in found(engine, language, folder) if not faults(engine, place)]
    favoured = {m.place(folder) for m in catalogue.models if m.default} if catalogue else set()
    return next((place for place in whole if place in favoured), whole[0] if whole else None)


def faults(engine: ModelEngine, place: Path) -> list[str]:
    """What is missing or has the wrong size, a line each; quick, since no file is read."""
    lines = _vosk_faults(place) if engine == "vosk" else _piper_faults(place)
    for name, (size, _) in receipt(place).items():
        file = place / name if engine == "vosk" else place.with_name(name)
        if not file.is_file():
            lines.append(f"{name} is missing")
        elif file.stat().st_size != size:
            lines.append(f"{name} has {file.stat().st_size:,} bytes instead of {size:,}")
    return list(dict.fromkeys(lines))


def damage(engine: ModelEngine, place: Path) -> list[str]:
    """Files whose content is no longer what was pulled, a line each; reads them all."""
    lines = []
    for name, (_, digest) in receipt(place).items():
        file = place / name if engine == "vosk" else place.with_name(name)
        with file.open("rb") as source:
            if hashlib.file_digest(source, "sha256").hexdigest() != digest:
                lines.append(f"{name} has been changed since it was pulled")
    return lines


def _vosk_faults(place: Path) -> list[str]:
    missing = [name for name in VOSK_NEEDS if not (place / name).is_file()]
    graph = place / "graph"
    dynamic = [name for name in ("HCLr.fst", "Gr.fst") if not (graph / name).is_file()]
    if not (graph / "HCLG.fst").is_file() and dynamic:
        missing.append(f"graph/{dynamic[0]}")
    if (place / "ivector").is_dir():
        missing += [f"ivector/{name}" for name in IVECTOR_NEEDS if not (place / "ivector" / name).is_file()]
    return [f"{name} is missing" for name in missing]


def _piper_faults(place: Path) -> list[str]:
    config = place.with_name(f"{place.name}.json")
    missing = [f"{f.name} is missing" for f in (place, config) if not f.is_file()]
    if not missing:
        try:
            json.loads(config.read_text("utf-8"))["audio"]["sample_rate"]
        except (OSError, ValueError, KeyError, TypeError):
            return [f"{config.name} is no configuration of a voice"]
    return missing


# ---------------------------------------------------------------- receipts


def receipt_file(place: Path) -> Path:
    """Where a model's receipt is."""
    return place.parent / RECEIPTS / f"{place.name}.json"


def receipt(place: Path) -> dict[str, tuple[int, str]]:
    """File name (within a Vosk model's folder; beside a Piper voice) → bytes and sha256; empty where there is none."""
    try:
        raw = json.loads(receipt_file(place).read_text("utf-8"))
        return {str(n): (int(size), str(digest)) for n, (size, digest) in cast(dict[str, Any], raw["files"]).items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
