"""Close a business day for every bank: send what waits, settle, reconcile, and write the record."""

import argparse
from datetime import date

SUMMARY = "close a business day"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--day",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help="the business day to close (default: the oldest that is open)",
    )


def run(options: argparse.Namespace) -> int:
    from app.commands.installation import installation
    from app.workers.schedule import close_day

    with installation() as config:
        close_day(config, day=options.day)
    return 0
