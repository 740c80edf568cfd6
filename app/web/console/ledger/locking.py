"""Locking the days that are done."""

from flask import flash
from flask.typing import ResponseReturnValue

from app.banking.ledger.actions.lock_period import lock_period
from app.web.console.ledger.area import blueprint, refusals
from app.web.console.ledger.forms import LockForm
from app.web.door import allow, moved_to, work
from app.web.ledger_pages.periods import periods_page
from app.web.ledger_pages.whose import whose


def periods() -> ResponseReturnValue:
    """The shared page, with the form of those who may lock."""
    return periods_page(form=LockForm() if whose.can("ledger.lock") else None)


@blueprint.post("/periods")
@allow("ledger.lock")
def create_period() -> ResponseReturnValue:
    form = LockForm()
    if not form.validate() or form.through.data is None:
        return periods_page(status=422, form=form)
    with refusals() as told:
        lock_period(
            work.db,
            through=form.through.data,
            reason=form.lock_reason.data or "",
            actor=work.actor,
            now=work.now,
        )
    if told:
        form.refuse("through", told[0])
        return periods_page(status=422, form=form)
    flash("The days are locked.", "success")
    return moved_to("ledger.periods")
