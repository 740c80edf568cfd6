"""Opening a ledger account, and its settings: name, freeze, overdraft line, closing."""

from collections.abc import Callable

from flask import flash, request
from flask.typing import ResponseReturnValue
from wtforms.fields import SelectChoice

from app.banking.ledger.actions.add_ledger_account import NewAccount, add_ledger_account
from app.banking.ledger.actions.close_ledger_account import close_ledger_account
from app.banking.ledger.actions.freeze import freeze
from app.banking.ledger.actions.rename_ledger_account import rename_ledger_account
from app.banking.ledger.actions.set_floor import set_floor
from app.banking.ledger.books import ledger_account
from app.banking.products.queries import program_names
from app.kernel.errors import NotFound, Refused
from app.kernel.ids import LedgerAccountId, ProgramId, read_shown, shown
from app.kernel.money import Money, parse_amount, zero
from app.web.console.ledger.area import blueprint, refusals
from app.web.console.ledger.forms import FloorForm, FreezeForm, NameForm, NewAccountForm
from app.web.door import allow, moved_to, page, work
from app.web.forms import Form
from app.web.ledger_pages.accounts import account_page
from app.web.ledger_pages.whose import whose

ACCOUNT = "/accounts/<ledger_account:ledger_account_id>"
FIELD_OF = {
    "name_invalid": "name",
    "code_invalid": "code",
    "currency_unknown": "currency",
    "amount_invalid": "overdraft",
    "amount_too_large": "overdraft",
    "floor_positive": "overdraft",
}


def account(ledger_account_id: LedgerAccountId) -> ResponseReturnValue:
    """The shared page, with the forms of those who may change the account."""
    return _shown(ledger_account_id)


@blueprint.get("/accounts/new")
@allow("ledger.configure")
def new_account() -> ResponseReturnValue:
    return _new_page(_new_form())


@blueprint.post("/accounts")
@allow("ledger.configure")
def create_account() -> ResponseReturnValue:
    form = _new_form()
    if not form.validate():
        return _new_page(form, status=422)
    with refusals() as told:
        opened = add_ledger_account(work.db, _order(form), actor=work.actor, now=work.now)
    if told:
        form.refuse(FIELD_OF.get(told[0].code, "code"), told[0])
        return _new_page(form, status=422)
    flash("The ledger account is open.", "success")
    return moved_to("ledger.account", ledger_account_id=opened)


@blueprint.post(f"{ACCOUNT}/name")
@allow("ledger.configure")
def create_name(ledger_account_id: LedgerAccountId) -> ResponseReturnValue:
    form = NameForm()
    return _changed(
        ledger_account_id,
        {"name": form},
        "name",
        lambda: rename_ledger_account(
            work.db,
            ledger_account_id=ledger_account_id,
            name=form.name.data or "",
            actor=work.actor,
            now=work.now,
        ),
    )


@blueprint.post(f"{ACCOUNT}/freeze")
@allow("ledger.configure")
def create_freeze(ledger_account_id: LedgerAccountId) -> ResponseReturnValue:
    form = FreezeForm()
    return _changed(
        _of_chart(ledger_account_id),
        {"freeze": form},
        "outgoing",
        lambda: freeze(
            work.db,
            ledger_account_id=ledger_account_id,
            outgoing=form.outgoing.data,
            incoming=form.incoming.data,
            actor=work.actor,
            now=work.now,
        ),
    )


@blueprint.post(f"{ACCOUNT}/floor")
@allow("ledger.configure")
def create_floor(ledger_account_id: LedgerAccountId) -> ResponseReturnValue:
    form, currency = FloorForm(), ledger_account(work.db, ledger_account_id).currency
    return _changed(
        ledger_account_id,
        {"floor": form},
        "overdraft",
        lambda: set_floor(
            work.db,
            ledger_account_id=ledger_account_id,
            floor=-_overdraft(form, currency),
            actor=work.actor,
            now=work.now,
        ),
    )


@blueprint.post(f"{ACCOUNT}/closure")
@allow("ledger.configure")
def create_closure(ledger_account_id: LedgerAccountId) -> ResponseReturnValue:
    return _changed(
        _of_chart(ledger_account_id),
        {"name": NameForm()},
        "",
        lambda: close_ledger_account(
            work.db, ledger_account_id=ledger_account_id, actor=work.actor, now=work.now
        ),
    )


def _changed(
    ledger_account_id: LedgerAccountId,
    forms: dict[str, Form],
    field: str,
    act: Callable[[], None],
) -> ResponseReturnValue:
    """One form of the page is done, or shown again with what was wrong."""
    form = next(iter(forms.values()))
    if field and not form.validate():
        return _shown(ledger_account_id, forms, status=422)
    with refusals() as told:
        act()
    if told and field:
        form.refuse(field, told[0])
    if told:
        return _shown(ledger_account_id, forms if field else {}, told, status=422)
    flash("The change is made.", "success")
    return moved_to("ledger.account", ledger_account_id=ledger_account_id)


def _shown(
    ledger_account_id: LedgerAccountId,
    forms: dict[str, Form] | None = None,
    told: list[Refused] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    if not whose.can("ledger.configure"):
        return account_page(ledger_account_id, status=status)
    own = {"name": NameForm, "freeze": FreezeForm, "floor": FloorForm}
    given = forms or {}
    return account_page(
        ledger_account_id,
        status=status,
        forms={name: given.get(name) or form(formdata=None) for name, form in own.items()},
        refused=None if forms else (told or [None])[0],
    )


def _of_chart(ledger_account_id: LedgerAccountId) -> LedgerAccountId:
    """A customer's account is frozen and closed on its own page, with its own words."""
    if ledger_account(work.db, ledger_account_id).customer_id:
        raise NotFound("account of the chart")
    return ledger_account_id


def _overdraft(form: NewAccountForm | FloorForm, currency: str) -> Money:
    """How far below zero: a positive amount, or nothing."""
    typed = form.overdraft.data or ""
    return parse_amount(typed, currency) if typed.strip("0., ") else zero(currency)


def _order(form: NewAccountForm) -> NewAccount:
    program_id = read_shown("program", form.program.data or "")
    is_pooled = form.keeps.data == "pooled"
    floor = zero(form.currency.data) if is_pooled else -_overdraft(form, form.currency.data)
    return NewAccount(
        code=form.code.data or "",
        name=form.name.data or "",
        kind=form.kind.data,
        currency=form.currency.data,
        is_pooled=is_pooled,
        floor_minor=floor.minor,
        program_id=ProgramId(program_id) if program_id else None,
    )


def _new_form() -> NewAccountForm:
    form = NewAccountForm()
    names = program_names(work.db)
    form.program.choices = [
        *(SelectChoice(shown("program", key), name) for key, name in names.items()),
        SelectChoice("", "Outside any program"),
    ]
    if request.method == "GET":
        form.program.data = form.program.choices[0].value
    return form


def _new_page(form: NewAccountForm, *, status: int = 200) -> ResponseReturnValue:
    return page("ledger/new_account.html", status=status, form=form, whose=whose)
