"""The application on one page; each field says what the core would say."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from typing import Any
from uuid import UUID

from wtforms import BooleanField, Field, Form, PasswordField, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from app.banking.access.rules import check_password
from app.banking.customers import details
from app.banking.customers.applying import ConsentText, OpenProduct
from app.banking.customers.details import STATES, Details
from app.kernel.errors import Refused
from app.kernel.ids import ProductId
from app.kernel.languages import gettext as _
from app.web.forms import IdempotentForm, told

CONSENT = "consent_"
US_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


class DayField(StringField):
    """A day as browsers send it (1985-12-10) or as people here write it (12/10/1985)."""

    day: date | None = None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        super().process_formdata(valuelist)
        parts = US_DAY.sub(r"\3-\1-\2", (self.data or "").strip()).split("-")
        with suppress(ValueError):
            self.day = date.fromisoformat("-".join(part.zfill(2) for part in parts))


class ConsentField(BooleanField):
    """Agreed to only with the id of the very text that was shown."""

    def __init__(self, text: ConsentText, **options: Any) -> None:
        super().__init__(text.title, **options)
        self.text = text

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = valuelist[:1] == [str(self.text.id)]
        self.is_stale = bool(valuelist) and not self.data

    def pre_validate(self, form: Any) -> None:
        del form
        title = f"\N{LEFT DOUBLE QUOTATION MARK}{self.text.title}\N{RIGHT DOUBLE QUOTATION MARK}"
        if getattr(self, "is_stale", False):
            raise ValidationError(
                _("%(title)s changed meanwhile. Read it again, then agree.", title=title)
            )
        if not self.data:
            raise ValidationError(_("Agree to %(title)s to go on.", title=title))


def as_the_core_says(check: Callable[[str], object]) -> Callable[[Form, Field], None]:
    """A validator that asks the core and repeats its words."""

    def validate(_form: Form, field: Field) -> None:
        with repeated():
            check(field.data or "")

    return validate


@contextmanager
def repeated() -> Iterator[None]:
    try:
        yield
    except Refused as refusal:
        raise ValidationError(told(refusal)) from refusal


def needed(sentence: str, check: Callable[[str], object]) -> list[Any]:
    return [InputRequired(sentence), as_the_core_says(check)]


class ApplyForm(IdempotentForm):
    """What the bank must know (31 CFR 1020.220), and the password to come back with."""

    product = RadioField("Account", coerce=str, validators=[InputRequired("Choose an account.")])
    given_name = StringField(
        "First name", validators=needed("Enter your first name.", details.name)
    )
    family_name = StringField("Last name", validators=needed("Enter your last name.", details.name))
    born_on = DayField("Date of birth", validators=[InputRequired("Enter your date of birth.")])
    tax_id = StringField(
        "Social Security number",
        validators=needed("Enter your Social Security number.", details.tax_id),
    )
    street = StringField(
        "Street and number",
        validators=needed("Enter your street and house number.", details.street),
    )
    city = StringField("City", validators=needed("Enter your city.", details.line))
    state = SelectField(
        "State",
        choices=[
            SelectChoice("", "Choose a state"),
            *(SelectChoice(code, name) for code, name in STATES.items()),
        ],
        validators=[InputRequired("Choose your state.")],
    )
    postal_code = StringField(
        "ZIP code", validators=needed("Enter your ZIP code.", details.postal_code)
    )
    email = StringField("E-mail", validators=needed("Enter your e-mail address.", details.email))
    phone = StringField("Phone", validators=needed("Enter your phone number.", details.phone))
    password = PasswordField(
        "Choose a password",
        validators=needed(
            "Choose a password.", lambda typed: check_password(typed, kind="customer")
        ),
    )

    today: date

    def validate_born_on(self, field: DayField) -> None:
        if field.day is None:
            raise ValidationError(_("Enter your date of birth as month/day/year, like 12/10/1985."))
        with repeated():
            details.check_birth(field.day, on=self.today)

    def said(self) -> Details:
        """The details as the core takes them; only after the form was found valid."""
        assert self.born_on.day is not None  # noqa: S101 -- the field validated
        return details.tidied(
            Details(
                given_name=self.given_name.data or "",
                family_name=self.family_name.data or "",
                born_on=self.born_on.day,
                street=self.street.data or "",
                city=self.city.data or "",
                state=self.state.data or "",
                postal_code=self.postal_code.data or "",
                email=self.email.data or "",
                phone=self.phone.data or "",
                tax_id=self.tax_id.data or "",
            ),
            on=self.today,
        )

    @property
    def consents(self) -> list[ConsentField]:
        return [field for field in self if isinstance(field, ConsentField)]

    def agreed(self) -> frozenset[UUID]:
        return frozenset(field.text.id for field in self.consents if field.data)

    def product_id(self) -> ProductId:
        return ProductId(UUID(self.product.data))

    def forget_secrets(self) -> None:
        """Neither tax id nor password goes back into a page."""
        self.tax_id.data = ""
        self.password.data = ""


def apply_form(
    products: Sequence[OpenProduct], texts: Sequence[ConsentText], *, today: date
) -> ApplyForm:
    """The form of today: what is on offer, and one box for each text in force."""
    boxes = {f"{CONSENT}{text.kind}": ConsentField(text) for text in texts}
    form = type("ApplyFormToday", (ApplyForm,), boxes)()
    form.today = today
    form.product.choices = [SelectChoice(str(each.id), each.name) for each in products]
    form.product.data = form.product.data or (str(products[0].id) if products else None)
    return form
