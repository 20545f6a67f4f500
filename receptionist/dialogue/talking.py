"""The dialogue above either engine: turns become messages, messages become one reply.

What does not need the Rasa project stays out of it and works with a broken engine too: the greeting,
silence, keys, emergencies, the language, counting failures, taking up a call that was cut off.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, assert_never

import structlog

from receptionist.dialogue import prompts
from receptionist.dialogue.actions.people import summary
from receptionist.dialogue.actions.wording import words
from receptionist.dialogue.dialogue import Answer, Conversation
from receptionist.dialogue.engine import Engine, Handled, Tracker
from receptionist.dialogue.replying import Composed, Said, compose
from receptionist.errors import EngineDown
from receptionist.language import answers
from receptionist.messages import (
    CallAnswered,
    CallerKeyed,
    CallerLeft,
    CallerRecorded,
    CallerSaid,
    CallerSilent,
    CallerTurn,
    Channel,
    Choice,
    Expectation,
    HandOver,
    HandOverFailed,
    HandOverReason,
    Language,
    Reply,
)
from receptionist.tenant import Tenant

log = structlog.get_logger(__name__)

MAX_SAID = 1_000
"""Characters of a turn that are read: an SMS of 10,000 is cut."""
FAILURES = 2
"""In a row; then a person."""
SILENCES = 3
"""In a row; then goodbye."""
DOWN_FOR = timedelta(minutes=1)
"""So long a call whose engine failed stays with the fallback: a slow engine must not delay every answer."""
_SPACE = re.compile(r"\s+")

UNSURE = 0.03
"""Below this confidence what was heard is not taken for words: the question is put again."""

Knows = Callable[[Tenant, str, datetime], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class _Line:
    """A turn's surroundings."""

    tenant: Tenant
    talk: Conversation
    now: datetime
    """In the firm's zone."""

    @property
    def voice(self) -> bool:
        return self.talk.channel is Channel.VOICE

    @property
    def said(self) -> Said:
        return Said.read(self.talk.memory.get("last"))

    def remember(self, **memory: Any) -> _Line:
        return replace(self, talk=replace(self.talk, memory={**self.talk.memory, **memory}))


