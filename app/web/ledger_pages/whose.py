"""Whose ledger a page shows: the console's own partner, or the one named in oversight's address."""

from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from flask import Blueprint, g, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.local import LocalProxy

from app.banking.access.matrix import may
from app.banking.oversight.queries import partner_detail
from app.web.door import View, allow, page, work

OVERSIGHT_PATH = "/partners/<partner:partner_id>/ledger"


@dataclass(frozen=True, slots=True)
class Whose:
    """A ledger that is looked at: its session, to read, and how pages speak of it."""

    db: Session
    is_console: bool
    partner_id: UUID
    name: str
    is_house: bool = False

    def can(self, permission: str) -> bool:
        """Only the partner's own staff changes anything here."""
        return self.is_console and work.login is not None and may(work.login.role, permission)

    @property
    def trail(self) -> list[tuple[str, str]]:
        """Where the ledger's pages are, from the surface's own first page."""
        if self.is_console:
            return [("Ledger", url_for("ledger.chart"))]
        if self.is_house:
            return [("Cash", url_for("cash.index")), ("Ledger", url_for("ledger.chart"))]
        home = (self.name, url_for("partners.show", partner_id=self.partner_id))
        return [("Partners", url_for("partners.index")), home, ("Ledger", url_for("ledger.chart"))]


whose: Whose = LocalProxy(lambda: _whose())  # type: ignore[assignment]  # noqa: PLW0108 -- stands below


def open_to(blueprint: Blueprint, permission: str, pages: dict[str, View]) -> None:
    """Give a surface's blueprint the shared pages, each behind the surface's permission."""
    for path, view in pages.items():
        blueprint.get(path, endpoint=view.__name__)(allow(permission)(_door(view)))


def name_partner(blueprint: Blueprint) -> None:
    """The partner is part of each of the blueprint's addresses, and of none of its views."""

    @blueprint.url_value_preprocessor
    def take_out(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        g.ledger_partner_id = (values or {}).pop("partner_id", None)

    @blueprint.url_defaults
    def put_in(_endpoint: str, values: dict[str, Any]) -> None:
        if "ledger_partner_id" in g:
            values.setdefault("partner_id", g.ledger_partner_id)


def ledger_page(template: str, *, status: int = 200, **context: Any) -> ResponseReturnValue:
    """A page of the ledger, told whose it is and which part of the navigation it belongs to."""
    fragment = context.pop("fragment", "")
    return page(template, fragment=fragment, status=status, whose=whose, **part_of(), **context)


def part_of() -> dict[str, str]:
    """Which part of the navigation the page belongs to, where it is not its own."""
    if whose.is_console:
        return {}
    return {"active": "cash" if whose.is_house else "partners"}


def _door(view: View) -> View:
    """A view of this surface alone: the permission is written on it."""

    @wraps(view)
    def door(**values: Any) -> ResponseReturnValue:
        return view(**values)

    return door  # type: ignore[return-value]


def writing() -> Session:
    """Where the bank's or the partner's own record of this look is written."""
    if whose.is_console:
        return work.db
    return work.house() if whose.is_house else work.for_partner(whose.partner_id)


def is_own() -> bool:
    """Whether the lines are this host's own: its workers and its people's views know only those."""
    return whose.is_console or whose.is_house


def _whose() -> Whose:
    if "whose" not in g:
        g.whose = _own() if work.host.surface == "console" else _named()
    return g.whose  # type: ignore[no-any-return]


def _own() -> Whose:
    return Whose(work.db, is_console=True, partner_id=work.host.partner_id, name=work.partner.name)


def _named() -> Whose:
    """A brand of the bank, or the bank's own books; anybody else's is a 404."""
    partner_id: UUID = g.ledger_partner_id
    is_house = partner_id == work.host.partner_id
    name = work.bank.name if is_house else partner_detail(work.db, partner_id).name
    return Whose(
        work.reading(partner_id),
        is_console=False,
        partner_id=partner_id,
        name=name,
        is_house=is_house,
    )


def asked(name: str) -> str:
    """A value of the address, tidied; longer than anything we offer is nothing."""
    text = request.args.get(name, "").strip()
    return text if len(text) <= ASKED_LENGTH_MAX else ""


ASKED_LENGTH_MAX = 100
