"""Which intent words have: softmax regression on words, pieces of words and kinds of words, in numpy.

Features: words; the kinds of word of the project's look-up tables (a day, a first name, a treatment); the pieces of
1 to 4 letters of each word (with its borders); and neighbours: two, three, and two with one between them, the kinds put
in the place of their words, what is said around the matter passed over. Each is weighted by how rare it is; a line has
the length one. The weights of the sorts of feature (`_WEIGHTS`), the penalty and the bias were chosen by
cross-validation on the training lines.

Training is L-BFGS (J. Nocedal, "Updating quasi-Newton matrices with limited storage", Math. Comp. 35, 1980) in the
space of the lines, of which there are fewer than features: the weights are a mixture of the lines, and inner products
of weights are taken through the likeness of the lines, which is applied and never written out. Nothing is random.
"""

from __future__ import annotations

import hashlib
import math
import os
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import structlog

log = structlog.get_logger(__name__)

_FORM = 2
"""Changes with the features or the training: weights of another form are not read."""
_RIDGE = 0.015
"""Strength of the L2 penalty."""
_STEPS = 120
_CLOSE = 3e-4
"""The training ends when a step gains less than this part of what is still lost."""
_MEMORY = 6
"""Steps that L-BFGS remembers."""
_BIAS = 0.3
"""Value of the feature that every line has."""
_WORD = re.compile(r"\w+(?:'\w+)?")
_COMMON = 64
"""A feature in more than one of so many lines is multiplied densely, the rest sparsely."""

Floats = npt.NDArray[np.float32]


_FILLER = "filler"
"""The look-up table of what is said around the matter."""
_WORD_WEIGHT = 3**0.5
_PIECE_WEIGHT = 1.0
_KNOWN_PIECE_WEIGHT = 0.3**0.5
"""Pieces of words whose kind is known say little more, except when they are misheard."""
_STRANGE = 0.7
"""How much shorter a line is when none of its words is known: letters alone are a hint, no more."""
_PAIR_WEIGHT = 2.0
_TRIPLE_WEIGHT = 1.0
_APART_WEIGHT = 3**0.5
_WEIGHTS = (_WORD_WEIGHT, _PIECE_WEIGHT, _KNOWN_PIECE_WEIGHT, _PAIR_WEIGHT, _TRIPLE_WEIGHT, _APART_WEIGHT, _STRANGE)


@dataclass(frozen=True, slots=True)
class Kinds:
    """Kinds of words, from look-up tables: what stands in no table is of no kind."""

    tables: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    longest: int = 0
    """Words in the longest entry."""

    @classmethod
    def of(cls, lookups: Mapping[str, Iterable[str]]) -> Kinds:
        """From name of the table → entries. Of two tables with the same entry the first has it."""
        tables: dict[tuple[str, ...], str] = {}
        for name, entries in lookups.items():
            for entry in entries:
                words = tuple(_words(entry))
                if words:
                    tables.setdefault(words, name)
        return cls(tables, max(map(len, tables), default=0))

    def find(self, words: Sequence[str]) -> Iterator[tuple[str | None, Sequence[str]]]:
        """Cuts a line into (kind, its words) and (None, one word): the longest entry wins, from left to right."""
        begin = 0
        while begin < len(words):
            for length in range(min(self.longest, len(words) - begin), 0, -1):
                kind = self.tables.get(tuple(words[begin : begin + length]))
                if kind is not None:
                    yield kind, words[begin : begin + length]
                    begin += length
                    break
            else:
                yield None, words[begin : begin + 1]
                begin += 1


_NO_KINDS = Kinds()


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())


def pieces(text: str, kinds: Kinds = _NO_KINDS) -> Iterator[tuple[str, float]]:
    """(feature, its weight) of words; the sort is told by the first character, which stands in no word."""
    outline = ["^"]
    for kind, words in kinds.find(_words(text)):
        for word in words:
            yield "=" + word, _WORD_WEIGHT
            yield from _letters(word, _PIECE_WEIGHT if kind is None else _KNOWN_PIECE_WEIGHT)
        if kind is not None:
            yield "@" + kind, _WORD_WEIGHT
        sign = words[0] if kind is None else "@" + kind
        # "twenty five" and "twenty" are both a number; a filler is heard over.
        if kind != _FILLER and (kind is None or outline[-1] != sign):
            outline.append(sign)
    outline.append("$")
    for first, second in zip(outline, outline[1:], strict=False):
        yield f"+{first} {second}", _PAIR_WEIGHT
    for first, middle, last in zip(outline, outline[1:], outline[2:], strict=False):
        yield f"+{first} {middle} {last}", _TRIPLE_WEIGHT
        yield f"~{first} {last}", _APART_WEIGHT


