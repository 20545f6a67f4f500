"""The few sentences that Twilio itself says: when the receptionist's own voice cannot be on the line.

They depend on none of our engines, so they still sound when everything here has failed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from receptionist.messages import Language

VOICES: Final[Mapping[Language, tuple[str, str]]] = {"en": ("Polly.Amy", "en-GB"), "pl": ("Polly.Ewa", "pl-PL")}
"""Voice and language attribute of <Say>."""

UNKNOWN_NUMBER: Final[Mapping[Language, str]] = {
    "en": "Sorry, nobody can be reached at this number. Goodbye.",
    "pl": "Przepraszamy, pod tym numerem nikt nie odpowiada. Do widzenia.",
}
TROUBLE: Final[Mapping[Language, str]] = {
    "en": "We are sorry, our assistant cannot talk just now.",
    "pl": "Przepraszamy, nasz asystent nie może teraz rozmawiać.",
}
CONNECTING: Final[Mapping[Language, str]] = {
    "en": "One moment, you are being put through.",
    "pl": "Proszę chwilę zaczekać, łączymy.",
}
LEAVE_MESSAGE: Final[Mapping[Language, str]] = {
    "en": "Please leave your name, your number and a message after the tone, and you will be called back.",
    "pl": "Po sygnale prosimy podać imię, numer telefonu i wiadomość, a oddzwonimy.",
}
IF_NOT_HELPED: Final[Mapping[Language, str]] = {
    "en": "If nobody has helped you, please leave your name, your number and a message after the tone. "
    "Otherwise just hang up.",
    "pl": "Jeśli nikt nie pomógł, po sygnale prosimy podać imię, numer telefonu i wiadomość. "
    "W przeciwnym razie prosimy się rozłączyć.",
}
THANKS: Final[Mapping[Language, str]] = {
    "en": "Thank you. Goodbye.",
    "pl": "Dziękujemy. Do widzenia.",
}
PRESS_ONE: Final[Mapping[Language, str]] = {
    "en": "Press one to take the call.",
    "pl": "Aby odebrać rozmowę, proszę nacisnąć jeden.",
}
CHOOSE_FIRM: Final[Mapping[Language, str]] = {
    "en": "For {firm}, press {key}.",
    "pl": "{firm}: klawisz {key}.",
}
SMS_TROUBLE: Final[Mapping[Language, str]] = {
    "en": "Sorry, we cannot answer just now. Please call us.",
    "pl": "Przepraszamy, nie możemy teraz odpisać. Prosimy zadzwonić.",
}
SMS_TEXT_ONLY: Final[Mapping[Language, str]] = {
    "en": "Sorry, we can only read text.",
    "pl": "Przepraszamy, możemy czytać tylko tekst.",
}
