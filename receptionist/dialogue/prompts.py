"""What is said before and between the caller's turns; the same texts are rendered ahead for every firm."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from receptionist.dialogue.actions.wording import TEXTS, words
from receptionist.language import saying
from receptionist.messages import Channel, Language
from receptionist.tenant import Tenant

LANGUAGE_KEY = "2"
"""Switches to the firm's other language during the greeting."""
LANGUAGE_KEY_IN_MENU = "4"
"""… where 1 to 3 are the menu."""
_EMERGENCY_NUMBERS = {"GB": "999", "IE": "999", "US": "911", "CA": "911"}
_EUROPE = "112"
"""Directive (EU) 2018/1972, article 109: the single European emergency number; also answered in GB."""


def hello(language: Language, now: datetime) -> str:
    """Good morning, afternoon or evening on the firm's wall clock."""
    hour = now.hour
    part = "morning" if 4 <= hour < 12 else "afternoon" if 12 <= hour < 18 else "evening"
    return words(language).part(f"hello_{part}")


def opening(tenant: Tenant, language: Language, channel: Channel, now: datetime) -> str:
    """Who speaks: the firm, and that it is a machine (which no setting removes), then the firm's own words."""
    key = "greeting" if channel is Channel.VOICE else "greeting_written"
    firm = tenant.spoken.get(language) or tenant.name
    who = words(language)(key, 0, hello=hello(language, now), firm=firm)
    return f"{who} {tenant.greeting.get(language, '')}".strip()


def other_language(tenant: Tenant, language: Language, channel: Channel, hears: bool) -> tuple[Language, str] | None:
    """The offer of the firm's other language, in that language; None where it has none."""
    other = next((lang for lang in tenant.languages if lang != language), None)
    if other is None:
        return None
    if channel is not Channel.VOICE:
        return other, words(other)("other_language_written")
    key = LANGUAGE_KEY if hears else LANGUAGE_KEY_IN_MENU
    spoken = saying.say_number(int(key), other)
    return other, words(other)("other_language" if hears else "other_language_key", 0, key=spoken)


def emergency_number(tenant: Tenant) -> str:
    """The firm's country's emergency number."""
    return _EMERGENCY_NUMBERS.get(tenant.country.upper(), _EUROPE)


def emergency(tenant: Tenant, language: Language, channel: Channel) -> str:
    """What a caller in an emergency hears."""
    number = emergency_number(tenant)
    spoken = saying.say_digits(number, language) if channel is Channel.VOICE else number
    return words(language)("emergency", 0, number=spoken)


def fixed_prompts(tenant: Tenant) -> Sequence[tuple[Language, str]]:
    """Sentences of the firm that can be rendered before anyone calls, exactly as they will be said."""
    out: list[tuple[Language, str]] = []
    for language in tenant.languages:
        say = words(language)
        for hour in (9, 14, 20):
            when = datetime(2026, 1, 5, hour, tzinfo=tenant.zone)
            out.append((language, opening(tenant, language, Channel.VOICE, when)))
        out += [(language, text) for key in _FIXED for text in _variations(language, key)]
        out.append((language, emergency(tenant, language, Channel.VOICE)))
        for hears in (True, False):
            offer = other_language(tenant, language, Channel.VOICE, hears)
            out += [offer] if offer else []
        named = saying.say_list([s.called(language) for s in tenant.services], language, "or")
        out.append((language, say("ask_service_list", 0, services=named)))
    return tuple(dict.fromkeys(out))


_FIXED = (
    "how_can_i_help",
    "about_visit",
    "cut_off",
    "anything_else",
    "apology",
    "one_moment",
    "goodbye",
    "goodbye_silent",
    "silent",
    "silent_offer",
    "ask_service",
    "ask_time",
    "ask_name",
    "ask_phone",
    "not_caught",
    "can_do",
    "hand_over",
    "hand_over_sorry",
    "nobody_free",
    "ask_message",
    "ask_reason",
    "record_name",
    "record_message",
    "shall_i_take_message",
    "not_known",
    "language_switched",
)
"""Sentences without facts."""


def _variations(language: Language, key: str) -> list[str]:
    return [words(language)(key, nth) for nth in range(len(TEXTS[language][key]))]
