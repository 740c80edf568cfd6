"""How many rows a partner has is no longer estimated from a sample.

A sample knows nothing of a partner that came later: it is taken to have one row, every index that
begins with the partner looks equally good, and with enough rows a join takes the wrong one for each
of them. Without a sample the planner expects one row in two hundred, and the index that names more
columns always wins. Servers before 18 keep what they last sampled for tables that exist.
Safe while the old code runs: yes.
"""

from alembic import op

from migrations.policies import never_sample_partner
from migrations.sql_files import run_sql

revision = "0030_partner_shares"
down_revision = "0029_brands"
branch_labels = None
depends_on = None

OWNED = (
    "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid "
    "where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' "
    "and a.attname = 'partner_id' and not a.attisdropped order by c.relname"
)


def upgrade() -> None:
    for table in op.get_bind().exec_driver_sql(OWNED).scalars().all():
        never_sample_partner(table)
    run_sql("0030_ledger_reads.sql")


def downgrade() -> None:
    for table in op.get_bind().exec_driver_sql(OWNED).scalars().all():
        op.execute(f"alter table {table} alter column partner_id set statistics -1")
