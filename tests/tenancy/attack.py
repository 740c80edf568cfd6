"""The attack on one surface: who asks what, in which order, and what must hold at the end."""

import random
from dataclasses import dataclass, field
from typing import TypeVar

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.kernel.ids import PREFIXES
from tests.tenancy.attack_record import SEED, record
from tests.tenancy.judging import Judge
from tests.tenancy.parameters import Heard
from tests.tenancy.people import INSIDE, VISITOR, Attacker, Stage, roles_of
from tests.tenancy.probes import PART, Matrix, diagonal, method_of
from tests.tenancy.routes import GONE, LAST
from tests.tenancy.things import Owner, Things

T = TypeVar("T")
NOT_FOUND = 404
WHOLE_FROM = 0.1
FAULTS_TOLD_MAX = 40
# The operator looks at the books of every partner, and what is found is kept with it.
MAY_CHANGE = {"operator": {"invariant_finding"}}


@dataclass
class Attack:
    """The matrix of a surface, whole or a sample in which each route is asked."""

    stage: Stage
    heard: Heard
    surface: str
    dice: random.Random
    share: float = 1.0
    has_one_wall: bool = False
    judge: Judge = field(default_factory=Judge)
    pairs: int = 0

    def __post_init__(self) -> None:
        app = self.stage.application.surfaces[self.surface]
        assert isinstance(app, Flask)
        self.judge.calm = self.stage.calm
        self.matrix = Matrix(app, self.heard, Things(self.stage.admin), self.own, self.strangers)

    @property
    def own(self) -> Owner:
        home = self.stage.cast.home
        return Owner(home, "harbor", home.ada.customer_id if self.surface == "portal" else None)

    @property
    def strangers(self) -> dict[str, Owner]:
        cast = self.stage.cast
        found = {
            "another bank's": Owner(cast.others["tally"], "tally"),
            "a suspended partner's": Owner(cast.others["sable"], "sable"),
        }
        if self.surface != "oversight":
            found["another partner's"] = Owner(cast.others["juniper"], "juniper")
        if self.surface == "portal":
            grace = cast.home.grace.customer_id
            found["another customer's"] = Owner(cast.home, "grace", grace)
        return found

    def must_fail(self, row: str, walls: str) -> None:
        """Make it, count it, and tell whatever it came to."""
        self.dice.seed(SEED)
        judge = self.run()
        what = f"tenant escape from {self.surface}, {walls}"
        if self.share < 1:
            what += f", {self.share:.1%} of the matrix"
        record(row, tried=judge.probes, hits=judge.faults, what=what, covered=self.covered())
        if judge.faults:
            pytest.fail("\n".join(judge.faults[:FAULTS_TOLD_MAX]), pytrace=False)

    def run(self) -> Judge:
        self.stage.tokens(self.surface)
        before, denied = self.stage.state(), self.stage.denied()
        self.learn()
        for turn, role in enumerate(self._roles()):
            self._as(role, turn)
        changed = set(self.stage.changed_since(before)) - MAY_CHANGE.get(self.surface, set())
        faults = [f"{self.surface}: rows of {table} changed" for table in sorted(changed)]
        if self.judge.denied and self.stage.denied() == denied:
            faults.append(f"{self.surface}: {self.judge.denied} were denied, none is logged")
        self.judge.faults += [*faults, *sorted(self.matrix.missing)]
        return self.judge

    def knows(self) -> None:
        """Learn, when no attack before this one has."""
        if self.surface not in self.heard.surfaces:
            self.learn()

    def learn(self) -> None:
        """Ask everything once, so that it is known what is read; each route finds its own."""
        attacker = self.stage.enters(self.surface, INSIDE.get(self.surface, "operator"))
        # Forms once more, with the fields that were heard of.
        passes = (False,) if self.surface in self.heard.surfaces else (False, True)
        for is_again in passes:
            for rule in self.in_order():
                if (is_again and method_of(rule) != "POST") or not (
                    probe := self.matrix.plain(rule)
                ):
                    continue
                answer = self.judge.ask(attacker, probe)
                # With one wall it is asked last, when earlier attacks have used things up.
                is_first = not is_again and not self.has_one_wall and rule.endpoint not in GONE
                if answer.status_code == NOT_FOUND and is_first and is_about_ids(rule):
                    self.judge.faults.append(f"{self.surface}: own ids are not found: {probe.name}")
                attacker = self._inside(attacker, rule)
        self.heard.surfaces.add(self.surface)

    def _roles(self) -> list[str]:
        """All of them; in a sample the visitor, who sees most, and one more."""
        roles = roles_of(self.surface)
        main = INSIDE.get(self.surface, "operator")
        if self.has_one_wall:  # what a role may do is asked by code that neither wall is part of
            return [main]
        if self.share >= WHOLE_FROM:
            return roles
        others = [role for role in roles if role not in (VISITOR, main)]
        return [VISITOR, main, *self.dice.sample(others, min(1, len(others)))]

    def in_order(self) -> list[Rule]:
        rules = self.matrix.rules()
        self.dice.shuffle(rules)
        return sorted(rules, key=lambda rule: rule.endpoint in LAST)

    def _as(self, role: str, turn: int) -> None:
        """Who may do most tries everything of everybody; the others each place and each kind.

        With one wall each place and each kind is enough: what it holds back it holds by the owner.
        """
        attacker = self.stage.enters(self.surface, role)
        self.matrix.tokens = self.stage.tokens(self.surface) if role == VISITOR else {}
        is_main = role == INSIDE.get(self.surface, "operator")
        for number, rule in enumerate(self.in_order()):
            pairs = list(self.matrix.pairs(rule, is_anonymous=role == VISITOR))
            if self.has_one_wall or not is_main:
                pairs = diagonal(pairs, number + turn)
            self.pairs += len(pairs)
            for pair in self._sample(pairs, least=int(is_main)):
                attacker.address = self._address()
                self.judge.compare(attacker, pair)
            attacker.address = self._address()
            others = list(self.matrix.others(rule))
            for probe in self._sample(
                others if is_main else others[turn % max(1, len(others)) :][:1]
            ):
                self.judge.ask(attacker, probe)
            for probe in self._sample([self.matrix.plain(rule)]):
                if probe:
                    self.judge.ask(attacker, probe)
            attacker = self._inside(attacker, rule)

    def _address(self) -> str:
        """One that has tried nothing yet."""
        return f"127.{'.'.join(str(self.dice.randrange(1, 250)) for _ in range(3))}"

    def covered(self) -> dict[str, int]:
        """What was tried at least once, as numbers that can be compared between runs."""
        compared = self.judge.compared
        return {
            "pairs there are": self.pairs,
            "routes": len({route for route, _ in self.judge.asked}),
            "routes as roles": len(self.judge.asked),
            "places": len({place for place, _, _ in compared}),
            "places as roles": len({(place, role) for place, role, _ in compared}),
            "places with kinds of strangers": len({(place, whose) for place, _, whose in compared}),
        }

    def _sample(self, every: list[T], *, least: int = 0) -> list[T]:
        wanted = max(least, sum(self.dice.random() < self.share for _ in every))
        return self.dice.sample(every, min(wanted, len(every)))

    def _inside(self, attacker: Attacker, rule: Rule) -> Attacker:
        """Whoever threw themselves out comes in again."""
        seen, self.judge.is_outside = self.judge.is_outside or rule.endpoint in LAST, False
        if attacker.role == VISITOR or not seen or attacker.is_inside():
            return attacker
        return self.stage.enters(self.surface, attacker.role)


def is_about_ids(rule: Rule) -> bool:
    return any(part["kind"] in PREFIXES for part in PART.finditer(rule.rule))
