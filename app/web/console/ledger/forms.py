"""Forms of the ledger's verbs; what a field may hold is the core's own word."""

from wtforms import BooleanField, DateField, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.banking.adjustments.rules import REASON_LENGTH_MAX
from app.kernel.money import MINOR_DIGITS
from app.web.forms import Form, IdempotentForm
from app.web.ledger_pages.words import KIND_CHOICES

NO_REASON = "Say why in a sentence."
TOO_LONG = f"Use at most {REASON_LENGTH_MAX} characters."
NO_DAY = "Enter a day."
REASON = [InputRequired(NO_REASON), Length(max=REASON_LENGTH_MAX, message=TOO_LONG)]
AMOUNT = [InputRequired("Enter an amount."), Length(max=24, message="Enter a smaller amount.")]
KEPT = "Kept for examiners, with your name."


class NewAccountForm(Form):
    name = StringField("Name", validators=[InputRequired("Enter a name.")])
    code = StringField(
        "Code",
        description="Small letters, digits and underscores, like card_settlement.",
        validators=[InputRequired("Enter a code.")],
    )
    program = SelectField("Program", default="")
    kind = SelectField("Kind", choices=[SelectChoice(*each) for each in KIND_CHOICES.items()])
    currency = SelectField("Currency", choices=[SelectChoice(each) for each in MINOR_DIGITS])
    keeps = RadioField(
        "Balance",
        choices=[
            SelectChoice("guarded", "Guarded: kept in the account, and never below its floor"),
            SelectChoice("pooled", "Pooled: the sum of its lines, for accounts in every payment"),
        ],
        default="guarded",
        validators=[InputRequired("Choose how its balance is kept.")],
    )
    overdraft = StringField(
        "May go below zero by",
        description="Only for a guarded account. Leave it empty for not at all.",
        validators=[Optional(), Length(max=24)],
    )


class NameForm(Form):
    name = StringField("Name", validators=[InputRequired("Enter a name.")])


class FreezeForm(Form):
    outgoing = BooleanField("Money out stops")
    incoming = BooleanField("Money in stops")


class FloorForm(Form):
    overdraft = StringField(
        "May go below zero by",
        description="Empty or 0 for not at all.",
        validators=[Optional(), Length(max=24)],
    )


class HoldAmountForm(Form):
    amount = StringField("New amount", validators=AMOUNT)
    amount_reason = StringField("Why", description=KEPT, validators=REASON)


class ReleaseForm(Form):
    release_reason = StringField("Why", description=KEPT, validators=REASON)


class LockForm(Form):
    through = DateField(
        "Lock through",
        description="This day and all before it. A lock cannot be taken back.",
        validators=[InputRequired(NO_DAY)],
    )
    lock_reason = StringField("Why", description=KEPT, validators=REASON)


class ReversalForm(IdempotentForm):
    reason = StringField("Why", description=KEPT, validators=REASON)


class RejectionForm(Form):
    note = StringField("Why not", description="Whoever proposed it reads this.", validators=REASON)


class AdjustmentForm(IdempotentForm):
    reason = StringField("Why", description=KEPT, validators=REASON)
    about_on = DateField(
        "Day it is about",
        description="When it is not about today. A locked day is named, not written into.",
        validators=[Optional()],
    )


class ExchangeForm(AdjustmentForm):
    giver = SelectField("Account that gives")
    given = StringField("Amount given", description="In its currency.", validators=AMOUNT)
    taker = SelectField("Account that takes")
    taken = StringField("Amount taken", description="In its currency.", validators=AMOUNT)
