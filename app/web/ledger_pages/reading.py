"""Which address shows which page of a ledger, on every surface that shows one."""

from app.web.door import View
from app.web.ledger_pages.accounts import account, account_csv, account_xlsx
from app.web.ledger_pages.adjustments import adjustment, adjustments
from app.web.ledger_pages.chart import chart
from app.web.ledger_pages.deposits import deposit_accounts
from app.web.ledger_pages.holds import hold, holds
from app.web.ledger_pages.periods import periods
from app.web.ledger_pages.transactions import transaction, transaction_proof
from app.web.ledger_pages.trial import trial, trial_csv, trial_xlsx

ACCOUNT = "/accounts/<ledger_account:ledger_account_id>"

PAGES: dict[str, View] = {
    "": chart,
    "/deposits": deposit_accounts,
    ACCOUNT: account,
    f"{ACCOUNT}/lines.csv": account_csv,
    f"{ACCOUNT}/lines.xlsx": account_xlsx,
    "/transactions/<transaction:transaction_id>": transaction,
    "/transactions/<transaction:transaction_id>/proof.json": transaction_proof,
    "/trial-balance": trial,
    "/trial-balance.csv": trial_csv,
    "/trial-balance.xlsx": trial_xlsx,
    "/holds": holds,
    "/holds/<hold:hold_id>": hold,
    "/periods": periods,
    "/adjustments": adjustments,
    "/adjustments/<adjustment:adjustment_id>": adjustment,
}
