"""Write a partner's whole journal as plain-text accounting, for hledger or ledger."""

import argparse
from pathlib import Path

SUMMARY = "export a partner's journal as plain-text accounting"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--partner", metavar="SLUG", required=True)
    parser.add_argument("--format", choices=("hledger", "ledger"), default="hledger")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")


def run(options: argparse.Namespace) -> int:
    from app.commands.installation import installation
    from app.workers.proving import export_journal

    with installation() as config:
        export_journal(config, slug=options.partner, form=options.format, out=options.out)
    print(options.out)
    return 0
