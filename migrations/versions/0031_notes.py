"""Notes of staff about things, and who looks after a thing: one row each, never the portal's.

A note's words are never changed: the app may only withdraw it. Neither is the bank's to read.
Letters get an index by customer, for the page of one.
Safe while the old code runs: yes, new tables and an index that it never meets.
"""

import sqlalchemy as sa
from alembic import op

from migrations.policies import own_by_partner

revision = "0031_notes"
down_revision = "0030_partner_shares"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "note",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("is_pinned", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("author_label", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_label", sa.Text(), nullable=True),
        sa.CheckConstraint("char_length(body) between 1 and 4000", name=op.f("ck_note_body")),
        sa.CheckConstraint(
            "(withdrawn_at is null) = (withdrawn_label is null)", name=op.f("ck_note_withdrawn")
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_note")),
    )
    op.create_index(
        "ix_note_subject", "note", ["partner_id", "subject_id", "created_at", "id"], unique=False
    )
    own_by_partner(
        "note", app="select, insert, update (withdrawn_at, withdrawn_label)", bank="", customer=None
    )
    op.create_table(
        "assignment",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("login_id", sa.Uuid(), nullable=True),
        sa.Column("login_label", sa.Text(), nullable=False),
        sa.Column("assigned_label", sa.Text(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id", "login_id"],
            ["login.partner_id", "login.id"],
            name=op.f("fk_assignment_partner_id_login_id"),
        ),
        sa.PrimaryKeyConstraint("partner_id", "subject_id", name=op.f("pk_assignment")),
    )
    op.create_index(
        "ix_assignment_login",
        "assignment",
        ["partner_id", "login_id", "assigned_at", "subject_id"],
        postgresql_where=sa.text("login_id is not null"),
    )
    own_by_partner("assignment", bank="", customer=None)
    op.create_index("ix_mail_customer", "mail", ["partner_id", "customer_id", "created_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_mail_customer", "mail")
    op.execute("drop table assignment")
    op.execute("drop table note")
