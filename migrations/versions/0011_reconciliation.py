"""What the bank says, days as closed, breaks.

Safe while the old code runs: yes, it only adds tables.
"""

import sqlalchemy as sa
from alembic import op

from migrations.policies import own_by_bank, own_by_partner

revision = "0011_reconciliation"
down_revision = "0010_statements"
branch_labels = None
depends_on = None

TABLES = ("bank_balance", "program_day", "bank_break")


def upgrade() -> None:
    op.create_table(
        "bank_balance",
        sa.Column("bank_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("business_on", sa.Date(), nullable=False),
        sa.Column("bank_account", sa.Text(), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["bank_id"], ["bank.id"], name=op.f("fk_bank_balance_bank_id")),
        sa.PrimaryKeyConstraint("bank_id", "id", name=op.f("pk_bank_balance")),
        sa.UniqueConstraint(
            "bank_id",
            "business_on",
            "bank_account",
            name=op.f("uq_bank_balance_bank_id_business_on_bank_account"),
        ),
    )
    op.create_table(
        "program_day",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("program_id", sa.Uuid(), nullable=True),
        sa.Column("bank_account", sa.Text(), nullable=False),
        sa.Column("business_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("cash_minor", sa.BigInteger(), nullable=False),
        sa.Column("owed_minor", sa.BigInteger(), nullable=False),
        sa.Column("in_transit_minor", sa.BigInteger(), nullable=False),
        sa.Column("other_minor", sa.BigInteger(), nullable=False),
        sa.Column("customers", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id", "program_id"],
            ["program.partner_id", "program.id"],
            name=op.f("fk_program_day_partner_id_program_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_program_day_partner_id")
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_program_day")),
        sa.UniqueConstraint(
            "partner_id",
            "bank_account",
            "business_on",
            name=op.f("uq_program_day_partner_id_bank_account_business_on"),
        ),
    )
    op.create_table(
        "bank_break",
        sa.Column("bank_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("explained_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("explained_by", sa.Text(), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["bank_id"], ["bank.id"], name=op.f("fk_bank_break_bank_id")),
        sa.PrimaryKeyConstraint("bank_id", "id", name=op.f("pk_bank_break")),
        sa.UniqueConstraint(
            "bank_id", "kind", "subject", name=op.f("uq_bank_break_bank_id_kind_subject")
        ),
    )
    op.create_index(
        "ix_bank_break_open", "bank_break", ["bank_id", "opened_at", "id"], unique=False
    )

    own_by_bank("bank_balance", app="select, insert")
    own_by_partner("program_day")
    own_by_bank("bank_break", bank="select, update")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(f"drop table {table} cascade")
