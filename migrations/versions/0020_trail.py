"""The audit trail is sealed: each record has a write number, blocks are signed and chained.

Nobody but the database gives a record its number and its wall time. Of the indexes, the one by time
goes, the key already sorts so; one by write number comes in its place, and one of persons' actions,
which what the schedule and the rails do never enters.
Safe while the old code runs: yes; audit records are rewritten once, and writers wait meanwhile.
"""

import sqlalchemy as sa
from alembic import op

from migrations.policies import PARTNER, allow, own_by_partner
from migrations.sql_files import run_sql

revision = "0020_trail"
down_revision = "0019_single_sign_on"
branch_labels = None
depends_on = None

GIVEN = (
    "partner_id, id, customer_id, at, actor_kind, actor_id, actor_label, on_behalf_of_id, "
    "on_behalf_of_label, action, subject_kind, subject_id, reason, before, after, details, "
    "request_id, door, address_class"
)
NUMBERS = "guildhall.write_number(), guildhall.write_number_base()"
WRITERS = "guildhall_app, guildhall_portal"


def upgrade() -> None:
    op.execute(f"grant execute on function {NUMBERS} to {WRITERS}")
    op.add_column(
        "audit_record",
        sa.Column(
            "written_by",
            sa.BigInteger(),
            server_default=sa.text("guildhall.write_number()"),
            nullable=False,
        ),
    )
    op.execute(f"revoke insert on audit_record from {WRITERS}")
    op.execute(f"grant insert ({GIVEN}) on audit_record to {WRITERS}")
    allow("audit_record", "guildhall_ledger", "select", PARTNER)
    op.drop_index("ix_audit_record_at", "audit_record")
    op.create_index("ix_audit_record_written", "audit_record", ["partner_id", "written_by"])
    op.create_index(
        "ix_audit_record_actor",
        "audit_record",
        ["partner_id", "actor_id", "id"],
        postgresql_where=sa.text("actor_id is not null"),
    )
    _make_blocks()
    _make_roots()
    run_sql("0020_trail.sql")


def _make_blocks() -> None:
    op.create_table(
        "audit_block",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("written_from", sa.BigInteger(), nullable=False),
        sa.Column("written_below", sa.BigInteger(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("marks", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_audit_block_number")),
        sa.CheckConstraint("written_from < written_below", name=op.f("ck_audit_block_range")),
        sa.PrimaryKeyConstraint("partner_id", "number", name=op.f("pk_audit_block")),
        sa.UniqueConstraint(
            "partner_id", "written_below", name=op.f("uq_audit_block_partner_id_written_below")
        ),
    )
    own_by_partner("audit_block", app="select", ledger="select, insert")


def _make_roots() -> None:
    op.create_table(
        "audit_root",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("business_on", sa.Date(), nullable=False),
        sa.Column("block_number", sa.Integer(), nullable=False),
        sa.Column("block_hash", sa.LargeBinary(), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id", "block_number"],
            ["audit_block.partner_id", "audit_block.number"],
            name=op.f("fk_audit_root_partner_id_block_number"),
        ),
        sa.PrimaryKeyConstraint("partner_id", "business_on", name=op.f("pk_audit_root")),
    )
    own_by_partner("audit_root", app="select, insert")


def downgrade() -> None:
    op.execute("drop function guildhall.close_audit_block")
    op.execute("drop table audit_root")
    op.execute("drop table audit_block")
    op.drop_index("ix_audit_record_actor", "audit_record")
    op.drop_index("ix_audit_record_written", "audit_record")
    op.create_index("ix_audit_record_at", "audit_record", ["partner_id", "at", "id"])
    op.execute("drop policy audit_record_ledger on audit_record")
    op.execute("revoke select on audit_record from guildhall_ledger")
    op.execute(f"revoke insert ({GIVEN}) on audit_record from {WRITERS}")
    op.execute(f"grant insert on audit_record to {WRITERS}")
    op.drop_column("audit_record", "written_by")
    op.execute(f"revoke execute on function {NUMBERS} from {WRITERS}")
