"""Whoever owns the database may change any row; the proof names the row that was changed."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from app.banking.ledger.contradictions import PaperRoot
from app.banking.ledger.proof.blocks import BEFORE_THE_FIRST, Header, seal_block
from app.banking.ledger.proof.keys import SealKey
from app.banking.ledger.proof.lines import transaction_line
from app.banking.ledger.proof.tree import leaf_of, root_of
from app.banking.ledger.sealed_lines import facts_between
from app.banking.ledger.seals import blocks, day_roots, told_root
from app.kernel.ids import TransactionId, shown
from app.storage.session import partner_reading
from tests.banking.test_seals import pays
from tests.seal_verbs import exported, faults, judged, roots, seals, superuser
from tests.world import World

pytestmark = pytest.mark.tampers
PROVEN, CONTRADICTED = 0, 1


class Ledger:
    """Three blocks of Harbor's, a root of the first day, and hands that may do anything."""

    def __init__(self, world: World, db: psycopg.Connection, folder: Path) -> None:
        self.world, self.db, self.folder = world, db, folder
        world.ada.is_given("900.00")
        world.grace.is_given("100.00")
        self.paid = [pays(world, 100 * number, "Rent") for number in (1, 2)]
        seals(world)
        self.paid += [pays(world, 100 * number, "Rent") for number in (3, 4, 5)]
        self.day = world.now.date()
        roots(world)
        world.wait(days=1)
        self.paid += [pays(world, 100 * number, "Rent") for number in (6, 7)]
        seals(world)

    def change(self, statement: str, *values: Any) -> int:
        """A statement with :partner, :n for a value; returns how many rows it changed."""
        query = sql.SQL(statement.replace("PARTNER", f"'{self.world.partner_id}'"))
        count = self.db.execute(query, values).rowcount
        self.db.commit()
        assert count > 0, "the tampering itself must have worked"
        return count

    def faults(self) -> list[str]:
        return faults(self.world)

    def judged(self, *paper: str) -> tuple[int, str]:
        """An export made now, judged by the examiner's script."""
        out = self.folder / f"export-{len(list(self.folder.iterdir()))}"
        return judged(exported(self.world, out), *paper)

    def root(self) -> str:
        with partner_reading(self.world.partner_id) as db:
            return day_roots(db)[0].block_hash.hex()


@pytest.fixture
def ledger(harbor: World, tmp_path: Path) -> Iterator[Ledger]:
    with superuser(harbor.config) as db:
        db.execute("set session_replication_role = replica")  # no key stands in the way
        ledger = Ledger(harbor, db, tmp_path)
        assert ledger.faults() == []
        assert ledger.judged() == (PROVEN, ledger.judged()[1])
        yield ledger


def named(transaction_id: TransactionId) -> str:
    return f"ledger_transaction {shown('transaction', transaction_id)}"


def test_a_changed_amount_names_transaction_block_and_accounts(ledger: Ledger) -> None:
    changed = ledger.paid[2]
    ledger.change(
        "update entry set amount_minor = 9999 where partner_id = PARTNER "
        "and transaction_id = %s and side = 'credit'",
        changed,
    )
    found = ledger.faults()
    grace = shown("ledger_account", ledger.world.grace.ledger_account_id)
    assert f"{named(changed)}: its debits and credits differ by {{'USD': -9699}}" in found
    assert "ledger_block 2: its transactions are not the ones that were sealed" in found
    assert any(fault.startswith(f"ledger_account {grace}: current_minor is") for fault in found)
    assert any(fault.startswith(f"ledger_day_balance {grace} {ledger.day}") for fault in found)
    code, said = ledger.judged()
    assert code == CONTRADICTED
    assert f"transaction {changed}" in said
    assert "block 2: its lines are not the ones that were sealed" in said


