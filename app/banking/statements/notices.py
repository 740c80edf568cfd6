"""The words a statement must carry: what to do about an error (12 CFR 1005.8(b), 1005.9(b)(3))."""

import re

from app.banking.statements.content import BankWords, Notice
from app.kernel.languages import ENGLISH, gettext, marked, spoken

ERROR_NOTICE_TITLE = marked(
    "If something looks wrong: errors or questions about electronic transfers"
)

HOW_TO_REACH_US = marked(
    "Call %(name)s at %(phone)s, or write to %(name)s, %(address)s, or %(email)s, as soon as "
    "you can if you think this statement or a receipt is wrong, or if you need to know more "
    "about a transfer on either of them."
)
BY_WHEN_AND_WITH_WHAT = marked(
    "We must hear from you no later than 60 days after we sent you the first statement on which "
    "the problem or error appeared. Tell us (1) your name and account number, (2) which transfer "
    "you are unsure about, and as clearly as you can why you believe there is an error or what "
    "you would like to know, and (3) the amount in dollars."
)
AFTER_A_CALL = marked(
    "If you tell us by telephone, we may ask you to send your complaint or question in writing "
    "within 10 business days."
)
WHAT_WE_DO = marked(
    "We will look into it promptly and correct any error. If that takes us more than 10 business "
    "days (20 for a new account), we will credit your account with the amount you believe is "
    "wrong, so that you have the use of the money while we finish."
)


def error_notice(bank: BankWords) -> Notice:
    """How to reach the bank about an error, by when, with what, and what the bank then owes."""
    reach = HOW_TO_REACH_US % {
        "name": bank.legal_name,
        "phone": bank.phone,
        "address": bank.address,
        "email": bank.email,
    }
    return Notice(ERROR_NOTICE_TITLE, (reach, BY_WHEN_AND_WITH_WHAT, AFTER_A_CALL, WHAT_WE_DO))


def notice_words(paragraph: str) -> str:
    """A paragraph of a notice in the spoken language; statements keep it in English."""
    if spoken() == ENGLISH:
        return paragraph
    found = REACHED.fullmatch(paragraph)
    if found is None:
        return gettext(paragraph)
    return gettext(HOW_TO_REACH_US, **{word: found[word] for word in REACHED.groupindex})


def _pattern(sentence: str) -> re.Pattern[str]:
    """The sentence with any values in it; a value that comes again is the same."""
    seen: set[str] = set()

    def value(word: re.Match[str]) -> str:
        again = word[1] in seen
        seen.add(word[1])
        return f"(?P={word[1]})" if again else f"(?P<{word[1]}>.+?)"

    return re.compile(re.sub(r"%\\\((\w+)\\\)s", value, re.escape(sentence)))


REACHED = _pattern(HOW_TO_REACH_US)
