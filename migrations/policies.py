"""One generator of policies and grants: who may see which row, for every table of the house."""

from alembic import op

PARTNER = "partner_id = guildhall.current_partner()"
BANK = "bank_id = guildhall.current_bank()"
BANKS_PARTNERS = "partner_id = any(guildhall.partners_in_scope())"
EVERY = "true"


def own_by_partner(
    table: str,
    *,
    app: str = "select, insert, update",
    portal: str = "",
    customer: str | None = "customer_id",
    bank: str = "select",
    ledger: str = "",
) -> None:
    """Force row-level security on a partner's table; empty grants give a role nothing.

    `customer` names the column that holds the portal's customer, or None for a partner's
    settings that every one of its customers may read.
    """
    own_customer = f"{PARTNER} and {customer} = guildhall.current_customer()"
    secure(table)
    never_sample_partner(table)
    allow(table, "guildhall_app", app, PARTNER)
    allow(table, "guildhall_portal", portal, own_customer if customer else PARTNER)
    allow(table, "guildhall_bank", bank, BANKS_PARTNERS)
    allow(table, "guildhall_ledger", ledger, PARTNER)


def own_by_bank(table: str, *, app: str = "select, insert, update", bank: str = "select") -> None:
    """Force row-level security on a bank's table; the app role only with the bank's own scope."""
    secure(table)
    allow(table, "guildhall_app", app, BANK)
    allow(table, "guildhall_bank", bank, BANK)


def secure(table: str) -> None:
    """Enable and force row-level security; the owner sees all by an explicit policy."""
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    allow(table, "guildhall_owner", "", EVERY, always=True)
    op.execute(f"grant select on {table} to guildhall_backup")


def never_sample_partner(table: str) -> None:
    """A partner's share of a table is not guessed from a sample, in which a new one is missing."""
    op.execute(f"alter table {table} alter column partner_id set statistics 0")
    op.execute(
        "do $$ begin if to_regprocedure('pg_clear_attribute_stats(text, text, text, boolean)') "
        "is not null then perform pg_catalog.pg_clear_attribute_stats("
        f"'public', '{table}', 'partner_id', false); end if; end $$"
    )


def allow(table: str, role: str, verbs: str, rows: str, *, always: bool = False) -> None:
    """A policy for one role on one table, and its grant; nothing at all when no verb is given."""
    if not verbs and not always:
        return
    name = f"{table}_{role.removeprefix('guildhall_')}"
    op.execute(
        f"create policy {name} on {table} for all to {role} using ({rows}) with check ({rows})"
    )
    if verbs:
        op.execute(f"grant {verbs} on {table} to {role}")
