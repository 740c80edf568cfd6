"""The studio's form: every token a field of its closed list; the core says what is wrong."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import DateTimeLocalField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.banking.brands.rules import NOTE_LENGTH_MAX
from app.web.forms import Form
from themes.choices import DENSITIES, FONTS, FRAMES, MARKS, RADII, TONES
from themes.document import (
    ALT_LENGTH_MAX,
    LINK_LENGTH_MAX,
    LINKS,
    BrandDocument,
    read_document,
    write_document,
)
from themes.tokens import ThemeRefused
from themes.wording import WORDING, Words

COLOUR_LENGTH_MAX = 20


def word_field(place: str) -> str:
    """The name of a field for words: plain letters, as forms and addresses like them."""
    return "word_" + place.replace(".", "_").replace("@", "_").replace("-", "_").lower()


# Where each field stands in the document.
PLACES = {
    "monogram": "monogram",
    "brand": "color.brand",
    "accent": "color.accent",
    "tone": "color.tone",
    "frame": "color.frame",
    "radius": "shape.radius",
    "mark": "shape.mark",
    "density": "shape.density",
    "text": "type.text",
    "display": "type.display",
    **{f"link_{key}": f"links.{key}" for key in LINKS},
    **{word_field(key): f"wording.{key}" for key in WORDING},
}


def _choices(words: dict[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in words.items()]


def _link(key: str) -> StringField:
    length = Length(max=LINK_LENGTH_MAX * 2)
    return StringField(LINKS[key], validators=[Optional(), length], default="")


class BrandForm(Form):
    """What a brand may choose."""

    brand = StringField("Brand color", validators=[InputRequired("Enter a color.")])
    accent = StringField("Second color", validators=[Length(max=COLOUR_LENGTH_MAX)])
    tone = SelectField("Greys", choices=_choices(TONES))
    frame = SelectField("Navigation", choices=_choices(FRAMES))
    radius = SelectField("Corners", choices=_choices(RADII))
    density = SelectField("Density", choices=_choices(DENSITIES))
    mark = SelectField("Mark", choices=_choices(MARKS))
    monogram = StringField(
        "Monogram",
        validators=[InputRequired("Enter one or two letters."), Length(max=COLOUR_LENGTH_MAX)],
    )
    text = SelectField("Text", choices=_choices(FONTS))
    display = SelectField("Headings", choices=_choices(FONTS))
    link_support = _link("support")
    link_privacy = _link("privacy")
    link_terms = _link("terms")

    @property
    def words(self) -> list[tuple[Any, Words]]:
        """The fields for the brand's own words, each with its place."""
        return [(self[word_field(place)], words) for place, words in WORDING.items()]

    def show(self, brand: BrandDocument) -> None:
        """Fill the fields with a look."""
        document = write_document(brand)
        for name, place in PLACES.items():
            self[name].data = _found(document, place)

    def said(self, brand: BrandDocument) -> BrandDocument | None:
        """The look with what was typed in it; None when a token is refused, which is then told."""
        document = write_document(brand)
        for name, place in PLACES.items():
            table, key = _table(document, place)
            table[key] = self[name].data or ""
        document["color"] = {k: v.lower() for k, v in document["color"].items()}
        try:
            return read_document(document)
        except ThemeRefused as refused:
            self._tell(refused.faults)
            return None

    def _tell(self, faults: tuple[str, ...]) -> None:
        for fault in faults:
            found = [name for name, place in PLACES.items() if fault.startswith(f"{place} ")]
            field: Any = self[found[0]] if found else self.brand
            words = fault.removeprefix(f"{PLACES[found[0]]} ") if found else fault
            field.errors = [*field.errors, f"{field.label.text} {words}."]


def _word(words: Words) -> StringField:
    allowed = ", ".join(f"{{{{{token}}}}}" for token in sorted(words.tokens))
    hint = f"May hold {allowed}." if allowed else ""
    length = Length(max=words.length_max * 2)
    return StringField(words.label, description=hint, validators=[Optional(), length], default="")


for _place, _words in WORDING.items():
    setattr(BrandForm, word_field(_place), _word(_words))


class PictureForm(Form):
    """A picture for one of the brand's places, and what whoever does not see it hears."""

    picture = FileField("Picture")
    alt = StringField(
        "Words for it",
        description="Usually the brand's name. Read out to whoever does not see the picture.",
        validators=[InputRequired("Say what it shows."), Length(max=ALT_LENGTH_MAX)],
    )


class NoteForm(Form):
    """A word along the way to the bank, or back from it."""

    note = TextAreaField("Note", validators=[Optional(), Length(max=NOTE_LENGTH_MAX)], default="")


class DecisionForm(NoteForm):
    """The bank's answer."""

    decision = RadioField(
        "May customers see it?",
        choices=[
            SelectChoice("yes", "Yes, it may be published"),
            SelectChoice("no", "No, it must change"),
        ],
        validators=[InputRequired("Choose yes or no.")],
    )


class MomentForm(Form):
    """When customers are to see a version."""

    due_at = DateTimeLocalField(
        "Day and time",
        description="Eastern Time.",
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        validators=[InputRequired("Enter a day and a time.")],
    )


class ImportForm(Form):
    """A document that was exported here or elsewhere."""

    document = FileField("Brand file")


def _found(document: dict[str, Any], place: str) -> str:
    table, key = _table(document, place)
    found: str = table.get(key, "")
    return found


def _table(document: dict[str, Any], place: str) -> tuple[dict[str, Any], str]:
    """Where a token stands: `color.brand` in the table `color`, `monogram` in the document."""
    section, dot, key = place.partition(".")
    return (document[section], key) if dot else (document, section)
