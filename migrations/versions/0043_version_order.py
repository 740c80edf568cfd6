"""A brand's versions by when they last changed: an order of their list.

Safe while the old code runs: yes, it only adds an index.
"""

from alembic import op

revision = "0043_version_order"
down_revision = "0042_list_orders"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_brand_version_changed", "brand_version", ["partner_id", "changed_at", "number"]
    )


def downgrade() -> None:
    op.drop_index("ix_brand_version_changed", table_name="brand_version")
