"""Banks, partners, hosts, and what storage itself keeps.

Safe while the old code runs: yes, it only adds tables.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.policies import BANK, EVERY, PARTNER, allow, own_by_partner, secure
from migrations.sql_files import run_sql

revision = "0002_registry"
down_revision = "0001_scope"
branch_labels = None
depends_on = None

TABLES = ("bank", "partner", "host", "business_clock", "schedule_run", "data_key")


def upgrade() -> None:
    op.create_table(
        "bank",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("legal_name", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("routing_numbers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank")),
        sa.UniqueConstraint("slug", name=op.f("uq_bank_slug")),
    )
    op.create_table(
        "partner",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bank_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("legal_name", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("is_house", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("support_email", sa.Text(), nullable=False),
        sa.Column("support_phone", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status in ('live', 'suspended')", name=op.f("ck_partner_status")),
        sa.ForeignKeyConstraint(["bank_id"], ["bank.id"], name=op.f("fk_partner_bank_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint("bank_id", "id", name=op.f("uq_partner_bank_id_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_partner_slug")),
    )
    op.create_index(
        "uq_partner_house", "partner", ["bank_id"], unique=True, postgresql_where="is_house"
    )
    op.create_table(
        "host",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("surface", sa.Text(), nullable=False),
        sa.Column("bank_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "surface in ('portal', 'console', 'oversight')", name=op.f("ck_host_surface")
        ),
        sa.ForeignKeyConstraint(
            ["bank_id", "partner_id"],
            ["partner.bank_id", "partner.id"],
            name=op.f("fk_host_bank_id_partner_id"),
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_host")),
    )
    op.create_table(
        "business_clock",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ahead", sa.Interval(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_business_clock_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business_clock")),
    )
    op.create_table(
        "schedule_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_run")),
    )
    op.create_index("uq_schedule_run", "schedule_run", ["kind", "due_at"], unique=True)
    op.create_table(
        "data_key",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("wrapping_key_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_data_key_partner_id")
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_data_key")),
    )

    secure("bank")
    for role in ("guildhall_app", "guildhall_portal", "guildhall_bank", "guildhall_directory"):
        # A bank's name and routing numbers are public; making one needs its own scope.
        op.execute(
            f"create policy bank_{role.removeprefix('guildhall_')} on bank "
            f"for select to {role} using (true)"
        )
        op.execute(f"grant select on bank to {role}")
    op.execute(
        "create policy bank_made on bank for insert to guildhall_app "
        "with check (id = guildhall.current_bank())"
    )
    op.execute("grant insert on bank to guildhall_app")

    secure("partner")
    allow("partner", "guildhall_app", "select, insert, update", "id = guildhall.current_partner()")
    allow("partner", "guildhall_portal", "select", "id = guildhall.current_partner()")
    allow("partner", "guildhall_bank", "select", "bank_id = guildhall.current_bank()")
    allow("partner", "guildhall_directory", "select", EVERY)
    # The clock finds work for every partner: it learns ids, never a name.
    allow("partner", "guildhall_clock", "select (id, bank_id, is_house)", EVERY)

    secure("host")
    allow("host", "guildhall_app", "select, insert", PARTNER)
    allow("host", "guildhall_portal", "select", PARTNER)
    allow("host", "guildhall_bank", "select", BANK)
    allow("host", "guildhall_directory", "select", EVERY)

    op.execute("grant select, update on business_clock to guildhall_app")
    op.execute(
        "grant select on business_clock to guildhall_portal, guildhall_bank, guildhall_clock"
    )
    op.execute("grant select on business_clock, schedule_run to guildhall_backup")
    op.execute("insert into business_clock (id, ahead) values (1, interval '0')")
    op.execute("grant select, insert, update on schedule_run to guildhall_clock")
    own_by_partner("data_key", app="select, insert", portal="select", customer=None, bank="")
    run_sql("0002_registry.sql")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(f"drop table {table} cascade")
