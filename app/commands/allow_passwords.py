"""Let a team sign in without its identity provider again, when that one is out of reach.

HOST is its console, or a bank's oversight. An owner can make the provider the only way in again.
"""

import argparse

SUMMARY = "let a team sign in without its identity provider again"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("host", help="the team's console or oversight host")


def run(options: argparse.Namespace) -> int:
    from app.commands.installation import installation
    from app.storage.session import connect

    with installation() as config:
        connect(config)
        let_in_again(options.host.strip().lower())
    print(f"Passwords and passkeys open {options.host} again.")
    return 0


def let_in_again(name: str) -> None:
    """Raises NotFound for any other surface, and Refused when nothing is forced there."""
    from app.banking.sso.actions.allow_other_ways import allow_other_ways
    from app.kernel.actor import OPERATOR
    from app.kernel.errors import NotFound
    from app.storage.clock import wall_now
    from app.storage.scope import Scope
    from app.storage.session import partner_work, session_for
    from tenants.resolve import resolve_host

    with session_for("app", Scope()) as db:
        host = resolve_host(db, name)
    if host is None or host.surface == "portal":
        raise NotFound("console or oversight host")
    with partner_work(host.partner_id) as db:
        allow_other_ways(db, actor=OPERATOR, now=wall_now())
