"""The words of notices to the firm, in the firm's default language.

An SMS is kept to one part where it can be: Polish letters make it UCS-2, 70 characters a part
(GSM 03.38), so notices by SMS are short and the e-mail tells the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from receptionist.messages import Language
from receptionist.notify.notify import Outgoing
from receptionist.records.records import Message, MessageKind
from receptionist.tenant import Tenant

SMS_LENGTH = 306
"""Two joined parts in GSM-7, five in UCS-2: longer ones are cut, the e-mail or the list has the whole."""


@dataclass(frozen=True, slots=True)
class _Words:
    subject: Mapping[MessageKind, str]
    name: str
    phone: str
    unknown: str
    hidden: str
    said: str
    recorded: str
    when: str
    nothing: str


WORDS: Mapping[Language, _Words] = {
    "en": _Words(
        subject={
            "message": "New message from a caller",
            "call_back": "Please call back",
            "unanswered": "A question I could not answer",
        },
        name="Name",
        phone="Phone",
        unknown="not given",
        hidden="number withheld",
        said="Message",
        recorded="Recording",
        when="Received",
        nothing="(no words)",
    ),
    "pl": _Words(
        subject={
            "message": "Nowa wiadomość od dzwoniącej osoby",
            "call_back": "Prośba o oddzwonienie",
            "unanswered": "Pytanie bez odpowiedzi",
        },
        name="Imię i nazwisko",
        phone="Telefon",
        unknown="nie podano",
        hidden="numer zastrzeżony",
        said="Treść",
        recorded="Nagranie",
        when="Odebrano",
        nothing="(brak treści)",
    ),
}


def notices(tenant: Tenant, message: Message) -> tuple[Outgoing, ...]:
    """What leaves for the firm about a message: e-mail and/or SMS as its desk says; () where it says neither."""
    language = tenant.languages[0]
    words = WORDS[language]
    subject = words.subject[message.kind]
    out = []
    if tenant.desk.email:
        text = _letter(tenant, message, words, language)
        title = f"{subject}: {message.name}" if message.name else subject
        out.append(Outgoing(f"message:{message.id}:email", tenant.key, "email", tenant.desk.email, title, text))
    if tenant.desk.sms:
        text = _short(message, words, subject)
        key = f"message:{message.id}:sms"
        out.append(Outgoing(key, tenant.key, "sms", tenant.desk.sms, "", text, sender=tenant.numbers[0]))
    return tuple(out)


def _letter(tenant: Tenant, message: Message, words: _Words, language: Language) -> str:
    lines = [
        f"{words.subject[message.kind]}.",
        "",
        f"{words.name}: {message.name or words.unknown}",
        f"{words.phone}: {message.phone or words.hidden}",
        f"{words.when}: {_date(message.at.astimezone(tenant.zone), language)}",
        f"{words.said}: {message.text or words.nothing}",
    ]
    if message.recording:
        lines.append(f"{words.recorded}: {message.recording}")
    return "\n".join([*lines, "", f"-- {tenant.name}"])


def _short(message: Message, words: _Words, subject: str) -> str:
    who = ", ".join(part for part in (message.name, message.phone or words.hidden) if part)
    text = f"{subject}: {who}. {message.text}".strip() if message.text else f"{subject}: {who}."
    text = " ".join(text.split())
    return text if len(text) <= SMS_LENGTH else text[: SMS_LENGTH - 3].rstrip() + "..."  # "…" is not in GSM-7


def _date(at: datetime, language: Language) -> str:
    """As it is written in a letter: 21 November 2026, 14:05 / 21.11.2026, 14:05."""
    if language == "pl":
        return f"{at:%d.%m.%Y}, {at:%H:%M}"
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}, {at:%H:%M}"


# Not %B, which follows the machine's locale.
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
