"""What a found thing is called, and where it opens; only kinds whose pages the role may open."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app, url_for

from app.banking.mail.letters import letter_subject
from app.kernel.dates import month_text
from app.kernel.languages import gettext
from app.kernel.money import Money
from app.storage.finding import Found
from app.web.door import work


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing: its name in a list, its sign, its page, and which value names it there."""

    label: str
    mark: str
    endpoint: str
    argument: str = ""
    is_of_partner: bool = False
    words: Callable[[str], str] = str
    titled: Callable[[str], str] = str


@dataclass(frozen=True, slots=True)
class Shown:
    """A thing found, ready for a list."""

    group: str
    mark: str
    href: str
    title: str
    note: str
    status: str
    amount: Money | None
    at: datetime | None
    is_exact: bool


def openable(kinds: dict[str, Kind]) -> dict[str, Kind]:
    """The kinds whose page the one who looks may open; the page itself says who may."""
    return {name: kind for name, kind in kinds.items() if may_open(kind.endpoint)}


def shown(found: list[Found], kinds: dict[str, Kind]) -> list[Shown]:
    return [_shown(each, kinds[each.kind]) for each in found if each.kind in kinds]


def as_words(note: str) -> str:
    """`ach_outgoing` as people read it."""
    return note.replace("_", " ").replace(".", " ").capitalize()


def as_letter(title: str) -> str:
    """`Your Harbor statement is ready` of the kind of letter."""
    return letter_subject(title, brand=work.partner.name)


def about_payment(note: str) -> str:
    """Whose payment a conversation is about; of any other, nothing."""
    return f"About the payment, {note}" if note else "General"


def as_month(title: str) -> str:
    """`November 2025` of `2025-11`."""
    return month_text(date.fromisoformat(f"{title}-01"))


def may_open(endpoint: str) -> bool:
    """Whether the page is on this surface, and the one who looks holds its permission."""
    view = current_app.view_functions.get(endpoint)
    return view is not None and work.may(getattr(view, "permission", ""))


def _shown(found: Found, kind: Kind) -> Shown:
    values: dict[str, object] = {kind.argument: found.id} if kind.argument else {}
    if kind.is_of_partner:
        values["partner_id"] = found.partner_id
    return Shown(
        group=gettext(kind.label),
        mark=kind.mark,
        href=url_for(kind.endpoint, **values),  # type: ignore[arg-type]
        title=kind.titled(found.title) or gettext(kind.label),
        note=gettext(kind.words(found.note)),
        status=found.status,
        amount=found.amount,
        at=found.at,
        is_exact=found.is_exact,
    )
