"""What a bank's officers see, and what another bank's never do."""

import pytest

from app.banking.ledger.seals import day_roots
from app.kernel.ids import shown
from app.storage.clock import wall_now
from app.storage.session import partner_reading
from app.web.dispatch import Dispatcher
from tests.web_clients import Visitor, sign_in_staff
from tests.world import World

PARTNER = "/partners/{}"
EXPLANATION = "The bank posts it on Tuesday, ticket 4411."
CLOSED_FIRST = '<time datetime="2026-03-02">'


@pytest.fixture
def cedar(harbor: World) -> World:
    """A closed day with traffic at both brands, one row dropped at the bank."""
    harbor.bank_keeps_books()
    harbor.fed_brings(harbor.ada, "100.00")
    harbor.fed_brings(harbor.grace, "50.00")
    harbor.juniper.fed_brings(harbor.juniper.ada, "70.00")
    harbor.bank_errs("delete from movement where amount_minor = 5000")
    harbor.day_ends()
    return harbor


@pytest.fixture
def officer(application: Dispatcher, cedar: World) -> Visitor:
    return sign_in_staff(application, cedar, "oversight_officer")


@pytest.fixture
def stranger(application: Dispatcher, cedar: World) -> Visitor:
    """The officer of the other bank, on that bank's own host."""
    return sign_in_staff(application, cedar.tally, "oversight_officer")


def page_of_partner(world: World) -> str:
    return PARTNER.format(shown("partner", world.partner_id))


def page_of_break(world: World) -> str:
    return f"/cash/breaks/{shown('break', world.open_breaks[0].id)}"


def test_the_home_page_says_whose_money_it_is_and_whether_it_is_there(officer: Visitor) -> None:
    said = officer.get("/partners").text

    for words in ("Harbor", "Juniper", "1 open break", "Cash at the bank differs"):
        assert words in said
    assert "Tally" not in said
    assert "\N{MINUS SIGN}$50" in said
    assert "Tied out" in said


def test_a_day_without_a_difference_is_said_in_words(
    application: Dispatcher, harbor: World
) -> None:
    harbor.bank_keeps_books()
    harbor.fed_brings(harbor.ada, "100.00")
    harbor.day_ends()

    said = sign_in_staff(application, harbor, "examiner").get("/partners").text

    assert "Every program, to the cent" in said
    assert "Difference" not in said


def test_a_bank_that_has_not_closed_a_day_is_told_so(
    application: Dispatcher, harbor: World
) -> None:
    officer = sign_in_staff(application, harbor, "bsa_officer")

    assert "Not closed yet" in officer.get("/").text
    assert "No day is closed yet" in officer.get("/cash").text
    assert "No breaks" in officer.get("/cash/breaks").text


def test_a_late_file_leaves_the_books_open(application: Dispatcher, harbor: World) -> None:
    harbor.bank_keeps_books()
    harbor.fed_brings(harbor.ada, "100.00")
    harbor.day_ends(bank_writes=False)
    officer = sign_in_staff(application, harbor, "examiner")

    assert "Awaiting file" in officer.get("/").text
    assert "Books open: the bank's file for this day has not come." in officer.get("/cash").text


def test_one_partner_in_full(cedar: World, officer: Visitor) -> None:
    said = officer.get(page_of_partner(cedar)).text

    assert "Harbor Financial, Inc." in said
    assert cedar.fbo_account in said
    assert "Juniper" not in said


def test_cash_shows_three_books_a_day(cedar: World, officer: Visitor) -> None:
    said = officer.get("/cash").text

    for words in ("Bank says", "Ledger cash", "Owed to customers", "Settlement account"):
        assert words in said


def test_older_days_are_a_page_away(cedar: World, officer: Visitor) -> None:
    for _ in range(5):
        cedar.next_day()
        cedar.day_ends()

    said = officer.get("/cash").text
    assert CLOSED_FIRST not in said
    older = said.partition('rel="next" href="')[2].partition('"')[0]
    assert CLOSED_FIRST in officer.get(older).text


def test_the_other_banks_officer_gets_a_404_and_sees_nothing(
    cedar: World, stranger: Visitor
) -> None:
    unknown = stranger.get("/partners/ptnr_" + "0" * 32)
    foreign = stranger.get(page_of_partner(cedar))
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert stranger.get(page_of_break(cedar)).status_code == 404
    for path in ("/", "/partners", "/cash", "/cash/breaks"):
        said = stranger.get(path).text
        assert "Harbor" not in said
        assert "Juniper" not in said
        assert cedar.fbo_account not in said


