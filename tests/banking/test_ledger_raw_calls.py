"""The ledger's functions called past our own Python, by the roles that may: typed refusals only."""

import re
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.banking.ledger.queries import chart
from app.kernel.ids import new_id
from app.storage.scope import Scope
from app.storage.session import session_for
from tests.world import World

# Our own states; and Postgres' for: no value, a value out of range, a check, a key taken.
TYPED = re.compile(r"\A(GH\d{3}|22[0-9A-Z]{3}|2350[25]|23514)\Z")
ONE = {
    "id": ":id",
    "key": "'raw'",
    "cause": "'adjustment'",
    "subject_kind": "'account'",
    "subject_id": "null",
    "description": "''",
    "effective_on": "date '2026-03-02'",
    "posted_at": "timestamptz '2026-03-02 15:00Z'",
    "reverses": "null",
    "details": "null",
    "accounts": "array[:a, :b]::uuid[]",
    "sides": "array['debit', 'credit']",
    "amounts": "array[100, 100]::bigint[]",
    "currencies": "array['USD', 'USD']",
    "descriptions": "array['', '']",
    "hold": "null",
}
MANY = {
    "posted_at": "timestamptz '2026-03-02 15:00Z'",
    "is_atomic": "false",
    "ids": "array[:id, :id2]::uuid[]",
    "keys": "array['one', 'two']",
    "causes": "array['adjustment', 'adjustment']",
    "subject_kinds": "array['account', 'account']",
    "subject_ids": "array[null, null]::uuid[]",
    "words": "array['', '']",
    "effective_ons": "array['2026-03-02', '2026-03-02']::date[]",
    "details": "array[null, null]::jsonb[]",
    "holds": "array[null, null]::uuid[]",
    "places": "array[1, 1, 2, 2]",
    "accounts": "array[:a, :b, :a, :b]::uuid[]",
    "sides": "array['debit', 'credit', 'debit', 'credit']",
    "amounts": "array[100, 100, 1, 1]::bigint[]",
    "currencies": "array['USD', 'USD', 'USD', 'USD']",
    "descriptions": "array['', '', '', '']",
}
ARRAYS = ("accounts", "sides", "amounts", "currencies", "descriptions")
SHAPES = (
    "null",
    "'{{}}'",
    "{0}[1:1]",  # too short
    "{0} || {0}",
    "array[{0}]",  # two dimensions
    "array[{0}] || array[{0}]",
    "('[0:1]=' || {0}::text)::{1}",  # counted from another number than one
    "('[2:3]=' || {0}::text)::{1}",
    "array[null, null]::{1}",
    "array[{0}[1], null]::{1}",
    "array_fill({0}[1], array[30000])",
)
TYPES = dict.fromkeys(ARRAYS, "text[]") | {"accounts": "uuid[]", "amounts": "bigint[]"}


def call_one(**changes: str) -> str:
    return f"select * from guildhall.post(:partner, {', '.join((ONE | changes).values())})"


def call_many(**changes: str) -> str:
    return f"select * from guildhall.post_batch(:partner, {', '.join((MANY | changes).values())})"


def values(world: World) -> dict[str, Any]:
    """Two pooled accounts, the smaller id first: nothing but the call's own checks guards them."""
    with session_for("app", Scope(partner_id=world.partner_id)) as db:
        pooled = chart(db, world.program_id)
    a, b = sorted((pooled["fbo_cash"], pooled["suspense"]))
    ids = {"id": new_id(world.now), "id2": new_id(world.now)}
    return {"partner": world.partner_id, "a": a, "b": b, **ids}


def books(db: Session) -> list[Any]:
    """Counts, and every transaction that is not balanced or whose lines are not its own."""
    counts = "select (select count(*) from ledger_transaction), (select count(*) from entry)"
    wrong = (
        "select e.transaction_id from entry e join ledger_account a on a.id = e.ledger_account_id "
        "left join ledger_transaction t on t.id = e.transaction_id group by e.transaction_id "
        "having sum(case e.side when 'debit' then amount_minor else -amount_minor end) <> 0 "
        "or bool_or(t.id is null) or bool_or(e.customer_id is distinct from a.customer_id) "
        "or bool_or(e.currency <> a.currency)"
    )
    assert db.execute(text(wrong)).all() == []
    return list(db.execute(text(counts)).one())


def told(world: World, call: str, scope: Scope, role: str = "app") -> tuple[str, bool]:
    """The state a call ends with ('' for none), and whether it wrote anything."""
    inside = Scope(partner_id=world.partner_id)
    with session_for("app", inside) as db:
        before = books(db)
    state = ""
    with session_for(role, scope) as db:
        try:
            db.execute(text(call), values(world)).all()
            db.commit()
        except DBAPIError as error:
            state = error.orig.sqlstate
    with session_for("app", inside) as db:
        return state, books(db) != before


