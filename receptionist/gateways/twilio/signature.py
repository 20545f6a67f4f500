"""Whether a request truly comes from Twilio.

Source: Twilio's "Webhooks security": X-Twilio-Signature is the base64 HMAC of the URL that Twilio was
given, followed by each form key and value in the order of the keys. The URL is made of the configured
public origin and the path and query exactly as received; proxies' headers are never believed.
"""

from __future__ import annotations

from collections.abc import Mapping

from multidict import MultiMapping
from twilio.request_validator import (
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)

from receptionist.gateways.twilio.settings import TwilioSettings


class Signatures:
    """Checks the signature of every webhook and of the WebSocket's handshake."""

    def __init__(self, settings: TwilioSettings) -> None:
        self._origin = settings.origin
        self._stream_origin = settings.stream_origin
        self._own = RequestValidator(settings.auth_token)
        self._shared = {key: RequestValidator(secret) for key, secret in settings.shared_keys.items()}

    def webhook(self, raw_path: str, form: MultiMapping[str], headers: Mapping[str, str]) -> bool:
        """Whether this POST is signed; `raw_path` is path and query as they came."""
        return self._signed(self._origin + raw_path, form, headers)

    def stream(self, raw_path: str, headers: Mapping[str, str]) -> bool:
        """Whether this WebSocket handshake is signed: the wss:// address alone, without parameters."""
        return self._signed(self._stream_origin + raw_path, {}, headers)

    def _signed(self, url: str, form: MultiMapping[str] | Mapping[str, str], headers: Mapping[str, str]) -> bool:
        signature = headers.get(SIGNATURE_HEADER)
        if not signature:  # The library raises on None.
            return False
        how = headers.get(SIGNATURE_SETTINGS_HEADER, "")
        try:
            return bool(self._validator(how).validate(url, form, signature, get_signature_algorithm(how)))
        except ValueError:  # A path that makes no URL.
            return False

    def _validator(self, how: str) -> RequestValidator:
        """The validator of the shared key that the header names, or the account's own."""
        for part in how.split(","):
            name, _, value = part.partition("=")
            if name.strip() == "key" and value.strip() in self._shared:
                return self._shared[value.strip()]
        return self._own
