"""Serve the surfaces on PORT (8000 unless set); `up` starts this for you."""

import argparse
import logging

SUMMARY = "serve console, portal, oversight and the operator's pages"


def arguments(parser: argparse.ArgumentParser) -> None:
    del parser


def run(options: argparse.Namespace) -> int:
    del options
    from app.commands.installation import installation
    from app.factory import create_app
    from app.web.serve import serve

    with installation(told_from=logging.INFO) as config:
        serve(config, create_app)
    return 0
