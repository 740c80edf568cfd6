"""Customers are spoken to in their own language; every word of it goes through the catalogue."""

import re
from calendar import month_abbr, month_name
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment

from app.banking.mail.letters import LETTERS
from app.banking.mail.writing import written
from app.kernel import languages
from app.kernel.languages import CLOSING, ENGLISH, OPENING, PSEUDO, SPANISH, WORDS
from app.kernel.templates import teach
from app.web.dispatch import Dispatcher
from app.web.languages import COOKIE
from reports.layout.letterhead import Letterhead
from reports.statement.gather import statement_document
from scripts.words import catalogue_text
from tests.banking.test_mail_writing import LOOK, kept
from tests.reports.made_up import made_up_content, made_up_lines, made_up_statement, sealed
from tests.tenancy.poisoning import pages_of
from tests.web_clients import CUSTOMER_PASSWORD, Visitor, sign_in_customer, sign_in_staff
from tests.world import World
from themes.load import preset

WORD = re.compile(r"[^\W\d_]{3,}")
UNSAID = ("script", "style", "code", "time", "address")
# What is somebody's own: names, numbers, addresses, a bank's sentence, a language's own name.
OWN = re.compile(
    r"Cedar Bank, N\.A\.|Harbor|Cedar|Ada|Okafor|Grace|Lindqvist|everyday|checking|Juniper"
    r"|example|http\S*|pay_\w+"
    r"|acct_\w+|\bACH\b|\bNote\b|English|Español|PDF|CSV|financial technology company.*|EST|EDT"
    r"|Guildhall|localhost|Larch Street Homes|A checking account without a minimum balance\."
    r"|Electronic documents|Documents come to you here\.|Privacy notice|What we keep, and why\."
    r"|Account terms|The terms of .* account\.|Ctrl K|\bEsc\b|\bEnter\b|\w+@\S+|N\.A\.|\bDeposit\b",
    re.IGNORECASE,
)
# A statement's days, and what people and banks typed or are called.
ON_PAPER = re.compile(
    rf"{'|'.join([*month_name[1:], *month_abbr[1:]])}|PAYROLL CORNER MARKET|Corner Market LLC"
    r"|Rent, |Maple Street Apartments|For the tickets|Electricity|Blue Ridge Utilities"
    r"|Harbor Financial, Inc\.|1 Quarry Street, Cedar Falls, IA|Harbor",
)
PUBLIC = ("/sign-in", "/apply", "/password-reset", "/language", "/no-such-page", "/shortcuts")
PAGES_MAX = 24


class Said(HTMLParser):
    """The words a page says that stand in no brackets, with the texts of labels and titles."""

    def __init__(self) -> None:
        super().__init__()
        self.unsaid: list[str] = []
        self.left: list[str] = []
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSAID or ("legal-bank" in str(dict(attrs).get("class"))):
            self.unsaid.append(tag)
        for name, value in attrs:
            is_read = name in ("aria-label", "placeholder", "title", "alt") and tag != "time"
            if is_read and value:
                self._look(value)

    def handle_endtag(self, tag: str) -> None:
        if self.unsaid and self.unsaid[-1] == tag:
            self.unsaid.pop()

    def handle_data(self, data: str) -> None:
        """A sentence may go on in the next element: its brackets are counted through."""
        outside = ""
        for sign in data:
            self.depth += (sign == OPENING) - (sign == CLOSING)
            outside += " " if self.depth > 0 or sign == CLOSING else sign
        if not self.unsaid:
            self._look(outside)

    def _look(self, text: str) -> None:
        outside = re.sub(f"{OPENING}[^{CLOSING}]*{CLOSING}", " ", text)
        if WORD.search(OWN.sub(" ", outside)):
            self.left.append(" ".join(text.split())[:120])


def unspoken(html: str) -> list[str]:
    page = Said()
    page.feed(re.sub(r"<head>.*?</head>", "", html, flags=re.DOTALL))
    return page.left