def test_amounts_changed_on_both_sides_with_the_balances_are_named(ledger: Ledger) -> None:
    ledger.change(
        "update entry set amount_minor = amount_minor + 1 where partner_id = PARTNER "
        "and transaction_id = %s",
        ledger.paid[5],
    )
    for account, change in ((ledger.world.ada, -1), (ledger.world.grace, 1)):
        ledger.change(
            "update ledger_account set current_minor = current_minor + %s "
            "where partner_id = PARTNER and id = %s",
            change,
            account.ledger_account_id,
        )
    assert ledger.faults() == [
        "ledger_block 3: its transactions are not the ones that were sealed",
        f"{named(ledger.paid[5])}: is not as block 3 sealed it",
    ]
    code, said = ledger.judged()
    assert (code, said.count("FAULT")) == (CONTRADICTED, 2)
    assert "block 3: its lines are not the ones that were sealed" in said
    assert f"transaction {ledger.paid[5]}" in said
    assert "is not as block 3 sealed it" in said


def test_a_deleted_entry_names_its_transaction(ledger: Ledger) -> None:
    gone = ledger.paid[0]
    ledger.change(
        "delete from entry where partner_id = PARTNER and transaction_id = %s and line = 2", gone
    )
    assert f"{named(gone)}: its debits and credits differ by {{'USD': 100}}" in ledger.faults()
    code, said = ledger.judged()
    assert code == CONTRADICTED
    assert f"transaction {gone}" in said


def test_a_deleted_transaction_names_its_block_and_the_entries_left(ledger: Ledger) -> None:
    gone = ledger.paid[3]
    ledger.change("delete from ledger_transaction where partner_id = PARTNER and id = %s", gone)
    found = ledger.faults()
    assert "ledger_block 2: 3 transactions were sealed, 2 are there" in found
    orphans = [fault for fault in found if fault.endswith("its transaction is gone")]
    assert len(orphans) == 2
    assert all(shown("transaction", gone) in fault for fault in orphans)
    ledger.change("delete from entry where partner_id = PARTNER and transaction_id = %s", gone)
    found = ledger.faults()
    assert "ledger_block 2: 3 transactions were sealed, 2 are there" in found
    assert sum("current_minor is" in fault for fault in found) == 4, "two accounts, and their day"
    code, said = ledger.judged()
    assert code == CONTRADICTED
    assert "block 2: its lines are not the ones that were sealed" in said or "were sealed" in said


def test_entries_in_another_order_name_their_transaction(ledger: Ledger) -> None:
    for old, new in ((1, 3), (2, 1), (3, 2)):
        ledger.change(
            "update entry set line = %s where partner_id = PARTNER and transaction_id = %s "
            "and line = %s",
            new,
            ledger.paid[1],
            old,
        )
    assert ledger.faults() == [
        "ledger_block 1: its transactions are not the ones that were sealed",
        f"{named(ledger.paid[1])}: is not as block 1 sealed it",
    ]
    code, said = ledger.judged()
    assert code == CONTRADICTED
    assert "block 1: its lines are not the ones that were sealed" in said
    assert f"transaction {ledger.paid[1]}" in said


def test_an_entry_moved_to_another_day_is_named(ledger: Ledger) -> None:
    moved = ledger.paid[4]
    ledger.change(
        "update entry set effective_on = effective_on - 9 where partner_id = PARTNER "
        "and transaction_id = %s and line = 1",
        moved,
    )
    (fault,) = [fault for fault in ledger.faults() if fault.startswith("entry")]
    assert fault.startswith(f"entry 1 of {shown('transaction', moved)} on ldgr_")
    assert fault.endswith("differs from its transaction or account")


def test_a_cut_off_tail_of_blocks_is_missed(ledger: Ledger) -> None:
    root = ledger.root()
    ledger.change("delete from ledger_block where partner_id = PARTNER and number >= 2")
    found = ledger.faults()
    assert f"day_root {ledger.day}: block 2 has another hash, or is missing" in found
    code, said = ledger.judged("--root", f"{ledger.day}={root}")
    assert code == CONTRADICTED
    assert f"day root of {ledger.day}: block 2 has another hash, or is missing" in said
    assert f"root of {ledger.day}: no block has the hash {root} that is on paper" in said


