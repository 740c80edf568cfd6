"""What cannot be derived of routes and parameters: one short line each, and nothing else.

An id in an address names its kind by its converter, a form's field by its choices and class. A
parameter that an answer reads and that is not here, or a kind without a row, fails the attack.
"""

# Which table holds the things of a kind, where it is not called the same.
TABLES = {
    "file": "received_file",
    "break": "bank_break",
    "transaction": "ledger_transaction",
    "session": "login_session",
    "approval_rule": "approval_policy",
    "network": "address_rule",
    "support": "support_access",
}

# On a bank's own pages.
TABLES_OF_HOUSE = {"approval_rule": "approval_floor"}

# Which column an address names, where it is not the row's id.
COLUMNS = {"approval_policy": "rule_id", "approval_floor": "rule_id"}

# Which row of a table is tried, where the newest will not do: an account of a chart, with a floor.
FIRST = {
    "ledger_account": "floor_minor is null, customer_id is not null",
    "saved_view": "removed_at is not null",
    "passkey": "removed_at is not null, added_at desc",
    "login_session": "ended_at is not null, created_at desc",
    "mail": "customer_id is null",
    "login": "customer_id is not null",
}

# Ranges of days that lists are narrowed to.
DAYS = (
    "added",
    "applied",
    "asked",
    "at",
    "changed",
    "day",
    "due",
    "granted",
    "last",
    "made",
    "month",
    "opened",
    "placed",
    "proposed",
    "received",
    "settles",
    "since",
    "submitted",
    "through",
)

# What a parameter holds that is no form's field, or whose field does not tell.
PARAMETERS = {
    "q": "words",
    "words": "words",
    "words-#": "words",
    "email": "email",
    "account": "ledger_account",  # in the statements' list it is an account: see OF_ROUTE
    "account-#": "ledger_account",
    "customer": "customer",
    "program": "program",
    "partner": "partner",
    "product": "product uuid",
    "account_number": "account_number",
    "routing_number": "routing_number",
    "before": "cursor",
    **dict.fromkeys(("older", "earlier"), "cursor"),
    **dict.fromkeys(("assignee", "maker", "person"), "login"),
    "after": "cursor",
    "next": "address",
    "key": "key",
    **dict.fromkeys(("error", "iss", "state", "logout_token", "role-#"), "words"),
    **dict.fromkeys(("action", "object", "kind", "subject", "place"), "words"),
    **dict.fromkeys(("name", "note", "reason", "code", "explanation", "city", "street"), "words"),
    **dict.fromkeys(("note_body", "message_body", "text"), "words"),
    "note_pinned": "choice",
    # Not about whose: days, amounts, choices, numbers.
    **dict.fromkeys(
        ("day", "first", "last", "on", "known_at", "through", "about_on", "born_on"), "day"
    ),
    **{f"{name}_{end}": "day" for name in DAYS for end in ("from", "to")},
    **dict.fromkeys(("amount_from", "amount_to"), "amount"),
    **dict.fromkeys(
        (
            "sort",
            "columns",
            "assigned",
            "left",
            "outcome",
            "form",
            "everything",
            "factor",
            "role",
            "standing",
            "list_name",
            "is_shared",
            "state",
        ),
        "choice",
    ),
    **dict.fromkeys(("pick", "query"), "words"),
    **dict.fromkeys(("least", "most", "amount", "amount-#", "given", "taken"), "amount"),
    **dict.fromkeys(("side", "side-#", "cause", "status", "rail", "direction"), "choice"),
    "language": "choice",
    # A brand's own choices: which page, how wide, in which scheme; a preset of ours.
    **dict.fromkeys(("page", "device", "scheme", "preset"), "choice"),
    **dict.fromkeys(
        ("show", "lines", "looks", "more", "again", "resumed", "change", "v"), "choice"
    ),
    **dict.fromkeys(("theme", "scheme", "density", "keys"), "choice"),
    "csrf_token": "choice",
}
OF_ROUTE = {
    ("brand.comparison", "before"): "brand_version",
    ("brand.comparison", "after"): "brand_version",
    ("statements.index", "account"): "account",
    ("files.entries", "file"): "file",
    ("files.export_entries", "file"): "file",
    ("files.returns", "file"): "file",
    ("files.export_returns", "file"): "file",
    ("payments.index", "account"): "account",
    ("payments.export_payments", "account"): "account",
    **{
        (f"payments.choose_{verb}_payments", name): kind
        for verb in ("cancel", "assign", "note")
        for name, kind in (("account", "account"), ("pick", "payment"))
    },
    **{(f"customers.choose_{verb}_customers", "pick"): "customer" for verb in ("assign", "note")},
    ("team.choose_end_invitations", "pick"): "login",
    ("messages.choose_close_conversations", "pick"): "thread",
    ("notes.choose_assign_assignments", "pick"): "payment",
    ("ledger.choose_release_holds", "pick"): "hold",
    ("statements.export_statements", "account"): "account",
}

