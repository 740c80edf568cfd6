"""The known ways in which row-level security fails without a word, and what shows that it has not.

Each has the queries that would find it (`guildhall doctor` and `make check` ask them all), and a
sentence on what meets it where no query can.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from app.storage import gate
from app.storage import pitfall_queries as asked

Finder = Callable[[Connection], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Pitfall:
    """One way to fail: its number, its name, what finds it, and what meets it beside."""

    number: str
    name: str
    finders: tuple[Finder, ...] = ()
    met_by: str = ""


# Numbers are those by which the guides name them; 15 has two halves, so they are twenty-nine.
PITFALLS = (
    Pitfall("1", "a table's owner skips its policies", (gate.unforced_tables, gate.powerful_roles)),
    Pitfall(
        "2",
        "superusers and BYPASSRLS skip even forced policies",
        (gate.powerful_roles, asked.roles_above_the_rules),
        "every process refuses to start on such a role (app.storage.roles.unsafe_role)",
    ),
    Pitfall(
        "3",
        "a scope set for the session stays in the pool",
        (asked.scopes_that_stay,),
        "one hook writes SET LOCAL; no other code sets a scope (tests/conventions/test_scope.py); "
        "tried through a pool of one (tests/tenancy/test_walls.py)",
    ),
    Pitfall(
        "4",
        "SET LOCAL outside a transaction does nothing",
        met_by="no engine of the application commits by itself (tests/conventions/test_scope.py)",
    ),
    Pitfall(
        "5",
        "the scope is gone after a commit in the middle",
        met_by="the hook narrows each transaction that begins (tests/tenancy/test_walls.py)",
    ),
    Pitfall("6", "a setting once used is '' and not NULL", (asked.scope_functions,)),
    Pitfall("7", "a policy that allows everything when nothing is set", (gate.odd_policies,)),
    Pitfall(
        "8",
        "nothing to be seen is read as nothing forbidden",
        met_by="writing and posting without a partner's scope raises "
        "(tests/tenancy/test_pitfalls.py)",
    ),
    Pitfall("9", "a view runs with its owner's rights", (gate.unsafe_views, asked.view_owners)),
    Pitfall("10", "a materialised view holds everyone's rows", (gate.unsafe_views,)),
    Pitfall(
        "11",
        "a SECURITY DEFINER function runs with its owner's rights",
        (gate.unlisted_definers, asked.functions_for_all, asked.definers_that_are_gone),
    ),
    Pitfall("12", "a unique index tells that a hidden row exists", (gate.keys_without_owner,)),
    Pitfall("13", "a primary key tells that a hidden row exists", (gate.keys_without_owner,)),
    Pitfall("14", "a foreign key can point at a hidden row", (gate.references_that_leave,)),
    Pitfall("15", "ON CONFLICT DO UPDATE tells of a hidden row", (gate.keys_without_owner,)),
    Pitfall(
        "15b",
        "ON CONFLICT DO NOTHING swallows a payment when a hidden row has its key",
        (gate.keys_without_owner,),
        "two partners use one idempotency key (tests/tenancy/test_pitfalls.py)",
    ),
    Pitfall("16", "a sequence counts what others do", (asked.sequences,)),
    Pitfall("17", "a part of a table is asked directly", (asked.partitions, gate.unforced_tables)),
    Pitfall(
        "18",
        "COPY goes around policies",
        (asked.files_of_the_server,),
        "PostgreSQL refuses COPY FROM under policies (tests/tenancy/test_pitfalls.py); "
        "no code of ours copies (tests/conventions/test_scope.py)",
    ),
    Pitfall(
        "19",
        "TRUNCATE, REFERENCES and TRIGGER know no policies",
        (gate.too_much_granted, gate.triggers),
    ),
    Pitfall("20", "a dump by the owner fails or lacks rows", (asked.backup_role,)),
    Pitfall("21", "a new table without policies", (gate.unforced_tables,)),
    Pitfall("22", "rows may be written for anyone: WITH CHECK (true)", (gate.odd_policies,)),
    Pitfall(
        "23",
        "a function pushed below the policy sees hidden rows",
        (asked.creators, asked.functions_for_all),
    ),
    Pitfall(
        "24",
        "injected SQL sets the scope",
        met_by="bound parameters only (ruff S608, tests/conventions/test_scope.py); "
        "the ORM's own filter is the second wall (tests/tenancy/test_walls.py)",
    ),
    Pitfall("25", "row_security = off, or a setting like it", (asked.settings_of_roles,)),
    Pitfall("26", "UPDATE moves a row to another owner", (asked.rows_that_move,)),
    Pitfall("27", "old releases have holes (MERGE, ON CONFLICT)", (asked.old_server,)),
    Pitfall(
        "28",
        "work without a request has no scope",
        (asked.work_without_owner, gate.odd_policies),
        "a worker opens its partner's own transaction; callers that cross partners are pinned "
        "(tests/conventions/test_code.py)",
    ),
)


def check(connection: Connection) -> list[str]:
    """Every fault found, each once, or nothing; needs a role that can read the catalogue."""
    return list(dict.fromkeys(fault for _, faults in examine(connection) for fault in faults))


def examine(connection: Connection) -> list[tuple[Pitfall, list[str]]]:
    """Each pitfall with what its queries found; a query that several share is asked once."""
    told: dict[Finder, list[str]] = {}
    for finder in dict.fromkeys(each for pitfall in PITFALLS for each in pitfall.finders):
        told[finder] = list(finder(connection))
    return [
        (pitfall, [fault for finder in pitfall.finders for fault in told[finder]])
        for pitfall in PITFALLS
    ]