def test_a_tail_sealed_anew_is_contradicted_by_the_day_root(ledger: Ledger) -> None:
    ledger.change("delete from ledger_block where partner_id = PARTNER and number >= 2")
    ledger.change(
        "delete from ledger_transaction where partner_id = PARTNER and id = %s", ledger.paid[2]
    )
    ledger.change(
        "delete from entry where partner_id = PARTNER and transaction_id = %s", ledger.paid[2]
    )
    seals(ledger.world)
    assert f"day_root {ledger.day}: block 2 has another hash, or is missing" in ledger.faults()
    assert ledger.judged()[0] == CONTRADICTED


def test_a_missing_block_between_others_is_named(ledger: Ledger) -> None:
    ledger.change("delete from ledger_block where partner_id = PARTNER and number = 2")
    assert "ledger_block 3: block 2 before it is missing" in ledger.faults()
    code, said = ledger.judged()
    assert code == CONTRADICTED
    assert "block 3: does not go on from block 1" in said


@pytest.mark.parametrize(
    "change",
    [
        "sealed_at = sealed_at - interval '1 second'",
        "key_id = '0000000000000000'",
        "root = decode(repeat('00', 32), 'hex')",
        "transactions = transactions + 1",
        "previous_hash = decode(repeat('ab', 32), 'hex')",
        "hash = decode(repeat('cd', 32), 'hex')",
    ],
)
def test_a_changed_column_of_a_block_is_named(ledger: Ledger, change: str) -> None:
    ledger.change(f"update ledger_block set {change} where partner_id = PARTNER and number = 2")
    found = ledger.faults()
    assert "ledger_block 2: its hash is not that of its header: a column was changed" in found
    code, said = ledger.judged()
    assert code == CONTRADICTED
    assert "block 2: its header is not the one that was hashed" in said


def test_a_changed_signature_is_named(ledger: Ledger) -> None:
    ledger.change(
        "update ledger_block set signature = set_byte(signature, 5, 255 - get_byte(signature, 5)) "
        "where partner_id = PARTNER and number = 3"
    )
    (fault,) = ledger.faults()
    assert fault.startswith("ledger_block 3: is not signed by key")
    code, said = ledger.judged()
    assert code == CONTRADICTED
    assert "block 3: is not signed by key" in said


def test_transactions_swapped_between_blocks_name_both(ledger: Ledger) -> None:
    first, second = ledger.paid[0], ledger.paid[2]
    numbers = {
        its_id: ledger.db.execute(
            "select written_by from ledger_transaction where id = %s", [its_id]
        ).fetchone()
        for its_id in (first, second)
    }
    for its_id, other in ((first, second), (second, first)):
        ledger.change(
            "update ledger_transaction set written_by = %s where partner_id = PARTNER and id = %s",
            numbers[other][0],  # type: ignore[index]
            its_id,
        )
    found = ledger.faults()
    assert "ledger_block 1: its transactions are not the ones that were sealed" in found
    assert "ledger_block 2: its transactions are not the ones that were sealed" in found
    code, said = ledger.judged()
    assert code == CONTRADICTED
    assert "block 1: its lines" in said
    assert "block 2: its lines" in said


def test_a_forged_block_is_not_signed_by_the_key(ledger: Ledger) -> None:
    rewrite(ledger, SealKey(bytes(range(32))), known_as=ledger.world.config.seal_keys[0])
    found = ledger.faults()
    with partner_reading(UUID(int=ledger.world.partner_id.int)) as db:
        forged = {f"ledger_block {block.header.number}" for block in blocks(db)}
    assert forged
    assert {fault.split(":")[0] for fault in found if "is not signed by key" in fault} == forged
    assert ledger.judged()[0] == CONTRADICTED


