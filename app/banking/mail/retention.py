"""Letters that were sent, or given up, go after their days; one that still waits has not ended."""

from app.banking.events.retention import Ended, letters_before
from app.banking.mail.tables import MailRow

ENDED_LETTERS = Ended(MailRow, MailRow.ended_at, letters_before, "letters.removed")
