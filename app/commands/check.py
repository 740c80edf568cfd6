"""Look at the ten invariants of the books now; print that they hold, or the rows that break them.

Exit code 1 when one is broken. The look is kept like the auditor's own, and shown on its pages.
"""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.banking.invariants.checking import Outcome

SUMMARY = "look at the invariants of the books now"


def arguments(parser: argparse.ArgumentParser) -> None:
    del parser


def run(options: argparse.Namespace) -> int:
    del options
    from app.banking.invariants.looking import look
    from app.commands.installation import installation
    from app.storage.clock import wall_now
    from app.storage.session import connect

    with installation() as config:
        connect(config)
        outcomes = look(wall_now)
    return show(outcomes)


def show(outcomes: "Sequence[Outcome]") -> int:
    """Each invariant with its rows; 1 when one is broken."""
    from app.banking.invariants.catalogue import invariants

    for stated, outcome in zip(invariants(), outcomes, strict=True):
        print(f"{stated.name:<4}{outcome.state.value:<9}{stated.sentence}")
        for finding in outcome.findings:
            partner = finding.partner_id or "the installation"
            print(f"      {finding.severity.value}: {finding.kind} {finding.id} of {partner}")
            print(f"        {finding.fault}")
        left_out = outcome.reds + outcome.warnings - len(outcome.findings)
        if left_out:
            print(f"      and {left_out} more")
    return 1 if any(outcome.reds for outcome in outcomes) else 0
