"""The one form of received files: bring one by hand."""

from flask_wtf.file import FileField, FileRequired

from app.web.forms import Form


class UploadForm(Form):
    file = FileField(
        "ACH file",
        description="A NACHA file as it came, up to 8 MB. Its structure decides, not its name.",
        validators=[FileRequired("Choose a file.")],
    )
