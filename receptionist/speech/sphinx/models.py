"""Language models of a firm, one for each expectation, in the cache folder under the hash of what they were made of.

A model folder holds `words.dict` and `<expectation>.arpa`; it is written whole (renamed into place), so that two
workers may make the same one at once. For the recogniser's worker process.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from receptionist.messages import Expectation
from receptionist.speech.sphinx import phrases
from receptionist.speech.sphinx.lexicon import Lexicon, dictionary_text
from receptionist.speech.sphinx.phrases import Vocabulary
from receptionist.speech.sphinx.wording import training_lines, words

FORMAT: Final = 2
KEPT: Final = 64
"""Model folders that stay in the cache; the ones not used for longest go first."""
DISCOUNT: Final = 0.3
"""Probability mass for word sequences that were not among the sentences."""


ELSEWHERE = frozenset({"nlu_trades", "nlu_everyday"})
"""Training files with callers of every trade: they teach what callers mean, but a recogniser that expects "bike" at
a dentist's hears it instead of "bye" (word error of the shipped callers 8.8 % with them, 6.8 % without)."""


def vocabulary(raw: Mapping[str, Sequence[str]]) -> Vocabulary:
    """The firm's words as they are said; what cannot be said falls out."""

    def said(key: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, map(words, raw.get(key, ())))))

    return Vocabulary(said("services"), said("staff"), said("questions"), said("firm"))


def one_spelling(known: Vocabulary, lines: Sequence[str]) -> tuple[Vocabulary, list[str]]:
    """ "check up" and "checkup" sound the same and would share one probability: the service's first spelling stays."""
    first: dict[str, str] = {}
    other: dict[str, str] = {}
    for name in known.services:
        kept = first.setdefault(name.replace(" ", ""), name)
        if kept != name:
            other[name] = kept
    if not other:
        return known, list(lines)
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, other))})\b")

    def spelt(text: str) -> str:
        return pattern.sub(lambda found: other[found[1]], text)

    services = tuple(dict.fromkeys(map(spelt, known.services)))
    return replace(known, services=services, questions=tuple(map(spelt, known.questions))), list(map(spelt, lines))


def read_training(folder: Path | None) -> list[str]:
    """Training lines of a Rasa project's folder; nothing when there is none."""
    if folder is None:
        return []
    files = sorted(f for f in folder.glob("data/**/*.y*ml") if f.stem not in ELSEWHERE)
    return [line for file in files for line in training_lines(file.read_text("utf-8").splitlines()) if line]


class Models:
    """Makes and finds the models."""

    def __init__(self, cache: Path, dictionary: Path, training: Path | None) -> None:
        self._cache, self._dictionary, self._training = cache, dictionary, training

    def make(self, raw: Mapping[str, Sequence[str]]) -> Path:
        """The folder of this firm's models, made if it is not there. Raises OSError."""
        lines = read_training(self._training)
        made_of: list[Any] = [
            FORMAT,
            phrases.VERSION,
            DISCOUNT,
            version("pocketsphinx"),
            dict(raw),
            lines,
            list(phrases.common_names()),
        ]
        key = hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()[:24]
        folder = self._cache / key
        if (folder / "words.dict").is_file():
            os.utime(folder)
            return folder
        self._cache.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{key}-", dir=self._cache))
        try:
            self._write(part, phrases.phrases(*one_spelling(vocabulary(raw), lines)))
            os.replace(part, folder)
        except OSError:
            # Somebody else may have been quicker; theirs is as good.
            shutil.rmtree(part, ignore_errors=True)
            if not (folder / "words.dict").is_file():
                raise
        self._forget()
        return folder

    def _write(self, folder: Path, sentences: Mapping[Expectation, list[str]]) -> None:
        needed = {word for lines in sentences.values() for line in lines for word in line.split()}
        sounds = Lexicon(self._dictionary).pronounce(needed)
        for expectation, lines in sentences.items():
            write_model(folder / f"{expectation}.arpa", [s for s in lines if all(w in sounds for w in s.split())])
        (folder / "words.dict").write_text(dictionary_text(sounds), "utf-8")

    def _forget(self) -> None:
        """Keep the cache bounded."""
        folders = sorted(
            (f for f in self._cache.iterdir() if not f.name.startswith(".")), key=lambda f: f.stat().st_mtime
        )
        for folder in folders[:-KEPT]:
            shutil.rmtree(folder, ignore_errors=True)


def write_model(path: Path, sentences: Sequence[str]) -> None:
    """A trigram model of the sentences, in ARPA format."""
    from pocketsphinx.lm import ArpaBoLM

    model = ArpaBoLM(text="\n".join(sentences), add_start=True, discount_mass=DISCOUNT)
    model.compute()
    with path.open("w", encoding="utf-8") as out:
        model.write(out)
