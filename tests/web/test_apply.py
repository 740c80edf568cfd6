"""Applying in the portal: one page, nothing retyped, sent twice and received once."""

import html
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from sqlalchemy import text

from app.banking.customers.queries import CustomerLine, customer_page
from app.banking.events.leases import Only
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from app.workers.run import drain
from tests.customer_verbs import details_of
from tests.mail_verbs import letters
from tests.outside_data import outside
from tests.web_clients import Visitor
from tests.workers.kinds import only_here
from tests.world import World

PASSWORD = "correct horse battery staple"
KEY = re.compile(r'name="key"[^>]*value="([^"]+)"')
CONSENT = re.compile(r'name="(consent_\w+)" value="([^"]+)"')
PRODUCT = re.compile(r'name="product"[^>]*value="([^"]+)"')


@dataclass
class Form:
    """The application page in a browser, filled in."""

    visitor: Visitor
    page: str = ""
    values: dict[str, str] = field(default_factory=dict)

    @classmethod
    def opened(cls, visitor: Visitor) -> "Form":
        page = visitor.get("/apply").text
        person = details_of()
        values = {
            "given_name": person.given_name,
            "family_name": person.family_name,
            "born_on": "1985-12-10",
            "tax_id": person.tax_id,
            "street": person.street,
            "city": person.city,
            "state": person.state,
            "postal_code": person.postal_code,
            "email": person.email,
            "phone": person.phone,
            "password": PASSWORD,
            "key": KEY.search(page)[1],  # type: ignore[index]
            "product": PRODUCT.search(page)[1],  # type: ignore[index]
            **dict(CONSENT.findall(page)),
        }
        return cls(visitor, page, values)

    def sent(self, **changed: str) -> "Answer":
        values = {name: text for name, text in (self.values | changed).items() if text != "-"}
        response = self.visitor.post("/apply", values)
        return Answer(response.status_code, html.unescape(response.text))


@dataclass(frozen=True)
class Answer:
    status: int
    text: str


@pytest.fixture
def form(application: Dispatcher, harbor: World) -> Form:
    return Form.opened(Visitor(application, harbor.hosts["portal"]))


def customers(world: World) -> tuple[CustomerLine, ...]:
    with partner_work(world.partner_id) as db:
        return customer_page(db).lines


def test_whoever_applies_is_signed_in_and_sees_where_it_stands(form: Form, harbor: World) -> None:
    assert form.sent().status == 303

    waiting = form.visitor.get("/")
    assert waiting.status_code == 200
    assert "We have your application" in waiting.text

    drain(only=only_here(harbor))
    home = form.visitor.get("/").text
    assert "Available balance" in home
    assert "No activity yet" in home
    [customer] = customers(harbor)
    assert customer.status == "active"


@pytest.mark.parametrize(
    ("last4", "words"),
    [("0002", "A person of our team is looking"), ("0001", "We cannot open an account")],
)
def test_the_status_page_says_it_in_plain_words(
    form: Form, harbor: World, last4: str, words: str
) -> None:
    form.sent(tax_id=f"51299{last4}")
    drain(only=only_here(harbor))

    said = form.visitor.get("/").text

    assert words in said
    for never in ("record", "sanction", "match", "identity", "list"):
        main = said.partition("<main")[2].partition("</main>")[0]
        assert never not in main.lower().replace("aria-label", ""), never


def test_someone_on_the_list_reads_the_same_words_as_anybody(form: Form, harbor: World) -> None:
    form.sent(given_name="Arkady", family_name="Voskresensky")
    drain(only=only_here(harbor))

    said = form.visitor.get("/").text

    assert "A person of our team is looking" in said
    assert "sanction" not in said.lower()


def test_a_form_sent_twice_is_received_once(form: Form, harbor: World) -> None:
    assert form.sent().status == 303
    twin = Visitor(form.visitor.application, form.visitor.host)
    again = Form(twin, form.page, form.values).sent()

    assert again.status == 303
    assert "We have your application" in twin.get("/").text
    assert len(customers(harbor)) == 1


