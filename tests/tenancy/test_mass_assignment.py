"""A form takes what it asks for: every column name that is added is refused or ignored."""

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from app.factory import SURFACES
from tests.tenancy.attack import Attack
from tests.tenancy.attack_record import SEED, record
from tests.tenancy.judging import SERVER_FAULT, leads_out, send
from tests.tenancy.marks import tables
from tests.tenancy.parameters import Heard
from tests.tenancy.people import INSIDE, Stage
from tests.tenancy.probes import Probe, method_of
from tests.tenancy.routes import NEVER

WORD = "stored-by-force"
NUMBER = 666_001_333
MOMENT = "2001-09-09T01:46:40+00:00"
ID = "d00dd00d-0000-4000-8000-00000000d00d"
STRANGE = (
    "is_admin",
    "admin",
    "__class__",
    "constructor",
    "approved",
    "balance",
    "_method",
    "role[]",
)
VALUE_OF = {
    "uuid": ID,
    "int8": str(NUMBER),
    "int4": str(NUMBER),
    "bool": "true",
    "timestamptz": MOMENT,
    "date": MOMENT[:10],
}
TRACES = f"{WORD}|{ID}|{NUMBER}|2001-09-09"


def test_a_form_stores_only_what_it_asks_for(stage: Stage, heard: Heard) -> None:
    _assign(stage, heard, heard.sample_of(SURFACES[:3], random.Random(SEED)))


@pytest.mark.attack
@pytest.mark.parametrize("surface", SURFACES)
def test_no_form_stores_what_it_did_not_ask_for(stage: Stage, heard: Heard, surface: str) -> None:
    _assign(stage, heard, surface)


def _assign(stage: Stage, heard: Heard, surface: str) -> None:
    attack = Attack(stage, heard, surface, random.Random(SEED))
    attack.knows()
    known = forbidden(stage.admin)
    asked, faults = 0, []
    attacker = stage.enters(surface, role_of(surface))
    for probe in posts(attack):
        own = (
            NEVER | {name for name, _ in probe.values} | set(heard.of(surface, probe.rule.endpoint))
        )
        extra = tuple((name, value) for name, value in known.items() if name not in own)
        forced = replace(probe, values=(*probe.values, *extra))
        answer = send(attacker, forced)
        if leads_out(answer) and not attacker.is_inside():  # the one before ended the session
            attacker = stage.enters(surface, attacker.role)
            answer = send(attacker, forced)
        asked += len(extra)
        if answer.status_code >= SERVER_FAULT:
            faults.append(f"{probe.name} with every column's name is a {answer.status_code}")
    faults += [f"{table} holds what no form asked for" for table in traces(stage.admin)]
    record("A2", tried=asked, hits=faults, what=f"fields added to forms of {surface}")
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


def role_of(surface: str) -> str:
    return INSIDE.get(surface, "operator")


def posts(attack: Attack) -> Iterator[Probe]:
    for rule in attack.in_order():
        if method_of(rule) == "POST" and (probe := attack.matrix.plain(rule)):
            yield probe


def forbidden(admin: psycopg.Connection) -> dict[str, Any]:
    """Every column of every table, with a value of its kind that can be found again."""
    columns = admin.execute(
        "select distinct on (column_name) column_name, udt_name from information_schema.columns "
        "where table_schema = 'public' order by column_name, udt_name"
    ).fetchall()
    known = {name: VALUE_OF.get(kind, WORD) for name, kind in columns}
    return known | dict.fromkeys(STRANGE, WORD)


def traces(admin: psycopg.Connection) -> list[str]:
    """Tables with a row that holds one of those values."""
    found = []
    for table in tables(admin):
        query = f"select exists (select from {table} t where to_jsonb(t)::text ~ %s)"
        if admin.execute(query, [TRACES]).fetchone() == (True,):
            found.append(table)
    return found
