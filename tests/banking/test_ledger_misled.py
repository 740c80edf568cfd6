"""A partner that no statistics know of is read, sealed and answered again by the right indexes.

The planner's sample is of a moment when others had a few rows and this partner none: as for every
new partner among old ones, and for every table that fills faster than it is sampled.
"""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.banking.ledger.actions.post import post
from app.banking.ledger.actions.post_batch import post_batch
from app.banking.ledger.actions.reverse import reverse
from app.banking.ledger.actions.seal import seal
from app.banking.ledger.proof.blocks import Block
from app.banking.ledger.proof.keys import keys_from
from app.config import Config
from app.kernel.actor import OPERATOR
from app.storage.clock import wall_now
from app.storage.session import partner_work
from tests.invariants.crowd import draft
from tests.ledger_reads import EXAMPLES, POSTINGS, TAIL, WHOLE, Large, large_books
from tests.query_plans import NEVER_WHOLE, ROWS_READ_MAX, asked_by, nodes, rows_read, scans
from tests.seal_verbs import once_decided

WHOLE_READ_MAX = 2 * (POSTINGS + TAIL)  # each line once
ROWS_A_POSTING_MAX = 30
BATCH = 200
READ_HERE = text(
    "select coalesce(sum(seq_tup_read + idx_tup_fetch), 0) from pg_stat_xact_user_tables "
    "where relname in ('entry', 'ledger_transaction')"
)

SAMPLED = text(
    "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid "
    "where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' "
    "and a.attname = 'partner_id' and a.attstattarget is distinct from 0"
)


@pytest.fixture(scope="module")
def misled(installation: Config) -> Iterator[Large]:
    with large_books(installation, is_known=False) as large:
        yield large


@pytest.mark.parametrize("function", EXAMPLES, ids=lambda function: function.__qualname__)
def test_a_read_is_not_misled(
    misled: Large, function: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    most = WHOLE_READ_MAX if function in WHOLE else ROWS_READ_MAX
    with partner_work(misled.world.partner_id) as db:
        for asked in asked_by(lambda db: EXAMPLES[function](db, misled), db, monkeypatch):
            found = list(nodes(asked.plan(db, is_index_forced=False)))
            read = [rows_read(node) for node, table in scans(found) if table in NEVER_WHOLE]
            assert max(read, default=0) <= most, asked.statement


def read_by(misled: Large, does: Callable[[Session], object]) -> int:
    """How many rows of the large tables a deed reads, in functions of the database too."""
    with partner_work(misled.world.partner_id) as db:
        before = int(db.scalars(READ_HERE).one())  # what this connection has not reported yet
        does(db)
        return int(db.scalars(READ_HERE).one()) - before


def test_a_replay_looks_its_key_up(misled: Large) -> None:
    world = misled.world
    drafts = [draft(world, misled.cash, misled.ada, 7, f"misled {n}") for n in range(BATCH)]

    def post_them(db: Session) -> None:
        post_batch(db, drafts, is_atomic=True, now=world.now)

    def post_one(db: Session) -> None:
        assert post(db, drafts[0], now=world.now).is_replay

    assert read_by(misled, post_them) <= BATCH * ROWS_A_POSTING_MAX
    assert read_by(misled, post_them) <= BATCH * ROWS_A_POSTING_MAX
    assert read_by(misled, post_one) <= ROWS_A_POSTING_MAX


def test_a_block_reads_what_it_seals(misled: Large) -> None:
    once_decided(misled.world.partner_id)
    sealed: list[Block | None] = []
    keys = keys_from(misled.world.config.seal_keys)
    read = read_by(misled, lambda db: sealed.append(seal(db, keys=keys, wall=wall_now())))
    assert sealed[0] is not None
    assert read <= sealed[0].header.members * ROWS_A_POSTING_MAX


def test_a_reversal_looks_up_what_it_undoes(misled: Large) -> None:
    read = read_by(
        misled,
        lambda db: reverse(
            db,
            transaction_id=misled.transaction,
            reason="It was another",
            actor=OPERATOR,
            now=misled.world.now,
        ),
    )
    assert read <= ROWS_A_POSTING_MAX


def test_no_partners_share_is_sampled(misled: Large) -> None:
    """A sample knows nothing of a partner that comes later: migrations/policies.py turns it off."""
    with partner_work(misled.world.partner_id) as db:
        assert db.scalars(SAMPLED).all() == []
