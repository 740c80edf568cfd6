"""An examiner's access may begin later than the invitation: a first moment beside the last one.

Safe while the old code runs: yes; it leaves the column empty, which is from the beginning.
"""

import sqlalchemy as sa
from alembic import op

revision = "0038_term_from"
down_revision = "0037_retention"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("login", sa.Column("access_from", sa.DateTime(timezone=True)))
    op.create_check_constraint(op.f("ck_login_term"), "login", "access_from < access_until")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_login_term"), "login")
    op.drop_column("login", "access_from")
