"""Recompute every ledger and audit trail from its rows, and name each fault to the row.

With --roots also against day roots that somebody else kept, such as the files handed to the bank.
"""

import argparse
from pathlib import Path

SUMMARY = "recompute the ledger, the audit trail and their seals from the rows"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--partner", metavar="SLUG", help="this partner alone (default: all)")
    parser.add_argument(
        "--roots", type=Path, metavar="FILE", help="day roots kept elsewhere: a file, or a folder"
    )


def run(options: argparse.Namespace) -> int:
    from app.commands.installation import installation
    from app.workers.proving import verify_ledgers, verify_trails

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
        for partner, trail in verify_trails(config, slug=options.partner, roots=options.roots):
            for wrong in trail.faults:
                print(f"{partner.slug}: FAULT {wrong}")
            state = f"{len(trail.faults)} faults" if trail.faults else "everything holds"
            print(
                f"{partner.slug}: audit trail, {trail.blocks} blocks, {trail.records} records "
                f"sealed, {trail.waiting} waiting: {state}"
            )
            faults += len(trail.faults)
    return 1 if faults else 0
