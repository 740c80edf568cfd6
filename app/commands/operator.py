"""Print a link to the operator's pages: it lets one browser in, once, within ten minutes."""

import argparse

SUMMARY = "print a one-time link to the operator's pages"


def arguments(parser: argparse.ArgumentParser) -> None:
    del parser


def run(options: argparse.Namespace) -> int:
    del options
    from app.commands.installation import installation
    from app.config import ConfigError
    from app.supervise.operator import link_of

    with installation() as config:
        link = link_of(config)
        if not link:
            raise ConfigError(
                "GUILDHALL_OPERATOR_HOST is missing; set it, for example "
                "GUILDHALL_OPERATOR_HOST=operator.bank.example"
            )
        print(link)
    return 0
