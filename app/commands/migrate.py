"""Bring the database to the newest schema; makes the database roles first."""

import argparse

SUMMARY = "bring the database to the newest schema"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--revision", default="head", help="a revision to stop at (default: head)")


def run(options: argparse.Namespace) -> int:
    from app.commands.installation import installation
    from app.storage.migrate import migrate

    with installation(may_be_empty=True) as config:
        print(migrate(config, options.revision))
    return 0
