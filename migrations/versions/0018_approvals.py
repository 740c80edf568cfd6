"""Approvals, votes, the partners' rules and the banks' floors.

Safe while the old code runs: yes, it only adds tables.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.policies import (
    BANKS_PARTNERS,
    EVERY,
    PARTNER,
    allow,
    own_by_bank,
    own_by_partner,
    secure,
)

revision = "0018_approvals"
down_revision = "0017_keys"
branch_labels = None
depends_on = None

ENDING = "status, closed_at, closed_label, closed_reason"
OWN = f"{PARTNER} and customer_id = guildhall.current_customer()"
OWN_BANK = "bank_id = guildhall.bank_in_scope()"
SAID = ("id", "maker_id", "maker_person", "shown_sha256")
BANK_IN_SCOPE = """
create function guildhall.bank_in_scope() returns uuid
language sql stable parallel safe
as $$ select p.bank_id from public.partner p where p.id = guildhall.current_partner() $$
"""


def upgrade() -> None:
    op.execute(BANK_IN_SCOPE)
    _make_approvals()
    _make_votes()
    _make_rules("approval_policy", "partner")
    _make_rules("approval_floor", "bank")
    _own_approvals()
    own_by_partner("approval_vote", app="select, insert")
    allow("approval_vote", "guildhall_auditor", "select", EVERY)
    own_by_partner("approval_policy", app="select, insert", portal="select", customer=None)
    own_by_bank("approval_floor", app="select, insert")
    for role in ("app", "portal"):
        op.execute(
            f"create policy approval_floor_{role}_reads on approval_floor "
            f"for select to guildhall_{role} using ({OWN_BANK})"
        )
    op.execute("grant select on approval_floor to guildhall_portal")


def _own_approvals() -> None:
    """What has ended is out of reach of every change; a customer only takes their own back."""
    secure("approval")
    for role, rows, end in (("app", PARTNER, "true"), ("portal", OWN, "status = 'withdrawn'")):
        waiting = f"{rows} and status = 'pending'"
        ended = rows if end == "true" else f"{rows} and {end}"
        for verb, rule in (
            ("select", f"using ({rows})"),
            ("insert", f"with check ({waiting})"),
            ("update", f"using ({waiting}) with check ({ended})"),
        ):
            op.execute(
                f"create policy approval_{role}_{verb} on approval "
                f"for {verb} to guildhall_{role} {rule}"
            )
        op.execute(f"grant select, insert, update ({ENDING}) on approval to guildhall_{role}")
    allow("approval", "guildhall_bank", "select", BANKS_PARTNERS)
    allow(
        "approval",
        "guildhall_auditor",
        "select (partner_id, id, action, subject_id, maker_id, required, status, shown_sha256)",
        EVERY,
    )


def _make_approvals() -> None:
    op.create_table(
        "approval",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("shown_sha256", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("rail", sa.Text(), nullable=False),
        sa.Column("counterparty_days", sa.BigInteger(), nullable=True),
        sa.Column("maker_kind", sa.Text(), nullable=False),
        sa.Column("maker_id", sa.Uuid(), nullable=False),
        sa.Column("maker_person", sa.Text(), nullable=False),
        sa.Column("maker_label", sa.Text(), nullable=False),
        sa.Column("maker_role", sa.Text(), nullable=False),
        sa.Column("maker_session", sa.Text(), nullable=False),
        sa.Column("required", sa.SmallInteger(), nullable=False),
        sa.Column("checker_roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("rule_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_label", sa.Text(), nullable=True),
        sa.Column("closed_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status in ('pending', 'rejected', 'withdrawn', 'expired', 'void', 'executed')",
            name=op.f("ck_approval_status"),
        ),
        sa.CheckConstraint(
            "shown_sha256 = encode(sha256(convert_to(shown, 'UTF8')), 'hex')",
            name=op.f("ck_approval_shown_is_hashed"),
        ),
        sa.CheckConstraint("required between 1 and 5", name=op.f("ck_approval_required")),
        sa.CheckConstraint(
            "(status = 'pending') = (closed_at is null)", name=op.f("ck_approval_closed")
        ),
        sa.CheckConstraint("expires_at > asked_at", name=op.f("ck_approval_expires")),
        sa.CheckConstraint(
            "(amount_minor is null) = (currency is null)", name=op.f("ck_approval_amount")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_approval_partner_id")
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_approval")),
        sa.UniqueConstraint("partner_id", *SAID, name="uq_approval_said"),
    )
    op.create_index(
        "uq_approval_waiting",
        "approval",
        ["partner_id", "action", "subject_id", "shown_sha256"],
        unique=True,
        postgresql_where="status = 'pending'",
    )
    op.create_index("ix_approval_latest", "approval", ["partner_id", "status", "asked_at", "id"])
    op.create_index("ix_approval_subject", "approval", ["partner_id", "subject_id"])


def _make_votes() -> None:
    op.create_table(
        "approval_vote",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("approval_id", sa.Uuid(), nullable=False),
        sa.Column("voter_id", sa.Uuid(), nullable=False),
        sa.Column("voter_person", sa.Text(), nullable=False),
        sa.Column("voter_label", sa.Text(), nullable=False),
        sa.Column("voter_role", sa.Text(), nullable=False),
        sa.Column("voter_session", sa.Text(), nullable=False),
        sa.Column("is_yes", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("maker_id", sa.Uuid(), nullable=False),
        sa.Column("maker_person", sa.Text(), nullable=False),
        sa.Column("shown_sha256", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "voter_id <> maker_id", name=op.f("ck_approval_vote_maker_is_not_checker")
        ),
        sa.CheckConstraint(
            "voter_person <> maker_person", name=op.f("ck_approval_vote_maker_is_another_person")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "approval_id", "maker_id", "maker_person", "shown_sha256"],
            ["approval.partner_id", *(f"approval.{name}" for name in SAID)],
            name="fk_approval_vote_said",
        ),
        sa.PrimaryKeyConstraint(
            "partner_id", "approval_id", "voter_id", name=op.f("pk_approval_vote")
        ),
        sa.UniqueConstraint(
            "partner_id", "approval_id", "voter_person", name="uq_approval_vote_person"
        ),
    )


def _make_rules(table: str, owner: str) -> None:
    op.create_table(
        table,
        sa.Column(f"{owner}_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("amount_from_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("rail", sa.Text(), nullable=True),
        sa.Column("younger_than_days", sa.BigInteger(), nullable=True),
        sa.Column("maker_roles", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("checker_roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("required", sa.SmallInteger(), nullable=False),
        sa.Column("expiry_hours", sa.BigInteger(), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("set_label", sa.Text(), nullable=False),
        sa.Column("approval_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("required between 1 and 5", name=op.f(f"ck_{table}_required")),
        sa.CheckConstraint("version > 0 and expiry_hours > 0", name=op.f(f"ck_{table}_positive")),
        sa.CheckConstraint(
            "(amount_from_minor is null) = (currency is null)", name=op.f(f"ck_{table}_amount")
        ),
        sa.CheckConstraint("cardinality(checker_roles) > 0", name=op.f(f"ck_{table}_checkers")),
        sa.ForeignKeyConstraint(
            [f"{owner}_id"], [f"{owner}.id"], name=op.f(f"fk_{table}_{owner}_id")
        ),
        sa.PrimaryKeyConstraint(f"{owner}_id", "id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(
            f"{owner}_id",
            "rule_id",
            "version",
            name=op.f(f"uq_{table}_{owner}_id_rule_id_version"),
        ),
    )


def downgrade() -> None:
    for table in ("approval_vote", "approval", "approval_policy", "approval_floor"):
        op.drop_table(table)
    op.execute("drop function guildhall.bank_in_scope()")
