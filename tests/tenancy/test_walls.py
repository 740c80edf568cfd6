"""Row-level security attacked through a pool of one connection, and each wall proved alone."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, bindparam, func, insert, literal, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.banking.audit.tables import AuditRow
from app.banking.customers.tables import CustomerRow
from app.banking.products.tables import LimitRow, ProgramRow
from app.config import Config, ConfigError
from app.factory import start
from app.kernel.ids import new_id
from app.storage.roles import unsafe_role
from app.storage.scope import SCOPE, Scope, ask, kept
from app.storage.session import (
    bank_reading,
    clock_reading,
    customer_work,
    make_engine,
    partner_work,
)
from tenants.tables import PartnerRow
from tests.world import World


@pytest.fixture
def one_connection(installation: Config) -> Iterator[Engine]:
    """The app role with a single pooled connection, so that anything left behind is met again."""
    engine = make_engine(installation.database.app, pool_size=1)
    yield engine
    engine.dispose()


def names(db: Session) -> set[str]:
    return set(db.scalars(select(ProgramRow.name)))


def test_a_scope_does_not_outlive_its_transaction(one_connection: Engine, harbor: World) -> None:
    with Session(one_connection, info={SCOPE: Scope(partner_id=harbor.partner_id)}) as db:
        first = db.scalar(text("select pg_backend_pid()"))
        assert names(db) == {"Harbor Everyday"}
        db.commit()
        assert names(db) == {"Harbor Everyday"}, "the hook narrows the second transaction too"
    with Session(one_connection) as db:
        assert db.scalar(text("select pg_backend_pid()")) == first
        assert names(db) == set()
    with Session(one_connection, info={SCOPE: Scope(partner_id=harbor.juniper.partner_id)}) as db:
        assert db.scalar(text("select pg_backend_pid()")) == first
        assert names(db) == {"Juniper Everyday"}


def test_the_database_alone_keeps_partners_apart(one_connection: Engine, harbor: World) -> None:
    stranger = harbor.juniper.ada.customer_id
    info = {SCOPE: Scope(partner_id=harbor.partner_id), "filters_off": True}
    with Session(one_connection, info=info) as db:
        assert names(db) == {"Harbor Everyday"}
        assert db.scalar(select(CustomerRow).where(CustomerRow.id == stranger)) is None
        assert db.execute(text("select count(*) from entry")).scalar() == 0


def test_the_filters_alone_keep_partners_apart(installation: Config, harbor: World) -> None:
    admin = installation.database.admin
    assert admin is not None
    stranger = harbor.juniper.ada.customer_id
    engine = make_engine(admin, pool_size=1)
    with Session(engine, info={SCOPE: Scope(partner_id=harbor.partner_id)}) as db:
        assert db.execute(text("select count(*) from program")).scalar_one() > 1
        assert names(db) == {"Harbor Everyday"}
        assert db.scalar(select(CustomerRow).where(CustomerRow.id == stranger)) is None
    engine.dispose()


def test_a_kept_statement_is_narrowed_for_each_who_asks(
    installation: Config, harbor: World
) -> None:
    """By the code's filters alone, on a connection that no policy binds: columns and whole rows."""
    admin = installation.database.admin
    assert admin is not None
    engine = make_engine(admin, pool_size=1)
    columns = kept(select(ProgramRow.name).where(ProgramRow.name != bindparam("unless")))
    counted = kept(select(select(func.count()).select_from(CustomerRow).scalar_subquery()))
    rows, nothing = kept(select(ProgramRow)), kept(select(literal(7)))
    for world, name in ((harbor, "Harbor Everyday"), (harbor.juniper, "Juniper Everyday")) * 2:
        with Session(engine, info={SCOPE: Scope(partner_id=world.partner_id)}) as db:
            assert ask(db, columns, {"unless": ""}).scalars().all() == [name]
            assert ask(db, columns, {"unless": name}).all() == []
            assert [row.name for row in ask(db, rows).scalars()] == [name]
            own = db.scalar(select(func.count()).select_from(CustomerRow))
            assert ask(db, counted).scalar_one() == own
            assert ask(db, nothing).scalar_one() == 7
    with Session(engine, info={SCOPE: Scope(bank_id=harbor.bank_id)}) as db:
        assert "Granite" not in " ".join(ask(db, columns, {"unless": ""}).scalars())
    engine.dispose()


