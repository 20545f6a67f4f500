"""Rules, forms and responses of the embedded engine, as a caller meets them."""

from __future__ import annotations

import json

import pytest

from receptionist.dialogue.embedded.engine import Embedded
from receptionist.dialogue.engine import BotMessage, Tracker
from receptionist.errors import DialogueError
from tests.dialogue.fakes import PROJECTS, Chat, LibraryActions

BORROW = '/borrow{"title": "Dracula"}'


# ---------------------------------------------------------------- rules


async def test_a_rule_with_no_condition_answers(chat: Chat) -> None:
    assert await chat.say("/hours") == ["Nine to five."]


async def test_conditions_on_bool_categorical_float_and_text_slots_choose_the_rule(chat: Chat) -> None:
    assert (await chat.say("/bye"))[0].startswith("Bye by wire")
    assert await chat.say('/mood{"mood": "calm"}') == ["Calm calm."]
    assert await chat.say('/mood{"mood": "CROSS"}') == ["Cross ['CROSS']."]
    assert await chat.say('/amount{"amount": 1}') == ["Few."]
    assert await chat.say('/amount{"amount": 2}') == ["Pardon?"]
    await chat.say('/hello{"title": "Emma"}')
    assert await chat.say("/tell") == ["About Emma."]


async def test_a_slot_set_by_the_words_counts_for_the_rules_at_once(chat: Chat) -> None:
    await chat.say("/member", "/stop")
    assert await chat.say("/bye") == ["Bye, member, with {title} and {nothing}."]


async def test_conversation_start_rule_holds_only_at_the_start(library: Embedded) -> None:
    assert await Chat(library).say("/first_words") == ["You are the first."]
    later = Chat(library)
    await later.say("/hours")
    assert await later.say("/first_words") == ["Pardon?"]


async def test_a_rule_that_does_not_wait_lets_the_next_one_follow(chat: Chat) -> None:
    assert await chat.say("/hand_over") == ["One moment.", "One.", "Two."]


async def test_an_action_may_ask_for_a_follow_up(chat: Chat) -> None:
    assert await chat.say("/again") == ["Nine to five.", "Anything more?"]


async def test_no_rule_falls_back_and_takes_the_words_back(chat: Chat) -> None:
    await chat.say('/hello{"title": "Emma"}')
    assert await chat.say('/no{"title": "Ulysses"}') == ["Pardon?"]
    assert chat.filled() == {"title": "Emma"}
    assert await chat.say("/tell") == ["About Emma."]


async def test_the_first_words_of_all_may_be_taken_back(chat: Chat) -> None:
    assert await chat.say("/no") == ["Pardon?"]
    assert await chat.say("/first_words") == ["You are the first."]


async def test_the_first_words_may_be_taken_back_where_no_rule_begins(library: Embedded) -> None:
    assert await Chat(library, "pl").say("/nie") == ["Słucham?"]


async def test_an_action_may_take_the_words_back(chat: Chat) -> None:
    assert await chat.say('/take_back{"title": "Emma"}') == ["Taken back."]
    assert chat.filled() == {}


async def test_reset_brings_the_initial_values_back(chat: Chat) -> None:
    await chat.say("/member", "/stop")
    assert await chat.say("/forget") == ["Forgotten."]
    assert chat.tracker.slots["member"] is False


# ---------------------------------------------------------------- forms


async def test_a_form_asks_for_each_slot_in_turn_and_is_submitted(chat: Chat) -> None:
    assert await chat.say("/borrow") == ["Which title?"]
    assert chat.tracker.loop == "loan_form"
    assert await chat.say('/tell{"title": "Dracula"}') == ["How many of Dracula?"]
    assert await chat.say('/amount{"amount": 2}') == ["A gift?"]
    assert await chat.say("/yes") == ["Any note?"]
    assert await chat.say("/tell") == ["Lent Dracula, gift True."]
    assert chat.tracker.loop is None
    assert chat.filled() == {}


async def test_what_was_said_at_the_start_is_not_asked_for(chat: Chat) -> None:
    assert await chat.say('/borrow{"title": "Dracula", "amount": 1}') == ["A gift?"]


async def test_a_question_in_the_middle_is_answered_and_the_form_goes_on(chat: Chat) -> None:
    await chat.say(BORROW)
    assert await chat.say("/hours") == ["Nine to five.", "How many of Dracula?"]
    assert await chat.say('/hours{"title": "Emma"}') == ["Nine to five.", "How many of Dracula?"]
    assert chat.tracker.slots["title"] == "Dracula"


