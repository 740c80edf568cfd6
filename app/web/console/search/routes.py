"""What a partner's staff find: their customers, their money, their books and each other."""

from app.banking.search.queries import search_console
from app.banking.search.rules import Asked
from app.storage.finding import Found
from app.web.door import work
from app.web.search_pages.area import Searched, search_blueprint
from app.web.search_pages.kinds import Kind, about_payment, as_letter, as_month, as_words
from app.web.search_pages.places import OWN, Place, navigated

DIRECTIONS = {"incoming": "Incoming", "outgoing": "Outgoing"}
KINDS = {
    "customer": Kind("Customers", "users", "customers.show", "customer_id"),
    "application": Kind("Applications", "inbox", "applications.show", "application_id"),
    "account": Kind("Accounts", "wallet", "accounts.show", "account_id"),
    "payment": Kind(
        "Payments", "swap", "payments.show", "payment_id", words=DIRECTIONS.__getitem__
    ),
    "transaction": Kind(
        "Transactions", "scale", "ledger.transaction", "transaction_id", words=as_words
    ),
    "ledger_account": Kind("Ledger accounts", "scale", "ledger.account", "ledger_account_id"),
    "hold": Kind("Holds", "pause", "ledger.hold", "hold_id"),
    "adjustment": Kind("Adjustments", "edit", "ledger.adjustment", "adjustment_id", words=as_words),
    "approval": Kind("Approvals", "check-circle", "approvals.show", "approval_id"),
    "statement": Kind("Statements", "file", "statements.show", "statement_id", titled=as_month),
    "thread": Kind("Conversations", "message", "messages.show", "thread_id", words=about_payment),
    "mail": Kind("Letters", "mail", "messages.letter", "mail_id", titled=as_letter),
    "product": Kind("Products", "box", "products.show", "product_id", words=as_words),
    "brand_version": Kind("Brand versions", "palette", "brand.show", "version_id"),
    "login": Kind("Team", "user", "team.show", "login_id", words=as_words),
    "audit_record": Kind("Audit records", "eye", "audit.record", "record_id"),
}
WAYS = (
    ("payment", "an id, as it is or within an address that was copied"),
    ("account", "an account number, whole or its last four digits"),
    ("payment", "a trace number, or an amount like 40.00"),
    ("payment", "the beginning of a counterparty's name"),
    ("customer", "names, by how each word begins; a whole e-mail address or phone number"),
    ("thread", "conversations with a customer, by the customer's name"),
    ("mail", "letters to a customer, by the customer's name or what stands above the letter"),
    ("brand_version", "a version of your brand, by its number or its note"),
)
PLACES = (
    *navigated("console"),
    Place("Trial balance", "ledger.trial", "scale", "ledger sums"),
    Place("Customers' deposits", "ledger.deposit_accounts", "wallet", "ledger liabilities owed"),
    Place("Holds", "ledger.holds", "pause", "money set aside held"),
    Place("Adjustments", "ledger.adjustments", "edit", "corrections proposals"),
    Place("Locked periods", "ledger.periods", "lock", "close month"),
    Place("Brand versions", "brand.versions_index", "palette", "look history published review"),
    Place("Approval rules", "approvals.rules", "settings", "second person limits four eyes"),
    Place("Roles and permissions", "team.permissions", "key", "who may what access"),
    Place("Networks staff may come from", "team.addresses", "shield", "ip address allow list"),
    Place("Support access", "team.support", "eye", "operator looks in"),
    Place("New adjustment", "ledger.new_adjustment", "plus", "correct entry book", is_action=True),
    Place("New exchange", "ledger.new_exchange", "plus", "currency euro convert", is_action=True),
    Place("New ledger account", "ledger.new_account", "plus", "chart open add", is_action=True),
    Place("New approval rule", "approvals.new_rule", "plus", "second person", is_action=True),
    Place("Propose a limit", "products.new_limit_proposal", "plus", "change cap", is_action=True),
    Place("Propose a fee", "products.new_fee_proposal", "plus", "change price", is_action=True),
    Place("Invite somebody", "team.new_invitation", "plus", "add user team", is_action=True),
    Place("Find by tax id", "customers.lookup", "search", "ssn social security look up"),
    *OWN,
)


def _find(asked: Asked, kinds: dict[str, Kind]) -> list[Found]:
    return search_console(work.db, asked, kinds)


blueprint = search_blueprint(__name__, "home.view", Searched(_find, KINDS, WAYS, PLACES))
