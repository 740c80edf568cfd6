"""Stopping an account, and letting it move again."""

from wtforms import RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from app.banking.accounts.rules import REASON_LENGTH_MAX
from app.web.forms import Form

NO_REASON = "Say why in a sentence."
TOO_LONG = f"Use at most {REASON_LENGTH_MAX} characters."


class ReasonForm(Form):
    reason = StringField(
        "Why",
        description="Kept for examiners. The customer does not see it.",
        validators=[InputRequired(NO_REASON), Length(max=REASON_LENGTH_MAX, message=TOO_LONG)],
    )


class FreezeForm(ReasonForm):
    direction = RadioField(
        "What stops",
        choices=[SelectChoice("out", "Money out"), SelectChoice("both", "Money out and in")],
        default="out",
        validators=[InputRequired("Choose what stops.")],
    )
