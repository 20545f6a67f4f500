"""How sentences are put together; the sentences themselves stand in wording_en.py and wording_pl.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from receptionist.dialogue.actions.wording_en import ENGLISH
from receptionist.dialogue.actions.wording_pl import POLISH
from receptionist.messages import Language

TEXTS: Mapping[Language, Mapping[str, tuple[str, ...]]] = {"en": ENGLISH, "pl": POLISH}


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences of one language."""

    language: Language

    def __call__(self, key: str, nth: int = 0, /, **facts: object) -> str:
        """The sentence, its `nth` variation (counted round), with the facts put in.

        A caller who hears the same question twice hears it in other words."""
        text = self.part(key, nth, **facts)
        return text[:1].upper() + text[1:]

    def part(self, key: str, nth: int = 0, /, **facts: object) -> str:
        """Words that stand inside a sentence: no capital is put in front."""
        variations = TEXTS[self.language][key]
        return variations[nth % len(variations)].format_map({k: str(v) for k, v in facts.items()})


def words(language: Language) -> Words:
    """The sentences of `language`."""
    return Words(language)
