"""Reads `config.yml`: how much of the pipeline and the policies the embedded engine can stand in for.

| in config.yml                                             | here                                                 |
|-----------------------------------------------------------|------------------------------------------------------|
| tokenizers, featurizers, an intent classifier             | one classifier of our own: the same intents, trained |
|                                                           | on the same lines; confidences are its own           |
| FallbackClassifier                                        | followed: threshold, ambiguity_threshold             |
| EntitySynonymMapper                                       | nothing to map, no entity is found in words          |
| CRF, Spacy, Mitie, Regex, Duckling extractors, DIET that  | refused: they would fill slots                       |
| learns entities from marked lines, ResponseSelector       |                                                      |
| RulePolicy                                                | followed; asked for                                  |
| Memoization, TED, UnexpecTED policies                     | accepted: they learn from stories only, and stories  |
|                                                           | are refused                                          |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from receptionist.dialogue.embedded.project import DEFAULT_FALLBACK, Fallback, Place
from receptionist.dialogue.embedded.yaml_file import Part, read
from receptionist.errors import ProjectError

_HARMLESS = frozenset(
    {
        "WhitespaceTokenizer",
        "RegexFeaturizer",
        "LexicalSyntacticFeaturizer",
        "CountVectorsFeaturizer",
        "EntitySynonymMapper",
    }
)
_CLASSIFIERS = frozenset({"LogisticRegressionClassifier", "SklearnIntentClassifier", "DIETClassifier"})
_STORY_POLICIES = frozenset({"MemoizationPolicy", "AugmentedMemoizationPolicy", "TEDPolicy", "UnexpecTEDIntentPolicy"})
_RULE_KEYS = (
    "name",
    "core_fallback_threshold",
    "core_fallback_action_name",
    "enable_fallback_prediction",
    "restrict_rules",
    "check_for_contradictions",
)


@dataclass(frozen=True, slots=True)
class Config:
    nlu_fallback: Fallback | None
    core_fallback: str | None
    core_fallback_place: Place


def read_config(folder: Path, annotated: Place | None) -> Config:
    """`annotated` is the first training line with an entity marked. Raises ProjectError."""
    file = folder / "config.yml"
    if not file.is_file():
        raise ProjectError(file, 1, "is missing")
    root = read(file)
    if root is None:
        raise ProjectError(file, 1, "is empty")
    found = root.mapping("config.yml", ("version", "recipe", "assistant_id", "language", "pipeline", "policies"))
    if "recipe" in found and found["recipe"].plain() != "default.v1":
        found["recipe"].refuse("only the recipe default.v1 is supported")
    for key in ("pipeline", "policies"):
        if key not in found or not found[key].items(key):
            root.refuse(f"config.yml has no {key} (Rasa would choose some of its own)")
    return _policies(found["policies"], _pipeline(found["pipeline"], annotated))


def _settings(part: Part, what: str) -> tuple[str, Mapping[str, Part]]:
    found = {key: value for key, _, value in part.pairs(what)}
    if "name" not in found:
        part.refuse(f"{what} has no name")
    return found["name"].text("name"), found


def _pipeline(part: Part, annotated: Place | None) -> Fallback | None:
    fallback: Fallback | None = None
    classifies = False
    for item in part.items("pipeline"):
        name, settings = _settings(item, "a component of the pipeline")
        if name == "FallbackClassifier":
            fallback = _nlu_fallback(item)
        elif name in _CLASSIFIERS:
            classifies = True
            learns = settings.get("entity_recognition")
            off = learns is not None and learns.boolean("entity_recognition") is False
            if name == "DIETClassifier" and annotated and not off:
                item.refuse(
                    "DIETClassifier would find the entities marked in "
                    f"{annotated.file.name}:{annotated.line}: set entity_recognition: false"
                )
        elif name not in _HARMLESS:
            item.refuse(f"the component {name!r} is not supported by the embedded engine")
    if not classifies:
        part.refuse(f"the pipeline has no intent classifier; known: {', '.join(sorted(_CLASSIFIERS))}")
    return fallback


def _nlu_fallback(part: Part) -> Fallback:
    found = part.mapping("FallbackClassifier", ("name", "threshold", "ambiguity_threshold"))
    threshold = found["threshold"].number("threshold") if "threshold" in found else Fallback().threshold
    ambiguity = (
        found["ambiguity_threshold"].number("ambiguity_threshold")
        if ("ambiguity_threshold" in found)
        else Fallback().ambiguity
    )
    if not (0 <= threshold <= 1 and 0 <= ambiguity <= 1):
        part.refuse("thresholds lie between 0 and 1")
    return Fallback(threshold, ambiguity)


def _policies(part: Part, fallback: Fallback | None) -> Config:
    config: Config | None = None
    for item in part.items("policies"):
        name, _ = _settings(item, "a policy")
        if name in _STORY_POLICIES:
            continue
        if name != "RulePolicy":
            item.refuse(f"the policy {name!r} is not supported by the embedded engine")
        found = item.mapping("RulePolicy", _RULE_KEYS)
        for key in ("restrict_rules", "check_for_contradictions"):
            if key in found and not found[key].boolean(key):
                found[key].refuse(f"{key}: false is not supported")
        on = (
            found["enable_fallback_prediction"].boolean("enable_fallback_prediction")
            if ("enable_fallback_prediction" in found)
            else True
        )
        threshold = found.get("core_fallback_threshold")
        if threshold is not None and not 0 < threshold.number("core_fallback_threshold") < 1:
            threshold.refuse("core_fallback_threshold must lie between 0 and 1")
        chosen = found.get("core_fallback_action_name")
        action = chosen.text("core_fallback_action_name") if chosen is not None else DEFAULT_FALLBACK
        where = chosen or item
        config = Config(fallback, action if on else None, Place(where.file, where.line))
    if config is None:
        part.refuse("RulePolicy is missing")
    return config