async def test_a_rule_that_listens_does_not_ask_again(chat: Chat) -> None:
    await chat.say(BORROW)
    assert await chat.say("/hours_short") == ["Until five."]
    assert chat.tracker.loop == "loan_form"


async def test_after_a_rule_that_listens_the_form_waits_for_a_rule(chat: Chat) -> None:
    """As in Rasa: the form stays rejected, takes no answer to its question, and is entered again by a rule only."""
    await chat.say('/borrow{"title": "Emma", "amount": 1}', "/hours_short")
    assert await chat.say("/yes") == ["Pardon?"]
    assert await chat.say("/hours_short") == ["Until five."]
    assert await chat.say("/borrow") == ["A gift?"]
    assert await chat.say("/yes") == ["Any note?"]


async def test_a_form_that_waits_takes_no_answer_to_its_question(chat: Chat) -> None:
    await chat.say('/borrow{"title": "Emma", "amount": 1}', "/yes", "/hours_short")
    await chat.say("/bye")
    assert chat.tracker.slots["note"] is None, "else it would be the words /bye"


async def test_a_form_that_refused_is_not_tried_again_at_once(chat: Chat) -> None:
    await chat.say(BORROW)
    assert await chat.say("/borrow") == ["Pardon?"]


async def test_outside_of_the_form_the_same_words_follow_another_rule(chat: Chat) -> None:
    assert await chat.say("/hours_short") == ["Until five.", "Anything more?"]


async def test_an_explicit_unhappy_rule_returns_without_validating(chat: Chat, library_actions: LibraryActions) -> None:
    await chat.say(BORROW)
    assert await chat.say("/ask_own") == ["About Dracula.", "How many of Dracula?"]


async def test_an_ignored_intent_fills_nothing(chat: Chat) -> None:
    await chat.say("/borrow")
    assert await chat.say('/hello{"title": "Emma"}') in (["Hello.", "Which title?"], ["Good day.", "Which title?"])
    assert chat.tracker.slots["title"] is None


async def test_unusable_words_are_asked_back(chat: Chat) -> None:
    await chat.say("/borrow")
    assert await chat.say('/tell{"title": "bad"}') == ["No such title.", "Which title?"]
    assert await chat.say('/tell{"title": "Emma"}') == ["How many of Emma?"]
    assert await chat.say('/amount{"amount": 9}') == ["Too many.", "How many of Emma?"]


async def test_no_answer_at_all_falls_back_and_keeps_the_form(chat: Chat) -> None:
    await chat.say(BORROW)
    assert await chat.say("/no") == ["Pardon?"]
    assert (chat.tracker.loop, chat.tracker.slots["requested_slot"]) == ("loan_form", "amount")
    assert await chat.say('/amount{"amount": 1}') == ["A gift?"]


async def test_dropping_a_form(chat: Chat) -> None:
    await chat.say(BORROW)
    assert await chat.say("/stop") == ["Dropped."]
    assert (chat.tracker.loop, chat.tracker.slots["requested_slot"]) == (None, None)


async def test_switching_to_another_form(chat: Chat) -> None:
    await chat.say(BORROW)
    assert await chat.say("/switch") == ["A trip, then.", "From where?"]
    assert chat.tracker.loop == "trip_form"
    assert await chat.say('/tell{"town": "Leeds"}') == ["To where, from Leeds?"]


async def test_a_rule_may_begin_another_form_at_once(chat: Chat) -> None:
    await chat.say(BORROW)
    assert await chat.say("/travel") == ["From where?"]


async def test_an_entity_that_fits_two_slots_fills_the_one_asked_for(chat: Chat) -> None:
    await chat.say("/travel")
    assert await chat.say('/tell{"town": "Leeds"}') == ["To where, from Leeds?"]
    assert chat.filled() == {"origin": "Leeds", "requested_slot": "goal"}
    assert await chat.say('/tell{"town": "York"}') == ["From Leeds to York."]


async def test_a_trigger_intent_fills_a_slot_of_the_form_it_begins(chat: Chat) -> None:
    await chat.say("/member")
    assert chat.filled() == {"gift": True, "requested_slot": "title"}


async def test_the_validation_may_end_the_form(chat: Chat) -> None:
    await chat.say("/borrow")
    assert await chat.say('/tell{"title": "quit"}') == ["Quitting.", "Lent quit, gift None."]
    assert chat.tracker.loop is None


