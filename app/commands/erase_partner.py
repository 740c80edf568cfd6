"""Hand a partner's data over and erase what names its people; books and proofs stay.

It cannot be undone: the partner's keys are destroyed. Backups that are older than this still hold
the data and the wrapped keys; delete them when their time is over.
"""

import argparse
from pathlib import Path

SUMMARY = "export a partner that has left, and erase its personal data for good"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--partner", metavar="SLUG", required=True)
    parser.add_argument("--out", type=Path, required=True, help="a new file that ends in .zip")
    parser.add_argument("--reason", required=True, help="goes into the audit trail")
    parser.add_argument("--for-good", metavar="SLUG", required=True, help="the slug once more")


def run(options: argparse.Namespace) -> int:
    from app.banking.partners.erasure import KEPT
    from app.commands.installation import installation
    from app.workers.erasing import erase

    if options.for_good != options.partner:
        print("nothing was erased: --for-good names another partner")
        return 1
    with installation() as config:
        done = erase(config, slug=options.partner, out=options.out, reason=options.reason)
    print(f"{options.out}: {sum(done.exported.values())} rows, sha256 {done.sha256}")
    print(f"{done.keys} keys destroyed")
    for what, counts in (("blanked", done.blanked), ("removed", done.removed)):
        told = ", ".join(f"{name} {count}" for name, count in counts.items() if count)
        print(f"{what}: {told or 'nothing'}")
    for name, why in KEPT.items():
        if done.exported.get(name):
            print(f"kept: {name} {done.exported[name]} ({why})")
    return 0
