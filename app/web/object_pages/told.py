"""One timeline of what several sources tell, newest first, by kind and in pages of time.

What the sources have to ask the database is one statement, however many there are.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session

from app.storage.keyset import Moment
from app.storage.together import Question, read_together
from app.web.cursors import read_cursor, write_cursor

TOLD_A_PAGE = 20
LONG_AGO = datetime.min.replace(tzinfo=UTC)
KINDS = {
    "": "Everything",
    "changes": "Changes",
    "approvals": "Approvals",
    "entries": "Entries",
    "holds": "Holds",
    "notes": "Notes",
    "messages": "Messages",
    "letters": "Letters",
    "statements": "Statements",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that happened: who, when, where it is shown; `changes` are (what, from, to)."""

    at: datetime
    id: UUID
    kind: str
    title: str
    body: Any = ""
    actor: str = ""
    href: str = ""
    mark: str = "dot"
    tone: str = "neutral"
    changes: tuple[tuple[str, Any, Any], ...] = ()
    recorded: datetime = LONG_AGO

    @property
    def place(self) -> tuple[datetime, datetime]:
        """Of one moment of business time, the wall clock gives the order."""
        return self.at, self.recorded


@dataclass(frozen=True, slots=True)
class Source:
    """Whoever can tell of one kind, from what the page has read already or by asking `db`.

    Called with where the page begins and how much it may hold.
    """

    kind: str
    tell: Callable[[Moment | None, int], Iterable[Told] | Question[list[Told]]]
    db: Session | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of it; what is still to come stands above the first."""

    told: tuple[Told, ...]
    upcoming: tuple[Any, ...]
    kinds: tuple[dict[str, Any], ...]
    chosen: str
    older_href: str
    newest_href: str


def timeline_of(*sources: Source, here: str, upcoming: Iterable[Any] = ()) -> Timeline:
    """What the address asks for: `kind` narrows to one, `older` is where the page before ended.

    `here` is the address of the thing's own page.
    """
    offered = [each.kind for each in sources]
    chosen = request.args.get("kind", "")
    chosen = chosen if chosen in offered else ""
    given = read_cursor(request.args.get("older", ""), datetime, UUID)
    before: Moment | None = (given[0], given[1]) if given else None
    wanted = [source for source in sources if chosen in ("", source.kind)]
    found = [
        each for each in _told_by(wanted, before) if before is None or (each.at, each.id) < before
    ]
    found.sort(key=lambda each: (each.at, each.id), reverse=True)
    page, rest = found[:TOLD_A_PAGE], found[TOLD_A_PAGE:]
    older = write_cursor((page[-1].at, page[-1].id)) if rest else ""
    return Timeline(
        told=tuple(sorted(page, key=lambda each: each.place, reverse=True)),
        upcoming=tuple(upcoming) if before is None and chosen in ("", "changes") else (),
        kinds=tuple(
            {"key": kind, "label": label, "href": _part(here, kind)}
            for kind, label in KINDS.items()
            if not kind or kind in offered
        ),
        chosen=chosen,
        older_href=_part(here, chosen, older) if older else "",
        newest_href=_part(here, chosen) if before else "",
    )


def _told_by(sources: Sequence[Source], before: Moment | None) -> Iterable[Told]:
    """What the sources know, and what they ask: of each session in one statement."""
    asked: dict[Session, list[Question[list[Told]]]] = {}
    for source in sources:
        said = source.tell(before, TOLD_A_PAGE + 1)
        if not isinstance(said, Question):
            yield from said
        elif source.db is not None:
            asked.setdefault(source.db, []).append(said)
    for db, questions in asked.items():
        for answer in read_together(db, *questions):
            yield from answer


def timeline_fragment() -> str:
    """The timeline alone, when that is what was asked for."""
    is_wanted = request.headers.get("HX-Target") == "timeline"
    return "object_pages/_timeline.html" if is_wanted else ""


def _part(here: str, kind: str, older: str = "") -> str:
    """The same page with another part of its timeline."""
    given = {name: value for name, value in (("kind", kind), ("older", older)) if value}
    return f"{here}{'?' if given else ''}{urlencode(given)}#timeline"
