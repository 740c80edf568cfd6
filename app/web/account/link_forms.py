"""The forms of what is done by a letter: ask, choose a password, change an address."""

from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from app.banking.access.rules import PASSWORD_LENGTH_MAX
from app.web.account.forms import EMAIL_LENGTH_MAX
from app.web.forms import Form


class ForgottenForm(Form):
    email = StringField(
        "E-mail",
        validators=[InputRequired("Enter your e-mail address."), Length(max=EMAIL_LENGTH_MAX)],
    )


class ChooseForm(Form):
    password = PasswordField(
        "New password",
        validators=[InputRequired("Choose a password."), Length(max=PASSWORD_LENGTH_MAX)],
    )


class NewEmailForm(Form):
    email = StringField(
        "New e-mail address",
        validators=[InputRequired("Enter the new address."), Length(max=EMAIL_LENGTH_MAX)],
    )
