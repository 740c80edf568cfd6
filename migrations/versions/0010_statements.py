"""Statements.

Safe while the old code runs: yes, it only adds tables.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.policies import own_by_partner

revision = "0010_statements"
down_revision = "0009_payments"
branch_labels = None
depends_on = None

TABLES = ("statement", "statement_document")


def upgrade() -> None:
    op.create_table(
        "statement",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("opening_minor", sa.BigInteger(), nullable=False),
        sa.Column("closing_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id", "account_id"],
            ["account.partner_id", "account.id"],
            name=op.f("fk_statement_partner_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "customer_id"],
            ["customer.partner_id", "customer.id"],
            name=op.f("fk_statement_partner_id_customer_id"),
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_statement")),
        sa.UniqueConstraint(
            "partner_id",
            "account_id",
            "month_on",
            name=op.f("uq_statement_partner_id_account_id_month_on"),
        ),
    )
    op.create_index("ix_statement_latest", "statement", ["partner_id", "month_on", "id"])
    op.create_index(
        "ix_statement_customer", "statement", ["partner_id", "customer_id", "month_on", "id"]
    )
    op.create_table(
        "statement_document",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("rendered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id", "statement_id"],
            ["statement.partner_id", "statement.id"],
            name=op.f("fk_statement_document_partner_id_statement_id"),
        ),
        sa.PrimaryKeyConstraint("partner_id", "statement_id", name=op.f("pk_statement_document")),
    )

    own_by_partner("statement", app="select, insert", portal="select")
    own_by_partner("statement_document", app="select, insert", portal="select", bank="")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(f"drop table {table} cascade")
