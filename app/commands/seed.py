"""Make the demo world: two banks, three brands, their customers and half a year of activity."""

import argparse

SUMMARY = "make the demo world (`up` does it by itself in a new database)"


def arguments(parser: argparse.ArgumentParser) -> None:
    del parser


def run(options: argparse.Namespace) -> int:
    del options
    from app.commands.installation import installation
    from app.demo import seed

    with installation() as config:
        seed(config)
    return 0
