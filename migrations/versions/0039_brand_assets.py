"""Pictures of brands: logos, marks and browser icons, by the hash of their bytes.

Safe while the old code runs: yes, it only adds a table.
"""

import sqlalchemy as sa
from alembic import op

from migrations.policies import own_by_partner

revision = "0039_brand_assets"
down_revision = "0038_term_from"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "brand_asset",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=False),
        sa.Column("height", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_label", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("form in ('png', 'svg')", name=op.f("ck_brand_asset_form")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_brand_asset_partner_id")
        ),
        sa.PrimaryKeyConstraint("partner_id", "digest", name=op.f("pk_brand_asset")),
    )
    own_by_partner("brand_asset", app="select, insert", portal="select", customer=None)


def downgrade() -> None:
    op.drop_table("brand_asset")
