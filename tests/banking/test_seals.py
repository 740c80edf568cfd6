"""What is written is sealed a moment later, and nothing is ever written into a sealed past."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.banking.ledger.actions.post import post
from app.banking.ledger.actions.seal import seal
from app.banking.ledger.exporting import export_ledger
from app.banking.ledger.proof.keys import SealKey, keys_from
from app.banking.ledger.proof.lines import transaction_line
from app.banking.ledger.proofs import proof_of_balance, proof_of_transaction
from app.banking.ledger.queries import program_accounts
from app.banking.ledger.rules import Cause, Draft, move
from app.banking.ledger.sealed_lines import facts_between, lines_between
from app.banking.ledger.seals import blocks, known_keys, last_block, seal_lag
from app.banking.ledger.verifying import verify
from app.kernel.errors import NotFound, Refused
from app.kernel.ids import TransactionId, new_id
from app.kernel.money import Money
from app.storage.clock import wall_now
from app.storage.scope import Scope
from app.storage.session import engine, partner_reading, partner_work, session_for
from tests.seal_verbs import exported, faults, judged, once_decided, seals, superuser
from tests.world import World


def paid(world: World, minor: int, words: str = "Rent", **changes: object) -> Draft:
    draft = Draft(
        key=f"paid {new_id(world.now)}",
        cause=Cause.BOOK_TRANSFER,
        subject=("account", world.ada.account_id),
        description=words,
        effective_on=world.now.date(),
        entries=move(
            Money(minor, "USD"),
            debit=world.ada.ledger_account_id,
            credit=world.grace.ledger_account_id,
        ),
    )
    return replace(draft, **changes)  # type: ignore[arg-type]


def pays(world: World, minor: int, words: str = "Rent", **changes: object) -> TransactionId:
    with partner_work(world.partner_id) as db:
        posted = post(db, paid(world, minor, words, **changes), now=world.now)
    return getattr(posted, "id", posted)


@pytest.fixture
def rich(harbor: World) -> World:
    harbor.ada.is_given("900.00")
    harbor.grace.is_given("1.00")
    return harbor


def test_what_is_written_is_sealed_and_verifies(rich: World, tmp_path: Path) -> None:
    pays(rich, 5_00)
    assert seals(rich) == 1
    assert seals(rich) == 0
    pays(rich, 6_00)
    pays(rich, 7_00)
    assert seals(rich) == 1
    with partner_reading(rich.partner_id) as db:
        sealed = list(blocks(db))
    assert [block.header.members for block in sealed] == [3, 2]
    assert faults(rich) == []
    assert judged(exported(rich, tmp_path / "export"))[0] == 0
    assert judged(exported(rich, tmp_path / "export.zip"))[0] == 0


def test_partners_have_chains_of_their_own(rich: World) -> None:
    rich.juniper.ada.is_given("5.00")
    assert seals(rich) == 1
    with partner_reading(rich.juniper.partner_id) as db:
        assert last_block(db) is None
        assert seal_lag(db).transactions == 1
    assert seals(rich.juniper) == 1
    assert faults(rich.juniper) == []


def test_nothing_is_committed_into_a_sealed_past(rich: World) -> None:
    assert seals(rich) == 1
    scope = Scope(partner_id=rich.partner_id)
    with session_for("app", scope) as slow, slow.begin():
        post(slow, paid(rich, 1_00), now=rich.now)
        rich.juniper.ada.is_given("2.00")
        assert seals(rich, patient=False) == 0, "it may still be committed, or not"
        assert seals(rich.juniper, patient=False) == 0, "written after the one still open"
    assert seals(rich) == 1
    assert seals(rich.juniper) == 1
    assert faults(rich) == faults(rich.juniper) == []


def test_a_block_has_about_as_many_as_it_may(rich: World) -> None:
    for _ in range(5):
        pays(rich, 1_00)
    with partner_work(rich.partner_id) as db:
        for _ in range(4):
            post(db, paid(rich, 1_00), now=rich.now)
    once_decided(rich.partner_id)
    keys = keys_from(rich.config.seal_keys)
    sizes = []
    while True:
        with partner_work(rich.partner_id) as db:
            block = seal(db, keys=keys, wall=wall_now(), limit=3)
        if block is None:
            break
        sizes.append(block.header.members)
    assert sizes == [3, 3, 1, 4], "what was written together stays together"
    assert faults(rich) == []


def test_pooled_balances_do_not_move_when_their_entries_are_sealed(rich: World) -> None:
    with partner_work(rich.partner_id) as db:
        before = {line.id: line.balance for line in program_accounts(db, rich.program_id)}
    assert seals(rich) == 1
    with partner_work(rich.partner_id) as db:
        assert {line.id: line.balance for line in program_accounts(db, rich.program_id)} == before


def test_the_lag_says_how_much_waits_and_since_when(rich: World) -> None:
    seals(rich)
    with partner_work(rich.partner_id) as db:
        assert seal_lag(db).transactions == 0
        assert seal_lag(db).seconds(wall_now()) == 0
    pays(rich, 1_00)
    with partner_work(rich.partner_id) as db:
        lag = seal_lag(db)
    assert lag.transactions == 1
    assert 0 < lag.seconds(wall_now()) < 60
    assert lag.seconds(wall_now() + timedelta(hours=1)) > 3_600


@pytest.mark.tampers
def test_a_new_key_signs_once_the_old_one_has_endorsed_it(rich: World, tmp_path: Path) -> None:
    seals(rich)
    old, new = rich.config.seal_keys[0], bytes(range(7, 39))
    pays(rich, 1_00)
    alone, both = keys_from([bytes(32)]), keys_from([new, old])
    once_decided(rich.partner_id)
    with (
        pytest.raises(RuntimeError, match="GUILDHALL_SEAL_KEYS"),
        partner_work(rich.partner_id) as db,
    ):
        seal(db, keys=alone, wall=wall_now())
    with partner_work(rich.partner_id) as db:
        block = seal(db, keys=both, wall=wall_now())
        assert block
        assert block.header.key_id == SealKey(new).key_id
        assert known_keys(db)[-1].key_id == SealKey(new).key_id
    assert faults(rich) == []
    assert judged(exported(rich, tmp_path / "export"))[0] == 0
    pays(rich, 1_00)
    once_decided(rich.partner_id)
    with partner_work(rich.partner_id) as db:
        seal(db, keys=keys_from([new]), wall=wall_now())
    with superuser(rich.config) as rows:  # the other worlds of this database keep the old key
        rows.execute("delete from ledger_block where partner_id = %s", [rich.partner_id])
        rows.execute("delete from seal_key where key_id = %s", [SealKey(new).key_id])


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)
values = (
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | texts
    | st.floats(allow_nan=False, allow_infinity=False)
)
details = st.dictionaries(texts, values | st.lists(values, max_size=3), max_size=4)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=texts, aside=texts, told=details)
def test_both_ways_to_a_line_give_the_same_bytes(
    rich: World, words: str, aside: str, told: dict[str, object]
) -> None:
    entries = move(
        Money(1, "USD"),
        debit=rich.ada.ledger_account_id,
        credit=rich.grace.ledger_account_id,
        debit_text=aside,
    )
    pays(rich, 1, words, entries=entries, details=told)
    with partner_reading(rich.partner_id) as db:
        quick = list(lines_between(db, rich.partner_id, 0, 2**63 - 1))
        plain = facts_between(db, rich.partner_id, 0, 2**63 - 1)
    assert [line for _id, line in quick] == [transaction_line(facts) for facts in plain]
    assert [its_id for its_id, _line in quick] == [str(facts.id) for facts in plain]
    assert all(b"\n" not in line for _id, line in quick)


def test_a_transaction_is_proven_by_a_small_file(rich: World, tmp_path: Path) -> None:
    transaction_id = pays(rich, 12_34)
    with partner_reading(rich.partner_id) as db, pytest.raises(Refused, match="not sealed yet"):
        proof_of_transaction(db, transaction_id)
    seals(rich)
    with partner_reading(rich.partner_id) as db:
        proof = proof_of_transaction(db, transaction_id)
        with pytest.raises(NotFound):
            proof_of_transaction(db, TransactionId(new_id(rich.now)))
    with partner_reading(rich.juniper.partner_id) as db, pytest.raises(NotFound):
        proof_of_transaction(db, transaction_id)
    path = tmp_path / "proof.json"
    path.write_text(json.dumps(proof))
    assert path.stat().st_size < 8_000
    assert judged("--proof", path)[0] == 0
    assert judged(exported(rich, tmp_path / "e"), "--proof", path)[0] == 0
    path.write_text(json.dumps(proof).replace("1234", "1235"))
    assert judged("--proof", path)[0] == 1


def test_a_closing_balance_is_proven_by_its_lines(rich: World, tmp_path: Path) -> None:
    pays(rich, 100_00)
    seals(rich)
    rich.wait(days=1)
    pays(rich, 50_00)
    seals(rich)
    path = tmp_path / "proof.json"
    today = rich.now.date()
    for day, minor in ((today, 750_00), (today - timedelta(days=1), 800_00), (date(2026, 1, 1), 0)):
        with partner_reading(rich.partner_id) as db:
            proof = proof_of_balance(db, rich.ada.ledger_account_id, day=day)
        assert proof["claim"]["current_minor"] == minor
        path.write_text(json.dumps(proof))
        assert judged("--proof", path)[0] == 0
    pays(rich, 1_00)
    with partner_reading(rich.partner_id) as db, pytest.raises(Refused, match="not sealed yet"):
        proof_of_balance(db, rich.ada.ledger_account_id, day=today)


def test_sealing_goes_on_after_a_restore_into_a_server_that_counts_anew(
    rich: World, tmp_path: Path
) -> None:
    """The restored rows carry high numbers, the new server's own are low: the base is raised."""
    seals(rich)
    with superuser(rich.config) as db:
        (base,) = db.execute("select guildhall.write_number_base() + 1000000000").fetchone()
        db.execute(
            "create or replace function guildhall.write_number_base() returns bigint "
            f"language sql immutable parallel safe as 'select {base}::bigint'"
        )
    engine("app").dispose()  # a restored database is met by new sessions
    pays(rich, 1_00)
    assert seals(rich) == 1
    with partner_reading(rich.partner_id) as db:
        first, second = blocks(db)
    assert second.header.written_from == first.header.written_below
    assert second.header.written_below > base
    assert faults(rich) == []
    assert judged(exported(rich, tmp_path / "e"))[0] == 0


def test_a_reading_sees_one_moment_however_long_it_takes(rich: World, tmp_path: Path) -> None:
    seals(rich)
    with partner_reading(rich.partner_id) as db:
        assert last_block(db)
        pays(rich, 1_00)
        seals(rich)
        pays(rich, 2_00)
        found = verify(db)
        assert (found.blocks, found.transactions, found.waiting, found.faults) == (1, 2, 0, [])
        done = export_ledger(db, tmp_path / "e")
        assert (done.blocks, done.transactions, done.waiting) == (1, 2, 0)
        with pytest.raises(DBAPIError, match="read-only"):
            db.execute(text("insert into day_root select * from day_root"))
    assert judged(tmp_path / "e")[0] == 0
    with partner_reading(rich.partner_id) as db:
        assert verify(db).blocks == 2