@pytest.fixture
def pseudo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A language that says every word in brackets; only tests speak it."""
    spoken: Mapping[str, str] = {**languages.LANGUAGES, PSEUDO: "Pseudo"}
    monkeypatch.setattr(languages, "LANGUAGES", spoken)
    yield
    languages.speak(ENGLISH)


@pytest.mark.parametrize("language", [tag for tag in languages.LANGUAGES if tag != ENGLISH])
def test_every_message_is_in_the_catalogue_and_translated(language: str) -> None:
    path = WORDS / f"{language}.po"
    text = path.read_bytes()
    with path.open("rb") as file:
        found = {str(each.id): each for each in read_po(file) if each.id}

    assert text == catalogue_text(language), "make words, then translate what is new"
    empty = [key for key, each in found.items() if not all(_forms(each.string))]
    assert empty == []


@pytest.mark.parametrize("language", [tag for tag in languages.LANGUAGES if tag != ENGLISH])
def test_a_translation_holds_the_same_values(language: str) -> None:
    places = re.compile(r"%\(\w+\)s|\{\{\w+\}\}")
    with (WORDS / f"{language}.po").open("rb") as file:
        for each in read_po(file):
            for own in _forms(each.id):
                for said in _forms(each.string):
                    assert set(places.findall(said)) == set(places.findall(own)), own


def _forms(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, (tuple, list)) else (str(text),)


def test_what_stands_in_no_template_is_said_as_text() -> None:
    """What `_` gives back counts as markup, so only words of the template itself go through it."""
    root = WORDS.parents[2]
    for folder in ("app", "reports"):
        for path in (root / folder).rglob("*.html"):
            found = re.findall(r"(?<![\w.])_\((?![\"'])", path.read_text(encoding="utf-8"))
            assert found == [], f"{path.name}: use said(…)"


def test_a_label_that_looks_like_markup_stays_text() -> None:
    environment = Environment(autoescape=True)
    teach(environment)
    template = environment.from_string('{{ said(label) }} {{ _("Fee") }}')

    assert template.render(label="<b>50% off</b>") == "&lt;b&gt;50% off&lt;/b&gt; Fee"


@pytest.mark.usefixtures("pseudo")
def test_no_word_of_the_portal_goes_past_the_catalogue(
    application: Dispatcher, harbor: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for = _listened(monkeypatch)
    harbor.ada.is_given("900.00")
    harbor.ada.sends_ach("$40.00")
    harbor.ada.sends_to(harbor.grace, "$5.00")
    ada, stranger = (
        sign_in_customer(application, harbor, harbor.ada),
        Visitor(application, _host(harbor)),
    )
    left: dict[str, list[str]] = {}
    for visitor, paths in ((stranger, PUBLIC), (ada, pages_of(ada, most=PAGES_MAX))):
        _asks_for(visitor, PSEUDO)
        for path in paths:
            if found := unspoken(visitor.get(path, follow_redirects=True).text):
                left[path] = found

    assert left == {}, "\n".join(f"{path}: {words}" for path, words in left.items())
    with (WORDS / f"{SPANISH}.po").open("rb") as file:
        spanish = {form for each in read_po(file) for form in _forms(each.id)}
    unknown = {each for each in asked_for - spanish if WORD.search(OWN.sub(" ", each))}
    assert unknown == set(), "said in brackets here, and in English to whoever reads Spanish"


def _listened(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The messages that are looked up from now on, those that come out of a value too."""
    asked_for: set[str] = set()
    say = languages._said

    def heard(message: str, found: str | tuple[str, ...] | None) -> str:
        if languages.spoken() == PSEUDO and not message.startswith(OPENING):
            asked_for.add(message)
        return say(message, found)

    monkeypatch.setattr(languages, "_said", heard)
    return asked_for


@pytest.mark.parametrize("kind", sorted(LETTERS))
def test_no_word_of_a_letter_goes_past_the_catalogue(kind: str) -> None:
    values = dict.fromkeys(LETTERS[kind].words, "1")
    letter = written(replace(kept(kind, **values), language=PSEUDO), LOOK)

    own = re.sub(rf"{re.escape(LOOK.legal)}|{re.escape(LOOK.sandbox)}", "", letter.html)
    assert unspoken(own) == []


