"""Payments, and the files that carry them.

Safe while the old code runs: yes, it only adds tables.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.policies import own_by_bank, own_by_partner

revision = "0009_payments"
down_revision = "0008_accounts"
branch_labels = None
depends_on = None

TABLES = (
    "payment",
    "outgoing_file",
    "received_file",
    "received_entry",
    "received_share",
    "prepared_return",
)


def upgrade() -> None:
    op.create_table(
        "payment",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("program_id", sa.Uuid(), nullable=False),
        sa.Column("rail", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("counterparty_name", sa.Text(), nullable=False),
        sa.Column("counterparty_routing", sa.Text(), nullable=False),
        sa.Column("counterparty_account", sa.Text(), nullable=False),
        sa.Column(
            "counterparty_account_type", sa.Text(), server_default="checking", nullable=False
        ),
        sa.Column("fee_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("to_account_id", sa.Uuid(), nullable=True),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("hold_id", sa.Uuid(), nullable=True),
        sa.Column("trace_number", sa.Text(), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("window_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("canceled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("return_code", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "direction in ('outgoing', 'incoming')", name=op.f("ck_payment_direction")
        ),
        sa.CheckConstraint("rail in ('ach', 'book')", name=op.f("ck_payment_rail")),
        sa.CheckConstraint(
            "status in ('pending_approval', 'approved', 'submitted', 'settled', 'rejected', "
            "'canceled', 'returned')",
            name=op.f("ck_payment_status"),
        ),
        sa.CheckConstraint(
            "counterparty_account_type in ('checking', 'savings')",
            name=op.f("ck_payment_counterparty_account_type"),
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_payment_positive")),
        sa.CheckConstraint("fee_minor >= 0", name=op.f("ck_payment_fee_not_negative")),
        sa.ForeignKeyConstraint(
            ["partner_id", "account_id"],
            ["account.partner_id", "account.id"],
            name=op.f("fk_payment_partner_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "customer_id"],
            ["customer.partner_id", "customer.id"],
            name=op.f("fk_payment_partner_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "hold_id"],
            ["hold.partner_id", "hold.id"],
            name=op.f("fk_payment_partner_id_hold_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "program_id"],
            ["program.partner_id", "program.id"],
            name=op.f("fk_payment_partner_id_program_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "to_account_id"],
            ["account.partner_id", "account.id"],
            name=op.f("fk_payment_partner_id_to_account_id"),
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_payment")),
        sa.UniqueConstraint(
            "partner_id", "idempotency_key", name=op.f("uq_payment_partner_id_idempotency_key")
        ),
    )
    op.create_index(
        "ix_payment_account",
        "payment",
        ["partner_id", "account_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_payment_customer",
        "payment",
        ["partner_id", "customer_id", "created_at", "id"],
        unique=False,
    )
    op.create_index("ix_payment_file", "payment", ["partner_id", "file_id"], unique=False)
    op.create_index(
        "ix_payment_latest", "payment", ["partner_id", "created_at", "id"], unique=False
    )
    op.create_index(
        "ix_payment_moving",
        "payment",
        ["partner_id", "rail", "status"],
        unique=False,
        postgresql_where="status in ('approved', 'submitted')",
    )
    op.create_index("ix_payment_trace", "payment", ["partner_id", "trace_number"], unique=False)
    op.create_index(
        "uq_payment_received",
        "payment",
        ["partner_id", "settled_on", "trace_number", "amount_minor"],
        unique=True,
        postgresql_where="direction = 'incoming' and rail = 'ach'",
    )
    op.create_table(
        "outgoing_file",
        sa.Column("bank_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rail", sa.Text(), nullable=False),
        sa.Column("window_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settles_on", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("transliterations", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status in ('open', 'written', 'sent', 'settled', 'empty')",
            name=op.f("ck_outgoing_file_status"),
        ),
        sa.ForeignKeyConstraint(["bank_id"], ["bank.id"], name=op.f("fk_outgoing_file_bank_id")),
        sa.PrimaryKeyConstraint("bank_id", "id", name=op.f("pk_outgoing_file")),
        sa.UniqueConstraint(
            "bank_id", "rail", "window_at", name=op.f("uq_outgoing_file_bank_id_rail_window_at")
        ),
    )
    op.create_table(
        "received_file",
        sa.Column("bank_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("file_created", sa.Text(), nullable=False),
        sa.Column("modifier", sa.Text(), nullable=False),
        sa.Column("verdict", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("credit_minor", sa.BigInteger(), nullable=False),
        sa.Column("debit_minor", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status in ('accepted', 'posted', 'refused')", name=op.f("ck_received_file_status")
        ),
        sa.ForeignKeyConstraint(["bank_id"], ["bank.id"], name=op.f("fk_received_file_bank_id")),
        sa.PrimaryKeyConstraint("bank_id", "id", name=op.f("pk_received_file")),
        sa.UniqueConstraint("bank_id", "sha256", name=op.f("uq_received_file_bank_id_sha256")),
    )
    op.create_index(
        "ix_received_file_identity",
        "received_file",
        ["bank_id", "origin", "file_created", "modifier"],
        unique=False,
    )
    op.create_index(
        "ix_received_file_latest", "received_file", ["bank_id", "received_at", "id"], unique=False
    )
    op.create_table(
        "received_entry",
        sa.Column("bank_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("owner_partner_id", sa.Uuid(), nullable=True),
        sa.Column("owner_account_id", sa.Uuid(), nullable=True),
        sa.Column("routing_number", sa.Text(), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("transaction_code", sa.Text(), nullable=False),
        sa.Column("sec_code", sa.Text(), nullable=False),
        sa.Column("company_name", sa.Text(), nullable=False),
        sa.Column("individual_name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("trace_number", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("settles_on", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("addenda", sa.Text(), nullable=False),
        sa.Column("back_code", sa.Text(), nullable=False),
        sa.Column("original_trace", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind in ('credit', 'debit', 'prenote', 'return', 'noc', 'other')",
            name=op.f("ck_received_entry_kind"),
        ),
        sa.CheckConstraint(
            "outcome in ('waiting', 'posted', 'suspense', 'recorded', 'duplicate', 'ignored')",
            name=op.f("ck_received_entry_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["bank_id", "file_id"],
            ["received_file.bank_id", "received_file.id"],
            name=op.f("fk_received_entry_bank_id_file_id"),
        ),
        sa.PrimaryKeyConstraint("bank_id", "file_id", "line", name=op.f("pk_received_entry")),
    )
    op.create_index(
        "ix_received_entry_once",
        "received_entry",
        ["bank_id", "trace_number", "amount_minor"],
        unique=False,
    )
    op.create_index(
        "ix_received_entry_owner",
        "received_entry",
        ["bank_id", "file_id", "owner_partner_id"],
        unique=False,
    )
    op.create_table(
        "received_share",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_received_share_partner_id")
        ),
        sa.PrimaryKeyConstraint("partner_id", "file_id", name=op.f("pk_received_share")),
    )
    op.create_table(
        "prepared_return",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("original_trace", sa.Text(), nullable=False),
        sa.Column("original_routing", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("individual_name", sa.Text(), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("transaction_code", sa.Text(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("return_by", sa.Date(), nullable=False),
        sa.Column("outgoing_file_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status in ('prepared', 'sent')", name=op.f("ck_prepared_return_status")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_prepared_return_partner_id")
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_prepared_return")),
        sa.UniqueConstraint(
            "partner_id", "file_id", "line", name=op.f("uq_prepared_return_partner_id_file_id_line")
        ),
    )

    own_by_partner("payment", portal="select, insert, update")
    own_by_bank("outgoing_file")
    own_by_bank("received_file")
    own_by_bank("received_entry")
    own_by_partner("received_share", app="select, insert")
    own_by_partner("prepared_return")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(f"drop table {table} cascade")
