"""The list of customers, and one customer with all that is known of them."""

from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.banking.accounts.queries import accounts_of
from app.banking.customers.queries import (
    CustomerPage,
    NameCursor,
    applications_of,
    consents_of,
    customer_detail,
    customer_page,
)
from app.banking.screening.queries import screenings_of
from app.kernel.ids import CustomerId
from app.web.console.customers import revealing
from app.web.console.customers.area import blueprint
from app.web.cursors import read_cursor, write_cursor
from app.web.door import allow, page, work

__all__ = ["blueprint", "revealing"]
LINES = 25
STATUSES = {"": "All", "active": "Active", "applicant": "Applicants", "declined": "Declined"}


@blueprint.get("/customers")
@allow("customers.view")
def index() -> ResponseReturnValue:
    asked = {"search": request.args.get("q", "").strip(), "status": request.args.get("status", "")}
    if asked["status"] not in STATUSES:
        asked["status"] = ""
    after = read_cursor(request.args.get("after", ""), str, str, UUID)
    found = customer_page(
        work.db, **asked, after=NameCursor(*after) if after else None, limit=LINES
    )
    return page(
        "customers/index.html",
        fragment="customers/_list.html",
        customers=found.lines,
        pages=_pages(found, asked, is_first=after is None),
        asked=asked,
        tabs=_tabs(asked),
    )


@blueprint.get("/customers/<customer:customer_id>")
@allow("customers.view")
def show(customer_id: CustomerId) -> ResponseReturnValue:
    customer = customer_detail(work.db, customer_id)
    return page(
        "customers/show.html",
        customer=customer,
        applications=applications_of(work.db, customer_id),
        accounts=accounts_of(work.db, customer_id),
        consents=consents_of(work.db, customer_id),
        screenings=screenings_of(work.db, customer_id),
        can_reveal=work.may("customers.reveal"),
    )


def _tabs(asked: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"key": key, "label": label, "href": _address(asked | {"status": key})}
        for key, label in STATUSES.items()
    ]


def _pages(found: CustomerPage, asked: dict[str, str], *, is_first: bool) -> dict[str, str]:
    last = found.next_cursor
    older = write_cursor((last.family_name, last.given_name, last.id) if last else None)
    return {
        "newer_href": "" if is_first else _address(asked),
        "older_href": _address(asked, after=older) if older else "",
        "newer": "From the beginning",
        "older": "Next",
    }


def _address(asked: dict[str, str], after: str = "") -> str:
    return url_for(
        "customers.index",
        q=asked["search"] or None,
        status=asked["status"] or None,
        after=after or None,
    )
