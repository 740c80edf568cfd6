"""Wrap every partner's data keys with the key in use; run it after a new key was put first.

The older keys must still be named. When it has run, they can be given up. Running it again is safe.
"""

import argparse

SUMMARY = "wrap data keys with the key that is in use now"


def arguments(parser: argparse.ArgumentParser) -> None:
    del parser  # it asks for nothing


def run(options: argparse.Namespace) -> int:
    from app.commands.installation import installation
    from app.workers.keys import rewrap_all

    del options
    with installation() as config:
        for slug, changed, indexed in rewrap_all(config):
            print(f"{slug}: {changed} keys wrapped anew, {indexed} customers indexed anew")
    return 0
