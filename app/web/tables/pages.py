"""One list page: reads its address, asks for the lines, and shows them with what narrows them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.banking.listing.asked import Asked, read_asked, write_asked
from app.banking.listing.asking import Page, Totals, key_kinds, read_listed, read_page
from app.banking.listing.spec import Column, TableSpec
from app.banking.lists.verb import Verb
from app.banking.lists.verbs import VERBS
from app.kernel.cursors import read_cursor, write_cursor
from app.kernel.ids import shown as shown_id
from app.web.door import page, work
from app.web.tables.cells import Cell, Stretch, look_of
from app.web.tables.chips import Chip, chips
from app.web.tables.keeping import keeping

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Empty:
    """What a list says when there is nothing in it, and when nothing matches.

    `begins` is the page where the first is made, with what is done there ("Send a payment"); where
    there is none, `nobody` says how the first comes.
    """

    title: str
    text: str = ""
    mark: str = "inbox"
    no_match: str = "Nothing matches these filters."
    good: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """What is said where nothing is what everybody hopes for: by a filter and its value."""
    begins: tuple[str, str] | None = None
    nobody: str = ""

    def __post_init__(self) -> None:
        """An empty page that leads nowhere is a dead end: it says one or the other."""
        assert bool(self.begins) != bool(self.nobody), self.title  # noqa: S101 -- a reader's guard


@dataclass(frozen=True, slots=True)
class TablePage:
    """A list as one surface shows it: its route, where its lines lead, and what it says."""

    spec: TableSpec
    endpoint: str
    href: Callable[[Any], str]
    empty: Empty
    lead: str = ""
    called: str = ""
    """What the page is called, if not as its lines are."""
    hrefs: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    """The templates of cells that are more than a value, by column."""
    template: str = "tables/index.html"
    fragment: str = "tables/_list.html"
    opens_drawer: bool = False
    says_totals: bool = True
    session: Callable[[], Session] = field(default=lambda: work.db)
    kind: str = ""
    """What kind of id its lines have, where some can be chosen; none where each says its own."""
    presets: tuple[tuple[str, str], ...] | Callable[[], tuple[tuple[str, str], ...]] = ()
    """Views that everybody has: a label and the query of each."""
    leading: Callable[[], list[dict[str, Any]]] = list
    """Tabs of other pages that stand before its views."""
    active: str = ""
    """Where it hangs in the navigation, if not under its own area."""
    crumbs: Callable[[], list[tuple[str, str]]] = list
    writing: Callable[[], Session] = field(default=lambda: work.staff)
    """Where a copy that is taken along is put on record."""
    is_own: Callable[[], bool] = field(default=lambda: True)
    """Whether its lines are this host's own: only those are kept as views and written later."""
    is_written_later: bool = True
    """Whether workers write it when it is long: only where they see all that the page shows."""
    arranged: Callable[..., Sequence[Any]] | None = None
    """How the lines of one page stand, where their key leaves it open."""
    first_word: str = "Newest"
    next_word: str = "Older"

    @property
    def title(self) -> str:
        return self.called or self.spec.many.capitalize()

    @property
    def views(self) -> tuple[tuple[str, str], ...]:
        """What everybody has of it, for the one who looks."""
        return self.presets() if callable(self.presets) else self.presets

    @property
    def area(self) -> str:
        """The blueprint it belongs to, with its files and batches."""
        return self.endpoint.partition(".")[0]


