"""What opens a session: passkeys, recovery codes, known devices; and what a session remembers.

Safe while the old code runs: yes, it adds tables, and columns with defaults; a session that the
old code starts has no role written down, so the new code asks its owner to sign in again.
"""

import sqlalchemy as sa
from alembic import op

from migrations.policies import own_by_partner

revision = "0017_keys"
down_revision = "0016_audit_context"
branch_labels = None
depends_on = None

TABLES = ("passkey", "recovery_code", "login_device", "passkey_challenge", "form_draft")
SESSION = ("id", "role", "factors", "proved_at", "idle_seconds", "address", "device_id")
LOGIN = ("password_set_at", "totp_set_at", "reminded_at")
A_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for column in LOGIN:
        op.add_column("login", sa.Column(column, A_MOMENT, nullable=True))
    op.execute("update login set password_set_at = created_at where password_hash is not null")
    op.execute("update login set totp_set_at = created_at where totp_secret is not null")
    _make_keys()
    _make_passing()
    _remember_more_of_sessions()
    for table in TABLES:
        own_by_partner(table, bank="")


def _make_keys() -> None:
    op.create_table(
        "passkey",
        *_owned(),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_synced", sa.Boolean(), nullable=False),
        sa.Column("added_at", A_MOMENT, nullable=False),
        sa.Column("used_at", A_MOMENT, nullable=True),
        sa.Column("removed_at", A_MOMENT, nullable=True),
        *_keys("passkey"),
        sa.UniqueConstraint(
            "partner_id", "credential_id", name=op.f("uq_passkey_partner_id_credential_id")
        ),
    )
    op.create_index("ix_passkey_login", "passkey", ["partner_id", "login_id"])
    op.create_table(
        "recovery_code",
        *_owned(),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", A_MOMENT, nullable=False),
        sa.Column("used_at", A_MOMENT, nullable=True),
        sa.Column("replaced_at", A_MOMENT, nullable=True),
        *_keys("recovery_code"),
        sa.UniqueConstraint(
            "partner_id",
            "login_id",
            "code_hash",
            name=op.f("uq_recovery_code_partner_id_login_id_code_hash"),
        ),
    )
    op.create_table(
        "login_device",
        *_owned(),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("browser", sa.Text(), nullable=False),
        sa.Column("first_seen_at", A_MOMENT, nullable=False),
        sa.Column("last_seen_at", A_MOMENT, nullable=False),
        *_keys("login_device"),
        sa.UniqueConstraint(
            "partner_id",
            "token_hash",
            "login_id",
            name=op.f("uq_login_device_partner_id_token_hash_login_id"),
        ),
    )


def _make_passing() -> None:
    """What lives for minutes: rows are used again, since nothing here may be deleted."""
    op.create_table(
        "passkey_challenge",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("login_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("challenge", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", A_MOMENT, nullable=False),
        sa.Column("used_at", A_MOMENT, nullable=True),
        sa.CheckConstraint(
            "purpose in ('sign_in', 'proof', 'register')", name=op.f("ck_passkey_challenge_purpose")
        ),
        *_keys("passkey_challenge"),
        sa.UniqueConstraint(
            "partner_id", "challenge", name=op.f("uq_passkey_challenge_partner_id_challenge")
        ),
    )
    op.create_table(
        "form_draft",
        *_owned(),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", A_MOMENT, nullable=False),
        *_keys("form_draft"),
        sa.UniqueConstraint(
            "partner_id", "login_id", name=op.f("uq_form_draft_partner_id_login_id")
        ),
    )


def _remember_more_of_sessions() -> None:
    columns = (
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("role", sa.Text(), server_default="", nullable=False),
        sa.Column("factors", sa.Text(), server_default="", nullable=False),
        sa.Column("proved_at", A_MOMENT, nullable=True),
        sa.Column("idle_seconds", sa.BigInteger(), server_default="900", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=True),
    )
    for column in columns:
        op.add_column("login_session", column)
    op.create_unique_constraint(
        op.f("uq_login_session_partner_id_id"), "login_session", ["partner_id", "id"]
    )
    op.create_foreign_key(
        op.f("fk_login_session_partner_id_device_id"),
        "login_session",
        "login_device",
        ["partner_id", "device_id"],
        ["partner_id", "id"],
    )


def _owned() -> tuple[sa.Column[object], ...]:
    return tuple(
        sa.Column(name, sa.Uuid(), nullable=False) for name in ("partner_id", "id", "login_id")
    )


def _keys(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(
            ["partner_id", "login_id"],
            ["login.partner_id", "login.id"],
            name=op.f(f"fk_{table}_partner_id_login_id"),
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f(f"pk_{table}")),
    )


def downgrade() -> None:
    for column in SESSION:
        op.execute(f"alter table login_session drop column {column} cascade")
    for table in reversed(TABLES):
        op.execute(f"drop table {table} cascade")
    for column in LOGIN:
        op.drop_column("login", column)
