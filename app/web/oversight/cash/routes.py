"""Closed days as a three-way table, and breaks that officers explain."""

from datetime import date
from itertools import groupby
from uuid import UUID

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from app.banking.access.matrix import may
from app.banking.oversight.queries import latest_days
from app.banking.reconciliation.actions.explain_break import explain_break
from app.banking.reconciliation.listing import KINDS
from app.banking.reconciliation.queries import BreakLine, break_detail
from app.banking.reconciliation.rules import DayLine, state_of
from app.banking.related.queries import of_break
from app.kernel.errors import Refused
from app.kernel.ids import BreakId, read_shown
from app.web.cursors import read_cursor, write_cursor
from app.web.door import allow, moved_to, page, work
from app.web.list_pages.batches import open_list
from app.web.object_pages.related import Branches, related_groups
from app.web.object_pages.steps import step
from app.web.object_pages.told import timeline_fragment
from app.web.object_pages.whole import object_context
from app.web.oversight.cash.forms import ExplanationForm
from app.web.oversight.cash.lists import BREAKS_LIST, DAYS_LIST, breaks, breaks_told, days

blueprint = Blueprint("cash", __name__, template_folder="templates")
DAYS_A_PAGE = 5


@blueprint.get("/cash")
@allow("oversight.view")
def index() -> ResponseReturnValue:
    cursor = read_cursor(request.args.get("before", ""), date)
    lines = latest_days(work.db, limit=DAYS_A_PAGE + 1, before=cursor[0] if cursor else None)
    found = [(day, tuple(of_day)) for day, of_day in groupby(lines, key=_day)]
    shown = found[:DAYS_A_PAGE]
    older = write_cursor((shown[-1][0],)) if len(found) > DAYS_A_PAGE else ""
    return page(
        "cash/index.html",
        days=[(day, of_day, state_of(of_day)) for day, of_day in shown],
        older_href=url_for("cash.index", before=older) if older else "",
        newer_href=url_for("cash.index") if cursor else "",
        **breaks_told(),
    )


blueprint.get("/cash/breaks")(breaks)
open_list(blueprint, BREAKS_LIST, "/cash/breaks")
blueprint.get("/cash/days")(days)
open_list(blueprint, DAYS_LIST, "/cash/days")


@blueprint.get("/cash/breaks/<break:break_id>")
@allow("oversight.view")
def show_break(break_id: UUID) -> ResponseReturnValue:
    return _break_page(break_id, ExplanationForm())


@blueprint.post("/cash/breaks/<break:break_id>/explanation")
@allow("breaks.explain")
def create_explanation(break_id: UUID) -> ResponseReturnValue:
    form = ExplanationForm()
    if not form.validate():
        return _break_page(break_id, form, status=422)
    try:
        explain_break(
            work.house(),
            break_id=BreakId(break_id),
            explanation=form.explanation.data or "",
            actor=work.actor,
            now=work.now,
        )
    except Refused as refusal:
        form.refuse("explanation", refusal)
        return _break_page(break_id, form, status=422)
    flash("The break is explained.", "success")
    return moved_to("cash.show_break", break_id=break_id)


def _break_page(break_id: UUID, form: ExplanationForm, *, status: int = 200) -> ResponseReturnValue:
    found = break_detail(work.db, break_id)
    may_explain = work.login is not None and may(work.login.role, "breaks.explain")
    why = "" if found.is_open else "It is explained already."
    explain = step("Explain", "breaks.explain", unless=why, href="#explain", mark="edit")
    return page(
        "cash/show_break.html",
        fragment=timeline_fragment(),
        status=status,
        **object_context(
            work.house(),
            "break",
            break_id,
            found,
            steps=[explain],
            related=related_groups(work.db, _beside(found)),
        ),
        found=found,
        form=form if found.is_open and may_explain else None,
        kinds=KINDS,
    )


def _beside(found: BreakLine) -> Branches:
    """What it is about: a file, or a day of an account at the bank."""
    _, _, bank_account = found.subject.partition(" ")
    return of_break(read_shown("file", found.subject), bank_account)


def _day(line: DayLine) -> date:
    return line.business_on
