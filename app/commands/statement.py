"""Issue one account's statement of one month and write it as a file."""

import argparse
import re
from pathlib import Path

SUMMARY = "issue one account's statement of a month"
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("account", help="the account, as the console shows it (acct_…)")
    parser.add_argument("month", type=month, metavar="YYYY-MM", help="a month that has ended")
    parser.add_argument("--format", choices=("pdf", "csv"), default="pdf")
    parser.add_argument("--out", type=Path, help="where to write (default: here, named after both)")


def month(text: str) -> str:
    if not MONTH.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a month such as 2026-10")
    return text


def run(options: argparse.Namespace) -> int:
    from app.commands.installation import installation
    from app.workers.statements import issue

    out = options.out or Path(f"{options.account}-{options.month}.{options.format}")
    with installation() as config:
        issue(config, account=options.account, month=options.month, form=options.format, out=out)
    print(out)
    return 0
