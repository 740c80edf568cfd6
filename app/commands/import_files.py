"""Take in files from outside: today NACHA files, each stored once in its bank's intake.

With --check nothing is stored and neither database nor configuration is needed: one JSON line
a file says whether its structure is accepted, its totals, and every reason with record and field.
"""

import argparse
import json
from pathlib import Path

from app.commands.progress import progress

SUMMARY = "take in files from outside (--check only reads them)"
ACCEPTED = "accept"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=("ach",), help="what the files are: ach (NACHA)")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument(
        "--check", action="store_true", help="read only: one JSON line a file, nothing is stored"
    )


def run(options: argparse.Namespace) -> int:
    return check(options.files) if options.check else take_in(options.files)


def check(files: list[Path]) -> int:
    """Print one JSON line a file; 1 when one of them is refused."""
    from app.rails.nacha.check import check_paths

    is_refused = False
    for verdict in check_paths(files):
        print(json.dumps(verdict, ensure_ascii=False), flush=True)
        is_refused = is_refused or verdict["verdict"] != ACCEPTED
    return int(is_refused)


def take_in(files: list[Path]) -> int:
    """Hand each file to the intake; a refused one is told and the rest still goes in."""
    from app.commands.installation import installation
    from app.workers.intake import import_files

    refused = 0
    with installation() as config, progress("Taking in files", total=len(files)) as step:
        for receipt in import_files(config, files):
            step(receipt.file_name)
            print(receipt)
            refused += receipt.is_refused
    return int(refused > 0)
