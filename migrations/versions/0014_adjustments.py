"""Adjustments: what one person proposes and another approves, with its lines.

Safe while the old code runs: yes, it only adds tables.
"""

import sqlalchemy as sa
from alembic import op

from migrations.policies import own_by_partner

revision = "0014_adjustments"
down_revision = "0013_invariants"
branch_labels = None
depends_on = None

DECISION = "status, decided_by, decided_label, decided_at, note, transaction_id"


def upgrade() -> None:
    _make_adjustments()
    _make_lines()
    own_by_partner("adjustment", app="select, insert")
    # What was proposed stays as it is; only the decision is written later.
    op.execute(f"grant update ({DECISION}) on adjustment to guildhall_app")
    own_by_partner("adjustment_line", app="select, insert")


def _make_adjustments() -> None:
    op.create_table(
        "adjustment",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("about_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_label", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_label", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("transaction_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "kind in ('adjustment', 'exchange', 'reversal')", name=op.f("ck_adjustment_kind")
        ),
        sa.CheckConstraint(
            "status in ('proposed', 'approved', 'rejected', 'withdrawn', 'expired')",
            name=op.f("ck_adjustment_status"),
        ),
        sa.CheckConstraint(
            "status not in ('approved', 'rejected') or decided_by is not null "
            "and decided_by <> proposed_by",
            name=op.f("ck_adjustment_maker_is_not_checker"),
        ),
        sa.CheckConstraint(
            "(status = 'approved') = (transaction_id is not null)",
            name=op.f("ck_adjustment_posted"),
        ),
        sa.CheckConstraint(
            "(kind = 'reversal') = (reverses_id is not null)", name=op.f("ck_adjustment_reversal")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_adjustment_partner_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "reverses_id"],
            ["ledger_transaction.partner_id", "ledger_transaction.id"],
            name=op.f("fk_adjustment_partner_id_reverses_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "transaction_id"],
            ["ledger_transaction.partner_id", "ledger_transaction.id"],
            name=op.f("fk_adjustment_partner_id_transaction_id"),
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_adjustment")),
        sa.UniqueConstraint(
            "partner_id",
            "idempotency_key",
            name=op.f("uq_adjustment_partner_id_idempotency_key"),
        ),
    )
    op.create_index(
        "uq_adjustment_open_reversal",
        "adjustment",
        ["partner_id", "reverses_id"],
        unique=True,
        postgresql_where="status = 'proposed' and reverses_id is not null",
    )


def _make_lines() -> None:
    op.create_table(
        "adjustment_line",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("adjustment_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("ledger_account_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.CheckConstraint("side in ('debit', 'credit')", name=op.f("ck_adjustment_line_side")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_adjustment_line_positive")),
        sa.ForeignKeyConstraint(
            ["partner_id", "adjustment_id"],
            ["adjustment.partner_id", "adjustment.id"],
            name=op.f("fk_adjustment_line_partner_id_adjustment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "ledger_account_id"],
            ["ledger_account.partner_id", "ledger_account.id"],
            name=op.f("fk_adjustment_line_partner_id_ledger_account_id"),
        ),
        sa.PrimaryKeyConstraint(
            "partner_id", "adjustment_id", "line", name=op.f("pk_adjustment_line")
        ),
    )


def downgrade() -> None:
    op.drop_table("adjustment_line")
    op.drop_table("adjustment")
