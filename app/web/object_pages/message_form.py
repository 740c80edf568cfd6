"""The form of a message, the same for customers and for those who answer."""

from wtforms import TextAreaField
from wtforms.validators import InputRequired

from app.web.forms import Form


class MessageForm(Form):
    """How long a message may be the core says."""

    message_body = TextAreaField(
        "Your message", validators=[InputRequired("Write something first.")]
    )
