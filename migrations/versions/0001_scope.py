"""Scope settings, and the schema of our functions.

Safe while the old code runs: yes, nothing is there before it.
"""

from alembic import op

from migrations.sql_files import run_sql

revision = "0001_scope"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql("0001_scope.sql")


def downgrade() -> None:
    op.execute("drop schema guildhall cascade")
