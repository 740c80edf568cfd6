"""What a message may say, how many a customer may write, and when a letter tells of one."""

from datetime import datetime, timedelta

from app.kernel.errors import Refused
from app.kernel.languages import gettext as _
from app.kernel.text import tidied_lines

BODY_LENGTH_MAX = 4_000
MESSAGES_MAX = 20
MESSAGES_WITHIN = timedelta(hours=1)
LETTER_EVERY = timedelta(hours=1)


def read_body(text: str) -> str:
    """A message's words without control characters; raises Refused("message_length")."""
    body = tidied_lines(text)
    if not body:
        raise Refused("message_length", "Write something first.")
    if len(body) > BODY_LENGTH_MAX:
        raise Refused(
            "message_length",
            _("A message has at most %(most)s characters.", most=f"{BODY_LENGTH_MAX:,}"),
        )
    return body


def check_pace(written: int) -> None:
    """Whether a customer who wrote so many within the hour may write one more."""
    if written >= MESSAGES_MAX:
        raise Refused(
            "too_many_messages",
            "You have written many messages within an hour.",
            next_step="We read all of them. Write again a little later.",
        )


def is_letter_due(letter_at: datetime | None, read_at: datetime | None, now: datetime) -> bool:
    """One an hour at most; once the customer has read, the next message may tell at once."""
    if letter_at is None:
        return True
    has_read = read_at is not None and read_at >= letter_at
    return has_read or now - letter_at >= LETTER_EVERY
