"""What rows are called on the pages of the invariants, and how all ten stand together."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from app.banking.invariants.queries import FindingLine, Standing
from app.banking.invariants.rules import LATE_AFTER, State
from app.kernel.dates import day_text
from app.kernel.ids import PREFIXES, shown
from app.kernel.money import MINOR_DIGITS, Money

KINDS = {
    "account": "Account",
    "adjustment": "Adjustment",
    "application": "Application",
    "block": "Block",
    "function": "Function",
    "hold": "Hold",
    "ledger_account": "Ledger account",
    "partner": "Partner",
    "payment": "Payment",
    "program": "Program",
    "return": "Return",
    "role": "Role",
    "statement": "Statement",
    "table": "Table",
    "transaction": "Transaction",
    "work": "Work",
}
MINOR = re.compile(rf"\b(\d+) ({'|'.join(MINOR_DIGITS)})\b")
DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
LATE_LOOKS = 6  # the auditor of a large ledger rests for four times as long as it looks
INSTALLATION = "The installation itself"


@dataclass(frozen=True, slots=True)
class Summary:
    """All ten on one line."""

    state: State
    reds: int
    warnings: int
    looked_at: datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A finding as people read it."""

    kind: str
    id: str
    partner: str
    fault: str
    is_red: bool
    since: datetime | None
    href: str


def no_page(_line: FindingLine) -> str:
    """Where a surface shows no things of partners, a finding leads nowhere."""
    return ""


def summary_of(standings: Sequence[Standing], *, wall: datetime) -> Summary:
    """As bad as the worst of them, as old as the oldest look."""
    looks = [each.looked_at for each in standings]
    known = [look for look in looks if look is not None]
    oldest = min(known) if len(known) == len(looks) else None
    states = {each.state for each in standings}
    worst = (State.RED, State.UNKNOWN, State.WARNING, State.GREEN)
    took = sum((each.took for each in standings if each.took is not None), timedelta())
    return Summary(
        state=next(state for state in worst if state in states),
        reds=sum(each.reds for each in standings),
        warnings=sum(each.warnings for each in standings),
        looked_at=oldest,
        is_late=oldest is None or wall - oldest > max(LATE_AFTER, LATE_LOOKS * took),
    )


def rows_of(
    standing: Standing,
    partners: Mapping[UUID, str],
    href_of: Callable[[FindingLine], str] = no_page,
) -> list[Row]:
    """The rows that break it; `href_of` says where one is to be seen."""
    return [_row(each, partners, href_of(each)) for each in standing.findings]


def _row(line: FindingLine, partners: Mapping[UUID, str], href: str) -> Row:
    partner = partners.get(line.partner_id, "") if line.partner_id else INSTALLATION
    return Row(
        kind=KINDS.get(line.kind, line.kind.replace("_", " ").capitalize()),
        id=shown_id(line.kind, line.id),
        partner=partner,
        fault=said_fault(line.fault),
        is_red=line.severity == State.RED,
        since=line.first_seen_at,
        href=href,
    )


def said_fault(fault: str) -> str:
    """Amounts and days as people write them: the query tells minor units and ISO days."""
    paid = MINOR.sub(lambda found: Money(int(found[1]), found[2]).formatted(), fault)
    dated = DAY.sub(lambda found: day_text(date.fromisoformat(found[0])), paid)
    return dated[:1].upper() + dated[1:]


def shown_id(kind: str, text: str) -> str:
    """`pay_018f…` where the kind has such a spelling; else the id as it is."""
    try:
        return shown(kind, UUID(text)) if kind in PREFIXES else text
    except ValueError:
        return text


def seconds(span: timedelta | None) -> str:
    """How long a look took, in words a person can compare."""
    if span is None:
        return ""
    milliseconds = span / timedelta(milliseconds=1)
    return f"{milliseconds:,.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:,.1f} s"  # noqa: PLR2004 -- a second's
