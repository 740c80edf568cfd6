"""A brand's look: worked on in private, shown after the bank's yes, kept for ever, brought back."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from app.banking.brands.actions.approve import approve
from app.banking.brands.actions.discard_draft import discard_draft
from app.banking.brands.actions.publish_due import publish_due
from app.banking.brands.actions.publish_version import publish_version
from app.banking.brands.actions.reject import reject
from app.banking.brands.actions.roll_back import roll_back
from app.banking.brands.actions.save_draft import save_draft
from app.banking.brands.actions.schedule_version import schedule_version
from app.banking.brands.actions.submit import submit
from app.banking.brands.actions.unschedule_version import unschedule_version
from app.banking.brands.actions.withdraw import withdraw
from app.banking.brands.listing import BRANDS
from app.banking.brands.queries import (
    draft_of,
    look_now,
    steps_of,
    version_names,
    version_of,
    waiting_count,
)
from app.banking.brands.rules import NEXT, Status
from app.banking.listing.asked import read_query
from app.banking.listing.asking import read_page
from app.kernel.actor import SCHEDULE, Actor
from app.kernel.errors import Conflict, NotFound, Refused
from app.kernel.ids import BrandVersionId, new_id
from app.storage.scope import Scope
from app.storage.session import partner_work, session_for
from tests.world import World
from themes.document import BrandDocument

OLIVE = Actor("user", UUID(int=7), "Olive Hart", person="olive")
RUTH = Actor("officer", UUID(int=8), "Ruth Calder", person="ruth")
TEAL, WINE, PALE = "#0f766e", "#7f1d1d", "#f4e9c8"


def coloured(world: World, colour: str) -> BrandDocument:
    with partner_work(world.partner_id) as db:
        look = look_now(db)
    return replace(look, theme=replace(look.theme, brand=colour))


def submitted(world: World, colour: str) -> BrandVersionId:
    return sends(world, coloured(world, colour))


def sends(world: World, brand: BrandDocument) -> BrandVersionId:
    with partner_work(world.partner_id) as db:
        save_draft(db, brand, actor=OLIVE, now=world.wait(minutes=1))
        return submit(db, note="For the spring.", actor=OLIVE, now=world.wait(minutes=1))


def approved(world: World, colour: str) -> BrandVersionId:
    return agreed(world, submitted(world, colour))


def agreed(world: World, version_id: BrandVersionId) -> BrandVersionId:
    with partner_work(world.partner_id) as db:
        approve(db, version_id=version_id, actor=RUTH, now=world.wait(minutes=1))
    return version_id


def published(world: World, colour: str) -> BrandVersionId:
    return publishes(world, coloured(world, colour))


def publishes(world: World, brand: BrandDocument) -> BrandVersionId:
    version_id = agreed(world, sends(world, brand))
    with partner_work(world.partner_id) as db:
        publish_version(db, version_id=version_id, actor=OLIVE, now=world.wait(minutes=1))
    return version_id


def colour_of(world: World) -> str:
    with partner_work(world.partner_id) as db:
        return look_now(db).theme.brand


def standing(world: World) -> list[tuple[int, str]]:
    with partner_work(world.partner_id) as db:
        return [(each.number, each.status.value) for each in version_names(db)]


def test_a_brand_begins_with_its_preset_as_the_first_version(harbor: World) -> None:
    assert standing(harbor) == [(1, "published")]
    assert colour_of(harbor) == "#0b5d7a"


def test_a_draft_is_seen_by_nobody_and_can_be_thrown_away(harbor: World) -> None:
    with partner_work(harbor.partner_id) as db:
        digest = save_draft(db, coloured(harbor, PALE), actor=OLIVE, now=harbor.now)
        draft = draft_of(db)
        assert draft
        assert (draft.digest, draft.changed_by) == (digest, "Olive Hart")
        assert draft.brand.theme.name == "Harbor"  # whatever a document calls itself
    assert colour_of(harbor) == "#0b5d7a"
    with session_for("bank", Scope(bank_id=harbor.bank_id)) as db, pytest.raises(ProgrammingError):
        db.execute(text("select 1 from brand_draft"))
    with partner_work(harbor.partner_id) as db:
        discard_draft(db, actor=OLIVE, now=harbor.now)
        assert draft_of(db) is None


def test_from_a_draft_to_what_customers_see_and_back(harbor: World) -> None:
    first = published(harbor, TEAL)
    assert colour_of(harbor) == TEAL
    second = published(harbor, WINE)
    assert standing(harbor) == [(3, "published"), (2, "superseded"), (1, "superseded")]

    with partner_work(harbor.partner_id) as db:
        roll_back(db, version_id=first, actor=OLIVE, now=harbor.wait(minutes=5))
    assert colour_of(harbor) == TEAL
    assert standing(harbor) == [(3, "rolled_back"), (2, "published"), (1, "superseded")]
    with partner_work(harbor.partner_id) as db:
        steps = [(step.status.value, step.by) for step in steps_of(db, second)]
    assert steps == [
        ("rolled_back", "Olive Hart"),
        ("published", "Olive Hart"),
        ("approved", "Ruth Calder"),
        ("in_review", "Olive Hart"),
    ]


def test_customers_see_nothing_the_bank_has_not_seen(harbor: World) -> None:
    version_id = submitted(harbor, TEAL)
    with partner_work(harbor.partner_id) as db, pytest.raises(Conflict):
        publish_version(db, version_id=version_id, actor=OLIVE, now=harbor.now)
    with partner_work(harbor.partner_id) as db, pytest.raises(Conflict):
        roll_back(db, version_id=version_id, actor=OLIVE, now=harbor.now)
    assert colour_of(harbor) == "#0b5d7a"


def test_who_made_it_does_not_decide_it(harbor: World) -> None:
    version_id = submitted(harbor, TEAL)
    for actor in (OLIVE, replace(RUTH, person="olive"), replace(OLIVE, kind="officer")):
        with partner_work(harbor.partner_id) as db, pytest.raises(Refused, match="did not make"):
            approve(db, version_id=version_id, actor=actor, now=harbor.now)


def test_the_bank_says_no_and_why(harbor: World) -> None:
    version_id = submitted(harbor, TEAL)
    with partner_work(harbor.partner_id) as db, pytest.raises(Refused, match="Say why"):
        reject(db, version_id=version_id, note=" ", actor=RUTH, now=harbor.now)
    with partner_work(harbor.partner_id) as db:
        later = harbor.wait(minutes=1)
        reject(db, version_id=version_id, note="Too close to ours.", actor=RUTH, now=later)
        assert steps_of(db, version_id)[0].note == "Too close to ours."
    assert standing(harbor)[0] == (2, "rejected")


def test_one_version_at_a_time_is_with_the_bank(harbor: World) -> None:
    version_id = submitted(harbor, TEAL)
    with pytest.raises(Conflict, match="Version 2 is with the bank already"):
        submitted(harbor, WINE)
    with partner_work(harbor.partner_id) as db:
        withdraw(db, version_id=version_id, actor=OLIVE, now=harbor.now)
    submitted(harbor, WINE)
    assert standing(harbor)[:2] == [(3, "in_review"), (2, "withdrawn")]


def test_what_cannot_be_read_is_not_submitted(harbor: World) -> None:
    with pytest.raises(Refused, match="too close to be read"):
        submitted(harbor, PALE)
    with partner_work(harbor.partner_id) as db:
        with pytest.raises(Refused, match="no draft"):
            submit(db, note="", actor=OLIVE, now=harbor.now)
        save_draft(db, look_now(db), actor=OLIVE, now=harbor.now)
        with pytest.raises(Refused, match="customers see already"):
            submit(db, note="", actor=OLIVE, now=harbor.now)


def test_a_version_appears_at_its_moment_and_not_before(harbor: World) -> None:
    version_id = approved(harbor, TEAL)
    due_at = harbor.now + timedelta(hours=5)
    with partner_work(harbor.partner_id) as db:
        schedule_version(db, version_id=version_id, due_at=due_at, actor=OLIVE, now=harbor.now)

    def come(at: datetime) -> bool:
        with partner_work(harbor.partner_id) as db:
            return publish_due(db, version_id=version_id, actor=SCHEDULE, now=at)

    assert not come(due_at - timedelta(minutes=1))
    assert colour_of(harbor) == "#0b5d7a"
    assert come(due_at)
    assert not come(due_at)  # told twice
    assert colour_of(harbor) == TEAL


def test_a_moment_can_be_taken_back(harbor: World) -> None:
    version_id, now = approved(harbor, TEAL), harbor.now
    with partner_work(harbor.partner_id) as db:
        with pytest.raises(Refused, match="time to come"):
            schedule_version(db, version_id=version_id, due_at=now, actor=OLIVE, now=now)
        due_at = now + timedelta(hours=5)
        schedule_version(db, version_id=version_id, due_at=due_at, actor=OLIVE, now=now)
        unschedule_version(db, version_id=version_id, actor=OLIVE, now=now)
        assert not publish_due(db, version_id=version_id, actor=SCHEDULE, now=due_at)
    assert standing(harbor)[0] == (2, "approved")


def test_a_version_is_never_rewritten(harbor: World) -> None:
    version_id = submitted(harbor, TEAL)
    for change in ("document = '{}'", "digest = ''", "number = 9", "made_label = 'Nobody'"):
        with partner_work(harbor.partner_id) as db, pytest.raises(ProgrammingError):
            db.execute(
                text(f"update brand_version set {change} where id = :id"), {"id": version_id}
            )
    for table in ("brand_version", "brand_event"):
        with partner_work(harbor.partner_id) as db, pytest.raises(ProgrammingError):
            db.execute(text(f"delete from {table}"))


def test_a_version_of_another_brand_is_nowhere(harbor: World) -> None:
    hers = published(harbor.juniper, WINE)
    with partner_work(harbor.partner_id) as db:
        for version_id in (hers, BrandVersionId(new_id(harbor.now))):
            with pytest.raises(NotFound):
                version_of(db, version_id)
            with pytest.raises(NotFound):
                roll_back(db, version_id=version_id, actor=OLIVE, now=harbor.now)
    assert colour_of(harbor) == "#0b5d7a"


def test_the_bank_sees_every_brand_of_its_own(harbor: World) -> None:
    assert harbor.juniper
    submitted(harbor, TEAL)
    with session_for("bank", Scope(bank_id=harbor.bank_id)) as db:
        found = read_page(db, BRANDS, read_query(BRANDS, "")).lines
        assert read_page(db, BRANDS, read_query(BRANDS, "standing=waiting")).lines == found[:1]
        lines = [(line.partner_name, line.published_number, line.waiting_number) for line in found]
        assert waiting_count(db) == 1
    assert lines == [("Harbor", 1, 2), ("Juniper", 1, None)]


def test_every_state_can_be_reached_and_left_only_as_said() -> None:
    assert {after for afters in NEXT.values() for after in afters} | {Status.IN_REVIEW} == set(
        Status
    )
    assert set(Status) - NEXT.keys() == {Status.WITHDRAWN, Status.REJECTED}
