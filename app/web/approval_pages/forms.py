"""Forms of approvals: a vote on what was seen, and the terms of a rule."""

from wtforms import HiddenField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.banking.access.matrix import ROLES
from app.banking.approvals.catalogue import ACTIONS
from app.banking.approvals.rules import (
    AGE_DAYS_MAX,
    EXPIRY_HOURS_MAX,
    NOTE_LENGTH_MAX,
    REQUIRED_MAX,
    Terms,
)
from app.web.forms import AmountField, Form

RAILS = (("", "Any rail"), ("ach", "ACH"), ("book", "Book"))
CURRENCY = "USD"


class VoteForm(Form):
    """`seen` is the digest of what stood on the page: a yes is a yes to that."""

    seen = HiddenField(validators=[InputRequired(), Length(64, 64)])
    note = StringField(
        "Note",
        description="Kept for examiners; a no without one helps nobody.",
        validators=[Optional(), Length(max=NOTE_LENGTH_MAX)],
    )


class RolesField(SelectMultipleField):
    """Some of the roles, as boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class RuleForm(Form):
    action = SelectField("About", validators=[InputRequired("Choose what it is about.")])
    amount_from = AmountField(
        "From this amount on", description="Empty for any amount.", validators=[Optional()]
    )
    rail = SelectField("Rail", choices=[SelectChoice(*each) for each in RAILS], default="")
    younger_than_days = IntegerField(
        "Only counterparties known for less than (days)",
        description="Empty for all counterparties.",
        validators=[Optional(), NumberRange(1, AGE_DAYS_MAX)],
    )
    required = IntegerField(
        "People besides the one who asks",
        default=1,
        validators=[InputRequired("Enter a number."), NumberRange(1, REQUIRED_MAX)],
    )
    checker_roles = RolesField("Who may decide")
    maker_roles = RolesField("Only when asked for by")
    expiry_hours = IntegerField(
        "Waits at most (hours)",
        default=72,
        validators=[InputRequired("Enter a number of hours."), NumberRange(1, EXPIRY_HOURS_MAX)],
    )

    def terms(self) -> Terms:
        """What the form says; `rules.check_terms` has the last word."""
        known = ACTIONS[self.action.data]
        return Terms(
            action=self.action.data,
            checker_roles=frozenset(self.checker_roles.data or ()),
            required=self.required.data or 1,
            expiry_hours=self.expiry_hours.data or 1,
            amount_from=self.amount_from.money if known.has_amount else None,
            rail=(self.rail.data or None) if known.has_rail else None,
            younger_than_days=self.younger_than_days.data if known.has_counterparty else None,
            maker_roles=frozenset(self.maker_roles.data or ()) or None,
        )

    def fill(self, terms: Terms) -> None:
        """Show a rule as it is."""
        self.action.data = terms.action
        self.amount_from.data = terms.amount_from.decimal() if terms.amount_from else ""
        self.rail.data = terms.rail or ""
        self.younger_than_days.data = terms.younger_than_days
        self.required.data = terms.required
        self.checker_roles.data = sorted(terms.checker_roles)
        self.maker_roles.data = sorted(terms.maker_roles or ())
        self.expiry_hours.data = terms.expiry_hours


def rule_form() -> RuleForm:
    """The form with what may be chosen: partners' actions, and the roles of their staff."""
    form = RuleForm()
    form.action.choices = [
        SelectChoice(name, known.label) for name, known in ACTIONS.items() if not known.is_of_bank
    ]
    able = {role for known in ACTIONS.values() for role in known.able}
    form.checker_roles.choices = [
        (name, role.label) for name, role in ROLES.items() if name in able and role.kind == "user"
    ]
    form.maker_roles.choices = [
        (name, role.label) for name, role in ROLES.items() if role.kind != "officer"
    ]
    return form
