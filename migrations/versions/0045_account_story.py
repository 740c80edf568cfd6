"""What was set aside on one account, and what was proposed to correct it: for its timeline.

Safe while the old code runs: yes, it only adds indexes.
"""

from alembic import op

revision = "0045_account_story"
down_revision = "0044_deposit_order"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_hold_account", "hold", ["partner_id", "ledger_account_id", "placed_at"])
    op.create_index(
        "ix_adjustment_line_account", "adjustment_line", ["partner_id", "ledger_account_id"]
    )


def downgrade() -> None:
    op.drop_index("ix_adjustment_line_account", table_name="adjustment_line")
    op.drop_index("ix_hold_account", table_name="hold")
