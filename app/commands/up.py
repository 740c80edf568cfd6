"""Open the bank: database, schema, demo world, workers and the three surfaces, in one terminal.

Without DATABASE_URL or REDIS_URL an embedded PostgreSQL and Valkey are started. Ctrl-C stops
everything in order; the data stays for the next time.
"""

import argparse

SUMMARY = "open the bank: everything in one terminal"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fresh", action="store_true", help="throw the embedded data away and start over"
    )
    parser.add_argument(
        "--empty", action="store_true", help="do not make the demo world in a new database"
    )


def run(options: argparse.Namespace) -> int:
    from app.supervise.opening import up

    return up(is_fresh=options.fresh, is_empty=options.empty)