def test_a_checkpoint_and_a_day_balance_are_named(ledger: Ledger) -> None:
    ledger.change(
        "update ledger_checkpoint set current_minor = current_minor + 1 where partner_id = PARTNER"
    )
    ledger.change(
        "update ledger_day_balance set current_minor = current_minor - 1 "
        "where partner_id = PARTNER and ledger_account_id = %s",
        ledger.world.grace.ledger_account_id,
    )
    kinds = sorted(fault.split()[0] for fault in ledger.faults())
    assert set(kinds) == {"ledger_checkpoint", "ledger_day_balance"}
    code, said = ledger.judged()
    assert code == CONTRADICTED
    assert f"account {ledger.world.grace.ledger_account_id}" in said


def test_a_ledger_made_anew_with_the_real_key_is_contradicted_by_one_old_root(
    ledger: Ledger, tmp_path: Path
) -> None:
    """The operator has everything: rows, balances, the key. Not the paper."""
    with partner_reading(ledger.world.partner_id) as db:
        (root,) = day_roots(db)
        handed = [told_root(root, ledger.world.partner_id)]
    paper = tmp_path / "roots.json"
    paper.write_text(json.dumps(handed))
    changed = ledger.paid[0]
    ledger.change(
        "update entry set amount_minor = amount_minor + 7 "
        "where partner_id = PARTNER and transaction_id = %s",
        changed,
    )
    for person, delta in ((ledger.world.ada, -7), (ledger.world.grace, 7)):
        for table, key in (("ledger_account", "id"), ("ledger_day_balance", "ledger_account_id")):
            ledger.change(
                f"update {table} set current_minor = current_minor + %s "
                f"where partner_id = PARTNER and {key} = %s",
                delta,
                person.ledger_account_id,
            )
    rewrite(ledger, SealKey(ledger.world.config.seal_keys[0]))

    assert ledger.faults() == []
    assert ledger.judged()[0] == PROVEN
    kept = PaperRoot(root.business_on, root.block_hash.hex())
    (fault,) = faults(ledger.world, kept)
    assert fault.startswith(f"root of {ledger.day}: no block has the hash {kept.digest}")
    code, said = ledger.judged("--roots", str(paper))
    assert code == CONTRADICTED
    assert f"root of {ledger.day}: no block has the hash" in said


def rewrite(ledger: Ledger, key: SealKey, *, known_as: bytes | None = None) -> None:
    """Make the whole chain anew from the rows as they are now, and the day roots with it."""
    partner_id = UUID(int=ledger.world.partner_id.int)
    key_id = SealKey(known_as).key_id if known_as else key.key_id
    previous = BEFORE_THE_FIRST
    with partner_reading(partner_id) as db:
        told = list(blocks(db))
        members = [
            facts_between(db, partner_id, each.header.written_from, each.header.written_below)
            for each in told
        ]
    for block, facts in zip(told, members, strict=True):
        header = Header(
            partner=partner_id,
            number=block.header.number,
            written_from=block.header.written_from,
            written_below=block.header.written_below,
            members=len(facts),
            root=root_of([leaf_of(transaction_line(each)) for each in facts]),
            previous_hash=previous,
            key_id=key_id,
            sealed_at=block.header.sealed_at + timedelta(seconds=0),
        )
        digest = header.digest()
        signature = key.sign(digest) if known_as else seal_block(header, key).signature
        ledger.change(
            "update ledger_block set root = %s, previous_hash = %s, hash = %s, signature = %s, "
            "transactions = %s where partner_id = PARTNER and number = %s",
            header.root,
            previous,
            digest,
            signature,
            header.members,
            header.number,
        )
        ledger.db.execute(
            "update day_root set block_hash = %s where partner_id = %s and block_number = %s",
            [digest, partner_id, header.number],
        )
        ledger.db.commit()
        previous = digest
