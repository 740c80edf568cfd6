"""Why a file of a list could not be made: one word, for the page of whoever waits for it.

Safe while the old code runs: yes, it never wrote a file that failed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0040_export_failure"
down_revision = "0039_brand_assets"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("export", sa.Column("failure", sa.Text()))
    op.execute("update export set failure = 'failed' where status = 'failed'")
    op.create_check_constraint(
        op.f("ck_export_failure"), "export", "(failure is null) = (status <> 'failed')"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_export_failure"), "export")
    op.drop_column("export", "failure")
