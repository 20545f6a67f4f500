"""Which intent words have: softmax regression on words and pieces of words, in numpy.

Features: words, pairs of words, the first and the last word, and the pieces of 1 to 4 letters of each word (with its
borders), each weighted by how rare it is, one unit of length a line. Training is Böhning's: the Hessian of the
multinomial logistic likelihood is bounded by a fixed matrix (D. Böhning, "Multinomial logistic regression algorithm",
Ann. Inst. Statist. Math. 44, 1992), so one inverse serves every step, no step size is looked for, and nothing is
random. It runs in the space of the lines, of which there are fewer than features.
"""

from __future__ import annotations

import hashlib
import math
import os
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import structlog

log = structlog.get_logger(__name__)

_FORM = 1
"""Changes with the features or the training: weights of another form are not read."""
_RIDGE = 0.02
"""Strength of the L2 penalty."""
_STEPS = 60
_BIAS = 0.3
"""Value of the feature that every line has."""
_WORD = re.compile(r"\w+(?:'\w+)?")
_BLOCK = 2_048
"""Features a block while the lines are compared: bounds the memory of training."""

Floats = npt.NDArray[np.float32]


def pieces(text: str) -> Iterator[str]:
    """The features of words, as text: the kind is told by the first character, which stands in no word."""
    words = _WORD.findall(unicodedata.normalize("NFC", text).lower())
    for word in words:
        yield "=" + word
        bordered = f" {word} "
        for length in (1, 2, 3, 4):
            for start in range(len(bordered) - length + 1):
                yield bordered[start : start + length]
    for first, second in zip(words, words[1:], strict=False):
        yield f"+{first} {second}"
    if words:
        yield "<" + words[0]
        yield ">" + words[-1]


