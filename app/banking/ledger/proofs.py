"""Small proofs that a stranger can check with tools/verify_ledger.py: a transaction, a balance.

A proof of a transaction: its line, the path from it to the root of its block, and the block's
signed header. It proves that exactly this line is sealed there, and nothing about any other.

A proof of a closing balance: the same for every sealed transaction that moved the account up to
the day. It proves that these lines are sealed and add up to the balance. It cannot prove that no
other line moved the account: only a whole export shows that, and the claim says so.

Both carry the headers from there to the next root that was handed to the bank, when these are not
too many, so that a hash on paper reaches the line without trusting the key.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from app.banking.ledger.proof.blocks import Block
from app.banking.ledger.proof.tree import leaf_of, levels_of, path_in
from app.banking.ledger.sealed_lines import lines_between
from app.banking.ledger.seals import (
    block_of,
    blocks,
    known_keys,
    root_above,
    told_key,
    told_root,
)
from app.kernel.errors import NotFound, Refused
from app.kernel.ids import LedgerAccountId, TransactionId
from app.storage.scope import current_scope

VERSION = 1
HEADERS_MAX = 500
TRANSACTIONS_MAX = 5_000

_TRANSACTION = text(
    "select partner_id from ledger_transaction where partner_id = :partner and id = :id"
)
_ACCOUNT = text(
    "select partner_id, currency, normal_side, code, name from ledger_account "
    "where partner_id = :partner and id = :id"
)
_MOVES = text(
    "select e.transaction_id, b.number, sum(case e.side when a.normal_side then e.amount_minor "
    "else -e.amount_minor end) as moved "
    "from ledger_account a "
    "join entry e on e.partner_id = a.partner_id and e.ledger_account_id = a.id "
    "join ledger_transaction t on t.partner_id = e.partner_id and t.id = e.transaction_id "
    "cross join lateral (select o.number from ledger_block o where o.partner_id = t.partner_id "
    "and o.written_below > t.written_by order by o.written_below limit 1) b "
    "where a.partner_id = :partner and a.id = :account and e.effective_on <= :day "
    "group by e.transaction_id, b.number order by b.number, e.transaction_id limit :limit"
)
_WAITING = text(
    "select exists (select from entry e "
    "join ledger_transaction t on t.partner_id = e.partner_id and t.id = e.transaction_id "
    "where e.partner_id = :partner and e.ledger_account_id = :account and e.effective_on <= :day "
    "and t.written_by < 9223372036854775807 "  # two bounds: see tail.tail_entries
    "and t.written_by >= (select coalesce(max(b.written_below), 0) from ledger_block b "
    "where b.partner_id = :partner))"
)


def proof_of_transaction(db: Session, transaction_id: TransactionId) -> dict[str, Any]:
    """The proof as plain JSON; raises NotFound, and Refused while the transaction is not sealed."""
    partner_id = db.scalar(
        _TRANSACTION, {"partner": current_scope(db).partner_id, "id": transaction_id}
    )
    if partner_id is None:
        raise NotFound("transaction")
    block = block_of(db, transaction_id, partner_id=partner_id)
    if block is None:
        raise Refused(
            "not_sealed_yet",
            "The transaction is not sealed yet.",
            next_step="Blocks are closed every second; try again in a moment.",
        )
    claim = {"kind": "transaction", "id": str(transaction_id)}
    return _proof(db, partner_id, claim, [block], {block.header.number: {transaction_id}})


def proof_of_balance(
    db: Session, ledger_account_id: LedgerAccountId, *, day: date
) -> dict[str, Any]:
    """The proof of an account's closing balance of a day, from all its sealed transactions.

    Raises NotFound, and Refused while some of them are not sealed, or when they are too many.
    """
    account = db.execute(
        _ACCOUNT, {"partner": current_scope(db).partner_id, "id": ledger_account_id}
    ).one_or_none()
    if account is None:
        raise NotFound("account")
    asked = {"partner": account.partner_id, "account": ledger_account_id, "day": day}
    moves = _moves(db, asked)
    members: dict[int, set[UUID]] = defaultdict(set)
    for move in moves:
        members[move.number].add(move.transaction_id)
    of_moves = [
        block
        for number in members
        for block in blocks(db, first=number, last=number, partner_id=account.partner_id)
    ]
    claim = {
        "kind": "balance",
        "id": str(ledger_account_id),
        "code": account.code,
        "name": account.name,
        "currency": account.currency,
        "normal_side": account.normal_side,
        "business_on": day.isoformat(),
        "current_minor": sum(int(move.moved) for move in moves),
        "proves": "that these lines are sealed and add up; a whole export shows that no other is",
    }
    return _proof(db, account.partner_id, claim, of_moves, members)


def _moves(db: Session, asked: dict[str, Any]) -> Sequence[Row[Any]]:
    """Each sealed transaction that moved the account; raises Refused."""
    if db.scalar(_WAITING, asked):
        raise Refused("not_sealed_yet", "Some of the account's transactions are not sealed yet.")
    moves = db.execute(_MOVES, asked | {"limit": TRANSACTIONS_MAX + 1}).all()
    if len(moves) > TRANSACTIONS_MAX:
        raise Refused(
            "too_many_lines",
            f"More than {TRANSACTIONS_MAX} transactions make up this balance.",
            next_step="Export the ledger: it proves every balance, and that no line is missing.",
        )
    return moves


def _proof(
    db: Session,
    partner_id: UUID,
    claim: dict[str, Any],
    used: list[Block],
    members: dict[int, set[UUID]],
) -> dict[str, Any]:
    told = [path for block in used for path in _paths(db, block, members[block.header.number])]
    carried, root = _up_to_paper(db, partner_id, used)
    return {
        "version": VERSION,
        "partner": str(partner_id),
        "claim": claim,
        "keys": [told_key(key) for key in known_keys(db)],
        "blocks": [block.told() for block in carried],
        "transactions": told,
        "day_root": root,
    }


def _paths(db: Session, block: Block, members: set[UUID]) -> Iterable[dict[str, Any]]:
    """Each member's line, its place in the block, and the way up to the root."""
    header = block.header
    lines = list(lines_between(db, header.partner, header.written_from, header.written_below))
    levels = levels_of([leaf_of(line) for _id, line in lines])
    wanted = {str(member) for member in members}
    for index, (its_id, line) in enumerate(lines):
        if its_id in wanted:
            yield {
                "block": header.number,
                "index": index,
                "line": line.decode(),
                "path": [node.hex() for node in path_in(levels, index)],
            }


def _up_to_paper(
    db: Session, partner_id: UUID, used: list[Block]
) -> tuple[list[Block], dict[str, Any] | None]:
    """The blocks used, with all headers up to the day root above them when these are few."""
    if not used:
        return used, None
    first, last = used[0].header.number, used[-1].header.number
    root = root_above(db, last, partner_id=partner_id)
    if root is None or root.block_number - first >= HEADERS_MAX:
        return used, None
    run = list(blocks(db, first=first, last=root.block_number, partner_id=partner_id))
    return run, told_root(root, partner_id)
