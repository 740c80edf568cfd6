"""A process of its own that sends what its siblings send too: requests in, ids out, as JSON."""

import json
import sys
import threading
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from app.banking.ledger.actions.post import post
from app.banking.ledger.rules import Cause, Draft, move
from app.config import Config
from app.kernel.errors import DomainError
from app.kernel.ids import LedgerAccountId
from app.kernel.money import Money
from app.storage.session import connect, partner_work

THREADS = 4


def main(orders: str, number: str, answers: str) -> None:
    connect(Config.from_env())
    asked = json.loads(Path(orders).read_text())
    mine = asked["sends"][int(number)]
    told: list[Any] = []
    Path(f"{answers}.ready").touch()
    while not Path(asked["go"]).exists():
        time.sleep(0.001)
    threads = [
        threading.Thread(target=send, args=(asked, mine[n::THREADS], told)) for n in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    Path(answers).write_text(json.dumps(told))


def send(asked: dict[str, Any], sends: list[list[Any]], told: list[Any]) -> None:
    partner_id, now = UUID(asked["partner"]), datetime.fromisoformat(asked["now"])
    giver, taker = (LedgerAccountId(UUID(asked[name])) for name in ("giver", "taker"))
    for key, minor in sends:
        draft = Draft(
            key=key,
            cause=Cause.BOOK_TRANSFER,
            subject=("account", None),
            description="",
            effective_on=date.fromisoformat(asked["on"]),
            entries=move(Money(minor, "USD"), debit=giver, credit=taker),
        )
        try:
            with partner_work(partner_id) as db:
                posted = post(db, draft, now=now)
            told.append([key, minor, str(posted.id), posted.is_replay])
        except DomainError as error:
            told.append([key, minor, error.code, False])


if __name__ == "__main__":
    main(*sys.argv[1:])
