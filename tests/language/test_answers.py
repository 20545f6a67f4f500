"""Yes, no and their look-alikes; emergencies; the language asked for; listening noises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receptionist.language import answers
from receptionist.messages import Language

ENGLISH: dict[bool | None, list[str]] = {
    True: [
        "yes",
        "Yes.",
        "yeah",
        "yep",
        "yes please",
        "sure",
        "ok",
        "okay",
        "right",
        "fine",
        "that's right",
        "that's correct",
        "correct",
        "no that's right",
        "no, that's fine",
        "no problem",
        "no yeah",
        "why not",
        "um yes that would be great",
        "yes book it",
        "ok yes",
        "sounds good",
        "yes that's perfect thank you",
        "I said yes",
        "uh huh",
        "perfect thank you",
        "yeah yeah that's fine",
        "tuesday at ten yes",
        "yes can you book it please",
        "go ahead",
        "of course",
        "absolutely",
        "yes, it's for me",
        "please do",
        "I do",
        "that works for me",
        "all right then",
        "yes I would",
        "it is",
    ],
    False: [
        "no",
        "No!",
        "nope",
        "nah",
        "no thanks",
        "no thank you",
        "yeah no",
        "not really",
        "no wednesday",
        "no I want wednesday",
        "no, make it eleven",
        "I don't think so",
        "that's not right",
        "that's wrong",
        "don't book it",
        "no no no",
        "no thank you that's all",
        "that's all",
        "no wait make it eleven",
        "absolutely not",
        "sorry no",
        "no that's wrong",
        "of course not",
        "not at all",
        "i'd rather not",
        "definitely not",
        "no I said piotr",
        "it isn't",
        "no way",
        "no good",
    ],
    None: [
        "what's available, I said?",
        "what's available I said",
        "I know",
        "know",
        "maybe",
        "not sure",
        "I'm not sure",
        "next tuesday",
        "yes but make it eleven",
        "yes if it's with anna",
        "hello",
        "",
        "ok what about tuesday",
        "sure what times do you have",
        "yes and no",
        "right?",
        "I'd like a haircut",
        "is that right",
        "good morning",
        "yes what else is free",
        "let me think",
        "ok thursday then",
        "november",
        "I don't know",
        "no idea",
        "what",
        "noon",
        "the right one",
    ],
}
POLISH: dict[bool | None, list[str]] = {
    True: [
        "tak", "Tak.", "no tak", "tak tak", "no pewnie", "jasne", "no jasne", "może być", "zgadza się", "tak, dziękuję",
        "tak proszę", "poproszę", "no dobrze", "dobrze", "ok", "okej", "w porządku", "nie ma problemu", "nie ma sprawy",
        "czemu nie", "raczej tak", "oczywiście", "tak tak zgadza się", "dobrze dziękuję", "tak, o dziesiątej",
        "tak wszystko się zgadza", "no jasne że tak", "no to świetnie", "potwierdzam", "niech będzie", "pasuje mi",
        "yhy",
        "proszę zarezerwować", "bardzo chętnie", "myślę że tak", "moze byc", "prosze bardzo",
    ],
    False: [
        "nie", "Nie!", "nie, dziękuję", "nie dziękuję", "nie bardzo", "nie zgadza się", "raczej nie", "no nie",
        "nie może być", "nie tak", "nie w środę", "oj nie", "niestety nie", "nie pasuje mi", "nie dobrze", "niedobrze",
        "absolutnie nie", "chyba nie", "nie nie nie", "nie, w czwartek", "to nie tak", "niestety", "nieprawda",
        "to wszystko",
        "no chyba nie", "nie u anny", "skądże",
    ],
    None: [
        "no", "no no", "nie wiem", "no nie wiem", "może", "być może", "jutro", "tak koło dziesiątej", "tak samo",
        "a co jest wolne", "dobrze a jakie macie ceny", "tak ale o jedenastej", "dzień dobry", "", "dziękuję",
        "mam pytanie",
        "no właśnie nie wiem", "tak czy nie", "czy tak", "tak sobie", "zależy", "chwileczkę", "co", "słucham",
        "na trzecią", "a kiedy jest wolne tak",
    ],
}  # fmt: skip
CASES: list[tuple[Language, str, bool | None]] = [
    *(("en", text, meant) for meant, texts in ENGLISH.items() for text in texts),
    *(("pl", text, meant) for meant, texts in POLISH.items() for text in texts),
]


@pytest.mark.parametrize(("language", "text", "meant"), CASES)
def test_yes_and_no(language: Language, text: str, meant: bool | None) -> None:
    assert answers.yes_no(text, language) is meant


def test_a_comma_parts_no_from_yes_in_polish() -> None:
    assert answers.yes_no("nie zgadza się", "pl") is False
    assert answers.yes_no("nie, zgadza się", "pl") is True


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I have chest pain"),
        ("en", "my husband has a pain in his chest"),
        ("en", "there's a fire"),
        ("en", "fire!"),
        ("en", "help he's not breathing"),
        ("en", "she can't breathe"),
        ("en", "he is unconscious"),
        ("en", "I think he's having a stroke"),
        ("en", "please call an ambulance"),
        ("en", "this is an emergency"),
        ("en", "the bleeding won't stop"),
        ("en", "I want to kill myself"),
        ("pl", "ratunku"),
        ("pl", "pali się"),
        ("pl", "pożar"),
        ("pl", "on nie oddycha"),
        ("pl", "mąż ma zawał"),
        ("pl", "pomocy!"),
        ("pl", "córka jest nieprzytomna"),
        ("pl", "nie moge oddychac"),
        ("pl", "mam ból w klatce piersiowej"),
        ("pl", "proszę wezwać karetkę"),
    ],
)
def test_emergencies(language: Language, text: str) -> None:
    assert answers.emergency(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "can you help me"),
        ("en", "fire me an email"),
        ("en", "it's on fire brigade street"),
        ("en", "fire brigade street"),
        ("en", "my dad had a heart attack last year"),
        ("en", "I nearly had a heart attack when I saw the price"),
        ("en", "it's a dental emergency"),
        ("en", "what do I do in an emergency"),
        ("en", "do you have emergency appointments"),
        ("en", "I'm dying to see you"),
        ("en", "chest of drawers"),
        ("en", ""),
        ("pl", "proszę o pomoc w wyborze"),
        ("pl", "miałem zawał rok temu"),
        ("pl", "ulica Pożarna pięć"),
        ("pl", "umieram z ciekawości"),
        ("pl", "nie pali się, mogę poczekać"),
    ],
)
def test_no_emergencies(language: Language, text: str) -> None:
    assert not answers.emergency(text, language)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("czy mogę po polsku?", "pl"),
        ("po polsku proszę", "pl"),
        ("english please", "en"),
        ("do you speak english", "en"),
        ("can we do this in polish", "pl"),
        ("polish please", "pl"),
        ("polish", "pl"),
        ("I don't speak polish", "en"),
        ("nie mówię po angielsku", "pl"),
        ("czy mówi pani po angielsku", "en"),
        ("po angielsku", "en"),
        ("nail polish please", None),
        ("I want a scale and polish", None),
        ("a gel polish please", None),
        ("I'd like a haircut", None),
        ("", None),
    ],
)
def test_language_wanted(text: str, wanted: Language | None) -> None:
    assert answers.language_wanted(text, "en") == wanted
    assert answers.language_wanted(text, "pl") == wanted


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("dzień dobry chciałbym się umówić", "pl"),
        ("chcialbym umowic wizyte na jutro", "pl"),
        ("hello I would like an appointment", "en"),
        ("my name is Łukasz Wiśniewski", "en"),
        ("Łukasz Wiśniewski", None),
        ("dziękuję", "pl"),
        ("tak", None),
        ("no", None),
        ("ok", None),
        ("602 123 456", None),
        ("", None),
    ],
)
def test_detect(text: str, language: Language | None) -> None:
    assert answers.detect(text) == language


def test_backchannel() -> None:
    for text in ("mhm", "yeah", "uh huh", "okay", "oh I see", "right"):
        assert answers.backchannel(text, "en"), text
    for text in ("mhm", "aha", "no tak", "tak tak", "rozumiem"):
        assert answers.backchannel(text, "pl"), text
    for text in ("yes book it", "no", "stop", "", "wait a moment", "yeah but not tuesday"):
        assert not answers.backchannel(text, "en"), text
    for text in ("tak", "nie", "no nie", "chwila", "tak w środę"):
        assert not answers.backchannel(text, "pl"), text


@given(st.text(), st.sampled_from(["en", "pl"]))
def test_never_raises(text: str, language: Language) -> None:
    assert answers.yes_no(text, language) in (True, False, None)
    assert answers.language_wanted(text, language) in ("en", "pl", None)
    assert answers.detect(text) in ("en", "pl", None)
    answers.emergency(text, language)
    answers.backchannel(text, language)


@pytest.mark.parametrize("unit", ["yes ", "no ", "nie wiem ", "what is ", "blah ", "\x00", "in "])
def test_ten_thousand_characters(unit: str) -> None:
    text = unit * (10_000 // len(unit))
    for language in ("en", "pl"):
        answers.yes_no(text, language)
        answers.emergency(text, language)
        answers.language_wanted(text, language)
        answers.backchannel(text, language)
