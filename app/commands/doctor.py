"""Report what this machine has and lacks; needs no database and no configuration."""

import argparse

SUMMARY = "report what this machine has and lacks"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON line a finding")


def run(options: argparse.Namespace) -> int:
    from app.commands.examinations import examine
    from app.commands.findings import show

    findings = list(examine())
    show(findings, as_json=options.json)
    return int(any(finding.is_fault for finding in findings))
