"""One call from ring to goodbye.

The dialogue decides, the session acts: it owns the live leg, listens (`Ear`), speaks (`Voice`), asks
the dialogue, hands over, and writes down what happened. It alone decides what the caller hears when
a part breaks: an apology that was recorded beforehand, then a person or a message.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from typing import Any

import structlog

from receptionist.calls.ear import Deaf, Ear, GoOn, Noticed, Recorded, Taken, Thinking
from receptionist.calls.earlier import recall
from receptionist.calls.notes import Notes
from receptionist.calls.parts import Parts, Stage
from receptionist.calls.prompts import PromptName
from receptionist.calls.tones import beep
from receptionist.calls.turns import Turns
from receptionist.calls.voice import Spoken, Voice
from receptionist.dialogue.dialogue import Conversation
from receptionist.errors import CallGone, SpeechError
from receptionist.gateways.gateway import CallLeg, Transfer
from receptionist.messages import (
    SAMPLE_RATE,
    Call,
    CallerKeyed,
    CallerLeft,
    CallerRecorded,
    CallerSaid,
    CallerTurn,
    Event,
    Expectation,
    HandOver,
    HandOverFailed,
    HandOverReason,
    Language,
    Reply,
)

log = structlog.get_logger(__name__)


class _Broken(Exception):
    """A part broke: the way out is `_apologise`."""

    def __init__(self, stage: str, error: BaseException) -> None:
        super().__init__(stage)
        self.stage, self.error = stage, error


class Session:
    """One leg of a call."""

    def __init__(self, leg: CallLeg, parts: Parts) -> None:
        self._leg, self._tenant, self._parts = leg, leg.tenant, parts
        self._call: Call = leg.call
        self._voice = Voice(leg, parts.synthesizer, parts.clock)
        self._turns = Turns(parts.settings.turns)
        self._notes = Notes(leg.call, parts)
        self._conversation = Conversation(
            self._call.id, leg.tenant.key, self._call.language, self._call.channel, self._call.caller
        )
        self._dialogue_ms = 0.0
        self.why = "caller_hung_up"
        """How it ended: a fixed word."""
        self._gone = False
        self._transferred = False
        self._repeated = False

    async def run(self) -> None:
        """Answer, talk, end. Returns when the leg is over.

        Whatever fails beyond what `_apologise` can mend is raised: the gateway gives the caller to
        the firm's fallback.
        """
        structlog.contextvars.bind_contextvars(call=self._call.id, tenant=self._tenant.key)
        try:
            await self._run()
        except CallGone:
            pass
        except Exception as error:
            self._parts.observer.failed("session")
            self._notes.note(Event.FAILED, stage="session", error=type(error).__name__)
            self.why = "failed"
            raise
        finally:
            await self._end()
            await self._notes.close()

    async def _run(self) -> None:
        opening = self._leg.opening
        if isinstance(opening, HandOverFailed):
            self._notes.note(Event.HAND_OVER_FAILED, reason=opening.reason)
        else:
            self._notes.note(Event.ANSWERED)
        earlier = await recall(self._parts, self._call, self._leg.opening)
        self._conversation = earlier.conversation or self._conversation
        self._repeated = earlier.repeated
        async with asyncio.TaskGroup() as group:

            def spawn(job: Coroutine[Any, Any, None]) -> object:
                return group.create_task(job)

            ear = Ear(
                self._leg,
                self._tenant,
                self._parts.detector(),
                self._parts.recognizer,
                self._voice,
                self._turns,
                spawn,
                self._parts.clock,
            )
            talk = group.create_task(self._talk(ear))
            await ear.run()
            self._gone = True
            await self._finish(talk, ear)

    async def _finish(self, talk: asyncio.Task[None], ear: Ear) -> None:
        """The caller has left: what they said last still counts, then everything of the call ends."""
        self._voice.line_gone()
        await ear.last_words()
        ear.noticed.put_nowait(Taken(CallerLeft()))
        await asyncio.wait({talk}, timeout=self._parts.settings.last_turn)
        talk.cancel()

    # ---- talking

    async def _talk(self, ear: Ear) -> None:
        try:
            await self._converse(ear)
        except CallGone:
            pass
        except _Broken as broken:
            if not self._gone:
                await self._apologise(ear, broken)

    async def _converse(self, ear: Ear) -> None:
        if self._repeated and await self._to_a_person():
            return
        taken = Taken(self._leg.opening)
        while True:
            reply = await self._answer(taken)
            if isinstance(taken.turn, CallerLeft):
                return
            spoken = Spoken("", (), None)
            try:
                if not self._gone:
                    ear.prepare(reply, self._conversation.hears)
                    spoken = await self._say(reply, taken)
                    if reply.handover is not None:
                        if await self._hand_over(reply.handover):
                            return
                        taken = Taken(HandOverFailed("nobody_on_duty"))
                        continue
                    if reply.ended:
                        self.why = "goodbye"
                        self._turns.rest()
                        await self._leg.hang_up()
                        return
            except CallGone:
                self._gone = True
            taken = await self._next(ear, reply, spoken)

    async def _to_a_person(self) -> bool:
        """A third call within ten minutes: the assistant has not been of help."""
        people = await self._parts.desk.route(self._tenant, self._conversation.language, self._parts.now())
        if not people:
            return False
        await self._prompt("connecting")
        summary = f"{self._tenant.name}: this number has called several times within a few minutes."
        return await self._hand_over(HandOver(HandOverReason.REPEATED_CALLS, summary))

    async def _next(self, ear: Ear, reply: Reply, spoken: Spoken) -> Taken:
        """The caller's next turn; until it comes, the rest of the reply is said if noise had cut it."""
        if ear.noticed.empty() and not self._gone:
            await self._wait(ear, reply)
        while True:
            noticed = await self._bridged(ear.noticed.get(), ear)
            if isinstance(noticed, Taken):
                self._note_turn(noticed)
                return noticed
            if isinstance(noticed, Recorded):
                return await self._kept(noticed)
            if isinstance(noticed, Deaf):
                raise _Broken("recognition", noticed.error)
            if isinstance(noticed, GoOn):
                spoken = await self._go_on(ear, reply, spoken)

    async def _go_on(self, ear: Ear, reply: Reply, spoken: Spoken) -> Spoken:
        """Noise had cut the voice, or nothing was there to cut: the rest is said."""
        try:
            if spoken.rest and not self._gone:
                ear.prepare(reply, self._conversation.hears)
                spoken = await self._voiced(spoken.rest)
        except CallGone:
            self._gone = True
        ear.expect(reply, self._conversation.hears)
        return spoken

    async def _wait(self, ear: Ear, reply: Reply) -> None:
        """Our turn is over: from here on the caller's silence counts."""
        try:
            if reply.record:
                await self._voice.play(beep(), self._conversation.language, "")
        except CallGone:
            self._gone = True
            return
        ear.expect(reply, self._conversation.hears)
        self._notes.note(
            Event.WAITING,
            expects=reply.expects and reply.expects.value,
            record=reply.record,
            hears=self._conversation.hears,
        )

    async def _bridged(self, waiting: Coroutine[Any, Any, Noticed], ear: Ear) -> Noticed:
        """The next thing noticed; once the caller has ended and the recogniser is slow, "One moment"."""
        noticed = await waiting
        if not isinstance(noticed, Thinking):
            return noticed
        get = asyncio.ensure_future(ear.noticed.get())
        try:
            done, _ = await asyncio.wait({get}, timeout=self._parts.settings.filler_after)
            if not done and not self._gone:
                await self._prompt("one_moment")
            return await get
        finally:
            get.cancel()

    async def _kept(self, recorded: Recorded) -> Taken:
        seconds = len(recorded.pcm) / 2 / SAMPLE_RATE
        try:
            name = await self._parts.recordings.keep(
                self._tenant, self._call.id, "voice", recorded.pcm, self._parts.now()
            )
        except Exception as error:
            raise _Broken("recording", error) from error
        self._notes.note(Event.RECORDED, recording=name, seconds=round(seconds, 1))
        return Taken(CallerRecorded(name, seconds))

    async def _answer(self, taken: Taken) -> Reply:
        hears = self._parts.recognizer.understands(self._conversation.language)
        conversation = replace(self._conversation, hears=hears)
        began = self._parts.clock()
        answering = asyncio.ensure_future(
            self._parts.dialogue.answer(self._tenant, conversation, taken.turn, self._parts.now())
        )
        try:
            left = max(0.0, self._parts.settings.filler_after - taken.recognition_ms / 1000)
            done, _ = await asyncio.wait({answering}, timeout=left)
            if not done and not self._gone:
                await self._prompt("one_moment")
            answer = await answering
        except CallGone:
            # The dialogue may be booking: let it end, the caller's word was given.
            answer = await answering
        except Exception as error:
            raise _Broken("dialogue", error) from error
        finally:
            answering.cancel()
        took = self._parts.clock() - began
        self._conversation = answer.conversation
        reply = answer.reply
        self._dialogue_ms = took * 1000
        self._notes.note(Event.UNDERSTOOD, intent=reply.intent, dialogue_ms=round(took * 1000, 1))
        self._notes.keep(answer.conversation)
        return reply

    async def _say(self, reply: Reply, taken: Taken) -> Spoken:
        if not reply.parts:
            return Spoken("", (), None)
        self._notes.note(Event.SAID, text=reply.whole, language=reply.language)
        spoken = await self._voiced(reply.parts)
        if spoken.first_ms is not None:
            self._observe(taken, spoken.first_ms)
        self._notes.note(
            Event.PLAYED,
            heard=spoken.heard,
            interrupted=spoken.interrupted,
            first_ms=spoken.first_ms and round(spoken.first_ms, 1),
        )
        return spoken

    def _observe(self, taken: Taken, first_ms: float) -> None:
        """Where the time went between the caller's last word and our first sound."""
        stages: dict[Stage, float] = {"dialogue": self._dialogue_ms, "synthesis": first_ms}
        if isinstance(taken.turn, CallerSaid):
            stages |= {"endpointing": taken.endpointing_ms, "recognition": taken.recognition_ms}
            stages["total"] = sum(stages.values())
        for stage, ms in stages.items():
            self._parts.observer.turn_took(stage, ms / 1000)

    async def _voiced(self, parts: Sequence[tuple[Language, str]]) -> Spoken:
        try:
            return await self._voice.say(self._tenant, parts)
        except SpeechError as error:
            raise _Broken("synthesis", error) from error

    async def _prompt(self, name: PromptName) -> None:
        language = self._conversation.language
        prompt = self._parts.prompts[language, name]
        self._notes.note(Event.SAID, text=prompt.text, language=language, prompt=name)
        await self._voice.play(prompt.pcm, language, prompt.text)

    # ---- people, and the way out

    async def _hand_over(self, handover: HandOver) -> bool:
        """True: the leg has left us."""
        people = await self._parts.desk.route(self._tenant, self._conversation.language, self._parts.now())
        if not people:
            self._notes.note(Event.HAND_OVER_FAILED, reason="nobody_on_duty")
            return False
        self._notes.note(
            Event.HANDED_OVER, reason=handover.reason.value, to=[p.key for p in people], summary=handover.summary
        )
        self._transferred = True
        self.why = "handed_over"
        self._turns.rest()
        await self._leg.transfer(
            Transfer(
                numbers=tuple(p.phone for p in people),
                ring_seconds=self._tenant.desk.ring_seconds,
                caller_id=self._call.called,
                whisper=handover.summary,
                in_order=self._tenant.desk.strategy == "in_order",
            )
        )
        return True

    async def _apologise(self, ear: Ear, broken: _Broken) -> None:
        """An engine failed: say so with recorded words, then a person, or else a message."""
        log.error("engine_failed", stage=broken.stage, error=type(broken.error).__name__, exc_info=broken.error)
        self._notes.note(Event.FAILED, stage=broken.stage, error=type(broken.error).__name__)
        self._parts.observer.failed(broken.stage)
        self.why = f"broken_{broken.stage}"
        try:
            await self._prompt("apology")
            already = isinstance(self._leg.opening, HandOverFailed)
            summary = f"{self._tenant.name}: the assistant broke down ({broken.stage})."
            if not already and await self._hand_over(HandOver(HandOverReason.BROKEN, summary)):
                return
            await self._record_message(ear)
            await self._prompt("goodbye")
            await self._leg.hang_up()
        except CallGone:
            pass

    async def _record_message(self, ear: Ear) -> None:
        """An answering machine that needs no engine."""
        language = self._conversation.language
        await self._prompt("leave_message")
        await self._voice.play(beep(), self._conversation.language, "")
        wanted = Reply(text="", language=language, expects=Expectation.OPEN, record=True)
        while not ear.noticed.empty():
            ear.noticed.get_nowait()
        ear.expect(wanted, understands=False)
        self._notes.note(Event.WAITING, expects="open", record=True, hears=False)
        noticed = await ear.noticed.get()
        while not isinstance(noticed, Recorded | Taken):
            noticed = await ear.noticed.get()
        recording = ""
        if isinstance(noticed, Recorded):
            kept = await self._kept(noticed)
            recording = kept.turn.recording if isinstance(kept.turn, CallerRecorded) else ""
        await self._parts.messages.take(
            self._tenant,
            "message" if recording else "call_back",
            self._call.id,
            language,
            self._parts.now(),
            phone=self._call.caller or "",
            recording=recording,
        )
        if recording:
            await self._prompt("message_kept")

    async def _end(self) -> None:
        if self._transferred:
            return
        try:
            await self._parts.bookings.release(self._call.id, self._parts.now())
        except Exception:  # noqa: BLE001 - the hold runs out by itself
            log.exception("hold_not_released")
        self._notes.note(Event.ENDED, why=self.why)

    # ---- notes

    def _note_turn(self, taken: Taken) -> None:
        turn: CallerTurn = taken.turn
        if isinstance(turn, CallerSaid):
            self._notes.note(
                Event.HEARD,
                text=turn.text,
                confidence=round(turn.confidence, 3),
                engine=taken.engine,
                endpointing_ms=taken.endpointing_ms,
                recognition_ms=round(taken.recognition_ms, 1),
            )
        elif isinstance(turn, CallerKeyed):
            self._notes.note(Event.KEYED, keys=turn.digits)