def test_a_kept_statement_sees_what_was_just_written(harbor: World) -> None:
    everybody = kept(select(CustomerRow.given_name))
    with partner_work(harbor.partner_id) as db:
        ada = db.get(CustomerRow, (harbor.partner_id, harbor.ada.customer_id))
        assert ada is not None
        ada.given_name = "Augusta"
        assert "Augusta" in ask(db, everybody).scalars().all()
        db.rollback()


def test_nobody_writes_for_another_partner(harbor: World) -> None:
    row = {
        "partner_id": harbor.juniper.partner_id,
        "id": new_id(harbor.now),
        "at": harbor.now,
        "actor_kind": "user",
        "actor_label": "Mallory",
        "action": "forged",
        "subject_kind": "page",
        "details": {},
        "request_id": "",
    }
    refused = pytest.raises(DBAPIError, match="row-level security")
    with refused, partner_work(harbor.partner_id) as db:
        db.execute(insert(AuditRow).values(**row))


def test_a_row_cannot_be_moved_to_another_partner(harbor: World) -> None:
    refused = pytest.raises(DBAPIError, match="row-level security")
    with refused, partner_work(harbor.partner_id) as db:
        db.execute(update(LimitRow).values(partner_id=harbor.juniper.partner_id))


def test_the_portal_sees_one_customer(harbor: World) -> None:
    harbor.ada.is_given("5.00")
    harbor.grace.is_given("6.00")
    with customer_work(harbor.partner_id, harbor.ada.customer_id) as db:
        assert db.scalars(select(CustomerRow.given_name)).all() == ["Ada"]
        assert db.scalars(text("select distinct amount_minor from entry")).all() == [500]
        assert db.scalars(text("select count(*) from ledger_account")).one() == 1


@pytest.mark.parametrize("table", ["login", "login_session", "screening", "ledger_transaction"])
def test_the_portal_role_cannot_touch_what_it_never_needs(harbor: World, table: str) -> None:
    refused = pytest.raises(DBAPIError, match="permission denied")
    with refused, customer_work(harbor.partner_id, harbor.ada.customer_id) as db:
        db.execute(text(f"select count(*) from {table}"))


def test_a_bank_sees_its_own_partners(harbor: World) -> None:
    assert harbor.juniper
    with bank_reading(harbor.bank_id) as db:
        assert names(db) == {"Harbor Everyday", "Juniper Everyday"}
    with bank_reading(harbor.tally.bank_id) as db:
        assert names(db) == {"Tally Everyday"}


def test_a_bank_reads_and_does_not_write_its_partners_rows(harbor: World) -> None:
    refused = pytest.raises(DBAPIError, match="permission denied")
    with refused, bank_reading(harbor.bank_id) as db:
        db.execute(update(LimitRow).values(amount_minor=1))


def test_the_clock_learns_that_work_is_due_and_nothing_of_it(harbor: World) -> None:
    with clock_reading() as db:
        db.execute(text("select partner_id, id, kind, due_at, leased_until from outbox"))
        assert db.scalars(select(PartnerRow.id)).all()
    for forbidden in ("select payload from outbox", "select name from partner"):
        refused = pytest.raises(DBAPIError, match="permission denied")
        with refused, clock_reading() as db:
            db.execute(text(forbidden))


def test_without_a_scope_there_are_no_rows(installation: Config, harbor: World) -> None:
    engine = make_engine(installation.database.app)
    with Session(engine) as db:
        for table in ("partner", "host", "customer", "entry", "received_file"):
            assert db.scalar(text(f"select count(*) from {table}")) == 0
    engine.dispose()


def test_the_app_refuses_a_role_that_owns_or_skips(installation: Config) -> None:
    admin = installation.database.admin
    assert admin is not None
    engine = make_engine(admin)
    with engine.connect() as connection:
        assert "may skip row-level security" in str(unsafe_role(connection))
        connection.execute(text("set role guildhall_owner"))
        assert "owns tables" in str(unsafe_role(connection))
    engine.dispose()


def test_a_process_does_not_start_on_an_unsafe_role(installation: Config) -> None:
    admin = installation.database.admin
    assert admin is not None
    urls = {"DATABASE_URL": admin.render_as_string(hide_password=False)}
    unsafe = Config.from_env(
        {**urls, "DATABASE_URL_APP": urls["DATABASE_URL"], "REDIS_URL": installation.redis_url}
    )
    try:
        with pytest.raises(ConfigError, match="row-level security"):
            start(unsafe)
    finally:
        start(installation)
