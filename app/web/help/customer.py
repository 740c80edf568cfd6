"""Help for the customer's portal: plain words, and what the law gives them."""

from app.web.help.topic import Topic

ERRORS = (
    "If a transfer is wrong or was not yours, tell us within 60 days of the first statement that "
    "shows it. We look into it within 10 business days, or lend you the amount while we take "
    "longer."
)
REGULATION_E = "12 CFR 1005.11 (Regulation E)"
PORTAL = {
    "home": Topic(
        "Your money",
        "Available is what you can spend now. Current also counts money that is set aside for "
        "something, such as a payment on its way. “Why?” shows the difference line by line.",
        "Looking changes nothing.",
        "Your deposits are insured up to $250,000 if the bank fails, where certain conditions are "
        "met. The insurance covers the bank's failure and nothing else.",
        "12 CFR 330",
    ),
    "accounts": Topic(
        "Your account",
        "The routing number and the account number are what others need to pay you. Every line of "
        "the account is listed, with the balance after it.",
        "Looking changes nothing. Lines are never changed; a mistake is put right with a line of "
        "its own.",
        ERRORS,
        REGULATION_E,
    ),
    "send": Topic(
        "Send money",
        "You see everything once more before it goes: to whom, how much, what it costs, when it "
        "arrives. Nothing is sent before you confirm, and pressing twice sends once.",
        "The amount is set aside at once, and leaves your account when the payment goes.",
        ERRORS,
        REGULATION_E,
    ),
    "payments": Topic(
        "Activity",
        "Money that came and went, and what is on its way. A payment to another bank usually "
        "arrives in one or two business days, and can still be sent back by that bank for a short "
        "time.",
        "A payment that comes back puts its amount into your account again.",
        ERRORS,
        REGULATION_E,
    ),
    "statements": Topic(
        "Statements",
        "The official record of each month: what you began with, every line, any fees, and what "
        "was left. Save it as a PDF or as a table.",
        "Looking changes nothing.",
        "You get a statement for each month in which money moved. The address for questions and "
        "errors is on it.",
        "12 CFR 1005.9(b) (Regulation E)",
    ),
    "apply": Topic(
        "Open an account",
        "Tell us who you are, read what you agree to, and send it. Most answers come at once; "
        "sometimes a person has to look.",
        "Nothing moves. When you are accepted you get an account with a balance of zero.",
        "Banks must know who their customers are. That is why we ask for your name, date of "
        "birth, address and tax id; we keep them for five years after the account closes.",
        "31 CFR 1020.220 (customer identification program)",
    ),
    "search": Topic(
        "Search",
        "Type a name, an amount, a day or a number, and you are led to the payment, statement or "
        "page it belongs to. Only your own are looked through.",
        "Looking changes nothing.",
        ERRORS,
        REGULATION_E,
    ),
    "language": Topic(
        "Language",
        "The language of these pages, of letters to you and of your statements. You can change it "
        "at any time; what was made before stays as it was.",
        "Choosing a language changes nothing about your money.",
        "Your agreements are kept with their words, version and day, as you read them.",
        "15 USC 7001 (E-SIGN)",
    ),
    "messages": Topic(
        "Messages",
        "Write to us about your money, and read our answers. About one payment, ask on its own "
        "page: we see the facts beside your question. Never write a password or a code.",
        "Nothing moves.",
        ERRORS,
        REGULATION_E,
    ),
}
# Pages about one's own login, which every surface has.
OWN_LOGIN = {
    "account": Topic(
        "Signing in and security",
        "Your ways in: a password, a passkey, a one-time code. What changes one of them asks you "
        "to prove first that it is you. A passkey is the safest: no page that only looks like "
        "this one can use it.",
        "None.",
        "Guards against someone else using your account are asked of everybody who gives access "
        "to money over the network.",
        "16 CFR 314 (safeguards); 12 CFR 364, appendix B",
    ),
    "mailbox": Topic(
        "Mailbox",
        "Letters this site would have sent, kept here because no mail server is set up. It exists "
        "only where no real money moves.",
        "None.",
        "Nothing is asked of a mailbox that exists only in development.",
    ),
}
