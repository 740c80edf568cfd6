"""Saved views, exports made in the background, and batches.

Safe while the old code runs: yes, it only adds tables.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.policies import own_by_partner

revision = "0035_lists"
down_revision = "0034_language"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _make_views()
    _make_exports()
    _make_batches()
    for table in ("saved_view", "export", "export_part", "batch"):
        own_by_partner(table, bank="")


def _of_login(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.ForeignKeyConstraint(
            ["partner_id", "login_id"],
            ["login.partner_id", "login.id"],
            name=op.f(f"fk_{table}_partner_id_login_id"),
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f(f"pk_{table}")),
    ]


def _make_views() -> None:
    op.create_table(
        "saved_view",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("login_id", sa.Uuid(), nullable=False),
        *(sa.Column(each, sa.Text(), nullable=False) for each in ("list_name", "name", "query")),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("is_pinned", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("removed_at", MOMENT),
        *_of_login("saved_view"),
    )
    op.create_index(
        "uq_saved_view_name",
        "saved_view",
        ["partner_id", "login_id", "list_name", "name"],
        unique=True,
        postgresql_where="removed_at is null",
    )
    op.create_index(
        "ix_saved_view_shared",
        "saved_view",
        ["partner_id", "id"],
        postgresql_where="is_shared and removed_at is null",
    )


def _make_exports() -> None:
    op.create_table(
        "export",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("login_id", sa.Uuid(), nullable=False),
        *(
            sa.Column(each, sa.Text(), nullable=False)
            for each in ("list_name", "query", "form", "status")
        ),
        *(
            sa.Column(each, sa.BigInteger(), nullable=False)
            for each in ("rows_total", "rows_done", "parts")
        ),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text()),
        sa.Column("size", sa.BigInteger()),
        sa.Column("content", sa.LargeBinary()),
        sa.Column("key_id", sa.Uuid()),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.Column("expires_at", MOMENT),
        sa.CheckConstraint("form in ('csv', 'xlsx')", name=op.f("ck_export_form")),
        sa.CheckConstraint(
            "status in ('waiting', 'ready', 'failed', 'removed')", name=op.f("ck_export_status")
        ),
        sa.CheckConstraint("(content is null) = (status <> 'ready')", name=op.f("ck_export_kept")),
        *_of_login("export"),
    )
    op.create_index("ix_export_login", "export", ["partner_id", "login_id", "id"])
    op.create_table(
        "export_part",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("export_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id", "export_id"],
            ["export.partner_id", "export.id"],
            name=op.f("fk_export_part_partner_id_export_id"),
        ),
        sa.PrimaryKeyConstraint("partner_id", "export_id", "number", name=op.f("pk_export_part")),
    )


def _make_batches() -> None:
    op.create_table(
        "batch",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("login_id", sa.Uuid(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("ids", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("back", sa.Text(), nullable=False),
        sa.Column("outcomes", postgresql.JSONB(astext_type=sa.Text())),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT),
        *_of_login("batch"),
    )
    op.create_index("ix_batch_login", "batch", ["partner_id", "login_id", "made_at"])


def downgrade() -> None:
    for table in ("batch", "export_part", "export", "saved_view"):
        op.execute(f"drop table {table} cascade")
