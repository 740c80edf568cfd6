"""Another's object answers exactly like one that never was, on every route that takes an id."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.banking.accounts.tables import AccountRow
from app.banking.customers.tables import ApplicationRow
from app.banking.ledger.tables import HoldRow, TransactionRow
from app.kernel.ids import PREFIXES, new_id, shown
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from tests.adjustment_verbs import goodwill, proposes
from tests.intake_verbs import credit
from tests.team_verbs import allows, is_helped, joins
from tests.web_clients import Visitor, sign_in_customer, sign_in_staff
from tests.world import World

ID_PART = re.compile(r"<([a-z_]+):[a-z_]+>")
WAY_PART = re.compile(r"<any\('([a-z-]+)'[^>]*>")
NOT_IDS = {"path", "digest", "token"}
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


def things_of(world: World) -> dict[str, UUID]:
    """One real object of each kind that a route can name."""
    grace = world.grace
    grace.is_given("80.00")
    payment_id = grace.sends_ach("$12.34")
    file_id = world.takes_in(credit(grace, "$43.21")).file_id
    assert file_id is not None
    world.day_ends(bank_writes=False)
    month_on = world.month_ends()
    with partner_work(world.partner_id) as db:
        application_id = db.query(ApplicationRow.id).limit(1).scalar()
        account_id = db.query(AccountRow.id).limit(1).scalar()
        transaction_id = db.query(TransactionRow.id).limit(1).scalar()
        hold_id = db.query(HoldRow.id).limit(1).scalar()
    return {
        "customer": grace.customer_id,
        "account": account_id,
        "application": application_id,
        "payment": payment_id,
        "statement": world.issues(grace, month_on),
        "file": file_id,
        "partner": world.partner_id,
        "program": world.program_id,
        "ledger_account": grace.ledger_account_id,
        "transaction": transaction_id,
        "hold": hold_id,
        "adjustment": proposes(world, goodwill(grace, "1.00")),
        "login": joins(world, "Silas Boone", "support"),
        "network": allows(world, "0.0.0.0/1"),
        "support": is_helped(world).id,
    }


def routes(app: Flask) -> Iterator[tuple[list[str], Rule]]:
    """Every route with ids in its address, and the kinds of those ids."""
    for rule in app.url_map.iter_rules():
        kinds = [kind for kind in ID_PART.findall(rule.rule) if kind not in NOT_IDS]
        if kinds:
            yield kinds, rule


def address(rule: Rule, values: list[tuple[str, UUID]]) -> str:
    parts = iter(values)
    filled = ID_PART.sub(lambda _: shown(*next(parts)), rule.rule)
    return WAY_PART.sub(r"\1", filled)


def probe(visitor: Visitor, rule: Rule, path: str, token: str) -> tuple[int, str]:
    """What a request answers, with the id taken out of its words."""
    method = next(iter((rule.methods or set()) - {"HEAD", "OPTIONS"}))
    answer = visitor.client.open(
        path,
        method=method,
        base_url=f"https://{visitor.host}",
        data={"csrf_token": token} if method == "POST" else None,
        headers={"X-CSRFToken": token},
    )
    return answer.status_code, re.sub(r"[0-9a-f]{32}|content=\"[^\"]+\"", "", answer.text)


def visitor_of(surface: str, application: Dispatcher, world: World) -> Visitor:
    match surface:
        case "portal":
            return sign_in_customer(application, world, world.ada)
        case "console":
            return sign_in_staff(application, world, "owner")
        case _:
            return sign_in_staff(application, world, "oversight_officer")


@pytest.mark.parametrize("surface", ["portal", "console", "oversight"])
def test_another_partners_object_is_a_404_like_any_other(
    application: Dispatcher, harbor: World, surface: str
) -> None:
    app = application.surfaces[surface]
    assert isinstance(app, Flask)
    foreign = {"another bank's": things_of(harbor.tally)}
    if surface != "oversight":
        foreign["another partner's"] = things_of(harbor.juniper)
    if surface == "portal":
        foreign["another customer's"] = things_of(harbor)
    own = things_of(harbor) if surface == "oversight" else {}
    visitor = visitor_of(surface, application, harbor)
    found = TOKEN.search(visitor.get("/security").text)
    assert found
    probes = 0
    for kinds, rule in routes(app):
        for place, kind in enumerate(kinds):
            for whose, things in foreign.items():
                if kind == "break":
                    continue  # breaks have no maker of their own here; see the oversight tests
                others = things if place == 0 else own
                around = [(each, others.get(each, new_id(harbor.now))) for each in kinds]
                never, theirs = list(around), list(around)
                never[place] = (kind, new_id(harbor.now))
                theirs[place] = (kind, things[kind])
                nothing = probe(visitor, rule, address(rule, never), found[1])
                assert nothing[0] == 404, f"{rule.rule} answers {nothing[0]} to an id of nothing"
                answer = probe(visitor, rule, address(rule, theirs), found[1])
                assert answer == nothing, f"{rule.rule} tells that {whose} {kind} exists"
                probes += 1
    assert probes > 0
    assert set(PREFIXES) >= {kind for kinds, _ in routes(app) for kind in kinds}
