"""Customers' deposits by name: an order of their list.

Safe while the old code runs: yes, it only adds an index, of columns that no posting changes.
"""

from alembic import op

revision = "0044_deposit_order"
down_revision = "0043_version_order"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_ledger_account_deposit",
        "ledger_account",
        ["partner_id", "name", "id"],
        postgresql_where="customer_id is not null",
    )


def downgrade() -> None:
    op.drop_index("ix_ledger_account_deposit", table_name="ledger_account")
