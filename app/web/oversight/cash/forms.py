"""The one form of the cash pages: why the figures differ."""

from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from app.banking.reconciliation.actions.explain_break import (
    EXPLANATION_LENGTH_MAX,
    EXPLANATION_LENGTH_MIN,
)
from app.web.forms import Form


class ExplanationForm(Form):
    explanation = TextAreaField(
        "Explanation",
        description="What happened, who confirmed it, and when it will be even again.",
        validators=[
            DataRequired("Write an explanation."),
            Length(
                min=EXPLANATION_LENGTH_MIN,
                max=EXPLANATION_LENGTH_MAX,
                message=f"Write {EXPLANATION_LENGTH_MIN} to {EXPLANATION_LENGTH_MAX} characters.",
            ),
        ],
    )