async def test_the_validation_may_choose_what_to_ask_next(chat: Chat) -> None:
    await chat.say("/borrow")
    assert await chat.say('/tell{"title": "jump"}') == ["A gift?"]
    assert chat.tracker.slots["requested_slot"] == "gift"


async def test_the_validation_may_fill_other_slots(chat: Chat) -> None:
    await chat.say("/borrow")
    await chat.say('/tell{"title": "skip"}')
    assert await chat.say('/amount{"amount": 1}') == ["Any note?"]


@pytest.mark.parametrize("title", ["reject", "refuse"])
async def test_a_form_that_refuses_lets_the_rules_answer(chat: Chat, title: str) -> None:
    await chat.say("/borrow")
    assert await chat.say(f'/tell{{"title": "{title}"}}') == ["Pardon?"]
    assert chat.tracker.loop == "loan_form"


async def test_a_custom_mapping_runs_its_action_every_time(chat: Chat) -> None:
    await chat.say("when are you open today")
    assert chat.tracker.slots["words"] == 5


async def test_all_extracted_slots_pass_the_global_validation(chat: Chat) -> None:
    await chat.say('/hello{"title": "Emma"}')
    assert (await chat.say('/hours{"title": "banned"}')) == ["Nine to five."]
    assert chat.tracker.slots["title"] == "Emma", "not_intent: hours"
    assert (await chat.say('/bye{"title": "banned"}')) == ["Not that one.", "Bye by wire."]
    assert chat.tracker.slots["title"] is None


async def test_an_entity_of_another_group_fills_nothing(chat: Chat) -> None:
    await chat.say('/hello{"label": "right"}')
    assert chat.tracker.slots["label"] is None


# ---------------------------------------------------------------- what is said


async def test_a_payload_belongs_to_its_text(chat: Chat) -> None:
    await chat.say("/hours")
    assert chat.last is not None
    assert chat.last.messages == (BotMessage("Nine to five.", {"expects": "open"}),)
    await chat.say("/borrow")
    assert chat.last.messages == (BotMessage("Which title?", {"expects": "open", "choices": ["False"]}),)


async def test_the_same_prompt_twice_is_worded_differently(library: Embedded) -> None:
    openings = set()
    for caller in range(8):
        chat = Chat(library, sender=f"call-{caller}")
        said = [(await chat.say("/hello"))[0] for _ in range(6)]
        assert set(said) == {"Hello.", "Good day."}
        assert all(first != second for first, second in zip(said, said[1:], strict=False))
        openings.add(said[0])
    assert openings == {"Hello.", "Good day."}, "not every call is greeted alike"


async def test_a_variation_whose_condition_holds_goes_first(chat: Chat) -> None:
    assert await chat.say('/hello{"mood": "cross"}') == ["Hello, calm down."]


async def test_the_same_conversation_gets_the_same_words(library: Embedded) -> None:
    first, second = Chat(library), Chat(library)
    for _ in range(5):
        assert await first.say("/hello") == await second.say("/hello")


# ---------------------------------------------------------------- two languages, words, odd messages


async def test_polish(library: Embedded) -> None:
    chat = Chat(library, "pl")
    assert await chat.say("dzień dobry") == ["Dzień dobry."]
    assert await chat.say("chciałbym wypożyczyć książkę") == ["Jaka książka?"]
    assert await chat.say("o której otwieracie") == ["Od dziewiątej do siedemnastej.", "Jaka książka?"]
    assert await chat.say("Lalka") == ["Czy Lalka to prezent?"]
    assert await chat.say("no tak") == ["Zapisane: Lalka, prezent True."]


async def test_words_that_mean_nothing_are_said_not_to_be_sure_of(chat: Chat) -> None:
    assert await chat.say("xyzzy qwrt") == ["I am not sure."]
    assert chat.last is not None
    assert (chat.last.intent, chat.last.confidence) == ("nlu_fallback", 0.3)


@pytest.mark.parametrize("message", ["", "   ", "/", "/{}", "\x00\x07", "/unknown_intent", "🙂", "a" * 20_000])
async def test_odd_messages_are_words(chat: Chat, message: str) -> None:
    assert await chat.say(message)


@pytest.mark.parametrize("payload", ["{not json}", '{"nobody": 1}', "{" * 5_000 + "}"])
async def test_a_broken_payload_leaves_the_intent(chat: Chat, payload: str) -> None:
    assert await chat.say("/hours" + payload) == ["Nine to five."]
    assert chat.filled() == {}


