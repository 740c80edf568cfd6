"""A list that grows with the business is of the table system; what is a plain table says why.

Read from the templates themselves: one that calls `table` of its own stands below with what bounds
it by nature, or leads to the list that holds the rest.
"""

from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, nodes

from app.banking.lists.registry import LISTS
from app.web.list_pages.desk import PLACES

WEB = Path(__file__).parents[2] / "app" / "web"
TABLES = "components/table.html"
# What a customer reads, what shows components to developers, and what makes tables for others.
ELSEWHERE = ("portal/", "gallery/", "mailbox/", "components/", "tables/")

# Closed by nature, or by a bound that is refused when it is reached.
FEW = {
    "account/templates/account/sessions.html": "one's own devices that are signed in now",
    "approval_pages/rule.html": "versions of one rule, each set by a person",
    "approval_pages/rules.html": "a rule an action and circumstance",
    "approval_pages/show.html": "votes of one request, at most as many as it needs",
    "brand_pages/_parts.html": "the tokens of a theme",
    "check_pages/standings.html": "the checks there are, and what one of them finds now",
    "console/customers/templates/customers/_screening.html": "hits of one screening",
    "console/customers/templates/customers/show.html": "applications of one customer",
    "console/products/templates/products/_terms.html": "limits and fees of one agreement",
    "ledger_pages/adjustment.html": "entries of one adjustment",
    "ledger_pages/chart.html": "the chart, a tree by program and kind; deposits are one line",
    "ledger_pages/trial.html": "a sheet with two sums, of the chart's accounts",
    "list_pages/batch.html": "the lines that were chosen, at most BATCH_MAX",
    "list_pages/exports.html": "one's own files of seven days, at most EXPORTS_MAX being made",
    "list_pages/views.html": "one's own views, at most VIEWS_MAX, and the team's",
    "operator/queues/templates/queues/index.html": "kinds of work, and the latest given up",
    "operator/seals/templates/seals/index.html": "the partners of an installation",
    "oversight/files/templates/files/_findings.html": "why one file was refused, at most SHOWN_MAX",
    "oversight/files/templates/files/_shares.html": "partners with a share of one file",
    "oversight/isolation/templates/isolation/index.html": "the kinds of attack there are",
    "oversight/partners/templates/partners/_payments.html": "kinds of payment, counted",
    "oversight/partners/templates/partners/_seals.html": "the last days' roots of one partner",
    "single_sign_on/index.html": "a company's identity providers",
    "team_pages/addresses.html": "networks, at most NETWORKS_MAX",
    "team_pages/permissions.html": "the matrix of roles",
    "trail_pages/record.html": "fields of one record",
}
# The first of many, with a link to the list of all.
FIRST_OF = {
    "console/accounts/templates/accounts/show.html": "ledger.holds",
    "oversight/cash/templates/cash/_breaks.html": "breaks_href",
    "oversight/cash/templates/cash/_days.html": "cash.days",
    "oversight/files/templates/files/_entries.html": "entries_href",
    "oversight/files/templates/files/_returns.html": "returns_href",
    "oversight/partners/templates/partners/_applications.html": "applications_href",
    "oversight/partners/templates/partners/show.html": "days_href",
}
# Read in one order only, each line with what the account came to: pages and files of its own.
OF_ITS_OWN = {"ledger_pages/_lines.html"}


def makes_a_table(path: Path) -> bool:
    tree = Environment(autoescape=True, extensions=["jinja2.ext.do"]).parse(
        path.read_text(encoding="utf-8")
    )
    return "table" in set(_names(tree))


def _names(tree: nodes.Template) -> Iterator[str]:
    for each in tree.find_all(nodes.FromImport):
        if isinstance(each.template, nodes.Const) and each.template.value == TABLES:
            yield from (name if isinstance(name, str) else name[0] for name in each.names)


def test_a_growing_list_is_of_the_table_system_or_says_what_bounds_it() -> None:
    found = {
        name
        for path in sorted(WEB.rglob("*.html"))
        for name in [path.relative_to(WEB).as_posix()]
        if not name.startswith(ELSEWHERE) and makes_a_table(path)
    }

    said = [*FEW, *FIRST_OF, *OF_ITS_OWN]
    assert len(said) == len(set(said))
    assert found == set(said), "make it a TablePage, or write down what bounds it"


def test_the_first_of_many_lead_to_all_of_them() -> None:
    missing = [
        name for name, wanted in FIRST_OF.items() if wanted not in _with_its_pages(WEB / name)
    ]
    assert missing == []


def _with_its_pages(path: Path) -> str:
    """A part of a page is led on from by the page around it, too."""
    whole = [path, *path.parent.glob("index.html")] if path.name.startswith("_") else [path]
    return "\n".join(each.read_text(encoding="utf-8") for each in whole)


def test_every_place_of_a_view_is_a_list_that_is_known() -> None:
    assert {name for places in PLACES.values() for name in places} == set(LISTS)
