"""The audit pages: found by person, object, action and day; verified; taken along."""

import csv
import io
import re
import zipfile
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.banking.audit.tables import AuditRow
from app.kernel.ids import shown
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from tests.banking.test_trail import PROVEN, judged, renames, sealed
from tests.seal_verbs import superuser
from tests.web_clients import Visitor, sign_in_customer, sign_in_staff
from tests.world import World


def actions_on(answer: TestResponse) -> list[str]:
    """What the list shows, from the newest on."""
    assert answer.status_code == 200, answer.text
    return re.findall(
        r'<a class="cell-link" href="[^"]*/records/[^"]*"[^>]*>([^<]+)</a>', answer.text
    )


def renamed_by(world: World, record_id: UUID) -> UUID:
    with partner_work(world.partner_id) as db:
        return db.scalars(select(AuditRow.subject_id).where(AuditRow.id == record_id)).one()


def texts(answer: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


@pytest.fixture
def owner(harbor: World, application: Dispatcher) -> Visitor:
    harbor.ada.is_frozen("Reported stolen phone")
    harbor.ada.is_unfrozen("Phone found")
    return sign_in_staff(application, harbor)


def test_the_list_is_narrowed_by_each_of_its_fields(harbor: World, owner: Visitor) -> None:
    account = shown("account", harbor.ada.account_id)
    day = harbor.now.date().isoformat()

    assert actions_on(owner.get(f"/audit?object={account}")) == [
        "Account unfrozen",
        "Account frozen",
        "Account opened",
    ]
    assert sorted(actions_on(owner.get("/audit?q=priya"))) == [
        "Account frozen",
        "Account unfrozen",
        "Ledger account frozen",
        "Ledger account unfrozen",
    ]
    assert actions_on(owner.get("/audit?action=account.frozen")) == ["Account frozen"]
    assert "Account frozen" in actions_on(owner.get(f"/audit?at_from={day}&at_to={day}"))
    assert actions_on(owner.get("/audit?at_to=2020-01-01")) == []
    assert actions_on(owner.get(f"/audit?q=priya&object={account}&action=user.added")) == []


def test_what_cannot_be_read_is_no_error(owner: Visitor) -> None:
    for query in (
        "object=nothing",
        "object=acct_zz",
        "at_from=soon",
        "person=x",
        "action=a.b",
        "after=AAAA",
    ):
        assert owner.get(f"/audit?{query}").status_code == 200


def test_pages_follow_each_other_without_a_gap(
    harbor: World, owner: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = actions_on(owner.get("/audit"))
    monkeypatch.setattr("app.banking.listing.asking.LINES_MAX", 2)
    seen: list[str] = []
    at = "/audit"
    for _ in range(len(whole)):
        answer = owner.get(at)
        seen += actions_on(answer)
        older = re.search(r'rel="next" href="([^"]+)"', answer.text)
        if older is None:
            break
        at = older[1].replace("&amp;", "&")

    assert sorted(seen) == sorted(whole)


def test_a_record_tells_what_changed_and_leads_on(harbor: World, owner: Visitor) -> None:
    its_id = renames(harbor, "Cash at Fed")
    sealed(harbor)

    answer = owner.get(f"/audit/records/{shown('audit_record', its_id)}")

    assert "Field Before After Name Cash Cash at Fed" in texts(answer)
    assert "Door Command" in texts(answer)
    assert "Block" in texts(answer)
    frozen = owner.get("/audit?action=account.frozen")
    record = re.search(r'href="(/audit/records/[^"]+)"', frozen.text)
    assert record is not None
    page = owner.get(record[1])
    assert "Reported stolen phone" in page.text
    assert f'href="/accounts/{shown("account", harbor.ada.account_id)}"' in page.text


def test_another_partners_record_is_not_here(harbor: World, owner: Visitor) -> None:
    theirs = renames(harbor.juniper, "Theirs")

    assert owner.get(f"/audit/records/{shown('audit_record', theirs)}").status_code == 404


def test_only_those_who_answer_for_others_see_it(harbor: World, application: Dispatcher) -> None:
    for role, status in (("compliance", 200), ("operations", 403), ("support", 403)):
        assert sign_in_staff(application, harbor, role).get("/audit").status_code == status


def test_verifying_is_green_and_on_record(harbor: World, owner: Visitor) -> None:
    sealed(harbor)

    answer = owner.get("/audit/verification")

    assert "Everything holds" in answer.text
    assert "Audit trail verified" in actions_on(owner.get("/audit"))


@pytest.mark.tampers
def test_a_tampered_record_turns_the_button_red_and_is_named(harbor: World, owner: Visitor) -> None:
    its_id = renames(harbor, "Cash at Fed")
    sealed(harbor)
    with superuser(harbor.config) as db:
        db.execute("update audit_record set actor_label = 'Nobody' where id = %s", [its_id])

    answer = owner.get("/audit/verification")

    assert "The trail was changed after it was sealed" in answer.text
    record = f"/audit/records/{shown('audit_record', its_id)}"
    assert f'<a href="{record}">Ledger account renamed</a> by Nobody, ' in answer.text
    assert 'about <a href="/ledger/accounts/ldgr_' in answer.text
    assert str(its_id) not in answer.text
    assert "Everything holds" not in answer.text


def test_a_table_of_it_is_safe_to_open(harbor: World, owner: Visitor) -> None:
    renames(harbor, "=HYPERLINK(1)")

    answer = owner.post(
        "/audit/exports?action=ledger_account.renamed&columns=action,id,after",
        {"form": "csv"},
        form_at="/audit",
    )

    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [list(row) for row in rows] == [["Action", "Id", "After"]], "what is shown"
    assert rows[0]["Action"] == "Ledger account renamed"
    assert rows[0]["After"] == "Name: =HYPERLINK(1)"
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    assert "Copy taken along" in actions_on(owner.get("/audit"))


def test_the_proof_convinces_a_stranger(harbor: World, owner: Visitor, tmp_path: Path) -> None:
    sealed(harbor)

    answer = owner.get("/audit/proof.zip")

    path = tmp_path / "trail.zip"
    path.write_bytes(answer.data)
    assert "records.jsonl" in zipfile.ZipFile(path).namelist()
    assert judged(path)[0] == PROVEN


def test_the_bank_sees_each_partners_trail_and_its_own(
    harbor: World, application: Dispatcher
) -> None:
    its_id = renames(harbor, "Cash at Fed")
    renames(harbor.juniper, "Another partner's")
    sealed(harbor)
    officer = sign_in_staff(application, harbor, "examiner")
    at = f"/partners/{shown('partner', harbor.partner_id)}/audit"

    assert "Ledger account renamed" in actions_on(officer.get(at))
    record = officer.get(f"{at}/records/{shown('audit_record', its_id)}")
    assert "Cash at Fed" in record.text
    assert "Everything holds" in officer.get(f"{at}/verification").text
    assert "Audit trail verified" in actions_on(officer.get(at))
    own = officer.follow(officer.get("/audit"))
    assert "Signed in" in actions_on(own) or "Second factor given" in actions_on(own)
    assert officer.get(f"{at}/proof.zip").status_code == 200
    answer = officer.post(
        f"{at}/exports?columns=action,who,id&action=ledger_account.renamed",
        {"form": "csv"},
        form_at=at,
    )
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["Id"] for row in rows if row["Id"]] == [
        shown("ledger_account", renamed_by(harbor, its_id))
    ]
    assert "Copy taken along" in actions_on(officer.get(at)), "and the partner sees who took it"
    theirs = f"/partners/{shown('partner', harbor.tally.partner_id)}/audit"
    assert officer.get(theirs).status_code == 404


def test_a_customer_has_no_such_page(harbor: World, application: Dispatcher) -> None:
    assert sign_in_customer(application, harbor, harbor.ada).get("/audit").status_code == 404
