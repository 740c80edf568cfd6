"""One ledger account: its balance with the arithmetic behind it, and its lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from app.banking.accounts.finding import account_in_ledger
from app.banking.ledger.asides import PooledParts, pooled_parts
from app.banking.ledger.balances import Arithmetic, balance_as_of
from app.banking.ledger.books import FORWARD_DAYS_MAX, LedgerAccount, When, ledger_account
from app.banking.ledger.lines import (
    DOWNLOAD_LOOKED_AT_MAX,
    LINES_MAX,
    Line,
    LinePage,
    line_page,
)
from app.banking.ledger.queries import Cursor
from app.banking.ledger.set_aside import holds_of
from app.banking.products.queries import program_names
from app.banking.related.queries import of_ledger_account
from app.kernel.ids import LedgerAccountId
from app.kernel.ids import shown as shown_id
from app.kernel.money import Money
from app.rails.calendars import eastern_day
from app.web.cursors import read_cursor, write_cursor
from app.web.door import work
from app.web.held import Held, held_parts
from app.web.ledger_pages.arithmetic import Part, parts_by_days, parts_of_pool
from app.web.ledger_pages.asking import Asked, asked_lines, asked_when
from app.web.ledger_pages.sheets import Column, Sheet, take_along
from app.web.ledger_pages.whose import ledger_page, whose
from app.web.ledger_pages.words import CAUSES
from app.web.object_pages.books import account_sources, adjustments_source
from app.web.object_pages.related import related_groups
from app.web.object_pages.sources import changes_source
from app.web.object_pages.steps import Step, step
from app.web.object_pages.told import timeline_fragment
from app.web.object_pages.whole import object_context

LINES_SHOWN = 25
COLUMNS = (
    Column("Counts for"),
    Column("Posted at"),
    Column("Description", wide=True),
    Column("Cause"),
    Column("Debit"),
    Column("Credit"),
    Column("Balance after"),
    Column("Currency"),
    Column("Transaction", wide=True),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """The balance of the page with what it is made of: by days, or from a pooled checkpoint."""

    account: LedgerAccount
    days: Arithmetic | None
    pooled: PooledParts | None

    @property
    def is_even(self) -> bool:
        """Whether a kept balance is the sum of its lines."""
        return self.sum == self.account.current

    @property
    def sum(self) -> Money:
        """What the parts come to."""
        return self.days.balance if self.days else self.account.current

    @property
    def parts(self) -> list[Part]:
        if self.pooled:
            return parts_of_pool(self.pooled)
        return parts_by_days(self.days) if self.days else []


def account(ledger_account_id: LedgerAccountId) -> ResponseReturnValue:
    return account_page(ledger_account_id)


def account_page(
    ledger_account_id: LedgerAccountId, *, status: int = 200, **context: Any
) -> ResponseReturnValue:
    """The page; `context` holds forms with what was wrong with them."""
    when, asked = asked_when()
    shown = _shown(ledger_account_id, when)
    narrowed, sifted = asked_lines(shown.account.currency)
    before = read_cursor(request.args.get("before", ""), date, UUID, int)
    found = line_page(
        whose.db,
        shown.account,
        narrowed,
        before=Cursor(*before) if before else None,
        limit=LINES_SHOWN,
    )
    faults = (*asked.faults, *sifted.faults)
    return ledger_page(
        "ledger_pages/account.html",
        fragment=timeline_fragment() or "ledger_pages/_lines.html",
        status=422 if faults else status,
        shown=shown,
        account=shown.account,
        program=_program_name(shown.account),
        when=when,
        asked=asked,
        sifted=sifted,
        faults=asked.faults,
        found=found,
        holds=_holds(shown.account, when),
        pages=_pages(ledger_account_id, asked, sifted, found, is_first=before is None),
        causes=CAUSES,
        **_beside(shown.account),
        **context,
    )


def _beside(found: LedgerAccount) -> dict[str, Any]:
    """What happened to it, what can be done next, and whose it is."""
    own = [found.id, account_in_ledger(found.id)] if found.customer_id else [found.id]
    return object_context(
        whose.db,
        "ledger_account",
        found.id,
        found,
        changes_source(whose.db, own, own=found.id),
        adjustments_source(whose.db, found.id),
        *account_sources(whose.db, found.id, is_pooled=found.is_pooled),
        steps=list(_steps(found)) if whose.is_console else [],
        related=related_groups(whose.db, of_ledger_account(found.id, found.customer_id)),
    )


def _steps(found: LedgerAccount) -> Iterator[Step]:
    closed = "It is closed: nothing is posted to it any more." if found.closed_at else ""
    adjust = url_for("ledger.new_adjustment", account=shown_id("ledger_account", found.id))
    yield step("Propose adjustment", "ledger.adjust", unless=closed, href=adjust, mark="scale")
    yield step("Change settings", "ledger.configure", unless=closed, href="#settings", mark="edit")
    if found.customer_id is None:
        why = closed or _why_not_closed(found)
        yield step(
            "Close", "ledger.configure", unless=why, href="#close", mark="lock", kind="danger"
        )


def _why_not_closed(found: LedgerAccount) -> str:
    if found.is_pooled:
        return "It is pooled: the books cannot do without it."
    if found.held.minor:
        return f"{found.held} of it is held."
    return "" if not found.current.minor else f"It stands at {found.current}, not at zero."


def account_csv(ledger_account_id: LedgerAccountId) -> Response:
    return _taken(ledger_account_id, "csv")


def account_xlsx(ledger_account_id: LedgerAccountId) -> Response:
    return _taken(ledger_account_id, "xlsx")


def _taken(ledger_account_id: LedgerAccountId, form: str) -> Response:
    about = ("ledger_account", ledger_account_id)
    return take_along(_sheet(ledger_account_id), form, what="lines", about=about)


def _shown(ledger_account_id: LedgerAccountId, when: When) -> Shown:
    found = ledger_account(whose.db, ledger_account_id, when)
    if not when.is_now:
        return Shown(
            found,
            balance_as_of(whose.db, found.id, on=when.day, known_at=when.known_at),
            None,
        )
    if found.is_pooled:
        return Shown(found, None, pooled_parts(whose.db, found.id))
    furthest = eastern_day(work.now) + timedelta(days=FORWARD_DAYS_MAX + 1)
    return Shown(found, balance_as_of(whose.db, found.id, on=furthest), None)


def _holds(found: LedgerAccount, when: When) -> list[Held]:
    """The open holds as parts of the sum; a pooled account has none."""
    if not when.is_now or found.is_pooled:
        return []
    return held_parts(holds_of(whose.db, found.id), found.held)


def _program_name(found: LedgerAccount) -> str:
    return program_names(whose.db).get(found.program_id, "") if found.program_id else ""


def _pages(
    ledger_account_id: LedgerAccountId,
    asked: Asked,
    sifted: Asked,
    found: LinePage,
    *,
    is_first: bool,
) -> dict[str, str]:
    here = {"ledger_account_id": ledger_account_id, **asked.given, **sifted.given}
    last = found.next_cursor
    older = write_cursor((last.effective_on, last.transaction_id, last.line)) if last else ""
    return {
        "newer_href": "" if is_first else url_for("ledger.account", **here),
        "older_href": url_for("ledger.account", **here, before=older) if older else "",
    }


def _sheet(ledger_account_id: LedgerAccountId) -> Sheet:
    found = ledger_account(whose.db, ledger_account_id)
    narrowed, _ = asked_lines(found.currency)
    lines = line_page(
        whose.db,
        found,
        narrowed,
        limit=LINES_MAX,
        looked_at_max=DOWNLOAD_LOOKED_AT_MAX,
    )
    note = ""
    if lines.next_cursor:
        note = (
            f"Cut after {len(lines.lines):,} lines, on {lines.next_cursor.effective_on}. "
            "Narrow the days and download the rest."
        )
    return Sheet(
        name=f"ledger-{found.code.strip('•')}-{eastern_day(work.now)}",
        title=f"{found.name} ({found.code}) of {whose.name}",
        columns=COLUMNS,
        rows=[_row(line) for line in lines.lines],
        note=note,
    )


def _row(line: Line) -> tuple[object, ...]:
    is_debit = line.side == "debit"
    return (
        line.effective_on,
        line.posted_at,
        line.description,
        CAUSES.get(line.cause, line.cause),
        line.amount if is_debit else None,
        None if is_debit else line.amount,
        line.running,
        line.amount.currency,
        str(line.transaction_id),
    )
