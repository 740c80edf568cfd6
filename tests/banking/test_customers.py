"""From a form to an account: approved, referred, declined; once, and by nobody's guess."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.banking.audit.queries import records_about
from app.banking.customers.applying import applied_with, consent_texts
from app.banking.customers.queries import (
    NameCursor,
    application_detail,
    application_page,
    applications_of,
    consents_of,
    count_by_status,
    customer_detail,
    customer_page,
)
from app.banking.customers.rules import Outcome
from app.banking.customers.tables import CustomerRow
from app.kernel.errors import Conflict, NotFound, Refused
from app.kernel.ids import CustomerId, new_id
from app.rails.calendars import eastern_day
from app.storage.crypto import decrypt
from app.storage.session import customer_work, partner_work
from app.workers.run import drain
from tests.customer_verbs import details_of
from tests.world import World

DECLINED = "512-01-0001"
ADDRESS_DIFFERS = "512-01-0002"
BIRTH_DIFFERS = "512-01-0003"


def test_whoever_is_approved_has_an_account_of_their_own(harbor: World) -> None:
    ada = harbor.applies("Ada", "Okafor")
    assert ada.application.status == "submitted"

    ada.is_assessed()

    assert ada.application.status == "approved"
    [account] = ada.accounts
    assert account.status == "open"
    assert account.routing_number == "021000021"
    with partner_work(harbor.partner_id) as db:
        assert customer_detail(db, ada.customer_id).status == "active"


def test_a_worker_looks_at_what_was_submitted(harbor: World) -> None:
    ada = harbor.applies("Ada", "Okafor")

    drain(harbor.now)

    assert ada.application.status == "approved"
    assert len(ada.accounts) == 1


def test_looking_twice_opens_one_account(harbor: World) -> None:
    ada = harbor.applies("Ada", "Okafor").is_assessed().is_assessed()

    assert len(ada.accounts) == 1


def test_a_doubt_about_identity_is_for_staff_to_decide(harbor: World) -> None:
    nia = harbor.applies("Nia", "Mbeki", tax_id=ADDRESS_DIFFERS).is_assessed()
    assert nia.application.status == "referred"
    assert nia.application.reasons == ("The address differs from the one on record.",)
    assert nia.accounts == []

    nia.is_decided(Outcome.APPROVED, "Utility bill seen.")

    assert nia.application.status == "approved"
    assert nia.application.decided_by == "Priya Raman"
    assert nia.application.decision_note == "Utility bill seen."
    assert len(nia.accounts) == 1


def test_staff_may_decline_a_referral(harbor: World) -> None:
    leo = harbor.applies("Leo", "Sato", tax_id=BIRTH_DIFFERS).is_assessed()

    leo.is_decided(Outcome.DECLINED)

    assert leo.application.status == "declined"
    assert leo.accounts == []
    with partner_work(harbor.partner_id) as db:
        assert customer_detail(db, leo.customer_id).status == "declined"


def test_someone_nobody_knows_is_declined(harbor: World) -> None:
    max_ = harbor.applies("Max", "Nobody", tax_id=DECLINED).is_assessed()

    assert max_.application.status == "declined"
    assert max_.accounts == []


@pytest.mark.parametrize("again", [Outcome.APPROVED, Outcome.DECLINED])
def test_a_second_decision_is_refused(harbor: World, again: Outcome) -> None:
    nia = harbor.applies("Nia", "Mbeki", tax_id=ADDRESS_DIFFERS).is_assessed()
    nia.is_decided(Outcome.APPROVED)

    with pytest.raises(Conflict) as conflict:
        nia.is_decided(again)

    assert conflict.value.code == "application_decided"
    assert len(nia.accounts) == 1


def test_of_two_people_deciding_at_once_one_is_told(harbor: World) -> None:
    nia = harbor.applies("Nia", "Mbeki", tax_id=ADDRESS_DIFFERS).is_assessed()

    def decide(outcome: Outcome) -> str:
        try:
            nia.is_decided(outcome)
        except Conflict:
            return "told"
        return "decided"

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(decide, (Outcome.APPROVED, Outcome.APPROVED)))

    assert sorted(said) == ["decided", "told"]
    assert len(nia.accounts) == 1


def test_what_was_submitted_cannot_be_decided_twice_by_staff_and_machine(harbor: World) -> None:
    ada = harbor.applies("Ada", "Okafor")
    ada.is_decided(Outcome.DECLINED, "Asked us to stop.")

    ada.is_assessed()

    assert ada.application.status == "declined"
    assert ada.accounts == []


def test_a_declined_applicant_is_not_told_why(harbor: World) -> None:
    nadim = harbor.applies("Nadim", "Al-Hazari").is_assessed()
    nadim.is_decided(Outcome.DECLINED, "True match.")

    assert nadim.standing is not None
    assert nadim.standing.status == "declined"
    with (
        pytest.raises(Exception, match="permission denied"),
        customer_work(harbor.partner_id, nadim.customer_id) as db,
    ):
        db.execute(text("select reasons, decision_note from application"))


def test_a_name_on_the_list_goes_to_a_person(harbor: World) -> None:
    arkady = harbor.applies("Arkady", "Voskresensky").is_assessed()

    assert arkady.application.status == "referred"
    assert arkady.application.reasons == ("The name matches a sanctions list.",)


def test_a_name_on_the_list_goes_to_a_person_even_when_identity_fails(harbor: World) -> None:
    arkady = harbor.applies("Arkady", "Voskresensky", tax_id=DECLINED).is_assessed()

    assert arkady.application.status == "referred"


def test_a_tax_id_that_came_before_goes_to_a_person(harbor: World) -> None:
    first = harbor.applies("Ada", "Okafor", tax_id="512-77-1234").is_assessed()
    second = harbor.applies("Eve", "Other", tax_id="512771234").is_assessed()

    assert first.application.status == "approved"
    assert second.application.status == "referred"
    assert second.application.reasons == ("Another customer has the same tax id.",)


def test_another_brand_does_not_know_the_tax_id(harbor: World) -> None:
    harbor.applies("Ada", "Okafor", tax_id="512-77-1234").is_assessed()

    elsewhere = harbor.juniper.applies("Ada", "Okafor", tax_id="512-77-1234").is_assessed()

    assert elsewhere.application.status == "approved"


def test_a_form_sent_twice_is_one_application(harbor: World) -> None:
    details = details_of()
    first = harbor.applies(key="form 1", tax_id=details.tax_id, email=details.email)

    with pytest.raises(Conflict) as conflict:
        harbor.applies(key="form 1", tax_id=details.tax_id, email=details.email)

    assert conflict.value.code == "application_received"
    with partner_work(harbor.partner_id) as db:
        assert applied_with(db, "form 1", details) == first.customer_id
        assert count_by_status(db) == {"submitted": 1}


def test_a_forms_key_is_no_way_into_somebody_elses_application(harbor: World) -> None:
    harbor.applies(key="form 1")

    with partner_work(harbor.partner_id) as db, pytest.raises(Conflict):
        applied_with(db, "form 1", details_of("Eve", "Other"))


def test_a_forms_key_belongs_to_one_partner(harbor: World) -> None:
    harbor.applies(key="form 1")

    assert harbor.juniper.applies(key="form 1").application.status == "submitted"


@pytest.mark.parametrize(
    ("part", "value", "code"),
    [
        ("born_on", date(2008, 3, 3), "too_young"),
        ("tax_id", "078-05-1120", "tax_id_invalid"),
        ("street", "PO Box 7", "street_is_box"),
        ("state", "ZZ", "state_invalid"),
        ("given_name", "Ada\x00", "text_unreadable"),
    ],
)
def test_what_the_core_refuses_leaves_nothing_behind(
    harbor: World, part: str, value: object, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        harbor.applies(**{part: value})

    assert refused.value.code == code
    with partner_work(harbor.partner_id) as db:
        assert customer_page(db).lines == ()


def test_every_text_in_force_is_agreed_to(harbor: World) -> None:
    with partner_work(harbor.partner_id) as db:
        texts = consent_texts(db, on=eastern_day(harbor.now))

    with pytest.raises(Refused) as missing:
        harbor.applies(agreed=frozenset(each.id for each in texts[1:]))
    with pytest.raises(Refused) as changed:
        harbor.applies(agreed=frozenset([*(each.id for each in texts), new_id(harbor.now)]))

    assert missing.value.code == "consent_missing"
    assert changed.value.code == "consent_changed"


def test_a_consent_keeps_the_words_that_were_read(harbor: World) -> None:
    ada = harbor.applies("Ada", "Okafor")

    with partner_work(harbor.partner_id) as db:
        texts = consent_texts(db, on=eastern_day(harbor.now))
        consents = consents_of(db, ada.customer_id)

    assert {(each.title, each.version, each.sha256) for each in consents} == {
        (each.title, each.version, each.sha256) for each in texts
    }
    assert {each.agreed_at for each in consents} == {harbor.now}


def test_a_tax_id_lies_encrypted(harbor: World) -> None:
    ada = harbor.applies("Ada", "Okafor", tax_id="512-77-4321")

    with partner_work(harbor.partner_id) as db:
        raw = db.execute(
            text("select to_jsonb(c)::text from customer c where id = :id"),
            {"id": ada.customer_id},
        ).scalar_one()
        row = db.scalars(select(CustomerRow).where(CustomerRow.id == ada.customer_id)).one()
        opened = decrypt(
            db, row.tax_id, key_id=row.tax_id_key_id, place="customer.tax_id", row_id=row.id
        )

    assert "512774321" not in raw
    assert b"512774321".hex() not in raw
    assert opened == "512774321"


def test_a_tax_id_is_in_no_record_and_no_message(harbor: World) -> None:
    ada = harbor.applies("Ada", "Okafor", tax_id="512-77-4321").is_assessed()

    with partner_work(harbor.partner_id) as db:
        written = "".join(
            db.execute(text(f"select to_jsonb(t)::text from {table} t")).scalars().all()[0]
            for table in ("audit_record", "outbox")
        ) + "".join(db.execute(text("select details::text from audit_record")).scalars())
        assert customer_detail(db, ada.customer_id).masked_tax_id == "•••-••-4321"

    assert not re.search(r"512.?77.?4321", written)


def test_every_step_leaves_a_record(harbor: World) -> None:
    nia = harbor.applies("Nia", "Mbeki", tax_id=ADDRESS_DIFFERS).is_assessed()
    nia.is_decided(Outcome.APPROVED)

    with partner_work(harbor.partner_id) as db:
        about = records_about(db, [nia.application_id, nia.customer_id, nia.accounts[0].id])

    assert {(line.action, line.actor_label) for line in about} == {
        ("application.submitted", "Nia Mbeki"),
        ("customer.screened", "Schedule"),
        ("application.referred", "Schedule"),
        ("application.approved", "Priya Raman"),
        ("account.opened", "Priya Raman"),
    }


def test_another_partners_customer_is_as_good_as_never_there(harbor: World) -> None:
    ada = harbor.applies("Ada", "Okafor")

    with partner_work(harbor.juniper.partner_id) as db:
        for stranger in (ada.customer_id, CustomerId(new_id(harbor.now))):
            with pytest.raises(NotFound) as missing:
                customer_detail(db, stranger)
            assert missing.value.message == "There is no such customer here."
        with pytest.raises(NotFound):
            application_detail(db, ada.application_id)
        assert customer_page(db).lines == ()
        assert application_page(db).lines == ()


def test_the_portal_sees_one_customer(harbor: World) -> None:
    ada, eve = harbor.applies("Ada", "Okafor"), harbor.applies("Eve", "Other")

    with customer_work(harbor.partner_id, ada.customer_id) as db:
        seen = db.execute(text("select id from customer")).scalars().all()
        applied = db.execute(text("select customer_id from application")).scalars().all()
        agreed = db.execute(text("select distinct customer_id from consent")).scalars().all()

    assert seen == applied == agreed == [ada.customer_id]
    assert eve.standing is not None


def test_the_portal_cannot_write_for_another_customer(harbor: World) -> None:
    ada = harbor.applies("Ada", "Okafor")
    with (
        pytest.raises(Exception, match="row-level security"),
        customer_work(harbor.partner_id, CustomerId(new_id(harbor.now))) as db,
    ):
        db.execute(
            text(
                "insert into audit_record (partner_id, id, customer_id, at, actor_kind,"
                " actor_label, action, subject_kind, details, request_id) values (:partner, :id,"
                " :customer, now(), 'customer', 'Eve', 'x.done', 'customer', '{}', '')"
            ),
            {
                "partner": harbor.partner_id,
                "id": new_id(harbor.now),
                "customer": ada.customer_id,
            },
        )


def test_customers_come_in_pages_by_name(harbor: World) -> None:
    names = [("Ada", "Okafor"), ("Zoe", "Abel"), ("Abe", "Abel"), ("Mia", "Olsen"), ("Bo", "Zhu")]
    for given, family in names:
        harbor.applies(given, family)

    seen: list[str] = []
    after: NameCursor | None = None
    with partner_work(harbor.partner_id) as db:
        for _ in range(3):
            page = customer_page(db, after=after, limit=2)
            seen += [line.name for line in page.lines]
            after = page.next_cursor

    assert seen == ["Abe Abel", "Zoe Abel", "Ada Okafor", "Mia Olsen", "Bo Zhu"]
    assert after is None


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("oka", ["Ada Okafor"]),
        ("ADA OK", ["Ada Okafor"]),
        ("o", ["Ada Okafor", "Mia Olsen"]),
        ("mia@", ["Mia Olsen"]),
        ("%", []),
        ("_da", []),
        ("' or 1=1 --", []),
        ("\x00", ["Ada Okafor", "Mia Olsen"]),
    ],
)
def test_a_search_is_the_beginning_of_a_name_or_address(
    harbor: World, search: str, found: list[str]
) -> None:
    harbor.applies("Ada", "Okafor", email="ada@example.com")
    harbor.applies("Mia", "Olsen", email="mia@example.com")

    with partner_work(harbor.partner_id) as db:
        assert [line.name for line in customer_page(db, search=search).lines] == found


def test_applications_come_newest_first_and_by_status(harbor: World) -> None:
    ada = harbor.applies("Ada", "Okafor").is_assessed()
    harbor.wait(hours=1)
    nia = harbor.applies("Nia", "Mbeki", tax_id=ADDRESS_DIFFERS).is_assessed()

    with partner_work(harbor.partner_id) as db:
        assert [line.id for line in application_page(db).lines] == [
            nia.application_id,
            ada.application_id,
        ]
        first = application_page(db, limit=1)
        assert [line.id for line in application_page(db, after=first.next_cursor).lines] == [
            ada.application_id
        ]
        referred = application_page(db, status="referred")
        assert [line.id for line in referred.lines] == [nia.application_id]
        assert count_by_status(db) == {"approved": 1, "referred": 1}
        assert [line.status for line in applications_of(db, nia.customer_id)] == ["referred"]


def test_ids_are_uuids_that_sort_by_business_time(harbor: World) -> None:
    first = harbor.applies("Ada", "Okafor")
    harbor.wait(days=1)
    later = harbor.applies("Eve", "Other")

    assert UUID(int=first.customer_id.int) < UUID(int=later.customer_id.int)


def test_a_database_error_tells_no_values(harbor: World) -> None:
    with partner_work(harbor.partner_id) as db, pytest.raises(DBAPIError) as failed:
        db.execute(text("select cast(:tax_id as bigint) / 0"), {"tax_id": "512774321"})

    assert "512774321" not in str(failed.value)
