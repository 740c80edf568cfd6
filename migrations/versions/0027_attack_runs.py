"""How the walls between partners were attacked: counts by kind, for every bank's officers.

Safe while the old code runs: yes, it only adds a table.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027_attack_runs"
down_revision = "0026_step_up"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attack_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("commit_id", sa.Text(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("probes", sa.BigInteger(), nullable=False),
        sa.Column("leaks", sa.BigInteger(), nullable=False),
        sa.Column("kinds", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attack_run")),
        sa.UniqueConstraint("sha256", name=op.f("uq_attack_run_sha256")),
    )
    op.create_index("ix_attack_run_latest", "attack_run", ["finished_at"])
    op.execute("grant select, insert on attack_run to guildhall_clock")
    op.execute("grant select on attack_run to guildhall_bank, guildhall_backup")


def downgrade() -> None:
    op.drop_table("attack_run")
