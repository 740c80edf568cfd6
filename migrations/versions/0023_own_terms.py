"""A partner's own limits below its bank's, and the approvals behind limits and fees.

Safe while the old code runs: yes, what it knows is the bank's by default.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023_own_terms"
down_revision = "0022_team"
branch_labels = None
depends_on = None

OLD = "uq_limit_rule_partner_id_program_id_rail_period_effective_from"
BEGINS = ("partner_id", "program_id", "rail", "period")


def upgrade() -> None:
    op.add_column(
        "limit_rule", sa.Column("set_by", sa.Text(), server_default="bank", nullable=False)
    )
    op.create_check_constraint(
        op.f("ck_limit_rule_set_by"), "limit_rule", "set_by in ('bank', 'partner')"
    )
    op.drop_constraint(op.f(OLD), "limit_rule")
    op.create_unique_constraint(
        "uq_limit_rule_begins", "limit_rule", [*BEGINS, "set_by", "effective_from"]
    )
    for table in ("limit_rule", "fee_rule"):
        op.add_column(table, sa.Column("approval_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    for table in ("limit_rule", "fee_rule"):
        op.drop_column(table, "approval_id")
    op.drop_constraint("uq_limit_rule_begins", "limit_rule")
    op.create_unique_constraint(op.f(OLD), "limit_rule", [*BEGINS, "effective_from"])
    op.drop_constraint(op.f("ck_limit_rule_set_by"), "limit_rule")
    op.drop_column("limit_rule", "set_by")
