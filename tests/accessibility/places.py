"""Every page that a person can open: from the routes themselves, with real ids in them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random

from flask import Flask
from werkzeug.routing import Rule

from tests.tenancy.parameters import Heard
from tests.tenancy.people import INSIDE, VISITOR, Attacker, Stage
from tests.tenancy.probes import Matrix
from tests.tenancy.things import Owner, Things

SURFACES = ("portal", "console", "oversight", "operator")
MAIN_ROLE = {**INSIDE, "operator": "operator"}
# A letter as its reader's mail program shows it is no page of ours; the page of components has
# tests of its own, in every theme and scheme.
NO_PAGES = {"mailbox.document", "gallery"}
HTML = "text/html"
COOKIES = ("__Host-login", "__Host-session", "__Host-device", "__Host-operator")


@dataclass(frozen=True)
class Place:
    """An address that answers a person with a page."""

    surface: str
    role: str
    host: str
    path: str
    endpoint: str
    cookies: tuple[tuple[str, str], ...] = field(repr=False)

    @property
    def name(self) -> str:
        return f"{self.surface} {self.endpoint} as {self.role}"


@dataclass
class Places:
    """Asks who may open what, as whoever may open most of a surface, and as a visitor."""

    stage: Stage
    _people: dict[tuple[str, str], Attacker] = field(default_factory=dict)
    _every: dict[str, list[Place]] = field(default_factory=dict)

    def every(self, surface: str) -> list[Place]:
        if surface not in self._every:
            self._every[surface] = list(self._found(surface, self._rules(surface)))
        return self._every[surface]

    def some(self, surface: str, dice: Random, *, most: int) -> list[Place]:
        """The home page, and others by the dice."""
        rules = [rule for rule in self._rules(surface) if rule.rule != "/"]
        dice.shuffle(rules)
        found = [self.at(surface, "/")]
        for place in self._found(surface, rules):
            if len(found) == most:
                break
            found.append(place)
        return found

    def at(self, surface: str, path: str, *, role: str = "") -> Place:
        """A page by its address."""
        person = self.person(surface, role)
        return Place(surface, person.role, person.visitor.host, path, path, tuple(_cookies(person)))

    def _rules(self, surface: str) -> list[Rule]:
        app = self.stage.application.surfaces[surface]
        assert isinstance(app, Flask)
        rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
        return [rule for rule in rules if rule.endpoint not in NO_PAGES]

    def _found(self, surface: str, rules: Iterable[Rule]) -> Iterator[Place]:
        app = self.stage.application.surfaces[surface]
        assert isinstance(app, Flask)
        home = self.stage.cast.home
        customer = home.ada.customer_id if surface == "portal" else None
        matrix = Matrix(app, Heard(), Things(self.stage.admin), Owner(home, "harbor", customer), {})
        for rule in rules:
            probe = matrix.plain(rule)
            for role in (MAIN_ROLE[surface], VISITOR) if probe else ():
                person = self.person(surface, role)
                answer = person.visitor.get(probe.path)
                if answer.status_code == 200 and answer.mimetype == HTML:
                    yield Place(
                        surface,
                        role,
                        person.visitor.host,
                        probe.path,
                        rule.endpoint,
                        tuple(_cookies(person)),
                    )
                    break

    def of(self, surface: str, endpoint: str) -> Place:
        """The page of a route, with the id of something that is there."""
        rules = [rule for rule in self._rules(surface) if rule.endpoint == endpoint]
        return next(self._found(surface, rules))

    def person(self, surface: str, role: str = "") -> Attacker:
        """Signed in once; whoever may open most of the surface unless somebody is named."""
        role = role or MAIN_ROLE[surface]
        if (surface, role) not in self._people:
            self._people[surface, role] = self.stage.enters(surface, role)
        return self._people[surface, role]


def _cookies(person: Attacker) -> Iterator[tuple[str, str]]:
    for name in COOKIES:
        if cookie := person.visitor.client.get_cookie(name, person.visitor.host):
            yield name, cookie.value
