"""Home is today's work: what waits for the one who looks, what closes next, how the day stands."""

from dataclasses import dataclass, replace

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.banking.ledger.seals import seal_lag
from app.banking.ledger.totals import LedgerTotals, totals_now
from app.banking.products.queries import program_heads
from app.banking.team.support import open_support
from app.banking.today.console import console_today
from app.kernel.ids import shown
from app.storage.counting import Counted
from app.web.approval_pages.desk import me
from app.web.door import allow, page, work
from app.web.home_pages.standing import Fact, checks, closed, closings, day_said, returned, sealed
from app.web.home_pages.work_lines import Work, lines_of

blueprint = Blueprint("home", __name__, template_folder="templates")
WORK = {
    "matches": Work(
        "application with a possible sanctions match",
        "applications with a possible sanctions match",
        "shield",
        "applications.index",
        (("status", "referred"),),
        is_urgent=True,
    ),
    "applications": Work(
        "application to decide",
        "applications to decide",
        "inbox",
        "applications.index",
        (("status", "referred"),),
    ),
    "approvals": Work(
        "request for your yes or no",
        "requests for your yes or no",
        "check-circle",
        "approvals.index",
        due="expires",
    ),
    "adjustments": Work(
        "adjustment to approve",
        "adjustments to approve",
        "scale",
        "approvals.index",
        due="expires",
    ),
    "messages": Work(
        "customer waiting for an answer",
        "customers waiting for an answer",
        "mail",
        "messages.index",
        (("status", "waiting"), ("sort", "since")),
    ),
    "returns": Work(
        "payment returned this week",
        "payments returned this week",
        "undo",
        "payments.index",
        (("status", "returned"),),
        is_event=True,
    ),
    "assigned": Work("thing assigned to you", "things assigned to you", "user", "notes.assigned"),
    "invitations": Work(
        "invitation not yet accepted",
        "invitations not yet accepted",
        "mail",
        "team.index",
        (("standing", "invited"),),
    ),
}
OTHERS = {
    "asked": Work(
        "request of yours, for somebody else to decide",
        "requests of yours, for somebody else to decide",
        "clock",
        "approvals.index",
        (("show", "asked"),),
        due="expires",
    ),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A program's money at this moment."""

    name: str
    totals: LedgerTotals


@blueprint.get("/")
@allow("home.view")
def index() -> ResponseReturnValue:
    found = console_today(work.db, me(), work.may, now=work.now)
    return page(
        "home/index.html",
        today=day_said(work.now),
        waiting=lines_of(found, _work(), now=work.now),
        others=lines_of(found, OTHERS, now=work.now),
        closings=closings(found, work.now),
        facts=_facts(found),
        figures=_figures(),
        looking=open_support(work.db, wall=work.wall),
    )


def _work() -> dict[str, Work]:
    """What is assigned leads to one's own of it."""
    mine = (("person", shown("login", me().login_id)),)
    return WORK | {"assigned": replace(WORK["assigned"], values=mine)}


def _facts(found: list[Counted]) -> list[Fact]:
    facts = [closed(found, work.now, ""), returned(found, "payments.index")]
    if work.may("ledger.view"):
        facts.insert(1, checks(found, work.now, ""))
        facts.insert(2, sealed(seal_lag(work.db), work.wall))
    return facts


def _figures() -> list[Figure]:
    """Customers' money and the cash behind it, a program at a time."""
    names = {head.id: head.name for head in program_heads(work.db)}
    return [
        Figure(names[each.program_id], each)
        for each in totals_now(work.db)
        if each.program_id in names
    ]
