"""Personal data is masked everywhere; whoever shows it whole says why, is counted and on record."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from app.banking.customers import revealing
from app.kernel.ids import shown
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from tests.seal_verbs import superuser
from tests.web_clients import Visitor, sign_in_staff
from tests.world import World

WHY = {"purpose": "customer_asks", "words": "Ada called about her W-9, callback done"}


def page_of(world: World) -> str:
    return f"/customers/{shown('customer', world.ada.customer_id)}"


def reveals(visitor: Visitor, world: World, **changes: str) -> TestResponse:
    return visitor.post(f"{page_of(world)}/disclosure", WHY | changes)


def secrets_of(world: World, visitor: Visitor) -> tuple[str, ...]:
    """Tax id, birthday and account number of Ada, as a reveal shows them."""
    answer = reveals(visitor, world)
    assert answer.status_code == 200, answer.text
    tax_id = re.search(r"\d{3}-\d{2}-\d{4}", answer.text)
    born = re.search(r'<time datetime="(\d{4}-\d\d-\d\d)">', answer.text)
    assert tax_id is not None
    assert born is not None
    assert world.ada.account_number in answer.text
    return tax_id[0], tax_id[0].replace("-", ""), born[1], world.ada.account_number


def kept(world: World, action: str) -> list[Any]:
    with partner_work(world.partner_id) as db:
        rows = db.execute(
            text("select * from audit_record where partner_id = :p and action = :a order by id"),
            {"p": world.partner_id, "a": action},
        )
        return list(rows)


def test_it_is_shown_for_half_a_minute_and_kept_nowhere(
    harbor: World, application: Dispatcher
) -> None:
    owner = sign_in_staff(application, harbor)

    answer = reveals(owner, harbor)

    assert answer.headers["Refresh"] == f"30; url={page_of(harbor)}"
    assert answer.headers["Cache-Control"] == "no-store"
    (row,) = kept(harbor, "customer.revealed")
    assert (row.subject_id, row.actor_label) == (harbor.ada.customer_id, "Owner")
    assert row.reason == WHY["words"]
    assert row.details == {
        "purpose": "customer_asks",
        "shown": ["tax_id", "born_on", "account_numbers"],
    }
    assert "Customers&#39; data revealed today" in owner.get("/audit").text
    assert "Owner: 1" in owner.get("/audit").text


def test_everywhere_else_it_is_masked(harbor: World, application: Dispatcher) -> None:
    owner = sign_in_staff(application, harbor)
    secrets = secrets_of(harbor, owner)
    account = f"/accounts/{shown('account', harbor.ada.account_id)}"
    applications = re.findall(r'href="(/applications/appl_[^"]+)"', owner.get(page_of(harbor)).text)

    for path in (page_of(harbor), account, "/customers", "/accounts", "/audit", *applications):
        answer = owner.get(path)
        assert answer.status_code == 200
        assert not [each for each in secrets if each in answer.text], path
    for name in ("customer.revealed", "application.submitted"):
        assert not [each for each in secrets for row in kept(harbor, name) if each in str(row)]


@pytest.mark.parametrize("role", ["operations", "support", "read_only"])
def test_others_cannot(harbor: World, application: Dispatcher, role: str) -> None:
    visitor = sign_in_staff(application, harbor, role)

    shown = visitor.get(page_of(harbor)).text
    assert "Show whole</span> <span>Your role does not include this." in shown
    assert visitor.get(f"{page_of(harbor)}/disclosure").status_code == 403
    assert reveals(visitor, harbor).status_code == 403


def test_a_reason_is_needed(harbor: World, application: Dispatcher) -> None:
    owner = sign_in_staff(application, harbor)

    for changes in ({"purpose": ""}, {"purpose": "curious"}, {"words": "because"}, {"words": ""}):
        assert reveals(owner, harbor, **changes).status_code == 422
    assert not kept(harbor, "customer.revealed")


def test_a_day_has_only_so_many(
    harbor: World, application: Dispatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revealing, "REVEALS_A_DAY_MAX", 2)
    owner, compliance = (
        sign_in_staff(application, harbor, role) for role in ("owner", "compliance")
    )

    answers = [reveals(owner, harbor).status_code for _ in range(3)]

    assert answers == [200, 200, 422]
    assert len(kept(harbor, "customer.revealed")) == 2
    assert [row.details["code"] for row in kept(harbor, "request.refused")] == ["reveals_used_up"]
    assert reveals(compliance, harbor).status_code == 200


def test_an_old_proof_is_renewed_first(harbor: World, application: Dispatcher) -> None:
    owner = sign_in_staff(application, harbor)
    with superuser(harbor.config) as db:
        db.execute(
            "update login_session set proved_at = proved_at - interval '1 hour' "
            "where partner_id = %s",
            [harbor.partner_id],
        )

    answer = owner.get(f"{page_of(harbor)}/disclosure")

    assert answer.status_code == 303
    assert urlsplit(answer.headers["Location"]).path == "/security/proof"


def test_a_customer_is_found_by_a_whole_number_or_address(
    harbor: World, application: Dispatcher
) -> None:
    owner = sign_in_staff(application, harbor)
    tax_id, digits, _born, _number = secrets_of(harbor, owner)
    email = re.search(r"[\w.+-]+@[\w.-]+", owner.get(page_of(harbor)).text)
    support = sign_in_staff(application, harbor, "support")
    assert email is not None

    for asked in (tax_id, digits, email[0], email[0].upper()):
        answer = support.post("/customers/lookup", {"looked_for": asked})
        assert (answer.status_code, answer.headers["Location"]) == (303, page_of(harbor)), asked
    assert "Nobody here" in support.post("/customers/lookup", {"looked_for": "219-09-9998"}).text
    assert support.post("/customers/lookup", {"looked_for": "12"}).status_code == 422
    looked = [row.details for row in kept(harbor, "customer.looked_up")]
    assert {"by": "tax_id", "is_found": False} in looked
    assert tax_id not in str(looked)


def test_another_partners_customer_is_not_found(harbor: World, application: Dispatcher) -> None:
    owner = sign_in_staff(application, harbor)
    tax_id = secrets_of(harbor, owner)[0]
    neighbour = sign_in_staff(application, harbor.juniper)

    assert "Nobody here" in neighbour.post("/customers/lookup", {"looked_for": tax_id}).text
    assert neighbour.get(f"{page_of(harbor)}/disclosure").status_code == 404
