"""Letters in tests: a mail server on this machine, and the words of what the mailbox holds."""

import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from uuid import UUID

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from app.banking.mail.look import look_of
from app.banking.mail.queries import mailbox
from app.banking.mail.writing import Written, written
from app.config import Config
from app.kernel.smtp import MailSettings, SmtpServer
from app.storage.session import partner_work
from app.workers.installed import install
from tests.world import World

SENDER = "no-reply@bank.example"
PASSWORD = "the server's own word"


@dataclass
class MailServer:
    """What a server on loopback took, and what it answers."""

    taken: list[EmailMessage] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    recipient_answer: str = ""
    before_answer: Callable[[], None] = lambda: None
    port: int = 0

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's own name and arguments
        self, *given: Any
    ) -> str:
        _server, _session, envelope, address, _options = given
        if self.recipient_answer:
            return self.recipient_answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, *given: Any) -> str:  # noqa: N802 -- likewise
        envelope = given[-1]
        self.before_answer()
        if self.answers:
            return self.answers.pop(0)
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        return "250 OK"


@contextmanager
def mail_server(**options: Any) -> Iterator[MailServer]:
    """A server that listens on a free port of loopback."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        server = MailServer(port=free.getsockname()[1])
    controller = Controller(server, hostname="127.0.0.1", port=server.port, **options)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


@contextmanager
def mail_goes_to(config: Config, server: MailServer, **other: Any) -> Iterator[Config]:
    """Letters are handed to the server; afterwards they go where they went before."""
    smtp = replace(SmtpServer("127.0.0.1", server.port, "none", timeout_seconds=2), **other)
    named = replace(config, mail=MailSettings("smtp", SENDER, smtp))
    install(named)
    try:
        yield named
    finally:
        install(config)


def encrypted(context: ssl.SSLContext) -> dict[str, Any]:
    """Options of a server that wants STARTTLS and a password."""

    def authenticate(*given: Any) -> AuthResult:
        data = given[-1]
        is_right = (data.login, data.password) == (b"guildhall", PASSWORD.encode())
        return AuthResult(success=is_right)

    return {
        "tls_context": context,
        "require_starttls": True,
        "auth_required": True,
        "authenticator": authenticate,
    }


def letters(world: World, surface: str = "portal", *, of: UUID | None = None) -> list[Written]:
    """What the development mailbox of a surface holds, newest first."""
    partner_id = of or (world.house_id if surface == "oversight" else world.partner_id)
    config = world.config
    with partner_work(partner_id) as db:
        look = look_of(
            db, partner_id, surface, origin_of=config.origin_of, is_sandbox=config.is_sandbox
        )
        return [written(kept, look) for kept in mailbox(db, surface)]


def link_in(letter: Written, path: str) -> str:
    """The path of the one-time link in a letter: `/password-reset/…`."""
    found = re.search(rf"https?://[^/\s]+(/{path}/[A-Za-z0-9_-]{{43}})", letter.text)
    assert found, letter.text
    return found[1]
