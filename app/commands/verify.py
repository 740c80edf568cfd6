"""Recompute every ledger and audit trail from its rows, and name each fault to the row.

With --roots also against day roots that somebody else kept, such as the files handed to the bank.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenants.resolve import Partner

SUMMARY = "recompute the ledger, the audit trail and their seals from the rows"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--partner", metavar="SLUG", help="this partner alone (default: all)")
    parser.add_argument(
        "--roots", type=Path, metavar="FILE", help="day roots kept elsewhere: a file, or a folder"
    )


def named(partner: "Partner") -> str:
    """A bank's own books are called by an id: whose they are stands beside it."""
    return f"{partner.name} ({partner.slug})"


def run(options: argparse.Namespace) -> int:
    from app.commands.installation import installation
    from app.workers.proving import verify_ledgers, verify_trails

    faults = 0
    with installation() as config:
        for partner, found in verify_ledgers(config, slug=options.partner, roots=options.roots):
            for fault in found.faults:
                print(f"{named(partner)}: FAULT {fault}")
            state = f"{len(found.faults)} faults" if found.faults else "everything holds"
            print(
                f"{named(partner)}: {found.blocks} blocks, {found.transactions} transactions "
                f"sealed, {found.waiting} waiting: {state}"
            )
            faults += len(found.faults)
        for partner, trail in verify_trails(config, slug=options.partner, roots=options.roots):
            for wrong in trail.faults:
                print(f"{named(partner)}: FAULT {wrong}")
            state = f"{len(trail.faults)} faults" if trail.faults else "everything holds"
            print(
                f"{named(partner)}: audit trail, {trail.blocks} blocks, {trail.records} records "
                f"sealed, {trail.waiting} waiting: {state}"
            )
            faults += len(trail.faults)
    return 1 if faults else 0
