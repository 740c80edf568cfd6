"""Forms to propose a limit or a fee; which of them, how much, from when."""

from collections.abc import Iterable

from wtforms import DateField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from app.banking.products.changing import FEES, PERIODS, RAILS
from app.banking.products.queries import ProgramDetail
from app.kernel.ids import shown
from app.web.forms import AmountField, Form

NO_DAY = "Enter a day like 2026-11-25."


class TermsForm(Form):
    which = SelectField("Which", validators=[InputRequired("Choose one.")])
    amount = AmountField("New amount", validators=[InputRequired("Enter an amount.")])
    effective_from = DateField(
        "Holds from", description="A day to come.", validators=[InputRequired(NO_DAY)]
    )


def limit_form(programs: Iterable[ProgramDetail]) -> TermsForm:
    """Each rail and period of each program."""
    form = TermsForm()
    form.which.choices = [
        SelectChoice(
            f"{shown('program', program.id)} {rail} {period}",
            f"{program.name}: {rail_words}, {words}",
        )
        for program in programs
        for rail, rail_words in RAILS.items()
        for period, words in PERIODS.items()
    ]
    return form


def fee_form(programs: Iterable[ProgramDetail]) -> TermsForm:
    """Each fee of each product."""
    form = TermsForm()
    form.which.choices = [
        SelectChoice(f"{shown('product', product.id)} {kind}", f"{product.name}: {label}")
        for program in programs
        for product in program.products
        for kind, label in FEES.items()
    ]
    return form
