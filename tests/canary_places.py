"""Where the search for canaries looks, what a card number is, and which place may hold what."""

import re

PASSWORD, TOKEN, AUTHENTICATOR = "password", "token", "authenticator secret"
RECOVERY, TAX_ID, ACCOUNT, CARD = "recovery code", "tax id", "account number", "card number"
# A whole account number must be where it is sent, matched or looked up by; what other banks call
# theirs may look like a card's.
THEIRS = (ACCOUNT, CARD)
ALLOWED: dict[str, tuple[str, ...]] = {
    "account.account_number": (ACCOUNT,),
    "account_directory.account_number": (ACCOUNT,),  # the bank's: whose number is it
    "approval.shown": THEIRS,  # the checker sees exactly what will be sent
    "ledger_account.code": (ACCOUNT,),  # how the books name a deposit account; pages mask it
    "outgoing_file.content": THEIRS,
    "payment.counterparty_account": THEIRS,
    "prepared_return.account_number": THEIRS,
    "received_entry.account_number": THEIRS,
    "received_file.content": THEIRS,
    "an error page": (ACCOUNT,),  # a form comes back with the accounts one may choose from
    "an export": (ACCOUNT,),  # the bank's own files of its books
}
# Not the digits of an id or a number of JSON: `"amount_minor": 4503599627370496`.
NUMBERS = re.compile(
    r"(?<![0-9A-Za-z_-])(?<![0-9]\.)(?<!\": )[3-6][0-9]{12,18}(?![0-9A-Za-z_-]|\.[0-9])"
)
COLUMNS = """
    select c.relname, a.attname,
           case t.typname when 'bytea' then format('encode(%1$I, ''escape'')', a.attname)
                          else format('%1$I::text', a.attname) end
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and (t.typname in ('text', 'varchar', 'bpchar', 'json', 'jsonb', 'bytea')
           or t.typbasetype = 'text'::regtype or t.typname like '\\_%')
    order by 1, a.attnum
"""


def is_card(number: str) -> bool:
    """13 to 19 digits that begin as cards do and whose check digit is right (Luhn)."""
    total = 0
    for place, digit in enumerate(map(int, reversed(number))):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
