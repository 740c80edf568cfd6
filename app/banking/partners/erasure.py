"""What becomes of each table when a partner's personal data are erased; decides, touches nothing.

A new table of a partner's has to stand here: the action refuses what it does not know.
"""

from datetime import date
from typing import Any

from sqlalchemy import Text, cast, column, literal, null
from sqlalchemy.dialects.postgresql import JSONB

ERASED = "Erased"
NOBODY_BORN_ON = date(1900, 1, 1)
BOOKS = "books and their papers: five years (31 CFR 1010.430(d))"
SEALED = "sealed: proves what is kept"
TERMS = "terms and settings: about no customer"
DECISIONS = "who decided what: goes with the books"

# Rows that go, in an order in which none is still named by another.
REMOVED = (
    "mail",
    "outbox",
    "search_word",
    "export_part",
    "export",
    "batch",
    "saved_view",
    "form_draft",
    "one_time_link",
    "sso_attempt",
    "logout_token",
    "identity",
    "identity_provider",
    "passkey_challenge",
    "passkey",
    "recovery_code",
    "login_device",
    "login_session",
    "address_rule",
    "assignment",
)
# Rows that stay, because others name them, and say nothing about a person any more.
BLANKED: dict[str, dict[str, Any]] = {
    "customer": {
        "given_name": ERASED,
        "family_name": ERASED,
        "born_on": NOBODY_BORN_ON,
        "email": "",
        "phone": "",
        "street": "",
        "city": "",
        "state": "",
        "postal_code": "",
        "tax_id": b"",
        "tax_id_index": b"",
        "tax_id_last4": "",
    },
    "login": {
        "email": literal("erased ") + cast(column("id"), Text),
        "name": ERASED,
        "password_hash": null(),
        "totp_secret": null(),
        "is_disabled": True,
    },
    "application": {"decision_note": null()},
    "screening": {"screened_name": ERASED, "hits": cast(literal("[]"), JSONB)},
    "note": {"body": ERASED},
    "message": {"body": ERASED},
}
KEPT = {
    **dict.fromkeys(
        (
            "account",
            "adjustment",
            "adjustment_line",
            "consent",
            "entry",
            "hold",
            "ledger_account",
            "ledger_checkpoint",
            "ledger_day_balance",
            "ledger_period",
            "ledger_transaction",
            "payment",
            "prepared_return",
            "program_day",
            "received_share",
            "statement",
            "statement_document",
            "thread",
        ),
        BOOKS,
    ),
    **dict.fromkeys(
        ("audit_block", "audit_record", "audit_root", "day_root", "ledger_block"), SEALED
    ),
    **dict.fromkeys(("approval", "approval_vote", "support_access"), DECISIONS),
    **dict.fromkeys(
        (
            "approval_policy",
            "brand_asset",
            "brand_draft",
            "brand_event",
            "brand_version",
            "consent_text",
            "fee_rule",
            "host",
            "invariant_finding",
            "limit_rule",
            "product",
            "program",
        ),
        TERMS,
    ),
    "data_key": "the keys themselves are overwritten",
}
# Never in an export: what lets somebody in, and keys.
SECRET = {
    "challenge",
    "client_secret",
    "code_hash",
    "link_hash",
    "password_hash",
    "recipient",
    "sealed",
    "state_hash",
    "browser_hash",
    "tax_id_index",
    "token_hash",
    "totp_secret",
    "verifier",
    "wrapped",
}
