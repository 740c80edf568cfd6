"""Who applied at the bank's partners, as a list."""

from flask import url_for
from flask.typing import ResponseReturnValue

from app.banking.oversight.listing import APPLICATIONS
from app.web.door import allow, house
from app.web.tables.pages import Empty, TablePage, list_page

APPLICATIONS_LIST = TablePage(
    APPLICATIONS,
    "partners.applications",
    href=lambda _: "",
    hrefs={"partner": lambda line: url_for("partners.show", partner_id=line.partner_id)},
    lead="Who applied at which partner, and how far it is; nothing of their papers.",
    parts={"status": "partners/_applied.html"},
    crumbs=lambda: [("Partners", url_for("partners.index"))],
    presets=(("In review", "status=referred"), ("Declined", "status=declined")),
    writing=house,
    is_written_later=False,
    empty=Empty(
        "No applications yet",
        "People who apply on a partner's portal show here.",
        mark="users",
        nobody="The partner decides about each.",
    ),
)


@allow("oversight.view")
def applications() -> ResponseReturnValue:
    return list_page(APPLICATIONS_LIST)
