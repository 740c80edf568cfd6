"""Letters by e-mail, and the one-time links in them.

Safe while the old code runs: yes, it only adds tables and a column that may be empty.
"""

import sqlalchemy as sa
from alembic import op

from migrations.policies import own_by_partner

revision = "0015_mail"
down_revision = "0014_adjustments"
branch_labels = None
depends_on = None

MAIL_PROGRESS = "status, contents, ended_at, failure"
LINK_PROGRESS = "used_at, ended_at"


def upgrade() -> None:
    op.add_column("login", sa.Column("email_verified_at", sa.DateTime(timezone=True)))
    _make_mail()
    _make_links()
    # What was written, to whom, and what a link is for stay as they are.
    own_by_partner("mail", app="select, insert", bank="")
    op.execute(f"grant update ({MAIL_PROGRESS}) on mail to guildhall_app")
    own_by_partner("one_time_link", app="select, insert", bank="")
    op.execute(f"grant update ({LINK_PROGRESS}) on one_time_link to guildhall_app")


def _make_mail() -> None:
    op.create_table(
        "mail",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("login_id", sa.Uuid(), nullable=True),
        sa.Column("surface", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("recipient", sa.LargeBinary(), nullable=False),
        sa.Column("contents", sa.LargeBinary(), nullable=True),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "surface in ('portal', 'console', 'oversight')", name=op.f("ck_mail_surface")
        ),
        sa.CheckConstraint("status in ('queued', 'sent', 'failed')", name=op.f("ck_mail_status")),
        sa.ForeignKeyConstraint(
            ["partner_id", "data_key_id"],
            ["data_key.partner_id", "data_key.id"],
            name=op.f("fk_mail_partner_id_data_key_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "login_id"],
            ["login.partner_id", "login.id"],
            name=op.f("fk_mail_partner_id_login_id"),
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_mail")),
        sa.UniqueConstraint("partner_id", "kind", "key", name=op.f("uq_mail_partner_id_kind_key")),
    )
    op.create_index("ix_mail_latest", "mail", ["partner_id", "surface", "created_at", "id"])


def _make_links() -> None:
    op.create_table(
        "one_time_link",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("login_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("address_row_id", sa.Uuid(), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "purpose in ('invitation', 'password_reset', 'email_verification')",
            name=op.f("ck_one_time_link_purpose"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "data_key_id"],
            ["data_key.partner_id", "data_key.id"],
            name=op.f("fk_one_time_link_partner_id_data_key_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "login_id"],
            ["login.partner_id", "login.id"],
            name=op.f("fk_one_time_link_partner_id_login_id"),
        ),
        sa.PrimaryKeyConstraint("partner_id", "token_hash", name=op.f("pk_one_time_link")),
    )
    op.create_index(
        "ix_one_time_link_login",
        "one_time_link",
        ["partner_id", "login_id", "purpose", "made_at"],
    )


def downgrade() -> None:
    op.drop_table("one_time_link")
    op.drop_table("mail")
    op.drop_column("login", "email_verified_at")
