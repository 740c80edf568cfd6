"""Words to find customers and accounts by, and payments by counterparty.

Safe while the old code runs: yes, it adds a table and an index; whoever joins through the old
code meanwhile is found by id, by account number and in the lists, and not by name.
"""

import re
import unicodedata
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from migrations.policies import own_by_partner

revision = "0033_search"
down_revision = "0032_threads"
branch_labels = None
depends_on = None

BATCH = 5_000
SPELLED_OUT = str.maketrans({"ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "æ": "ae", "Æ": "ae"})
BETWEEN = re.compile(r"[^\w]+|_+")
PEOPLE = sa.text("select partner_id, id, given_name, family_name, email, phone from customer")
NUMBERS = sa.text("select partner_id, id, customer_id, account_number from account")
KEEP = sa.text(
    "insert into search_word (partner_id, kind, word, subject_id, customer_id)"
    " values (:partner_id, :kind, :word, :subject_id, :customer_id)"
)


def upgrade() -> None:
    op.create_table(
        "search_word",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(collation="C"), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id", "customer_id"],
            ["customer.partner_id", "customer.id"],
            name=op.f("fk_search_word_partner_id_customer_id"),
        ),
        sa.PrimaryKeyConstraint(
            "partner_id", "kind", "word", "subject_id", name=op.f("pk_search_word")
        ),
    )
    columns = ["partner_id", "kind", "subject_id", "word"]
    op.create_index("ix_search_word_subject", "search_word", columns)
    own_by_partner("search_word", app="select, insert", portal="insert", bank="")
    op.execute("grant update (word) on search_word to guildhall_app")
    name = sa.text('counterparty_name collate "C"')
    op.create_index("ix_payment_name", "payment", ["partner_id", name, "created_at", "id"])
    _fill()


def _fill() -> None:
    database = op.get_bind()
    batch: list[dict[str, object]] = []
    for row in [*_people(database), *_numbers(database)]:
        batch.append(row)
        if len(batch) == BATCH:
            database.execute(KEEP, batch)
            batch.clear()
    if batch:
        database.execute(KEEP, batch)


def _people(database: sa.Connection) -> Iterator[dict[str, object]]:
    for partner_id, customer_id, given, family, email, phone in database.execute(PEOPLE):
        plain = _folded(f"{given} {family}")
        joined = re.sub(r"['’ʼ`]", "", plain)  # noqa: RUF001 -- people type each of them
        words = [*BETWEEN.split(joined), *BETWEEN.split(plain), email.lower(), phone[2:]]
        for word in dict.fromkeys(word[:60] for word in words if word):
            yield _row(partner_id, "customer", customer_id, customer_id, word)


def _numbers(database: sa.Connection) -> Iterator[dict[str, object]]:
    for partner_id, account_id, customer_id, number in database.execute(NUMBERS):
        yield _row(partner_id, "account", account_id, customer_id, number[-4:])


def _row(
    partner_id: object, kind: str, subject_id: object, customer_id: object, word: str
) -> dict[str, object]:
    return {
        "partner_id": partner_id,
        "kind": kind,
        "word": word,
        "subject_id": subject_id,
        "customer_id": customer_id,
    }


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.translate(SPELLED_OUT).casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def downgrade() -> None:
    op.drop_index("ix_payment_name", "payment")
    op.drop_table("search_word")
