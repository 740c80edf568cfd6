"""The audit trail is sealed; whoever changes a record of it afterwards is found out, by name."""

import contextlib
import io
import json
import runpy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from app.banking.audit.actions.record import record
from app.banking.ledger.contradictions import PaperRoot
from app.banking.ledger.proof.keys import keys_from
from app.banking.trail.exporting import export_trail
from app.banking.trail.seals import last_trail_block, trail_block_of, trail_roots
from app.banking.trail.verifying import TrailVerified, verify_trail
from app.kernel.actor import OPERATOR
from app.rails.calendars import eastern_day
from app.storage.session import partner_reading, partner_work
from app.workers.sealer import seal_records
from tests.seal_verbs import once_decided, roots, seals, superuser
from tests.world import World

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "verify_audit.py"
check = runpy.run_path(str(SCRIPT))["main"]
PROVEN, CONTRADICTED = 0, 1


def sealed(world: World) -> int:
    """All that is on record, sealed together; returns how many blocks that made."""
    once_decided(world.partner_id)
    return seal_records(world.partner_id, keys_from(world.config.seal_keys))


def renames(world: World, name: str) -> UUID:
    """Something on record; returns the record's id."""
    with partner_work(world.partner_id) as db:
        about = ("ledger_account", UUID(int=1))
        changed: dict[str, Any] = {"before": {"name": "Cash"}, "after": {"name": name}}
        record(db, OPERATOR, "ledger_account.renamed", subject=about, now=world.now, **changed)
        found = db.scalars(
            text("select id from audit_record where partner_id = :p and after ->> 'name' = :n"),
            {"p": world.partner_id, "n": name},
        ).one()
    return UUID(str(found))


def verified(world: World, **asked: Any) -> TrailVerified:
    with partner_reading(world.partner_id) as db:
        return verify_trail(db, **asked)


def faults(world: World) -> list[str]:
    return [str(fault) for fault in verified(world).faults]


def judged(*arguments: object) -> tuple[int, str]:
    said = io.StringIO()
    said.reconfigure = lambda **_: None  # type: ignore[attr-defined]
    with contextlib.redirect_stdout(said):
        code = check([str(each) for each in arguments])
    return code, said.getvalue()


def exported(world: World, out: Path) -> Path:
    with partner_reading(world.partner_id) as db:
        export_trail(db, out)
    return out


@pytest.fixture
def trail(harbor: World) -> World:
    """Two blocks: what the world began with, and three names given to an account."""
    sealed(harbor)
    for name in ("One", "Two", "Thrée 🏦"):
        renames(harbor, name)
    sealed(harbor)
    return harbor


@pytest.fixture
def hands(trail: World) -> Iterator[psycopg.Connection]:
    """Whoever owns the database."""
    with superuser(trail.config) as db:
        yield db


def test_everything_on_record_is_sealed_in_order(trail: World) -> None:
    found = verified(trail)

    assert (found.blocks, found.waiting, found.faults) == (2, 0, [])
    assert found.records >= 5


def test_a_record_knows_its_block(trail: World) -> None:
    waiting = renames(trail, "Four")
    with partner_reading(trail.partner_id) as db:
        last = last_trail_block(db)
        first = db.scalars(
            text("select id from audit_record where partner_id = :p and after ->> 'name' = 'Two'"),
            {"p": trail.partner_id},
        ).one()
        block = trail_block_of(db, first)
        assert last is not None
        assert block is not None
        assert block.header.number == last.header.number == 2
        assert trail_block_of(db, waiting) is None


def test_verifying_may_begin_at_a_later_block(trail: World) -> None:
    found = verified(trail, first=2)

    # How many blocks three records fill depends on what else the server was doing just then.
    assert (found.first, found.records, found.faults) == (2, 3, [])
    assert found.last >= 2


def test_neighbours_have_chains_of_their_own(trail: World) -> None:
    sealed(trail.juniper)

    assert verified(trail.juniper).blocks == 1
    assert not faults(trail.juniper)


CHANGES = [
    "actor_label = 'Somebody else'",
    'after = \'{"name": "Too"}\'',
    "before = null",
    "reason = 'Invented'",
    "at = at + interval '1 second'",
    "recorded_at = recorded_at - interval '1 microsecond'",
    "details = '{\"a\": 1.0}'",
    "customer_id = '00000000-0000-0000-0000-000000000001'",
    "on_behalf_of_label = 'The owner'",
    "address_class = 'this machine'",
    "request_id = 'r9'",
    "door = 'api'",
]


@pytest.mark.tampers
def test_a_changed_record_is_named(trail: World, hands: psycopg.Connection) -> None:
    """Whatever is changed of it; and put back, everything holds again."""
    two = "partner_id = %s and after ->> 'name' = 'Two'"
    hands.execute(
        f"create temp table kept as select * from audit_record where {two}", [trail.partner_id]
    )
    (its_id,) = hands.execute("select id from kept").fetchone() or (None,)
    for change in CHANGES:
        hands.execute(f"update audit_record set {change} where id = %s", [its_id])
        hands.commit()

        found = verified(trail).faults
        assert list(map(str, found)) == [f"audit record {its_id}: is not as block 2 sealed it"]
        assert found[0].record_id == its_id

        hands.execute("delete from audit_record where id = %s", [its_id])
        hands.execute("insert into audit_record select * from kept")
        hands.commit()
    assert not faults(trail)


