"""Keep the results of a tenant-escape attack for the banks' officers, or show the last one."""

import argparse
from pathlib import Path

SUMMARY = "show the last tenant-escape attack, or record the results of one"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--record", type=Path, metavar="FILE", help="a results file that `make attack` wrote"
    )


def run(options: argparse.Namespace) -> int:
    from app.commands.installation import installation
    from app.workers.attacks import keep, last_attack

    with installation():
        if options.record:
            is_new = keep(options.record.read_bytes())
            print("recorded" if is_new else "known already")
            return 0
        last = last_attack()
    if last is None:
        print("no attack is recorded; `make attack` makes one, --record keeps it")
        return 1
    print(f"{last.probes:,} probes, {last.leaks:,} leaks on {last.finished_at:%Y-%m-%d}")
    print(f"commit {last.commit_id}, seed {last.seed}")
    for kind in last.kinds:
        print(f"  {kind.name}: {kind.probes:,} probes, {kind.leaks:,} leaks")
    return 0
