"""Made-up lists for the component page: what narrows them and what a column shows of a line."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from operator import attrgetter
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import current_app

from app.banking.listing.asked import read_asked
from app.banking.listing.asking import Page, Sum, Totals
from app.banking.listing.spec import Column, Filter, TableSpec
from app.kernel.money import Money
from app.web.tables.keeping import Choice, Keeping
from app.web.tables.pages import Empty, Pairs, Table, TablePage

NOW = datetime(2026, 11, 20, 18, 42, tzinfo=UTC)
ADA = UUID("018f6d2c9a7b7e518f6d2c9a7b7e5100")
STATUSES = (
    ("settled", "Settled"),
    ("returned", "Returned"),
    ("pending_approval", "Needs approval"),
)
KEPT_BY = "lists.create_view"
RAILS = {"ach": "ACH", "book": "Book"}
LINES = (
    SimpleNamespace(counterparty="Maple Street Apartments", customer_name="Ada Okafor"),
    SimpleNamespace(counterparty="Blue Ridge Utilities", customer_name="Ada Okafor"),
)


class SampleTable(Table):
    """A list whose links lead to the component page itself."""

    def _address(self, pairs: Pairs) -> str:
        return f"?{urlencode(pairs)}#filters"


def list_samples() -> dict[str, Any]:
    """The context of the examples of lists."""
    return {
        "lists": SimpleNamespace(
            plain=_table("plain", {}, Totals(128, is_more=False, sums=_sums())),
            narrowed=_table(
                "narrowed",
                {
                    "narrowed-status": ["settled", "returned"],
                    "narrowed-amount_from": ["40.00"],
                    "narrowed-made_from": ["2026-11-01"],
                    "narrowed-made_to": ["2026-11-20"],
                    "narrowed-customer": [f"cust_{ADA.hex}"],
                },
                Totals(10_000, is_more=True),
            ),
            kept=_table("kept", {"kept-status": ["returned"]}, Totals(1, is_more=False)),
        ),
        "keeping": SimpleNamespace(
            open=_keeping(can_keep=bool(current_app) and KEPT_BY in current_app.view_functions),
            kept=_keeping(change_href="#filters"),
        ),
        "cells": _cells(),
    }


def _sums() -> tuple[Sum, ...]:
    return (
        Sum("In", Money(212_089, "USD"), is_signed=True),
        Sum("Out", Money(-153_412, "USD"), is_signed=True),
        Sum("Out", Money(-125_000, "JPY"), is_signed=True),
    )


def _table(name: str, given: Mapping[str, Sequence[str]], totals: Totals) -> Table:
    spec = _spec(name)
    shown = TablePage(
        spec, "gallery", href=lambda _line: "#filters", empty=Empty("Nothing", nobody="Nobody.")
    )
    page = Page(LINES, next_key=None)
    return SampleTable(shown, read_asked(spec, given), page, totals, is_first=True, fixed={})


def _spec(name: str) -> TableSpec:
    """Filters are called after the list, so that no two on the page are one."""
    words = (Filter("q", "Counterparty", "text", (), hint="Counterparty's name"),)
    named = attrgetter("customer_name")
    return TableSpec(
        name=name,
        one="payment",
        many="payments",
        permission="",
        rows=_never,
        lines=_never,
        id=None,
        sort="made",
        totals=(None,),  # type: ignore[arg-type] -- only whether there are any
        columns=(
            Column("counterparty", "Counterparty", attrgetter("counterparty"), at="title"),
            Column("made", "Made", lambda _line: NOW, kind="moment", sort=(None,)),
            Column("amount", "Amount", lambda _line: None, kind="signed", sort=(None,)),
        ),
        filters=(
            *(words if name == "plain" else ()),
            Filter(f"{name}-status", "Status", "choice", (), options=STATUSES),
            Filter(f"{name}-amount", "Amount", "amount", ()),
            Filter(f"{name}-made", "Made", "moments", ()),
            Filter(f"{name}-customer", "Customer", "object", (), of="customer", named=named),
        ),
    )


def _never(*_given: object) -> Any:
    raise NotImplementedError("a made-up list is not asked for")


def _keeping(*, can_keep: bool = False, change_href: str = "") -> Keeping:
    cancel: Any = SimpleNamespace(label="Cancel")
    return Keeping(
        tabs=[],
        active="",
        can_keep=can_keep,
        can_share=can_keep,
        change_href=change_href,
        export_action="#filters",
        at_once_max=100,
        choices=(Choice(cancel, "#filters"),),
        batch_max=200,
    )


def _cells() -> list[tuple[Column, Any, Any]]:
    """A column of each kind, with a line that has a value and one that has none."""
    kinds: tuple[tuple[Any, Any], ...] = (
        ("text", "Maple Street Apartments"),
        ("status", "settled"),
        ("amount", Money(123_450, "USD")),
        ("amount", Money(0, "USD")),
        ("signed", Money(-4_000, "USD")),
        ("signed", Money(212_089, "USD")),
        ("number", 12_408),
        ("day", date(2026, 11, 20)),
        ("month", date(2026, 11, 1)),
        ("moment", NOW),
    )
    value = attrgetter("value")
    cells = [(Column("kind", "Kind", value, kind=kind), held) for kind, held in kinds]
    cells.insert(1, (Column("rail", "Rail", value, words=RAILS), "ach"))
    nothing = SimpleNamespace(value=None)
    return [(column, SimpleNamespace(value=held), nothing) for column, held in cells]
