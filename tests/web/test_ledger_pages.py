"""A ledger as the partner's staff and the bank's officers read it."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import Engine, event, select

from app.banking.audit.tables import AuditRow
from app.banking.ledger.actions.lock_period import lock_period
from app.banking.ledger.lines import line_page
from app.banking.ledger.queries import chart
from app.kernel.actor import OPERATOR
from app.kernel.ids import LedgerAccountId, new_id, shown
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from tests.adjustment_verbs import goodwill, proposes
from tests.seal_verbs import seals
from tests.web.test_accounts_pages import hold, plain
from tests.web_clients import Visitor, sign_in_staff
from tests.world import World

QUERIES_MAX = 12


@pytest.fixture
def owner(application: Dispatcher, harbor: World) -> Visitor:
    harbor.ada.is_given("$100.00")
    return sign_in_staff(application, harbor, "owner")


@pytest.fixture
def officer(application: Dispatcher, harbor: World) -> Visitor:
    harbor.ada.is_given("$100.00")
    return sign_in_staff(application, harbor, "oversight_officer")


def read(visitor: Visitor, path: str, status: int = 200) -> str:
    answer = visitor.get(path)
    assert answer.status_code == status, answer.text
    return plain(html.unescape(answer.text))


def in_oversight(world: World) -> str:
    return f"/partners/{shown('partner', world.partner_id)}/ledger"


def account_path(account_id: LedgerAccountId) -> str:
    return f"/ledger/accounts/{shown('ledger_account', account_id)}"


def cash_of(world: World) -> LedgerAccountId:
    with partner_work(world.partner_id) as db:
        return chart(db, world.program_id)["fbo_cash"]


def transaction_paths(page: str) -> list[str]:
    return re.findall(r'href="([^"]*/ledger/transactions/txn_[0-9a-f]{32})"', page)


def lines_shown(page: str) -> int:
    return page.count('data-label="Balance after"')


def test_the_chart_is_a_tree_with_customers_folded_into_one_line(
    owner: Visitor, harbor: World
) -> None:
    harbor.grace.is_given("$5.00")

    page = read(owner, "/ledger")

    for said in ("Harbor Everyday", "Assets", "Liabilities", "FBO cash at the bank", "$105.00"):
        assert said in page
    assert "Customers' deposits" in page
    assert "2 accounts" in page
    assert harbor.ada.account_number not in page


def test_the_one_line_opens_the_list(owner: Visitor, harbor: World) -> None:
    address = f"/ledger/deposits?program={shown('program', harbor.program_id)}"
    assert address in read(owner, "/ledger")
    page = read(owner, address)
    assert "$100.00" in page
    assert account_path(harbor.ada.ledger_account_id) in page


def test_deposits_are_a_list_of_now_and_of_another_day(
    owner: Visitor, officer: Visitor, harbor: World
) -> None:
    day = harbor.now.date()
    harbor.wait(days=2)
    harbor.ada.is_given("$11.00")
    program = shown("program", harbor.program_id)
    for visitor, ledger in ((owner, "/ledger"), (officer, in_oversight(harbor))):
        now = read(visitor, f"{ledger}/deposits?program={program}&amount_from=100.01")
        assert "<strong>1</strong> deposit account\n" in now
        assert "$211.00" in now
        assert "Program: <strong>Harbor Everyday" in now
        past = read(visitor, f"{ledger}/deposits?on={day}&sort=account")
        assert "$211.00" not in past
        assert f'type="hidden" name="on" value="{day}"' in past, "forms keep the day"
        export = f"{ledger}/deposits/exports?q={harbor.ada.account_number[-6:]}&columns=balance"
        files = [
            visitor.post(f"{export}{more}", {"form": "csv"}, form_at=f"{ledger}/deposits").text
            for more in ("", f"&on={day}")
        ]
        assert [file.split()[-1].rpartition(",")[2] for file in files] == ["211.00", "200.00"]
    assert "Save view" in read(owner, "/ledger/deposits?sort=account")
    assert "Save view" not in read(owner, f"/ledger/deposits?on={day}&sort=account")


def test_the_chart_of_an_earlier_day_and_of_an_earlier_moment(
    owner: Visitor, harbor: World
) -> None:
    day, moment = harbor.now.date(), harbor.now
    harbor.wait(days=2)
    harbor.ada.is_given("$11.00")

    assert "$111.00" in read(owner, "/ledger")
    assert "$100.00" in read(owner, f"/ledger?on={day}")
    known = moment.strftime("%Y-%m-%dT%H:%M:%S+00:00").replace("+", "%2B")
    page = read(owner, f"/ledger?on={day + timedelta(days=9)}&known_at={known}")
    assert "$100.00" in page
    assert "$111.00" not in page


def test_a_day_that_is_none_is_explained(owner: Visitor) -> None:
    page = read(owner, "/ledger?on=tomorrow", status=422)
    assert "There is a problem" in page
    assert "Enter a day like" in page


def test_an_account_shows_its_lines_and_its_arithmetic(owner: Visitor, harbor: World) -> None:
    harbor.wait(minutes=1)
    harbor.ada.sends_to(harbor.grace, "$30.00")

    guarded = read(owner, account_path(harbor.ada.ledger_account_id))
    pooled = read(owner, account_path(cash_of(harbor)))

    assert "Guarded" in guarded
    assert "The balance kept in the account is the sum of its lines" in guarded
    assert "$70.00" in guarded
    assert lines_shown(guarded) == 2
    assert "Pooled" in pooled
    assert "No block has been sealed yet" in pooled
    assert harbor.ada.account_number not in guarded


def test_lines_go_back_page_by_page_with_the_balance_after_each(
    owner: Visitor, harbor: World
) -> None:
    for number in range(27):
        harbor.wait(hours=20)
        harbor.ada.is_given(f"{number + 1}.00")
    path = account_path(harbor.ada.ledger_account_id)
    first = read(owner, path)
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older
    second = read(owner, older[1])
    assert (lines_shown(first), lines_shown(second)) == (25, 3)
    assert "$478.00" in first
    for running in ("$103.00", "$101.00", "$100.00"):
        assert running in second


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        ("", 3),
        ("least=31", 1),
        ("most=30.00", 2),
        ("least=30&most=30", 1),
        ("side=debit", 1),
        ("cause=book_transfer", 1),
        ("cause=nonsense&side=up", 3),
        ("words=DEPOSIT", 2),
        ("words=deposit&least=50", 1),
        ("words=100%25", 0),
        ("first=2026-03-03", 1),
        ("last=2026-03-02", 2),
        ("first=2027-01-01", 0),
    ],
)
def test_lines_are_narrowed_by_the_address(
    owner: Visitor, harbor: World, asked: str, lines: int
) -> None:
    harbor.wait(minutes=1)
    harbor.ada.sends_to(harbor.grace, "$30.00")
    harbor.wait(days=1)
    harbor.ada.is_given("$2.00")
    page = read(owner, f"{account_path(harbor.ada.ledger_account_id)}?{asked}")
    assert lines_shown(page) == lines
    if "last" in asked:
        assert "$70.00" in page


def test_lines_are_kept_as_csv_and_xlsx(owner: Visitor, harbor: World) -> None:
    harbor.wait(minutes=1)
    harbor.ada.sends_to(harbor.grace, "$30.00", note="=2+5")
    path = account_path(harbor.ada.ledger_account_id)

    csv = owner.get(f"{path}/lines.csv")
    xlsx = owner.get(f"{path}/lines.xlsx?side=credit")

    rows = csv.text.splitlines()
    assert rows[0].startswith("Counts for,Posted at,Description")
    assert len(rows) == 3
    assert ",30.00,,70.00,USD," in rows[1]
    assert "attachment" in csv.headers["Content-Disposition"]
    with ZipFile(BytesIO(xlsx.data)) as book:
        cells = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<v>100</v>" in cells
    assert "<f>" not in cells
    assert "<v>30</v>" not in cells


def test_who_takes_lines_along_is_on_record(owner: Visitor, harbor: World) -> None:
    account = harbor.ada.ledger_account_id
    for form in ("csv", "xlsx"):
        assert owner.get(f"{account_path(account)}/lines.{form}").status_code == 200
    assert owner.get("/ledger/trial-balance.csv").status_code == 200
    with partner_work(harbor.partner_id) as db:
        taken = db.execute(
            select(AuditRow.subject_kind, AuditRow.subject_id, AuditRow.details["form"].astext)
            .where(AuditRow.action == "export.taken")
            .order_by(AuditRow.id)
        ).all()
    assert [tuple(each) for each in taken] == [
        ("ledger_account", account, "csv"),
        ("ledger_account", account, "xlsx"),
        ("partner", harbor.partner_id, "csv"),
    ]


def test_a_download_that_is_cut_says_so(
    owner: Visitor, harbor: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.web.ledger_pages.accounts.LINES_MAX", 2)
    for _ in range(3):
        harbor.wait(days=1)
        harbor.ada.is_given("$1.00")
    csv = owner.get(f"{account_path(harbor.ada.ledger_account_id)}/lines.csv").text
    assert len(csv.splitlines()) == 4
    assert "Cut after 2 lines, on 2026-03-04" in csv.splitlines()[-1]


def test_a_filter_that_looks_too_far_goes_on_from_there(
    owner: Visitor, harbor: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bounded = partial(line_page, looked_at_max=2)
    monkeypatch.setattr("app.web.ledger_pages.accounts.line_page", bounded)
    for _ in range(3):
        harbor.wait(days=1)
        harbor.ada.is_given("$1.00")
    page = read(owner, f"{account_path(harbor.ada.ledger_account_id)}?least=50")
    assert "No such lines so far" in page
    assert "back to Mar 4, 2026" in page
    further = re.search(r'href="([^"]+before=[^"]+)"', page)
    assert further
    assert lines_shown(read(owner, further[1])) == 1


def test_what_makes_no_sense_in_a_filter_is_said_where_it_stands(
    owner: Visitor, harbor: World
) -> None:
    path = f"{account_path(harbor.ada.ledger_account_id)}?least=lots"
    assert "Enter an amount in dollars" in read(owner, path, status=422)
    fragment = owner.get(path, headers={"HX-Request": "true"})
    assert fragment.status_code == 422
    assert "Enter an amount in dollars" in fragment.text
    assert fragment.text.lstrip().startswith('<div id="lines"')


def test_a_sealed_transaction_hands_out_its_proof(owner: Visitor, harbor: World) -> None:
    path = transaction_paths(read(owner, account_path(harbor.ada.ledger_account_id)))[0]
    assert "It is in no block yet" in read(owner, path)
    assert owner.get(f"{path}/proof.json").status_code == 422
    seals(harbor)
    assert f"{path}/proof.json" in read(owner, path)
    proof = owner.get(f"{path}/proof.json")
    assert proof.mimetype == "application/json"
    assert "attachment" in proof.headers["Content-Disposition"]
    assert proof.json["claim"]["kind"] == "transaction"


def test_a_transaction_shows_entries_and_leads_to_their_accounts(
    owner: Visitor, harbor: World
) -> None:
    harbor.wait(minutes=1)
    payment = harbor.ada.sends_to(harbor.grace, "$30.00")
    account = read(owner, account_path(harbor.ada.ledger_account_id))

    page = read(owner, transaction_paths(account)[0])

    for said in ("Book transfer", "$30.00", "Counts for", "Posted", "Recorded", "Total USD"):
        assert said in page
    assert f"/payments/{shown('payment', payment)}" in page
    assert account_path(harbor.grace.ledger_account_id) in page
    assert transaction_paths(read(owner, f"/payments/{shown('payment', payment)}"))


def test_the_trial_balance_is_even_and_can_be_kept(owner: Visitor, harbor: World) -> None:
    harbor.ada.sends_ach("$40.00")
    page = read(owner, "/ledger/trial-balance")
    assert "The two sides differ" not in page
    assert page.count("$100.00") >= 3

    csv = owner.get("/ledger/trial-balance.csv").text
    assert "Total USD,,,,100.00,100.00,USD" in csv
    assert owner.get("/ledger/trial-balance.xlsx").status_code == 200
    earlier = owner.get("/ledger/trial-balance.csv?on=2026-01-01").text
    assert "Total USD,,,,0.00,0.00,USD" in earlier


def test_holds_are_listed_open_and_ended(owner: Visitor, harbor: World) -> None:
    hold(harbor.ada, 30, "Card at the harbor cafe")
    harbor.wait(minutes=1)
    payment = harbor.ada.sends_ach("$40.00")
    harbor.ada.cancels(payment)

    assert read(owner, "/ledger/holds").count('data-label="Status"') == 2
    assert "harbor cafe" in read(owner, "/ledger/holds?status=open")
    assert "harbor cafe" not in read(owner, "/ledger/holds?status=released,settled,expired")
    only = f"/ledger/holds?account={shown('ledger_account', harbor.grace.ledger_account_id)}"
    assert "No such holds" in read(owner, only)


def test_locked_days_say_why_and_by_whom(owner: Visitor, harbor: World) -> None:
    through = harbor.now.date() - timedelta(days=30)
    with partner_work(harbor.partner_id) as db:
        lock_period(db, through=through, reason="January is done", actor=OPERATOR, now=harbor.now)
    page = read(owner, "/ledger/periods")
    for said in ("January is done", "Operator", through.strftime("%b %-d")):
        assert said in page
    file = owner.post("/ledger/periods/exports", {"form": "csv"}, form_at="/ledger/periods").text
    assert file.splitlines()[1].startswith(f"{through},January is done,Operator,")


def test_an_officer_reads_the_same_ledger_and_changes_nothing(
    officer: Visitor, harbor: World
) -> None:
    books = in_oversight(harbor)
    assert books in read(officer, books.removesuffix("/ledger"))
    paths = ["", "/trial-balance", "/holds", "/periods", account_path(cash_of(harbor))[7:]]
    for path in paths:
        page = read(officer, f"{books}{path}")
        posted = re.findall(rf'method="post" action="({re.escape(books)}[^"]*)"', page)
        # Notes, and who looks after it, are written into the bank's own books.
        own = ("/exports", "/notes", "/assignment")
        assert [each for each in posted if not each.endswith(own)] == []
    assert "Partners" in page
    transaction = transaction_paths(page)[0]
    assert transaction.startswith(books)
    assert "FBO cash at the bank" in read(officer, transaction)
    assert read(officer, f"{books}/trial-balance").count("$100.00") >= 3


def test_an_officer_reads_the_banks_own_books(officer: Visitor, harbor: World) -> None:
    page = read(officer, f"/partners/{shown('partner', harbor.house_id)}/ledger")
    assert "Cash at the Federal Reserve" in page


def test_nobody_reads_the_ledger_of_another_bank_or_brand(
    application: Dispatcher, officer: Visitor, harbor: World
) -> None:
    assert officer.get(in_oversight(harbor.tally)).status_code == 404
    theirs = account_path(cash_of(harbor.juniper))
    assert officer.get(f"{in_oversight(harbor)}{theirs[7:]}").status_code == 404
    assert sign_in_staff(application, harbor, "owner").get(theirs).status_code == 404


def test_only_some_roles_read_the_ledger(application: Dispatcher, harbor: World) -> None:
    support = sign_in_staff(application, harbor, "support")
    assert support.get("/ledger").status_code == 403
    assert 'href="/ledger"' not in support.get("/").text


@contextmanager
def counted() -> Iterator[list[str]]:
    """Statements of the whole process meanwhile, without those that only set the scope."""
    said: list[str] = []

    def listen(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("set local"):
            said.append(statement)

    event.listen(Engine, "before_cursor_execute", listen)
    yield said
    event.remove(Engine, "before_cursor_execute", listen)


def test_pages_ask_the_same_few_questions_at_any_size(
    application: Dispatcher, owner: Visitor, officer: Visitor, harbor: World
) -> None:
    transaction = transaction_paths(read(owner, account_path(harbor.ada.ledger_account_id)))[0]
    proposed = proposes(harbor, goodwill(harbor.ada, "$5.00"))
    pages = [
        transaction[7:],
        "/adjustments",
        f"/adjustments/{shown('adjustment', proposed)}",
        "",
        "?on=2026-03-05",
        f"/deposits?program={shown('program', harbor.program_id)}",
        account_path(harbor.ada.ledger_account_id)[7:],
        f"{account_path(cash_of(harbor))[7:]}?on=2026-03-05&known_at=2026-03-04T10:00",
        f"{account_path(cash_of(harbor))[7:]}?words=nothing",
        "/trial-balance",
        "/holds",
        "/periods",
    ]

    def questions() -> dict[str, int]:
        found = {}
        for path in pages:
            for visitor, prefix in ((owner, "/ledger"), (officer, in_oversight(harbor))):
                with counted() as said:
                    assert visitor.get(f"{prefix}{path}").status_code == 200
                found[f"{prefix}{path}"] = len(said)
        return found

    hold(harbor.ada, 1, "The first")
    few = questions()
    for number in range(12):
        harbor.becomes_customer(f"Name{number}", "Okafor").is_given("$2.00")
        hold(harbor.ada, 1, f"Hold {new_id(harbor.now)}")
        harbor.wait(hours=3)
    many = questions()

    assert few == many
    assert max(many.values()) <= QUERIES_MAX, many
