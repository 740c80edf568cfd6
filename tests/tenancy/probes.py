"""The matrix: each route and method, as each role, with ids of everybody in every place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from app.kernel.ids import PREFIXES
from tests.tenancy.parameters import Heard
from tests.tenancy.routes import SHARED
from tests.tenancy.things import FIXED, NothingThere, Owner, Things

PART = re.compile(r"<(?:any\((?P<ways>[^)]*)\)|(?P<kind>[a-z_]+)):(?P<name>[a-z_]+)>")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
HEADERS = (
    "X-Partner-Id", "X-Tenant-Id", "X-Bank-Id", "X-Customer-Id", "X-User-Id", "X-Original-URL",
    "X-Forwarded-Host", "X-Forwarded-User", "X-Rewrite-URL", "X-HTTP-Method-Override",
)  # fmt: skip


@dataclass(frozen=True)
class Probe:
    """One request, and what in it is somebody else's."""

    rule: Rule
    method: str
    path: str
    what: str
    whose: str = "own"
    values: tuple[tuple[str, Any], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    cookies: tuple[tuple[str, str], ...] = ()
    is_json: bool = False

    @property
    def sent(self) -> list[str]:
        """Every text that an answer may repeat, for it was in the request."""
        parts = [self.path, *(str(value) for _, value in self.values)]
        return [*parts, *(value for _, value in (*self.headers, *self.cookies))]

    @property
    def name(self) -> str:
        return f"{self.method} {self.rule.rule} with {self.whose} {self.what}"

    @property
    def place(self) -> tuple[str, str]:
        """Where in a request, whosever value is put there."""
        return self.rule.endpoint, self.what

    @property
    def told(self) -> str:
        """The request itself, for whoever wants to make it again."""
        values = dict(self.values) | dict(self.headers[:1])
        return f"{self.name}: {self.path} {values}"


@dataclass(frozen=True)
class Pair:
    """The same request with somebody's value, and with one that never was."""

    real: Probe
    never: Probe
    is_alike: bool = True
    """Whether both bodies must be the same: not after a change, and not in a list of one's own."""


@dataclass
class Matrix:
    """Makes the probes of a surface; gathers what nobody described."""

    app: Flask
    heard: Heard
    things: Things
    own: Owner
    strangers: dict[str, Owner]
    missing: set[str] = field(default_factory=set)

    @property
    def surface(self) -> str:
        return self.app.name.rpartition(".")[2]

    def rules(self) -> list[Rule]:
        return list(self.app.url_map.iter_rules())

    def plain(self, rule: Rule) -> Probe | None:
        """The request as somebody of home would make it."""
        path = self.address(rule, {})
        return path and Probe(rule, method_of(rule), path, "ids", values=self._good(rule))

    def others(self, rule: Rule) -> Iterator[Probe]:
        """Methods that the route does not have."""
        path = self.address(rule, {})
        if path is None:
            return
        for method in METHODS:
            if method not in (rule.methods or ()):
                yield Probe(rule, method, path, "another method")

    def pairs(self, rule: Rule, *, is_anonymous: bool) -> Iterator[Pair]:
        """Everything of each stranger's, in each place of the request."""
        base = self.plain(rule)
        if base is None:
            return
        for whose, other in self.strangers.items():
            stranger = self._whose(rule, other)
            if (rule.endpoint, whose) in SHARED:
                continue
            yield from self._in_path(base, whose, stranger)
            yield from self._in_values(base, whose, stranger)
            if is_anonymous:
                yield from self._in_cookies(base, whose)
        whose = list(self.strangers)[len(base.path) % len(self.strangers)]
        yield from self._in_headers(base, whose, self.strangers[whose])
        if base.method == "POST":
            yield from self._in_json(base, whose, self.strangers[whose])

    def _whose(self, rule: Rule, owner: Owner) -> Owner:
        """On a bank's own pages its people and records are those of its house."""
        is_own_page = self.surface == "oversight" and "<partner:" not in rule.rule
        return replace(owner, is_house=is_own_page)

    def address(self, rule: Rule, instead: dict[str, str]) -> str | None:
        """The rule's address with home's own ids, or with others in some places."""
        try:
            own = self._whose(rule, self.own)
            return PART.sub(
                lambda part: instead.get(part["name"]) or self._own_part(part, own), rule.rule
            )
        except NothingThere as nothing:
            self.missing.add(f"{self.surface} {rule.rule}: {nothing}")
            return None

    def _own_part(self, part: re.Match[str], own: Owner) -> str:
        if part["ways"]:
            return part["ways"].partition(",")[0].strip("' ")
        return self.things.good(part["kind"], own)

    def _in_path(self, base: Probe, whose: str, stranger: Owner) -> Iterator[Pair]:
        places = [part for part in PART.finditer(base.rule.rule) if part["kind"] in PREFIXES]
        unknown = {part["kind"] for part in PART.finditer(base.rule.rule)} - {
            *PREFIXES,
            *FIXED,
            None,
        }
        self.missing |= {f"{self.surface} {base.rule.rule}: what is a {each}?" for each in unknown}
        for place in places:
            try:
                real, never = self.things.pair(place["kind"], stranger)
                around = {
                    each["name"]: self.things.good(each["kind"], stranger)
                    for each in places
                    if each.start() > place.start()
                }
            except NothingThere as nothing:
                self.missing.add(f"{self.surface} {base.rule.rule}: {nothing}")
                continue
            real_path = self.address(base.rule, {**around, place["name"]: real})
            never_path = self.address(base.rule, {**around, place["name"]: never})
            if real_path and never_path:
                probe = replace(base, what=place["name"], whose=whose)
                yield Pair(replace(probe, path=real_path), replace(probe, path=never_path))

    def _in_values(self, base: Probe, whose: str, stranger: Owner) -> Iterator[Pair]:
        endpoint = base.rule.endpoint
        for name in self.heard.of(self.surface, endpoint):
            kind = self.heard.kind_of(self.surface, endpoint, name)
            if kind is None:
                self.missing.add(f"{self.surface} {endpoint}: what does the parameter {name} hold?")
                continue
            shape = self.heard.cursors.get((self.surface, endpoint), ())
            try:
                real, never = self.things.pair(kind, stranger, shape)
            except NothingThere:  # a bank's house has no customers
                real, never = self.things.pair(kind, replace(stranger, is_house=False), shape)
            spelled = name.replace("#", "1")
            rest = tuple(pair for pair in base.values if pair[0] != spelled)
            probe = replace(base, what=f"{spelled} as {kind}", whose=whose)
            yield Pair(
                replace(probe, values=(*rest, (spelled, real))),
                replace(probe, values=(*rest, (spelled, never))),
                is_alike=kind != "cursor" and base.method == "GET",
            )

    def _in_json(self, base: Probe, whose: str, stranger: Owner) -> Iterator[Pair]:
        for pair in self._in_values(base, whose, stranger):
            real, never = (
                replace(each, is_json=True, what=f"{each.what} in JSON")
                for each in (pair.real, pair.never)
            )
            yield replace(pair, real=real, never=never)

    def _in_headers(self, base: Probe, whose: str, stranger: Owner) -> Iterator[Pair]:
        real, never = self.things.pair("partner uuid", stranger)
        probe = replace(base, what="headers", whose=whose)
        both = (
            replace(probe, headers=tuple((name, value) for name in HEADERS))
            for value in (real, never)
        )
        yield Pair(*both, is_alike=base.method == "GET")

    def _in_cookies(self, base: Probe, whose: str) -> Iterator[Pair]:
        """Somebody's own session, on a host that is not theirs."""
        for token in self.tokens.get(whose, ()):
            probe = replace(base, what="session cookie", whose=whose)
            yield Pair(
                replace(probe, cookies=(("__Host-login", token),)),
                replace(probe, cookies=(("__Host-login", "A" * len(token)),)),
            )

    tokens: dict[str, list[str]] = field(default_factory=dict)
    """Sessions of strangers, by what they are."""

    def _good(self, rule: Rule) -> tuple[tuple[str, Any], ...]:
        if method_of(rule) != "POST":
            return ()
        return tuple(self.heard.good(self.surface, rule.endpoint).items())


def diagonal(pairs: list[Pair], turn: int) -> list[Pair]:
    """Of a route's pairs so many that each place is tried, and somebody of each kind of stranger.

    A place that knows all kinds takes the next kind at each turn; one that knows fewer is tried
    with all it knows.
    """
    places: dict[str, list[Pair]] = {}
    for pair in pairs:
        places.setdefault(pair.real.what, []).append(pair)
    most = max(map(len, places.values()), default=0)
    full = [each for each in places.values() if len(each) == most]
    rest = [pair for each in places.values() if len(each) < most for pair in each]
    picked = [(n % len(full), (n + turn) % most) for n in range(max(len(full), most)) if full]
    return [full[place][whose] for place, whose in dict.fromkeys(picked)] + rest


def method_of(rule: Rule) -> str:
    return next(iter((rule.methods or {"GET"}) - {"HEAD", "OPTIONS"}), "GET")
