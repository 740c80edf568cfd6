"""Whom somebody acted for, what changed, why, and through which door, in every audit record.

Safe while the old code runs: yes, it only adds columns that may be empty.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016_audit_context"
down_revision = "0015_mail"
branch_labels = None
depends_on = None

JSON = postgresql.JSONB(astext_type=sa.Text())
EMPTY = sa.text("''")


def upgrade() -> None:
    for column in (
        sa.Column("on_behalf_of_id", sa.Uuid(), nullable=True),
        sa.Column("on_behalf_of_label", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("before", JSON, nullable=True),
        sa.Column("after", JSON, nullable=True),
        sa.Column("door", sa.Text(), server_default=EMPTY, nullable=False),
        sa.Column("address_class", sa.Text(), server_default=EMPTY, nullable=False),
    ):
        op.add_column("audit_record", column)


def downgrade() -> None:
    for name in (
        "on_behalf_of_id",
        "on_behalf_of_label",
        "reason",
        "before",
        "after",
        "door",
        "address_class",
    ):
        op.drop_column("audit_record", name)
