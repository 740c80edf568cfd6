"""What staff see of customers and applications, and the decisions they make."""

import html
import re

import pytest

from app.kernel.ids import CustomerId, new_id, shown
from app.web.dispatch import Dispatcher
from tests.customer_verbs import Applicant
from tests.web_clients import Visitor, sign_in_customer, sign_in_staff
from tests.world import World

ADDRESS_DIFFERS = "512-01-0002"


@pytest.fixture
def staff(application: Dispatcher, harbor: World) -> Visitor:
    return sign_in_staff(application, harbor, "compliance")


@pytest.fixture
def nia(harbor: World) -> Applicant:
    """Waits for a person to decide."""
    return harbor.applies("Nia", "Mbeki", tax_id=ADDRESS_DIFFERS).is_assessed()


def read(visitor: Visitor, path: str) -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200, answer.text
    return html.unescape(answer.text)


def application_of(applicant: Applicant) -> str:
    return f"/applications/{shown('application', applicant.application_id)}"


def customer_of(applicant: Applicant) -> str:
    return f"/customers/{shown('customer', applicant.customer_id)}"


def test_lists_say_what_to_do_while_they_are_empty(staff: Visitor) -> None:
    assert "No customers yet" in read(staff, "/customers")
    assert "No applications yet" in read(staff, "/applications")
    assert "No such applications" in read(staff, "/applications?status=referred")


def test_a_customer_page_holds_all_that_is_known(staff: Visitor, harbor: World) -> None:
    ada = harbor.applies("Ada", "Okafor", tax_id="512-77-4321").is_assessed()

    page = read(staff, customer_of(ada))

    for known in ("Ada Okafor", "•••-••-4321", "Everyday checking", "Account terms", "2025-01"):
        assert known in page
    for known in ("12 Analytical Way", "••• 1985", "(503) 555-0100", "No name on the list"):
        assert known in page
    assert "4321" not in page.replace("•••-••-4321", "")


def test_names_are_found_by_how_they_begin(staff: Visitor, harbor: World, nia: Applicant) -> None:
    ada = harbor.applies("Ada", "Okafor")

    found = read(staff, "/customers?q=oka")
    fragment = staff.get("/customers?q=oka", headers={"HX-Request": "true"}).text

    assert ada.name in found
    assert nia.name not in found
    assert "<html" not in fragment
    assert ada.name in fragment
    assert "No such customers" in read(staff, "/customers?q=%25")
    assert "No such customers" in read(staff, "/customers?q=%3Cscript%3E")


def test_a_page_of_names_leads_to_the_next(staff: Visitor, harbor: World) -> None:
    for number in range(27):
        harbor.applies("Ada", f"Okafor-{chr(97 + number % 26)}{'x' * (number // 26)}")

    first = staff.get("/customers").text
    after = html.unescape(first).partition("after=")[2].partition('"')[0]
    second = staff.get(f"/customers?after={after}").text

    again = staff.get("/customers?after=nonsense").text
    shown = [len(set(re.findall(r"Ada Okafor-\w+", said))) for said in (first, second, again)]
    assert shown == [25, 2, 25]


def test_what_needs_review_is_counted_and_explained(
    staff: Visitor, harbor: World, nia: Applicant
) -> None:
    harbor.applies("Ada", "Okafor").is_assessed()

    waiting = read(staff, "/applications?status=referred")

    assert nia.name in waiting
    assert "Ada Okafor" not in waiting
    assert "The address differs from the one on record." in waiting
    assert "Ada Okafor" in read(staff, "/applications")


@pytest.mark.parametrize(
    ("outcome", "words", "accounts"), [("approved", "Approved", 1), ("declined", "Declined", 0)]
)
def test_a_person_decides_and_says_why(
    staff: Visitor, nia: Applicant, outcome: str, words: str, accounts: int
) -> None:
    values = {"outcome": outcome, "note": "Utility bill seen."}
    path = application_of(nia)

    answer = staff.post(f"{path}/decision", values, form_at=path)

    assert answer.status_code == 303
    page = read(staff, path)
    assert words in page
    assert "Utility bill seen." in page
    assert "Compliance" in page
    assert "Record decision" not in page
    assert len(nia.accounts) == accounts


def test_a_second_decision_is_told_it_came_too_late(staff: Visitor, nia: Applicant) -> None:
    path = application_of(nia)
    token = staff.token_of(path)
    values = {"outcome": "approved", "note": "Seen.", "csrf_token": token}
    staff.post(f"{path}/decision", values, form_at=path)

    again = staff.post(f"{path}/decision", values | {"outcome": "declined"}, form_at=path)

    assert again.status_code == 409
    assert "The application was approved already." in again.text
    assert nia.application.status == "approved"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"outcome": "approved"}, "Say why in a sentence or two."),
        ({"note": "Seen."}, "Choose to approve or to decline."),
        ({"outcome": "referred", "note": "Seen."}, "Not a valid choice"),
        ({"outcome": "approved", "note": "x" * 501}, "Use at most 500 characters."),
        ({"outcome": "approved", "note": "a\x00b"}, "Use at most 500 characters."),
    ],
)
def test_a_decision_without_its_parts_is_not_made(
    staff: Visitor, nia: Applicant, values: dict[str, str], words: str
) -> None:
    path = application_of(nia)

    answer = staff.post(f"{path}/decision", values, form_at=path)

    assert answer.status_code == 422
    assert words in answer.text
    assert nia.application.status == "referred"


def test_only_some_roles_decide(application: Dispatcher, harbor: World, nia: Applicant) -> None:
    support = sign_in_staff(application, harbor, "support")
    path = application_of(nia)

    assert "Record decision" not in read(support, path)
    answer = support.post(
        f"{path}/decision", {"outcome": "approved", "note": "Please."}, form_at=path
    )

    assert answer.status_code == 403
    assert nia.application.status == "referred"


def test_a_listed_name_shows_the_entry_it_is_like(staff: Visitor, harbor: World) -> None:
    arkady = harbor.applies("Arkady", "Voskresensky").is_assessed()

    page = read(staff, application_of(arkady))

    assert "VOSKRESENSKY, Arkady Lvovich" in page
    assert "Entry 90001" in page
    assert "98%" in page


def test_another_brands_customer_is_a_page_that_never_was(
    application: Dispatcher, harbor: World, nia: Applicant
) -> None:
    elsewhere = sign_in_staff(application, harbor.juniper, "owner")
    never = f"/customers/{shown('customer', CustomerId(new_id(harbor.now)))}"

    theirs, nobodys = elsewhere.get(customer_of(nia)), elsewhere.get(never)

    assert theirs.status_code == nobodys.status_code == 404
    assert "Nia" not in theirs.text
    assert elsewhere.get(application_of(nia)).status_code == 404
    values = {
        "outcome": "approved",
        "note": "Mine now.",
        "csrf_token": elsewhere.token_of("/security"),
    }
    taken = elsewhere.post(f"{application_of(nia)}/decision", values, form_at="/customers")
    assert taken.status_code in (403, 404)
    assert nia.application.status == "referred"


@pytest.mark.parametrize(
    "path", ["/customers/cust_1", "/customers/1", "/customers/acct_" + "0" * 32, "/applications/x"]
)
def test_an_id_that_is_none_is_a_page_that_never_was(staff: Visitor, path: str) -> None:
    assert staff.get(path).status_code == 404


def test_a_customer_does_not_come_into_the_console(application: Dispatcher, harbor: World) -> None:
    ada = sign_in_customer(application, harbor, harbor.ada)
    ada.host = harbor.hosts["console"]

    assert ada.get("/customers").status_code == 303
