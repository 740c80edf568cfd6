"""A key for blind indexes of each partner's own, and the right to wrap keys anew.

Safe while the old code runs: yes, its keys are data keys as before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024_index_keys"
down_revision = "0023_own_terms"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "data_key", sa.Column("purpose", sa.Text(), server_default="data", nullable=False)
    )
    op.create_check_constraint(
        op.f("ck_data_key_purpose"), "data_key", "purpose in ('data', 'index')"
    )
    op.create_index(
        "uq_data_key_index",
        "data_key",
        ["partner_id"],
        unique=True,
        postgresql_where="purpose = 'index'",
    )
    op.execute("grant update (wrapped, wrapping_key_id) on data_key to guildhall_app")


def downgrade() -> None:
    op.execute("revoke update (wrapped, wrapping_key_id) on data_key from guildhall_app")
    op.execute("delete from data_key where purpose = 'index'")
    op.drop_index("uq_data_key_index", "data_key")
    op.drop_constraint(op.f("ck_data_key_purpose"), "data_key")
    op.drop_column("data_key", "purpose")
