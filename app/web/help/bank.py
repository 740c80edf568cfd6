"""Help for the bank's oversight; what it shares with the console is in `shared`."""

from app.web.help.shared import NOTHING, OWNERS, RECORDS, THIRD_PARTIES
from app.web.help.topic import Topic

OVERSIGHT = {
    "home": Topic(
        "Today's work",
        "What waits for you today across all partners, and how the day stands.",
        NOTHING,
        "The bank watches what others do in its name for as long as they do it.",
        THIRD_PARTIES,
    ),
    "partners": Topic(
        "Partners",
        "Each company that offers accounts of this bank under its own brand: its customers' "
        "money, its applications, its payments. You see what the partner sees, and none of it is "
        "a copy.",
        NOTHING,
        "Planning, due diligence, contract, ongoing monitoring, termination: each stage of a "
        "relationship has an owner and a record, and the bank stays responsible for all of it.",
        THIRD_PARTIES,
    ),
    "cash": Topic(
        "Cash at the bank",
        "Each day the money the bank holds for customers is compared with what the ledgers say. "
        "Tied out means the two are the same to the cent.",
        "Comparing posts nothing. A break is cleared by a correction in the books or at the bank, "
        "never by the comparison.",
        "A proposed rule, not in force, would ask for this comparison at the close of every "
        "business day. The books here are compared daily all the same.",
        "Proposed 12 CFR 375.3, 89 FR 80135",
    ),
    "cash.breaks": Topic(
        "Breaks",
        "A difference the comparison found and nobody has explained yet. It stays open, and is "
        "counted every day, until it is.",
        "None. Whatever puts it right is posted as an adjustment, with its own approval.",
        "A proposed rule, not in force, would ask for balances that are accurate owner by owner.",
        "Proposed 12 CFR 375.3(b), 89 FR 80135",
    ),
    "files": Topic(
        "Received files",
        "Files of the ACH network as they came: each entry is checked, given to the partner it "
        "belongs to, or kept aside with a reason. A file taken twice is taken once.",
        "An entry for a customer posts: debit the cash the bank holds, credit the customer's "
        "account. A return gives the money of the payment it answers back.",
        "Returns reach the first bank by the opening of the second banking day after settlement. "
        "A notice of change is passed on within two banking days.",
        "Nacha Operating Rules, returns and notifications of change",
    ),
    "checks": Topic(
        "Ledger checks",
        "Questions the program asks its own books all the time: do debits equal credits, does "
        "each balance follow from its entries, is the chain whole. The answer is shown with the "
        "figures behind it.",
        NOTHING,
        OWNERS,
        RECORDS,
    ),
    "isolation": Topic(
        "Partners kept apart",
        "Which walls keep one partner from another's data, and when each was last attacked on "
        "purpose, with what result.",
        "None.",
        "Each partner's customers' information is guarded against everybody else.",
        "12 CFR 364, appendix B; 16 CFR 314",
    ),
    "brands": Topic(
        "Brands",
        "How each partner looks to its customers: every version as it was sent, what it changes, "
        "and the real pages in it. No customer sees a version before an officer has said yes; "
        "going back to one you approved needs no second yes.",
        "None.",
        "The bank answers for what a partner says and shows in its name.",
        "Interagency guidance on third-party relationships, 88 FR 37920; 12 CFR 328.102",
    ),
}
