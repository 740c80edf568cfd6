"""Gather what customers read into each language's catalogue; what is translated already stays.

`make words` writes `app/kernel/words/<language>.po`; a test holds the catalogues to the sources.
"""

import ast
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from app.banking.customers.details import STATES
from app.kernel.languages import ENGLISH, LANGUAGES, WORDS

ROOT = Path(__file__).resolve().parents[1]
# What customers are shown: their pages, the pages they share with staff, their letters and papers.
TEMPLATES = (
    "app/web/portal",
    "app/web/account",
    "app/web/components",
    "app/web/help/templates",
    "app/web/layouts",
    "app/web/preferences/templates",
    "app/web/search_pages",
    "app/web/statement_pages",
    "app/web/object_pages/_thread.html",
    "app/web/single_sign_on/_buttons.html",
    "reports",
)
NOT_SHOWN = ("app/web/layouts/gallery.html",)
MODULES = (
    "app/kernel",
    "app/banking/access",
    "app/banking/audit/declared/people.py",
    "app/banking/accounts/rules.py",
    "app/banking/customers/actions/apply.py",
    "app/banking/customers/applying.py",
    "app/banking/customers/details.py",
    "app/banking/customers/rules.py",
    "app/banking/ledger/refusals.py",
    "app/banking/ledger/wording.py",
    "app/banking/listing/asked.py",
    "app/banking/mail",
    "app/banking/payments/actions",
    "app/banking/products/changing.py",
    "app/banking/payments/orders.py",
    "app/banking/payments/rules.py",
    "app/banking/payments/story.py",
    "app/banking/statements",
    "app/banking/threads",
    "app/web/account",
    "app/web/errors.py",
    "app/web/forms.py",
    "app/web/held.py",
    "app/web/navigation.py",
    "app/web/list_pages/exports.py",
    "app/web/object_pages/message_form.py",
    "app/web/origin.py",
    "app/web/portal",
    "app/web/proof.py",
    "app/web/resuming.py",
    "app/web/search_pages",
    "app/web/sending.py",
    "app/web/shortcuts.py",
    "app/web/tables/chips.py",
    "app/web/throttle.py",
    "reports",
)
# Whole files of words, where every text is one: letters, and how a rail's codes are said.
ALL_WORDS = (
    "app/banking/mail/letters.py",
    "app/rails/nacha/codes.py",
    "app/web/help/customer.py",
)
# Calls that name words: which argument of them, counted from nought.
PLACES = {
    "_": 0,
    "gettext": 0,
    "marked": 0,
    "InputRequired": 0,
    "DataRequired": 0,
    "needed": 0,
    "flash": 0,
    "AmountField": 0,
    "DayField": 0,
    "OneTimeField": 0,
    "PasswordField": 0,
    "Declared": 0,
    "RadioField": 0,
    "SelectField": 0,
    "StringField": 0,
    "SelectChoice": 1,
    "Conflict": 1,
    "DomainError": 1,
    "Forbidden": 1,
    "Refused": 1,
    "TooOften": 1,
    "Unavailable": 1,
}
NAMED = ("description", "next_step", "message")
CITED = " CFR "  # a regulation, which may have a name beside its number
NOT_FOUND = "NotFound"  # its argument is a noun that the sentence takes in


def main() -> int:
    for language in LANGUAGES:
        if language != ENGLISH:
            path = WORDS / f"{language}.po"
            path.write_bytes(catalogue_text(language))
            missing = sum(not each.string for each in read_po(path.open("rb")) if each.id)
            sys.stdout.write(f"{path.relative_to(ROOT)}: {missing} to translate\n")
    return 0


def catalogue_text(language: str) -> bytes:
    """The catalogue as it should be: every message of the sources, with what is translated."""
    path = WORDS / f"{language}.po"
    known = {}
    if path.exists():
        with path.open("rb") as file:
            known = {_key(each.id): each.string for each in read_po(file) if each.id}
    catalogue = Catalog(locale=language.replace("-", "_"), fuzzy=False, charset="utf-8")
    for message in sorted(messages(), key=_key):
        plural = isinstance(message, tuple)
        catalogue.add(message, known.get(_key(message), ("", "") if plural else ""))
    text = BytesIO()
    write_po(text, catalogue, omit_header=True, width=100)
    return text.getvalue()


def messages() -> set[str | tuple[str, str]]:
    """Every message of the sources; a pair where a number decides."""
    found: set[str | tuple[str, str]] = set()
    for path in _files(TEMPLATES, ".html"):
        found |= set(_of_template(path))
    for path in _files(MODULES, ".py"):
        found |= set(_of_module(path))
    for name in ALL_WORDS:
        found |= set(_of_words(ROOT / name))
    found |= set(STATES.values())
    return {each for each in found if _is_words(each)}


def _files(places: tuple[str, ...], suffix: str) -> Iterator[Path]:
    for place in places:
        path = ROOT / place
        inside = path.rglob(f"*{suffix}") if path.is_dir() else [path]
        yield from (each for each in inside if str(each.relative_to(ROOT)) not in NOT_SHOWN)


def _of_template(path: Path) -> Iterator[str | tuple[str, str]]:
    options = {"newstyle_gettext": "true", "trimmed": "true", "silent": "false"}
    with path.open("rb") as file:
        for _line, called, message, _comments in babel_extract(
            file, ("_", "gettext", "ngettext", "marked"), (), options
        ):
            if called == "ngettext" and isinstance(message, tuple):
                yield str(message[0]), str(message[1])
            else:
                first = message[0] if isinstance(message, tuple) else message
                if first:
                    yield first


def _of_module(path: Path) -> Iterator[str | tuple[str, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = _name(node.func)
        if name == "ngettext":
            one, many = (_text(each) for each in node.args[:2])
            yield one, many
        place = 0 if name == NOT_FOUND else PLACES.get(name)
        if place is not None and len(node.args) > place and (said := _text(node.args[place])):
            yield said
        yield from (
            said
            for keyword in node.keywords
            if keyword.arg in NAMED and (said := _text(keyword.value))
        )


def _of_words(path: Path) -> Iterator[str]:
    """Every text with a blank in it, but for descriptions of the code itself."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    own = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in own:
            said = str(node.value)  # type: ignore[attr-defined]
            if (said[:1].isupper() and not said.isupper()) or CITED in said:
                yield said


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else ""


def _text(node: ast.expr) -> str:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node.value if is_text else ""  # type: ignore[attr-defined,no-any-return]


def _is_words(message: str | tuple[str, str]) -> bool:
    return any(letter.isalpha() for letter in _key(message))


def _key(message: object) -> str:
    return str(message[0] if isinstance(message, (tuple, list)) else message)


if __name__ == "__main__":
    sys.exit(main())
