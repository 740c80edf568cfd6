"""The `guildhall` command: finds the subcommand, translates refusals into one line and a code."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

DONE, REFUSED = 0, 1  # wrong usage is 2, argparse's own
INTERRUPTED = 130

# Each is a module with SUMMARY, arguments(parser) and run(options); the import stays cheap.
COMMANDS = {
    "up": "up",
    "migrate": "migrate",
    "seed": "seed",
    "web": "web",
    "work": "work",
    "outside": "outside",
    "close-day": "close_day",
    "import": "import_files",
    "statement": "statement",
    "verify": "verify",
    "export-ledger": "export_ledger",
    "export-audit": "export_audit",
    "export-journal": "export_journal",
    "prove": "prove",
    "rewrap-keys": "rewrap_keys",
    "erase-partner": "erase_partner",
    "code": "code",
    "check": "check",
    "operator": "operator",
    "roles": "roles",
    "provider": "provider",
    "allow-passwords": "allow_passwords",
    "attack": "attack",
    "doctor": "doctor",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 refused with reasons on stderr, 2 wrong usage."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has left
        sys.stderr.close()
        return REFUSED
    except refusals() as refusal:
        print(f"guildhall {options.command}: {refusal}", file=sys.stderr)
        return REFUSED


def parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(
        prog="guildhall",
        description="The open sponsor-bank platform: one ledger, many partners, live oversight.",
        epilog="Exit codes: 0 done, 1 refused with reasons, 2 wrong usage. See docs/operating.md.",
    )
    commands = whole.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, module_name in COMMANDS.items():
        add_command(commands, name, import_module(f"app.commands.{module_name}"))
    return whole


def add_command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, module: ModuleType
) -> None:
    own = commands.add_parser(name, help=module.SUMMARY, description=module.__doc__)
    module.arguments(own)
    own.set_defaults(run=module.run)


def refusals() -> tuple[type[Exception], ...]:
    """Everything that is a refusal and not a bug; imported only once something was raised."""
    from app.config import ConfigError
    from app.kernel.errors import DomainError
    from app.storage.embedded.places import EmbeddedError

    return (ConfigError, DomainError, EmbeddedError)


if __name__ == "__main__":
    sys.exit(main())
