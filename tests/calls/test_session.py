"""The call session in virtual time, with an honest line and engines that do as told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from receptionist.calls.session import Session
from receptionist.dialogue.dialogue import Conversation
from receptionist.messages import (
    Call,
    CallAnswered,
    CallerKeyed,
    CallerLeft,
    CallerRecorded,
    CallerSaid,
    CallerSilent,
    CallerTurn,
    Channel,
    Choice,
    Event,
    Expectation,
    HandOver,
    HandOverFailed,
    HandOverReason,
    Reply,
)
from receptionist.tenant import Person, Tenant
from tests.calls.fakes import (
    START,
    Book,
    Ears,
    Key,
    Line,
    Mouth,
    Quiet,
    Script,
    Speak,
    WhenVoice,
    WhenWaiting,
    call,
    parts,
)
from tests.virtual import run

GREETING = Reply("Hello. How can I help you?", "en", Expectation.OPEN)
ASK = Reply("Shall I book it?", "en", Expectation.YES_NO)
BYE = Reply("Goodbye.", "en", None, ended=True)
SARAH = Person("sarah", "Sarah", "+447700900123")


def answers(*replies: Reply | Exception) -> Callable[[CallerTurn], Reply | Exception]:
    """One after the other; the last again and again."""
    left = list(replies)
    return lambda turn: left.pop(0) if len(left) > 1 else left[0]


def hold(
    tenant: Tenant,
    script: list[Any],
    dialogue: Script,
    *,
    texts: list[Any] | None = None,
    opening: CallerTurn | None = None,
    ears: Ears | None = None,
    mouth: Mouth | None = None,
    **book: Any,
) -> tuple[Line, Book, Ears, Mouth]:
    """Hold the call; returns what it left behind."""
    ears, mouth = ears or Ears(texts or []), mouth or Mouth()
    line = Line(call(tenant), tenant, script, opening)
    kept = Book(line, **book)

    async def go() -> None:
        session = Session(line, parts(kept, dialogue, ears, mouth))
        await session.run()
        kept.why = session.why

    run(go())
    return line, kept, ears, mouth


def test_a_call_is_greeted_understood_answered_and_ended(brightsmile: Tenant) -> None:
    dialogue = Script(answers(GREETING, ASK, BYE))
    script = [WhenWaiting(), Speak(800), Quiet(800), WhenWaiting(), Speak(400), Quiet(10_000)]
    line, book, ears, mouth = hold(brightsmile, script, dialogue, texts=["a check up", "yes"])
    assert dialogue.turns == [CallAnswered(), CallerSaid("a check up", 0.9), CallerSaid("yes", 0.9)]
    assert line.hung_up
    assert mouth.said == ["Hello.", "How can I help you?", "Shall I book it?", "Goodbye."]
    assert [e for e, _ in book.events] == [
        Event.ANSWERED,
        *[Event.UNDERSTOOD, Event.SAID, Event.PLAYED, Event.WAITING, Event.HEARD] * 2,
        *[Event.UNDERSTOOD, Event.SAID, Event.PLAYED, Event.ENDED],
    ]
    assert book.of_kind(Event.ENDED) == [{"why": "goodbye"}]
    assert [p["heard"] for p in book.of_kind(Event.PLAYED)] == [GREETING.text, ASK.text, BYE.text]
    assert book.released == ["CA1"]
    # 300 ms before speech was noticed, the speech, and the pause that ended it.
    assert ears.utterances[0] >= 800 + 600
    assert ears.asked[1][0] is Expectation.YES_NO


def test_the_hints_of_an_utterance_are_the_choices_offered(brightsmile: Tenant) -> None:
    choices = (Choice("1", "ten", "10"), Choice("2", "noon", "12"))
    offer = Reply("Ten, or noon?", "en", Expectation.TIME, choices=choices)
    _, _, ears, _ = hold(
        brightsmile, [WhenWaiting(), Speak(500), Quiet(5000)], Script(answers(offer, BYE)), texts=["noon"]
    )
    assert ears.asked == [(Expectation.TIME, ("ten", "noon"))]


def test_barge_in_stops_the_voice_and_what_was_not_played_was_not_said(brightsmile: Tenant) -> None:
    long = Reply("We open at nine. " + "We have very many services for you to choose from.", "en", Expectation.OPEN)
    dialogue = Script(answers(long, BYE))
    # "We open at nine." takes 960 ms; the caller begins in the middle of the second sentence.
    line, book, _, _ = hold(
        brightsmile, [WhenVoice(2000), Speak(900), Quiet(9000)], dialogue, texts=["book a filling please"]
    )
    assert line.cleared == 1
    played = book.of_kind(Event.PLAYED)[0]
    assert played["interrupted"]
    assert played["heard"].startswith("We open at nine. We have very")
    assert played["heard"].endswith("—")
    assert "choose from" not in played["heard"]
    assert dialogue.turns[1] == CallerSaid("book a filling please", 0.9)


@pytest.mark.parametrize("heard", ["", "mhm"])
def test_after_a_false_interruption_the_voice_goes_on_with_the_rest(brightsmile: Tenant, heard: str) -> None:
    long = Reply("We open at nine. We have very many services for you.", "en", Expectation.OPEN)
    dialogue = Script(answers(long, BYE))
    script = [WhenVoice(1500), Speak(400), Quiet(6000), Speak(500), Quiet(6000)]
    _, _, _, mouth = hold(brightsmile, script, dialogue, texts=[heard, "thanks bye"])
    assert mouth.said == [
        "We open at nine.",
        "We have very many services for you.",
        "We have very many services for you.",
        "Goodbye.",
    ]
    assert dialogue.turns == [CallAnswered(), CallerSaid("thanks bye", 0.9)]


def test_a_short_sound_while_the_voice_speaks_changes_nothing(brightsmile: Tenant) -> None:
    line, _, _, _ = hold(brightsmile, [WhenVoice(500), Speak(200), WhenWaiting()], Script(answers(GREETING)))
    assert line.cleared == 0


def test_keys_interrupt_and_are_turns(brightsmile: Tenant) -> None:
    dialogue = Script(answers(GREETING, BYE))
    line, book, _, _ = hold(brightsmile, [WhenVoice(300), Key("1"), Quiet(9000)], dialogue)
    assert line.cleared == 1
    assert dialogue.turns[1] == CallerKeyed("1")


@pytest.mark.parametrize(
    ("keys", "keyed"),
    [
        ([Key("5"), Key("0"), Key("1"), Key("#")], "501"),
        ([Key("5"), Key("0"), Key("1"), Quiet(4500)], "501"),
        ([Key(k) for k in "501202303"], "501202303"),
        ([Key("5"), Key("*")], "*"),
    ],
)
def test_a_number_is_keyed_whole(brightsmile: Tenant, keys: list[Any], keyed: str) -> None:
    number = Reply("Please key your number.", "en", Expectation.PHONE, keys_wanted=9)
    dialogue = Script(answers(number, BYE))
    hold(brightsmile, [WhenWaiting(), *keys, Quiet(9000)], dialogue)
    assert dialogue.turns[1] == CallerKeyed(keyed)


def test_silence_is_a_turn_and_the_third_may_end_the_call(brightsmile: Tenant) -> None:
    dialogue = Script(answers(GREETING, GREETING, GREETING, BYE))
    line, book, _, _ = hold(brightsmile, [Quiet(60_000)], dialogue)
    assert dialogue.turns == [CallAnswered(), CallerSilent(1), CallerSilent(2), CallerSilent(3)]
    assert line.hung_up


def test_a_name_is_recorded_when_words_mean_nothing(bella: Tenant) -> None:
    ask = Reply("Proszę powiedzieć imię.", "pl", Expectation.NAME, record=True)
    dialogue = Script(answers(ask, BYE))
    _, book, ears, _ = hold(
        bella, [WhenWaiting(), Quiet(500), Speak(1200), Quiet(9000)], dialogue, ears=Ears([], languages=("en",))
    )
    assert isinstance(dialogue.turns[1], CallerRecorded)
    assert dialogue.turns[1].recording == "CA1-1.wav"
    assert 3000 <= book.recordings[0] <= 3700
    assert ears.asked == []


def test_a_key_ends_a_recording(bella: Tenant) -> None:
    ask = Reply("Proszę powiedzieć imię.", "pl", Expectation.NAME, record=True)
    dialogue = Script(answers(ask, BYE))
    hold(bella, [WhenWaiting(), Quiet(500), Speak(1000), Key("#"), Quiet(9000)], dialogue)
    assert isinstance(dialogue.turns[1], CallerRecorded)


def test_a_person_takes_over_and_the_call_is_not_ended(brightsmile: Tenant) -> None:
    give = Reply("I'm connecting you.", "en", None, handover=HandOver(HandOverReason.ASKED, "A check-up.\nJohn."))
    line, book, _, _ = hold(brightsmile, [Quiet(60_000)], Script(answers(give)), people=(SARAH,))
    assert line.transferred is not None
    assert line.transferred.numbers == ("+447700900123",)
    assert line.transferred.caller_id == "+442079460123"
    assert line.transferred.whisper == "A check-up.\nJohn."
    assert book.of_kind(Event.HANDED_OVER)[0]["to"] == ["sarah"]
    assert book.of_kind(Event.ENDED) == []
    assert book.why == "handed_over"


def test_nobody_on_duty_is_told_to_the_dialogue(brightsmile: Tenant) -> None:
    give = Reply("I'm connecting you.", "en", None, handover=HandOver(HandOverReason.ASKED, ""))
    dialogue = Script(answers(give, BYE))
    line, _, _, _ = hold(brightsmile, [Quiet(60_000)], dialogue)
    assert dialogue.turns[1] == HandOverFailed("nobody_on_duty")
    assert line.hung_up


def test_a_call_that_comes_back_goes_on_with_what_was_known(brightsmile: Tenant) -> None:
    dialogue = Script(answers(BYE))
    _, book, _, _ = hold(brightsmile, [Quiet(60_000)], dialogue, opening=HandOverFailed("busy"))
    assert dialogue.turns == [HandOverFailed("busy")]
    # It was answered once already; what is new is that nobody took it.
    assert book.of_kind(Event.HAND_OVER_FAILED) == [{"reason": "busy"}]
    assert book.of_kind(Event.ANSWERED) == []


def test_words_spoken_while_hanging_up_still_reach_the_dialogue(brightsmile: Tenant) -> None:
    dialogue = Script(answers(GREETING, ASK))
    _, book, _, _ = hold(brightsmile, [WhenWaiting(), Speak(900)], dialogue, texts=["please call me back"])
    assert dialogue.turns[1:] == [CallerSaid("please call me back", 0.9), CallerLeft()]
    assert book.of_kind(Event.ENDED) == [{"why": "caller_hung_up"}]


def test_hanging_up_during_the_voice_ends_the_call(brightsmile: Tenant) -> None:
    dialogue = Script(answers(GREETING))
    _, book, _, _ = hold(brightsmile, [WhenVoice(300)], dialogue)
    assert dialogue.turns == [CallAnswered(), CallerLeft()]
    assert book.of_kind(Event.ENDED) == [{"why": "caller_hung_up"}]


def test_a_slow_answer_is_bridged(brightsmile: Tenant) -> None:
    dialogue = Script(answers(GREETING, BYE), takes=2.0)
    _, book, _, _ = hold(brightsmile, [Quiet(60_000)], dialogue)
    assert book.of_kind(Event.SAID)[0]["prompt"] == "one_moment"


def test_a_slow_recogniser_is_bridged(brightsmile: Tenant) -> None:
    dialogue = Script(answers(GREETING, BYE))
    _, book, _, _ = hold(
        brightsmile, [WhenWaiting(), Speak(600), Quiet(20_000)], dialogue, ears=Ears(["yes"], takes=2.5)
    )
    assert [s.get("prompt") for s in book.of_kind(Event.SAID)] == [None, "one_moment", None]


@pytest.mark.parametrize("stage", ["dialogue", "recognition", "synthesis"])
def test_a_broken_engine_apologises_and_hands_over(brightsmile: Tenant, stage: str) -> None:
    from receptionist.errors import DialogueError, RecognizerError

    replies = answers(GREETING, DialogueError("down") if stage == "dialogue" else ASK)
    texts: list[Any] = [RecognizerError("down") if stage == "recognition" else "yes"]
    line, book, _, _ = hold(
        brightsmile,
        [WhenWaiting(), Speak(600), Quiet(20_000)] if stage != "synthesis" else [Quiet(20_000)],
        Script(replies),
        texts=texts,
        mouth=Mouth(broken=stage == "synthesis"),
        people=(SARAH,),
    )
    assert book.failures == [stage]
    assert book.of_kind(Event.SAID)[-1]["prompt"] == "apology"
    assert line.transferred is not None
    assert book.of_kind(Event.FAILED)[0]["stage"] == stage


def test_a_broken_engine_with_nobody_there_takes_a_message(brightsmile: Tenant) -> None:
    script = [Quiet(1500), Speak(2000), Quiet(9000)]
    line, book, _, _ = hold(brightsmile, script, Script(answers(GREETING)), mouth=Mouth(broken=True))
    assert book.taken == [("message", "CA1-1.wav")]
    assert [s.get("prompt") for s in book.of_kind(Event.SAID)][1:] == [
        "apology",
        "leave_message",
        "message_kept",
        "goodbye",
    ]
    assert line.hung_up


def test_a_broken_engine_and_a_silent_caller_end_in_a_call_back(brightsmile: Tenant) -> None:
    line, book, _, _ = hold(brightsmile, [Quiet(20_000)], Script(answers(GREETING)), mouth=Mouth(broken=True))
    assert book.taken == [("call_back", "")]
    assert line.hung_up


def test_a_broken_journal_ends_no_call(brightsmile: Tenant) -> None:
    dialogue = Script(answers(GREETING, GREETING, BYE))
    line, book, _, _ = hold(brightsmile, [Quiet(60_000)], dialogue, broken=True)
    assert line.hung_up
    assert set(book.failures) == {"journal", "store"}


def test_latency_is_told_by_stage(brightsmile: Tenant) -> None:
    _, book, _, _ = hold(
        brightsmile, [WhenWaiting(), Speak(600), Quiet(9000)], Script(answers(GREETING, BYE)), texts=["yes"]
    )
    assert {"endpointing", "recognition", "dialogue", "synthesis"} <= set(book.stages)
    heard = book.of_kind(Event.HEARD)[0]
    assert heard["endpointing_ms"] == 600
    assert heard["recognition_ms"] == pytest.approx(100)


def earlier_call(tenant: Tenant, id_: str, seconds: float) -> Call:
    return replace(call(tenant), id=id_, started=START - timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("seconds", "why", "goes_on"),
    [(60, "caller_hung_up", True), (60, "goodbye", False), (400, "caller_hung_up", False)],
)
def test_the_first_redial_within_five_minutes_goes_on(
    brightsmile: Tenant, seconds: float, why: str, goes_on: bool
) -> None:
    before = Conversation("CA0", "brightsmile", "en", Channel.VOICE, "+447700900999", slots={"service": "filling"})
    dialogue = Script(answers(BYE))
    hold(
        brightsmile,
        [Quiet(9000)],
        dialogue,
        earlier=(earlier_call(brightsmile, "CA0", seconds),),
        ended_before=why,
        saved=before,
    )
    assert dialogue.conversations[0].id == "CA1"
    assert dict(dialogue.conversations[0].slots) == ({"service": "filling"} if goes_on else {})


def test_the_third_call_within_ten_minutes_goes_to_a_person(brightsmile: Tenant) -> None:
    earlier = (earlier_call(brightsmile, "CA0", 60), earlier_call(brightsmile, "CA9", 500))
    dialogue = Script(answers(GREETING))
    line, book, _, _ = hold(brightsmile, [Quiet(9000)], dialogue, earlier=earlier, people=(SARAH,))
    assert dialogue.turns == []
    assert line.transferred is not None
    assert book.of_kind(Event.HANDED_OVER)[0]["reason"] == "repeated_calls"


def test_the_third_call_is_answered_as_any_when_nobody_is_on_duty(brightsmile: Tenant) -> None:
    earlier = (earlier_call(brightsmile, "CA0", 60), earlier_call(brightsmile, "CA9", 500))
    dialogue = Script(answers(BYE))
    hold(brightsmile, [Quiet(9000)], dialogue, earlier=earlier)
    assert dialogue.turns == [CallAnswered()]


def test_an_aside_is_said_last_in_its_own_voice(bella: Tenant) -> None:
    greeting = Reply("Dzień dobry. W czym mogę pomóc?", "pl", Expectation.OPEN, aside=("en", "For English, press two."))
    long = [WhenVoice(2300), Speak(400), Quiet(4000)]
    _, book, _, mouth = hold(bella, long, Script(answers(greeting)), texts=[""])
    # Interrupted by noise in the middle of the aside: just that is said again, in English.
    assert mouth.languages == ["pl", "pl", "en", "en"]
    assert mouth.said[-1] == "For English, press two."
    assert book.of_kind(Event.SAID)[0]["text"].endswith("press two.")
