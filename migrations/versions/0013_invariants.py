"""Invariants: the auditor's rights, runs and findings, limits of money in transit, the operator.

Safe while the old code runs: yes, it only adds tables, and a role's right to read.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.policies import EVERY, allow, own_by_partner

revision = "0013_invariants"
down_revision = "0012_ledger_strength"
branch_labels = None
depends_on = None

TABLES = ("operator_session", "transit_limit", "invariant_finding", "invariant_run")

# What the auditor may read: money and what follows from it, and no more of a person than an id.
# Statements are read whole: the lines they print are in them.
AUDITED = {
    "partner": "select",
    "program": "select",
    "ledger_account": "select",
    "ledger_transaction": "select",
    "entry": "select",
    "hold": "select",
    "ledger_checkpoint": "select",
    "ledger_block": "select",
    "ledger_day_balance": "select",
    "ledger_period": "select",
    "day_root": "select",
    "statement": "select",
    "audit_record": "select (partner_id, id, at, recorded_at, action, subject_kind, subject_id)",
    "account": "select (partner_id, id, customer_id, program_id, ledger_account_id, status, "
    "currency, opened_on, closed_on)",
    "application": "select (partner_id, id, customer_id, status, submitted_at, decided_at)",
    "payment": "select (partner_id, id, customer_id, account_id, to_account_id, program_id, rail, "
    "direction, amount_minor, fee_minor, currency, status, hold_id, file_id, created_at, "
    "submitted_at, canceled_at, effective_on, settled_on, returned_on, return_code)",
    "prepared_return": "select (partner_id, id, file_id, code, amount_minor, currency, status, "
    "return_by, created_at)",
    "outbox": "select (partner_id, id, kind, key, created_at, due_at, leased_until, attempts, "
    "done_at, failed_at, last_error)",
}
SHARED = ("business_clock", "schedule_run", "invariant_run", "transit_limit")

# Calendar days, so wide that the longest run of days on which the Fed is closed fits in.
LIMITS = (
    (
        "ach_outgoing",
        5,
        10,
        "Nacha: a credit's effective entry date is two banking days off at most",
    ),
    ("ach_incoming", 5, 10, "Nacha: an entry is posted on its settlement date"),
    ("bank_clearing", 2, 5, "Our own: both sides of a transfer follow within a business day"),
    # A person decides where it goes; until then it is owed, and the books are right.
    ("suspense", 5, None, "Nacha: a return is back by the second banking day's opening"),
)


def upgrade() -> None:
    _make_runs()
    _make_findings()
    _make_limits()
    _make_operator_sessions()
    op.execute("grant usage on schema guildhall, public to guildhall_auditor")
    for table, verbs in AUDITED.items():
        allow(table, "guildhall_auditor", verbs, EVERY)
    op.execute(f"grant select on {', '.join(SHARED)} to guildhall_auditor")


def _make_runs() -> None:
    op.create_table(
        "invariant_run",
        sa.Column("invariant", sa.Text(), nullable=False),
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reds", sa.BigInteger(), nullable=False),
        sa.Column("warnings", sa.BigInteger(), nullable=False),
        sa.Column("first_rows", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("invariant", "place", name=op.f("pk_invariant_run")),
    )
    op.create_index("ix_invariant_run_latest", "invariant_run", ["invariant", "finished_at"])
    op.execute("grant select, insert, update on invariant_run to guildhall_clock")
    # A bank may know when all was looked at, not how it stood with others.
    op.execute("grant select (invariant, place, finished_at) on invariant_run to guildhall_bank")
    op.execute("grant select on invariant_run to guildhall_backup")


def _make_findings() -> None:
    op.create_table(
        "invariant_finding",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("invariant", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("row_id", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "severity in ('red', 'warning')", name=op.f("ck_invariant_finding_severity")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_invariant_finding_partner_id")
        ),
        sa.PrimaryKeyConstraint(
            "partner_id", "invariant", "kind", "row_id", name=op.f("pk_invariant_finding")
        ),
    )
    op.create_index(
        "ix_invariant_finding_open",
        "invariant_finding",
        ["partner_id", "invariant"],
        postgresql_where="gone_at is null",
    )
    own_by_partner("invariant_finding")
    allow("invariant_finding", "guildhall_auditor", "select", EVERY)


def _make_limits() -> None:
    limits = op.create_table(
        "transit_limit",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("warning_days", sa.BigInteger(), nullable=False),
        sa.Column("red_days", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", "effective_from", name=op.f("pk_transit_limit")),
    )
    for code, warning_days, red_days, source in LIMITS:
        op.execute(
            limits.insert().values(
                code=code,
                effective_from=sa.text("date '2020-01-01'"),
                warning_days=warning_days,
                red_days=red_days,
                source=source,
            )
        )
    op.execute("grant select on transit_limit to guildhall_app, guildhall_bank, guildhall_backup")


def _make_operator_sessions() -> None:
    op.create_table(
        "operator_session",
        sa.Column("link_hash", sa.LargeBinary(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("link_expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("link_hash", name=op.f("pk_operator_session")),
    )
    op.create_index("uq_operator_session_token", "operator_session", ["token_hash"], unique=True)
    op.execute("grant select, insert, update on operator_session to guildhall_clock")
    op.execute("grant select on operator_session to guildhall_backup")


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"drop table {table} cascade")
    for table in AUDITED:
        op.execute(f"drop policy {table}_auditor on {table}")
        op.execute(f"revoke all on {table} from guildhall_auditor")
    op.execute("revoke all on business_clock, schedule_run from guildhall_auditor")
    op.execute("revoke all on schema guildhall, public from guildhall_auditor")
