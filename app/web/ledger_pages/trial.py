"""The trial balance of a day: every account on its side, both sides equal in each currency."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import Response
from flask.typing import ResponseReturnValue

from app.banking.ledger.books import TrialLine, When, trial_balance
from app.banking.products.queries import program_names
from app.kernel.ids import ProgramId, read_shown, shown
from app.kernel.money import Money, total
from app.rails.calendars import eastern_day
from app.web.door import work
from app.web.ledger_pages.asking import Asked, asked_when
from app.web.ledger_pages.sheets import Column, Sheet, take_along
from app.web.ledger_pages.whose import asked, ledger_page, whose
from app.web.ledger_pages.words import KINDS

COLUMNS = (
    Column("Account", wide=True),
    Column("Code"),
    Column("Kind"),
    Column("Accounts"),
    Column("Debit"),
    Column("Credit"),
    Column("Currency"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one currency with both totals."""

    currency: str
    lines: tuple[TrialLine, ...]
    debit: Money
    credit: Money

    @property
    def difference(self) -> Money:
        return self.debit - self.credit


@dataclass(frozen=True, slots=True)
class Trial:
    """What was asked for, and its answer."""

    on: date
    program_id: ProgramId | None
    programs: dict[ProgramId, str]
    parts: tuple[Part, ...]
    asked: Asked


def trial() -> ResponseReturnValue:
    found = _found()
    return ledger_page(
        "ledger_pages/trial.html",
        status=422 if found.asked.faults else 200,
        found=found,
        kinds=KINDS,
        choices=[("", "All books"), *((shown("program", k), v) for k, v in found.programs.items())],
        chosen=shown("program", found.program_id) if found.program_id else "",
    )


def trial_csv() -> Response:
    return take_along(_sheet(_found()), "csv", what="trial_balance")


def trial_xlsx() -> Response:
    return take_along(_sheet(_found()), "xlsx", what="trial_balance")


def _found() -> Trial:
    when, typed = asked_when()
    on = when.on or eastern_day(work.now)
    names = program_names(whose.db)
    program_id = ProgramId(read_shown("program", asked("program")) or UUID(int=0))
    chosen = program_id if program_id in names else None
    lines = trial_balance(whose.db, When(on, when.known_at), program_id=chosen)
    currencies = dict.fromkeys(line.debit.currency for line in lines)
    return Trial(on, chosen, names, tuple(_part(lines, each) for each in currencies), typed)


def _part(lines: list[TrialLine], currency: str) -> Part:
    of_currency = tuple(line for line in lines if line.debit.currency == currency)
    return Part(
        currency,
        of_currency,
        total((line.debit for line in of_currency), currency),
        total((line.credit for line in of_currency), currency),
    )


def _sheet(found: Trial) -> Sheet:
    name = found.programs.get(found.program_id, "") if found.program_id else "All books"
    rows: list[tuple[object, ...]] = []
    for part in found.parts:
        rows += [_row(line) for line in part.lines]
        rows.append(
            (f"Total {part.currency}", "", "", None, part.debit, part.credit, part.currency)
        )
    return Sheet(
        name=f"trial-balance-{found.on}",
        title=f"Trial balance of {whose.name}, {name}, {found.on}",
        columns=COLUMNS,
        rows=rows,
    )


def _row(line: TrialLine) -> tuple[object, ...]:
    return (
        line.name,
        line.code,
        KINDS[line.kind],
        line.accounts,
        line.debit if line.debit.minor or not line.credit.minor else None,
        line.credit if line.credit.minor else None,
        line.debit.currency,
    )