@pytest.mark.parametrize("message", ["/restart", " /back", "/session_start{}", "/restart@1.0"])
async def test_nobody_steers_the_engine(chat: Chat, message: str) -> None:
    with pytest.raises(DialogueError, match="steer"):
        await chat.say(message)


async def test_an_unknown_language_is_an_error(library: Embedded) -> None:
    with pytest.raises(DialogueError, match="'de'"):
        await library.handle("de", Tracker("x"), "hallo")  # type: ignore[arg-type]  # the point of the test


# ---------------------------------------------------------------- actions that fail


class OneAnswer(LibraryActions):
    """Answers to one action with what it was given."""

    def __init__(self, name: str, answer: object) -> None:
        super().__init__()
        self.name, self.answer = name, answer

    async def run(self, body):  # type: ignore[no-untyped-def]  # may return what no action may
        if body["next_action"] != self.name:
            return await super().run(body)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ({"events": [{"event": "slot", "name": "tilte", "value": 1}]}, "tilte"),
        ({"events": [{"event": "pause"}]}, "pause"),
        ({"events": [{"event": "followup", "name": "action_nobody"}]}, "action_nobody"),
        ({"events": [{"event": "active_loop", "name": "no_form"}]}, "no_form"),
        ({"events": [{"event": "slot"}]}, "nameless"),
        ({"events": ["slot"]}, "event"),
        ({"events": {}, "responses": "x"}, "lists"),
        ({"responses": [{"response": "utter_nobody"}]}, "utter_nobody"),
        ({"responses": [{"text": "Which?", "buttons": [{"title": "A"}]}]}, "buttons"),
        ({"events": [{"event": "slot", "name": "context", "value": {1, 2}}]}, "JSON"),
        ({"events": [{"event": "followup", "name": "action_hand_over"}]}, "circles"),
        (KeyError("action_hand_over"), "action_hand_over"),
    ],
)
async def test_a_wrong_action_is_an_error_and_the_tracker_stands(answer: object, fault: str) -> None:
    chat = Chat(Embedded({"en": PROJECTS / "en"}, OneAnswer("action_hand_over", answer)))
    await chat.say(BORROW)
    before = json.dumps([dict(chat.tracker.slots), chat.tracker.loop, dict(chat.tracker.memory)])
    with pytest.raises(DialogueError, match=fault):
        await chat.say("/hand_over")
    assert json.dumps([dict(chat.tracker.slots), chat.tracker.loop, dict(chat.tracker.memory)]) == before


# ---------------------------------------------------------------- memory


async def test_the_memory_does_not_grow_with_the_conversation(chat: Chat) -> None:
    async def round_of_talk() -> int:
        await chat.say("/hello", "/borrow", "/hours", '/tell{"title": "bad"}', "/stop", "/again", "/no", "/hello")
        return len(json.dumps(dict(chat.tracker.memory)))

    for _ in range(3):
        after_some = await round_of_talk()
    for _ in range(10):
        after_many = await round_of_talk()
    assert after_many <= after_some + 50


async def test_a_conversation_that_another_engine_began_goes_on(library: Embedded) -> None:
    chat = Chat(library)
    slots = {"title": "Dracula", "requested_slot": "amount", "from_another_version": 1}
    chat.tracker = Tracker("call-1", slots, "loan_form", {"rasa": {"synced": True}})
    assert await chat.say("/hours") == ["Nine to five.", "How many of Dracula?"]
    assert await chat.say('/amount{"amount": 1}') == ["A gift?"]
    assert "rasa" not in chat.tracker.memory


async def test_slots_given_beforehand_are_seen_by_the_actions(
    library: Embedded, library_actions: LibraryActions
) -> None:
    chat = Chat(library)
    chat.tracker = Tracker("call-1", {"context": {"tenant": "bella"}})
    await chat.say("/borrow")
    assert {body["tracker"]["slots"]["context"]["tenant"] for body in library_actions.bodies} == {"bella"}
    await chat.say("/no")
    assert chat.tracker.slots["context"] == {"tenant": "bella"}, "a fallback must not lose it"


async def test_two_calls_share_nothing(library: Embedded) -> None:
    one, other = Chat(library, sender="a"), Chat(library, sender="b")
    await one.say(BORROW)
    assert await other.say("/hours") == ["Nine to five."]
    assert other.filled() == {}
