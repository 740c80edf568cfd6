"""The ledger at full strength: smaller rows, blocks, day balances, periods, and new functions.

Ledger rows keep their content and move into tables whose columns are ordered for size.
Safe while the old code runs: no, the functions' arguments change; stop the doors first.
"""

from importlib import import_module

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.policies import PARTNER, allow, own_by_partner
from migrations.sql_files import run_sql

revision = "0012_ledger_strength"
down_revision = "0011_reconciliation"
branch_labels = None
depends_on = None

NEW_TABLES = ("day_root", "ledger_day_balance", "ledger_block", "ledger_period", "seal_key")
# Each would take a shared lock on one row that all clients of a partner meet at; the functions
# prove what they said, and nobody may delete what they point at.
DROPPED_KEYS = (
    (
        "fk_hold_partner_id_transaction_id",
        "hold",
        ["partner_id", "transaction_id"],
        "ledger_transaction",
    ),
    ("fk_audit_record_partner_id", "audit_record", ["partner_id"], "partner"),
    ("fk_outbox_partner_id", "outbox", ["partner_id"], "partner"),
    ("fk_ledger_account_partner_id", "ledger_account", ["partner_id"], "partner"),
    (
        "fk_ledger_account_partner_id_program_id",
        "ledger_account",
        ["partner_id", "program_id"],
        "program",
    ),
)
# A domain's condition is read once; a table's CHECK is read from its text for every statement.
DOMAINS = {
    "ledger_side": ("text", "value in ('debit', 'credit')"),
    "ledger_kind": ("text", "value in ('asset', 'liability', 'equity', 'income', 'expense')"),
    "ledger_words": ("text", "length(value) <= 500"),
    "positive_minor": ("bigint", "value > 0"),
    "not_negative_minor": ("bigint", "value >= 0"),
}
ACCOUNT_DOMAINS = {
    "kind": ("ledger_kind", "ck_ledger_account_kind"),
    "normal_side": ("ledger_side", "ck_ledger_account_normal_side"),
    "held_minor": ("not_negative_minor", "ck_ledger_account_held_not_negative"),
}
DIGEST = "left(encode(sha256(convert_to({}, 'UTF8')), 'hex'), 32)::uuid"


def upgrade() -> None:
    _drop_functions()
    for name, table, _, _ in DROPPED_KEYS:
        op.drop_constraint(name, table)
    _make_domains()
    op.add_column("hold", sa.Column("placed_minor", sa.BigInteger(), nullable=True))
    op.execute("update hold set placed_minor = amount_minor")
    op.alter_column("hold", "placed_minor", nullable=False)
    _rename_old("ledger_transaction", "entry")
    _make_transactions()
    _make_entries()
    op.execute(
        "insert into ledger_transaction (partner_id, id, key_digest, subject_id, posted_at, "
        "recorded_at, written_by, effective_on, reverses_id, cause, subject_kind, description, "
        f"details) select t.partner_id, t.id, {DIGEST.format('t.idempotency_key')}, t.subject_id, "
        "t.posted_at, t.recorded_at, (select min(e.written_by::text::bigint) from old_entry e "
        "where e.partner_id = t.partner_id and e.transaction_id = t.id), t.effective_on, "
        "t.reverses_id, t.cause, t.subject_kind, t.description, t.details "
        "from old_ledger_transaction t"
    )
    op.execute(
        "insert into entry (partner_id, ledger_account_id, transaction_id, customer_id, "
        "amount_minor, posted_at, effective_on, line, side, currency, description) "
        "select partner_id, ledger_account_id, transaction_id, customer_id, amount_minor, "
        "posted_at, effective_on, line, side, currency, coalesce(description, '') from old_entry"
    )
    op.execute("drop table old_entry")
    op.execute("drop table old_ledger_transaction")
    op.drop_table("ledger_checkpoint")
    _make_checkpoints()
    _make_blocks()
    _make_periods()
    own_by_partner("ledger_transaction", app="select", customer=None, ledger="select, insert")
    own_by_partner("entry", app="select", portal="select", ledger="select, insert")
    own_by_partner("ledger_checkpoint", app="select", ledger="select, insert, update")
    own_by_partner("ledger_block", app="select", customer=None, ledger="select, insert")
    own_by_partner("ledger_day_balance", app="select", ledger="select, insert, update")
    own_by_partner("ledger_period", app="select", customer=None, ledger="select, insert")
    own_by_partner("day_root", app="select, insert", portal="select", customer=None)
    allow("program", "guildhall_ledger", "select", PARTNER)
    op.execute("grant select, insert on seal_key to guildhall_app")
    op.execute("grant select on seal_key to guildhall_bank, guildhall_portal, guildhall_backup")
    run_sql("0012_ledger.sql")


def _drop_functions() -> None:
    """All that the ledger's role owns, and the number's base."""
    op.execute(
        "do $$ declare f regprocedure; begin for f in select p.oid from pg_proc p "
        "where p.pronamespace = 'guildhall'::regnamespace and (pg_get_userbyid(p.proowner) = "
        "'guildhall_ledger' or p.proname = 'write_number_base') loop "
        "execute format('drop function %s cascade', f); end loop; end $$"
    )


def _make_domains() -> None:
    for name, (base, condition) in DOMAINS.items():
        op.execute(f"create domain {name} as {base} constraint ck_{name} check ({condition})")
    for column, (domain, constraint) in ACCOUNT_DOMAINS.items():
        op.drop_constraint(op.f(constraint), "ledger_account")
        op.execute(f"alter table ledger_account alter column {column} type {domain}")


