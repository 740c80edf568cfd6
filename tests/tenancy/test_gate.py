"""The isolation gate sees each fault that is planted, and nothing where there is none."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from app.config import Config
from app.storage.gate import check

OWNED = (
    "create table stray (partner_id uuid not null, id uuid not null, primary key (partner_id, id))"
)
FORCED = (
    "alter table stray enable row level security; alter table stray force row level security;"
    "create policy stray_app on stray to guildhall_app "
    "using (partner_id = guildhall.current_partner())"
)
FAULTS = {
    "work that may be removed though it is not done": (
        "drop policy outbox_removal on outbox",
        "nothing keeps guildhall_app from removing any row of outbox",
    ),
    "a table whose rows may be removed": (
        "grant delete on payment to guildhall_app",
        "guildhall_app may DELETE payment",
    ),
    "a table whose row-level security is not forced": (
        f"{OWNED}; alter table stray enable row level security",
        "table stray is owned by partner_id but row-level security is not forced",
    ),
    "a bank's table without row-level security": (
        "create table stray (bank_id uuid primary key)",
        "table stray is owned by bank_id but row-level security is not forced",
    ),
    "a table that belongs to nobody": (
        "create table stray (id uuid primary key)",
        "table stray has no owner's column and is not on the shared list",
    ),
    "a forced table without a policy": (
        f"{OWNED}; alter table stray enable row level security; "
        "alter table stray force row level security",
        "table stray has no policy",
    ),
    "a unique key that tells another partner's row": (
        f"{OWNED}; {FORCED}; alter table stray add column email text; "
        "create unique index stray_email on stray (email)",
        "unique key stray_email of stray does not begin with partner_id",
    ),
    "a reference that can leave the partner": (
        "alter table program add constraint program_alone unique (id); "
        f"{OWNED}; {FORCED}; alter table stray add foreign key (id) references program (id)",
        "foreign key stray_id_fkey from stray to program does not carry partner_id",
    ),
    "a policy that allows everything when unset": (
        f"{OWNED}; {FORCED}; create policy open on stray to guildhall_app "
        "using (guildhall.current_partner() is null)",
        "policy open on stray says (guildhall.current_partner() IS NULL) for guildhall_app",
    ),
    "a policy that lets rows be written for anyone": (
        f"{OWNED}; {FORCED}; create policy open on stray for insert to guildhall_app "
        "with check (true)",
        "policy open on stray says true for guildhall_app",
    ),
    "a clock that reads more than what is due": (
        "create policy peek on customer for select to guildhall_clock using (true)",
        "policy peek lets the clock read customer",
    ),
    "a view with its owner's rights": (
        "create view peek as select * from customer",
        "view peek is not security_invoker",
    ),
    "a materialised view": (
        "create materialized view peek as select count(*) from customer",
        "materialised view peek would show every partner's rows",
    ),
    "a function with its owner's rights": (
        "create function guildhall.peek() returns bigint language sql security definer "
        "as 'select count(*) from public.customer'",
        "function peek is SECURITY DEFINER and not on the list",
    ),
    "a trigger": (
        "create function tick() returns trigger language plpgsql as 'begin return new; end'; "
        "create trigger ticks before insert on customer for each row execute function tick()",
        "trigger ticks works where nobody reads it",
    ),
    "an app that may rewrite the ledger": (
        "grant update on entry to guildhall_app",
        "guildhall_app may UPDATE entry, past the ledger's functions",
    ),
    "an app that may rewrite the audit trail": (
        "grant update on audit_record to guildhall_app",
        "guildhall_app may rewrite audit_record",
    ),
    "an auditor that may write": (
        "grant insert on payment to guildhall_auditor",
        "guildhall_auditor may INSERT payment, and is to read only",
    ),
    "an auditor that reads people's logins": (
        "create policy peek on login for select to guildhall_auditor using (true)",
        "policy peek lets the auditor read login",
    ),
    "an app that may empty a table": (
        "grant truncate on customer to guildhall_app",
        "guildhall_app may TRUNCATE customer",
    ),
    "an app that may create objects": (
        "grant create on schema public to guildhall_app",
        "role guildhall_app owns or may create objects",
    ),
    "an app that skips row-level security": (
        "alter role guildhall_portal bypassrls",
        "role guildhall_portal skips row-level security",
    ),
    "an app that may become another role": (
        "grant guildhall_ledger to guildhall_app",
        "role guildhall_app may become another role",
    ),
}


@pytest.fixture
def owner(installation: Config) -> Iterator[Connection]:
    """A transaction of the owner's that is always rolled back."""
    url = installation.database.admin
    assert url is not None
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        yield connection
        connection.rollback()


def test_the_schema_has_no_fault(owner: Connection) -> None:
    assert check(owner) == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_seen(owner: Connection, name: str) -> None:
    planted, sentence = FAULTS[name]
    owner.execute(text(planted))
    assert sentence in check(owner)
