"""What the isolation gate holds to be right: each list with its reason, and nothing else."""

from app.storage.roles import AUDITOR

SHARED_TABLES = {
    "alembic_version": "the schema's own mark",
    "business_clock": "one clock an installation",
    "schedule_run": "the schedule's own diary, without any partner's facts",
    "seal_key": "the installation's public keys",
    "invariant_run": "when each invariant was looked at and how it stood; no partner's facts",
    "transit_limit": "how long money may be on its way, for every partner alike",
    "attack_run": "how often the walls were attacked, and what came of it; no partner's facts",
    "operator_session": "who runs the installation; belongs to no partner",
}
REGISTRY_TABLES = {
    "bank": "the registry itself: its id is the scope",
    "partner": "the registry itself: its id is the scope",
    "host": "the registry itself: read through one function before any scope",
}
DEFINER_FUNCTIONS = {
    "resolve_host",
    "next_numbers",
    "bank_of",
    "allocate_account_number",
    "allocate_traces",
    "register_account",
    "find_owners",
    "find_recipient",
    "post",
    "post_batch",
    "place_hold",
    "change_hold",
    "end_hold",
    "open_ledger_account",
    "rename_ledger_account",
    "set_floor",
    "freeze_ledger_account",
    "close_ledger_account",
    "lock_period",
    "close_block",
    "close_audit_block",
    "snapshot_day",
}
LEDGER_TABLES = (
    "ledger_account",
    "ledger_transaction",
    "entry",
    "hold",
    "ledger_checkpoint",
    "ledger_day_balance",
    "ledger_block",
    "ledger_period",
)
APPEND_ONLY = (
    "audit_record",
    "consent",
    "screening",
    "statement",
    "statement_document",
    "audit_block",
    "audit_root",
    "day_root",
    "seal_key",
    "adjustment_line",
    "approval_vote",
    "approval_policy",
    "approval_floor",
)
PARTNER_RULE = "(partner_id = guildhall.current_partner())"
BANK_RULE = "(bank_id = guildhall.current_bank())"
SCOPE_RULE = "(partner_id = ANY (guildhall.partners_in_scope()))"
SELF_RULE = "(id = guildhall.current_partner())"
CUSTOMER_RULES = tuple(
    f"({PARTNER_RULE} AND ({column} = guildhall.current_customer()))"
    for column in ("customer_id", "id")
)
RULES_OF_ROLE = {
    "guildhall_app": (PARTNER_RULE, BANK_RULE, SELF_RULE),
    "guildhall_portal": (PARTNER_RULE, SELF_RULE, *CUSTOMER_RULES),
    "guildhall_bank": (SCOPE_RULE, BANK_RULE),
    "guildhall_ledger": (PARTNER_RULE,),
    "guildhall_owner": ("true",),
    "guildhall_clock": ("true",),
    "guildhall_directory": ("true",),
    AUDITOR: ("true",),
}
PENDING = "(status = 'pending'::text)"
# Narrower than the rule of its role, by table: what has ended is never changed again.
NARROWED = {
    "approval": {
        "guildhall_app": {f"({PARTNER_RULE} AND {PENDING})"},
        "guildhall_portal": {
            f"({PARTNER_RULE} AND (customer_id = guildhall.current_customer()) AND {status})"
            for status in (PENDING, "(status = 'withdrawn'::text)")
        },
    },
}
# A partner reads what its own bank has set, and writes none of it.
READ_OF_OWN_BANK = {"approval_floor": "(bank_id = guildhall.bank_in_scope())"}
OPEN_TO_READ = {"bank"}
CLOCK_TABLES = {"outbox", "partner"}
PERSONAL_TABLES = {
    "login",
    "login_session",
    "one_time_link",
    "mail",
    "data_key",
    "screening",
    "statement_document",
}
# Rows that the application may remove, once this is so; a restrictive policy says it again.
REMOVABLE = {"outbox": "(done_at IS NOT NULL)", "mail": "(status <> 'queued'::text)"}
