"""Sending money, on whichever surface: the forms, the orders they make, and a rehearsal."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from wtforms import RadioField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.banking.accounts.queries import Account
from app.banking.payments.actions.send_ach import send_ach
from app.banking.payments.actions.send_book import send_book
from app.banking.payments.orders import AchOrder, BookOrder
from app.banking.payments.queries import PaymentDetail, payment_detail
from app.banking.payments.rules import (
    DESCRIPTION_LENGTH_MAX,
    NAME_LENGTH_MAX,
    Counterparty,
)
from app.kernel.errors import NotFound, Refused
from app.kernel.ids import PaymentId, shown
from app.web.forms import AmountField, IdempotentForm
from app.web.work import Work

NUMBER_TYPED_MAX = 40
WAYS = ("bank-account", "transfer", "own-account")
RAILS = {"bank-account": "ach", "transfer": "book", "own-account": "book"}
# Where a refusal of the core is shown; what is about no field is about the amount.
FIELD_OF = {
    "routing_number_invalid": "routing_number",
    "account_number_invalid": "account_number",
    "account_is_here": "account_number",
    "recipient_unknown": "account_number",
    "same_account": "account_number",
    "name_missing": "name",
    "name_invalid": "name",
    "name_too_long": "name",
    "note_invalid": "note",
    "note_too_long": "note",
    "account_not_open": "from_account",
    "transfer_not_possible": "from_account",
}


class SendForm(IdempotentForm):
    """What every way of sending asks for."""

    from_account = SelectField("From", validators=[DataRequired("Choose an account.")])

    def carried(self) -> list[tuple[str, str]]:
        """Every answer as the next page has to send it again."""
        return [(field.name, field.data or "") for field in self if field.name != "csrf_token"]


def _amount() -> Any:
    """Made anew for each form, so that the fields stand in the order of the page."""
    return AmountField("Amount", validators=[InputRequired("Enter an amount.")])


def _note() -> Any:
    length = Length(max=DESCRIPTION_LENGTH_MAX * 2)
    return StringField("Note", validators=[Optional(), length], default="")


class BankAccountForm(SendForm):
    """To an account at another bank, by ACH."""

    name = StringField(
        "Name of the person or company",
        validators=[InputRequired("Enter whom you pay."), Length(max=NAME_LENGTH_MAX * 2)],
    )
    routing_number = StringField(
        "Routing number",
        description="Nine digits that name their bank.",
        validators=[InputRequired("Enter a routing number."), Length(max=NUMBER_TYPED_MAX)],
    )
    account_number = StringField(
        "Account number",
        validators=[InputRequired("Enter an account number."), Length(max=NUMBER_TYPED_MAX)],
    )
    account_type = RadioField(
        "Kind of account",
        choices=[SelectChoice("checking", "Checking"), SelectChoice("savings", "Savings")],
        default="checking",
    )
    amount = _amount()
    note = _note()


class TransferForm(SendForm):
    """To an account of the same brand, by its number."""

    account_number = StringField(
        "Account number",
        description="They find it on their account page.",
        validators=[InputRequired("Enter an account number."), Length(max=NUMBER_TYPED_MAX)],
    )
    amount = _amount()
    note = _note()


class OwnAccountForm(SendForm):
    """From one account of a customer to another."""

    account_number = SelectField("To", validators=[DataRequired("Choose an account.")])
    amount = _amount()
    note = _note()


FORMS: dict[str, type[SendForm]] = {
    "bank-account": BankAccountForm,
    "transfer": TransferForm,
    "own-account": OwnAccountForm,
}


@dataclass(frozen=True, slots=True)
class Sending:
    """A form of one way, over the accounts that money may leave from."""

    way: str
    form: Any
    accounts: Sequence[Account]

    @property
    def account(self) -> Account:
        """The account chosen, the first one until then."""
        chosen = self.form.from_account.data
        return next((each for each in self.accounts if _key(each) == chosen), self.accounts[0])

    @property
    def is_valid(self) -> bool:
        return bool(self.form.validate())

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Put what the core refuses beside the field it is about."""
        try:
            yield
        except Refused as refused:
            name = FIELD_OF.get(refused.code, "amount")
            self.form.refuse(name if name in self.form else "amount", refused)


def sending(
    way: str, accounts: Sequence[Account], *, typed: Mapping[str, str] | None = None
) -> Sending:
    """The form of a way, filled from the request or with what was `typed` before.

    Raises NotFound where there is no account.
    """
    able = [account for account in accounts if account.status != "closed"]
    if not able or (way == "own-account" and len(able) < 2):  # noqa: PLR2004 -- from one to another
        raise NotFound("account to send from")
    form = FORMS[way](formdata=MultiDict(typed)) if typed else FORMS[way]()
    form.from_account.choices = [SelectChoice(_key(each), _label(each)) for each in able]
    if len(able) == 1:
        form.from_account.data = _key(able[0])
    if way == "own-account":
        form.account_number.choices = [
            SelectChoice(each.account_number, _label(each)) for each in able
        ]
    return Sending(way, form, able)


def send(work: Work, asked: Sending) -> PaymentId:
    """Make the payment the form asks for; raises what the action raises."""
    if asked.way == "bank-account":
        return send_ach(work.db, ach_order(asked), actor=work.actor, now=work.now)
    return send_book(work.db, _book_order(asked), actor=work.actor, now=work.now)


def rehearse(db: Session, make: Callable[[], PaymentId]) -> PaymentDetail:
    """The payment exactly as it would be made, taken back again: what a review page shows."""
    savepoint = db.begin_nested()
    try:
        return payment_detail(db, make())
    finally:
        savepoint.rollback()


def ach_order(asked: Sending) -> AchOrder:
    form = asked.form
    return AchOrder(
        account_id=asked.account.id,
        amount=form.amount.money,
        counterparty=Counterparty(
            name=form.name.data,
            routing_number=form.routing_number.data,
            account_number=form.account_number.data,
            account_type=form.account_type.data,
        ),
        description=form.note.data or "",
        key=form.key.data,
    )


def _book_order(asked: Sending) -> BookOrder:
    form = asked.form
    return BookOrder(
        account_id=asked.account.id,
        amount=form.amount.money,
        to_routing_number=asked.account.routing_number,
        to_account_number=form.account_number.data,
        description=form.note.data or "",
        key=form.key.data,
    )


def _key(account: Account) -> str:
    return shown("account", account.id)


def _label(account: Account) -> str:
    return f"{account.name} {account.masked_number}, {account.balance.available} available"