@pytest.mark.parametrize("count", [0, 8])
def test_no_word_of_a_statement_goes_past_the_catalogue(count: int) -> None:
    """Its table, its drawing, its notice, what is at its edges, and what names its enclosures."""
    content = sealed(made_up_content(made_up_lines(count)))
    late = (replace(line, is_late=True) for line in content.lines)
    statement = made_up_statement(replace(content, lines=tuple(late)))
    with languages.speaking(PSEUDO):
        paper = statement_document(statement, Letterhead(preset("harbor")), is_sandbox=True)

    assert unspoken(ON_PAPER.sub(" ", paper.html)) == []
    for word in ("Page", "of"):
        assert f"{OPENING}{word}{CLOSING}" in paper.html.partition("</style>")[0]
    assert [each.description[:1] for each in paper.enclosures] == [OPENING, OPENING]


@pytest.mark.parametrize("language", languages.LANGUAGES)
def test_a_statement_is_whole_in_each_language(language: str) -> None:
    """English and Spanish say the same figures, each in its own words alone."""
    statement = made_up_statement(made_up_content(made_up_lines(4)))
    with languages.speaking(language):
        html = statement_document(statement, Letterhead(preset("harbor")), is_sandbox=True).html
        figures = (str(statement.content.opening), str(statement.content.closing))

    own, other = ("Closing balance", "Saldo final")[:: 1 if language == ENGLISH else -1]
    assert html.count(own) == 3, "above, in the drawing, and below the entries"
    assert other not in html
    assert f'<html lang="{language}">' in html
    assert all(figure in html for figure in figures)


def test_a_browser_is_answered_in_the_language_it_asks_for(
    application: Dispatcher, harbor: World
) -> None:
    stranger = Visitor(application, _host(harbor))
    asks = {"Accept-Language": "fr, es-MX;q=0.9, en;q=0.8"}

    page = stranger.get("/sign-in", headers=asks).text

    assert '<html lang="es-US"' in page
    assert "Iniciar sesión" in page
    assert '<html lang="en-US"' in stranger.get("/sign-in").text


def test_a_choice_is_kept_with_the_person_and_not_only_with_the_browser(
    application: Dispatcher, harbor: World
) -> None:
    ada = sign_in_customer(application, harbor, harbor.ada, second_factor=False)

    answer = ada.post("/language", {"language": SPANISH, "next": "/"})

    assert answer.headers["Location"] == "/"
    assert "Hola, Ada" in ada.follow(answer).text
    other = Visitor(application, _host(harbor))
    other.post("/sign-in", {"email": ada.email, "password": CUSTOMER_PASSWORD}, form_at="/sign-in")
    assert "Hola, Ada" in other.get("/").text


def test_a_language_nobody_speaks_changes_nothing(application: Dispatcher, harbor: World) -> None:
    ada = sign_in_customer(application, harbor, harbor.ada)

    ada.post("/language", {"language": "xx-YY", "next": "//evil.example"})

    assert '<html lang="en-US"' in ada.get("/").text


def test_refusals_are_spoken_too(application: Dispatcher, harbor: World) -> None:
    stranger = Visitor(application, _host(harbor))
    _asks_for(stranger, SPANISH)

    page = stranger.post("/sign-in", {"email": "ada@example.com", "password": "no"})

    assert "Ese correo y esa contraseña no corresponden." in page.text
    assert "Hay un problema" in page.text


def test_staff_pages_stay_english(application: Dispatcher, harbor: World) -> None:
    staff = sign_in_staff(application, harbor)

    page = staff.get("/", headers={"Accept-Language": "es"}).text

    assert '<html lang="en-US"' in page


def _asks_for(visitor: Visitor, language: str) -> None:
    visitor.client.set_cookie(COOKIE, language, domain=visitor.host, secure=True)


def _host(world: World) -> str:
    return world.hosts["portal"]
