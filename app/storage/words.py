"""Words that people and their things are found by: kept beside the row, in its transaction."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, and_, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.storage.scope import current_scope
from app.storage.tables import SearchWordRow

BEYOND = "\U0010ffff"  # sorts after whatever a word may go on with
OF_ONE_MAX = 24


def keep_words(
    db: Session, kind: str, subject_id: UUID, customer_id: UUID, words: Iterable[str]
) -> None:
    """Something new can be found by these words, each in the spelling of `words_of`."""
    partner_id, kept = current_scope(db).partner_id, list(dict.fromkeys(words))[:OF_ONE_MAX]
    if kept:
        common = {"partner_id": partner_id, "kind": kind, "subject_id": subject_id}
        rows = [{**common, "customer_id": customer_id, "word": word} for word in kept]
        db.execute(insert(SearchWordRow), rows)


def change_word(db: Session, kind: str, subject_id: UUID, before: str, after: str) -> None:
    """One of its words is another from now on, such as an address."""
    row = SearchWordRow
    it = (row.kind == kind, row.subject_id == subject_id)
    taken = select(row.word).where(*it, row.word == after).exists()
    db.execute(update(row).where(*it, row.word == before, ~taken).values(word=after))


def begins(column: InstrumentedAttribute[str], word: str) -> ColumnElement[bool]:
    """Whether a column in bytes' order begins with a word: a range, which an index can walk."""
    return and_(column >= word, column < word + BEYOND)
