"""A team: invitations, an examiner's term, from where staff may come, and support access.

Safe while the old code runs: yes, it adds tables, and columns that may be empty; the old code does
not end an examiner's access by itself, so deploy the new code before the first examiner is invited.
"""

import sqlalchemy as sa
from alembic import op

from migrations.policies import own_by_partner

revision = "0022_team"
down_revision = "0021_payment_columns"
branch_labels = None
depends_on = None

A_MOMENT = sa.DateTime(timezone=True)
LOGIN = ("invited_at", "access_until")
SUPPORT_PROGRESS = "token_hash, started_at, expires_at, ended_at, ended_label, pages_seen"


def upgrade() -> None:
    for column in LOGIN:
        op.add_column("login", sa.Column(column, A_MOMENT, nullable=True))
    _make_addresses()
    _make_support()
    own_by_partner("address_rule", app="select, insert", bank="")
    op.execute("grant update (removed_at) on address_rule to guildhall_app")
    # Who looked in, as what and why stays as it was written.
    own_by_partner("support_access", app="select, insert", bank="")
    op.execute(f"grant update ({SUPPORT_PROGRESS}) on support_access to guildhall_app")


def _make_addresses() -> None:
    op.create_table(
        "address_rule",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("added_at", A_MOMENT, nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column("added_label", sa.Text(), nullable=False),
        sa.Column("removed_at", A_MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_address_rule_partner_id")
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_address_rule")),
    )
    op.create_index(
        "uq_address_rule_network",
        "address_rule",
        ["partner_id", "network"],
        unique=True,
        postgresql_where="removed_at is null",
    )


def _make_support() -> None:
    op.create_table(
        "support_access",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("operator_name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("granted_at", A_MOMENT, nullable=False),
        sa.Column("link_hash", sa.LargeBinary(), nullable=False),
        sa.Column("link_expires_at", A_MOMENT, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=True),
        sa.Column("started_at", A_MOMENT, nullable=True),
        sa.Column("expires_at", A_MOMENT, nullable=True),
        sa.Column("ended_at", A_MOMENT, nullable=True),
        sa.Column("ended_label", sa.Text(), nullable=True),
        sa.Column("pages_seen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(token_hash is null) = (started_at is null)", name=op.f("ck_support_access_started")
        ),
        sa.CheckConstraint(
            "(started_at is null) = (expires_at is null)", name=op.f("ck_support_access_expires")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_support_access_partner_id")
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_support_access")),
    )
    for name in ("link", "token"):
        op.create_index(
            f"uq_support_access_{name}",
            "support_access",
            ["partner_id", f"{name}_hash"],
            unique=True,
        )


def downgrade() -> None:
    op.drop_table("support_access")
    op.drop_table("address_rule")
    for column in LOGIN:
        op.drop_column("login", column)