@dataclass(frozen=True, slots=True)
class Classifier:
    """Trained weights."""

    intents: tuple[str, ...]
    vocabulary: dict[str, int]
    rarity: Floats
    """(features,)"""
    weights: Floats
    """(features, intents)"""
    bias: Floats
    """(intents,)"""

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Every intent with its probability, the likeliest first."""
        places, values = _row(pieces(text), self.vocabulary, self.rarity)
        scores = self.bias + values @ self.weights[places] if len(places) else self.bias
        chances = np.exp(scores - scores.max())
        chances /= chances.sum()
        order = np.argsort(-chances, kind="stable")
        return [(self.intents[place], float(chances[place])) for place in order]


def _row(found: Iterable[str], vocabulary: dict[str, int], rarity: Floats) -> tuple[npt.NDArray[np.intp], Floats]:
    """(places, values) of the known features of one line; the values have the length 1."""
    counts = Counter(place for piece in found if (place := vocabulary.get(piece)) is not None)
    places = np.fromiter(counts.keys(), dtype=np.intp, count=len(counts))
    times = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
    values: Floats = (1 + np.log(times)) * rarity[places] if len(places) else times
    length = float(np.sqrt(values @ values)) if len(places) else 1.0
    return places, (values / (length or 1.0)).astype(np.float32)


def train(examples: Sequence[tuple[str, str]]) -> Classifier:
    """Learns (intent, words) lines. About 1 s for 1,500 lines. The order of the lines does not matter much."""
    intents = tuple(sorted({intent for intent, _ in examples}))
    # The pieces are made twice rather than kept: as text they would take more memory than all the rest.
    spread = Counter(piece for _, words in examples for piece in set(pieces(words)))
    # A piece of a word that stands in one line only tells nothing; a whole word may.
    kept = sorted(piece for piece, lines in spread.items() if lines > 1 or piece.startswith("="))
    vocabulary = {piece: place for place, piece in enumerate(kept)}
    rarity = np.array([1 + math.log((1 + len(examples)) / (1 + spread[piece])) for piece in kept], dtype=np.float32)
    rows = [_row(pieces(words), vocabulary, rarity) for _, words in examples]
    likeness = _likeness(rows, len(kept)) + _BIAS**2
    truth = np.zeros((len(rows), len(intents)), dtype=np.float32)
    for line, (intent, _) in enumerate(examples):
        truth[line, intents.index(intent)] = 1
    share = _solve(likeness, truth)
    weights = np.zeros((len(kept), len(intents)), dtype=np.float32)
    for (places, values), line in zip(rows, share, strict=True):
        weights[places] += values[:, None] * line[None, :]
    bias = (_BIAS**2 * share.sum(axis=0)).astype(np.float32)
    return Classifier(intents, vocabulary, rarity, weights, bias)


def _likeness(rows: Sequence[tuple[npt.NDArray[np.intp], Floats]], features: int) -> Floats:
    """Inner products of all lines with each other, (lines, lines)."""
    total = np.zeros((len(rows), len(rows)), dtype=np.float32)
    for begin in range(0, features, _BLOCK):
        block = np.zeros((len(rows), min(_BLOCK, features - begin)), dtype=np.float32)
        for line, (places, values) in enumerate(rows):
            inside = (places >= begin) & (places < begin + _BLOCK)
            block[line, places[inside] - begin] = values[inside]
        total += block @ block.T
    return total


def _solve(likeness: Floats, truth: Floats) -> Floats:
    """How much of each line goes into the weights of each intent, (lines, intents)."""
    size = len(likeness)
    bound = 0.5 * likeness
    bound[np.diag_indices(size)] += _RIDGE
    steer: Floats = np.linalg.inv(bound).astype(np.float32, copy=False)
    del bound
    share = np.zeros_like(truth)
    for _ in range(_STEPS):
        scores = likeness @ share
        scores -= scores.max(axis=1, keepdims=True)
        chances = np.exp(scores)
        chances /= chances.sum(axis=1, keepdims=True)
        share -= steer @ (chances - truth + _RIDGE * share)
    return share


# ---------------------------------------------------------------- the cache


def trained(examples: Sequence[tuple[str, str]], cache: Path | None) -> Classifier:
    """The classifier of these lines: from the folder `cache` when it was trained before, else trained and put there.

    A cache that cannot be read or written is no fault: it is trained then.
    """
    if cache is None:
        return train(examples)
    file = cache / f"intents-{_digest(examples)}.npz"
    known = _load(file)
    if known is not None:
        return known
    classifier = train(examples)
    _save(classifier, file)
    return classifier


def _digest(examples: Sequence[tuple[str, str]]) -> str:
    digest = hashlib.sha256(f"{_FORM} {_RIDGE} {_STEPS} {_BIAS}".encode())
    for intent, words in examples:
        digest.update(f"\0{intent}\1{words}".encode())
    return digest.hexdigest()[:32]


def _load(file: Path) -> Classifier | None:
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as stored:
            vocabulary = str(stored["vocabulary"]).split("\n")
            intents = tuple(str(stored["intents"]).split("\n"))
            rarity, weights, bias = stored["rarity"], stored["weights"], stored["bias"]
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as fault:
        log.warning("intent_cache_unreadable", file=str(file), fault=str(fault))
        return None
    if weights.shape != (len(vocabulary), len(intents)) or rarity.shape != (len(vocabulary),):
        log.warning("intent_cache_unreadable", file=str(file), fault="shapes do not fit")
        return None
    return Classifier(intents, {piece: place for place, piece in enumerate(vocabulary)}, rarity, weights, bias)


def _save(classifier: Classifier, file: Path) -> None:
    written = file.with_suffix(f".{os.getpid()}.tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with written.open("wb") as out:
            np.savez(
                out,
                vocabulary=np.array("\n".join(classifier.vocabulary)),
                intents=np.array("\n".join(classifier.intents)),
                rarity=classifier.rarity,
                weights=classifier.weights,
                bias=classifier.bias,
            )
        written.replace(file)
    except OSError as fault:
        log.warning("intent_cache_not_written", file=str(file), fault=str(fault))
