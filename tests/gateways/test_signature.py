"""Signatures: Twilio's own vector, and everything that must not pass."""

from __future__ import annotations

import pytest
from multidict import CIMultiDict, MultiDict
from twilio.request_validator import RequestValidator

from receptionist.errors import SettingsError
from receptionist.gateways.twilio.settings import TwilioSettings
from receptionist.gateways.twilio.signature import Signatures

# twilio-python, tests/unit/test_request_validator.py
PATH = "/myapp.php?foo=1&bar=2"
FORM = {
    "CallSid": "CA1234567890ABCDE",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
    "Caller": "+14158675309",
}
SIGNATURE = "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def signatures(public: str = "https://mycompany.com", **more: object) -> Signatures:
    return Signatures(TwilioSettings("12345", "AC1", public, **more))  # type: ignore[arg-type]  # loose in tests


def signed(signature: str, **more: str) -> CIMultiDict[str]:
    return CIMultiDict({"X-Twilio-Signature": signature, **more})


def test_the_published_vector_passes() -> None:
    assert signatures().webhook(PATH, MultiDict(FORM), signed(SIGNATURE))


@pytest.mark.parametrize(
    ("path", "form", "headers"),
    [
        (PATH, FORM, CIMultiDict()),
        (PATH, FORM, signed("")),
        (PATH, FORM, signed("RSOYDt4T1cUTdK1PDd93/VVr8B9=")),
        (PATH, FORM, signed("żółw")),
        (PATH + "&", FORM, signed(SIGNATURE)),
        (PATH, {**FORM, "Digits": "9"}, signed(SIGNATURE)),
        (PATH, {**FORM, "Extra": "1"}, signed(SIGNATURE)),
        (PATH, FORM, signed(SIGNATURE, **{"X-Twilio-Webhooks-Signature-Settings": "algorithm=HMAC_MD5"})),
        ("/[", FORM, signed(SIGNATURE)),
    ],
)
def test_anything_else_does_not(path: str, form: dict[str, str], headers: CIMultiDict[str]) -> None:
    assert not signatures().webhook(path, MultiDict(form), headers)


def test_a_header_about_a_proxy_changes_nothing() -> None:
    headers = signed(SIGNATURE, **{"X-Forwarded-Host": "mycompany.com", "Host": "mycompany.com"})
    assert not signatures("https://other.com").webhook(PATH, MultiDict(FORM), headers)


@pytest.mark.parametrize("path", ["/twilio/voice/", "/twilio/voice?x=%2B48", "/twilio/voice?x=a%20b&x="])
def test_path_and_query_count_as_they_came(path: str) -> None:
    signature = RequestValidator("12345").compute_signature("https://mycompany.com" + path, FORM)
    assert signatures("https://mycompany.com/").webhook(path, MultiDict(FORM), signed(signature))


def test_a_parameter_given_twice_is_signed_twice() -> None:
    form = MultiDict([("MediaUrl", "b"), ("MediaUrl", "a"), ("Blank", "")])
    signature = RequestValidator("12345").compute_signature("https://mycompany.com/x", form)
    assert signatures().webhook("/x", form, signed(signature))


def test_sha256_with_a_shared_key() -> None:
    keyed = signatures(shared_keys={"key-7": "shared secret"})
    how = {"X-Twilio-Webhooks-Signature-Settings": "key=key-7,algorithm=HMAC_SHA256"}
    good = RequestValidator("shared secret").compute_signature("https://mycompany.com/x", FORM, "HMAC_SHA256")
    own = RequestValidator("12345").compute_signature("https://mycompany.com/x", FORM, "HMAC_SHA256")
    assert keyed.webhook("/x", MultiDict(FORM), signed(good, **how))
    assert not keyed.webhook("/x", MultiDict(FORM), signed(own, **how))
    assert not keyed.webhook("/x", MultiDict(FORM), signed(good))


@pytest.mark.parametrize(
    ("public", "url"),
    [
        ("https://mycompany.com", "wss://mycompany.com/twilio/media"),
        ("https://mycompany.com:8443", "wss://mycompany.com:8443/twilio/media"),
        ("http://127.0.0.1:8080", "ws://127.0.0.1:8080/twilio/media"),
    ],
)
def test_a_stream_is_signed_by_its_address_alone(public: str, url: str) -> None:
    signature = RequestValidator("12345").compute_signature(url, {})
    assert signatures(public).stream("/twilio/media", signed(signature))
    assert not signatures(public).stream("/twilio/media?x=1", signed(signature))
    assert not signatures(public).stream("/twilio/media", CIMultiDict())


@pytest.mark.parametrize("public", ["", "phone.example.com", "ftp://x", "https://", "https://x/path", "https://x?y"])
def test_a_public_address_must_be_an_origin(public: str) -> None:
    with pytest.raises(SettingsError, match="RECEPTIONIST_PUBLIC_URL"):
        signatures(public)


def test_signatures_cannot_be_switched_off() -> None:
    with pytest.raises(SettingsError, match="TWILIO_AUTH_TOKEN"):
        TwilioSettings("", "AC1", "https://mycompany.com")


def test_the_token_is_not_shown() -> None:
    assert "12345" not in repr(TwilioSettings("12345", "AC1", "https://x.com", shared_keys={"k": "12345"}))
