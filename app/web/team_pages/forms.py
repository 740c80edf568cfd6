"""The forms of a team."""

from datetime import date, datetime, time, timedelta

from wtforms import DateField, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.banking.access.matrix import EXAMINER, roles_of
from app.banking.team.rules import (
    CHANGEABLE,
    EXAMINER_AHEAD_DAYS_MAX,
    EXAMINER_DAYS_MAX,
    LABEL_LENGTH_MAX,
    NAME_LENGTH_MAX,
    REASON_LENGTH_MAX,
)
from app.rails.calendars import EASTERN
from app.web.forms import Form

EMAIL_LENGTH_MAX = 254
NETWORK_LENGTH_MAX = 50
FIRST_DAY = f"At most {EXAMINER_AHEAD_DAYS_MAX} days from today. Leave empty to begin at once."
LAST_DAY = f"At most {EXAMINER_DAYS_MAX} days later; access ends by itself after that day."


class InvitationForm(Form):
    """Which roles there are is the surface's business: `of` fills them in."""

    name = StringField(
        "Name",
        validators=[InputRequired("Enter their name."), Length(max=NAME_LENGTH_MAX)],
    )
    email = StringField(
        "E-mail",
        description="The invitation goes there, and they sign in with it.",
        validators=[InputRequired("Enter their e-mail address."), Length(max=EMAIL_LENGTH_MAX)],
    )
    role = RadioField("Role", validators=[InputRequired("Choose a role.")])
    first_day = DateField(
        "First day of an examiner", description=FIRST_DAY, validators=[Optional()]
    )
    last_day = DateField("Last day of an examiner", description=LAST_DAY, validators=[Optional()])

    @classmethod
    def of(cls, kind: str) -> "InvitationForm":
        form = cls()
        form.role.choices = [SelectChoice(n, r.label) for n, r in roles_of(kind).items()]
        return form

    def access_until(self) -> datetime | None:
        """The end of the last day; a day that came with another role is not looked at."""
        if self.role.data != EXAMINER or self.last_day.data is None:
            return None
        return end_of(self.last_day.data)

    def access_from(self) -> datetime | None:
        """The beginning of the first day; None: at once."""
        if self.role.data != EXAMINER or self.first_day.data is None:
            return None
        return beginning_of(self.first_day.data)


class RoleForm(Form):
    role = SelectField("Role", validators=[InputRequired("Choose a role.")])

    @classmethod
    def of(cls, kind: str, now: str = "") -> "RoleForm":
        form = cls(data={"role": now})
        form.role.choices = [
            SelectChoice(name, role.label)
            for name, role in roles_of(kind).items()
            if name in CHANGEABLE
        ]
        return form


class TermForm(Form):
    first_day = DateField("First day", description=FIRST_DAY, validators=[Optional()])
    last_day = DateField(
        "Last day", description=LAST_DAY, validators=[InputRequired("Choose a day.")]
    )


class ReasonForm(Form):
    reason = StringField(
        "Why",
        description="Kept for examiners.",
        validators=[
            InputRequired("Say why in a sentence."),
            Length(max=REASON_LENGTH_MAX, message=f"Use at most {REASON_LENGTH_MAX} characters."),
        ],
    )


class NetworkForm(Form):
    network = StringField(
        "Network",
        description="203.0.113.0/24, 2001:db8:12::/48, or one address.",
        validators=[InputRequired("Enter a network."), Length(max=NETWORK_LENGTH_MAX)],
    )
    label = StringField(
        "What it is",
        description="For example: Office in Des Moines.",
        validators=[InputRequired("Say what it is."), Length(max=LABEL_LENGTH_MAX)],
    )


def beginning_of(day: date) -> datetime:
    """The first moment of a day, where the banks are."""
    return datetime.combine(day, time(), tzinfo=EASTERN)


def end_of(day: date) -> datetime:
    """The first moment after a day, where the banks are."""
    return beginning_of(day + timedelta(days=1))
