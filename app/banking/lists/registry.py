"""Every list that can be kept as a view or made into a file, by its name."""

from app.banking.accounts.listing import ACCOUNTS
from app.banking.adjustments.listing import ADJUSTMENTS
from app.banking.approvals.listing import APPROVALS
from app.banking.brands.listing import VERSIONS
from app.banking.customers.listing import APPLICATIONS, CUSTOMERS
from app.banking.ledger.listing import DEPOSITS, HOLDS
from app.banking.listing.spec import TableSpec
from app.banking.lists.assignments import ASSIGNMENTS
from app.banking.lists.bank_assignments import BANK_ASSIGNMENTS
from app.banking.payments.entries_listing import ENTRIES
from app.banking.payments.intake_listing import FILES
from app.banking.payments.listing import PAYMENTS
from app.banking.reconciliation.listing import BREAKS
from app.banking.statements.listing import STATEMENTS
from app.banking.team.listing import TEAM
from app.banking.team.support_listing import SUPPORT
from app.banking.threads.listing import CONVERSATIONS
from app.banking.trail.listing import AUDIT
from app.kernel.errors import NotFound

LISTS: dict[str, TableSpec] = {
    spec.name: spec
    for spec in (
        ACCOUNTS,
        ADJUSTMENTS,
        APPLICATIONS,
        APPROVALS,
        ASSIGNMENTS,
        AUDIT,
        BANK_ASSIGNMENTS,
        BREAKS,
        CONVERSATIONS,
        CUSTOMERS,
        DEPOSITS,
        ENTRIES,
        FILES,
        HOLDS,
        PAYMENTS,
        STATEMENTS,
        SUPPORT,
        TEAM,
        VERSIONS,
    )
}


def list_named(name: str) -> TableSpec:
    """Raises NotFound."""
    if name not in LISTS:
        raise NotFound("list")
    return LISTS[name]
