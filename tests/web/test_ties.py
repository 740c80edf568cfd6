"""A request that lost a deadlock is done again: the customer never hears of it."""

import threading
import time

from app.banking.ledger.actions.post import post
from app.banking.ledger.queries import chart
from app.banking.ledger.rules import Cause, Draft, move
from app.kernel.ids import LedgerAccountId
from app.kernel.money import Money
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from tests.invariants.crowd import deadlocks
from tests.seal_verbs import superuser
from tests.web_clients import sign_in_customer
from tests.world import World

WAITERS = (
    "select count(*) from pg_stat_activity "
    "where wait_event_type = 'Lock' and datname = current_database()"
)


def test_a_transfer_that_lost_a_deadlock_is_made(application: Dispatcher, harbor: World) -> None:
    """A whole work holds the account the transfer wants next, and then wants the first one."""
    harbor.ada.is_given("$100.00")
    low, high = sorted((harbor.ada.ledger_account_id, harbor.grace.ledger_account_id))
    visitor = sign_in_customer(application, harbor, harbor.ada)
    token = visitor.token_of("/send/transfer")
    values = {
        "csrf_token": token,
        "key": "lost a tie once",
        "account_number": harbor.grace.account_number,
        "amount": "12.50",
    }
    before, statuses = deadlocks(harbor), []

    def send() -> None:
        answer = visitor.client.post(
            "/send/transfer/confirmation", data=values, base_url=f"https://{visitor.host}"
        )
        statuses.append(answer.status_code)

    request = threading.Thread(target=send)
    with partner_work(harbor.partner_id) as db:
        cash = chart(db, harbor.program_id)["fbo_cash"]
        post(db, _dollar(harbor, cash, high), now=harbor.now)
        request.start()
        _until_somebody_waits(harbor)
        post(db, _dollar(harbor, cash, low), now=harbor.now)
    request.join()

    assert deadlocks(harbor) == before + 1, "a run that attacked nothing"
    assert statuses == [303]
    assert harbor.grace.balance.current == Money(13_50, "USD")
    assert len(harbor.payments()) == 1


def _dollar(world: World, cash: LedgerAccountId, taker: LedgerAccountId) -> Draft:
    return Draft(
        key=f"tie {taker}",
        cause=Cause.ADJUSTMENT,
        subject=("account", None),
        description="",
        effective_on=world.now.date(),
        entries=move(Money(1_00, "USD"), debit=cash, credit=taker),
    )


def _until_somebody_waits(world: World) -> None:
    deadline = time.monotonic() + 10
    with superuser(world.config) as db:
        db.autocommit = True
        while time.monotonic() < deadline:
            row = db.execute(WAITERS).fetchone()
            if row and row[0]:
                return
            time.sleep(0.01)
    raise AssertionError("the request did not come so far")
