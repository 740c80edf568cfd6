"""What our forms share: CSRF by default, a key that makes a double click one request, money."""

import secrets
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField
from wtforms import Form as PlainForm
from wtforms.i18n import get_translations
from wtforms.validators import Length, ValidationError

from app.kernel.errors import DomainError, Refused
from app.kernel.languages import gettext as _
from app.kernel.languages import spoken
from app.kernel.money import Money, parse_amount
from app.web.refusals import note

KEY_LENGTH_MAX = 64
KEY_BYTES = 16


class Form(FlaskForm):
    """A form with CSRF protection and text trimmed of blanks at both ends."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: PlainForm, unbound_field: Any, options: dict[str, Any]) -> Field:
            filters = unbound_field.kwargs.get("filters", [])
            if issubclass(unbound_field.field_class, StringField):
                filters = [*filters, _trimmed]
            field: Field = unbound_field.bind(form=form, filters=filters, **options)
            return field

        def get_translations(self, form: PlainForm) -> Any:
            """WTForms' own sentences, by its own catalogue."""
            del form
            return get_translations([spoken().replace("-", "_")])

    def refuse(self, name: str, refusal: Refused) -> None:
        """Put a refusal of the core beside the field it is about."""
        note(refusal)
        field: Field = self[name]
        field.errors = [*field.errors, told(refusal)]


class IdempotentForm(Form):
    """A form that moves money: sent twice, it is done once."""

    key = HiddenField(
        default=lambda: secrets.token_urlsafe(KEY_BYTES), validators=[Length(8, KEY_LENGTH_MAX)]
    )


class AmountField(StringField):
    """An amount as typed; `money` once it validates."""

    money: Money | None = None

    def post_validate(self, form: PlainForm, validation_stopped: bool) -> None:  # noqa: FBT001 -- WTForms' own
        del form
        if validation_stopped:
            return
        try:
            self.money = parse_amount(self.data or "")
        except Refused as refusal:
            raise ValidationError(_(refusal.message)) from refusal


def told(refusal: DomainError) -> str:
    """What a refusal says beside a field, in the spoken language."""
    return " ".join(_(said) for said in (refusal.message, refusal.next_step) if said)


def _trimmed(text: Any) -> Any:
    return text.strip() if isinstance(text, str) else text
