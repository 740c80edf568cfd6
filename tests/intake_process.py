"""A process of its own that works for a bank at a moment, so that a test can have it killed."""

import sys
from datetime import datetime
from uuid import UUID

from app.banking.events.leases import Only
from app.config import Config
from app.storage import crypto
from app.storage.session import connect
from app.workers.installed import install
from app.workers.run import drain


def main(house_id: str, now: str) -> None:
    config = Config.from_env()
    connect(config)
    crypto.use_keys(config)
    install(config)
    drain(datetime.fromisoformat(now), only=Only(partners=[UUID(house_id)]))


if __name__ == "__main__":
    main(*sys.argv[1:])
