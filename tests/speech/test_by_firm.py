"""Which engine serves which firm, and what happens when one is broken."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace

import pytest

from receptionist.errors import EngineMissing, SpeechError, SynthesizerError
from receptionist.messages import Expectation, Language
from receptionist.speech.by_firm import Recognizers, Synthesizers
from receptionist.tenant import Engines, Tenant


@dataclass
class Ear:
    languages: tuple[str, ...]
    broken: bool = False
    prepared: list[str] = field(default_factory=list)
    listened: list[str] = field(default_factory=list)
    closed: bool = False

    def understands(self, language: Language) -> bool:
        return language in self.languages

    async def prepare(self, tenants: Sequence[Tenant]) -> None:
        if self.broken:
            raise SpeechError("the model is broken")
        self.prepared = [t.key for t in tenants]

    async def listen(self, tenant: Tenant, language: Language, expects: Expectation, hints: Sequence[str] = ()) -> str:
        self.listened.append(tenant.key)
        return "hearing"

    async def close(self) -> None:
        self.closed = True


@dataclass
class Mouth:
    languages: tuple[str, ...]
    breaks_after: int = 99
    prepared: int = 0
    said: list[str] = field(default_factory=list)

    def speaks(self, language: Language) -> bool:
        return language in self.languages

    async def prepare(self, tenants: Sequence[Tenant], prompts: Sequence[tuple[str, Language, str]]) -> None:
        self.prepared = len(prompts)

    async def speak(self, tenant: Tenant, language: Language, text: str) -> AsyncIterator[bytes]:
        for n in range(3):
            if n >= self.breaks_after:
                raise SynthesizerError("broken")
            self.said.append(text)
            yield b"\0\0"

    async def close(self) -> None:
        return


async def test_the_first_engine_that_knows_the_language_is_taken(bella: Tenant, brightsmile: Tenant) -> None:
    english, both = Ear(("en",)), Ear(("en", "pl"))
    ears = Recognizers({"one": english, "two": both})  # type: ignore[dict-item]  # fakes
    await ears.prepare([bella, brightsmile])
    assert (english.prepared, both.prepared) == (["bella", "brightsmile"], ["bella"])
    await ears.listen(bella, "pl", Expectation.OPEN)
    await ears.listen(brightsmile, "en", Expectation.OPEN)
    assert (english.listened, both.listened) == (["brightsmile"], ["bella"])


async def test_a_firm_may_name_its_engine_and_still_be_understood_in_what_it_lacks(bella: Tenant) -> None:
    english, both = Ear(("en",)), Ear(("en", "pl"))
    ears = Recognizers({"two": both, "one": english})  # type: ignore[dict-item]  # fakes
    named = replace(bella, engines=Engines(stt="one"))
    await ears.listen(named, "en", Expectation.OPEN)
    await ears.listen(named, "pl", Expectation.OPEN)
    assert (english.listened, both.listened) == (["bella"], ["bella"])


async def test_no_engine_for_a_language_says_what_to_pull(bella: Tenant) -> None:
    ears = Recognizers({"one": Ear(("en",))})  # type: ignore[dict-item]  # fakes
    assert not ears.understands("pl")
    with pytest.raises(EngineMissing, match="receptionist voices pull pl"):
        await ears.listen(bella, "pl", Expectation.OPEN)


async def test_an_engine_with_a_broken_model_is_left_out(bella: Tenant, brightsmile: Tenant) -> None:
    broken, works = Ear(("en", "pl"), broken=True), Ear(("en",))
    ears = Recognizers({"one": broken, "two": works})  # type: ignore[dict-item]  # fakes
    await ears.prepare([bella, brightsmile])
    assert works.prepared == ["bella", "brightsmile"]
    assert ears.understands("en")
    assert not ears.understands("pl")


async def test_the_last_engine_that_breaks_is_told(brightsmile: Tenant) -> None:
    with pytest.raises(SpeechError, match="broken"):
        await Recognizers({"one": Ear(("en",), broken=True)}).prepare([brightsmile])  # type: ignore[dict-item]


async def test_a_voice_that_fails_before_its_first_sound_is_stood_in_for(brightsmile: Tenant) -> None:
    broken, works = Mouth(("en",), breaks_after=0), Mouth(("en",))
    mouth = Synthesizers({"one": broken, "two": works})  # type: ignore[dict-item]  # fakes
    assert len([chunk async for chunk in mouth.speak(brightsmile, "en", "Hello.")]) == 3
    assert works.said


async def test_a_voice_that_fails_in_the_middle_is_not_begun_again(brightsmile: Tenant) -> None:
    broken, works = Mouth(("en",), breaks_after=1), Mouth(("en",))
    mouth = Synthesizers({"one": broken, "two": works})  # type: ignore[dict-item]  # fakes
    with pytest.raises(SynthesizerError):
        _ = [chunk async for chunk in mouth.speak(brightsmile, "en", "Hello.")]
    assert works.said == []


async def test_prompts_go_to_the_voice_that_will_say_them(bella: Tenant, brightsmile: Tenant) -> None:
    english, polish = Mouth(("en",)), Mouth(("pl",))
    mouth = Synthesizers({"one": english, "two": polish})  # type: ignore[dict-item]  # fakes
    await mouth.prepare([bella, brightsmile], [("bella", "pl", "a"), ("bella", "en", "b"), ("brightsmile", "en", "c")])
    assert (english.prepared, polish.prepared) == (2, 1)


async def test_no_voice_is_told(bella: Tenant) -> None:
    with pytest.raises(EngineMissing, match="'pl'"):
        _ = [c async for c in Synthesizers({"one": Mouth(("en",))}).speak(bella, "pl", "a")]  # type: ignore[dict-item]
