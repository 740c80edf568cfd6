"""Recompute everything a ledger claims from its rows, and name each fault to the row."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.banking.ledger.proof.blocks import BEFORE_THE_FIRST, Block, unmarked
from app.banking.ledger.proof.keys import is_endorsed_by, key_id_of
from app.banking.ledger.proof.lines import TransactionFacts, transaction_line
from app.banking.ledger.proof.tree import leaf_of, root_of
from app.banking.ledger.sealed_lines import facts_between
from app.banking.ledger.seals import blocks, day_roots, known_keys
from app.kernel.ids import shown
from app.storage.scope import current_scope

BEYOND_ALL = 2**63 - 1

_ACCOUNTS = text(
    "select a.id, a.normal_side, a.currency, a.customer_id, a.is_pooled, a.current_minor, "
    "coalesce(c.current_minor, 0) as checkpoint_minor from ledger_account a "
    "left join ledger_checkpoint c on c.partner_id = a.partner_id and c.ledger_account_id = a.id "
    "where a.partner_id = :partner order by a.id"
)
# Copies in an entry that its line does not carry: they must be those of its transaction.
_STRAYS = text(
    "select e.transaction_id, e.line, e.ledger_account_id, t.id is null as is_orphan "
    "from entry e "
    "left join ledger_transaction t on t.partner_id = e.partner_id and t.id = e.transaction_id "
    "left join ledger_account a on a.partner_id = e.partner_id and a.id = e.ledger_account_id "
    "where e.partner_id = :partner and (t.id is null or a.id is null "
    "or e.effective_on <> t.effective_on or e.posted_at <> t.posted_at "
    "or e.currency <> a.currency or e.customer_id is distinct from a.customer_id) "
    "order by e.transaction_id, e.line"
)
_MOVED = text(
    "select e.ledger_account_id as account, e.effective_on as on_day, sum(case e.side "
    "when a.normal_side then e.amount_minor else -e.amount_minor end) as moved "
    "from ledger_transaction t "
    "join entry e on e.partner_id = t.partner_id and e.transaction_id = t.id "
    "join ledger_account a on a.partner_id = e.partner_id and a.id = e.ledger_account_id "
    "where t.partner_id = :partner and t.written_by < :mark group by 1, 2 order by 1, 2"
)
_DAYS = text(
    "select ledger_account_id as account, business_on as on_day, current_minor "
    "from ledger_day_balance where partner_id = :partner order by 1, 2"
)
_STREAMED = {"yield_per": 5_000}


@dataclass(frozen=True, slots=True)
class Fault:
    """One contradiction: which row, and what is wrong with it."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True, slots=True)
class PaperRoot:
    """A day's root as somebody else kept it; `digest` may be the beginning of the hash."""

    business_on: date
    digest: str


@dataclass
class Verified:
    """What was looked at, and every fault; `sealed` and `all` are net debits of each account."""

    blocks: int = 0
    transactions: int = 0
    waiting: int = 0
    faults: list[Fault] = field(default_factory=list)
    hashes: dict[int, str] = field(default_factory=dict)
    sealed: dict[UUID, int] = field(default_factory=dict)
    all: dict[UUID, int] = field(default_factory=dict)

    def fault(self, where: str, what: str) -> None:
        self.faults.append(Fault(where, what))


def verify(db: Session, *, paper: Sequence[PaperRoot] = ()) -> Verified:
    """Everything of the partner in scope; read in one snapshot, or the tail may move meanwhile."""
    found = Verified()
    partner_id = current_scope(db).partner_id
    assert partner_id is not None  # noqa: S101 -- current_scope checked it
    keys = _check_keys(db, found)
    before: Block | None = None
    for block in list(blocks(db)):
        _check_block(found, block, before, keys)
        header = block.header
        members = facts_between(db, partner_id, header.written_from, header.written_below)
        _check_members(found, block, members)
        before = block
    mark = before.header.written_below if before else 0
    found.sealed = dict(found.all)
    for waiting in facts_between(db, partner_id, mark, BEYOND_ALL):
        found.waiting += 1
        _add(found, waiting)
    _check_strays(db, found, partner_id)
    _check_balances(db, found, partner_id)
    _check_days(db, found, partner_id, mark)
    _check_roots(db, found, paper)
    return found


def _check_keys(db: Session, found: Verified) -> dict[str, bytes]:
    keys: dict[str, bytes] = {}
    for key in known_keys(db):
        where = f"seal_key {key.key_id}"
        if key_id_of(key.public_key) != key.key_id:
            found.fault(where, "is not the fingerprint of its public key")
        elder = keys.get(key.endorsed_by or "")
        if keys and not (elder and is_endorsed_by(elder, key.public_key, key.endorsement or b"")):
            found.fault(where, "is endorsed by no earlier key")
        keys[key.key_id] = key.public_key
    return keys


