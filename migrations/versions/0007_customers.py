"""Customers, applications, consents, screenings.

Safe while the old code runs: yes, it only adds tables.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.policies import EVERY, allow, own_by_partner

revision = "0007_customers"
down_revision = "0006_access"
branch_labels = None
depends_on = None

TABLES = ("customer", "application", "consent", "screening")


def upgrade() -> None:
    op.create_table(
        "customer",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("given_name", sa.Text(), nullable=False),
        sa.Column("family_name", sa.Text(), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("postal_code", sa.Text(), nullable=False),
        sa.Column("tax_id", sa.LargeBinary(), nullable=False),
        sa.Column("tax_id_key_id", sa.Uuid(), nullable=False),
        sa.Column("tax_id_index", sa.LargeBinary(), nullable=False),
        sa.Column("tax_id_last4", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status in ('applicant', 'active', 'declined', 'closed')",
            name=op.f("ck_customer_status"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "tax_id_key_id"],
            ["data_key.partner_id", "data_key.id"],
            name=op.f("fk_customer_partner_id_tax_id_key_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_customer_partner_id")
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_customer")),
    )
    op.create_index(
        "ix_customer_name",
        "customer",
        ["partner_id", "family_name", "given_name", "id"],
        unique=False,
    )
    op.create_index("ix_customer_tax_id", "customer", ["partner_id", "tax_id_index"], unique=False)
    op.create_table(
        "application",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=True),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status in ('submitted', 'referred', 'approved', 'declined')",
            name=op.f("ck_application_status"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "customer_id"],
            ["customer.partner_id", "customer.id"],
            name=op.f("fk_application_partner_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "product_id"],
            ["product.partner_id", "product.id"],
            name=op.f("fk_application_partner_id_product_id"),
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_application")),
        sa.UniqueConstraint(
            "partner_id", "idempotency_key", name=op.f("uq_application_partner_id_idempotency_key")
        ),
    )
    op.create_index(
        "ix_application_customer", "application", ["partner_id", "customer_id"], unique=False
    )
    op.create_index(
        "ix_application_latest", "application", ["partner_id", "submitted_at", "id"], unique=False
    )
    op.create_table(
        "consent",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("consent_text_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id", "consent_text_id"],
            ["consent_text.partner_id", "consent_text.id"],
            name=op.f("fk_consent_partner_id_consent_text_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "customer_id"],
            ["customer.partner_id", "customer.id"],
            name=op.f("fk_consent_partner_id_customer_id"),
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_consent")),
        sa.UniqueConstraint(
            "partner_id",
            "customer_id",
            "consent_text_id",
            name=op.f("uq_consent_partner_id_customer_id_consent_text_id"),
        ),
    )
    op.create_table(
        "screening",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("list_name", sa.Text(), nullable=False),
        sa.Column("list_sha256", sa.Text(), nullable=False),
        sa.Column("screened_name", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("hits", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("screened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "outcome in ('clear', 'review', 'match')", name=op.f("ck_screening_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "customer_id"],
            ["customer.partner_id", "customer.id"],
            name=op.f("fk_screening_partner_id_customer_id"),
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_screening")),
    )
    op.create_index(
        "ix_screening_customer",
        "screening",
        ["partner_id", "customer_id", "screened_at"],
        unique=False,
    )

    own_by_partner("customer", portal="select, insert", customer="id")
    # Why an application was referred or declined is not for the portal: it has no such columns.
    standing = "select (partner_id, id, customer_id, product_id, status, submitted_at, decided_at)"
    own_by_partner("application", portal=f"{standing}, insert")
    own_by_partner("consent", app="select, insert", portal="select, insert")
    own_by_partner("screening", app="select, insert")
    allow(
        "customer", "guildhall_directory", "select (partner_id, id, given_name, family_name)", EVERY
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(f"drop table {table} cascade")
