"""What an audit record keeps, and what it refuses to keep."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from app.banking.audit.actions.record import record
from app.banking.audit.catalogue import Undeclared, label_of
from app.kernel.actor import Actor, OnBehalf
from app.storage import session
from app.storage.session import partner_work
from tests.world import World

OFFICER = Actor(
    "officer",
    UUID(int=7),
    "Noor Haddad",
    request_id="r1",
    door="oversight",
    address_class="network 3f9a1c2b",
    on_behalf_of=OnBehalf(UUID(int=8), "Priya Raman"),
)


def kept(world: World, action: str) -> list[Any]:
    with partner_work(world.partner_id) as db:
        rows = db.execute(
            text("select * from audit_record where partner_id = :p and action = :a"),
            {"p": world.partner_id, "a": action},
        )
        return list(rows)


def write(world: World, action: str = "ledger_account.renamed", **values: Any) -> None:
    with partner_work(world.partner_id) as db:
        about = values.pop("subject", ("ledger_account", UUID(int=1)))
        record(db, OFFICER, action, subject=about, now=world.now, **values)


def test_a_record_says_who_for_whom_through_which_door(harbor: World) -> None:
    write(harbor, before={"name": "Cash"}, after={"name": "Cash at Fed"}, reason="Clearer")

    (row,) = kept(harbor, "ledger_account.renamed")
    assert (row.actor_label, row.on_behalf_of_label) == ("Noor Haddad", "Priya Raman")
    assert (row.door, row.address_class) == ("oversight", "network 3f9a1c2b")
    assert (row.before, row.after) == ({"name": "Cash"}, {"name": "Cash at Fed"})
    assert row.reason == "Clearer"


def test_what_was_not_given_is_empty_and_not_a_word(harbor: World) -> None:
    write(harbor, "ledger_account.closed")

    (row,) = kept(harbor, "ledger_account.closed")
    assert (row.before, row.after, row.reason) == (None, None, None)


@pytest.mark.parametrize(
    ("action", "values"),
    [
        ("ledger_account.painted", {}),
        ("ledger_account.closed", {"colour": "green"}),
        ("ledger_account.closed", {"after": {"name": "Cash"}}),
        ("ledger_account.renamed", {"after": {"tax_id": "123-45-6789"}}),
        ("ledger_account.renamed", {"after": {"name": 5}}),
        ("ledger_account.floor_set", {"after": {"floor_minor": "1"}}),
        ("ledger_account.closed", {"subject": ("payment", UUID(int=1))}),
        ("period.locked", {"subject": ("partner", None), "locked_through": "May"}),
    ],
)
def test_what_is_not_declared_is_refused(
    harbor: World, action: str, values: dict[str, Any]
) -> None:
    with pytest.raises(Undeclared):
        write(harbor, action, **values)
    assert not kept(harbor, action)


def test_production_keeps_an_undeclared_record(
    harbor: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(session._installation, "production", True)

    write(harbor, "ledger_account.painted", colour="green")

    (row,) = kept(harbor, "ledger_account.painted")
    assert row.details == {"colour": "green"}
    assert label_of(row.action) == "Ledger account painted"
