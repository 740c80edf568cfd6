"""The forms of sign-in and security."""

from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.banking.access.actions.add_passkey import NAME_LENGTH_MAX
from app.banking.access.passkeys import ANSWER_LENGTH_MAX
from app.banking.access.rules import PASSWORD_LENGTH_MAX
from app.web.forms import Form

EMAIL_LENGTH_MAX = 254
CODE_TYPED_MAX = 10
RECOVERY_CODE_TYPED_MAX = 60


class SignInForm(Form):
    email = StringField(
        "E-mail",
        validators=[InputRequired("Enter your e-mail address."), Length(max=EMAIL_LENGTH_MAX)],
    )
    password = PasswordField(
        "Password",
        validators=[InputRequired("Enter your password."), Length(max=PASSWORD_LENGTH_MAX)],
    )


class OneTimeField(StringField):
    """A code that opens something: a page that comes back never holds it."""

    def _value(self) -> str:
        return ""


class CodeForm(Form):
    code = OneTimeField(
        "Code",
        description="Six digits from your authenticator app.",
        validators=[InputRequired("Enter the code."), Length(max=CODE_TYPED_MAX)],
    )


class RecoveryForm(Form):
    recovery_code = OneTimeField(
        "Recovery code",
        description="One of the ten you kept. Each works once.",
        validators=[
            InputRequired("Enter a recovery code."),
            Length(max=RECOVERY_CODE_TYPED_MAX),
        ],
    )


class PasswordForm(Form):
    password = PasswordField(
        "Your password",
        validators=[InputRequired("Enter your password."), Length(max=PASSWORD_LENGTH_MAX)],
    )


class NewPasswordForm(Form):
    password = PasswordField(
        "Your password now",
        validators=[InputRequired("Enter your password."), Length(max=PASSWORD_LENGTH_MAX)],
    )
    chosen = PasswordField(
        "New password",
        validators=[
            InputRequired("Choose a new password."),
            Length(
                max=PASSWORD_LENGTH_MAX, message=f"Use at most {PASSWORD_LENGTH_MAX} characters."
            ),
        ],
    )


class PasskeyForm(Form):
    """What the browser answered; filled by script alone."""

    answer = HiddenField(
        validators=[
            InputRequired("No passkey was used. Passkeys need JavaScript."),
            Length(max=ANSWER_LENGTH_MAX),
        ]
    )


class NewPasskeyForm(PasskeyForm):
    name = StringField(
        "What to call it",
        description="So that you know it later: the device it lives on, for example.",
        validators=[Optional(), Length(max=NAME_LENGTH_MAX)],
        default="",
    )


class PasskeyNameForm(Form):
    name = StringField(
        "Name", validators=[InputRequired("Enter a name."), Length(max=NAME_LENGTH_MAX)]
    )
