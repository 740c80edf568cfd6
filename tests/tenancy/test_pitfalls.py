"""Each known pitfall of row-level security is seen when planted, or met in the way it says."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from app.banking.audit.actions.record import record
from app.config import Config
from app.kernel.actor import OPERATOR
from app.storage.pitfall_queries import too_old
from app.storage.pitfalls import PITFALLS, check
from app.storage.session import engine, partner_work
from tests.conventions.test_code import ROOT
from tests.tenancy.test_gate import FAULTS
from tests.world import World

OWNED = (
    "create table stray (partner_id uuid not null, id int not null, primary key (partner_id, id))"
)
PARTED = f"{OWNED} partition by list (partner_id); create table part partition of stray default"
OPENED = (
    "alter table stray enable row level security; alter table stray force row level security; "
    "create policy a on stray to guildhall_app using (partner_id = guildhall.current_partner())"
)
PEEK = "create function guildhall.peek() returns bigint language sql {} as $$ {} $$"
NOBODY = "create or replace function guildhall.current_partner() returns uuid language sql {} as {}"
SETTING = "current_setting('guildhall.partner', true)"
PLANTED = {
    "1": FAULTS["a table whose row-level security is not forced"],
    "2": (
        "create role stray login; grant guildhall_backup to stray",
        "role stray may become one that skips row-level security",
    ),
    "2 app": FAULTS["an app that skips row-level security"],
    "2 roles": (
        "alter role guildhall_bank createrole",
        "role guildhall_bank may make roles or copy the whole server",
    ),
    "3": (
        f"alter role guildhall_app set guildhall.partner = '{'0' * 8}'",
        "guildhall_app has guildhall.partner set for ever",
    ),
    "3 function": (
        PEEK.format("", "select set_config('guildhall.partner', '', false); select 1::bigint"),
        "function peek sets a scope",
    ),
    "6": (
        NOBODY.format("stable", f"$$ select ({SETTING})::uuid $$"),
        "guildhall.current_partner() fails where nothing is set",
    ),
    "6 default": (
        NOBODY.format("stable", "$$ select '00000000-0000-0000-0000-000000000001'::uuid $$"),
        "guildhall.current_partner() finds somebody where nothing is set",
    ),
    "6 volatile": (
        NOBODY.format("volatile", f"$$ select nullif({SETTING}, '')::uuid $$"),
        "guildhall.current_partner() is not a stable function with its caller's rights",
    ),
    "7": FAULTS["a policy that allows everything when unset"],
    "9": FAULTS["a view with its owner's rights"],
    "9 owner": (
        "create view peek with (security_invoker = true) as select 1 as one",
        "view peek belongs to postgres",
    ),
    "10": FAULTS["a materialised view"],
    "11": FAULTS["a function with its owner's rights"],
    "11 all": (
        PEEK.format("security definer set search_path = pg_catalog", "select 1::bigint"),
        "function peek with its owner's rights may be called by everyone",
    ),
    "11 gone": (
        "drop function guildhall.bank_of cascade",
        "function bank_of is on the list and not in the database",
    ),
    "12": FAULTS["a unique key that tells another partner's row"],
    "13": (
        "create table stray (id uuid primary key, partner_id uuid not null)",
        "unique key stray_pkey of stray does not begin with partner_id",
    ),
    "14": FAULTS["a reference that can leave the partner"],
    "15": FAULTS["a unique key that tells another partner's row"],
    "15b": (
        "alter table ledger_transaction add constraint alone unique (key_digest)",
        "unique key alone of ledger_transaction does not begin with partner_id",
    ),
    "16": ("create sequence public.numbers", "sequence numbers counts every partner's rows"),
    "17": (
        f"{PARTED}; {OPENED}",
        "part part of a table has no forced row-level security of its own",
    ),
    "17 open": (
        f"{PARTED}; {OPENED}; grant select on part to guildhall_app",
        "part part of a table is open to guildhall_app",
    ),
    "18": (
        "grant pg_read_server_files to guildhall_app",
        "role guildhall_app has the rights of pg_read_server_files",
    ),
    "19": FAULTS["an app that may empty a table"],
    "19 trigger": FAULTS["a trigger"],
    "20": (
        "alter role guildhall_backup nobypassrls",
        "role guildhall_backup is missing or does not see every row",
    ),
    "20 lacks": (
        "revoke select on payment from guildhall_backup",
        "a backup would lack table payment",
    ),
    "20 writes": (
        "grant update on payment to guildhall_backup",
        "role guildhall_backup may write to payment",
    ),
    "21": FAULTS["a bank's table without row-level security"],
    "22": FAULTS["a policy that lets rows be written for anyone"],
    "23": (
        "grant create on schema guildhall to guildhall_app",
        "role guildhall_app may create in the schema of our functions",
    ),
    "23 temp": (
        "do $$ begin execute format('grant temp on database %I to guildhall_app', "
        "current_database()); end $$",
        "role guildhall_app may temp in the database",
    ),
    "23 leakproof": (
        PEEK.format("leakproof", "select 1::bigint"),
        "function peek says that it leaks nothing and runs before the policies",
    ),
    "25": (
        "alter role guildhall_app set row_security = off",
        "guildhall_app has row_security = off",
    ),
    "25 auditor": (
        "alter role guildhall_auditor reset default_transaction_read_only",
        "role guildhall_auditor may begin transactions that write",
    ),
    "26": (
        "create policy moves on payment for update to guildhall_app "
        "using (partner_id = guildhall.current_partner()) "
        "with check (id is not null)",
        "policy moves on payment lets a row be moved to another owner",
    ),
    "28": FAULTS["a clock that reads more than what is due"],
    "28 outbox": (
        "grant select (payload) on outbox to guildhall_clock",
        "the clock may read payload of outbox",
    ),
}


@pytest.fixture
def owner(installation: Config) -> Iterator[Connection]:
    """A transaction of the administrator's that is always rolled back."""
    assert installation.database.admin is not None
    with create_engine(installation.database.admin, poolclass=NullPool).connect() as connection:
        yield connection
        connection.rollback()


