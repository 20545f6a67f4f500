"""What the Twilio gateway is told: its account, its address, its limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from receptionist.errors import SettingsError


@dataclass(frozen=True, slots=True)
class TwilioSettings:
    """Read once by the application."""

    auth_token: str = field(repr=False)
    """Signs every webhook."""
    account_sid: str
    """AC…; empty: any account's streams are taken, and no REST call can be made."""
    public_url: str
    """Origin under which Twilio reaches this server, as "https://phone.example.com"; signatures are
    checked against it, never against the Host header."""
    shared_keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Secrets of Twilio's shared keys by their id, for accounts that sign with SHA-256."""
    shared_numbers: frozenset[str] = frozenset()
    """E.164 numbers to which several firms forward their calls."""
    lead_ms: int = 200
    """How much sound may lie in Twilio's buffer ahead of what is being played."""
    max_calls: int = 0
    """Streams at once; more get the fallback. 0: no limit."""
    api_url: str | None = None
    """REST calls go here instead of Twilio (a stand-in on loopback)."""
    api_timeout: float = 10.0
    """Seconds a REST call may take."""

    def __post_init__(self) -> None:
        if not self.auth_token:
            raise SettingsError("TWILIO_AUTH_TOKEN is empty: signatures could not be checked")
        scheme, _, rest = self.public_url.partition("://")
        if scheme not in ("http", "https") or not rest or "/" in rest.rstrip("/") or "?" in rest or "#" in rest:
            raise SettingsError(
                f"RECEPTIONIST_PUBLIC_URL is {self.public_url!r}; an origin like https://phone.example.com is needed"
            )

    @property
    def origin(self) -> str:
        """The public origin without a trailing slash."""
        return self.public_url.rstrip("/")

    @property
    def stream_origin(self) -> str:
        """The same as a WebSocket's: wss:// (ws:// on an unencrypted loopback)."""
        return "ws" + self.origin.removeprefix("http")