@dataclass(frozen=True)
class Table:
    """Everything that the template of a list shows; what it derives is derived once."""

    shown: TablePage
    asked: Asked
    page: Page
    totals: Totals | None
    is_first: bool
    fixed: Mapping[str, Any]

    @property
    def spec(self) -> TableSpec:
        return self.shown.spec

    @property
    def id(self) -> str:
        return self.spec.name

    @property
    def is_whole(self) -> bool:
        """Whether its one page shows all there is."""
        return self.is_first and not self.page.next_key and not self.asked.is_narrowed

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return tuple(each for each in self.spec.columns if each.key in self.asked.columns)

    @cached_property
    def stretches(self) -> list[Stretch]:
        """The columns as a line shows them, from left to right."""
        found: list[Stretch] = []
        for has_own, columns in groupby(self.columns, lambda each: each.key in self.shown.parts):
            if has_own:
                found += [Stretch(template=self.shown.parts[each.key]) for each in columns]
            else:
                found.append(Stretch(tuple(map(self._cell, columns))))
        return found

    def _cell(self, column: Column) -> Cell:
        is_first = column is self.columns[0]
        is_chosen = column.key == self.asked.sort != self.spec.sort
        return Cell(
            column=column,
            kind=column.kind,
            label=column.label,
            look=look_of(column, is_chosen=is_chosen),
            value=column.value,
            below=column.below,
            words=column.words,
            href=self.shown.hrefs.get(column.key) or (self.shown.href if is_first else None),
            opens_drawer=self.shown.opens_drawer and is_first,
        )

    @cached_property
    def chips(self) -> list[Chip]:
        return chips(self.spec, self.asked, self.page.lines)

    @cached_property
    def search(self) -> Any:
        """The filter that is a box to type in, where there is one."""
        return next((each for each in self.spec.filters if each.kind == "text"), None)

    @cached_property
    def pairs(self) -> Pairs:
        """Its address as fields, always spelled the same."""
        return write_asked(self.spec, self.asked)

    @cached_property
    def query(self) -> str:
        return urlencode(self.pairs)

    @cached_property
    def href(self) -> str:
        return self._address(self.pairs)

    @cached_property
    def bare_href(self) -> str:
        return self._address([])

    @property
    def said_of_none(self) -> tuple[str, str]:
        """When nothing matches: a title and a sentence."""
        empty = self.shown.empty
        usual = (f"No such {self.spec.many}", empty.no_match)
        for (name, value), words in empty.good.items():
            if self.asked.given == {name: (value,)}:
                return words
        return usual

    @property
    def clear_href(self) -> str:
        kept = [(name, value) for name, value in self.pairs if name in {"sort", "columns"}]
        return self._address(kept)

    @cached_property
    def pages(self) -> dict[str, str]:
        key = self.page.next_key
        return {
            "newer_href": "" if self.is_first else self.href,
            "older_href": self._address([*self.pairs, ("after", write_cursor(key))]) if key else "",
            "newer": self.shown.first_word,
            "older": self.shown.next_word,
        }

    @property
    def heads(self) -> list[dict[str, Any]]:
        return [self._head(column) for column in self.columns]

    @property
    def orders(self) -> list[dict[str, Any]]:
        """Every order there is, as links, for where the headings are not to be seen."""
        return [self._head(column) for column in self.spec.sortable]

    def action(self) -> str:
        """Where its forms go: the address without what they say themselves."""
        return self.bare_href

    def rest(self, *names: str) -> Pairs:
        """The fields that a form carries along beside its own."""
        return [(name, value) for name, value in self.pairs if name not in names]

    def without(self, names: Iterable[str]) -> str:
        return self._address(self.rest(*names))

    def line_id(self, line: Any) -> str:
        """How a line that can be chosen is called."""
        return shown_id(self.shown.kind or line.kind, line.id)

    def _head(self, column: Column) -> dict[str, Any]:
        is_this = self.asked.sort == column.key
        turned = not self.asked.is_descending if is_this else not column.is_up_first
        order = ("sort", f"{'-' if turned else ''}{column.key}")
        standing = "descending" if self.asked.is_descending else "ascending"
        is_usual = order[1] == f"{'-' if self.spec.is_descending else ''}{self.spec.sort}"
        kept = self.rest("sort")
        href = self._address(kept if is_usual else [*kept, order]) if column.sort else ""
        return {
            "key": column.key,
            "label": column.label,
            "numeric": column.is_numeric,
            "sort_href": href,
            "hx": self._swapped(href),
            "sorted": standing if is_this else "",
        }

    def _swapped(self, href: str) -> dict[str, str]:
        """What makes a link change the list in place."""
        return {"hx-get": href, "hx-target": f"#{self.id}", "hx-swap": "outerHTML"}

    def _address(self, pairs: Pairs) -> str:
        return url_for(self.shown.endpoint, **self.fixed, **dict(pairs))


def verbs_of(spec: TableSpec) -> list[Verb]:
    return [verb for verb in VERBS.values() if verb.spec is spec]


def asked_of(spec: TableSpec) -> Asked:
    """What this request's address asks of a list."""
    return read_asked(spec, {name: request.args.getlist(name) for name in spec.parameters})


def table_of(shown: TablePage, db: Session, **fixed: Any) -> Table:
    """The list that this request's address asks for; `fixed` are the parts of its path."""
    spec = shown.spec
    asked = asked_of(spec)
    after = read_cursor(request.args.get("after", ""), *key_kinds(spec, asked))
    if shown.says_totals:
        found, totals = read_listed(db, spec, asked, after=after)
    else:
        found = read_page(db, spec, asked, after=after)
        totals = Totals(len(found.lines), is_more=False)
    if shown.arranged is not None:
        lines = shown.arranged(found.lines, is_descending=asked.is_descending)
        found = replace(found, lines=tuple(lines))
    return Table(shown, asked, found, totals, after is None, fixed)


def list_page(shown: TablePage, table: Table | None = None, **context: Any) -> ResponseReturnValue:
    """The page, or its list alone for HTMX, under the one spelling of its address."""
    table = table or table_of(shown, shown.session())
    if shown.active:
        context["active"] = shown.active
    response = page(
        shown.template,
        fragment=shown.fragment,
        table=table,
        keeping=keeping(table),
        **context,
    )
    if request.headers.get("HX-Request") and not request.args.get("after"):
        response.headers["HX-Push-Url"] = table.href
    return response
