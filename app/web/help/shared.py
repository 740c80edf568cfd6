"""Help for pages that several surfaces have: the ledger, statements, approvals, team, sign-in."""

from app.web.help.topic import Topic

NOTHING = "Looking posts nothing."
RECORDS = "12 CFR 330.5 and 330.7 (pass-through insurance)"
OWNERS = (
    "Pass-through insurance rests on records that show who owns how much of the pooled money at "
    "any time."
)
THIRD_PARTIES = "Interagency guidance on third-party relationships, 88 FR 37920"
LEDGER = {
    "ledger": Topic(
        "The ledger",
        "Every place where money adds up, with its balance. Assets and expenses grow with debits; "
        "liabilities, equity and income grow with credits. Nothing is ever changed or deleted: a "
        "mistake is reversed.",
        NOTHING,
        OWNERS,
        RECORDS,
    ),
    "ledger.account": Topic(
        "A ledger account",
        "Its lines, newest first, with the balance after each. Counts for is the day a line "
        "belongs to; posted is the moment it was written. “As it was known” shows the account as "
        "anybody would have seen it at an earlier moment.",
        NOTHING,
        OWNERS,
        RECORDS,
    ),
    "ledger.transaction": Topic(
        "A transaction",
        "A balanced set of entries with one cause: its debits and credits come to the same. It is "
        "sealed into a chain, so a later change anywhere would show.",
        "These are the entries. Undoing them is a second transaction with the sides swapped, "
        "linked to this one.",
        "What moved, when, for whom and why is kept for at least five years.",
        "31 CFR 1010.430",
    ),
    "ledger.holds": Topic(
        "Holds",
        "Money set aside. A hold lowers what is available and leaves the current balance alone; "
        "it ends released, settled or expired.",
        "None while it stands. Settling posts the entries of what it was placed for.",
        "Funds of an electronic deposit must be available on the next business day at the latest, "
        "so a hold needs a reason and a day it ends.",
        "12 CFR 229 (Regulation CC)",
    ),
    "ledger.hold": Topic(
        "One hold",
        "What it was placed for, how much, until when, and what became of it.",
        "None while it stands. Releasing gives the money back to what is available; settling "
        "posts entries.",
        "A hold on a deposit needs a written reason and a day it ends.",
        "12 CFR 229 (Regulation CC)",
    ),
    "ledger.adjustments": Topic(
        "Adjustments",
        "A correction by a person: proposed by one with a reason, approved by another, then "
        "posted.",
        "The proposal posts nothing. Approval posts exactly the entries that were shown.",
        "An error a consumer told us of must be corrected within one business day of finding it.",
        "12 CFR 1005.11 (Regulation E)",
    ),
    "ledger.adjustment": Topic(
        "One adjustment",
        "The entries somebody proposes, why, and who decided. Whoever proposed it cannot approve "
        "it.",
        "Approval posts exactly these entries; rejection posts nothing.",
        "An error a consumer told us of must be corrected within one business day of finding it.",
        "12 CFR 1005.11 (Regulation E)",
    ),
    "ledger.periods": Topic(
        "Periods",
        "A locked period takes no more entries: what was reported for it stays true. A late "
        "correction counts for the first open day and says which day it is about.",
        "Locking posts nothing and lets nothing be posted before its last day.",
        "What was reported must stay as it was reported; a later change is shown as one.",
        "The bank's accounting policy",
    ),
    "ledger.trial": Topic(
        "Trial balance",
        "All accounts at the end of a day, debits beside credits. The two columns always come to "
        "the same; the database would have refused anything else.",
        NOTHING,
        OWNERS,
        RECORDS,
    ),
    "ledger.deposit_accounts": Topic(
        "Deposit accounts of a program",
        "Each customer's account as the ledger has it: one liability account each. Together they "
        "are what the bank owes the customers of this program.",
        NOTHING,
        OWNERS,
        RECORDS,
    ),
}
STATEMENTS = Topic(
    "Statements",
    "The legal monthly document of an account: opening balance, every entry, fees, closing "
    "balance. Once made it never changes; its fingerprint shows whether a copy is the same.",
    "None. Everything on it was posted before.",
    "A statement for each month with an electronic transfer, else quarterly: amount, day, kind "
    "and other party of each transfer, the fees, both balances, and where to report an error.",
    "12 CFR 1005.9(b) (Regulation E); 12 CFR 1030.6 (Regulation DD)",
)
APPROVALS = {
    "approvals": Topic(
        "Approvals",
        "What waits for a second person. Whoever asked cannot decide; a request that nobody "
        "decides in time ends by itself.",
        "A request holds what it is about and posts nothing. The last yes that is needed lets it "
        "happen.",
        "A service run for a bank does not take responsibility from the bank: it may set floors "
        "below which no rule goes.",
        THIRD_PARTIES,
    ),
    "approvals.rules": Topic(
        "Rules for approvals",
        "Which requests need a second person, from which amount, and of which roles. A new "
        "version counts for requests made after it; what already waits keeps the rule it was made "
        "under.",
        "None.",
        "The bank may set floors; a rule of a partner can be stricter and never laxer.",
        THIRD_PARTIES,
    ),
}
TEAM = {
    "team": Topic(
        "Team",
        "Who may come in, as which role, and when they last did. Taking a role away ends the "
        "person's sessions at once.",
        "None.",
        "Access is given to those whose work needs it, looked over regularly, and ended when the "
        "work ends.",
        THIRD_PARTIES,
    ),
    "team.permissions": Topic(
        "Roles and permissions",
        "What each role may see and do, from the same table the program obeys.",
        "None.",
        "Duties that check each other are kept with different people.",
        THIRD_PARTIES,
    ),
    "team.addresses": Topic(
        "Networks",
        "From which networks the team may sign in. An empty list means from anywhere.",
        "None.",
        "Access is limited to what the work needs.",
        THIRD_PARTIES,
    ),
    "audit": Topic(
        "Audit",
        "Who did what, when, from where, and what it changed. Records are only ever added, and "
        "chained so that one taken out would show.",
        "None: an audit record tells of a change and makes none.",
        "Records of transfers and of who was identified are kept five years, of sanctions checks "
        "ten.",
        "31 CFR 1010.430; 31 CFR 501.601",
    ),
    "sso": Topic(
        "Single sign-on",
        "Staff sign in at your own identity provider; it says who they are, and your rules say "
        "which role that makes.",
        "None.",
        "Access ends when the employment does: an account closed at the provider opens nothing "
        "here.",
        THIRD_PARTIES,
    ),
}
SEARCH = {
    "search": Topic(
        "Search",
        "Whatever you paste or type is read in every way it can be meant: an id, an account "
        "number, an amount, a name, a page. What can mean one thing only opens at once.",
        NOTHING,
        "Customers' information is for whoever needs it for their work: a search finds what the "
        "role may open, shows it masked, and leaves nothing of what was typed in any log.",
        "16 CFR 314.4(c)(1) (access controls)",
    ),
}
LISTS = {
    "notes": Topic(
        "Notes and assignments",
        "Notes are for colleagues, on the page of what they are about; they are withdrawn, never "
        "changed. What is assigned to somebody stands in the list of assignments, and under “Mine” "
        "for them, until it is handed on.",
        NOTHING,
        "Examiners read notes as part of the record: write what was seen and done.",
    ),
    "lists": Topic(
        "Views and exports",
        "A view is a list under a name: its filters, order and columns. Yours are yours alone "
        "until you share them; pinned ones stand in the navigation with how many lines they have. "
        "An export is a file of exactly what a list shows.",
        NOTHING,
        "What leaves in a file is out of the program's hands: each copy taken along is on record, "
        "with who took it, what and how many rows.",
        "16 CFR 314.4(c) (Safeguards Rule)",
    ),
}
