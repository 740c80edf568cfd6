"""Which language a customer chose, and in which a letter and a document are written.

Safe while the old code runs: no for documents (their key grows by the language, and the old code
names the old one when it keeps a PDF); everything else yes, columns with defaults.
"""

import sqlalchemy as sa
from alembic import op

revision = "0034_language"
down_revision = "0033_search"
branch_labels = None
depends_on = None

SPOKEN = "language in ('en-US', 'es-US')"
KEY, DOCUMENT = "pk_statement_document", "statement_document"


def upgrade() -> None:
    op.add_column("login", sa.Column("language", sa.Text(), nullable=True))
    op.create_check_constraint(op.f("ck_login_language"), "login", SPOKEN)
    for table in ("mail", DOCUMENT):
        op.add_column(
            table, sa.Column("language", sa.Text(), server_default="en-US", nullable=False)
        )
        op.create_check_constraint(op.f(f"ck_{table}_language"), table, SPOKEN)
    op.drop_constraint(op.f(KEY), DOCUMENT, type_="primary")
    op.create_primary_key(op.f(KEY), DOCUMENT, ["partner_id", "statement_id", "language"])


def downgrade() -> None:
    op.execute("delete from statement_document where language <> 'en-US'")
    op.drop_constraint(op.f(KEY), DOCUMENT, type_="primary")
    op.create_primary_key(op.f(KEY), DOCUMENT, ["partner_id", "statement_id"])
    for table in ("login", "mail", DOCUMENT):
        op.drop_column(table, "language")
