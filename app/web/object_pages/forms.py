"""Forms of an object's page: a note, who looks after it."""

from uuid import UUID

from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.banking.notes.rules import BODY_LENGTH_MAX
from app.kernel.ids import LoginId, read_shown, shown
from app.web.forms import Form

NOBODY, UNKNOWN = "nobody", UUID(int=0)


class NoteForm(Form):
    note_body = TextAreaField(
        "New note",
        validators=[
            InputRequired("Write something first."),
            Length(max=BODY_LENGTH_MAX, message=f"At most {BODY_LENGTH_MAX:,} characters."),
        ],
    )
    note_pinned = BooleanField("Keep it on top")


class AssignmentForm(Form):
    assignee = SelectField("Assigned to", validate_choice=False)

    def offer(self, people: list[tuple[LoginId, str]], current: LoginId | None) -> None:
        self.assignee.choices = [
            (NOBODY, "Nobody"),
            *((shown("login", login_id), name) for login_id, name in people),
        ]
        self.assignee.data = shown("login", current) if current else NOBODY

    @property
    def login_id(self) -> LoginId | None:
        """Somebody, or nobody; what can be no id names nobody of the team."""
        if self.assignee.data == NOBODY:
            return None
        found = read_shown("login", self.assignee.data or "")
        return LoginId(found or UNKNOWN)
