"""Do the work that waits in the database; `up` starts one process for each part."""

import argparse

SUMMARY = "do the work that waits: worker, relay, schedule"
PARTS = ("worker", "relay", "schedule")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--only", choices=PARTS, help="do this part alone (default: all of them)")


def run(options: argparse.Namespace) -> int:
    from app.commands.installation import installation
    from app.workers.main import work

    with installation() as config:
        work(config, only=options.only)
    return 0
