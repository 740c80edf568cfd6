"""The trail as a list, narrowed by person, object, action and day."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from app.banking.audit.catalogue import CATALOGUE, label_of
from app.banking.trail.queries import RecordLine, TrailAsked, count_by, trail_page
from app.banking.trail.seals import last_trail_block, trail_lag
from app.kernel.ids import PREFIXES, read_shown
from app.rails.calendars import EASTERN
from app.web.cursors import read_cursor, write_cursor
from app.web.door import work
from app.web.ledger_pages.whose import asked, whose
from app.web.trail_pages.saying import id_of, link_to, noun, trail_page_of

LINES = 50
REVEALED = "customer.revealed"
NAMES = ("person", "object", "action", "day")


def index() -> ResponseReturnValue:
    return list_page()


def list_page(*, status: int = 200, **context: Any) -> ResponseReturnValue:
    """The list; `context` holds what a verification found."""
    narrowed = narrowing()
    after = read_cursor(asked("after"), UUID)
    lines, older = trail_page(
        whose.db, whose.partner_id, narrowed, after=after[0] if after else None, limit=LINES
    )
    given = {name: asked(name) for name in NAMES if asked(name)}
    return trail_page_of(
        "trail_pages/index.html",
        fragment="" if context else "trail_pages/_list.html",
        status=status,
        lines=[line_values(line) for line in lines],
        given=given,
        actions=actions(),
        revealed=count_by(whose.db, whose.partner_id, REVEALED, since=midnight()),
        block=last_trail_block(whose.db, partner_id=whose.partner_id),
        waiting=trail_lag(whose.db, partner_id=whose.partner_id).records,
        pages={
            "newer_href": url_for("audit.index", **given) if after else "",
            "older_href": url_for("audit.index", after=write_cursor((older,)), **given)
            if older
            else "",
            "newer": "From the newest",
        },
        **context,
    )


def narrowing() -> TrailAsked:
    """What the address asks for; what cannot be read narrows to nothing that exists."""
    person, about, day = asked("person"), asked("object"), asked("day")
    return TrailAsked(
        person=person,
        person_id=read_shown("login", person),
        subject_id=_any_id(about) if about else None,
        action=asked("action"),
        day=_day(day) if day else None,
    )


def actions() -> list[tuple[str, str]]:
    """Every action in words, for the choice of one."""
    known = [(action, declared.label) for action, declared in CATALOGUE.items()]
    return [("", "Any action"), *sorted(known, key=lambda pair: pair[1])]


def line_values(line: RecordLine) -> dict[str, Any]:
    return {
        "line": line,
        "label": label_of(line.action),
        "about": noun(line.subject_kind),
        "about_id": id_of(line.subject_kind, line.subject_id) if line.subject_id else "",
        "about_href": link_to(line.subject_kind, line.subject_id),
        "href": url_for("audit.record", record_id=line.id),
    }


def midnight() -> datetime:
    """When the working day began, by the clock on the wall."""
    return work.wall.astimezone(EASTERN).replace(hour=0, minute=0, second=0, microsecond=0)


def _any_id(text: str) -> UUID:
    """The id behind any spelling that pages show."""
    for kind in PREFIXES:
        if (found := read_shown(kind, text.lower())) is not None:
            return found
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min.replace(year=1970)
