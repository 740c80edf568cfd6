"""The chart of accounts as a tree."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from flask.typing import ResponseReturnValue

from app.banking.adjustments.queries import waiting_count
from app.banking.ledger.books import (
    Deposits,
    LedgerAccount,
    chart_accounts,
    deposits,
)
from app.banking.products.queries import program_names
from app.kernel.ids import ProgramId, shown
from app.kernel.money import Money, sums
from app.web.door import work
from app.web.ledger_pages.asking import asked_when
from app.web.ledger_pages.whose import ledger_page, whose
from app.web.ledger_pages.words import KINDS


@dataclass
class Kind:
    """One kind of a program's accounts, with what they come to in each currency."""

    key: str
    label: str
    accounts: list[LedgerAccount] = field(default_factory=list)
    folded: list[Deposits] = field(default_factory=list)

    @property
    def total(self) -> tuple[Money, ...]:
        return sums(each.current for each in (*self.accounts, *self.folded))


@dataclass(frozen=True, slots=True)
class Books:
    """A program's part of the chart; what is in no program has no id."""

    program_id: ProgramId | None
    name: str
    kinds: tuple[Kind, ...]


def chart() -> ResponseReturnValue:
    when, asked = asked_when()
    names = program_names(whose.db)
    found = _tree(names, chart_accounts(whose.db, when), deposits(whose.db, when))
    return ledger_page(
        "ledger_pages/chart.html",
        books=found,
        waiting=waiting_count(whose.db, now=work.now),
        shown_id=shown,
        when=when,
        asked=asked,
        status=422 if asked.faults else 200,
    )


def _tree(
    names: dict[ProgramId, str], accounts: Iterable[LedgerAccount], folded: Iterable[Deposits]
) -> list[Books]:
    kinds: dict[ProgramId | None, dict[str, Kind]] = defaultdict(
        lambda: {key: Kind(key, KINDS[key]) for key in KINDS}
    )
    for account in accounts:
        kinds[account.program_id][account.kind].accounts.append(account)
    for each in folded:
        kinds[each.program_id]["liability"].folded.append(each)
    order = [
        *(program for program in names if program in kinds),
        *([None] if None in kinds else []),
    ]
    return [
        Books(
            program_id=program_id,
            name=names[program_id] if program_id else _outside_name(),
            kinds=tuple(kind for kind in kinds[program_id].values() if kind.total),
        )
        for program_id in order
    ]


def _outside_name() -> str:
    return f"{whose.name}'s own books" if whose.is_house else "Outside any program"
