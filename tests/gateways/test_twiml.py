"""The TwiML documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from receptionist.gateways.gateway import Transfer
from receptionist.gateways.twilio import sentences, twiml
from receptionist.tenant import Desk, Tenant

AT = twiml.Addresses("https://phone.example.com", "wss://phone.example.com")


def verbs(document: str) -> list[str]:
    return [v.tag for v in ElementTree.fromstring(document)]


def test_talking(bella: Tenant) -> None:
    assert twiml.stream(AT, 2, "tok") == (
        '<?xml version="1.0" encoding="UTF-8"?><Response><Connect action="https://phone.example.com/twilio/connected'
        '?leg=2"><Stream url="wss://phone.example.com/twilio/media"><Parameter name="token" value="tok" /></Stream>'
        "</Connect></Response>"
    )


def test_ringing_people() -> None:
    to = Transfer(("+447700900001", "+447700900002"), 25, "+442079460123", "")
    dial = ElementTree.fromstring(twiml.ring(AT, "CA1", 1, 0, to, to.numbers))[0]
    assert dial.attrib == {
        "action": "https://phone.example.com/twilio/dialled?leg=1&step=0",
        "timeout": "25",
        "callerId": "+442079460123",
    }
    assert [n.text for n in dial] == list(to.numbers)
    assert dial[0].get("url") == "https://phone.example.com/twilio/whisper?call=CA1&leg=1&step=0"


def test_a_whisper_asks_twice_and_then_drops_the_line() -> None:
    document = twiml.whisper(AT, "CA1", 1, 0, 'Jan & "Ola" <b>\x00\x1b\ud800 ' + "x" * 9_000, "pl")
    assert verbs(document) == ["Gather", "Gather", "Hangup"]
    assert len(document) < 4_000
    said = ElementTree.fromstring(document)[0][0]
    assert (said.text or "").startswith('Jan & "Ola" <b> xxx')
    assert (said.text or "").endswith(sentences.PRESS_ONE["pl"])
    assert said.get("language") == "pl-PL"


def test_the_fallback_rings_the_firm_and_then_takes_a_message(firms: Mapping[str, Tenant]) -> None:
    for firm in firms.values():
        document = twiml.fallback_twiml(firm, "https://phone.example.com/")
        assert verbs(document) == ["Say", "Dial", "Say", "Record", "Hangup"]
        assert firm.desk.fallback in document
        root = ElementTree.fromstring(document)
        dial, record = root[1], root[3]
        assert dial.get("action") is None  # It must work while this server does not.
        assert record.get("action") == f"https://phone.example.com/twilio/recording?firm={firm.key}"
        assert len(document) < 4_000


def test_without_a_fallback_number_it_takes_a_message(bella: Tenant) -> None:
    document = twiml.fallback_twiml(replace(bella, desk=Desk()), "https://phone.example.com")
    assert verbs(document) == ["Say", "Say", "Record", "Hangup"]


@pytest.mark.parametrize(("count", "keys"), [(2, ("1", "2")), (12, ("01", "12"))])
def test_a_shared_number_offers_every_firm(bella: Tenant, count: int, keys: tuple[str, str]) -> None:
    firms = [replace(bella, key=f"f{n}", spoken={"pl": f"Firma {n}"}) for n in range(count)]
    gather = ElementTree.fromstring(twiml.choose_firm(AT, firms, 0))[0]
    assert gather.get("numDigits") == str(len(keys[0]))
    assert (gather[0].text, gather[-1].text) == (
        f"Firma 0: klawisz {keys[0]}.",
        f"Firma {count - 1}: klawisz {keys[1]}.",
    )


def test_every_sentence_is_said_in_every_language() -> None:
    for name, said in vars(sentences).items():
        if name.isupper() and isinstance(said, Mapping):
            assert set(said) == {"en", "pl"}, name


def test_an_empty_text_sends_nothing() -> None:
    assert twiml.sms(" \x00") == '<?xml version="1.0" encoding="UTF-8"?><Response />'
    assert "<Message>Zażółć &amp; &lt;</Message>" in twiml.sms("Zażółć & <")