def _letters(word: str, weight: float) -> Iterator[tuple[str, float]]:
    bordered = f" {word} "
    for length in (1, 2, 3, 4):
        for start in range(len(bordered) - length + 1):
            yield bordered[start : start + length], weight


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
    kinds: Kinds = _NO_KINDS

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Every intent with its probability, the likeliest first."""
        places, values = _row(pieces(text, self.kinds), self.vocabulary, self.rarity)
        scores = self.bias + values @ self.weights[places] if len(places) else self.bias
        chances = np.exp(scores - scores.max())
        chances /= chances.sum()
        order = np.argsort(-chances, kind="stable")
        return [(self.intents[place], float(chances[place])) for place in order]


def _row(
    found: Iterable[tuple[str, float]], vocabulary: dict[str, int], rarity: Floats
) -> tuple[npt.NDArray[np.intp], Floats]:
    """(places, values) of the known features of one line; the values have the length 1, less for words unknown.

    So what consists of nothing known is nothing for sure, whatever its letters are like.
    """
    counts: dict[int, int] = {}
    heaviest: dict[int, float] = {}
    words = strange = 0
    for piece, weight in found:
        place = vocabulary.get(piece)
        if place is not None:
            counts[place] = counts.get(place, 0) + 1
            heaviest[place] = max(weight, heaviest.get(place, 0.0))
        if piece[0] == "=":
            words += 1
            strange += place is None
    places = np.fromiter(counts.keys(), dtype=np.intp, count=len(counts))
    times = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
    sorts = np.fromiter(heaviest.values(), dtype=np.float32, count=len(counts))
    values: Floats = (1 + np.log(times)) * sorts * rarity[places] if len(places) else times
    length = float(np.sqrt(values @ values)) if len(places) else 1.0
    doubt = 1 - _STRANGE * (strange / words) ** 2 if words else 1.0
    return places, (values * (doubt / (length or 1.0))).astype(np.float32)


def train(examples: Sequence[tuple[str, str]], kinds: Kinds = _NO_KINDS) -> Classifier:
    """Learns (intent, words) lines. About 2 s for 4,000 lines. The order of the lines does not matter much."""
    intents = tuple(sorted({intent for intent, _ in examples}))
    # The pieces are made twice rather than kept: as text they would take more memory than all the rest.
    spread = Counter(piece for _, words in examples for piece in {piece for piece, _ in pieces(words, kinds)})
    # What stands in one line only tells nothing; a whole word may.
    kept = sorted(piece for piece, lines in spread.items() if lines > 1 or piece.startswith("="))
    vocabulary = {piece: place for place, piece in enumerate(kept)}
    rarity = np.array([1 + math.log((1 + len(examples)) / (1 + spread[piece])) for piece in kept], dtype=np.float32)
    rows = [_row(pieces(words, kinds), vocabulary, rarity) for _, words in examples]
    truth = np.zeros((len(rows), len(intents)), dtype=np.float32)
    for line, (intent, _) in enumerate(examples):
        truth[line, intents.index(intent)] = 1
    share = _solve(_Likeness(rows, len(kept)), truth)
    weights = np.zeros((len(kept), len(intents)), dtype=np.float32)
    for (places, values), line in zip(rows, share, strict=True):
        weights[places] += values[:, None] * line[None, :]
    bias = (_BIAS**2 * share.sum(axis=0)).astype(np.float32)
    return Classifier(intents, vocabulary, rarity, weights, bias, kinds)


class _Likeness:
    """The inner products of all lines with each other, to be multiplied with, never written out."""

    def __init__(self, rows: Sequence[tuple[npt.NDArray[np.intp], Floats]], features: int) -> None:
        lines = np.repeat(np.arange(len(rows)), [len(places) for places, _ in rows])
        places = np.concatenate([places for places, _ in rows])
        values = np.concatenate([values for _, values in rows])
        spread = np.bincount(places, minlength=features)
        common = np.flatnonzero(spread * _COMMON > len(rows))
        column = np.full(features, -1)
        column[common] = np.arange(len(common))
        dense = column[places] >= 0
        self._common = np.zeros((len(rows), len(common)), dtype=np.float32)
        self._common[lines[dense], column[places[dense]]] = values[dense]
        lines, places, values = lines[~dense], places[~dense], values[~dense]
        self._by_line = _Sparse(lines, places, values, len(rows))
        order = np.argsort(places, kind="stable")
        self._by_feature = _Sparse(places[order], lines[order], values[order], features)

    def __matmul__(self, other: Floats) -> Floats:
        total: Floats = self._common @ (self._common.T @ other)
        total += self._by_line @ (self._by_feature @ other)
        total += np.float32(_BIAS**2) * other.sum(axis=0)
        return total


class _Sparse:
    """A matrix by its entries, sorted by row."""

    def __init__(self, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp], values: Floats, height: int) -> None:
        self._columns, self._values, self._height = columns, values[:, None], height
        # The rows that have any entry, and where each begins.
        self._filled, self._begin = np.unique(rows, return_index=True)

    def __matmul__(self, other: Floats) -> Floats:
        total = np.zeros((self._height, other.shape[1]), dtype=np.float32)
        if len(self._filled):
            total[self._filled] = np.add.reduceat(self._values * other[self._columns], self._begin, axis=0)
        return total


def _solve(likeness: _Likeness, truth: Floats) -> Floats:
    """How much of each line goes into the weights of each intent, (lines, intents)."""
    share, scores = np.zeros_like(truth), np.zeros_like(truth)
    loss, chances = _loss(scores, truth, share)
    # Every vector is kept with its product with the likeness.
    steps: list[tuple[Floats, Floats, Floats, Floats, float]] = []
    slope = chances - truth
    slope_seen = likeness @ slope
    for _ in range(_STEPS):
        way, way_seen = _direction(slope, slope_seen, steps)
        fall = float(np.vdot(slope, way_seen))
        size = 1.0
        while True:
            new_share, new_scores = share + size * way, scores + size * way_seen
            new_loss, chances = _loss(new_scores, truth, new_share)
            if new_loss <= loss + 1e-4 * size * fall or size < 1e-4:
                break
            size /= 2
        gained, loss = loss - new_loss, new_loss
        share, scores = new_share, new_scores
        if gained < _CLOSE * loss:
            break
        new_slope: Floats = chances - truth + np.float32(_RIDGE) * share
        new_seen = likeness @ new_slope
        bend, bend_seen = new_slope - slope, new_seen - slope_seen
        curve = size * float(np.vdot(way, bend_seen))
        if curve > 0:
            steps = [*steps[1 - _MEMORY :], (size * way, size * way_seen, bend, bend_seen, curve)]
        slope, slope_seen = new_slope, new_seen
    return share


def _loss(scores: Floats, truth: Floats, share: Floats) -> tuple[float, Floats]:
    """(penalised negative log likelihood, the chances of the intents)."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    chances = np.exp(shifted)
    sums = chances.sum(axis=1, keepdims=True)
    chances /= sums
    missed = np.log(sums, dtype=np.float64).sum() - np.vdot(shifted, truth)
    return float(missed + _RIDGE / 2 * np.vdot(share, scores)), chances


