"""The bank's partners: what they hold, move and take on; one partner in full."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from app.banking.oversight.listing import PROGRAMS
from app.banking.oversight.queries import (
    PAYMENTS_SINCE,
    latest_applications,
    latest_days,
    partner_detail,
    payment_counts,
    program_cash,
    seals_of_partner,
)
from app.banking.oversight.traffic import traffic_by_day
from app.banking.reconciliation.rules import DayLine
from app.banking.related.queries import of_partner
from app.kernel.ids import shown
from app.kernel.money import Money, sums
from app.rails.calendars import eastern_day
from app.storage.clock import wall_now
from app.web.door import allow, house, page, work
from app.web.list_pages.batches import open_list
from app.web.object_pages.related import Group, next_of, related_groups
from app.web.object_pages.steps import Step, step
from app.web.object_pages.told import timeline_fragment
from app.web.object_pages.whole import object_context
from app.web.oversight.cash.lists import breaks_told
from app.web.oversight.partners.drawn import Traffic, funds_drawn, traffic_drawn
from app.web.oversight.partners.lists import APPLICATIONS_LIST, applications
from app.web.tables.pages import Empty, TablePage, list_page, table_of

blueprint = Blueprint("partners", __name__, template_folder="templates")
DAYS_OF_PARTNER = 30
DAYS_IN_TABLE = 10
APPLICATIONS_SHOWN = 8


LIST = TablePage(
    PROGRAMS,
    "partners.index",
    href=lambda line: url_for("partners.show", partner_id=line.partner_id),
    template="partners/index.html",
    opens_drawer=True,
    parts={"bank": "partners/_bank.html", "state": "partners/_state.html"},
    writing=house,
    first_word="From the beginning",
    next_word="Next",
    empty=Empty(
        "No partners yet",
        "Programs of the brands this bank sponsors show here.",
        mark="bank",
        nobody="A partner is set up by whoever runs the installation.",
    ),
)


@blueprint.get("/partners")
@allow("oversight.view")
def index() -> ResponseReturnValue:
    """A page that shows all programs is what is added up above it; else they are read beside."""
    table = table_of(LIST, work.db)
    programs = list(table.page.lines) if table.is_whole else program_cash(work.db)
    reported = [program.reported for program in programs if program.reported]
    return list_page(
        LIST,
        table,
        programs=programs,
        funds=funds_drawn(programs),
        owed=sums(program.owed for program in programs),
        cash=sums(program.cash for program in programs),
        bank_cash=sums(line.bank for line in reported if line.bank),
        reported_on=max((line.business_on for line in reported), default=None),
        **breaks_told(),
        payments=payment_counts(work.db, since=work.now - PAYMENTS_SINCE),
        applications=latest_applications(work.db, limit=APPLICATIONS_SHOWN),
        applications_href=url_for("partners.applications"),
    )


open_list(blueprint, LIST, "/partners")
blueprint.get("/partners/applications")(applications)
open_list(blueprint, APPLICATIONS_LIST, "/partners/applications")


@blueprint.get("/partners/<partner:partner_id>")
@allow("oversight.view")
def show(partner_id: UUID) -> ResponseReturnValue:
    partner = partner_detail(work.db, partner_id)
    programs = program_cash(work.db, partner_id=partner_id)
    related = related_groups(
        work.db,
        of_partner(partner_id, [each.bank_account for each in programs]),
        rest={"brand_version": url_for("brands.partner", partner_id=partner_id)},
    )
    own = shown("partner", partner_id)
    days = latest_days(work.db, limit=DAYS_OF_PARTNER, partner_id=partner_id)
    return page(
        "partners/show.html",
        partner=partner,
        fragment=timeline_fragment(),
        **object_context(
            work.house(),
            "partner",
            partner_id,
            partner,
            steps=_steps(related),
            related=related,
        ),
        programs=programs,
        days=days[:DAYS_IN_TABLE],
        trend=_owed_by_day(days),
        traffic=_traffic(partner_id),
        seals=seals_of_partner(work.db, partner_id, wall=wall_now()),
        payments=payment_counts(work.db, since=work.now - PAYMENTS_SINCE, partner_id=partner_id),
        applications=latest_applications(work.db, limit=APPLICATIONS_SHOWN, partner_id=partner_id),
        applications_href=url_for("partners.applications", partner=own),
        days_href=url_for("cash.days", partner=own),
    )


def _traffic(partner_id: UUID) -> Traffic | None:
    """The payments of each of the last days, drawn."""
    today = eastern_day(work.now)
    first = today - timedelta(days=DAYS_OF_PARTNER - 1)
    return traffic_drawn(traffic_by_day(work.db, first=first, last=today, partner_id=partner_id))


def _steps(related: Sequence[Group]) -> list[Step]:
    """What of the partner waits for the bank."""
    waiting = next_of(related, "brand_version", "in_review")
    why = "" if waiting else "No version of its brand waits for the bank."
    href = waiting.href if waiting else ""
    return [step("Decide about its brand", "brands.decide", unless=why, href=href, mark="palette")]


def _owed_by_day(lines: Iterable[DayLine]) -> list[tuple[str, Money]]:
    """What customers were owed at each close, oldest first; one currency makes one line."""
    by_day: dict[str, Money] = {}
    for line in lines:
        shown = f"{line.business_on:%b %-d}"
        before = by_day.get(shown)
        if before is None or before.currency == line.owed.currency:
            by_day[shown] = line.owed + before if before else line.owed
    return list(reversed(by_day.items()))
