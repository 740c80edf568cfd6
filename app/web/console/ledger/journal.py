"""The lines of an adjustment as a form: read from what was sent, and shown with their faults."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.banking.adjustments.rules import LINE_WORDS_LENGTH_MAX, LINES_MAX
from app.banking.ledger.books import LedgerAccount, chart_accounts, ledger_accounts_by_id
from app.banking.ledger.rules import Entry, Side
from app.banking.products.queries import program_names
from app.kernel.errors import Refused
from app.kernel.ids import LedgerAccountId, read_shown, shown
from app.kernel.money import parse_amount
from app.web.door import work

LINES_AT_FIRST, LINES_MORE = 4, 4
Given = Mapping[str, str]


@dataclass
class Line:
    """One line as typed."""

    number: int
    account: str = ""
    side: str = ""
    amount: str = ""
    words: str = ""
    error: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.account or self.amount or self.words)


@dataclass
class Journal:
    """The lines, and the accounts that can be chosen on each."""

    lines: list[Line]
    accounts: dict[LedgerAccountId, LedgerAccount]
    choices: list[tuple[str, str]]
    entries: list[Entry] = field(default_factory=list)

    @property
    def faults(self) -> list[dict[str, str]]:
        return [
            {"text": f"Line {line.number}: {line.error}", "href": f"#account-{line.number}"}
            for line in self.lines
            if line.error
        ]

    def read(self) -> bool:
        """Turn what was typed into entries; False when a line has an error."""
        for line in self.lines:
            if not line.is_empty:
                self._read(line)
        return not self.faults

    def _read(self, line: Line) -> None:
        chosen = read_shown("ledger_account", line.account)
        account = self.accounts.get(LedgerAccountId(chosen)) if chosen else None
        if account is None:
            line.error = "Choose an account."
            return
        if line.side not in set(Side):
            line.error = "Choose debit or credit."
            return
        try:
            amount = parse_amount(line.amount, account.currency)
        except Refused as refusal:
            line.error = refusal.message
            return
        words = line.words[: LINE_WORDS_LENGTH_MAX + 1] or None
        self.entries.append(Entry(account.id, Side(line.side), amount, words))


def journal(given: Given, *, start_with: str = "") -> Journal:
    """The lines of the request, or empty ones; `start_with` is an account to begin with."""
    count = min(int(given.get("lines", "") or 0), LINES_MAX) if _is_number(given) else 0
    lines = [_line(given, number) for number in range(1, count + 1)]
    wanted = LINES_AT_FIRST if not lines else len(lines) + ("more" in given) * LINES_MORE
    while len(lines) < min(wanted, LINES_MAX):
        number = len(lines) + 1
        lines.append(
            Line(number, account=start_with if number == 1 else "", side=_usual_side(number))
        )
    named = [read_shown("ledger_account", line.account) for line in lines if line.account]
    accounts = _choosable([each for each in named if each])
    return Journal(lines, accounts, _choices(accounts))


def _choosable(named: list[object]) -> dict[LedgerAccountId, LedgerAccount]:
    """The open accounts of the chart, and those already named: a customer's comes from its page."""
    found = {each.id: each for each in chart_accounts(work.db)}
    found |= ledger_accounts_by_id(work.db, named)  # type: ignore[arg-type]
    return {key: each for key, each in found.items() if not each.closed_at}


def _choices(accounts: Mapping[LedgerAccountId, LedgerAccount]) -> list[tuple[str, str]]:
    names = program_names(work.db)
    return [
        (shown("ledger_account", each.id), _label(each, names.get(each.program_id, "")))  # type: ignore[arg-type]
        for each in accounts.values()
    ]


def _label(account: LedgerAccount, program: str) -> str:
    where = f", {program}" if program else ""
    return f"{account.name} ({account.currency}){where}"


def _line(given: Given, number: int) -> Line:
    return Line(
        number,
        **{name: given.get(f"{name}-{number}", "").strip() for name in ("account", "side")},
        amount=given.get(f"amount-{number}", "").strip(),
        words=" ".join(given.get(f"words-{number}", "").replace("\x00", " ").split()),
    )


def _usual_side(number: int) -> str:
    return Side.DEBIT.value if number % 2 else Side.CREDIT.value


def _is_number(given: Given) -> bool:
    text = given.get("lines", "")
    return text.isascii() and text.isdigit() and len(text) <= len(str(LINES_MAX))