def test_a_form_sent_twice_at_once_is_received_once(form: Form, harbor: World) -> None:
    twin = Visitor(form.visitor.application, form.visitor.host)
    twin.get("/apply")
    twins = [form, Form(twin, form.page, form.values)]

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(Form.sent, twins))

    assert [answer.status for answer in answers] == [303, 303]
    assert all("We have your application" in each.visitor.get("/").text for each in twins)
    assert len(customers(harbor)) == 1


def test_a_forms_key_with_other_details_is_refused(form: Form, harbor: World) -> None:
    form.sent()
    thief = Visitor(form.visitor.application, form.visitor.host)
    other = details_of("Eve", "Other")

    answer = Form(thief, form.page, form.values).sent(
        given_name="Eve", email=other.email, tax_id=other.tax_id
    )

    assert answer.status == 409
    assert thief.get("/").status_code == 303
    assert len(customers(harbor)) == 1


def test_a_forms_key_without_the_password_signs_nobody_in(form: Form) -> None:
    form.sent()
    thief = Visitor(form.visitor.application, form.visitor.host)

    answer = Form(thief, form.page, form.values).sent(password="some other long password")

    assert answer.status == 422
    assert thief.get("/").status_code == 303


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("given_name", "", "Enter your first name."),
        ("family_name", "123", "Enter the name as it is on your identity document."),
        ("born_on", "2010-05-05", "You must be at least 18 years old to apply."),
        ("born_on", "31/31/1985", "Enter your date of birth as month/day/year"),
        ("tax_id", "078-05-1120", "Enter a Social Security number, like 123-45-6789."),
        ("street", "PO Box 5", "not a PO box"),
        ("city", "", "Enter your city."),
        ("state", "", "Choose your state."),
        ("state", "ZZ", "Not a valid choice"),
        ("postal_code", "1234", "Enter a ZIP code"),
        ("email", "ada", "Enter an e-mail address"),
        ("phone", "12", "Enter a US phone number"),
        ("password", "too short", "Use at least 15 characters."),
        ("consent_terms", "-", "Agree to “Account terms” to go on."),
        ("consent_terms", "0190d4a2-0000-7000-8000-000000000000", "changed meanwhile"),
        ("product", "0190d4a2-0000-7000-8000-000000000000", "Not a valid choice"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_on_top(
    form: Form, harbor: World, name: str, typed: str, words: str
) -> None:
    answer = form.sent(**{name: typed})

    assert answer.status == 422
    assert words in answer.text
    assert "There is a problem" in answer.text
    assert f'href="#{name}"' in answer.text
    assert customers(harbor) == ()


def test_nothing_is_retyped_but_the_secrets(form: Form) -> None:
    answer = form.sent(phone="12", given_name='Zoë "Z" <b>')

    for name in ("family_name", "street", "city", "postal_code", "email", "born_on"):
        assert f'value="{form.values[name]}"' in answer.text
    assert 'value="Zoë "Z" <b>"' in answer.text
    assert re.search(r'<option value="OR" selected>', answer.text)
    assert len(re.findall(r'name="consent_\w+"[^>]* checked', answer.text)) == 3
    assert form.values["tax_id"] not in answer.text
    assert PASSWORD not in answer.text
    assert KEY.search(answer.text)[1] == form.values["key"]  # type: ignore[index]


def test_a_day_may_be_written_as_people_here_write_it(form: Form) -> None:
    assert form.sent(born_on="12/10/1985").status == 303


def test_whoever_applies_is_asked_to_confirm_the_address(form: Form, harbor: World) -> None:
    form.sent()
    drain(only=Only(kinds=("mail.send",), partners=[harbor.partner_id]))

    [letter] = letters(harbor)
    assert letter.subject == "Confirm your e-mail address for Harbor"
    assert f"http://{harbor.hosts['portal']}:" in letter.text
    assert "Confirm your e-mail address" in form.visitor.get("/").text


def test_an_address_that_has_a_login_is_told_so(form: Form, harbor: World) -> None:
    form.sent()
    other = Form.opened(Visitor(form.visitor.application, form.visitor.host))

    answer = other.sent(email=form.values["email"].upper())

    assert answer.status == 409
    assert "This e-mail address already has a login." in answer.text
    assert len(customers(harbor)) == 1


def test_a_form_without_its_token_changes_nothing(form: Form, harbor: World) -> None:
    answer = form.visitor.client.post(
        "/apply", data=form.values, base_url=f"https://{form.visitor.host}"
    )

    assert answer.status_code == 403
    assert customers(harbor) == ()


def test_a_tax_id_is_nowhere_but_encrypted(
    form: Form, harbor: World, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    tax_id = form.values["tax_id"]
    form.sent()
    drain(only=only_here(harbor))
    with partner_work(harbor.partner_id) as db:
        kept = "".join(
            "".join(db.execute(text(f"select to_jsonb(t)::text from {table} t")).scalars())
            for table in ("customer", "application", "consent", "screening", "audit_record")
        ) + "".join(db.execute(text("select to_jsonb(t)::text from outbox t")).scalars())

    printed = capsys.readouterr()
    assert len(tax_id) == 9
    assert tax_id not in kept
    assert tax_id.encode().hex() not in kept
    assert tax_id not in caplog.text + printed.out + printed.err


def test_applying_belongs_to_the_brand_of_the_host(application: Dispatcher, harbor: World) -> None:
    at_juniper = Form.opened(Visitor(application, harbor.juniper.hosts["portal"]))
    assert at_juniper.sent().status == 303

    assert customers(harbor) == ()
    assert len(customers(harbor.juniper)) == 1


def test_consents_of_another_brand_are_not_this_brands(
    form: Form, application: Dispatcher, harbor: World
) -> None:
    elsewhere = Form.opened(Visitor(application, harbor.juniper.hosts["portal"]))

    answer = form.sent(consent_terms=elsewhere.values["consent_terms"])

    assert answer.status == 422


def naughty() -> Iterator[str]:
    yield from json.loads(outside("blns", "blns.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["given_name", "street", "city", "email", "phone", "password"])
def test_naughty_strings_never_break_the_form(form: Form, harbor: World, name: str) -> None:
    for number, string in enumerate(list(naughty())[::25]):
        response = form.visitor.client.post(
            "/apply",
            data={**form.values, "postal_code": "x", name: string, "key": f"naughty {number}"},
            headers={"X-CSRFToken": form.visitor.token_of("/apply")},
            base_url=f"https://{form.visitor.host}",
        )
        assert response.status_code == 422
        assert b"<script>alert" not in response.data
    assert customers(harbor) == ()


def test_naughty_names_are_shown_as_they_are(application: Dispatcher, harbor: World) -> None:
    name = "<script>alert(1)</script> \u202b & 'O\u2019Brien'".replace("\u202b ", "")
    form = Form.opened(Visitor(application, harbor.hosts["portal"]))
    assert form.sent(given_name=name[:60]).status == 303
    drain(only=only_here(harbor))

    home = form.visitor.get("/")

    assert home.status_code == 200
    assert "<script>alert" not in home.text


def test_whoever_is_signed_in_does_not_apply_again(form: Form) -> None:
    form.sent()
    assert form.visitor.get("/apply").status_code == 303


def test_costs_and_texts_are_told_before_anybody_applies(form: Form) -> None:
    page = html.unescape(form.page)
    for told in ("Monthly account fee", "$3", "The terms of Harbor's account.", "Version 2025-01"):
        assert told in page
    assert "federal law asks every bank" in page
    assert "0001" in page
