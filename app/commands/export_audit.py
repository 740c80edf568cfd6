"""Write a partner's sealed audit trail as files that tools/verify_audit.py proves by itself."""

import argparse
from pathlib import Path

SUMMARY = "export a partner's audit trail with its proofs"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--partner", metavar="SLUG", required=True)
    parser.add_argument(
        "--out", type=Path, required=True, help="a new folder, or a new file that ends in .zip"
    )


def run(options: argparse.Namespace) -> int:
    from app.commands.installation import installation
    from app.workers.proving import export_audit

    with installation() as config:
        done = export_audit(config, slug=options.partner, out=options.out)
    print(f"{options.out}: {done.records} records in {done.blocks} blocks")
    if done.waiting:
        print(f"{done.waiting} records are not sealed yet and were left out")
    return 0
