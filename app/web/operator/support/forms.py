"""The one form of support access."""

from collections.abc import Mapping

from wtforms import SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from app.banking.access.matrix import Role
from app.banking.team.rules import NAME_LENGTH_MAX, REASON_LENGTH_MAX, TICKET_LENGTH_MAX
from app.web.forms import Form


class SupportForm(Form):
    partner = SelectField("Partner", validators=[InputRequired("Choose a partner.")])
    role = SelectField(
        "Look as",
        description="You see what this role sees, and change nothing whatever the role.",
        validators=[InputRequired("Choose a role.")],
    )
    name = StringField(
        "Your name",
        description="The partner reads it.",
        validators=[InputRequired("Enter your name."), Length(max=NAME_LENGTH_MAX)],
    )
    reason = StringField(
        "Why",
        description="In a sentence; the partner reads it.",
        validators=[InputRequired("Say why."), Length(max=REASON_LENGTH_MAX)],
    )
    ticket = StringField(
        "Ticket",
        description="Where the partner asked for help.",
        validators=[InputRequired("Enter the ticket."), Length(max=TICKET_LENGTH_MAX)],
    )

    @classmethod
    def of(cls, partners: Mapping[str, str], roles: Mapping[str, Role]) -> "SupportForm":
        form = cls()
        form.partner.choices = [SelectChoice(key, name) for key, name in partners.items()]
        form.role.choices = [SelectChoice(key, role.label) for key, role in roles.items()]
        return form
