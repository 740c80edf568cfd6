"""Run one bank's window in a process of its own, so that a test may kill it half way."""

import sys
from datetime import datetime
from uuid import UUID

from app.config import Config
from app.kernel.ids import BankId, PartnerId
from app.sandbox.adapters import rail_adapter
from app.storage import crypto
from app.storage.session import connect
from app.workers.payments import send_window, settle_sent
from migrations.models import metadata


def main(what: str, house_id: str, bank_id: str, moment: str) -> None:
    assert metadata.tables  # every area's tables are known, as in a worker
    config = Config.from_env()
    connect(config)
    crypto.use_keys(config)
    run = {"send": send_window, "settle": settle_sent}[what]
    house, bank = PartnerId(UUID(house_id)), BankId(UUID(bank_id))
    run(house, bank, rail_adapter(config), now=datetime.fromisoformat(moment))


if __name__ == "__main__":
    main(*sys.argv[1:])
