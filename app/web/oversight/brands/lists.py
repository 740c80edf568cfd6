"""Brands of the bank's partners as a list, and every version of one of them."""

from dataclasses import replace
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.banking.brands.listing import BRANDS
from app.banking.oversight.queries import partner_detail
from app.web.brand_pages.listing import EMPTY, versions_list
from app.web.brand_pages.serving import partner_named
from app.web.door import allow, house, work
from app.web.tables.pages import Empty, TablePage, list_page, table_of

BRANDS_LIST = TablePage(
    BRANDS,
    "brands.index",
    href=lambda line: url_for("brands.partner", partner_id=line.partner_id),
    lead="No customer sees a partner's new look before you have said yes to it.",
    parts={"waiting": "brands/_waiting.html"},
    presets=(("With you", "standing=waiting"),),
    writing=house,
    first_word="From the beginning",
    next_word="Next",
    empty=Empty(
        "No brands yet",
        "Partners of the bank and their looks are listed here.",
        mark="bank",
        begins=("See the partners", "partners.index"),
        good={
            ("standing", "waiting"): (
                "Nothing waits for you",
                "What a partner sends you stands here until you have said yes or no.",
            )
        },
    ),
)


def _partner() -> UUID:
    """Whose versions the address names; a partner of another bank is a 404."""
    partner_id: UUID = (request.view_args or {})["partner_id"]
    partner_detail(work.db, partner_id)
    return partner_id


def _reading() -> Session:
    return work.reading(_partner())


VERSIONS_LIST = versions_list(
    "brands.partner",
    href=lambda line: url_for(
        "brands.show", partner_id=(request.view_args or {})["partner_id"], version_id=line.id
    ),
    lead="Each version is kept as it was sent.",
    session=_reading,
    writing=lambda: work.for_partner(_partner()),
    is_own=lambda: False,
    is_written_later=False,
    crumbs=lambda: [("Brands", url_for("brands.index"))],
    empty=Empty(
        EMPTY,
        "The brand looks as it began. What the partner sends you is listed here.",
        mark="palette",
        nobody="The partner makes a version in its own studio.",
    ),
)


@allow("oversight.view")
def index() -> ResponseReturnValue:
    return list_page(BRANDS_LIST)


@allow("oversight.view")
def partner(partner_id: UUID) -> ResponseReturnValue:
    """Every version of a brand."""
    table = table_of(VERSIONS_LIST, _reading(), partner_id=partner_id)
    title = f"{partner_named(partner_id).name}: brand"
    return list_page(VERSIONS_LIST, replace(table, shown=replace(VERSIONS_LIST, called=title)))
