"""A process of its own that does one thing with the ledger, so that it can be killed within it."""

import sys
from datetime import datetime, timedelta
from uuid import UUID

from app.banking.audit.actions.record import record
from app.banking.events.actions.publish import publish
from app.banking.ledger.actions.post import post
from app.banking.ledger.actions.post_batch import post_batch
from app.banking.ledger.proof.keys import keys_from
from app.banking.ledger.rules import Cause, Draft, move
from app.config import Config
from app.kernel.actor import SCHEDULE
from app.kernel.ids import LedgerAccountId, PartnerId, WorkId
from app.kernel.money import Money
from app.storage import crypto
from app.storage.clock import wall_now
from app.storage.session import connect, partner_work
from app.workers.registry import Job, handler
from app.workers.run import Outcome, run
from app.workers.sealer import seal_partner
from tests.declared import declare

PAYS, FOLLOWS = "test.pays", "test.follows"
PAID, FOLLOWED = declare("test.paid"), declare("test.followed")
BATCH = 20
NOW, LATER = timedelta(), timedelta(minutes=5)  # every lease of now is over then


@handler(PAYS)
def pays(job: Job) -> None:
    """Move a dollar, say so, and ask for what follows."""
    giver, taker = (LedgerAccountId(UUID(job.payload[name])) for name in ("giver", "taker"))
    post(job.db, dollar(giver, taker, f"work {job.work_id}", job.now), now=job.now)
    record(job.db, SCHEDULE, PAID, subject=("work", job.work_id), now=job.now)
    publish(job.db, FOLLOWS, key=str(job.work_id), now=job.now)


@handler(FOLLOWS)
def follows(job: Job) -> None:
    record(job.db, SCHEDULE, FOLLOWED, subject=("work", job.work_id), now=job.now)


def dollar(giver: LedgerAccountId, taker: LedgerAccountId, key: str, now: datetime) -> Draft:
    return Draft(
        key=key,
        cause=Cause.ADJUSTMENT,
        subject=("account", None),
        description="",
        effective_on=now.date(),
        entries=move(Money(1_00, "USD"), debit=giver, credit=taker),
    )


def works(partner: str, now: str, work_id: str, later: timedelta = NOW) -> Outcome:
    """As a worker that comes now, or when earlier leases are over."""
    return run(
        PartnerId(UUID(partner)),
        WorkId(UUID(work_id)),
        now=datetime.fromisoformat(now),
        wall=wall_now() + later,
    )


def batches(partner: str, now: str, giver: str, taker: str, key: str) -> None:
    moment = datetime.fromisoformat(now)
    ends = LedgerAccountId(UUID(giver)), LedgerAccountId(UUID(taker))
    drafts = [dollar(*ends, f"{key} {n}", moment) for n in range(BATCH)]
    with partner_work(UUID(partner)) as db:
        post_batch(db, drafts, is_atomic=True, now=moment)


def seals(partner: str) -> None:
    seal_partner(PartnerId(UUID(partner)), keys_from(Config.from_env().seal_keys))


DEEDS = {"works": works, "batches": batches, "seals": seals}

if __name__ == "__main__":
    config = Config.from_env()
    connect(config)
    crypto.use_keys(config)
    DEEDS[sys.argv[1]](*sys.argv[2:])
