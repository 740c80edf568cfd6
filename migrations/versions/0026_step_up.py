"""How long a portal session lasts in a program, and above which amount a send asks for a proof.

Safe while the old code runs: yes, columns with defaults, and one more word that it never meets.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026_step_up"
down_revision = "0025_examiner_term"
branch_labels = None
depends_on = None

PERIOD = "ck_limit_rule_period"
BEFORE = "period in ('payment', 'day', 'month')"
AFTER = "period in ('payment', 'day', 'month', 'step_up')"
IDLE, HOURS = "ck_program_portal_idle", "ck_program_portal_session"


def upgrade() -> None:
    op.drop_constraint(op.f(PERIOD), "limit_rule", type_="check")
    op.create_check_constraint(op.f(PERIOD), "limit_rule", AFTER)
    for name, usual in (("portal_idle_minutes", "30"), ("portal_session_hours", "12")):
        column = sa.Column(name, sa.BigInteger(), server_default=usual, nullable=False)
        op.add_column("program", column)
    op.create_check_constraint(op.f(IDLE), "program", "portal_idle_minutes between 2 and 60")
    op.create_check_constraint(op.f(HOURS), "program", "portal_session_hours between 1 and 24")


def downgrade() -> None:
    op.drop_column("program", "portal_idle_minutes")
    op.drop_column("program", "portal_session_hours")
    op.execute("delete from limit_rule where period = 'step_up'")
    op.drop_constraint(op.f(PERIOD), "limit_rule", type_="check")
    op.create_check_constraint(op.f(PERIOD), "limit_rule", BEFORE)
