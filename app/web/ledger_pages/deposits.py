"""Customers' deposits as a list: with the balances of now, or of another day or moment."""

from dataclasses import replace
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from app.banking.ledger.books import When
from app.banking.ledger.listing import DEPOSITS, deposits_at
from app.banking.listing.spec import TableSpec
from app.banking.products.queries import program_names
from app.web.ledger_pages.asking import asked_when
from app.web.ledger_pages.whose import is_own, part_of, whose, writing
from app.web.tables.pages import Empty, TablePage, list_page, table_of

LIST = TablePage(
    DEPOSITS,
    "ledger.deposit_accounts",
    href=lambda line: url_for("ledger.account", ledger_account_id=line.id, **asked_when()[1].given),
    called="Customers' deposits",
    lead="Each account is a liability: what is owed to one customer.",
    template="ledger_pages/deposits.html",
    opens_drawer=True,
    session=lambda: whose.db,
    writing=writing,
    is_own=is_own,
    presets=(("Frozen", "status=frozen"), ("Closed", "status=closed")),
    empty=Empty(
        "No customers' accounts",
        "They are opened when an application is approved.",
        mark="wallet",
        nobody="The partner decides about its applications.",
    ),
)


def deposit_accounts() -> ResponseReturnValue:
    when, asked = asked_when()
    shown = list_asked_for()
    table = table_of(shown, whose.db, **asked.given)
    return list_page(
        shown,
        table,
        when=when,
        asked=asked,
        now_href=url_for(LIST.endpoint, **dict(table.pairs)),
        whose=whose,
        **part_of(),
    )


def list_asked_for() -> TablePage:
    """As the address asks for it; only the balances of now are kept as a view or written later."""
    when, _ = asked_when()
    if when.is_now:
        return replace(LIST, spec=_named(DEPOSITS))
    return replace(LIST, spec=_past(when), is_own=lambda: False, is_written_later=False)


def _past(when: When) -> TableSpec:
    return _named(deposits_at(when))


def _named(spec: TableSpec) -> TableSpec:
    """Programs are called by name; the ledger itself knows only their ids."""
    names = program_names(whose.db)

    def name_of(line: Any) -> str:
        return names.get(line.program_id, "")

    named = (
        replace(each, named=name_of) if each.key == "program" else each for each in spec.filters
    )
    return replace(spec, filters=tuple(named), is_kept=False)
