"""Recompute every ledger from its rows: blocks, signatures, balances; name each fault to the row.

With --roots also against day roots that somebody else kept, such as the files handed to the bank.
"""

import argparse
from pathlib import Path

SUMMARY = "recompute the ledger and its seals from the rows"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--partner", metavar="SLUG", help="this partner alone (default: all)")
    parser.add_argument(
        "--roots", type=Path, metavar="FILE", help="day roots kept elsewhere: a file, or a folder"
    )


def run(options: argparse.Namespace) -> int:
    from app.commands.installation import installation
    from app.workers.proving import verify_ledgers

    faults = 0
    with installation() as config:
        for partner, found in verify_ledgers(config, slug=options.partner, roots=options.roots):
            for fault in found.faults:
                print(f"{partner.slug}: FAULT {fault}")
            state = f"{len(found.faults)} faults" if found.faults else "everything holds"
            print(
                f"{partner.slug}: {found.blocks} blocks, {found.transactions} transactions sealed, "
                f"{found.waiting} waiting: {state}"
            )
            faults += len(found.faults)
    return 1 if faults else 0
