"""The forms of sign-in."""

from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from app.banking.access.rules import PASSWORD_LENGTH_MAX
from app.web.forms import Form

EMAIL_LENGTH_MAX = 254
CODE_TYPED_MAX = 10


class SignInForm(Form):
    email = StringField(
        "E-mail",
        validators=[InputRequired("Enter your e-mail address."), Length(max=EMAIL_LENGTH_MAX)],
    )
    password = PasswordField(
        "Password",
        validators=[InputRequired("Enter your password."), Length(max=PASSWORD_LENGTH_MAX)],
    )


class CodeForm(Form):
    code = StringField(
        "Code",
        description="Six digits from your authenticator app.",
        validators=[InputRequired("Enter the code."), Length(max=CODE_TYPED_MAX)],
    )


class PasswordForm(Form):
    password = PasswordField(
        "Your password",
        validators=[InputRequired("Enter your password."), Length(max=PASSWORD_LENGTH_MAX)],
    )
