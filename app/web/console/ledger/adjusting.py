"""Proposing adjustments, exchanges and reversals, and deciding them."""

from flask import flash, request
from flask.typing import ResponseReturnValue
from wtforms.fields import SelectChoice

from app.banking.adjustments.actions.approve_adjustment import approve_adjustment
from app.banking.adjustments.actions.propose_adjustment import (
    AdjustmentOrder,
    propose_adjustment,
)
from app.banking.adjustments.actions.propose_exchange import ExchangeOrder, propose_exchange
from app.banking.adjustments.actions.propose_reversal import propose_reversal
from app.banking.adjustments.actions.reject_adjustment import reject_adjustment
from app.banking.adjustments.actions.withdraw_adjustment import withdraw_adjustment
from app.banking.adjustments.rules import Kind
from app.kernel.errors import Refused
from app.kernel.ids import AdjustmentId, LedgerAccountId, TransactionId, read_shown
from app.kernel.money import parse_amount
from app.web.console.ledger.area import blueprint, refusals
from app.web.console.ledger.forms import (
    AdjustmentForm,
    ExchangeForm,
    RejectionForm,
    ReversalForm,
)
from app.web.console.ledger.journal import Journal, journal
from app.web.door import allow, moved_to, page, work
from app.web.ledger_pages.adjustments import adjustment_shown
from app.web.ledger_pages.transactions import transaction_page
from app.web.ledger_pages.whose import asked, whose
from app.web.proof import needs_proof

ADJUSTMENT = "/adjustments/<adjustment:adjustment_id>"
FIELD_OF = {
    "reason_invalid": "reason",
    "day_in_future": "about_on",
    "given_invalid": "given",
    "taken_invalid": "taken",
    "one_currency": "taker",
    "two_programs": "taker",
}
WAITS = "Proposed. Another person of your team approves it."


def adjustment(adjustment_id: AdjustmentId) -> ResponseReturnValue:
    """The shared page, with the form to say no."""
    return adjustment_shown(adjustment_id, form=RejectionForm())


def transaction(transaction_id: TransactionId) -> ResponseReturnValue:
    """The shared page, with the form to propose its reversal."""
    form = ReversalForm() if whose.can("ledger.adjust") else None
    return transaction_page(transaction_id, form=form)


@blueprint.get("/adjustments/new")
@allow("ledger.adjust")
def new_adjustment() -> ResponseReturnValue:
    return _form_page(AdjustmentForm(), journal({}, start_with=asked("account")))


@blueprint.post("/adjustments")
@allow("ledger.adjust")
def create_adjustment() -> ResponseReturnValue:
    form, lines = AdjustmentForm(), journal(request.form)
    if "more" in request.form:
        return _form_page(form, lines)
    is_read = lines.read()
    if not form.validate() or not is_read:
        return _form_page(form, lines, status=422)
    with refusals() as told:
        proposed = propose_adjustment(
            work.db,
            AdjustmentOrder(
                key=f"form {form.key.data}",
                kind=Kind.ADJUSTMENT,
                reason=form.reason.data or "",
                entries=tuple(lines.entries),
                about_on=form.about_on.data,
            ),
            actor=work.actor,
            now=work.now,
        )
    if told:
        return _form_page(form, lines, told, status=422)
    flash(WAITS, "success")
    return moved_to("ledger.adjustment", adjustment_id=proposed)


@blueprint.get("/exchanges/new")
@allow("ledger.adjust")
def new_exchange() -> ResponseReturnValue:
    return _exchange_page(_exchange_form()[0])


@blueprint.post("/exchanges")
@allow("ledger.adjust")
def create_exchange() -> ResponseReturnValue:
    form, lines = _exchange_form()
    if not form.validate():
        return _exchange_page(form, status=422)
    with refusals() as told:
        proposed = propose_exchange(work.db, _exchange(form, lines), actor=work.actor, now=work.now)
    if told:
        form.refuse(FIELD_OF.get(told[0].code, "given"), told[0])
        return _exchange_page(form, status=422)
    flash(WAITS, "success")
    return moved_to("ledger.adjustment", adjustment_id=proposed)


