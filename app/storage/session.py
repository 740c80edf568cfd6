"""Sessions by who is asking: one partner, one customer, one bank, the clock or the auditor."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from app.config import Config
from app.storage import scope as _scope_hooks
from app.storage.hot import prepare_hot_statements
from app.storage.scope import SCOPE, Scope

POOL_SIZE = 8
POOL_OVERFLOW = 4
POOL_TIMEOUT_SECONDS = 10
STATEMENT_TIMEOUT_MS = 30_000
LOCK_TIMEOUT_MS = 3_000
TIMEOUTS = f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c lock_timeout={LOCK_TIMEOUT_MS}"
# A page's read takes less than a millisecond; starting a helper process or a compiler takes six.
SHORT_WORK = f"{TIMEOUTS} -c max_parallel_workers_per_gather=0 -c jit=off"
AUDIT_TIMEOUT = f"-c statement_timeout=600000 -c lock_timeout={LOCK_TIMEOUT_MS}"
AUDIT_POOL_SIZE = 2
READ_ONLY = "-c default_transaction_read_only=on"

ONE_PICTURE = text("set transaction isolation level repeatable read, read only")

_engines: dict[str, Engine] = {}
_installation = {"production": False}


def connect(config: Config) -> None:
    """Remember where the database is; connections are opened on first use."""
    disconnect()
    _installation["production"] = config.is_production
    urls = config.database
    for role, url in (
        ("app", urls.app),
        ("portal", urls.portal),
        ("bank", urls.bank),
        ("clock", urls.clock),
    ):
        _engines[role] = make_engine(url)
    _engines["auditor"] = make_engine(
        urls.auditor, pool_size=AUDIT_POOL_SIZE, options=f"{AUDIT_TIMEOUT} {READ_ONLY}"
    )


def is_production() -> bool:
    """Whether a person's work depends on this process: then a record is kept, whatever it lacks."""
    return _installation["production"]


def disconnect() -> None:
    """Close every pool, as after a fork or at the end of a test run."""
    for engine in _engines.values():
        engine.dispose()
    _engines.clear()


def make_engine(url: URL, *, pool_size: int = POOL_SIZE, options: str = SHORT_WORK) -> Engine:
    """An engine with bounded waits; it prepares what every action sends, and nothing else."""
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=POOL_OVERFLOW,
        pool_timeout=POOL_TIMEOUT_SECONDS,
        hide_parameters=True,  # an error's text may be kept or logged; values are people's
        connect_args={"prepare_threshold": None, "options": options, "connect_timeout": 5},
    )
    prepare_hot_statements(engine)
    return engine


def engine(role: str) -> Engine:
    """The engine of a role: app, portal, bank, clock or auditor."""
    try:
        return _engines[role]
    except KeyError:
        raise RuntimeError("connect(config) was not called in this process") from None


def session_for(role: str, scope: Scope) -> Session:
    """A session bound to a role and narrowed to a scope; its owner commits or rolls back."""
    return Session(engine(role), info={SCOPE: scope}, expire_on_commit=False)


@contextmanager
def partner_work(partner_id: UUID) -> Iterator[Session]:
    """One partner, one transaction."""
    with session_for("app", Scope(partner_id=partner_id)) as db, db.begin():
        yield db


@contextmanager
def partner_reading(partner_id: UUID) -> Iterator[Session]:
    """One partner as of one moment, however long reading takes; nothing can be written."""
    with session_for("app", Scope(partner_id=partner_id)) as db, db.begin():
        db.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        db.execute(text("set transaction read only"))
        db.execute(text("set local statement_timeout = 0"))
        yield db


@contextmanager
def house_work(partner_id: UUID, bank_id: UUID) -> Iterator[Session]:
    """A bank's own books and files: its house partner together with its bank-owned rows."""
    with session_for("app", Scope(partner_id=partner_id, bank_id=bank_id)) as db, db.begin():
        yield db


@contextmanager
def customer_work(partner_id: UUID, customer_id: UUID) -> Iterator[Session]:
    """One customer of one partner, through the portal's own database role."""
    scope = Scope(partner_id=partner_id, customer_id=customer_id)
    with session_for("portal", scope) as db, db.begin():
        yield db


@contextmanager
def bank_reading(bank_id: UUID) -> Iterator[Session]:
    """All partners of one bank, to read; writes only bank-owned rows."""
    with session_for("bank", Scope(bank_id=bank_id)) as db, db.begin():
        yield db


@contextmanager
def clock_reading() -> Iterator[Session]:
    """Finding due work of any partner, and nothing else of it."""
    with session_for("clock", Scope()) as db, db.begin():
        yield db


@contextmanager
def auditing() -> Iterator[Session]:
    """Every partner's money and what follows from it, to read; never a person's data.

    One moment's picture from beginning to end, however many statements look at it.
    """
    with session_for("auditor", Scope()) as db, db.begin():
        db.execute(ONE_PICTURE)
        yield db


HOOKS = (_scope_hooks.narrow, _scope_hooks.filter_by_owner)
