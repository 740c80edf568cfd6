"""A team by name: the order in which its list is read, without the many logins of customers.

Safe while the old code runs: yes, it only adds an index.
"""

from alembic import op

revision = "0041_team_order"
down_revision = "0040_export_failure"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_login_team",
        "login",
        ["partner_id", "name", "id"],
        postgresql_where="kind <> 'customer'",
    )


def downgrade() -> None:
    op.drop_index("ix_login_team", table_name="login")
