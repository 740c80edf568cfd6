"""The decision about an application."""

from wtforms import RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from app.banking.customers.rules import NOTE_LENGTH_MAX, Outcome
from app.web.forms import Form


class DecisionForm(Form):
    outcome = RadioField(
        "Decision",
        choices=[
            SelectChoice(Outcome.APPROVED.value, "Approve, and open the account"),
            SelectChoice(Outcome.DECLINED.value, "Decline"),
        ],
        validators=[InputRequired("Choose to approve or to decline.")],
    )
    note = TextAreaField(
        "Why",
        description="Kept with the decision for examiners. The applicant does not see it.",
        validators=[
            InputRequired("Say why in a sentence or two."),
            Length(max=NOTE_LENGTH_MAX, message=f"Use at most {NOTE_LENGTH_MAX} characters."),
        ],
    )
