"""Accounts: the list, one account with its lines and holds, and its freeze."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from app.banking.access.matrix import may
from app.banking.accounts.actions.freeze_account import freeze_account
from app.banking.accounts.actions.unfreeze_account import unfreeze_account
from app.banking.accounts.listing import ACCOUNTS
from app.banking.accounts.queries import (
    Account,
    account_detail,
)
from app.banking.ledger.balances import balance_as_of
from app.banking.ledger.books import FORWARD_DAYS_MAX
from app.banking.ledger.daily import balances_by_day
from app.banking.ledger.queries import Cursor, entry_page
from app.banking.ledger.set_aside import HoldLine, holds_of
from app.kernel.errors import Refused
from app.kernel.ids import AccountId, shown
from app.rails.calendars import eastern_day
from app.web.charts import balance_lines
from app.web.console.accounts.beside import account_related
from app.web.console.accounts.forms import FreezeForm, ReasonForm
from app.web.cursors import read_cursor, write_cursor
from app.web.door import allow, moved_to, page, work
from app.web.held import held_parts
from app.web.ledger_pages.arithmetic import parts_by_days
from app.web.list_pages.batches import open_list
from app.web.object_pages.books import account_sources
from app.web.object_pages.sources import statements_source
from app.web.object_pages.steps import step
from app.web.object_pages.told import timeline_fragment
from app.web.object_pages.whole import object_context
from app.web.tables.pages import Empty, TablePage, list_page

blueprint = Blueprint("accounts", __name__, template_folder="templates")
LINES = 25
HOLDS_SHOWN = 10
CHART_SPAN = timedelta(days=29)
LIST = TablePage(
    ACCOUNTS,
    "accounts.index",
    href=lambda line: url_for("accounts.show", account_id=line.id),
    opens_drawer=True,
    empty=Empty(
        "No accounts yet",
        "An account is opened when an application is approved.",
        mark="wallet",
        begins=("See the applications", "applications.index"),
        no_match="Search looks at how customers' names begin and how account numbers end.",
    ),
)


@blueprint.get("/accounts")
@allow("accounts.view")
def index() -> ResponseReturnValue:
    return list_page(LIST)


open_list(blueprint, LIST, "/accounts")


@blueprint.get("/accounts/<account:account_id>")
@allow("accounts.view")
def show(account_id: AccountId) -> ResponseReturnValue:
    return _shown(account_id, FreezeForm() if _can_freeze() else None)


@blueprint.post("/accounts/<account:account_id>/freeze")
@allow("accounts.freeze")
def create_freeze(account_id: AccountId) -> ResponseReturnValue:
    form = FreezeForm()
    if not form.validate():
        return _shown(account_id, form, status=422)
    try:
        freeze_account(
            work.db,
            account_id=account_id,
            incoming=form.direction.data == "both",
            reason=form.reason.data or "",
            actor=work.actor,
            now=work.now,
        )
    except Refused as refusal:
        form.refuse("reason", refusal)
        return _shown(account_id, form, status=422)
    flash("The account is frozen.", "success")
    return moved_to("accounts.show", account_id=account_id)


@blueprint.post("/accounts/<account:account_id>/freeze/removal")
@blueprint.delete("/accounts/<account:account_id>/freeze", endpoint="delete_freeze")
@allow("accounts.freeze")
def remove_freeze(account_id: AccountId) -> ResponseReturnValue:
    form = ReasonForm()
    if not form.validate():
        return _shown(account_id, form, status=422)
    try:
        unfreeze_account(
            work.db,
            account_id=account_id,
            reason=form.reason.data or "",
            actor=work.actor,
            now=work.now,
        )
    except Refused as refusal:
        form.refuse("reason", refusal)
        return _shown(account_id, form, status=422)
    flash("The account moves again.", "success")
    return moved_to("accounts.show", account_id=account_id)


def _shown(
    account_id: AccountId, form: ReasonForm | None, status: int = 200
) -> ResponseReturnValue:
    account = account_detail(work.db, account_id)
    before = read_cursor(request.args.get("before", ""), date, UUID, int)
    entries = entry_page(
        work.db,
        account.ledger_account_id,
        before=Cursor(*before) if before else None,
        limit=LINES,
    )
    holds = holds_of(work.db, account.ledger_account_id)
    return page(
        "accounts/show.html",
        status=status,
        account=account,
        holds=holds,
        holds_shown=HOLDS_SHOWN,
        shown_id=shown,
        lines=entries.lines,
        pages=_line_pages(account_id, entries.next_cursor, is_first=before is None),
        fragment=timeline_fragment(),
        **_told_about(account),
        form=form,
        can_see_ledger=_may("ledger.view"),
        **_why(account, holds),
    )


def _why(account: Account, holds: list[HoldLine]) -> dict[str, Any]:
    """What the balance is made of, and how it came here."""
    today = eastern_day(work.now)
    first = max(today - CHART_SPAN, account.opened_on)
    days = balances_by_day(work.db, account.ledger_account_id, first=first, last=today)
    furthest = today + timedelta(days=FORWARD_DAYS_MAX + 1)
    arithmetic = balance_as_of(work.db, account.ledger_account_id, on=furthest)
    return {
        "held": held_parts(holds, account.balance.held),
        "parts": parts_by_days(arithmetic),
        "chart": balance_lines(days),
    }


def _told_about(account: Account) -> dict[str, Any]:
    """What happened to it, its notes, and what can be done next."""
    sources = list(account_sources(work.db, account.ledger_account_id))
    if work.may("statements.view"):
        sources.append(statements_source(work.db, account.customer_id, account.id))
    is_closed = "" if account.status != "closed" else "The account is closed."
    is_frozen = "It is frozen: nothing leaves it." if account.status == "frozen" else is_closed
    send = url_for("payments.choose", account_id=account.id)
    word, kind = ("Unfreeze", "secondary") if account.status == "frozen" else ("Freeze", "danger")
    steps = [
        step(
            "New payment",
            "payments.send",
            unless=is_frozen,
            href=send,
            mark="send",
            kind="primary",
        ),
        step(word, "accounts.freeze", unless=is_closed, href="#freeze", mark="snow", kind=kind),
    ]
    related = account_related(account)
    return object_context(
        work.db, "account", account.id, account, *sources, steps=steps, related=related
    )


def _can_freeze() -> bool:
    return _may("accounts.freeze")


def _may(permission: str) -> bool:
    return work.login is not None and may(work.login.role, permission)


def _line_pages(account_id: AccountId, older: Cursor | None, *, is_first: bool) -> dict[str, str]:
    here = url_for("accounts.show", account_id=account_id)
    key = (older.effective_on, older.transaction_id, older.line) if older else None
    return {
        "newer_href": "" if is_first else here,
        "older_href": f"{here}?before={write_cursor(key)}" if key else "",
    }
