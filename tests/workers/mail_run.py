"""Do one piece of a partner's work in a process of its own, so that a test may kill it half way."""

import sys
from uuid import UUID

from app.config import Config
from app.kernel.ids import PartnerId, WorkId
from app.storage import crypto
from app.storage.session import connect
from app.workers.installed import install
from app.workers.run import run
from migrations.models import metadata


def main(partner_id: str, work_id: str) -> None:
    assert metadata.tables  # every area's tables are known, as in a worker
    config = Config.from_env()
    connect(config)
    crypto.use_keys(config)
    install(config)
    sys.stdout.write(run(PartnerId(UUID(partner_id)), WorkId(UUID(work_id))).value)


if __name__ == "__main__":
    main(*sys.argv[1:])
