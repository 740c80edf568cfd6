"""Indexes for each order that a list of payments offers: the partner first, the id last.

Safe while the old code runs: yes, it only adds indexes.
"""

from alembic import op

revision = "0028_list_orders"
down_revision = "0027_attack_runs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_payment_amount", "payment", ["partner_id", "currency", "amount_minor", "id"]
    )
    op.create_index("ix_payment_settles", "payment", ["partner_id", "effective_on", "id"])


def downgrade() -> None:
    op.drop_index("ix_payment_settles", "payment")
    op.drop_index("ix_payment_amount", "payment")
