"""What can tell of letters: that they went out, and which; never what they say."""

from collections.abc import Iterable

from flask import url_for
from sqlalchemy.orm import Session

from app.banking.mail.queries import LetterFacts, LetterRecord, asking_letters
from app.banking.trail.words import noun
from app.kernel.ids import CustomerId
from app.storage.keyset import Moment
from app.storage.together import Question, each_as
from app.web.object_pages.told import Source, Told

STATES = {"queued": "On its way.", "sent": "Sent.", "failed": "It could not be sent."}


def letters_source(db: Session, customer_id: CustomerId) -> Source:
    """That a letter went out, and which; never what it says."""

    def tell(before: Moment | None, limit: int) -> Question[list[Told]]:
        return each_as(asking_letters(customer_id, before=before, limit=limit), _told)

    return Source("letters", tell, db)


def _told(each: LetterFacts) -> Told:
    return Told(
        at=each.created_at,
        id=each.id,
        kind="letters",
        title=f"Letter: {noun(each.kind).lower()}",
        body=STATES.get(each.status, ""),
        href=url_for("messages.letter", mail_id=each.id),
        mark="mail",
        tone="danger" if each.status == "failed" else "neutral",
    )


def letter_source(found: LetterRecord) -> Source:
    """The two moments of one letter's life."""

    def tell(before: Moment | None, _limit: int) -> Iterable[Told]:
        if before is None and found.ended_at:
            is_sent = found.status == "sent"
            yield Told(
                at=found.ended_at,
                id=found.id,
                kind="letters",
                title="Sent" if is_sent else "Given up",
                body="" if is_sent else found.failure or "",
                mark="send" if is_sent else "alert",
                tone="success" if is_sent else "danger",
            )
        yield Told(at=found.created_at, id=found.id, kind="letters", title="Written", mark="mail")

    return Source("letters", tell)
