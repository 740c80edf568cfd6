"""Post transfers through django-hordak's own API, in threads, each time it is told to.

Speaks as bench/worker.py does: a JSON line with threads and seconds in, a rate out. Run by the
environment that bench/beside_hordak.py makes; no other part of the repository imports it.
"""

import json
import os
import sys
import threading
import time
from random import Random

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
django.setup()

from django.db import connection, transaction  # noqa: E402 -- Django is set up first
from hordak.models import Account  # noqa: E402
from moneyed import Money  # noqa: E402

ACCOUNTS = 1_000


def opened() -> list[int]:
    """The schema and a thousand accounts, made once."""
    call_command("migrate", verbosity=0)
    if not Account.objects.exists():
        with transaction.atomic():
            for number in range(ACCOUNTS):
                Account.objects.create(
                    name=f"Deposit {number}",
                    type=Account.TYPES.liability,
                    code=str(number),
                    currencies=["USD"],
                )
    return list(Account.objects.values_list("id", flat=True))


def transfer(accounts: list[Account], random: Random) -> None:
    """As its documentation says: one account's `transfer_to` another, in a transaction."""
    giver, taker = random.sample(accounts, 2)
    with transaction.atomic():
        giver.transfer_to(taker, Money("0.01", "USD"), description="Bench")


def worked(ids: list[int], *, threads: int, seconds: float) -> float:
    done: list[int] = []
    held = list(Account.objects.filter(id__in=ids))
    begun = time.monotonic()

    def keep_working() -> None:
        random, mine = Random(), 0  # noqa: S311 -- any spread will do
        while time.monotonic() - begun < seconds:
            transfer(held, random)
            mine += 1
        done.append(mine)
        connection.close()

    crew = [threading.Thread(target=keep_working) for _ in range(threads)]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join()
    return sum(done) / (time.monotonic() - begun)


def main() -> int:
    ids = opened()
    for line in sys.stdin:
        order = json.loads(line)
        rate = worked(ids, threads=order["threads"], seconds=order["seconds"])
        print(json.dumps(rate), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
