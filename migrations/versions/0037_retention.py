"""Done work and ended letters may be removed; open work, and what was given up, may not.

Safe while the old code runs: yes, it removes nothing.
"""

from alembic import op

from migrations.policies import PARTNER

revision = "0037_retention"
down_revision = "0036_today"
branch_labels = None
depends_on = None

GONE = {"outbox": "done_at is not null", "mail": "status <> 'queued'"}


def upgrade() -> None:
    for table, is_over in GONE.items():
        op.execute(
            f"create policy {table}_removal on {table} as restrictive for delete "
            f"to guildhall_app using ({PARTNER} and {is_over})"
        )
        op.execute(f"grant delete on {table} to guildhall_app")


def downgrade() -> None:
    for table in GONE:
        op.execute(f"revoke delete on {table} from guildhall_app")
        op.execute(f"drop policy {table}_removal on {table}")
