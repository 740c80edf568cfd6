"""What an examiner takes away says whose copy it is: on every page, and in every file."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response

from app.banking.access.matrix import EXAMINER
from app.kernel.dates import moment_text
from app.rails.calendars import EASTERN
from app.web.work import Work
from reports.copies import marked_csv, marked_pdf, marked_xlsx, marked_zip

MARKERS = {
    "text/csv": marked_csv,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": marked_xlsx,
    "application/zip": marked_zip,
}
PDF = "application/pdf"
GOOD_BELOW = 300
UNMARKED_STATUS = 403


@dataclass(frozen=True, slots=True)
class ExaminerCopy:
    """Who looks, and when."""

    name: str
    at: datetime

    @property
    def words(self) -> str:
        """`Examiner copy: Hugh Larkin, Nov 26, 2026, 2:05 pm EST`."""
        return f"Examiner copy: {self.name}, {moment_text(self.at.astimezone(EASTERN))}"


def copy_of(work: Work) -> ExaminerCopy | None:
    """The mark of this request's answer, when it is an examiner's."""
    login = work.login
    if login is None or login.role != EXAMINER or not login.is_verified:
        return None
    return ExaminerCopy(login.name, work.wall)


def mark_copy(work: Work, response: Response) -> None:
    """Tables are marked inside, pages by their layout; what cannot be marked does not leave."""
    copy, kind = copy_of(work), response.mimetype
    is_file = "attachment" in response.headers.get("Content-Disposition", "")
    if (
        copy is None
        or response.status_code >= GOOD_BELOW
        or not (is_file or kind in (*MARKERS, PDF))
    ):
        return
    response.direct_passthrough = False
    if kind == PDF:
        response.set_data(marked_pdf(response.get_data(), copy.words, at=copy.at))
        return
    if kind in MARKERS:
        response.set_data(MARKERS[kind](response.get_data(), copy.words))
        return
    response.status_code, response.mimetype = UNMARKED_STATUS, "text/plain"
    response.set_data("This file cannot be marked as an examiner's copy. Ask the bank for it.\n")
    del response.headers["Content-Disposition"]