def _direction(
    slope: Floats, slope_seen: Floats, steps: Sequence[tuple[Floats, Floats, Floats, Floats, float]]
) -> tuple[Floats, Floats]:
    """Where L-BFGS goes from here: its two loops, with the product with the likeness carried along."""
    way, seen = -slope, -slope_seen
    pulls = []
    for step, _, bend, bend_seen, curve in reversed(steps):
        pull = np.float32(np.vdot(step, seen) / curve)
        pulls.append(pull)
        way, seen = way - pull * bend, seen - pull * bend_seen
    if steps:
        _, _, bend, bend_seen, curve = steps[-1]
        scale = np.float32(curve / float(np.vdot(bend, bend_seen)))
        way, seen = scale * way, scale * seen
    for (step, step_seen, bend, _, curve), pull in zip(steps, reversed(pulls), strict=True):
        push = pull - np.float32(np.vdot(bend, seen) / curve)
        way, seen = way + push * step, seen + push * step_seen
    return way, seen


# ---------------------------------------------------------------- the cache


def trained(
    examples: Sequence[tuple[str, str]], cache: Path | Sequence[Path] | None, kinds: Kinds = _NO_KINDS
) -> Classifier:
    """The classifier of these lines: from a folder of `cache` when it was trained before, else trained and put
    into the first that takes it.

    A cache that cannot be read or written is no fault: it is trained then.
    """
    folders = () if cache is None else (cache,) if isinstance(cache, Path) else tuple(cache)
    name = weights_name(examples, kinds) if folders else ""
    for folder in folders:
        known = _load(folder / name, kinds)
        if known is not None:
            return known
    classifier = train(examples, kinds)
    for folder in folders:
        if _save(classifier, folder / name):
            break
    return classifier


def weights_name(examples: Sequence[tuple[str, str]], kinds: Kinds = _NO_KINDS) -> str:
    """The file of the trained weights: by all they were made of."""
    return f"intents-{_digest(examples, kinds)}.npz"


def _digest(examples: Sequence[tuple[str, str]], kinds: Kinds) -> str:
    digest = hashlib.sha256(f"{_FORM} {_RIDGE} {_STEPS} {_CLOSE} {_BIAS} {_WEIGHTS}".encode())
    for intent, words in examples:
        digest.update(f"\0{intent}\1{words}".encode())
    for entry, kind in kinds.tables.items():
        digest.update(f"\2{kind}\1{' '.join(entry)}".encode())
    return digest.hexdigest()[:32]


def _load(file: Path, kinds: Kinds) -> Classifier | None:
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
    return Classifier(intents, {piece: place for place, piece in enumerate(vocabulary)}, rarity, weights, bias, kinds)


def _save(classifier: Classifier, file: Path) -> bool:
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
        return False
    return True
