"""Play the outside world of the sandbox: the Fed, the other banks and the sponsor banks' books."""

import argparse
import logging

SUMMARY = "play the sandbox's outside world"


def arguments(parser: argparse.ArgumentParser) -> None:
    del parser


def run(options: argparse.Namespace) -> int:
    del options
    from app.commands.installation import installation
    from app.sandbox import outside

    with installation(told_from=logging.INFO) as config:
        outside.run(config)
    return 0
