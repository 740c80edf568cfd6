"""What a bank's officers find: partners, files, breaks, books, and what they ask each other."""

from app.banking.search.queries import search_house, search_oversight
from app.banking.search.rules import Asked
from app.storage.finding import Found
from app.web.door import work
from app.web.search_pages.area import Searched, search_blueprint
from app.web.search_pages.kinds import Kind, as_words
from app.web.search_pages.places import OWN, Place, navigated

HOUSE = ("approval", "login")
KINDS = {
    "program": Kind("Partners", "bank", "partners.show", is_of_partner=True),
    "file": Kind("Received files", "inbox", "files.show", "file_id"),
    "break": Kind("Breaks", "alert", "cash.show_break", "break_id", words=as_words),
    "transaction": Kind(
        "Transactions",
        "scale",
        "ledger.transaction",
        "transaction_id",
        is_of_partner=True,
        words=as_words,
    ),
    "ledger_account": Kind(
        "Ledger accounts", "scale", "ledger.account", "ledger_account_id", is_of_partner=True
    ),
    "hold": Kind("Holds", "pause", "ledger.hold", "hold_id", is_of_partner=True),
    "adjustment": Kind(
        "Adjustments",
        "edit",
        "ledger.adjustment",
        "adjustment_id",
        is_of_partner=True,
        words=as_words,
    ),
    "brand_version": Kind(
        "Brand versions", "palette", "brands.show", "version_id", is_of_partner=True
    ),
    "audit_record": Kind("Audit records", "eye", "audit.record", "record_id", is_of_partner=True),
    "approval": Kind("Approvals", "check-circle", "approvals.show", "approval_id"),
    "login": Kind("Officers", "user", "team.show", "login_id", words=as_words),
}
WAYS = (
    ("transaction", "an id, as it is or within an address that was copied; a payment's, too"),
    ("program", "a partner, a program or its account at the bank"),
    ("ledger_account", "a customer's whole account number"),
    ("file", "part of a file's name, or the trace number of an entry in it"),
    ("brand_version", "a version of a partner's brand, by its number, its note or the brand"),
    ("break", "the amount of an open break, or of a request that waits"),
)
PLACES = (
    *navigated("oversight"),
    Place("Breaks", "cash.breaks", "alert", "differences reconciliation"),
    Place("Applications", "partners.applications", "users", "applicants customers onboarding"),
    Place("Closed days", "cash.days", "calendar", "reconciliation bank ledger close tied out"),
    Place("Entries of received files", "files.entries", "list", "ach incoming suspense posted"),
    Place("Returns to send", "files.returns", "undo", "ach prepared go back owed"),
    Place("Approval rules", "approvals.rules", "settings", "second person four eyes"),
    Place("Roles and permissions", "team.permissions", "key", "who may what access"),
    Place("Networks officers may come from", "team.addresses", "shield", "ip address allow list"),
    Place("Hand in a file", "files.new", "upload", "upload nacha received ach", is_action=True),
    Place("New approval rule", "approvals.new_rule", "plus", "second person", is_action=True),
    Place("Invite somebody", "team.new_invitation", "plus", "add officer examiner", is_action=True),
    *OWN,
)


def _find(asked: Asked, kinds: dict[str, Kind]) -> list[Found]:
    house = {name: kind for name, kind in kinds.items() if name in HOUSE}
    return [*search_oversight(work.db, asked, kinds), *search_house(work.house(), asked, house)]


blueprint = search_blueprint(__name__, "oversight.view", Searched(_find, KINDS, WAYS, PLACES))
