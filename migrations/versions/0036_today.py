"""What waits, found without looking through what does not: one partial index a queue.

Safe while the old code runs: yes, it only adds indexes.
"""

from alembic import op

revision = "0036_today"
down_revision = "0035_lists"
branch_labels = None
depends_on = None

WAITING = {
    "application": (
        "ix_application_referred",
        ["partner_id", "submitted_at"],
        "status = 'referred'",
    ),
    "payment": ("ix_payment_returned", ["partner_id", "returned_on"], "status = 'returned'"),
    "prepared_return": (
        "ix_prepared_return_due",
        ["partner_id", "return_by"],
        "status = 'prepared'",
    ),
    "received_entry": ("ix_received_entry_held", ["bank_id", "due_at"], "outcome = 'suspense'"),
}


def upgrade() -> None:
    for table, (name, columns, which) in WAITING.items():
        op.create_index(name, table, columns, postgresql_where=which)


def downgrade() -> None:
    for table, (name, _columns, _which) in WAITING.items():
        op.drop_index(name, table)
