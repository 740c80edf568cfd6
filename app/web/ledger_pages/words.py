"""What causes, kinds and sides are called on the ledger's pages."""

from app.banking.ledger.rules import Cause

CAUSES = {
    Cause.BOOK_TRANSFER: "Book transfer",
    Cause.ACH_OUTGOING: "ACH sent",
    Cause.ACH_SETTLEMENT: "ACH settlement",
    Cause.ACH_INCOMING: "ACH received",
    Cause.ACH_RETURN: "ACH return",
    Cause.SUSPENSE: "Suspense",
    Cause.FEE: "Fee",
    Cause.INTEREST: "Interest",
    Cause.EXCHANGE: "Exchange",
    Cause.REVERSAL: "Reversal",
    Cause.ADJUSTMENT: "Adjustment",
}
KINDS = {
    "asset": "Assets",
    "liability": "Liabilities",
    "equity": "Equity",
    "income": "Income",
    "expense": "Expenses",
}
KIND_CHOICES = {
    "asset": "Asset, grows by debits",
    "liability": "Liability, grows by credits",
    "equity": "Equity, grows by credits",
    "income": "Income, grows by credits",
    "expense": "Expense, grows by debits",
}
DEPOSITS = "Customers' deposits"
