"""Home of an officer: the work of the day over all partners of the bank."""

from dataclasses import replace

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from app.banking.ledger.seals import seal_lag_of
from app.banking.oversight.queries import latest_days
from app.banking.reconciliation.rules import DayLine
from app.banking.today.bank import bank_today, house_today
from app.kernel.ids import shown
from app.storage.counting import Counted
from app.web.approval_pages.desk import me
from app.web.door import allow, page, work
from app.web.home_pages.standing import Fact, checks, closings, day_said, returned, sealed
from app.web.home_pages.work_lines import Work, lines_of

blueprint = Blueprint("home", __name__, template_folder="templates")
WORK = {
    "breaks": Work("break to explain", "breaks to explain", "alert", "cash.breaks", is_urgent=True),
    "returns_due": Work(
        "return to send back",
        "returns to send back",
        "undo",
        "files.returns",
        (("status", "prepared"),),
        due="due",
        is_urgent=True,
    ),
    "suspense": Work(
        "entry put in suspense this week",
        "entries put in suspense this week",
        "help",
        "files.entries",
        (("outcome", "suspense"),),
        is_event=True,
    ),
    "unposted": Work(
        "file accepted and not yet posted",
        "files accepted and not yet posted",
        "clock",
        "files.index",
        (("status", "accepted"),),
        is_urgent=True,
    ),
    "refused": Work(
        "file refused this week",
        "files refused this week",
        "x-circle",
        "files.index",
        (("status", "refused"),),
        is_event=True,
    ),
    "approvals": Work(
        "request for your yes or no",
        "requests for your yes or no",
        "check-circle",
        "approvals.index",
        due="expires",
    ),
    "brands": Work("brand version to look at", "brand versions to look at", "eye", "brands.index"),
    "invitations": Work(
        "invitation not yet accepted",
        "invitations not yet accepted",
        "mail",
        "team.index",
        (("standing", "invited"),),
    ),
    "assigned": Work("thing assigned to you", "things assigned to you", "user", "notes.assigned"),
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


@blueprint.get("/")
@allow("oversight.view")
def index() -> ResponseReturnValue:
    found = bank_today(work.db, work.may, now=work.now)
    own = house_today(work.house(), me(), work.may, now=work.now)
    days = latest_days(work.db, limit=1)
    return page(
        "home/index.html",
        today=day_said(work.now),
        waiting=lines_of([*found, *own], _work(), now=work.now),
        others=lines_of(own, OTHERS, now=work.now),
        closings=closings(found, work.now),
        facts=_facts(found, days),
    )


def _work() -> dict[str, Work]:
    """What is assigned leads to one's own of it."""
    mine = (("person", shown("login", me().login_id)),)
    return WORK | {"assigned": replace(WORK["assigned"], values=mine)}


def _facts(found: list[Counted], days: list[DayLine]) -> list[Fact]:
    lag = seal_lag_of(work.db, {line.partner_id for line in days})
    return [
        _reconciled(days),
        checks(found, work.now, "checks.index"),
        sealed(lag, work.wall),
        returned(found, ""),
    ]


def _reconciled(days: list[DayLine]) -> Fact:
    """Whether the bank and the ledger agree, over every account of the latest closed day."""
    href, label = url_for("cash.index"), "Reconciliation"
    if not days:
        return Fact(label, "Not closed yet", "Days close at 7:00 pm Eastern", "", href)
    day, states = f"{days[0].business_on:%b %-d}", [line.state for line in days]
    if "difference" in states:
        off = states.count("difference")
        return Fact(label, "Difference", f"{off} of {len(days)} accounts, {day}", "danger", href)
    if "awaiting" in states:
        return Fact(label, "Awaiting file", f"The bank's balances of {day}", "warning", href)
    return Fact(label, "Tied out", f"Every account to the cent, {day}", "success", href)
