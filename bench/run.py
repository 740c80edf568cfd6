"""`make bench`: what a posting costs beside the bare floor, interleaved, on one fresh server.

Prints a line a target: the ratio is what counts, since machines are shared and noisy.
"""

import statistics
import sys
import threading
import time
from collections.abc import Callable
from itertools import count

from app.banking.audit.actions.record import record
from app.banking.events.actions.publish import publish
from app.banking.ledger.actions.post import post
from app.banking.ledger.rules import Cause, Draft, move
from app.kernel.actor import OPERATOR
from app.kernel.money import Money
from app.storage.session import partner_work
from bench.ground import ACCOUNTS, NOW, Ground, ground

ROUNDS = 3
SECONDS = 4
CLIENTS = 8
HOT_CLIENTS = 32
TARGETS = {"T1": 0.45, "T2": 0.35, "T3": 0.85}
FLOOR_SCRIPT = f"""\\set a random(0, {ACCOUNTS - 1})
\\set b random(0, {ACCOUNTS - 1})
select floor_post(:a, :b, 1);
"""
POST_SCRIPT = """{choose}
with lines as (
    select array[{first}, (select id from bench_account where n = :b)] as accounts
)
select p.transaction_id from lines, guildhall.post(
    guildhall.current_partner(), gen_random_uuid(), gen_random_uuid()::text, '\\x00'::bytea,
    'book_transfer', 'bench', null, 'Bench', current_date, now(), null, null,
    lines.accounts, array['debit', 'credit'], array[1, 1]::bigint[],
    array[null, null]::text[], null) p;
"""


def spread_script() -> str:
    """Two random customer accounts, never the same."""
    choose = (
        f"\\set a random(0, {ACCOUNTS - 1})\n\\set b (:a + random(1, {ACCOUNTS - 1})) % {ACCOUNTS}"
    )
    return POST_SCRIPT.format(choose=choose, first="(select id from bench_account where n = :a)")


def hot_script(site: Ground) -> str:
    """The pooled cash account in every transaction."""
    choose = f"\\set b random(0, {ACCOUNTS - 1})"
    return POST_SCRIPT.format(choose=choose, first=f"'{site.cash}'::uuid")


def from_python(site: Ground) -> float:
    """Actions a second from Python: posting, audit and outbox in one door's transaction."""
    serial, done = count(), []
    stop_at = time.monotonic() + SECONDS

    def act() -> None:
        mine = 0
        while time.monotonic() < stop_at:
            number = next(serial)
            with partner_work(site.partner_id) as db:
                debit = site.accounts[number % ACCOUNTS]
                credit = site.accounts[(number * 7 + 1) % ACCOUNTS]
                if debit == credit:
                    continue
                draft = Draft(
                    key=f"bench {time.monotonic_ns()} {number}",
                    cause=Cause.BOOK_TRANSFER,
                    subject=("bench", None),
                    description="Bench",
                    effective_on=NOW.date(),
                    entries=move(Money(1, "USD"), debit=debit, credit=credit),
                )
                transaction = post(db, draft, now=NOW)
                record(db, OPERATOR, "bench.posted", subject=("transaction", transaction), now=NOW)
                publish(db, "bench.posted", key=str(transaction), now=NOW)
            mine += 1
        done.append(mine)

    threads = [threading.Thread(target=act) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / SECONDS


def measured(parts: dict[str, Callable[[], float]]) -> dict[str, float]:
    """The median of each part over interleaved rounds."""
    found: dict[str, list[float]] = {name: [] for name in parts}
    for _ in range(ROUNDS):
        for name, part in parts.items():
            found[name].append(part())
    return {name: statistics.median(values) for name, values in found.items()}


def main() -> int:
    with ground() as site:
        spread, hot = spread_script(), hot_script(site)

        def pgbench(script: str, clients: int) -> Callable[[], float]:
            return lambda: site.pgbench(script, clients=clients, seconds=SECONDS)

        rates = measured(
            {
                "bare floor": pgbench(FLOOR_SCRIPT, CLIENTS),
                "post": pgbench(spread, CLIENTS),
                "post, 32 clients": pgbench(spread, HOT_CLIENTS),
                "post to the hot account, 32 clients": pgbench(hot, HOT_CLIENTS),
                "action from Python": lambda: from_python(site),
            }
        )
    for name, rate in rates.items():
        print(f"{rate:10,.0f}/s  {name}")
    ratios = {
        "T1": rates["post"] / rates["bare floor"],
        "T2": rates["action from Python"] / rates["post"],
        "T3": rates["post to the hot account, 32 clients"] / rates["post, 32 clients"],
    }
    for target, ratio in ratios.items():
        word = "ok" if ratio >= TARGETS[target] else "below"
        print(f"{target} {ratio:.2f} (target {TARGETS[target]:.2f}) {word}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