def refused(world: World, call: str) -> str:
    """The state of a refusal that has one, and that wrote nothing."""
    state, wrote = told(world, call, Scope(partner_id=world.partner_id))
    assert TYPED.match(state), (state, call)
    assert not wrote, call
    return state


@pytest.mark.parametrize("array", ARRAYS)
def test_arrays_of_another_shape(harbor: World, array: str) -> None:
    for shape in SHAPES:
        if array == "descriptions" and "null]" in shape:
            continue  # a line needs no words
        refused(harbor, call_one(**{array: shape.format(f"({ONE[array]})", TYPES[array])}))


def test_lines_that_are_all_of_another_shape(harbor: World) -> None:
    for shape in SHAPES[4:8]:
        crooked = {name: shape.format(f"({ONE[name]})", TYPES[name]) for name in ARRAYS}
        assert refused(harbor, call_one(**crooked)) == "GH422"


def test_nobody_writes_a_transaction_that_does_not_balance(harbor: World) -> None:
    for amounts in ("array[100, 1]", "array[[100, 1]]", "'[5:6]={100,1}'", "array[100, null]"):
        refused(harbor, call_one(amounts=f"{amounts}::bigint[]"))


def test_values_that_are_none(harbor: World) -> None:
    optional = ("subject_id", "reverses", "details", "hold")
    for changes in (
        *({name: "null"} for name in ONE if name not in optional),
        {"sides": "array['debit', 'Credit']"},
        {"sides": "array['debit', '']"},
        {"effective_on": "'infinity'"},
        {"effective_on": "'-infinity'"},
        {"posted_at": "'infinity'", "effective_on": "'infinity'"},
        {"posted_at": "'-infinity'", "effective_on": "'-infinity'"},
        {"details": "to_jsonb(repeat('x', 4000))"},
        {"details": "repeat('[', 5000)::jsonb"},
        {"key": "repeat('k', 256)"},
        {"key": "repeat('k', 1000000)"},
        {"description": "repeat('d', 501)"},
        {"descriptions": "array['', repeat('d', 501)]"},
        {"accounts": "array[:a, :id]::uuid[]"},
        {"accounts": "array[:id, :id]::uuid[]"},
        {"hold": ":id"},
        {"reverses": ":id"},
    ):
        refused(harbor, call_one(**changes))


@pytest.mark.parametrize(
    "shape", ["null", "array[{0}]", "('[0:{2}]=' || {0}::text)::{1}", "{0} || {0}", "{0}[1:1]"]
)
def test_batches_of_another_shape(harbor: World, shape: str) -> None:
    for name, usual in MANY.items():
        if name in ("posted_at", "is_atomic"):
            shaped = "null"
        else:
            kind = usual.partition("::")[2] or ("integer[]" if name == "places" else "text[]")
            last = 3 if name in (*ARRAYS, "places") else 1
            shaped = shape.format(f"({usual})", kind, last)
        refused(harbor, call_many(**{name: shaped}))


@pytest.mark.parametrize(
    "places", ["array[0, 1, 2, 2]", "array[1, 1, 2, 3]", "array[1, null, 2, 2]"]
)
def test_lines_of_no_transaction(harbor: World, places: str) -> None:
    state, wrote = told(harbor, call_many(places=places), Scope(partner_id=harbor.partner_id))
    assert (state, wrote) == ("GH422", False)


def test_the_portal_calls_no_more_than_is_its(harbor: World) -> None:
    """Without a customer nothing, with one no batch; a partner in the call is not a scope."""
    visitor = Scope(partner_id=harbor.partner_id)
    ada = Scope(partner_id=harbor.partner_id, customer_id=harbor.ada.customer_id)
    other = Scope(partner_id=harbor.juniper.partner_id)
    hold = "select guildhall.end_hold(:partner, :id, 'released', now())"
    floor = "select guildhall.set_floor(:partner, :a, -100)"
    for call, scope, role, state in (
        (call_one(), visitor, "portal", "GH001"),
        (hold, visitor, "portal", "GH001"),
        (call_one(), Scope(), "portal", "GH001"),
        (call_many(), ada, "portal", "42501"),
        (floor, ada, "portal", "42501"),
        (call_one(), ada, "portal", "GH404"),
        (call_one(), other, "app", "GH001"),
        (call_many(), other, "app", "GH001"),
        (call_one(), Scope(), "app", "GH001"),
        (call_one(), Scope(bank_id=harbor.bank_id), "bank", "42501"),
    ):
        assert told(harbor, call, scope, role) == (state, False), call
