"""A partner leaves: all is handed over, and nobody is named any more but in books and proofs."""

import json
from pathlib import Path
from zipfile import ZipFile

import psycopg
import pytest
from sqlalchemy import select

from app.banking.audit.tables import AuditRow
from app.banking.customers.queries import customer_detail
from app.banking.partners.actions.erase_partner import erase_partner
from app.banking.partners.erasure import BLANKED, KEPT, REMOVED
from app.kernel.actor import OPERATOR
from app.kernel.errors import NotFound, Refused
from app.storage import crypto
from app.storage.owner import owner_work, partner_tables
from app.storage.session import partner_work
from app.workers.erasing import erase
from app.workers.keys import rewrap_all
from tests.customer_verbs import Person
from tests.seal_verbs import faults, seals, superuser
from tests.world import World

CANARIES = {
    "given_name": "Xanthippe",
    "family_name": "Quillfeather",
    "email": "xanthippe.quillfeather@canary.example",
    "street": "77 Canary Wharf Lane",
}


@pytest.fixture
def leaving(harbor: World) -> World:
    """Tally's partner, of another bank; nobody has money there."""
    return harbor.tally


@pytest.fixture
def person(leaving: World) -> Person:
    return leaving.becomes_customer(
        CANARIES["given_name"],
        CANARIES["family_name"],
        email=CANARIES["email"],
        street=CANARIES["street"],
    )


def places(world: World, word: str) -> set[str]:
    """The tables of the partner in which a word stands somewhere."""
    with superuser(world.config) as db:
        return {name for name in _tables(db) if _holds(db, name, world, word)}


def _tables(db: psycopg.Connection) -> list[str]:
    asked = (
        "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid "
        "where c.relkind = 'r' and a.attname = 'partner_id' "
        "and c.relnamespace = 'public'::regnamespace"
    )
    return [row[0] for row in db.execute(asked)]


def _holds(db: psycopg.Connection, name: str, world: World, word: str) -> bool:
    asked = (
        f"select exists (select from {name} t where partner_id = %s and to_jsonb(t)::text ilike %s)"
    )
    row = db.execute(asked, [world.partner_id, f"%{word}%"]).fetchone()
    return bool(row and row[0])


def test_who_left_is_named_in_books_and_proofs_alone(
    leaving: World, person: Person, tmp_path: Path
) -> None:
    seals(leaving)
    for word in CANARIES.values():
        assert "customer" in places(leaving, word)
    out = tmp_path / "tally.zip"

    done = erase(leaving.config, slug=leaving.partner.slug, out=out, reason="The contract ended")

    for word in CANARIES.values():
        assert places(leaving, word) <= set(KEPT), word
    with partner_work(leaving.partner_id) as db:
        told = db.scalars(select(AuditRow).where(AuditRow.action == "partner.erased")).one()
        with pytest.raises(Refused, match="destroyed"):
            crypto.blind_index(db, "900-12-3456", place="customer.tax_id")
        assert customer_detail(db, person.customer_id).given_name == "Erased"
    assert told.reason == "The contract ended"
    assert told.details["sha256"] == done.sha256
    assert done.keys >= 2
    seals(leaving)
    assert faults(leaving) == [], "the books are what they were"
    assert dict(_rewrapped(leaving))[leaving.partner.slug] == 0


def test_what_is_handed_over_is_complete(leaving: World, person: Person, tmp_path: Path) -> None:
    out = tmp_path / "tally.zip"
    with superuser(leaving.config) as db:
        counts = {name: _count(db, name, leaving) for name in _tables(db)}
    erase(leaving.config, slug=leaving.partner.slug, out=out, reason="The contract ended")
    with ZipFile(out) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        customers = [json.loads(line) for line in archive.read("customer.jsonl").splitlines()]
        logins = archive.read("login.jsonl").decode()
        lines = {name: archive.read(f"{name}.jsonl").count(b"\n") for name in counts}
    assert manifest["rows"] == lines == counts
    [hers] = [each for each in customers if each["family_name"] == CANARIES["family_name"]]
    assert len(hers["tax_id"].replace("-", "")) == 9
    assert "password_hash" not in logins


def test_nobody_is_erased_who_has_money(leaving: World, person: Person, tmp_path: Path) -> None:
    person.is_given("12.00")
    out = tmp_path / "tally.zip"
    with pytest.raises(Refused, match="still hold money"):
        erase(leaving.config, slug=leaving.partner.slug, out=out, reason="Too early")
    assert not out.exists()
    assert "customer" in places(leaving, CANARIES["email"])


def test_what_was_handed_over_before_is_left_alone(leaving: World, tmp_path: Path) -> None:
    out = tmp_path / "tally.zip"
    out.write_bytes(b"the only copy")
    with pytest.raises(Refused, match="there already"):
        erase(leaving.config, slug=leaving.partner.slug, out=out, reason="Asked twice")
    assert out.read_bytes() == b"the only copy"


def test_only_a_partner_is_erased(harbor: World, tmp_path: Path) -> None:
    out = tmp_path / "none.zip"
    with pytest.raises(NotFound):
        erase(harbor.config, slug="nobody", out=out, reason="A slip")


def test_the_doors_role_may_not(leaving: World, tmp_path: Path) -> None:
    """Only the owner's session can: the app's role has not the rights."""
    with (
        pytest.raises(Exception, match="permission denied"),
        partner_work(leaving.partner_id) as db,
    ):
        erase_partner(db, tmp_path / "no.zip", reason="A slip", actor=OPERATOR, now=leaving.now)


def test_every_table_of_a_partner_has_its_fate(harbor: World) -> None:
    """A new one: say in app/banking/partners/erasure.py what becomes of it."""
    with owner_work(harbor.config, harbor.partner_id) as db:
        known = partner_tables(db)
    decided = [*REMOVED, *BLANKED, *KEPT]
    assert sorted(decided) == sorted(set(decided))
    assert set(known) == set(decided)


def _rewrapped(world: World) -> list[tuple[str, int]]:
    return [(slug, changed) for slug, changed, _ in rewrap_all(world.config)]


def _count(db: psycopg.Connection, name: str, world: World) -> int:
    row = db.execute(f"select count(*) from {name} where partner_id = %s", [world.partner_id])
    found = row.fetchone()
    return int(found[0]) if found else 0
