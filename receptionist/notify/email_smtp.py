"""E-mail by SMTP (RFC 5321, 5322) through `aiosmtplib`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Literal

import aiosmtplib

from receptionist.errors import TryLater, Undeliverable
from receptionist.notify.notify import Outgoing

TIMEOUT_SECONDS = 30.0
SUBJECT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where our mail leaves, and as whom."""

    host: str
    port: int
    sender: str
    """Address in From and of the envelope."""
    user: str = ""
    password: str = field(default="", repr=False)
    tls: Literal["starttls", "tls", "none"] = "starttls"


class SmtpSender:
    """The way out for e-mail."""

    kind: Literal["sms", "email"] = "email"

    def __init__(self, server: MailServer, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._server = server
        self._clock = clock

    async def send(self, message: Outgoing) -> None:
        """One message to one address. Raises TryLater or Undeliverable (whose text names no address)."""
        server = self._server
        mail = written(message, server.sender, self._clock())
        try:
            await aiosmtplib.send(
                mail,
                sender=server.sender,
                recipients=[message.to],
                hostname=server.host,
                port=server.port,
                username=server.user or None,
                password=server.password or None,
                use_tls=server.tls == "tls",
                start_tls=server.tls == "starttls",
                timeout=TIMEOUT_SECONDS,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _refused(min(each.code for each in error.recipients), "the recipient") from error
        except (aiosmtplib.SMTPAuthenticationError, aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPHeloError) as error:
            # The server refuses us, not the message: somebody must mend the settings, and then it goes.
            raise TryLater(f"the mail server refuses us ({error.code})") from error
        except aiosmtplib.SMTPResponseException as error:
            raise _refused(error.code, "the message") from error
        except aiosmtplib.SMTPNotSupported as error:
            raise TryLater(f"the mail server lacks something: {error}") from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise TryLater(f"the mail server can't be reached ({type(error).__name__})") from error
        except UnicodeError as error:
            raise Undeliverable("the address can't be written") from error


def written(message: Outgoing, sender: str, now: datetime) -> EmailMessage:
    """The e-mail. Nothing in a subject or an address can add a header or a recipient.

    Its Message-ID is made of the idempotency key: a second copy is recognised as one.
    Raises Undeliverable for an address that is none.
    """
    mail = EmailMessage(policy=SMTP)
    try:
        mail["From"] = Address(addr_spec=sender)
        mail["To"] = Address(addr_spec=message.to)
    except (ValueError, IndexError, MessageError) as error:
        raise Undeliverable("that is no e-mail address") from error
    mail["Subject"] = _one_line(message.subject)[:SUBJECT_LENGTH]
    mail["Date"] = format_datetime(now.astimezone(UTC))
    domain = sender.rpartition("@")[2]
    mail["Message-ID"] = f"<{hashlib.sha256(message.key.encode('utf-8', 'replace')).hexdigest()[:40]}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers back
    mail.set_content(_plain(message.text))
    if message.calendar:
        # RFC 6047 section 2.4: the method parameter equals the object's METHOD.
        method = re.search(r"^METHOD:([A-Z]+)\s*$", message.calendar, re.MULTILINE)
        parameters = {"method": method[1]} if method else {}
        mail.add_alternative(message.calendar, subtype="calendar", params=parameters)
    return mail


def _refused(code: int, what: str) -> TryLater | Undeliverable:
    """RFC 5321 section 4.2.1: 4yz is transient, 5yz permanent."""
    kind = TryLater if 400 <= code < 500 else Undeliverable
    return kind(f"the mail server refuses {what} ({code})")


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _plain(text: str) -> str:
    """Without control characters, and without halves of surrogate pairs, which no mail can carry."""
    kept = "".join(c for c in text if c in "\n\t" or c.isprintable())
    return kept.encode("utf-8", "replace").decode()
