"""What people were refused is on record, and a flood of it is only counted."""

import re
from typing import Any

import pytest
from sqlalchemy import text

from app.kernel.ids import new_id, shown
from app.storage.session import partner_work
from app.web import refusals
from app.web.addresses import class_of
from app.web.dispatch import Dispatcher
from tests.web_clients import sign_in_customer, sign_in_staff
from tests.world import World


def kept(world: World, *actions: str) -> list[Any]:
    with partner_work(world.partner_id) as db:
        return list(
            db.execute(
                text(
                    "select * from audit_record where partner_id = :p and action = any(:a) "
                    "order by recorded_at"
                ),
                {"p": world.partner_id, "a": list(actions)},
            )
        )


def test_a_refused_change_is_remembered(harbor: World, application: Dispatcher) -> None:
    account = shown("account", harbor.ada.account_id)
    harbor.ada.is_frozen()
    owner = sign_in_staff(application, harbor)

    asked = {"direction": "both", "reason": "Reported stolen"}
    answer = owner.post(
        f"/accounts/{account}/freeze",
        asked,
        form_at=f"/accounts/{account}",
        environ_overrides={"REMOTE_ADDR": "198.51.100.7"},
    )

    assert answer.status_code == 409
    (row,) = kept(harbor, "request.refused")
    assert (row.subject_kind, row.subject_id) == ("account", harbor.ada.account_id)
    assert row.details["route"] == "accounts.create_freeze"
    assert (row.door, row.actor_label) == ("console", "Owner")
    assert re.fullmatch(r"(private )?network [0-9a-f]{8}", row.address_class)


def test_an_id_that_is_nothing_here_is_remembered(harbor: World, application: Dispatcher) -> None:
    theirs = harbor.juniper.ada
    customer = sign_in_customer(application, harbor, harbor.ada)

    for account_id in (theirs.account_id, new_id(harbor.now)):
        assert customer.get(f"/accounts/{shown('account', account_id)}").status_code == 404

    rows = kept(harbor, "object.missed")
    assert [row.details for row in rows] == [{"method": "GET", "route": "accounts.show"}] * 2
    assert {row.customer_id for row in rows} == {harbor.ada.customer_id}
    assert not kept(harbor.juniper, "object.missed")


def test_an_address_that_names_nothing_is_not(harbor: World, application: Dispatcher) -> None:
    owner = sign_in_staff(application, harbor)

    assert owner.get("/nowhere").status_code == 404

    assert not kept(harbor, "object.missed", "request.refused")


def test_a_stale_form_is_remembered(harbor: World, application: Dispatcher) -> None:
    owner = sign_in_staff(application, harbor)

    assert owner.post("/sign-out", {"csrf_token": "forged"}).status_code == 403

    (row,) = kept(harbor, "request.refused")
    assert row.details["code"] == "form_expired"


def test_a_flood_is_counted_and_not_written(
    harbor: World, application: Dispatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "OF_ONE_MAX", 3)
    developer = sign_in_staff(application, harbor, "developer")

    for _ in range(12):
        assert developer.get("/customers").status_code == 403

    assert len(kept(harbor, "access.denied")) == 3
    told = [row.details for row in kept(harbor, "refusals.counted")]
    assert told == [{"seen": 4, "last": "access.denied"}, {"seen": 10, "last": "access.denied"}]


def test_one_flood_leaves_room_for_another_person(
    harbor: World, application: Dispatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "OF_ONE_MAX", 2)
    loud, quiet = (sign_in_staff(application, harbor, role) for role in ("developer", "support"))
    for _ in range(4):
        loud.get("/customers")

    quiet.get("/ledger")

    assert [row.actor_label for row in kept(harbor, "access.denied")] == [
        "Developer",
        "Developer",
        "Support",
    ]


def test_a_network_is_told_apart_and_not_told(harbor: World, application: Dispatcher) -> None:
    surface: Any = application.surfaces["console"]
    with surface.app_context():
        one, same, other = (
            class_of(address, within=harbor.partner_id)
            for address in ("8.8.8.1", "8.8.8.254", "8.8.9.1")
        )
        elsewhere = class_of("8.8.8.1", within=harbor.juniper.partner_id)
        sixes = {class_of(f"2606:4700:1::{n}", within=harbor.partner_id) for n in (1, 2)}
        plain = [class_of(text, within=harbor.partner_id) for text in ("127.0.0.1", "", "unix:")]

    assert one == same
    assert len({one, other, elsewhere} | sixes) == 4
    assert plain == ["this machine", "", ""]
    assert "8.8" not in one
