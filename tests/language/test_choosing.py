"""Picking a service or a person from the firm's own list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receptionist.language import choosing
from receptionist.messages import Language
from receptionist.tenant import Named, Service, Staff, Tenant


def keys(text: str, language: Language, options: tuple[Named, ...] | tuple[Service, ...] | tuple[Staff, ...]) -> str:
    """ "anna", "anna piotr" for several, "anna?" when unsure, "" for none."""
    picked = choosing.pick(text, language, options).value
    return "" if picked is None else " ".join(picked.keys) + ("" if picked.sure else "?")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("I'd like a haircut with Anna", "haircut"),
        ("a beard trim please", "beard-trim"),
        ("just a trim", "haircut"),
        ("can you trim my beard", "beard-trim"),
        ("hair cut", "haircut"),
        ("blowdry", "blow-dry"),
        ("a blow dry", "blow-dry"),
        ("color my hair", "colouring"),
        ("I want to dye my hair", "colouring"),
        ("bear trim", "beard-trim?"),
        ("hairkut", "haircut"),
        ("a haircut and a beard trim", "haircut beard-trim"),
        ("no not a haircut a blow-dry", "blow-dry"),
        ("haircut no sorry colouring", "colouring"),
        ("an appointment", ""),
        ("tomorrow at ten", ""),
        ("can I book something", ""),
    ],
)
def test_services_of_the_studio_in_english(bella: Tenant, text: str, key: str) -> None:
    assert keys(text, "en", bella.services) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("chciałabym strzyżenie", "haircut"),
        ("na strzyżenie brody", "beard-trim"),
        ("strzyzenie brody", "beard-trim"),
        ("strzyżeniem", "haircut"),
        ("koloryzacją", "colouring"),
        ("na koloryzacje", "colouring"),
        ("modelowania włosów", "blow-dry"),
        ("ostrzyc się", "haircut"),
        ("przystrzyc brodę", "beard-trim"),
        ("ostrzyc brodę", "beard-trim"),
        ("ostrzyc się i brodę", "haircut beard-trim"),
        ("nie strzyżenie tylko koloryzacja", "colouring"),
        ("strzyrzenie", "haircut"),
        ("wizyta", ""),
        ("jutro rano", ""),
    ],
)
def test_services_of_the_studio_in_polish(bella: Tenant, text: str, key: str) -> None:
    assert keys(text, "pl", bella.services) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("with Anna", "anna"),
        ("I said Anna, not Hanna", "anna"),
        ("no, with Piotr instead of Zofia", "piotr"),
        ("not with Anna, with Piotr", "piotr"),
        ("change from Anna to Piotr", "piotr"),
        ("Anna, no, Zofia", "zofia"),
        ("Anna or Piotr", "anna piotr"),
        ("with peter", "piotr"),
        ("hannah", "anna?"),
        ("with Ana", "anna?"),
        ("not with Anna", ""),
        ("can I book", ""),
        ("an appointment", ""),
        ("and then", ""),
        ("my name is Anna", ""),
        ("I'm not sure", ""),
    ],
)
def test_people_of_the_studio_in_english(bella: Tenant, text: str, key: str) -> None:
    assert keys(text, "en", bella.staff) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("u Anny", "anna"),
        ("do Piotra", "piotr"),
        ("pani Ania", "anna"),
        ("z panią Zosią", "zofia"),
        ("u pana Piotra", "piotr"),
        ("nie u Anny tylko u Piotra", "piotr"),
        ("nie, u Anny", "anna"),
        ("nie do Anny", "anna?"),
        ("nie chcę Anny", ""),
        ("zamiast Zofii Anna", "anna"),
        ("u Hanny", "anna?"),
        ("u zofi", "zofia"),
        ("zmienić z Anny na Piotra", "piotr"),
        ("nazywam się Anna Nowak", ""),
        ("ze środy na czwartek", ""),
    ],
)
def test_people_of_the_studio_in_polish(bella: Tenant, text: str, key: str) -> None:
    assert keys(text, "pl", bella.staff) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("I need a checkup", "check-up"),
        ("check up", "check-up"),
        ("two fillings", "filling"),
        ("I need a tooth filled", "filling"),
        ("to have my teeth cleaned", "hygiene"),
        ("scale and polish", "hygiene"),
        ("hygiene appointment", "hygiene"),
        ("teeth whitening", "whitening"),
        ("a consultation", "whitening?"),
        ("I'm feeling ill", ""),
        ("is it clear", ""),
        ("appointment", ""),
    ],
)
def test_services_of_the_practice(brightsmile: Tenant, text: str, key: str) -> None:
    assert keys(text, "en", brightsmile.services) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("doctor Patel", "patel"),
        ("dr jones please", "jones"),
        ("with the hygienist", "emma"),
        ("doctor pattel", "patel?"),
        ("doctor petal", "patel?"),
        ("the doctor", ""),
    ],
)
def test_people_of_the_practice(brightsmile: Tenant, text: str, key: str) -> None:
    assert keys(text, "en", brightsmile.staff) == key


NAMESAKES = (
    Staff("ak", {"pl": "Anna Kowalska", "en": "Anna Kowalska"}),
    Staff("an", {"pl": "Anna Nowak", "en": "Anna Nowak"}),
    Staff("will", {"pl": "Will", "en": "Will"}),
    Staff("maja", {"pl": "Maja", "en": "Maja"}),
    Staff("ewa", {"pl": "Ewa", "en": "Ewa"}),
    Staff("pawel", {"pl": "Paweł", "en": "Paweł"}),
    Staff("marek", {"pl": "Marek", "en": "Marek"}),
)


@pytest.mark.parametrize(
    ("language", "text", "key"),
    [
        ("pl", "u Anny", "ak an"),
        ("pl", "u Anny Nowak", "an"),
        ("pl", "do pani Kowalskiej", "ak"),
        ("en", "with Anna", "ak an"),
        ("en", "with Anna Nowak please", "an"),
        ("en", "will you be open on tuesday", ""),
        ("en", "I would like to come with Will on tuesday", "will"),
        ("pl", "dwudziestego maja o dziesiątej", ""),
        ("pl", "chciałabym się umówić do Mai na wtorek", "maja"),
        ("pl", "u Pawła", "pawel"),
        ("pl", "z Markiem", "marek"),
        ("pl", "do Ewy", "ewa"),
        ("en", "with eva", "ewa?"),
    ],
)
def test_namesakes_and_doubtful_names(language: Language, text: str, key: str) -> None:
    assert keys(text, language, NAMESAKES) == key


CUTS = (
    Service("women", {"pl": "strzyżenie damskie", "en": "ladies cut"}),
    Service("men", {"pl": "strzyżenie męskie", "en": "gents cut"}),
    Service("kids", {"pl": "strzyżenie dziecięce", "en": "children's haircut"}),
    Service("massage", {"pl": "masaż relaksacyjny", "en": "relaxing massage"}),
)


@pytest.mark.parametrize(
    ("language", "text", "key"),
    [
        ("pl", "strzyżenie", "women men kids"),
        ("pl", "na strzyżenie męskie", "men"),
        ("pl", "męskie", "men"),
        ("pl", "damskiego strzyżenia", "women"),
        ("pl", "masaż", "massage"),
        ("pl", "masażu relaksacyjnego", "massage"),
        ("en", "a cut", "women men"),
        ("en", "a cut for gents", "men"),
        ("en", "a massage", "massage"),
        ("en", "some relaxing massages", "massage"),
    ],
)
def test_parts_of_names(language: Language, text: str, key: str) -> None:
    assert keys(text, language, CUTS) == key


def test_the_words_of_a_name_may_stand_apart() -> None:
    options = (Service("first", {"en": "new patient visit"}), Service("other", {"en": "follow-up visit"}))
    assert keys("I'd like a visit for a new patient", "en", options) == "first"
    assert keys("a visit", "en", options) == ""


def test_two_firms_do_not_mix(bella: Tenant, brightsmile: Tenant) -> None:
    assert keys("with Anna", "en", brightsmile.staff) == ""
    assert keys("doctor Patel", "en", bella.staff) == ""
    assert keys("a filling", "en", bella.services) == ""


def test_the_words_and_the_rest(bella: Tenant) -> None:
    found = choosing.pick("na strzyżenie brody u pana Piotra", "pl", bella.services)
    assert found.value is not None
    assert found.value.said == "strzyżenie brody"
    assert found.rest == "na u pana Piotra"
    assert choosing.pick("u pana Piotra jutro", "pl", bella.staff).rest == "u jutro"


def test_no_options() -> None:
    assert choosing.pick("with Anna", "en", ()).value is None


@pytest.mark.parametrize(
    ("language", "text", "meant"),
    [
        ("en", "anyone", True),
        ("en", "whoever is free", True),
        ("en", "I don't mind", True),
        ("en", "it doesn't matter who", True),
        ("en", "anyone else", False),
        ("en", "anyone but Anna", False),
        ("en", "is anyone there", False),
        ("en", "with Anna", False),
        ("pl", "obojętnie", True),
        ("pl", "u kogokolwiek", True),
        ("pl", "wszystko jedno", True),
        ("pl", "nie ma znaczenia", True),
        ("pl", "ktoś inny", False),
        ("pl", "każdy dzień", False),
    ],
)
def test_anyone(language: Language, text: str, meant: bool) -> None:
    assert choosing.anyone(text, language) is meant


@given(st.text(), st.sampled_from(["en", "pl"]))
def test_never_raises(text: str, language: Language) -> None:
    found = choosing.pick(text, language, NAMESAKES)
    assert found.value is None or found.value.keys
    choosing.anyone(text, language)


@given(st.lists(st.text(max_size=12), max_size=6), st.text(max_size=60), st.sampled_from(["en", "pl"]))
def test_any_list_of_names(written: list[str], text: str, language: Language) -> None:
    options = tuple(Named(f"k{n}", {"en": name}, {"pl": (name,)}) for n, name in enumerate(written))
    picked = choosing.pick(text, language, options).value
    assert picked is None or set(picked.keys) <= {o.key for o in options}


@pytest.mark.parametrize("unit", ["anna ", "anna kowalska ", "nie ", "haircut ", "x", "anno ", "strzyżenie damskie "])
def test_ten_thousand_characters(unit: str) -> None:
    text = unit * (10_000 // len(unit))
    for language in ("en", "pl"):
        choosing.pick(text, language, (*NAMESAKES, *CUTS))
        choosing.anyone(text, language)
