"""What a payment is can never be changed, only how it stands: by grant, for every door.

Safe while the old code runs: yes, it has never changed anything else.
"""

from alembic import op

revision = "0021_payment_columns"
down_revision = "0020_trail"
branch_labels = None
depends_on = None

STANDING = (
    "status, hold_id, window_at, submitted_at, canceled_at, effective_on, settled_on, "
    "returned_on, return_code, trace_number, file_id"
)
ROLES = "guildhall_app, guildhall_portal"


def upgrade() -> None:
    op.execute(f"revoke update on payment from {ROLES}")
    op.execute(f"grant update ({STANDING}) on payment to {ROLES}")


def downgrade() -> None:
    op.execute(f"revoke update ({STANDING}) on payment from {ROLES}")
    op.execute(f"grant update on payment to {ROLES}")
