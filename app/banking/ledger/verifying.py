"""Recompute everything a ledger claims from its rows, and name each fault to the row."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.banking.ledger.contradictions import (
    PaperRoot,
    check_block,
    check_keys,
    check_paper,
    check_roots,
)
from app.banking.ledger.proof.blocks import Block, unmarked
from app.banking.ledger.proof.lines import TransactionFacts, transaction_line
from app.banking.ledger.proof.tree import leaf_of, root_of
from app.banking.ledger.sealed_lines import facts_between
from app.banking.ledger.seals import blocks, day_roots, known_keys
from app.kernel.ids import shown
from app.storage.scope import current_partner

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
    partner_id = current_partner(db)
    keys = check_keys(found.fault, known_keys(db))
    before: Block | None = None
    for block in list(blocks(db)):
        header = block.header
        found.blocks += 1
        found.hashes[header.number] = block.hash.hex()
        check_block(found.fault, where_of(block), block, before, keys)
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
    check_roots(found.fault, "day_root", found.hashes, day_roots(db, limit=BEYOND_ALL))
    check_paper(found.fault, "root of", found.hashes, paper)
    return found


def where_of(block: Block) -> str:
    return f"ledger_block {block.header.number}"


def _check_members(found: Verified, block: Block, members: list[TransactionFacts]) -> None:
    header, where = block.header, where_of(block)
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
