"""Single sign-on: identity providers, whom they vouch for, and sign-ins under way.

Safe while the old code runs: yes, it only adds tables.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.policies import own_by_partner

revision = "0019_single_sign_on"
down_revision = "0018_approvals"
branch_labels = None
depends_on = None

WHOLE = "select, insert, update"


def upgrade() -> None:
    _make_providers()
    _make_identities()
    _make_attempts()
    _make_logout_tokens()
    # A partner's provider is its own business: the bank's reading role sees none of it.
    own_by_partner("identity_provider", app=WHOLE, bank="")
    own_by_partner("identity", app=WHOLE, bank="")
    own_by_partner("sso_attempt", app=WHOLE, bank="")
    own_by_partner("logout_token", app="select, insert", bank="")


def _make_providers() -> None:
    op.create_table(
        "identity_provider",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("client_secret", sa.LargeBinary(), nullable=False),
        sa.Column("client_secret_key_id", sa.Uuid(), nullable=False),
        sa.Column("discovery", JSONB(), nullable=False),
        sa.Column("algorithms", JSONB(), nullable=False),
        sa.Column("keys", JSONB(), nullable=False),
        sa.Column("keys_fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("role_claim", sa.Text(), nullable=False),
        sa.Column("role_map", JSONB(), nullable=False),
        sa.Column("second_factor", sa.Text(), nullable=False),
        sa.Column("required_acr", sa.Text(), nullable=True),
        sa.Column("max_age_seconds", sa.BigInteger(), nullable=True),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column("is_forced", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "second_factor in ('asserted', 'trusted', 'ours')",
            name=op.f("ck_identity_provider_second_factor"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_identity_provider_partner_id")
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_identity_provider")),
        sa.UniqueConstraint(
            "partner_id", "issuer", name=op.f("uq_identity_provider_partner_id_issuer")
        ),
    )


def _make_identities() -> None:
    op.create_table(
        "identity",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("login_id", sa.Uuid(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=False),
        _within("identity", "provider_id", "identity_provider"),
        _within("identity", "login_id", "login"),
        sa.PrimaryKeyConstraint("partner_id", "issuer", "subject", name=op.f("pk_identity")),
    )
    op.create_index("ix_identity_login", "identity", ["partner_id", "login_id"])


def _make_attempts() -> None:
    op.create_table(
        "sso_attempt",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("login_id", sa.Uuid(), nullable=True),
        sa.Column("state_hash", sa.LargeBinary(), nullable=False),
        sa.Column("browser_hash", sa.LargeBinary(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("verifier", sa.LargeBinary(), nullable=False),
        sa.Column("verifier_key_id", sa.Uuid(), nullable=False),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("next_path", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provider_session", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "purpose in ('sign_in', 'link', 'proof')", name=op.f("ck_sso_attempt_purpose")
        ),
        _within("sso_attempt", "provider_id", "identity_provider"),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_sso_attempt")),
        sa.UniqueConstraint(
            "partner_id", "state_hash", name=op.f("uq_sso_attempt_partner_id_state_hash")
        ),
    )
    op.create_index("ix_sso_attempt_expires", "sso_attempt", ["partner_id", "expires_at"])


def _make_logout_tokens() -> None:
    op.create_table(
        "logout_token",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        _within("logout_token", "provider_id", "identity_provider"),
        sa.PrimaryKeyConstraint(
            "partner_id", "provider_id", "token_hash", name=op.f("pk_logout_token")
        ),
    )


def _within(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["partner_id", column],
        [f"{other}.partner_id", f"{other}.id"],
        name=op.f(f"fk_{table}_partner_id_{column}"),
    )


def downgrade() -> None:
    for table in ("logout_token", "sso_attempt", "identity", "identity_provider"):
        op.drop_table(table)
