"""The records of an ACH file as values: always 94 characters, read and written by their layout."""

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Self

from app.rails.nacha import layouts
from app.rails.nacha.codes import MIXED
from app.rails.nacha.fields import RECORD_WIDTH, Change, Layout

_SIX_DIGITS = re.compile(r"[0-9]{6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Record:
    """One line; equal to another when layout and text are, wherever they stood."""

    layout: Layout
    text: str
    line: int = field(default=0, compare=False)
    changes: tuple[Change, ...] = field(default=(), compare=False)

    @classmethod
    def rendered(cls, layout: Layout, values: dict[str, str | int]) -> Self:
        """A record for writing; raises `FieldRefused` for what cannot be written truthfully."""
        text, changes = layout.render(values)
        return cls(layout, text, changes=changes)

    def __getitem__(self, name: str) -> str:
        """A field's text without the blanks around it."""
        return self.text[self.layout.slices[name]].strip(" ")

    def changed(self, **values: str | int) -> Self:
        """The same record with some fields written anew and every other place untouched."""
        rendered, changes = self.layout.render(values)
        places = list(self.text)
        for name in values:
            places[self.layout.slices[name]] = rendered[self.layout.slices[name]]
        return replace(self, text="".join(places), changes=self.changes + changes)

    def number(self, name: str) -> int | None:
        """A field's number, or None when it is not one."""
        digits = self[name]
        return int(digits) if digits.isdecimal() and digits.isascii() else None


@dataclass(frozen=True, slots=True)
class FileHeader(Record):
    """Who sends the file to whom, and which of the day's files it is."""

    @classmethod
    def of(
        cls,
        *,
        destination: str,
        destination_name: str,
        origin: str,
        origin_name: str,
        created: datetime,
        file_id_modifier: str = "A",
        reference: str = "",
    ) -> Self:
        """`created` is written as it stands: hand it over in US Eastern wall-clock time."""
        values: dict[str, str | int] = {
            "priority_code": "01",
            "immediate_destination": destination,
            "immediate_origin": origin,
            "creation_date": f"{created:%y%m%d}",
            "creation_time": f"{created:%H%M}",
            "file_id_modifier": file_id_modifier,
            "record_size": f"{RECORD_WIDTH:03}",
            "blocking_factor": "10",
            "format_code": "1",
            "destination_name": destination_name,
            "origin_name": origin_name,
            "reference_code": reference,
        }
        return cls.rendered(layouts.FILE_HEADER, values)

    @property
    def destination(self) -> str:
        return self["immediate_destination"]

    @property
    def origin(self) -> str:
        return self["immediate_origin"]

    @property
    def created_at(self) -> str:
        """The file's own date and time, YYMMDDHHMM as written; not checked to be a moment."""
        return self["creation_date"] + self["creation_time"]

    @property
    def file_id_modifier(self) -> str:
        return self["file_id_modifier"]


@dataclass(frozen=True, slots=True)
class Addenda(Record):
    """A line that belongs to the entry before it; its fields depend on its type."""

    @classmethod
    def of(cls, layout: Layout, **values: str | int) -> Self:
        """An addenda by its layout; the type is filled in from the layout's name for it."""
        kind = layout.name.removeprefix("addenda ")[:2]
        return cls.rendered(layout, {"addenda_type": kind, **values})

    @classmethod
    def remittance(cls, text: str, *, trace_number: str, sequence: int = 1) -> Self:
        """Payment information (type 05) for the entry with this trace number."""
        return cls.of(
            layouts.REMITTANCE,
            payment_information=text,
            sequence=sequence,
            entry_sequence=trace_number[-7:],
        )

    @property
    def type_code(self) -> str:
        return self["addenda_type"]


@dataclass(frozen=True, slots=True)
class BatchHeader(Record):
    """Who originates the entries that follow, of which class and for which day."""

    @classmethod
    def of(
        cls,
        *,
        company_name: str,
        company_id: str,
        sec_code: str,
        description: str,
        effective_entry_on: date | None,
        odfi: str,
        batch_number: int,
        service_class: str = MIXED,
        **others: str | int,
    ) -> Self:
        """A batch header for writing; `odfi` is the originating bank's eight or nine digits."""
        values: dict[str, str | int] = {
            "service_class": service_class,
            "company_name": company_name,
            "company_id": company_id,
            "sec_code": sec_code,
            "description": description,
            "effective_entry_date": f"{effective_entry_on:%y%m%d}" if effective_entry_on else "",
            "originator_status": "1",
            "odfi": odfi[:8],
            "batch_number": batch_number,
            **others,
        }
        return cls.rendered(layouts.BATCH_HEADER, values)

    @property
    def is_iat(self) -> bool:
        return self.layout is layouts.IAT_BATCH_HEADER

    @property
    def is_adv(self) -> bool:
        return self["sec_code"] == "ADV"


@dataclass(frozen=True, slots=True)
class BatchControl(Record):
    """What the sender says the batch adds up to."""


@dataclass(frozen=True, slots=True)
class FileControl(Record):
    """What the sender says the file adds up to."""


def day_of(yymmdd: str) -> date | None:
    """The day in a six-digit date of this century, or None; never raises."""
    if not _SIX_DIGITS.fullmatch(yymmdd):
        return None
    try:
        return date(2000 + int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:]))
    except ValueError:
        return None
