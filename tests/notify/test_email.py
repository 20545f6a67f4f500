"""E-mail to a real SMTP server on loopback (aiosmtpd)."""

from __future__ import annotations

import asyncio
import email
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult

from receptionist.errors import TryLater, Undeliverable
from receptionist.notify.email_smtp import MailServer, SmtpSender, written
from receptionist.notify.notify import Outgoing

NOW = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)
NOTICE = Outgoing("k1", "bella", "email", "bella@example.com", "Nowa wiadomość", "Treść: zażółć\nTelefon: +48600100200")
INVITATION = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


class Sink:
    """Keeps what arrives, and answers as it is told."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, list[str], EmailMessage]] = []
        self.rcpt = self.data = self.mail = ""
        self.port = 0

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802  # aiosmtpd's name
        if self.mail:
            return self.mail
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.data:
            return self.data
        mail = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, mail))
        return "250 OK"


@pytest.fixture
async def sink() -> AsyncIterator[Sink]:
    handler = Sink()

    def authenticator(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"ok", b"ok"), handled=False)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(handler, authenticator=authenticator, auth_require_tls=False, enable_SMTPUTF8=False, loop=loop),
        "127.0.0.1",
        0,
    )
    handler.port = server.sockets[0].getsockname()[1]
    yield handler
    server.close()
    await server.wait_closed()


def sender(sink: Sink, **changes: Any) -> SmtpSender:
    fields: dict[str, Any] = {"sender": "receptionist@example.com", "tls": "none", "port": sink.port} | changes
    return SmtpSender(MailServer("127.0.0.1", **fields), lambda: NOW)


async def test_a_notice_arrives_whole(sink: Sink) -> None:
    await sender(sink).send(NOTICE)
    ((source, targets, mail),) = sink.mails
    assert (source, targets) == ("receptionist@example.com", ["bella@example.com"])
    assert (mail["From"], mail["To"], mail["Subject"]) == (source, "bella@example.com", "Nowa wiadomość")
    body = mail.get_body()
    assert body is not None
    assert body.get_content().strip().splitlines() == ["Treść: zażółć", "Telefon: +48600100200"]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == NOW


async def test_a_second_copy_can_be_recognised() -> None:
    first, second = (written(NOTICE, "r@example.com", NOW)["Message-ID"] for _ in range(2))
    other = written(Outgoing("k2", "bella", "email", "bella@example.com", "", ""), "r@example.com", NOW)
    assert first == second != other["Message-ID"]


async def test_an_invitation_names_its_method(sink: Sink) -> None:
    await sender(sink).send(Outgoing("k1", "bella", "email", "j@example.com", "Wizyta", "Tekst", "", INVITATION))
    calendar = next(part for part in sink.mails[0][2].walk() if part.get_content_type() == "text/calendar")
    assert calendar.get_param("method") == "REQUEST"
    assert "METHOD:REQUEST" in calendar.get_content()


async def test_logging_in(sink: Sink) -> None:
    await sender(sink, user="ok", password="ok").send(NOTICE)
    assert len(sink.mails) == 1


@pytest.mark.parametrize(
    "subject",
    ["Hej\r\nBcc: thief@example.com", "Hej\nBcc: thief@example.com", "Hej\x00\x1b[2J", "\u2028Bcc: x@example.com"],
)
async def test_a_subject_can_add_no_header(sink: Sink, subject: str) -> None:
    await sender(sink).send(Outgoing("k1", "bella", "email", "bella@example.com", subject, "t"))
    _, targets, mail = sink.mails[0]
    assert targets == ["bella@example.com"]
    assert mail["Bcc"] is None
    assert mail["Subject"].startswith(("Hej", "Bcc"))


@pytest.mark.parametrize(
    "to",
    [
        "",
        "nobody",
        "a@example.com, b@example.com",
        "a@example.com\r\nBcc: b@example.com",
        "a b@example.com",
        "<a@example.com> b@example.com",
        "@example.com",
        "a@",
    ],
)
async def test_an_address_that_is_none_is_never_delivered(sink: Sink, to: str) -> None:
    with pytest.raises(Undeliverable):
        await sender(sink).send(Outgoing("k1", "bella", "email", to, "s", "t"))
    assert sink.mails == []


@pytest.mark.parametrize("text", ["\x00\x07", "\ud83d half a pair", "." * 2000, "x\r\n.\r\nMAIL FROM:<x>\r\n", ""])
async def test_nasty_text_arrives_as_one_mail(sink: Sink, text: str) -> None:
    await sender(sink).send(Outgoing("k1", "bella", "email", "bella@example.com", "s", text))
    assert len(sink.mails) == 1


@pytest.mark.parametrize(
    ("where", "answer", "fate"),
    [
        ("rcpt", "550 no such user bella@example.com", Undeliverable),
        ("rcpt", "451 try later", TryLater),
        ("data", "554 refused", Undeliverable),
        ("data", "452 full", TryLater),
        ("mail", "550 you may not send", TryLater),  # it is we who are refused: a setting to mend, not a lost message
        ("mail", "421 closing", TryLater),
    ],
)
async def test_what_the_server_says_decides(sink: Sink, where: str, answer: str, fate: type[Exception]) -> None:
    setattr(sink, where, answer)
    with pytest.raises(fate) as raised:
        await sender(sink).send(NOTICE)
    assert "bella@" not in str(raised.value)


@pytest.mark.parametrize("changes", [{"user": "ok", "password": "wrong"}, {"tls": "starttls"}, {"tls": "tls"}])
async def test_settings_that_are_wrong_lose_nothing(sink: Sink, changes: dict[str, str]) -> None:
    with pytest.raises(TryLater):
        await sender(sink, **changes).send(NOTICE)
    assert sink.mails == []


async def test_a_server_that_is_not_there_is_tried_later(sink: Sink) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(TryLater):
            await sender(sink, port=unused.getsockname()[1]).send(NOTICE)


async def test_letters_that_the_server_can_not_take_in_an_address(sink: Sink) -> None:
    with pytest.raises((TryLater, Undeliverable)):
        await sender(sink).send(Outgoing("k1", "bella", "email", "żuk@example.com", "s", "t"))
