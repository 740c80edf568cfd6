"""Who takes a letter away: an SMTP server, the development mailbox, or nobody."""

import smtplib
import ssl
from contextlib import closing, suppress
from email.message import EmailMessage
from typing import Protocol

from app.kernel.errors import Refused, Unavailable
from app.kernel.smtp import MailSettings, SmtpServer

FOR_GOOD = range(500, 600)


class Undeliverable(Refused):
    """Nobody will ever take this letter: its address or its text is refused for good."""


class Postman(Protocol):
    """Takes one message; `keeps_contents` when it is read here and nowhere else."""

    keeps_contents: bool

    def carry(self, message: EmailMessage) -> None:
        """Raises Unavailable to be asked again, Undeliverable when that would not help."""


def postman_of(settings: MailSettings) -> Postman:
    if settings.way == "smtp" and settings.server:
        return SmtpPostman(settings.server)
    return Mailbox() if settings.way == "mailbox" else Nobody()


class Mailbox:
    """The letter stays where it is, to be read on the page /mailbox."""

    keeps_contents = True

    def carry(self, message: EmailMessage) -> None:
        """There is nothing to do: the page shows what the row still says."""


class Nobody:
    """Mail is off."""

    keeps_contents = False

    def carry(self, message: EmailMessage) -> None:
        del message
        raise Undeliverable("mail_off", "Mail is off in this installation.")


class SmtpPostman:
    """Hands over to a server: one connection a letter, encrypted, every step bounded in time."""

    keeps_contents = False

    def __init__(self, server: SmtpServer) -> None:
        self._server = server

    def carry(self, message: EmailMessage) -> None:
        # What a server says may repeat an address or a text: only its number is kept.
        try:
            self._hand_over(message)
        except smtplib.SMTPRecipientsRefused as error:
            raise _refusal(next(iter(error.recipients.values()))[0]) from None
        except smtplib.SMTPDataError as error:
            raise _refusal(error.smtp_code) from None
        except smtplib.SMTPNotSupportedError:
            raise Undeliverable("smtp_not_supported", "The server cannot take this.") from None
        except (smtplib.SMTPException, OSError) as error:
            code = getattr(error, "smtp_code", "")
            said = f"The mail server did not take it ({type(error).__name__} {code}).".strip()
            raise Unavailable("mail_server", said) from None

    def _hand_over(self, message: EmailMessage) -> None:
        with closing(self._connected()) as connection:
            if self._server.security == "starttls":
                connection.starttls(context=ssl.create_default_context())
            if self._server.user:
                connection.login(self._server.user, self._server.password)
            connection.send_message(message)
            with suppress(smtplib.SMTPException, OSError):  # it is taken: parting is no matter
                connection.quit()

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        if server.security == "tls":
            return smtplib.SMTP_SSL(
                server.host,
                server.port,
                timeout=server.timeout_seconds,
                context=ssl.create_default_context(),
            )
        return smtplib.SMTP(server.host, server.port, timeout=server.timeout_seconds)


def _refusal(code: int) -> Exception:
    if code in FOR_GOOD:
        return Undeliverable(f"smtp_{code}", "The mail server refused it for good.")
    return Unavailable("mail_server", f"The mail server did not take it ({code}).")