def test_the_other_banks_officer_cannot_explain_our_break(cedar: World, stranger: Visitor) -> None:
    address = f"{page_of_break(cedar)}/explanation"
    answer = stranger.post(address, {"explanation": EXPLANATION}, form_at="/security")

    assert answer.status_code == 404
    assert len(cedar.open_breaks) == 1


def test_an_officer_explains_a_break(cedar: World, officer: Visitor) -> None:
    address = page_of_break(cedar)

    short = officer.post(f"{address}/explanation", {"explanation": "ok"}, form_at=address)
    assert short.status_code == 422
    assert "data-error-summary" in short.text

    answer = officer.post(f"{address}/explanation", {"explanation": EXPLANATION}, form_at=address)
    assert answer.status_code == 303
    assert cedar.open_breaks == []
    said = officer.follow(answer).text
    assert EXPLANATION in said
    assert "Oversight Officer" in said

    again = officer.post(f"{address}/explanation", {"explanation": EXPLANATION}, form_at="/cash")
    assert again.status_code == 409


def test_an_examiner_reads_and_may_not_explain(application: Dispatcher, cedar: World) -> None:
    examiner = sign_in_staff(application, cedar, "examiner")
    address = page_of_break(cedar)

    assert "Save explanation" not in examiner.get(address).text
    answer = examiner.post(
        f"{address}/explanation", {"explanation": EXPLANATION}, form_at="/security"
    )
    assert answer.status_code == 403
    assert len(cedar.open_breaks) == 1


def test_few_of_many_breaks_lead_to_all_of_them(
    officer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.web.oversight.cash.lists.BREAKS_SHOWN", 0)
    for path in ("/cash", "/partners"):
        page = officer.get(path).text
        assert "/cash/breaks?state=difference" in page
        assert "See all 1" in page
    assert "1 open break" in officer.get("/partners").text


def test_closed_days_are_a_list_an_examiner_takes_along(
    application: Dispatcher, cedar: World, stranger: Visitor
) -> None:
    examiner = sign_in_staff(application, cedar, "examiner")
    said = examiner.get("/cash/days?state=difference").text

    assert "<strong>1</strong> line<" in said
    assert "at the bank" in said
    assert "<strong>2</strong>" in examiner.get("/cash/days?state=tied_out").text
    assert "Nothing differs" in stranger.get("/cash/days?state=difference").text
    columns = "columns=state,difference,owed&day_from=2026-03-02&q=harbor"
    file = examiner.post(f"/cash/days/exports?{columns}", {"form": "csv"}, form_at="/cash").text
    assert file.splitlines()[1] == "Harbor,Difference,-50.00,150.00"


def test_applications_are_a_list_of_the_bank(
    cedar: World, officer: Visitor, stranger: Visitor
) -> None:
    own = f"/partners/applications?partner={shown('partner', cedar.partner_id)}"
    assert own in officer.get(page_of_partner(cedar)).text
    said = officer.get(own).text

    assert "<strong>2</strong> applications<" in said
    assert "Partner: <strong>Harbor" in said
    assert "<strong>1</strong>" in officer.get(f"{own}&q=ada").text
    assert "No such applications" in stranger.get(own).text
    export = "/partners/applications/exports?q=ada&columns=partner"
    file = officer.post(export, {"form": "csv"}, form_at="/partners").text
    assert len(file.splitlines()) == 3, "an Ada at each brand"


def test_no_tax_id_is_ever_on_the_page(cedar: World, officer: Visitor) -> None:
    cedar.clock.now = wall_now()
    zoe = cedar.becomes_customer("Zoe", "Ackermann")

    for path in ("/partners", page_of_partner(cedar)):
        said = officer.get(path).text
        assert zoe.name in said
        assert "513-01" not in said
        assert "51301" not in said


def test_officers_see_the_roots_they_were_handed_and_what_waits(
    cedar: World, officer: Visitor, stranger: Visitor
) -> None:
    with partner_reading(cedar.partner_id) as db:
        (root,) = day_roots(db)
    said = " ".join(officer.get(page_of_partner(cedar)).text.split())
    assert root.block_hash.hex() in said
    assert "1 signed block; everything written is sealed" in said

    cedar.ada.is_given("1.00")
    said = " ".join(officer.get(page_of_partner(cedar)).text.split())
    assert "1 transaction waits to be sealed, the oldest for" in said
    assert root.block_hash.hex() not in stranger.get("/").text


def test_before_the_first_root_officers_are_told_when_it_comes(
    application: Dispatcher, harbor: World
) -> None:
    said = sign_in_staff(application, harbor, "examiner").get(page_of_partner(harbor)).text
    assert "No root was handed over yet" in said
