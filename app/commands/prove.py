"""Write a small file that proves one transaction, or one closing balance, to a stranger.

tools/verify_ledger.py checks it, alone or against an export. A balance's proof shows that the lines
it lists are sealed and add up; that no other line exists, only an export can show.
"""

import argparse
from datetime import date
from pathlib import Path

SUMMARY = "prove one transaction or one closing balance"


def arguments(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--transaction", metavar="ID", help="txn_…")
    which.add_argument("--account", metavar="ID", help="acct_… or ldgr_…; with --day")
    parser.add_argument("--day", type=date.fromisoformat, metavar="YYYY-MM-DD")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")


def run(options: argparse.Namespace) -> int:
    from app.commands.installation import installation
    from app.workers.proving import prove

    with installation() as config:
        prove(
            config,
            transaction=options.transaction,
            account=options.account,
            day=options.day,
            out=options.out,
        )
    print(options.out)
    return 0
