"""Do the work that waits in the database; `up` starts one process for each part."""

import argparse
import logging

SUMMARY = "do the work that waits: worker, relay, schedule, sealer, auditor"
PARTS = ("worker", "relay", "schedule", "sealer", "auditor")
QUEUES = ("payments", "reports", "mail")  # the registry's, told here so that --help needs no import


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--only", choices=PARTS, help="do this part alone (default: all of them)")
    parser.add_argument("--queue", choices=QUEUES, help="with --only worker: this queue alone")


def run(options: argparse.Namespace) -> int:
    import app.demo.work  # noqa: F401 -- its handler: older months of the demo are work too
    from app.commands.installation import installation
    from app.workers.main import work

    with installation(told_from=logging.INFO) as config:
        work(config, only=options.only, queue=options.queue)
    return 0
