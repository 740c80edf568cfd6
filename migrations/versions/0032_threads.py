"""Conversations of customers with those who answer: threads, and messages that are only added.

A customer's own role adds messages as the customer and nobody else; what it may write of a thread
is its own read mark, that somebody waits, and that the thread is open again. The bank reads none.
Safe while the old code runs: yes, new tables.
"""

import sqlalchemy as sa
from alembic import op

from migrations.policies import own_by_partner

revision = "0032_threads"
down_revision = "0031_notes"
branch_labels = None
depends_on = None

PORTAL_WRITES = (
    "select, insert, update "
    "(last_at, customer_last_at, waiting_since, customer_read_at, closed_at, closed_label)"
)
# Not whose side it is from: that is the customer's, whatever the portal says.
PORTAL_ADDS = (
    "select, insert (partner_id, id, thread_id, customer_id, author_id, author_label, body, at)"
)
MOMENTS = (
    "waiting_since",
    "customer_last_at",
    "staff_last_at",
    "customer_read_at",
    "staff_read_at",
    "letter_at",
    "closed_at",
)


def upgrade() -> None:
    _make_threads()
    _make_messages()


def _make_threads() -> None:
    op.create_table(
        "thread",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in MOMENTS),
        sa.Column("closed_label", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(closed_at is null) = (closed_label is null)", name=op.f("ck_thread_closed")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "customer_id"],
            ["customer.partner_id", "customer.id"],
            name=op.f("fk_thread_partner_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "payment_id"],
            ["payment.partner_id", "payment.id"],
            name=op.f("fk_thread_partner_id_payment_id"),
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_thread")),
        sa.UniqueConstraint("partner_id", "id", "customer_id", name=op.f("uq_thread_owner")),
    )
    for name, columns, condition in (
        ("uq_thread_customer", ["partner_id", "customer_id"], "payment_id is null"),
        ("uq_thread_payment", ["partner_id", "payment_id"], "payment_id is not null"),
    ):
        op.create_index(name, "thread", columns, unique=True, postgresql_where=sa.text(condition))
    op.create_index(
        "ix_thread_waiting",
        "thread",
        ["partner_id", "waiting_since", "id"],
        postgresql_where=sa.text("waiting_since is not null"),
    )
    op.create_index("ix_thread_latest", "thread", ["partner_id", "last_at", "id"])
    op.create_index("ix_thread_of", "thread", ["partner_id", "customer_id", "last_at", "id"])
    own_by_partner("thread", portal=PORTAL_WRITES, bank="")


def _make_messages() -> None:
    op.create_table(
        "message",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("is_from_customer", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("author_label", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("char_length(body) between 1 and 4000", name=op.f("ck_message_body")),
        sa.ForeignKeyConstraint(
            ["partner_id", "thread_id", "customer_id"],
            ["thread.partner_id", "thread.id", "thread.customer_id"],
            name=op.f("fk_message_owner"),
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_message")),
    )
    op.create_index("ix_message_thread", "message", ["partner_id", "thread_id", "at", "id"])
    op.create_index("ix_message_customer", "message", ["partner_id", "customer_id", "at", "id"])
    own_by_partner("message", app="select, insert", portal=PORTAL_ADDS, bank="")


def downgrade() -> None:
    op.execute("drop table message")
    op.execute("drop table thread")
