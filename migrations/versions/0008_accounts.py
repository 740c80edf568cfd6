"""Accounts, the bank's directory and number series.

Safe while the old code runs: yes, it only adds tables.
"""

import sqlalchemy as sa
from alembic import op

from migrations.policies import EVERY, allow, own_by_partner, secure
from migrations.sql_files import run_sql

revision = "0008_accounts"
down_revision = "0007_customers"
branch_labels = None
depends_on = None

TABLES = ("account", "account_directory", "number_series")


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("program_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("ledger_account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("routing_number", sa.Text(), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("status in ('open', 'closed')", name=op.f("ck_account_status")),
        sa.ForeignKeyConstraint(
            ["partner_id", "customer_id"],
            ["customer.partner_id", "customer.id"],
            name=op.f("fk_account_partner_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "ledger_account_id"],
            ["ledger_account.partner_id", "ledger_account.id"],
            name=op.f("fk_account_partner_id_ledger_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "product_id"],
            ["product.partner_id", "product.id"],
            name=op.f("fk_account_partner_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "program_id"],
            ["program.partner_id", "program.id"],
            name=op.f("fk_account_partner_id_program_id"),
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_account")),
        sa.UniqueConstraint(
            "partner_id", "ledger_account_id", name=op.f("uq_account_partner_id_ledger_account_id")
        ),
        sa.UniqueConstraint(
            "partner_id",
            "routing_number",
            "account_number",
            name=op.f("uq_account_partner_id_routing_number_account_number"),
        ),
    )
    op.create_index("ix_account_customer", "account", ["partner_id", "customer_id"], unique=False)
    op.create_table(
        "account_directory",
        sa.Column("bank_id", sa.Uuid(), nullable=False),
        sa.Column("routing_number", sa.Text(), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("owner_partner_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_id", "owner_partner_id"],
            ["partner.bank_id", "partner.id"],
            name=op.f("fk_account_directory_bank_id_owner_partner_id"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_partner_id", "account_id"],
            ["account.partner_id", "account.id"],
            name=op.f("fk_account_directory_owner_partner_id_account_id"),
        ),
        sa.PrimaryKeyConstraint(
            "bank_id", "routing_number", "account_number", name=op.f("pk_account_directory")
        ),
    )
    op.create_table(
        "number_series",
        sa.Column("bank_id", sa.Uuid(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["bank_id"], ["bank.id"], name=op.f("fk_number_series_bank_id")),
        sa.PrimaryKeyConstraint("bank_id", "series", name=op.f("pk_number_series")),
    )

    own_by_partner("account", portal="select")
    allow("account", "guildhall_directory", "select", EVERY)
    secure("account_directory")
    allow("account_directory", "guildhall_directory", "select, insert", EVERY)
    secure("number_series")
    allow("number_series", "guildhall_directory", "select, insert, update", EVERY)
    run_sql("0004_directory.sql")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(f"drop table {table} cascade")
