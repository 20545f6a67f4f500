"""TwiML, the answers to Twilio's webhooks: pure builders.

Source: Twilio's "TwiML for Programmable Voice". Addresses in it are absolute, so that the same document
works where it is kept outside this server.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote, urlencode

from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import Connect, Dial, Gather, VoiceResponse

from receptionist.gateways.gateway import Transfer
from receptionist.gateways.twilio import sentences
from receptionist.messages import Language
from receptionist.tenant import Tenant

NUMBERS_AT_ONCE: Final = 10
"""<Dial> rings no more in parallel."""
WHISPER_CHARS: Final = 400
"""About 25 s of speech; nobody listens longer with a caller waiting."""
ACCEPT_SECONDS: Final = 6
"""How long the operator may think after each whisper."""
VOICEMAIL_SECONDS: Final = 180

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""XML 1.0, production [2] Char: anything else makes the document invalid."""


class Addresses:
    """Where Twilio finds our routes."""

    def __init__(self, origin: str, stream_origin: str) -> None:
        self._origin = origin
        self.media = f"{stream_origin}/twilio/media"

    def of(self, route: str, **query: str | int) -> str:
        """`/twilio/<route>` with its query."""
        return f"{self._origin}/twilio/{route}" + (f"?{urlencode(query, quote_via=quote)}" if query else "")


def stream(at: Addresses, leg: int, token: str) -> str:
    """Talk to the receptionist; afterwards ask /twilio/connected what comes next."""
    connect = Connect(action=at.of("connected", leg=leg))
    media = connect.stream(url=at.media)
    media.parameter(name="token", value=token)
    response = VoiceResponse()
    response.append(connect)
    return str(response)


def ring(at: Addresses, call: str, leg: int, step: int, to: Transfer, numbers: Sequence[str]) -> str:
    """Ring these numbers at once; each hears the whisper and must press 1.

    `step` tells the tries of one hand-over apart. Those who are rung have a CallSid of their own, so their
    whisper's address carries the caller's."""
    dial = Dial(action=at.of("dialled", leg=leg, step=step), timeout=to.ring_seconds, caller_id=to.caller_id)
    for number in numbers[:NUMBERS_AT_ONCE]:
        dial.number(number, url=at.of("whisper", call=call, leg=leg, step=step))
    response = VoiceResponse()
    response.append(dial)
    return str(response)


def whisper(at: Addresses, call: str, leg: int, step: int, text: str, language: Language) -> str:
    """What the person hears before the caller: who it is, and to press 1. Twice, then the line is dropped,
    so that a voicemail never takes the call."""
    response = VoiceResponse()
    press = sentences.PRESS_ONE[language]
    for words in (f"{clean(text)[:WHISPER_CHARS]} {press}", press):
        accept = at.of("accept", call=call, leg=leg, step=step)
        gather = Gather(input="dtmf", num_digits=1, timeout=ACCEPT_SECONDS, action=accept)
        _say(gather, words, language)
        response.append(gather)
    response.hangup()
    return str(response)


def accepted() -> str:
    """Empty: the whisper ends and the two are connected."""
    return str(VoiceResponse())


def hang_up() -> str:
    """The end."""
    response = VoiceResponse()
    response.hangup()
    return str(response)


def unknown_number() -> str:
    """Nobody here has that number."""
    response = VoiceResponse()
    for language, words in sentences.UNKNOWN_NUMBER.items():
        _say(response, words, language)
    response.hangup()
    return str(response)


def choose_firm(at: Addresses, firms: Sequence[Tenant], tries: int) -> str:
    """A shared number where the carrier did not say which firm was called: the caller picks by key."""
    digits = len(str(len(firms)))
    gather = Gather(
        input="dtmf", num_digits=digits, timeout=8, action=at.of("voice", tries=tries + 1), action_on_empty_result=True
    )
    for number, firm in enumerate(firms, start=1):
        language = firm.languages[0]
        name = firm.spoken.get(language, firm.name)
        _say(gather, sentences.CHOOSE_FIRM[language].format(firm=name, key=str(number).zfill(digits)), language)
    response = VoiceResponse()
    response.append(gather)
    return str(response)


def voicemail(at: Addresses, firm: Tenant, *, sorry: bool) -> str:
    """Take a message for the firm."""
    response = VoiceResponse()
    language = firm.languages[0]
    if sorry:
        _say(response, sentences.TROUBLE[language], language)
    _record(response, at, firm, sentences.LEAVE_MESSAGE[language])
    return str(response)


def fallback(at: Addresses, firm: Tenant) -> str:
    """What to do with a caller without any help of ours: ring the firm, or take a message.

    It is also kept as a static file at Twilio, so <Dial> has no action that would need this server; the
    verbs after it are reached whatever came of it, and what is said there fits both cases."""
    language = firm.languages[0]
    number = firm.desk.fallback
    if number is None:
        return voicemail(at, firm, sorry=True)
    response = VoiceResponse()
    _say(response, sentences.CONNECTING[language], language)
    dial = Dial(timeout=firm.desk.ring_seconds, caller_id=firm.numbers[0] if firm.numbers else None)
    dial.number(number)
    response.append(dial)
    _record(response, at, firm, sentences.IF_NOT_HELPED[language])
    return str(response)


def thanks(language: Language) -> str:
    """After a message was recorded."""
    response = VoiceResponse()
    _say(response, sentences.THANKS[language], language)
    response.hangup()
    return str(response)


def sms(text: str) -> str:
    """Reply to a text message; an empty text sends nothing."""
    response = MessagingResponse()
    if text := clean(text).strip():
        response.message(text)
    return str(response)


def clean(text: str) -> str:
    """The text without characters that XML forbids."""
    return _NOT_XML.sub("", text)


def _record(response: VoiceResponse, at: Addresses, firm: Tenant, words: str) -> None:
    # Without an action of its own <Record> asks for the document that it stands in, again and again.
    address = at.of("recording", firm=firm.key)
    _say(response, words, firm.languages[0])
    response.record(
        action=address,
        recording_status_callback=address,
        recording_status_callback_event="completed absent",
        max_length=VOICEMAIL_SECONDS,
        timeout=8,
        play_beep=True,
    )
    response.hangup()


def _say(into: VoiceResponse | Gather, words: str, language: Language) -> None:
    voice, tag = sentences.VOICES[language]
    into.say(words, voice=voice, language=tag)


def fallback_twiml(firm: Tenant, public_url: str) -> str:
    """The document for Twilio's "primary handler fails" address of the firm's number.

    `public_url` is this server's public origin: recordings are reported there."""
    origin = public_url.rstrip("/")
    return fallback(Addresses(origin, "ws" + origin.removeprefix("http")), firm)
