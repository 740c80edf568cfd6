"""A letter as a message of RFC 5322: headers nobody can add to, plain text and HTML."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

from app.banking.mail.look import Look
from app.banking.mail.rules import Kept, one_line
from app.banking.mail.writing import Written


def message_id(mail_id: UUID, sender: str) -> str:
    """The same for every attempt at one letter, so that whoever gets it twice keeps one."""
    return f"<{mail_id.hex}@{sender.rpartition('@')[2]}>"


def message_of(
    kept: Kept, letter: Written, look: Look, *, sender: str, wall: datetime
) -> EmailMessage:
    """From the installation's address in the brand's name; answers go to the brand's support."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(one_line(look.brand), addr_spec=sender)
    message["To"] = Address(one_line(kept.to_name), addr_spec=kept.to_email)
    if look.support_email:
        message["Reply-To"] = Address(addr_spec=look.support_email)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(wall)
    message["Message-ID"] = message_id(kept.id, sender)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message
