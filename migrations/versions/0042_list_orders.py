"""Conversations by where they stand and since when, and what is looked after by when it was given.

Safe while the old code runs: yes, it only adds indexes.
"""

from alembic import op
from sqlalchemy import text

revision = "0042_list_orders"
down_revision = "0041_team_order"
branch_labels = None
depends_on = None

STANDING = """(
case
when closed_at is not null then 'closed'
when waiting_since is not null then 'waiting'
else 'answered'
end)"""
SINCE = "coalesce(waiting_since, last_at)"


def upgrade() -> None:
    op.create_index("ix_thread_since", "thread", ["partner_id", text(SINCE), "id"])
    op.create_index(
        "ix_thread_standing", "thread", ["partner_id", text(STANDING), text(SINCE), "id"]
    )
    op.create_index(
        "ix_assignment_since",
        "assignment",
        ["partner_id", "assigned_at", "subject_id"],
        postgresql_where="login_id is not null",
    )


def downgrade() -> None:
    op.drop_index("ix_assignment_since", table_name="assignment")
    op.drop_index("ix_thread_standing", table_name="thread")
    op.drop_index("ix_thread_since", table_name="thread")
