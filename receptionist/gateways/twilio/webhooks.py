"""Twilio's voice webhooks. Each is checked by its signature, answered with TwiML, and may come twice.

The state between them is the registry's; where that is lost (a restart), the caller still reaches somebody.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol, TypeAlias

import structlog
from aiohttp import web
from multidict import MultiDict

from receptionist.gateways.gateway import Transfer
from receptionist.gateways.twilio import handover, twiml
from receptionist.gateways.twilio.callers import caller_of, firms_called, tail
from receptionist.gateways.twilio.exchange import Exchange
from receptionist.gateways.twilio.registry import Leg, LiveCall, Plain
from receptionist.gateways.twilio.streams import Streams
from receptionist.messages import Call, Channel, Event, HandOverFailed
from receptionist.tenant import Tenant

log = structlog.get_logger(__name__)

Form: TypeAlias = MultiDict[str]

TRIES_MAX: Final = 3
"""How often a shared number's menu is offered."""
WRAP_UP_SECONDS: Final = 5.0
"""Twilio waits 15 s for the status webhook's answer; the session may have this much to write its end."""
_OVER: Final = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})


class TakeVoicemail(Protocol):
    """Keeps a recording as a message for the firm. Called once for each recording and process; `url` names
    it across restarts."""

    def __call__(self, tenant: Tenant, call: Call, url: str, seconds: float) -> Awaitable[None]: ...


