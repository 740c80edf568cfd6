"""What shared macros promise every page: words beside colour, errors beside fields, no script."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import render_template_string
from markupsafe import escape
from wtforms import (
    BooleanField,
    Form,
    FormField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from app.kernel.money import Money
from app.web.gallery.page import components
from app.web.gallery.samples import gallery_samples
from tests.web.pages import LEGAL, WEB, gallery_page, make_app, page_context
from themes.contrast import TEXT_PAIRS
from themes.css import theme_css
from themes.load import preset

SHEETS = sorted((WEB / "static" / "css").glob("*.css"))
TEMPLATES = sorted(WEB.rglob("*.html"))
STAFF_AND_CUSTOMER = ("console", "oversight", "portal")
LAYOUTS = (*STAFF_AND_CUSTOMER, "sign_in", "error", "document")


def rendered(source: str, **values: Any) -> str:
    with make_app().test_request_context("/"):
        return render_template_string(source, **values)


def macro(name: str, call: str, **values: Any) -> str:
    """What one macro call gives; `name` is `file.macro`."""
    file, _, imported = name.partition(".")
    imports = f'{{% from "components/{file}.html" import {imported} %}}'
    return " ".join(rendered(f"{imports}{{{{ {call} }}}}", **values).split())


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


STATES = [SelectChoice("NC", "North Carolina"), SelectChoice("VT", "Vermont")]
SPEEDS = [SelectChoice("slow", "Slow"), SelectChoice("fast", "Fast")]


class Address(Form):
    zip = StringField("ZIP code", [InputRequired("Enter a ZIP code.")])


class Application(Form):
    name = StringField("Full name", [InputRequired("Enter your name.")], description="As on paper.")
    secret = PasswordField("Password")
    state = SelectField("State", choices=STATES)
    speed = RadioField("Speed", [InputRequired("Choose a speed.")], choices=SPEEDS)
    home = FormField(Address)
    consent = BooleanField("I agree", [InputRequired("You can only go on when you agree.")])


def refused_application() -> Application:
    form = Application(data={"secret": "open sesame", "state": "VT", "name": ""})
    form.validate()
    return form


def test_money_out_has_a_true_minus_and_says_so_in_words() -> None:
    html = macro("amount.amount", "amount(money, signed=true)", money=Money(-4_000, "USD"))

    assert text_of(html) == "\N{MINUS SIGN}$40.00 money out"


def test_money_in_has_a_plus_and_says_so_in_words() -> None:
    html = macro("amount.amount", "amount(money, signed=true)", money=Money(4_000, "USD"))

    assert text_of(html) == "+$40.00 money in"


def test_a_currency_without_decimals_is_shown_without_them() -> None:
    html = macro("amount.amount", "amount(money, side='debit')", money=Money(125_000, "JPY"))

    assert text_of(html) == "¥125,000 debit"


def test_a_difference_of_nothing_is_said_in_words() -> None:
    html = macro("amount.difference", "difference(money)", money=Money(0, "USD"))

    assert text_of(html) == "No difference"


def test_a_balance_shows_the_arithmetic_behind_it() -> None:
    account = gallery_samples()["account"]
    html = macro(
        "balance.balance",
        "balance(account.available, account.current, account.held)",
        account=account,
    )

    assert re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", re.sub(r"</?span[^>]*>", "", html)) == [
        ("Current balance", "$1,234.50"),
        ("Held", "\N{MINUS SIGN}$70.00"),
        ("Available to use", "$1,164.50"),
    ]


@pytest.mark.parametrize(
    ("status", "word"),
    [("settled", "Settled"), ("pending_approval", "Needs approval"), ("odd_state", "Odd state")],
)
def test_a_status_is_an_icon_and_a_word(status: str, word: str) -> None:
    html = macro("status.status_badge", "status_badge(status)", status=status)

    assert text_of(html) == word
    assert "<svg" in html


def test_a_field_is_tied_to_its_label_hint_and_error() -> None:
    html = macro("field.field", "field(form.name, autocomplete='name')", form=refused_application())

    assert '<label class="label" for="name">Full name</label>' in html
    assert 'aria-describedby="name-hint name-error" aria-invalid="true"' in html
    assert "Error: Enter your name." in text_of(html)
    assert 'autocomplete="name"' in html


def test_a_password_is_never_written_back() -> None:
    html = macro("field.password_field", "password_field(form.secret)", form=refused_application())

    assert "sesame" not in html
    assert 'autocomplete="current-password"' in html


def test_a_choice_already_made_is_still_made() -> None:
    html = macro("field.select", "select(form.state)", form=refused_application())

    assert '<option value="VT" selected>' in html


def test_every_line_of_the_error_summary_leads_to_its_field() -> None:
    form = refused_application()
    summary = macro("form.error_summary", "error_summary(form)", form=form)
    fields = "".join(
        macro(f"field.{kind}", f"{kind}(form.{name})", form=form)
        for kind, name in (
            ("field", "name"),
            ("radios", "speed"),
            ("field", "home.zip"),
            ("checkbox", "consent"),
        )
    )

    targets = re.findall(r'href="#([^"]+)"', summary)
    assert targets == ["name", "speed", "home-zip", "consent"]
    for target in targets:
        assert re.search(rf'<input [^>]*id="{target}"', fields)


def test_there_is_no_error_summary_without_errors() -> None:
    assert macro("form.error_summary", "error_summary(form)", form=Application()) == ""


def test_what_people_type_is_escaped() -> None:
    html = macro("field.field", "field(name='memo', label='Memo', value=memo)", memo='"><script>')

    assert "<script>" not in html
    assert "&#34;&gt;&lt;script&gt;" in html


def test_a_form_that_changes_something_carries_its_token() -> None:
    html = rendered(
        '{% from "components/form.html" import form %}{% call form(action="/x") %}{% endcall %}'
    )

    assert '<input type="hidden" name="csrf_token" value="token">' in html


def test_the_last_page_of_a_list_offers_no_older_one() -> None:
    html = macro("pager.pager", "pager(newer_href='?newer=x', label='Payments')")

    assert "Newer" in html
    assert "Older" not in html


def test_a_dialog_opens_without_script() -> None:
    html = rendered(
        '{% from "components/dialog.html" import dialog %}'
        '{% call dialog("sure", "Sure?", trigger="Ask") %}Yes{% endcall %}'
    )

    assert 'commandfor="sure" command="show-modal"' in html
    assert '<dialog class="dialog" id="sure"' in html


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_says_test_first_skips_to_content_and_names_the_bank(layout: str) -> None:
    page = f'{{% extends "layouts/{layout}.html" %}}{{% block content %}}Here{{% endblock %}}'
    html = rendered(page, **page_context())

    assert "simulated bank, no real money" in text_of(html)
    assert html.index('href="#content"') < html.index("<main")
    assert 'id="content"' in html
    assert LEGAL in text_of(html)


def test_outside_the_sandbox_nothing_says_test() -> None:
    page = '{% extends "layouts/portal.html" %}'
    html = rendered(page, **page_context() | {"sandbox": False})

    assert "simulated" not in html


@pytest.mark.parametrize("layout", STAFF_AND_CUSTOMER)
def test_the_current_place_is_marked_and_signing_out_is_a_post(layout: str) -> None:
    html = rendered(f'{{% extends "layouts/{layout}.html" %}}', **page_context())

    assert 'href="/payments" aria-current="page"' in html
    assert '<form method="post" action="/sign-out">' in html


def test_an_error_page_needs_no_session() -> None:
    html = rendered('{% extends "layouts/error.html" %}', **page_context())

    assert "csrf" not in html
    assert "<script" not in html


def test_every_component_is_shown_with_what_it_takes() -> None:
    with make_app().test_request_context("/"):
        html = gallery_page()
    for component in components():
        assert f'id="{component.name.replace("/", "-")}"' in html
        for macro in component.macros:
            assert f"<strong>{macro.name}</strong>{escape(macro.arguments)}" in html
    macros = {macro.name for component in components() for macro in component.macros}
    everywhere = "".join(path.read_text() for path in TEMPLATES)
    unused = [name for name in macros if len(re.findall(rf"\b{name}\(", everywhere)) < 2]

    assert unused == [], "show these macros in an example of app/web/gallery/examples"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_script_or_style_of_its_own(template: Path) -> None:
    source = template.read_text()

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", source)
    assert not re.search(r"<script(?![^>]*\bsrc=)", source)
    assert not re.search(r'(fill|stroke|color)="#', source)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_no_colour_face_or_radius_is_written_outside_the_tokens(sheet: Path) -> None:
    source = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    if sheet.name == "tokens.css":
        source = source[source.index("@layer") :]

    assert not re.search(r"#[0-9a-f]{3,8}\b|\b(rgb|hsl|oklch)a?\(", source)
    if sheet.name != "tokens.css":
        assert not re.findall(r"font-family: (?!var\()[^;]+", source)
        assert not re.findall(r"radius: (?!var\(|0)[^;]+", source)


def test_every_custom_property_in_use_has_a_value() -> None:
    css = "".join(sheet.read_text() for sheet in SHEETS)
    known = set(re.findall(r"(--[\w-]+):", css + theme_css(preset("harbor"))))

    assert set(re.findall(r"var\((--[\w-]+)\)", css)) - known == set()


def test_every_colour_that_text_takes_is_in_the_contrast_check() -> None:
    css = "".join(sheet.read_text() for sheet in SHEETS)
    written = set(re.findall(r"(?<![\w-])color: var\(--([\w-]+)[,)]", css))

    assert written - {front for front, _ in TEXT_PAIRS} == set()
