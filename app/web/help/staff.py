"""Help for the pages of a partner's console; those it shares with oversight are in `shared`."""

from app.web.help.topic import Topic

NOTHING = "Looking posts nothing."
CONSOLE = {
    "home": Topic(
        "Today's work",
        "What waits for you today, and how the day stands. A line leaves the list when the work "
        "behind it is done.",
        NOTHING,
        "Nobody's regulation asks for this page; the deadlines on it come from the rules of the "
        "pages they lead to.",
    ),
    "customers": Topic(
        "Customers",
        "A customer is a person the program serves and the owner of its accounts. Tax id and date "
        "of birth are shown masked; seeing them whole needs a reason, and is recorded.",
        "None. A customer has no money of their own: their accounts do.",
        "Before an account is opened the bank must know name, date of birth, address and an "
        "identification number, and keep them for five years after the account closes.",
        "31 CFR 1020.220 (customer identification program)",
    ),
    "applications": Topic(
        "Applications",
        "A request to become a customer, with the decision on it. The checks of identity and of "
        "sanctions lists come first; what they leave open is decided by a person, with a reason.",
        "Approving opens an account with a balance of zero. Declining opens nothing.",
        "Identity is verified within a reasonable time of opening; names are compared with the "
        "sanctions lists, and what was found is kept for ten years.",
        "31 CFR 1020.220; 31 CFR 501.601",
    ),
    "accounts": Topic(
        "Accounts",
        "A customer's deposit account as they know it. Current is what is posted; held is set "
        "aside; available is current less held, and is what can be spent. A freeze stops money "
        "from moving and moves none itself.",
        "Each account is one liability account in the ledger: a credit is money of the customer, "
        "a debit takes it away.",
        "Deposits are insured customer by customer only where the records show who owns how much; "
        "otherwise the pooled account counts as one depositor.",
        "12 CFR 330.5 and 330.7 (pass-through insurance)",
    ),
    "payments": Topic(
        "Payments",
        "An order to move money over a rail, out or in. It is held when asked for, posted when it "
        "goes, and final when the rail says so; an ACH payment may still come back.",
        "While it waits: a hold, no entries. When it goes: debit the customer's account, credit "
        "what is on its way to the other bank. A return posts the same two the other way round.",
        "Most ACH returns must reach us by the opening of the second banking day after "
        "settlement; a consumer's claim that a debit was not authorized may come for 60 days.",
        "Nacha Operating Rules, return time frames; 12 CFR 1005.11",
    ),
    "payments.new": Topic(
        "Send on behalf of an account",
        "The payment is reviewed before it is sent, and sent once however often the button is "
        "pressed. Above the limits of the product it waits for a second person.",
        "A hold for the amount and the fee; entries follow when the payment goes.",
        "One same-day ACH entry may be at most $1,000,000; what is larger settles on the next "
        "banking day.",
        "Nacha Operating Rules, same-day ACH",
    ),
    "payments.new_replacement": Topic(
        "Change a waiting payment",
        "A payment that waits for a second person can be replaced by a corrected one. The first "
        "is canceled, both stay in the record, and the new one waits for approval anew.",
        "The hold of the first is released and one for the second is placed, in one step.",
        "Nobody may approve what they made themselves: that also holds for the correction.",
        "The bank's policy for this program",
    ),
    "products": Topic(
        "Products, limits and fees",
        "What accounts of this program may do: limits for a payment, a day and a month, and the "
        "fees. A change is proposed here, approved by somebody else, and takes effect on a day of "
        "its own.",
        "A fee is posted beside the payment it is for: debit the customer's account, credit fee "
        "income.",
        "Fees must be disclosed before the account is opened, and each is itemized on the "
        "statement.",
        "12 CFR 1030.4 and 1030.6 (Regulation DD)",
    ),
    "support": Topic(
        "Support access",
        "Somebody who runs the installation looks at your console as one of its roles, for a "
        "ticket and for a limited time. They can change nothing, every page they see is counted, "
        "and you can end it.",
        "None: the database refuses them every change.",
        "Using others to run a service takes no responsibility away: access is granted, watched "
        "and ended on record.",
        "Interagency guidance on third-party relationships, 88 FR 37920",
    ),
    "messages": Topic(
        "Messages",
        "What customers wrote in the portal; of what waits, the longest on top. One conversation "
        "belongs to each payment, and one to everything else of a customer; answer where the "
        "facts are. Whoever looks after the payment or the customer has the conversation as well, "
        "until it is handed to somebody itself.",
        "None: an answer moves no money.",
        "A customer's word that a transfer is wrong starts the clock of the law, whichever way it "
        "comes: look into it within 10 business days.",
        "12 CFR 1005.11 (Regulation E)",
    ),
    "brand": Topic(
        "Brand",
        "How customers see you: two colors and a few choices; everything else follows from them, "
        "readable in light and dark. A draft is yours alone. A version is kept as it was sent, "
        "and customers see it after the bank's yes.",
        "None.",
        "The bank answers for what is said and shown in its name, so it looks before customers "
        "do; its own sentence and the meaning of colors stay as they are.",
        "Interagency guidance on third-party relationships, 88 FR 37920; 12 CFR 328.102",
    ),
}
