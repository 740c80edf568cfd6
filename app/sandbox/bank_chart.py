"""How the sandbox's bank is set up: its accounts, and which program a payment belongs to."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from threading import get_ident

from app.sandbox.bank_wire import Direction, Line

NUMBER_DIGITS = 8  # behind a program's prefix: seven digits and one check digit
CHART = "chart.json"


@dataclass(frozen=True, slots=True)
class BankProgram:
    """A program as its bank knows it: the pooled account, and how its payments are told apart."""

    bank_account: str
    account_prefix: str
    company_id: str


@dataclass(frozen=True, slots=True)
class BankChart:
    """What the bank set up by hand; whatever is nobody's goes to its settlement account."""

    opened_on: date
    routing_numbers: tuple[str, ...]
    settlement_account: str
    programs: tuple[BankProgram, ...]
    currency: str = "USD"


def write_chart(data_folder: Path, slug: str, chart: BankChart) -> None:
    """Set the bank up, or set it up again with one program more."""
    text = json.dumps(asdict(chart) | {"opened_on": chart.opened_on.isoformat()}, indent=2)
    write_whole(folder_of(data_folder, slug) / CHART, text.encode())


def read_chart(folder: Path) -> BankChart | None:
    path = folder / CHART
    if not path.exists():
        return None
    said = json.loads(path.read_text(encoding="utf-8"))
    return BankChart(
        opened_on=date.fromisoformat(said["opened_on"]),
        routing_numbers=tuple(said["routing_numbers"]),
        settlement_account=said["settlement_account"],
        programs=tuple(BankProgram(**program) for program in said["programs"]),
        currency=said["currency"],
    )


def account_of(chart: BankChart, direction: Direction, line: Line) -> str | None:
    """Whose cash it is: by account number where a customer's is named, else by company.

    None for an entry that is another bank's.
    """
    if direction == "received" and line.routing_number not in chart.routing_numbers:
        return None
    names_our_account = line.is_return == (direction == "sent")
    for program in chart.programs:
        if names_our_account:
            is_its = _is_number_of(program.account_prefix, line.account_number)
        else:
            is_its = line.company_id == program.company_id
        if is_its:
            return program.bank_account
    return chart.settlement_account


def _is_number_of(prefix: str, number: str) -> bool:
    """A number of the program's range with a right check digit; a mistyped one is nobody's."""
    if not number.isdigit() or len(number) != len(prefix) + NUMBER_DIGITS:
        return False
    digits = [int(digit) for digit in reversed(number)]
    doubled = (sum(divmod(digit * 2, 10)) for digit in digits[1::2])
    return number.startswith(prefix) and (sum(digits[::2]) + sum(doubled)) % 10 == 0


def folder_of(data_folder: Path, slug: str) -> Path:
    return data_folder / "outside" / slug


def write_whole(path: Path, content: bytes) -> None:
    """Whole or not at all: nobody ever reads half a file of ours."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}-{get_ident()}.tmp")
    unfinished.write_bytes(content)
    unfinished.replace(path)