class VoiceWebhooks:
    """Answers what Twilio asks in the course of a call."""

    def __init__(self, exchange: Exchange, streams: Streams, voicemail: TakeVoicemail) -> None:
        self._exchange = exchange
        self._streams = streams
        self._voicemail = voicemail
        self._at = exchange.addresses

    def handlers(self) -> dict[str, Callable[[web.Request, Form], Awaitable[str]]]:
        """What answers each route under /twilio."""
        return {
            "voice": self.voice,
            "connected": self.connected,
            "dialled": self.dialled,
            "whisper": self.whisper,
            "accept": self.accept,
            "status": self.status,
            "recording": self.recording,
        }

    def in_trouble(self, route: str, form: Form) -> str:
        """The answer when anything of ours has failed: the firm's fallback, where a caller waits."""
        if route in ("status", "whisper", "accept", "recording"):
            # The caller has left a message, or it is somebody else who listens; a recording is reported again.
            return twiml.hang_up()
        return self._fallback(form)

    def _fallback(self, form: Form) -> str:
        firms = firms_called(form, self._exchange.tenants, self._exchange.settings.shared_numbers)
        return twiml.fallback(self._at, firms[0]) if len(firms) == 1 else twiml.unknown_number()

    # ------------------------------------------------------------ a call comes in

    async def voice(self, request: web.Request, form: Form) -> str:
        """Somebody calls."""
        live = self._find(form)
        if live is not None:
            return live.answers["voice"]
        firms = firms_called(form, self._exchange.tenants, self._exchange.settings.shared_numbers)
        if not firms:
            log.warning("unknown_number", called=tail(form.get("To", "")), call=form["CallSid"])
            return twiml.unknown_number()
        if len(firms) > 1:
            tries = _number(request, "tries")
            chosen = _chosen(firms, form.get("Digits", "")) if tries else None
            if chosen is None:
                return twiml.choose_firm(self._at, firms, tries) if tries < TRIES_MAX else twiml.unknown_number()
            firms = (chosen,)
        return await self._begin(firms[0], form)

    async def _begin(self, tenant: Tenant, form: Form) -> str:
        sender = form.get("From", "")
        call = Call(
            id=form["CallSid"],
            tenant=tenant.key,
            channel=Channel.VOICE,
            caller=caller_of(sender, self._exchange.own_numbers()),
            called=form.get("To", "").strip(),
            language=tenant.languages[0],
            started=self._exchange.now(),
        )
        # Known from here on, before anything is waited for: the same webhook may already be at the door.
        live = self._exchange.registry.add(call, tenant, self._exchange.clock.now())
        leg = live.legs[0]
        if self._exchange.full:
            log.warning("call_to_fallback", call=call.id, tenant=tenant.key, draining=self._exchange.draining)
            leg.token, leg.after = None, Plain.FALLBACK
            answer = twiml.fallback(self._at, tenant)
        else:
            answer = twiml.stream(self._at, leg.number, leg.token or "")
        live.answers["voice"] = answer
        if not await self._exchange.begin(call):
            log.info("call_known_already", call=call.id, tenant=tenant.key)
        return answer

    # ------------------------------------------------------------ after a stream

    async def connected(self, request: web.Request, form: Form) -> str:
        """A stream has ended, by us or by an accident: what comes next."""
        live = self._find(form)
        leg = live.leg(_number(request, "leg")) if live else None
        if live is None or leg is None:
            return self._forgotten(form)
        key = f"connected {leg.number}"
        if key not in live.answers:
            live.answers[key] = self._after_stream(live, leg, form)
            if leg.after is None and form.get("CallStatus") not in _OVER:
                # The socket broke while they talked, or never opened.
                leg.after = Plain.FALLBACK
                log.warning("stream_lost", call=live.call.id, leg=leg.number)
                await self._exchange.note(live.call, Event.FAILED, {"what": "stream"})
        return live.answers[key]

    def _after_stream(self, live: LiveCall, leg: Leg, form: Form) -> str:
        leg.token = None
        if leg.after is Plain.HANG_UP or form.get("CallStatus") in _OVER:
            return twiml.hang_up()
        if isinstance(leg.after, Transfer):
            return self._follow(live, leg, leg.after, handover.begin(leg.after, self._exchange.firm_numbers()))
        return twiml.fallback(self._at, live.tenant)

    def _follow(self, live: LiveCall, leg: Leg, to: Transfer, outcome: handover.Outcome) -> str:
        if isinstance(outcome, handover.Ring):
            return twiml.ring(self._at, live.call.id, leg.number, outcome.step, to, outcome.numbers)
        if isinstance(outcome, handover.Done):
            return twiml.hang_up()
        log.info("hand_over_failed", call=live.call.id, reason=outcome.reason)
        if self._exchange.full:
            return twiml.voicemail(self._at, live.tenant, sorry=True)
        again = live.new_leg(HandOverFailed(outcome.reason))
        return twiml.stream(self._at, again.number, again.token or "")

    def _forgotten(self, form: Form) -> str:
        """A call that this process does not know, for the machine was restarted under it."""
        log.warning("call_forgotten", call=form["CallSid"])
        return twiml.hang_up() if form.get("CallStatus") in _OVER else self._fallback(form)

    # ------------------------------------------------------------ ringing people

    async def dialled(self, request: web.Request, form: Form) -> str:
        """People were rung: they have talked, or the next is tried, or the receptionist has the call again."""
        live, leg, step = self._dialling(request, form["CallSid"])
        status = form.get("DialCallStatus", "failed")
        if live is None or leg is None or not isinstance(leg.after, Transfer):
            talked = status in ("completed", "answered") and form.get("DialBridged", "true") == "true"
            return twiml.hang_up() if talked else self._forgotten(form)
        key = f"dialled {leg.number} {step}"
        if key not in live.answers:
            if form.get("CallStatus") in _OVER:
                live.answers[key] = twiml.hang_up()
            else:
                outcome = handover.after_dial(
                    leg.after,
                    step,
                    status,
                    whispered=step in leg.whispered,
                    accepted=step in leg.accepted,
                    forbidden=self._exchange.firm_numbers(),
                )
                live.answers[key] = self._follow(live, leg, leg.after, outcome)
        return live.answers[key]

    async def whisper(self, request: web.Request, form: Form) -> str:
        """Somebody answered the hand-over: say who calls, ask for 1."""
        live, leg, step = self._dialling(request, request.query.get("call", ""))
        if live is None or leg is None or not isinstance(leg.after, Transfer):
            return twiml.hang_up()
        leg.whispered.add(step)
        return twiml.whisper(self._at, live.call.id, leg.number, step, leg.after.whisper, live.tenant.languages[0])

    async def accept(self, request: web.Request, form: Form) -> str:
        """They pressed a key."""
        live, leg, step = self._dialling(request, request.query.get("call", ""))
        if live is None or leg is None or form.get("Digits") != "1":
            return twiml.hang_up()
        leg.accepted.add(step)
        log.info("hand_over_accepted", call=live.call.id)
        return twiml.accepted()

    def _dialling(self, request: web.Request, call_sid: str) -> tuple[LiveCall | None, Leg | None, int]:
        live = self._exchange.registry.find(call_sid, self._exchange.clock.now())
        leg = live.leg(_number(request, "leg")) if live else None
        return live, leg, _number(request, "step")

    # ------------------------------------------------------------ the end

    async def status(self, request: web.Request, form: Form) -> str:
        """The call's status changed; when it is over, its journal is closed."""
        live = self._find(form)
        status = form.get("CallStatus", "")
        if live is None or live.ended or status not in _OVER:
            return twiml.accepted()
        live.ended = True
        await self._streams.wrapped_up(live.call.id, WRAP_UP_SECONDS)
        handed_over = any(leg.accepted for leg in live.legs)
        await self._exchange.close(live.call, "handed_over" if handed_over else status)
        return twiml.accepted()

    async def recording(self, request: web.Request, form: Form) -> str:
        """A voicemail was recorded. Told twice: as <Record>'s action (with the caller's number, at once)
        and as its status (also when the caller has hung up); whichever is first is taken."""
        firm = next((f for f in self._exchange.tenants.all() if f.key == request.query.get("firm")), None)
        if firm is None:
            log.error("recording_of_no_firm", call=form["CallSid"])
            return twiml.hang_up()
        live = self._find(form)
        address = form.get("RecordingUrl", "")
        name = form.get("RecordingSid") or address.rpartition("/")[2]
        seconds = _seconds(form.get("RecordingDuration", ""))
        if form.get("RecordingStatus", "completed") != "completed" or not name or seconds <= 0:
            log.info("no_recording", call=form["CallSid"], status=form.get("RecordingStatus"))
        elif self._exchange.registry.first(name):
            call = live.call if live else self._unknown_call(firm, form)
            try:
                await self._voicemail(firm, call, address, seconds)
            except BaseException:
                self._exchange.registry.not_done(name)  # The other report of it gets its chance.
                raise
        return twiml.thanks(firm.languages[0])

    def _unknown_call(self, firm: Tenant, form: Form) -> Call:
        return Call(
            id=form["CallSid"],
            tenant=firm.key,
            channel=Channel.VOICE,
            caller=caller_of(form.get("From", ""), self._exchange.own_numbers()),
            called=form.get("To", ""),
            language=firm.languages[0],
            started=self._exchange.now(),
        )

    def _find(self, form: Form) -> LiveCall | None:
        return self._exchange.registry.find(form["CallSid"], self._exchange.clock.now())


def _chosen(firms: Sequence[Tenant], digits: str) -> Tenant | None:
    """The firm that was picked by key, counted from 1."""
    number = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 4 else 0
    return firms[number - 1] if 0 < number <= len(firms) else None


def _number(request: web.Request, name: str) -> int:
    """A number in our own address's query; 0 when it is none."""
    value = request.query.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 6 else 0


def _seconds(text: str) -> float:
    return float(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0.0
