"""What an entry is about, said in the spoken language: entries themselves are written in English.

They are kept as they were posted, for ever; of those we wrote ourselves we know the sentence.
"""

import re
from datetime import date

from app.kernel.dates import month_text
from app.kernel.languages import ENGLISH, gettext, marked, spoken

SENTENCES = (
    (re.compile(r"ACH to (?P<name>.+)"), marked("ACH to %(name)s")),
    (re.compile(r"ACH from (?P<name>.+)"), marked("ACH from %(name)s")),
    (re.compile(r"Fee for ACH to (?P<name>.+)"), marked("Fee for ACH to %(name)s")),
    (
        re.compile(r"Returned: ACH to (?P<name>.+) \((?P<code>\w+)\)"),
        marked("Returned: ACH to %(name)s (%(code)s)"),
    ),
    (re.compile(r"Returned: ACH to (?P<name>.+)"), marked("Returned: ACH to %(name)s")),
    (re.compile(r"Settled: ACH to (?P<name>.+)"), marked("Settled: ACH to %(name)s")),
    (re.compile(r"Transfer to (?P<name>.+)"), marked("Transfer to %(name)s")),
    (re.compile(r"Transfer from (?P<name>.+)"), marked("Transfer from %(name)s")),
    (re.compile(r"Book transfer(?P<note>.*)"), marked("Book transfer%(note)s")),
)
MONTHLY_FEE = re.compile(r"Monthly fee, (?P<month>\w+) (?P<year>\d{4})")
MONTHS = {date(2000, number, 1).strftime("%B"): number for number in range(1, 13)}


def entry_words(description: str) -> str:
    """The description in the spoken language; what is not a sentence of ours stays as it is."""
    if spoken() == ENGLISH:
        return description
    fee = MONTHLY_FEE.fullmatch(description)
    if fee and fee["month"] in MONTHS:
        month = month_text(date(int(fee["year"]), MONTHS[fee["month"]], 1))
        return gettext("Monthly fee, %(month)s", month=month)
    for sentence, message in SENTENCES:
        if found := sentence.fullmatch(description):
            return gettext(message, **found.groupdict())
    return gettext(description)
