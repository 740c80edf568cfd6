"""Raising, lowering and releasing what is set aside."""

from flask import flash
from flask.typing import ResponseReturnValue

from app.banking.ledger.actions.release_hold import release_hold
from app.banking.ledger.actions.resize_hold import resize_hold
from app.banking.ledger.asides import hold_detail
from app.kernel.ids import HoldId
from app.kernel.money import parse_amount
from app.web.console.ledger.area import blueprint, refusals
from app.web.console.ledger.forms import HoldAmountForm, ReleaseForm
from app.web.door import allow, moved_to, work
from app.web.forms import Form
from app.web.ledger_pages.holds import hold_shown

HOLD = "/holds/<hold:hold_id>"


def hold(hold_id: HoldId) -> ResponseReturnValue:
    """The shared page, with the forms of those who may change the hold."""
    return _shown(hold_id)


@blueprint.post(f"{HOLD}/amount")
@allow("holds.change")
def create_amount(hold_id: HoldId) -> ResponseReturnValue:
    form = HoldAmountForm()
    if not form.validate():
        return _shown(hold_id, {"amount": form}, status=422)
    currency = hold_detail(work.db, hold_id).amount.currency
    with refusals() as told:
        resize_hold(
            work.db,
            hold_id=hold_id,
            amount=parse_amount(form.amount.data or "", currency),
            reason=form.amount_reason.data or "",
            actor=work.actor,
            now=work.now,
        )
    if told:
        form.refuse("amount", told[0])
        return _shown(hold_id, {"amount": form}, status=422)
    flash("The hold has its new amount.", "success")
    return moved_to("ledger.hold", hold_id=hold_id)


@blueprint.post(f"{HOLD}/release")
@allow("holds.change")
def create_release(hold_id: HoldId) -> ResponseReturnValue:
    form = ReleaseForm()
    if not form.validate():
        return _shown(hold_id, {"release": form}, status=422)
    with refusals() as told:
        release_hold(
            work.db,
            hold_id=hold_id,
            reason=form.release_reason.data or "",
            actor=work.actor,
            now=work.now,
        )
    if told:
        form.refuse("release_reason", told[0])
        return _shown(hold_id, {"release": form}, status=422)
    flash("The money is available again.", "success")
    return moved_to("ledger.hold", hold_id=hold_id)


def _shown(
    hold_id: HoldId, forms: dict[str, Form] | None = None, status: int = 200
) -> ResponseReturnValue:
    given = forms or {}
    return hold_shown(
        hold_id,
        status=status,
        forms={
            "amount": given.get("amount") or HoldAmountForm(formdata=None),
            "release": given.get("release") or ReleaseForm(formdata=None),
        },
    )