@blueprint.post("/transactions/<transaction:transaction_id>/reversal")
@allow("ledger.adjust")
def create_reversal(transaction_id: TransactionId) -> ResponseReturnValue:
    form = ReversalForm()
    if not form.validate():
        return transaction_page(transaction_id, form=form, status=422)
    proposed = propose_reversal(
        work.db,
        transaction_id=transaction_id,
        reason=form.reason.data or "",
        key=f"form {form.key.data}",
        actor=work.actor,
        now=work.now,
    )
    flash(WAITS, "success")
    return moved_to("ledger.adjustment", adjustment_id=proposed)


@blueprint.post(f"{ADJUSTMENT}/approval")
@allow("ledger.approve")
@needs_proof
def create_approval(adjustment_id: AdjustmentId) -> ResponseReturnValue:
    with refusals() as told:
        approve_adjustment(work.db, adjustment_id=adjustment_id, actor=work.actor, now=work.now)
    if told:
        return adjustment_shown(
            adjustment_id, form=RejectionForm(formdata=None), refused=told[0], status=422
        )
    flash("Approved and posted.", "success")
    return moved_to("ledger.adjustment", adjustment_id=adjustment_id)


@blueprint.post(f"{ADJUSTMENT}/rejection")
@allow("ledger.approve")
def create_rejection(adjustment_id: AdjustmentId) -> ResponseReturnValue:
    form = RejectionForm()
    if not form.validate():
        return adjustment_shown(adjustment_id, form=form, status=422)
    with refusals() as told:
        reject_adjustment(
            work.db,
            adjustment_id=adjustment_id,
            note=form.note.data or "",
            actor=work.actor,
            now=work.now,
        )
    if told:
        form.refuse("note", told[0])
        return adjustment_shown(adjustment_id, form=form, status=422)
    flash("Rejected. Nothing is posted.", "success")
    return moved_to("ledger.adjustment", adjustment_id=adjustment_id)


@blueprint.post(f"{ADJUSTMENT}/withdrawal")
@allow("ledger.adjust")
def create_withdrawal(adjustment_id: AdjustmentId) -> ResponseReturnValue:
    with refusals() as told:
        withdraw_adjustment(work.db, adjustment_id=adjustment_id, actor=work.actor, now=work.now)
    if told:
        return adjustment_shown(
            adjustment_id, form=RejectionForm(formdata=None), refused=told[0], status=422
        )
    flash("Withdrawn. Propose it anew when it should be otherwise.", "success")
    return moved_to("ledger.adjustment", adjustment_id=adjustment_id)


def _form_page(
    form: AdjustmentForm,
    lines: Journal,
    told: list[Refused] | None = None,
    *,
    status: int = 200,
) -> ResponseReturnValue:
    faults = lines.faults
    for refusal in told or ():
        name = FIELD_OF.get(refusal.code)
        if name:
            form.refuse(name, refusal)
        else:
            said = f"{refusal.message} {refusal.next_step}".strip()
            faults.append({"text": said, "href": "#account-1"})
    return page(
        "ledger/new_adjustment.html",
        status=status,
        form=form,
        journal=lines,
        faults=faults,
        whose=whose,
    )


def _exchange_form() -> tuple[ExchangeForm, Journal]:
    form = ExchangeForm()
    named = {
        f"account-{number}": text
        for number, text in enumerate((form.giver.data, form.taker.data, asked("account")), 1)
        if text
    }
    lines = journal({"lines": "3", **named})
    for choice in (form.giver, form.taker):
        choice.choices = [SelectChoice(*each) for each in lines.choices]
    if request.method == "GET" and asked("account"):
        form.giver.data = asked("account")
    return form, lines


def _exchange_page(form: ExchangeForm, *, status: int = 200) -> ResponseReturnValue:
    return page("ledger/new_exchange.html", status=status, form=form, whose=whose)


def _exchange(form: ExchangeForm, lines: Journal) -> ExchangeOrder:
    """Both amounts, each in the currency of its account."""
    ids, amounts = [], []
    for chosen, typed in ((form.giver, "given"), (form.taker, "taken")):
        found = read_shown("ledger_account", chosen.data or "")
        account = lines.accounts[LedgerAccountId(found)]  # type: ignore[arg-type]  # of the choices
        ids.append(account.id)
        try:
            amounts.append(parse_amount(form[typed].data or "", account.currency))
        except Refused as refusal:
            raise Refused(f"{typed}_invalid", refusal.message) from refusal
    return ExchangeOrder(
        key=f"form {form.key.data}",
        reason=form.reason.data or "",
        giver=ids[0],
        taker=ids[1],
        given=amounts[0],
        taken=amounts[1],
        about_on=form.about_on.data,
    )