def _check_block(
    found: Verified, block: Block, before: Block | None, keys: dict[str, bytes]
) -> None:
    header, where = block.header, f"ledger_block {block.header.number}"
    found.blocks += 1
    found.hashes[header.number] = block.hash.hex()
    if header.digest() != block.hash:
        found.fault(where, "its hash is not that of its header: a column was changed")
    key = keys.get(header.key_id)
    if key is None or not block.is_signed(key):
        found.fault(where, f"is not signed by key {header.key_id}")
    if header.number != (before.header.number + 1 if before else 1):
        found.fault(where, f"block {header.number - 1} before it is missing")
    elif header.previous_hash != (before.hash if before else BEFORE_THE_FIRST):
        found.fault(where, f"does not go on from the hash of block {header.number - 1}")
    elif header.written_from != (before.header.written_below if before else 0):
        found.fault(where, f"does not begin where block {header.number - 1} ended")


def _check_members(found: Verified, block: Block, members: list[TransactionFacts]) -> None:
    header, where = block.header, f"ledger_block {block.header.number}"
    for member in members:
        found.transactions += 1
        _add(found, member)
    leaves = [leaf_of(transaction_line(member)) for member in members]
    if len(members) != header.members:
        what = f"{header.members} transactions were sealed, {len(members)} are there"
        found.fault(where, what)
    elif root_of(leaves) == header.root:
        return
    else:
        found.fault(where, "its transactions are not the ones that were sealed")
    for place in unmarked(block.marks, leaves):
        named = f"ledger_transaction {shown('transaction', members[place].id)}"
        found.fault(named, f"is not as block {header.number} sealed it")


def _add(found: Verified, transaction: TransactionFacts) -> None:
    """Count its entries, and see that it balances."""
    net: dict[str, int] = {}
    for entry in transaction.entries:
        signed = entry.amount_minor if entry.side == "debit" else -entry.amount_minor
        net[entry.currency] = net.get(entry.currency, 0) + signed
        found.all[entry.account] = found.all.get(entry.account, 0) + signed
    where = f"ledger_transaction {shown('transaction', transaction.id)}"
    lines = [entry.line for entry in transaction.entries]
    if lines != list(range(1, len(lines) + 1)) or not lines:
        found.fault(where, f"has entries {lines}: one is missing")
    if any(net.values()):
        found.fault(where, f"its debits and credits differ by {net}")


def _check_strays(db: Session, found: Verified, partner_id: UUID) -> None:
    for row in db.execute(_STRAYS, {"partner": partner_id}, execution_options=_STREAMED):
        where = (
            f"entry {row.line} of {shown('transaction', row.transaction_id)} on "
            f"{shown('ledger_account', row.ledger_account_id)}"
        )
        is_orphan = "its transaction is gone"
        found.fault(
            where, is_orphan if row.is_orphan else "differs from its transaction or account"
        )


def _check_balances(db: Session, found: Verified, partner_id: UUID) -> None:
    """Guarded accounts keep their balance; pooled ones what is sealed of it."""
    for row in db.execute(_ACCOUNTS, {"partner": partner_id}, execution_options=_STREAMED):
        sign = 1 if row.normal_side == "debit" else -1
        sums, told, table = (
            (found.sealed, row.checkpoint_minor, "ledger_checkpoint")
            if row.is_pooled
            else (found.all, row.current_minor, "ledger_account")
        )
        due = sign * sums.get(row.id, 0)
        if told != due:
            where = f"{table} {shown('ledger_account', row.id)}"
            found.fault(where, f"current_minor is {told}, its entries come to {due}")


def _check_days(db: Session, found: Verified, partner_id: UUID, mark: int) -> None:
    """Each day's balance is the sum of the sealed entries up to that day."""
    of_partner = {"partner": partner_id, "mark": mark}
    moved = db.execute(_MOVED, of_partner, execution_options=_STREAMED)
    days = db.execute(_DAYS, of_partner, execution_options=_STREAMED)
    for row, due in _running(days, moved):
        if row.current_minor != due:
            where = f"ledger_day_balance {shown('ledger_account', row.account)} {row.on_day}"
            found.fault(where, f"current_minor is {row.current_minor}, its entries come to {due}")


def _running(days: Iterable[Any], moved: Iterable[Any]) -> Iterator[tuple[Any, int]]:
    """Each day row with the sum of what moved up to it; both come by account and day."""
    moves = iter(moved)
    move = next(moves, None)
    account, total = None, 0
    for day in days:
        if day.account != account:
            account, total = day.account, 0
        while move is not None and (move.account, move.on_day) <= (day.account, day.on_day):
            total += int(move.moved) if move.account == day.account else 0
            move = next(moves, None)
        yield day, total


def _check_roots(db: Session, found: Verified, paper: Sequence[PaperRoot]) -> None:
    """What was handed out is still the chain's: our own note of it, and what others kept."""
    for root in day_roots(db, limit=BEYOND_ALL):
        if found.hashes.get(root.block_number) != root.block_hash.hex():
            where = f"day_root {root.business_on}"
            found.fault(where, f"block {root.block_number} has another hash, or is missing")
    for kept in paper:
        if not any(digest.startswith(kept.digest) for digest in found.hashes.values()):
            what = f"no block has the hash {kept.digest} that was handed out"
            found.fault(f"root of {kept.business_on}", what)