# What a field needs for its form to be taken seriously.
GOOD = {
    "amount": "1.07",
    "given": "1.07",
    "taken": "1.07",
    "overdraft": "",
    "email": "somebody@else.example",
    "phone": "(503) 555-0123",
    "tax_id": "512-77-1234",
    "postal_code": "97201",
    "routing_number": "091000019",
    "account_number": "778899001",
    "born_on": "1985-12-10",
    "code": "petty_cash_two",
    "password": "fifteen or more characters",
    "lines": "2",
    "side-1": "debit",
    "side-2": "credit",
    "amount-1": "1.07",
    "amount-2": "1.07",
}

# Where a field must not be right: by an address that a probe has applied with, and by what it gave
# as its password, a later probe would simply sign in.
WRONG = {("account.create_session", "password"): "said by no other probe"}

# Endings: asked last, so that the others are asked by somebody inside, about what is still open.
LAST = {"account.end", "lists.create_removal", "entrance.end", "ledger.create_closure"}

# The development mailbox is a page for whoever runs the program: all letters of one host.
SHARED = {(f"mailbox.{page}", "another customer's") for page in ("index", "show", "document")}

# Routes that are there only while a thing stands in one way: its own id may be nothing to them.
STEPS = ("look", "confirm")
GONE = {
    # A batch is of one verb: to the other's pages it is nothing.
    *(f"ledger.{step}_release_holds" for step in STEPS),
    *(f"customers.{step}_{verb}_customers" for step in STEPS for verb in ("assign", "note")),
    *(f"team.{step}_end_invitations" for step in STEPS),
    *(f"messages.{step}_close_conversations" for step in STEPS),
    *(f"notes.{step}_assign_assignments" for step in STEPS),
    # A preview opens in the session that made its address, and in no other.
    "brands.preview_page",
    "brands.preview_theme",
    "brands.preview_mail",
    "brands.preview_statement",
    "brands.preview_picture",
    "brand.preview_page",
    "brand.preview_theme",
    "brand.preview_mail",
    "brand.preview_statement",
    "brand.preview_picture",
    # Batches, exports and private views are of the one who made them, not of every attacker.
    *(
        f"payments.{step}_{verb}_payments"
        for step in STEPS
        for verb in ("cancel", "assign", "note")
    ),
    "lists.show_export",
    "lists.export_file",
    "lists.create_attempt",
    "lists.edit_view",
    "lists.change",
    "lists.create_removal",
    "lists.create_share",
    "lists.create_share_removal",
    "account.create_passkey_removal",
    "account.create_passkey_name",
    # A letter to a customer is tried: in a console's own mailbox there are letters to staff.
    "mailbox.show",
    "mailbox.document",
    "payments.new_replacement",
    "payments.create_replacement",
}

# A field that shuts everybody out who has no provider; single sign-on has tests of its own.
NEVER = {"is_forced"}
