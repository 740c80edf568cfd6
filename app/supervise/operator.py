"""The operator's link: made where the command line runs, opened in a browser, good once."""

from sqlalchemy.orm import Session

from app.config import Config
from app.storage.clock import wall_now
from app.storage.operators import make_link
from app.storage.session import make_engine
from app.supervise.screen import address


def link_of(config: Config) -> str:
    """A fresh link; whoever opens it within ten minutes is the operator. Empty without a host."""
    host = config.operator_host
    if not host:
        return ""
    engine = make_engine(config.database.clock, pool_size=1)
    with Session(engine) as db, db.begin():
        token = make_link(db, wall=wall_now())
    engine.dispose()
    base = f"https://{host}/" if config.is_production else address(host, config.port)
    return f"{base}sign-in/{token}"