def _drop_domains() -> None:
    """When only ledger_account is left that has columns of them."""
    for column, (domain, constraint) in ACCOUNT_DOMAINS.items():
        base, condition = DOMAINS[domain]
        op.execute(f"alter table ledger_account alter column {column} type {base}")
        op.create_check_constraint(
            op.f(constraint), "ledger_account", condition.replace("value", column)
        )
    for name in DOMAINS:
        op.execute(f"drop domain {name}")


def _domain(name: str) -> postgresql.DOMAIN:
    base = sa.Text() if DOMAINS[name][0] == "text" else sa.BigInteger()
    return postgresql.DOMAIN(name, base, create_type=False)


def _rename_old(*tables: str) -> None:
    """Out of the way with their indexes; what referred to them goes first."""
    op.drop_constraint("fk_ledger_transaction_partner_id_reverses_id", "ledger_transaction")
    for table in tables:
        op.execute(f"alter index pk_{table} rename to old_pk_{table}")
        op.rename_table(table, f"old_{table}")
    op.execute("alter index uq_ledger_transaction_partner_id_idempotency_key rename to old_uq")


def _make_transactions() -> None:
    """Fixed-width columns first: no byte is lost to alignment."""
    op.create_table(
        "ledger_transaction",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_digest", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("written_by", sa.BigInteger(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("partner_id", "id", name="pk_ledger_transaction"),
        sa.UniqueConstraint(
            "partner_id", "key_digest", name="uq_ledger_transaction_partner_id_key_digest"
        ),
    )
    op.create_index(
        "ix_ledger_transaction_written", "ledger_transaction", ["partner_id", "written_by"]
    )
    op.create_index(
        "ix_ledger_transaction_about",
        "ledger_transaction",
        ["partner_id", "subject_id"],
        postgresql_where="subject_id is not null",
    )
    op.create_index(
        "uq_ledger_transaction_reverses",
        "ledger_transaction",
        ["partner_id", "reverses_id"],
        unique=True,
        postgresql_where="reverses_id is not null",
    )


def _make_entries() -> None:
    """Its key is the order of every account page."""
    op.create_table(
        "entry",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("ledger_account_id", sa.Uuid(), nullable=False),
        sa.Column("transaction_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("amount_minor", _domain("positive_minor"), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("side", _domain("ledger_side"), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("description", _domain("ledger_words"), server_default="", nullable=False),
        sa.PrimaryKeyConstraint(
            "partner_id",
            "ledger_account_id",
            "effective_on",
            "transaction_id",
            "line",
            name="pk_entry",
        ),
    )
    op.create_index("ix_entry_transaction", "entry", ["partner_id", "transaction_id"])


def _make_checkpoints() -> None:
    op.create_table(
        "ledger_checkpoint",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("ledger_account_id", sa.Uuid(), nullable=False),
        sa.Column("current_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("partner_id", "ledger_account_id", name="pk_ledger_checkpoint"),
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "ledger_day_balance",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("ledger_account_id", sa.Uuid(), nullable=False),
        sa.Column("business_on", sa.Date(), nullable=False),
        sa.Column("current_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "partner_id", "ledger_account_id", "business_on", name="pk_ledger_day_balance"
        ),
    )


def _make_blocks() -> None:
    op.create_table(
        "ledger_block",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("written_from", sa.BigInteger(), nullable=False),
        sa.Column("written_below", sa.BigInteger(), nullable=False),
        sa.Column("transactions", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("marks", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name="ck_ledger_block_number"),
        sa.CheckConstraint("written_from < written_below", name="ck_ledger_block_range"),
        sa.PrimaryKeyConstraint("partner_id", "number", name="pk_ledger_block"),
        sa.UniqueConstraint(
            "partner_id", "written_below", name="uq_ledger_block_partner_id_written_below"
        ),
    )
    op.create_table(
        "day_root",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("business_on", sa.Date(), nullable=False),
        sa.Column("block_number", sa.Integer(), nullable=False),
        sa.Column("block_hash", sa.LargeBinary(), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id", "block_number"],
            ["ledger_block.partner_id", "ledger_block.number"],
            name="fk_day_root_partner_id_block_number",
        ),
        sa.PrimaryKeyConstraint("partner_id", "business_on", name="pk_day_root"),
    )
    op.create_table(
        "seal_key",
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("endorsed_by", sa.Text(), nullable=True),
        sa.Column("endorsement", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["endorsed_by"], ["seal_key.key_id"], name="fk_seal_key_endorsed_by"
        ),
        sa.PrimaryKeyConstraint("key_id", name="pk_seal_key"),
    )


def _make_periods() -> None:
    op.create_table(
        "ledger_period",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("locked_through", sa.Date(), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("partner_id", "locked_through", name="pk_ledger_period"),
    )


def downgrade() -> None:
    """Only an empty ledger goes back: history is never rewritten into a shape that says less."""
    if op.get_bind().scalar(sa.text("select exists (select from ledger_transaction)")):
        raise RuntimeError("the ledger holds transactions: mend forward with a new migration")
    _drop_functions()
    for table in NEW_TABLES:
        op.drop_table(table)
    for table in ("ledger_checkpoint", "entry", "ledger_transaction"):
        op.drop_table(table)
    _drop_domains()
    op.drop_column("hold", "placed_minor")
    op.execute("drop policy program_ledger on program")
    op.execute("revoke select on program from guildhall_ledger")
    earlier = import_module("migrations.versions.0004_ledger")
    earlier.make_transactions()
    earlier.make_entries()
    earlier.make_checkpoints()
    earlier.own_what_is_posted()
    for name, source, columns, target in DROPPED_KEYS:
        op.create_foreign_key(name, source, target, columns, _keys_of(columns))
    run_sql("0003_ledger.sql")


def _keys_of(columns: list[str]) -> list[str]:
    return ["id"] if columns == ["partner_id"] else ["partner_id", "id"]
