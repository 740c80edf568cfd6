"""Logins and sessions.

Safe while the old code runs: yes, it only adds tables.
"""

import sqlalchemy as sa
from alembic import op

from migrations.policies import own_by_partner

revision = "0006_access"
down_revision = "0005_trail"
branch_labels = None
depends_on = None

TABLES = ("login", "login_session")


def upgrade() -> None:
    op.create_table(
        "login",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=True),
        sa.Column("totp_key_id", sa.Uuid(), nullable=True),
        sa.Column("totp_last_step", sa.BigInteger(), nullable=True),
        sa.Column("is_disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('user', 'customer', 'officer')", name=op.f("ck_login_kind")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_login_partner_id")),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_login")),
        sa.UniqueConstraint(
            "partner_id", "kind", "email", name=op.f("uq_login_partner_id_kind_email")
        ),
    )
    op.create_table(
        "login_session",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("login_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("is_verified", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("browser", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id", "login_id"],
            ["login.partner_id", "login.id"],
            name=op.f("fk_login_session_partner_id_login_id"),
        ),
        sa.PrimaryKeyConstraint("partner_id", "token_hash", name=op.f("pk_login_session")),
    )
    op.create_index(
        "ix_login_session_login", "login_session", ["partner_id", "login_id"], unique=False
    )

    own_by_partner("login", bank="")
    own_by_partner("login_session", bank="")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(f"drop table {table} cascade")
