"""Two lists, declared once: the brands of a bank, and the versions of one brand."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import any_, case, func, literal, select

from app.banking.brands.queries import BrandLine, Version, standing_of, version_in
from app.banking.brands.rules import Status
from app.banking.listing.filters import choice, moments, search
from app.banking.listing.spec import Column, Rows, TableSpec, each
from tenants.tables import BrandVersionRow, PartnerRow

STATUSES = {
    Status.IN_REVIEW.value: "In review",
    Status.APPROVED.value: "Approved",
    Status.SCHEDULED.value: "Scheduled",
    Status.PUBLISHED.value: "Published",
    Status.SUPERSEDED.value: "Replaced",
    Status.ROLLED_BACK.value: "Rolled back",
    Status.REJECTED.value: "Rejected",
    Status.WITHDRAWN.value: "Withdrawn",
}
WAITS = {"waiting": "A version waits", "nothing": "Nothing waits"}
ROW, OWNER = BrandVersionRow, PartnerRow
NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # when nothing waits, behind all that does

_published, _waiting = standing_of(Status.PUBLISHED), standing_of(Status.IN_REVIEW)
WAITING: Any = case((_waiting.c.id.is_(None), "nothing"), else_="waiting")
WAITING_SINCE: Any = func.coalesce(_waiting.c.changed_at, literal(NEVER))
SEEN_SINCE: Any = func.coalesce(_published.c.changed_at, OWNER.created_at)
BY_CHANGE = (ROW.changed_at, ROW.number)
NOTE_SHOWN = 80


def _brands() -> Rows:
    return (
        select(
            OWNER.id.label("partner_id"),
            OWNER.name.label("partner_name"),
            _published.c.number.label("published_number"),
            _published.c.changed_at.label("published_at"),
            _waiting.c.id.label("waiting_id"),
            _waiting.c.number.label("waiting_number"),
            _waiting.c.changed_at.label("waiting_since"),
        )
        .outerjoin(_published, _published.c.partner_id == OWNER.id)
        .outerjoin(_waiting, _waiting.c.partner_id == OWNER.id)
        .where(OWNER.id == any_(func.guildhall.partners_in_scope()), OWNER.is_house.is_(False))
    )


def _versions() -> Rows:
    return select(ROW)


def _seen(line: BrandLine) -> str:
    number = line.published_number
    return f"Version {number}" if number else "The look it began with"


def _with_bank(line: BrandLine) -> str:
    return f"Version {line.waiting_number}" if line.waiting_number else ""


def _short_note(line: Version) -> str:
    is_short = len(line.note) <= NOTE_SHOWN
    return line.note if is_short else f"{line.note[: NOTE_SHOWN - 1].rstrip()}…"


BRANDS = TableSpec(
    "brand",
    permission="oversight.view",
    rows=_brands,
    lines=each(lambda row: BrandLine(*row[:7])),
    id=OWNER.id,
    sort="waiting",
    is_descending=False,
    columns=(
        Column("partner", read="partner_name", at="title", sort=(OWNER.name,)),
        Column("waiting", "With you", _with_bank, at="badge", sort=(WAITING_SINCE, OWNER.name)),
        Column("sent", "Waiting since", "waiting_since", kind="moment", is_shown=False),
        Column("seen", "Customers see", _seen),
        Column("since", read="published_at", kind="moment", at="meta", sort=(SEEN_SINCE,)),
    ),
    filters=(
        search("Partner", OWNER.name),
        choice("standing", WAITING, WAITS, "With you"),
        moments("since", SEEN_SINCE, "Seen since"),
    ),
)

# A brand's versions are numbered as they are sent: the number is the key.
VERSIONS = TableSpec(
    "version",
    name="brand_versions",
    permission="brand.edit",
    rows=_versions,
    lines=each(version_in, 1),
    id=ROW.number,
    sort="version",
    columns=(
        Column("version", read="name", at="title", under=_short_note, sort=(ROW.number,)),
        Column("status", kind="status", at="badge", words=STATUSES),
        Column("color", read="brand.theme.brand"),
        Column("second", "Second color", "brand.theme.accent", is_shown=False),
        Column("by", "Sent by", "made_by"),
        Column("sent", read="made_at", kind="moment", is_shown=False),
        Column(
            "changed",
            read="changed_at",
            kind="moment",
            at="meta",
            sort=(ROW.changed_at, ROW.number),
        ),
        Column("due", "To be published", "due_at", kind="moment", is_shown=False),
        Column("note", is_shown=False, is_wide=True),
    ),
    filters=(
        search("Note, or who sent it", ROW.note, ROW.made_label),
        choice("status", ROW.status, STATUSES),
        moments("changed", ROW.changed_at),
    ),
)
