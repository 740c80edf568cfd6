"""Forms that ask why personal data should be shown, and for whom to look."""

from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from app.banking.customers.revealing import PURPOSES, WORDS_LENGTH_MAX
from app.web.forms import Form

LOOKED_FOR_LENGTH_MAX = 254


class RevealForm(Form):
    purpose = SelectField(
        "What you need it for",
        choices=[SelectChoice("", "Choose"), *(SelectChoice(*pair) for pair in PURPOSES.items())],
        validators=[InputRequired("Choose what you need it for.")],
    )
    words = TextAreaField(
        "In your own words",
        description="The case, the caller, the letter: it is kept, and your owner can read it.",
        validators=[InputRequired("Say what you need it for."), Length(max=WORDS_LENGTH_MAX)],
    )


class LookUpForm(Form):
    """Posted, so that a number of a person's is in no address and no log."""

    looked_for = StringField(
        "Tax id or e-mail address, whole",
        validators=[
            InputRequired("Enter a tax id or an e-mail address."),
            Length(max=LOOKED_FOR_LENGTH_MAX),
        ],
    )