def test_there_are_twenty_nine_and_this_database_has_none(owner: Connection) -> None:
    assert len({pitfall.number for pitfall in PITFALLS}) == 29
    assert [p.number for p in PITFALLS if not p.finders and not p.met_by] == []
    assert check(owner) == []


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_pitfall_is_seen_by_its_own_queries(owner: Connection, name: str) -> None:
    planted, sentence = PLANTED[name]
    number = name.partition(" ")[0]
    pitfall = next(each for each in PITFALLS if each.number == number)
    owner.execute(text(planted))
    assert sentence in [fault for finder in pitfall.finders for fault in finder(owner)]


@pytest.mark.parametrize(
    ("version", "is_old"),
    [(140_020, True), (150_013, True), (150_014, False), (170_005, True), (180_000, False)],
)
def test_an_old_release_is_seen(version: int, *, is_old: bool) -> None:
    assert bool(list(too_old(version))) is is_old


def test_each_that_can_be_asked_was_planted() -> None:
    asked = {pitfall.number for pitfall in PITFALLS if pitfall.finders}
    assert asked - {name.partition(" ")[0] for name in PLANTED} == {"27"}


def test_without_a_scope_nothing_is_written_and_nothing_is_allowed(
    installation: Config, harbor: World
) -> None:
    with Session(engine("app")) as db, pytest.raises((RuntimeError, DBAPIError)):
        record(
            db,
            OPERATOR,
            "session.ended",
            subject=("login", None),
            now=harbor.now,
        )


def test_two_partners_use_one_key_and_neither_payment_vanishes(harbor: World) -> None:
    for world in (harbor, harbor.juniper):
        world.ada.is_given("7.00", key="the same words")
        assert str(world.ada.balance.current) == "$7.00"


def test_copy_into_a_guarded_table_is_refused(harbor: World) -> None:
    with partner_work(harbor.partner_id) as db:
        driver = db.connection().connection.cursor()
        with (
            pytest.raises(Exception, match="row-level security"),
            driver.copy("copy limit_rule from stdin") as copied,
        ):
            copied.write(b"")
        db.rollback()


def test_the_guide_tells_of_each() -> None:
    guide = (ROOT / "docs" / "security" / "pitfalls.md").read_text(encoding="utf-8")
    assert [line for line in rows() if line not in guide] == []


def rows() -> list[str]:
    """The guide's table as the code has it."""
    return [
        f"| {p.number} | {p.name} | {_how(len(p.finders))} | {p.met_by or '-'} |" for p in PITFALLS
    ]


def _how(queries: int) -> str:
    return "none" if not queries else "asked" if queries == 1 else f"asked in {queries} ways"