@pytest.mark.tampers
@pytest.mark.parametrize(
    ("deed", "told"),
    [
        (
            "delete from audit_record where partner_id = '{p}' and after ->> 'name' = 'Two'",
            "audit block 2: 3 records were sealed at",
        ),
        (
            "update audit_record set written_by = 1 "
            "where partner_id = '{p}' and after ->> 'name' = 'Two'",
            "audit block 1: ",
        ),
        (
            "update audit_block set records = 2 where partner_id = '{p}' and number = 2",
            "audit block 2: its hash is not that of its header",
        ),
        (
            "delete from audit_block where partner_id = '{p}' and number = 1",
            "audit block 2: block 1 before it is missing",
        ),
        (
            "update audit_block set signature = '\\x00' where partner_id = '{p}' and number = 2",
            "audit block 2: is not signed by key",
        ),
    ],
)
def test_whatever_else_is_done_to_the_rows_is_told(
    trail: World, hands: psycopg.Connection, deed: str, told: str
) -> None:
    hands.execute(deed.format(p=trail.partner_id))
    hands.commit()

    assert any(fault.startswith(told) for fault in faults(trail)), faults(trail)


def test_nobody_gives_a_record_its_number_or_changes_it(trail: World) -> None:
    for statement, word in (
        ("update audit_record set reason = 'x'", "permission"),
        ("delete from audit_record", "permission"),
        (
            "insert into audit_record (partner_id, id, at, actor_kind, actor_label, action, "
            f"subject_kind, details, request_id, written_by) values ('{trail.partner_id}', "
            "gen_random_uuid(), now(), 'user', 'X', 'a.b', 'page', '{}', '', 1)",
            "permission",
        ),
        ("update audit_block set records = 0", "permission"),
        ("insert into audit_block select * from audit_block", "permission"),
    ):
        with pytest.raises(ProgrammingError, match=word), partner_work(trail.partner_id) as db:
            db.execute(text(statement))


def test_only_the_next_block_can_be_closed(trail: World) -> None:
    close = text(
        "select guildhall.close_audit_block(:p, :n, 0, 1, 0, '', '', '', 'k', '', now(), '')"
    )
    for number in (2, 3):
        with (
            pytest.raises(DBAPIError, match="does not follow"),
            partner_work(trail.partner_id) as db,
        ):
            db.execute(close, {"p": trail.partner_id, "n": number})


def test_an_export_proves_itself(trail: World, tmp_path: Path) -> None:
    code, said = judged(exported(trail, tmp_path / "trail.zip"))

    assert code == PROVEN, said
    assert "2 blocks" in said


def _changed(folder: Path, name: str, change: Callable[[str], str]) -> None:
    path = folder / name
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


CHANGED = [
    ("records.jsonl", lambda told: told.replace('"Two"', '"Too"'), "is not as block 2"),
    ("records.jsonl", lambda told: "\n".join(told.splitlines()[:-1]) + "\n", "2 are left"),
    ("blocks.jsonl", lambda told: told.splitlines()[1] + "\n", "does not follow block 0"),
    ("blocks.jsonl", lambda told: told.replace("audit", "ledger"), "of another chain"),
    ("manifest.json", lambda told: told.replace('"blocks":2', '"blocks":3'), "tells of 3"),
]


def test_a_changed_export_is_contradicted(trail: World, tmp_path: Path) -> None:
    for number, (name, change, told) in enumerate(CHANGED):
        folder = exported(trail, tmp_path / f"trail {number}")
        _changed(folder, name, change)

        code, said = judged(folder)

        assert code != PROVEN
        assert told in said, said


def test_the_bank_is_handed_the_trails_root_with_the_ledgers(trail: World, tmp_path: Path) -> None:
    trail.ada.is_given("25.00")
    seals(trail)
    day = eastern_day(trail.now)
    roots(trail, day)
    with partner_reading(trail.partner_id) as db:
        (root,) = trail_roots(db)

    handed = [
        each
        for path in trail.config.data_folder.rglob("*.json")
        for each in json.loads(path.read_text())
        if isinstance(each, dict) and each.get("partner") == str(trail.partner_id)
    ]
    assert handed[0]["audit_block_hash"] == root.block_hash.hex()
    sealed(trail)
    out = exported(trail, tmp_path / "trail")
    assert judged(out, "--root", f"{day}={root.block_hash.hex()[:16]}")[0] == PROVEN
    assert judged(out, "--root", f"{day}={'0' * 64}")[0] == CONTRADICTED
    assert not verified(trail, paper=[PaperRoot(day, root.block_hash.hex())]).faults
    assert verified(trail, paper=[PaperRoot(day, "0" * 64)]).faults


@pytest.mark.tampers
def test_an_empty_trail_holds(harbor: World, tmp_path: Path) -> None:
    with superuser(harbor.config) as db:
        db.execute("delete from audit_record where partner_id = %s", [harbor.tally.partner_id])

    assert not faults(harbor.tally)
    assert judged(exported(harbor.tally, tmp_path / "none"))[0] == PROVEN
