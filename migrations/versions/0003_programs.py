"""Programs, products, limits, fees and consent texts.

Safe while the old code runs: yes, it only adds tables.
"""

import sqlalchemy as sa
from alembic import op

from migrations.policies import EVERY, allow, own_by_partner

revision = "0003_programs"
down_revision = "0002_registry"
branch_labels = None
depends_on = None

TABLES = ("program", "product", "limit_rule", "fee_rule", "consent_text")


def upgrade() -> None:
    op.create_table(
        "program",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("routing_number", sa.Text(), nullable=False),
        sa.Column("account_prefix", sa.Text(), nullable=False),
        sa.Column("fbo_account_number", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Text(), nullable=False),
        sa.Column("company_name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_program_partner_id")),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_program")),
    )
    op.create_table(
        "product",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("program_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind in ('checking', 'savings')", name=op.f("ck_product_kind")),
        sa.ForeignKeyConstraint(
            ["partner_id", "program_id"],
            ["program.partner_id", "program.id"],
            name=op.f("fk_product_partner_id_program_id"),
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_product")),
    )
    op.create_table(
        "limit_rule",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("program_id", sa.Uuid(), nullable=False),
        sa.Column("rail", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "period in ('payment', 'day', 'month')", name=op.f("ck_limit_rule_period")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_limit_rule_positive")),
        sa.ForeignKeyConstraint(
            ["partner_id", "program_id"],
            ["program.partner_id", "program.id"],
            name=op.f("fk_limit_rule_partner_id_program_id"),
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_limit_rule")),
        sa.UniqueConstraint(
            "partner_id",
            "program_id",
            "rail",
            "period",
            "effective_from",
            name=op.f("uq_limit_rule_partner_id_program_id_rail_period_effective_from"),
        ),
    )
    op.create_table(
        "fee_rule",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("kind in ('monthly', 'ach_outgoing')", name=op.f("ck_fee_rule_kind")),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_fee_rule_not_negative")),
        sa.ForeignKeyConstraint(
            ["partner_id", "product_id"],
            ["product.partner_id", "product.id"],
            name=op.f("fk_fee_rule_partner_id_product_id"),
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_fee_rule")),
        sa.UniqueConstraint(
            "partner_id",
            "product_id",
            "kind",
            "effective_from",
            name=op.f("uq_fee_rule_partner_id_product_id_kind_effective_from"),
        ),
    )
    op.create_table(
        "consent_text",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_consent_text_partner_id")
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_consent_text")),
        sa.UniqueConstraint(
            "partner_id", "kind", "version", name=op.f("uq_consent_text_partner_id_kind_version")
        ),
    )
    op.create_index(
        "ix_consent_text_latest",
        "consent_text",
        ["partner_id", "kind", "effective_from"],
        unique=False,
    )

    for table in ("program", "product", "limit_rule", "fee_rule", "consent_text"):
        own_by_partner(table, portal="select", customer=None)
    allow("program", "guildhall_directory", "select", EVERY)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(f"drop table {table} cascade")
