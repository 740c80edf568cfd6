"""The words a statement must carry: what to do about an error (12 CFR 1005.8(b), 1005.9(b)(3))."""

from app.banking.statements.content import BankWords, Notice

ERROR_NOTICE_TITLE = "If something looks wrong: errors or questions about electronic transfers"

HOW_TO_REACH_US = (
    "Call {name} at {phone}, or write to {name}, {address}, or {email}, as soon as you can if you "
    "think this statement or a receipt is wrong, or if you need to know more about a transfer on "
    "either of them."
)
BY_WHEN_AND_WITH_WHAT = (
    "We must hear from you no later than 60 days after we sent you the first statement on which "
    "the problem or error appeared. Tell us (1) your name and account number, (2) which transfer "
    "you are unsure about, and as clearly as you can why you believe there is an error or what "
    "you would like to know, and (3) the amount in dollars."
)
AFTER_A_CALL = (
    "If you tell us by telephone, we may ask you to send your complaint or question in writing "
    "within 10 business days."
)
WHAT_WE_DO = (
    "We will look into it promptly and correct any error. If that takes us more than 10 business "
    "days (20 for a new account), we will credit your account with the amount you believe is "
    "wrong, so that you have the use of the money while we finish."
)


def error_notice(bank: BankWords) -> Notice:
    """How to reach the bank about an error, by when, with what, and what the bank then owes."""
    reach = HOW_TO_REACH_US.format(
        name=bank.legal_name, phone=bank.phone, address=bank.address, email=bank.email
    )
    return Notice(ERROR_NOTICE_TITLE, (reach, BY_WHEN_AND_WITH_WHAT, AFTER_A_CALL, WHAT_WE_DO))
