"""Proposing a limit or a fee: it is another dated row once a second person has agreed."""

from collections.abc import Callable
from datetime import date

from flask import flash
from flask.typing import ResponseReturnValue

from app.banking.products.actions.propose_fee import propose_fee
from app.banking.products.actions.propose_limit import propose_limit
from app.banking.products.changing import FeeChange, LimitChange
from app.banking.products.queries import programs
from app.kernel.errors import Refused
from app.kernel.ids import ApprovalId, ProductId, ProgramId, read_shown
from app.kernel.money import Money
from app.web.approval_pages.desk import refusals
from app.web.console.products.forms import TermsForm, fee_form, limit_form
from app.web.door import allow, moved_to, page, work

FIELD_OF = {"day_invalid": "effective_from", "notice_too_short": "effective_from"}
FIELD_OF |= {"day_taken": "effective_from"}
WAITS = "Proposed. Another person of your team decides."
Propose = Callable[[list[str], Money, date], ApprovalId]


@allow("products.change")
def new_limit_proposal() -> ResponseReturnValue:
    return _form_page("limit", limit_form(programs(work.db)))


@allow("products.change")
def create_limit_proposal() -> ResponseReturnValue:
    return _propose("limit", limit_form(programs(work.db)), _limit)


@allow("products.change")
def new_fee_proposal() -> ResponseReturnValue:
    return _form_page("fee", fee_form(programs(work.db)))


@allow("products.change")
def create_fee_proposal() -> ResponseReturnValue:
    return _propose("fee", fee_form(programs(work.db)), _fee)


def _propose(kind: str, form: TermsForm, propose: Propose) -> ResponseReturnValue:
    if not form.validate():
        return _form_page(kind, form, status=422)
    asked = None
    with refusals() as told:
        asked = propose(form.which.data.split(), form.amount.money, form.effective_from.data)
    if asked is None:
        return _refused(kind, form, told[0])
    flash(WAITS, "success")
    return moved_to("approvals.show", approval_id=asked)


def _limit(which: list[str], amount: Money, effective_from: date) -> ApprovalId:
    program, rail, period = which
    program_id = ProgramId(read_shown("program", program))  # type: ignore[arg-type]  # of the choices
    change = LimitChange(program_id, rail, period, amount, effective_from)
    return propose_limit(work.db, change, actor=work.actor, now=work.now)


def _fee(which: list[str], amount: Money, effective_from: date) -> ApprovalId:
    product, kind = which
    product_id = ProductId(read_shown("product", product))  # type: ignore[arg-type]  # of the choices
    change = FeeChange(product_id, kind, amount, effective_from)
    return propose_fee(work.db, change, actor=work.actor, now=work.now)


def _refused(kind: str, form: TermsForm, refusal: Refused) -> ResponseReturnValue:
    form.refuse(FIELD_OF.get(refusal.code, "amount"), refusal)
    return _form_page(kind, form, status=422)


def _form_page(kind: str, form: TermsForm, *, status: int = 200) -> ResponseReturnValue:
    return page("products/propose.html", status=status, form=form, kind=kind)
