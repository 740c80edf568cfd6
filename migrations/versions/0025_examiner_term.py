"""An examiner comes for a time: a login of that role cannot be without its last moment.

Who was an examiner before has thirty days from now.
Safe while the old code runs: yes; it makes examiners only by hand, and is refused where it forgets.
"""

from alembic import op

revision = "0025_examiner_term"
down_revision = "0024_index_keys"
branch_labels = None
depends_on = None

NAME = "ck_login_examiner_term"


def upgrade() -> None:
    op.execute("update login set access_until = now() + interval '30 days' where role = 'examiner'")
    op.create_check_constraint(
        op.f(NAME), "login", "role <> 'examiner' or access_until is not null"
    )


def downgrade() -> None:
    op.drop_constraint(op.f(NAME), "login")
