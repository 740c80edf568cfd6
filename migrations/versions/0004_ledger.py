"""The ledger and its functions.

Safe while the old code runs: yes, it only adds tables.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.storage.base import TransactionNumber
from migrations.policies import own_by_partner
from migrations.sql_files import run_sql

revision = "0004_ledger"
down_revision = "0003_programs"
branch_labels = None
depends_on = None

TABLES = ("ledger_account", "ledger_transaction", "entry", "hold", "ledger_checkpoint")


def upgrade() -> None:
    op.create_table(
        "ledger_account",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("program_id", sa.Uuid(), nullable=True),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("normal_side", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("is_pooled", sa.Boolean(), nullable=False),
        sa.Column("floor_minor", sa.BigInteger(), nullable=True),
        sa.Column("current_minor", sa.BigInteger(), nullable=False),
        sa.Column("held_minor", sa.BigInteger(), nullable=False),
        sa.Column("is_debit_frozen", sa.Boolean(), nullable=False),
        sa.Column("is_credit_frozen", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind in ('asset', 'liability', 'equity', 'income', 'expense')",
            name=op.f("ck_ledger_account_kind"),
        ),
        sa.CheckConstraint(
            "normal_side in ('debit', 'credit')", name=op.f("ck_ledger_account_normal_side")
        ),
        sa.CheckConstraint("held_minor >= 0", name=op.f("ck_ledger_account_held_not_negative")),
        sa.ForeignKeyConstraint(
            ["partner_id", "program_id"],
            ["program.partner_id", "program.id"],
            name=op.f("fk_ledger_account_partner_id_program_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_ledger_account_partner_id")
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_ledger_account")),
        sa.UniqueConstraint("partner_id", "code", name=op.f("uq_ledger_account_partner_id_code")),
        postgresql_with={"fillfactor": "50"},
    )
    op.create_index(
        "ix_ledger_account_customer", "ledger_account", ["partner_id", "customer_id"], unique=False
    )
    make_transactions()
    make_entries()
    _make_holds()
    make_checkpoints()
    own_by_partner("ledger_account", app="select", portal="select", ledger="select, insert, update")
    own_by_partner("hold", app="select", portal="select", ledger="select, insert, update")
    own_what_is_posted()
    run_sql("0003_ledger.sql")


def make_transactions() -> None:
    op.create_table(
        "ledger_transaction",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(
            ["partner_id", "reverses_id"],
            ["ledger_transaction.partner_id", "ledger_transaction.id"],
            name=op.f("fk_ledger_transaction_partner_id_reverses_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_ledger_transaction_partner_id")
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_ledger_transaction")),
        sa.UniqueConstraint(
            "partner_id",
            "idempotency_key",
            name=op.f("uq_ledger_transaction_partner_id_idempotency_key"),
        ),
    )
    op.create_index(
        "ix_ledger_transaction_posted",
        "ledger_transaction",
        ["partner_id", "posted_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_ledger_transaction_subject",
        "ledger_transaction",
        ["partner_id", "subject_id"],
        unique=False,
    )


def make_entries() -> None:
    op.create_table(
        "entry",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("transaction_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("ledger_account_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "written_by",
            TransactionNumber(),
            server_default=sa.text("pg_current_xact_id()"),
            nullable=False,
        ),
        sa.CheckConstraint("side in ('debit', 'credit')", name=op.f("ck_entry_side")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_entry_positive")),
        sa.ForeignKeyConstraint(
            ["partner_id", "ledger_account_id"],
            ["ledger_account.partner_id", "ledger_account.id"],
            name=op.f("fk_entry_partner_id_ledger_account_id"),
        ),
        sa.PrimaryKeyConstraint("partner_id", "transaction_id", "line", name=op.f("pk_entry")),
    )
    op.create_index(
        "ix_entry_account_day",
        "entry",
        ["partner_id", "ledger_account_id", "effective_on", "posted_at", "transaction_id", "line"],
        unique=False,
    )
    op.create_index(
        "ix_entry_account_written",
        "entry",
        ["partner_id", "ledger_account_id", "written_by"],
        unique=False,
    )


def _make_holds() -> None:
    op.create_table(
        "hold",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ledger_account_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("transaction_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "status in ('open', 'released', 'settled', 'expired')", name=op.f("ck_hold_status")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_hold_positive")),
        sa.ForeignKeyConstraint(
            ["partner_id", "ledger_account_id"],
            ["ledger_account.partner_id", "ledger_account.id"],
            name=op.f("fk_hold_partner_id_ledger_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "transaction_id"],
            ["ledger_transaction.partner_id", "ledger_transaction.id"],
            name=op.f("fk_hold_partner_id_transaction_id"),
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_hold")),
        sa.UniqueConstraint(
            "partner_id", "idempotency_key", name=op.f("uq_hold_partner_id_idempotency_key")
        ),
    )
    op.create_index(
        "ix_hold_open",
        "hold",
        ["partner_id", "ledger_account_id"],
        unique=False,
        postgresql_where="status = 'open'",
    )


def make_checkpoints() -> None:
    op.create_table(
        "ledger_checkpoint",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("ledger_account_id", sa.Uuid(), nullable=False),
        sa.Column("current_minor", sa.BigInteger(), nullable=False),
        sa.Column("written_below", TransactionNumber(), nullable=False),
        sa.Column("rolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id", "ledger_account_id"],
            ["ledger_account.partner_id", "ledger_account.id"],
            name=op.f("fk_ledger_checkpoint_partner_id_ledger_account_id"),
        ),
        sa.PrimaryKeyConstraint(
            "partner_id", "ledger_account_id", name=op.f("pk_ledger_checkpoint")
        ),
    )


def own_what_is_posted() -> None:
    own_by_partner("ledger_transaction", app="select", customer=None, ledger="select, insert")
    own_by_partner("entry", app="select", portal="select", ledger="select, insert")
    own_by_partner("ledger_checkpoint", app="select", ledger="select, insert, update")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(f"drop table {table} cascade")
