"""How mail leaves: read from the environment; a server, the development mailbox, or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

Security = Literal["starttls", "tls", "none"]
Way = Literal["smtp", "mailbox", "off"]

URL, SENDER = "GUILDHALL_SMTP_URL", "GUILDHALL_MAIL_FROM"
OFF = "off"
SCHEMES: dict[str, tuple[Security, int]] = {"smtp": ("starttls", 587), "smtps": ("tls", 465)}
TIMEOUT_SECONDS, TIMEOUT_SECONDS_MAX = 10, 20  # two steps of a conversation fit into a lease
LOOPBACK = ("127.0.0.1", "::1", "localhost")
EXAMPLE = "smtp://user:secret@mail.example:587"


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where letters are handed over; unencrypted only on this machine."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)
    timeout_seconds: int = TIMEOUT_SECONDS


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How mail leaves this installation, and in whose name."""

    way: Way
    sender: str
    server: SmtpServer | None = None


def mail_settings(env: Mapping[str, str], *, is_production: bool) -> MailSettings:
    """Raises ValueError with one line that says what to set.

    Production needs a server, or the word that mail is off; elsewhere the mailbox is usual.
    """
    text, sender = env.get(URL, ""), env.get(SENDER, "")
    if text == OFF:
        return MailSettings("off", "nobody@localhost")
    if not text and is_production:
        raise ValueError(f"{URL} is missing; set it, for example {URL}={EXAMPLE}, or to {OFF}")
    if not text:
        return MailSettings("mailbox", sender or "no-reply@guildhall.localhost")
    server = smtp_server(text)
    if sender.count("@") != 1 or not sender.isascii() or not sender.isprintable():
        raise ValueError(f"{SENDER} is missing; set it to the address that letters come from")
    return MailSettings("smtp", sender, server)


def smtp_server(text: str) -> SmtpServer:
    """`smtp://` (STARTTLS) or `smtps://`; `?tls=none` on this machine only, `?timeout=15`."""
    parts = urlsplit(text)
    fault = ValueError(f"{URL} is not understood; write it like {EXAMPLE}")
    try:
        port = parts.port
    except ValueError:
        raise fault from None
    if parts.scheme not in SCHEMES or not parts.hostname or parts.path not in ("", "/"):
        raise fault
    security, usual_port = SCHEMES[parts.scheme]
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    timeout = asked.pop("timeout", str(TIMEOUT_SECONDS))
    if asked.pop("tls", "") == "none":
        security = "none"
    if asked or not timeout.isdecimal() or not 0 < int(timeout) <= TIMEOUT_SECONDS_MAX:
        raise fault
    if security == "none" and parts.hostname not in LOOPBACK:
        raise ValueError(f"{URL} would send letters unencrypted; take ?tls=none out of it")
    return SmtpServer(
        host=parts.hostname,
        port=port or usual_port,
        security=security,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        timeout_seconds=int(timeout),
    )
