"""How well the embedded classifier knows what callers want, on what it was not trained on.

    python bench/intents.py [--lang en|pl] [--confused] [--wrong] [--folds N] [--files PATTERN]

Prints a language: lines and intents trained, seconds and MB of training, accuracy on each file of nlu/<language>/tests
that holds intents (the best intent, sure or not, and how many of the answers were sure), milliseconds a parse.
--confused: the intents taken for others. --wrong: the utterances as well. --folds: cross-validation on the training
lines instead of the files (what features and penalties may be chosen by; the lines kept out may not).
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import yaml

from receptionist.dialogue.embedded.classifier import Classifier, Kinds, train
from receptionist.dialogue.embedded.load import load_project

NLU = Path(__file__).resolve().parent.parent / "nlu"

Lines = Sequence[tuple[str, str]]


def kept_out(file: Path) -> Iterator[tuple[str, str]]:
    """(intent, words) of a file of utterances."""
    for entry in (yaml.safe_load(file.read_text("utf-8")) or {}).get("nlu", ()):
        for line in entry["examples"].splitlines():
            yield entry["intent"], line.strip().removeprefix("- ")


def score(title: str, classifier: Classifier, lines: Lines, threshold: float, confused: bool, wrong: bool) -> None:
    """Prints the accuracy on lines."""
    began = time.perf_counter()
    ranked = [classifier.rank(words)[0] for _, words in lines]
    spent = time.perf_counter() - began
    right = sum(best == true for (best, _), (true, _) in zip(ranked, lines, strict=True))
    sure = sum(chance >= threshold for _, chance in ranked)
    print(
        f"  {title}: {right / len(lines):.1%} of {len(lines)} right, {sure / len(lines):.1%} at or over {threshold}, "
        f"{1000 * spent / len(lines):.2f} ms a parse"
    )
    if confused:
        _print_confused((true, best) for (best, _), (true, _) in zip(ranked, lines, strict=True))
    if wrong:
        for (best, chance), (true, words) in zip(ranked, lines, strict=True):
            if best != true:
                print(f"    {true} as {best} ({chance:.2f}): {words}")


def _print_confused(pairs: Iterable[tuple[str, str]]) -> None:
    known = list(pairs)
    total = Counter(true for true, _ in known)
    taken = Counter(pair for pair in known if pair[0] != pair[1])
    for intent in sorted(total):
        others = ", ".join(f"{other} {n}" for (true, other), n in taken.most_common() if true == intent)
        missed = sum(n for (true, _), n in taken.items() if true == intent)
        print(f"    {intent:18} {total[intent] - missed:3}/{total[intent]:<3} {others}")


def crossed(lines: Lines, kinds: Kinds, folds: int) -> Iterator[tuple[Classifier, Lines]]:
    """Trains `folds` times without a part of the lines; which part a line is in depends on its words only."""
    part = [int.from_bytes(hashlib.sha256(words.encode()).digest()[:4], "big") % folds for _, words in lines]
    for fold in range(folds):
        inside = [line for line, its in zip(lines, part, strict=True) if its != fold]
        yield train(inside, kinds), [line for line, its in zip(lines, part, strict=True) if its == fold]


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lang", choices=("en", "pl"), action="append")
    parser.add_argument("--confused", action="store_true")
    parser.add_argument("--wrong", action="store_true")
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--files", default="heldout*.yml", metavar="PATTERN", help="default: heldout*.yml")
    asked = parser.parse_args()
    for language in asked.lang or ("en", "pl"):
        project = load_project(NLU / language)
        threshold = project.nlu_fallback.threshold if project.nlu_fallback else 0.0
        kinds = Kinds.of(project.lookups)
        began = time.perf_counter()
        classifier = train(project.examples, kinds)
        spent = time.perf_counter() - began
        held = (classifier.weights.nbytes + classifier.rarity.nbytes) / 1e6
        held += sum(map(len, classifier.vocabulary)) / 1e6 + 100 * len(classifier.vocabulary) / 1e6
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        print(
            f"{language}: {len(project.examples)} lines, {len(classifier.intents)} intents, "
            f"{len(classifier.vocabulary)} features; trained in {spent:.1f} s; about {held:.0f} MB kept, "
            f"process at most {peak:.0f} MB so far"
        )
        if asked.folds > 1:
            for number, (without, lines) in enumerate(crossed(project.examples, kinds, asked.folds)):
                score(f"fold {number + 1}", without, lines, threshold, asked.confused, asked.wrong)
            continue
        for file in sorted((NLU / language / "tests").glob(asked.files)):
            score(file.name, classifier, list(kept_out(file)), threshold, asked.confused, asked.wrong)


if __name__ == "__main__":
    main()