class Talking:
    """Implements dialogue.Dialogue with an engine, and another that takes over when the first is down."""

    def __init__(
        self,
        engine: Engine,
        fallback: Engine | None = None,
        *,
        hears: Callable[[Language], bool] = lambda language: True,
        knows: Knows | None = None,
        on_fallback: Callable[[], None] = lambda: None,
    ) -> None:
        """`hears`: whether there is a recogniser for a language (asked when the language changes).

        `knows`: whether a number has a visit to come (for the greeting); None: nobody is known.
        `on_fallback`: called whenever the fallback takes a turn (for the metrics). In the log a call's first failure
        stands; the fallback keeps the call for DOWN_FOR.
        """
        self._engine = engine
        self._fallback = fallback
        self._hears = hears
        self._knows = knows
        self._on_fallback = on_fallback

    async def answer(self, tenant: Tenant, conversation: Conversation, turn: CallerTurn, now: datetime) -> Answer:
        """See dialogue.Dialogue."""
        line = _Line(tenant, conversation, now.astimezone(tenant.zone))
        match turn:
            case CallAnswered():
                return await self._greet(line)
            case CallerSilent(times=times):
                return await self._silent(line, times)
            case CallerKeyed(digits=digits):
                return await self._keyed(line, digits)
            case CallerSaid(text=text, confidence=confidence):
                # Noise and talk about other things come out of a recogniser as words too, but unsure ones.
                return await self._said(line, text if confidence >= UNSURE else "")
            case CallerRecorded(recording=recording):
                return await self._turn(line, _message("recorded", recording=recording))
            case CallerLeft():
                return await self._left(line)
            case HandOverFailed(reason=reason):
                return await self._turn(line, _message("hand_over_failed", reason=reason))
            case _:
                assert_never(turn)

    # ------------------------------------------------------------ turns that need no engine

    async def _greet(self, line: _Line) -> Answer:
        talk, tenant, language = line.talk, line.tenant, line.talk.language
        say = words(language)
        if line.said.text and line.said.expects:
            return self._resume(line)
        offer = prompts.other_language(tenant, language, talk.channel, talk.hears or not line.voice)
        opening = prompts.opening(tenant, language, talk.channel, line.now)
        if line.voice and not talk.hears:
            composed, after = await self._run(line, _message("go_on"))
            text = f"{opening} {composed.reply.text}".strip()
            choices = (*composed.reply.choices, *_language_choice(tenant, language, prompts.LANGUAGE_KEY_IN_MENU))
            return _answered(
                after, replace(composed.reply, text=text, choices=choices, reprompt=text, intent=None, aside=offer)
            )
        known = talk.caller is not None and self._knows is not None
        if known and self._knows is not None and await self._knows(tenant, talk.caller or "", line.now):
            line = replace(line, talk=replace(talk, slots={**talk.slots, "offered": "visit:1"}))
            question, expects = say("about_visit"), Expectation.YES_NO
        else:
            question, expects = say("how_can_i_help"), Expectation.OPEN
        written = offer[1] if offer and not line.voice else ""
        reply = Reply(
            text=" ".join(t for t in (opening, written, question) if t),
            language=language,
            expects=expects,
            choices=_language_choice(tenant, language, prompts.LANGUAGE_KEY) if line.voice else (),
            reprompt=question,
            aside=offer if line.voice else None,
        )
        return _answered(line, reply)

    def _resume(self, line: _Line) -> Answer:
        """The caller was cut off and is back."""
        say = words(line.talk.language)
        choices = (Choice("1", say.part("label_yes"), "yes"), Choice("2", say.part("label_no"), "no"))
        text = say("cut_off")
        reply = Reply(text, line.talk.language, Expectation.YES_NO, choices, reprompt=text)
        after = line.remember(resuming=True, failures=0)
        return Answer(reply, after.talk)

    async def _silent(self, line: _Line, times: int) -> Answer:
        say, last = words(line.talk.language), line.said
        if last.record and times > 1:
            return await self._turn(line, _message("recorded", recording=""))
        if times >= SILENCES:
            reply = Reply(say("goodbye_silent"), line.talk.language, None, ended=True)
            return _answered(line, reply, keep=True)
        short = last.reprompt or last.text or say("silent")
        text = short if times == 1 or not line.voice else f"{say('silent_offer')} {short}"
        return _answered(line, last.again(text, line.talk.language, None), keep=True)

    def _emergency(self, line: _Line) -> Answer:
        """The number that helps, and a person at once."""
        reason = HandOverReason.EMERGENCY
        text = prompts.emergency(line.tenant, line.talk.language, line.talk.channel)
        about = HandOver(reason, summary(line.tenant, line.talk.slots, reason))
        reply = Reply(text, line.talk.language, None, handover=about, intent="emergency")
        return _answered(line, reply, keep=True)

    async def _left(self, line: _Line) -> Answer:
        """Nothing is said; what was given of a message is kept."""
        if line.talk.loop == "message_form":
            _, line = await self._run(line, _message("caller_left"))
        return Answer(Reply("", line.talk.language, None, ended=True), line.talk)

    # ------------------------------------------------------------ keys and words

    async def _keyed(self, line: _Line, digits: str) -> Answer:
        last = line.said
        if last.keys_wanted and not line.talk.memory.get("resuming"):
            if "*" in digits:
                return await self._turn(line, _message("speak_to_human"))
            number = digits.rstrip("#")
            return await self._turn(line, _message("keyed", digits=number)) if number else self._failed(line)
        if digits[:1] == "0":
            return await self._turn(line, _message("speak_to_human"))
        if last.record:
            # Pressed on without a word.
            return await self._turn(line, _message("recorded", recording=""))
        choice = next((c for c in last.choices if c.key == digits[:1]), None)
        if line.talk.memory.get("resuming"):
            return await self._resumed(line, {"1": True, "2": False}.get(digits[:1]), "")
        if choice is None:
            return await self._unknown_key(line)
        return await self._chose(line, choice.value)

    async def _chose(self, line: _Line, value: str) -> Answer:
        kind, _, rest = value.partition(":")
        if kind == "language":
            return await self._switch(line, "pl" if rest == "pl" else "en")
        return await self._turn(line, _message("choose", value=value))

    async def _unknown_key(self, line: _Line) -> Answer:
        """A key that means nothing now."""
        failures = int(line.talk.memory.get("failures", 0)) + 1
        if failures >= FAILURES:
            return await self._give_up(line)
        return self._failed(line.remember(failures=failures))

    def _failed(self, line: _Line) -> Answer:
        say, last = words(line.talk.language), line.said
        text = f"{say('not_caught')} {last.reprompt or last.text}".strip()
        return _answered(line, last.again(text, line.talk.language, None), keep=True)

    async def _said(self, line: _Line, raw: str) -> Answer:
        text = clean(raw)
        tenant, language = line.tenant, line.talk.language
        if not text:
            return await self._unknown_key(line)
        if answers.emergency(text, language):
            return self._emergency(line)
        wanted = answers.language_wanted(text, language)
        if wanted is not None and wanted != language and wanted in tenant.languages:
            return await self._switch(line, wanted)
        line, switched = self._detected(line, text)
        if line.talk.memory.get("resuming"):
            return await self._resumed(line, answers.yes_no(text, line.talk.language), text)
        choice = next((c for c in line.said.choices if c.key == text), None)
        if choice is not None and not line.voice and not switched:
            return await self._chose(line, choice.value)
        return await self._turn(line, text)

    def _detected(self, line: _Line, text: str) -> tuple[_Line, bool]:
        """Clearly the other language, in the first words or twice: the call goes on in it."""
        other = answers.detect(text)
        if other is None or other == line.talk.language or other not in line.tenant.languages:
            return (line.remember(detected=0) if line.talk.memory.get("detected") else line), False
        times = int(line.talk.memory.get("detected", 0)) + 1
        first = not line.talk.memory.get("turns")
        if times < 2 and not first and line.voice:
            return line.remember(detected=times), False
        return self._in(line, other).remember(detected=0), True

    def _in(self, line: _Line, language: Language) -> _Line:
        hears = self._hears(language) if line.voice else line.talk.hears
        return replace(line, talk=replace(line.talk, language=language, hears=hears))

    async def _switch(self, line: _Line, language: Language) -> Answer:
        return await self._turn(self._in(line, language), _message("language_switched"))

    async def _resumed(self, line: _Line, yes: bool | None, text: str) -> Answer:
        """Yes puts the last question again, no begins anew; anything else is taken as the next turn."""
        line = line.remember(resuming=False)
        if yes:
            return await self._turn(line, _message("go_on"))
        if yes is None and text:
            return await self._turn(line, text)
        fresh = Conversation(
            id=line.talk.id,
            tenant=line.talk.tenant,
            language=line.talk.language,
            channel=line.talk.channel,
            caller=line.talk.caller,
            hears=line.talk.hears,
        )
        return await self._turn(replace(line, talk=fresh), _message("go_on"))

    # ------------------------------------------------------------ the engine

    async def _turn(self, line: _Line, message: str) -> Answer:
        """One message through the engine, and what follows from it."""
        composed, after = await self._run(line, message)
        if composed.language is not None:
            return await self._switch(after, composed.language)
        if composed.failed:
            failures = int(after.talk.memory.get("failures", 0)) + 1
            if failures >= FAILURES:
                return await self._give_up(after)
            return _answered(after.remember(failures=failures), composed.reply)
        return _answered(
            after.remember(failures=0),
            composed.reply,
            keep=bool(composed.custom.get("repeat") or composed.custom.get("keep_question")),
        )

    async def _give_up(self, line: _Line) -> Answer:
        """Not understood twice in a row: a person."""
        message = _message("hand_over_needed", reason=HandOverReason.NOT_UNDERSTOOD.value)
        composed, after = await self._run(line, message)
        return _answered(after.remember(failures=0), composed.reply)

    async def _run(self, line: _Line, message: str) -> tuple[Composed, _Line]:
        talk = line.talk
        tracker = Tracker(
            sender=talk.id,
            slots={**talk.slots, "context": self._context(line), "firm": line.tenant.spoken.get(talk.language, "")},
            loop=talk.loop,
            memory=talk.memory.get("engine") or {},
        )
        handled, down_until = await self._handle(line, tracker, message)
        slots = {k: v for k, v in handled.tracker.slots.items() if v is not None and k not in {"context", "firm"}}
        if slots.get("offered") is not None and slots["offered"] == talk.slots.get("offered"):
            del slots["offered"]  # an offer stands for one turn
        memory = {**talk.memory, "engine": dict(handled.tracker.memory), "turns": int(talk.memory.get("turns", 0)) + 1}
        if down_until is not None:
            memory["engine_down_until"] = down_until
        after = replace(line, talk=replace(talk, slots=slots, loop=handled.tracker.loop, memory=memory))
        by_key = line.voice and not talk.hears
        return compose(handled.messages, line.said, talk.language, handled.intent, by_key), after

    async def _handle(self, line: _Line, tracker: Tracker, message: str) -> tuple[Handled, str | None]:
        """The engine, or the other one where it is down; the slots go with the tracker either way.

        With the time (ISO) until which the engine counts as down: None when that has not changed.
        """
        language, down_until = line.talk.language, line.talk.memory.get("engine_down_until")
        if self._fallback is None:
            return _spoken(await self._engine.handle(language, tracker, message)), None
        until = None
        if down_until is None or datetime.fromisoformat(str(down_until)) <= line.now:
            try:
                return _spoken(await self._engine.handle(language, tracker, message)), None
            except EngineDown as down:
                until = (line.now + DOWN_FOR).isoformat()
                if down_until is None:
                    log.warning("dialogue_engine_down", call=tracker.sender, error=str(down))
        self._on_fallback()
        return _spoken(await self._fallback.handle(language, tracker, message)), until

    def _context(self, line: _Line) -> dict[str, Any]:
        talk = line.talk
        return {
            "tenant": line.tenant.key,
            "call": talk.id,
            "caller": talk.caller,
            "channel": talk.channel.value,
            "language": talk.language,
            "hears": talk.hears,
            "now": line.now.isoformat(),
        }


def _spoken(handled: Handled) -> Handled:
    """With its actions unreachable an engine says nothing at all; that is a failure."""
    if not any(m.text or m.custom for m in handled.messages):
        raise EngineDown("the dialogue engine said nothing")
    return handled


def _message(intent: str, **entities: str) -> str:
    """In Rasa's notation."""
    return f"/{intent}{json.dumps(entities, ensure_ascii=False)}" if entities else f"/{intent}"


def clean(text: str) -> str:
    """What was said or written, fit to be read: no control characters, one space, never a command, not endless."""
    printable = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in text[: MAX_SAID * 2])
    return _SPACE.sub(" ", printable).strip().lstrip("/ ")[:MAX_SAID]


def _language_choice(tenant: Tenant, language: Language, key: str) -> tuple[Choice, ...]:
    other = next((lang for lang in tenant.languages if lang != language), None)
    return (Choice(key, {"en": "English", "pl": "polski"}[other], f"language:{other}"),) if other else ()


def _answered(line: _Line, reply: Reply, keep: bool = False) -> Answer:
    """`keep`: the question before stays the one that is repeated."""
    if keep or not reply.expects:
        return Answer(reply, line.talk)
    return Answer(reply, line.remember(last=Said.of(reply).as_json()).talk)
