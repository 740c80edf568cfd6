"""The measure of a record: 94 characters in named fields, and how each kind of field is filled."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.rails.nacha.text import to_ascii

RECORD_WIDTH = 94

TEXT = "text"  # transliterated, cut to fit
WHOLE = "whole"  # transliterated, refused when it does not fit
EXACT = "exact"  # an identifier: never changed, refused when it does not fit
RIGHT = "right"  # an identifier at the right of blanks
DIGITS = "digits"  # a number, zero-filled, refused when it does not fit
KINDS = {"t": TEXT, "w": WHOLE, "x": EXACT, "r": RIGHT, "n": DIGITS}


class FieldRefused(ValueError):
    """A value that cannot be written truthfully; names the record and the field."""

    def __init__(self, record: str, field: str, value: str, reason: str) -> None:
        super().__init__(f"{record}, {field}: {reason}")
        self.record = record
        self.field = field
        self.value = value


class TooLong(FieldRefused):
    """The value has more characters than the field has places."""


class NotWritable(FieldRefused):
    """The value holds characters the field may not hold."""


@dataclass(frozen=True, slots=True)
class Change:
    """What writing did to a text: the field, what was given, what the file says."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Field:
    """A named run of positions, counted from 1 as the rules do."""

    name: str
    start: int
    end: int
    kind: str

    @property
    def width(self) -> int:
        return self.end - self.start + 1

    @property
    def label(self) -> str:
        places = str(self.start) if self.width == 1 else f"{self.start}-{self.end}"
        return f"{self.name.replace('_', ' ')} ({places})"


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of record: its type digit, its name and its fields in order."""

    type_code: str
    name: str
    fields: tuple[Field, ...]
    slices: Mapping[str, slice]

    @property
    def label(self) -> str:
        return f"{self.type_code} {self.name}"

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)

    def field_at(self, position: int) -> Field | None:
        """The field that holds a position (from 1), or None past the record's end."""
        return next((field for field in self.fields if field.start <= position <= field.end), None)

    def render(self, values: Mapping[str, str | int]) -> tuple[str, tuple[Change, ...]]:
        """The record's 94 characters and what was changed to fit; raises `FieldRefused`."""
        if unknown := values.keys() - self.slices.keys():
            raise TypeError(f"{self.name} has no field {', '.join(sorted(unknown))}")
        given = {**values, "record_type": self.type_code}
        changes: list[Change] = []
        written = [
            self._fill(field, str(given.get(field.name, "")), changes) for field in self.fields
        ]
        return "".join(written), tuple(changes)

    def _fill(self, field: Field, value: str, changes: list[Change]) -> str:
        if field.kind == DIGITS:
            return self._fill_digits(field, value)
        if field.kind in (EXACT, RIGHT):
            return self._fill_exact(field, value)
        ascii_text = to_ascii(value)
        if field.kind == WHOLE:
            self._check_width(field, ascii_text)
        kept = ascii_text[: field.width]
        if kept != value:
            changes.append(Change(field.name, value, kept))
        return kept.ljust(field.width)

    def _fill_digits(self, field: Field, value: str) -> str:
        if value and not (value.isascii() and value.isdecimal()):
            raise NotWritable(self.name, field.label, value, "only digits are allowed here")
        self._check_width(field, value)
        return value.rjust(field.width, "0")

    def _fill_exact(self, field: Field, value: str) -> str:
        if not (value.isascii() and (value.isprintable())):
            raise NotWritable(self.name, field.label, value, "only printable ASCII is allowed here")
        self._check_width(field, value)
        return value.rjust(field.width) if field.kind == RIGHT else value.ljust(field.width)

    def _check_width(self, field: Field, value: str) -> None:
        if len(value) > field.width:
            reason = f"{len(value)} characters where {field.width} fit"
            raise TooLong(self.name, field.label, value, reason)


def layout(type_code: str, name: str, spec: str) -> Layout:
    """A layout from its fields' widths: `"amount 10n trace_number 15x"`, after the type digit."""
    words = spec.split()
    fields = [Field("record_type", 1, 1, EXACT)]
    for field_name, width in zip(words[::2], words[1::2], strict=True):
        start = fields[-1].end + 1
        fields.append(Field(field_name, start, start + int(width[:-1]) - 1, KINDS[width[-1]]))
    if fields[-1].end != RECORD_WIDTH:
        raise ValueError(f"{name} is {fields[-1].end} characters wide")
    slices = {field.name: slice(field.start - 1, field.end) for field in fields}
    return Layout(type_code, name, tuple(fields), slices)
