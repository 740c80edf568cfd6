"""What the supervisor shows: each line with its speaker, and the table of surfaces."""

import contextlib
import sys
from collections.abc import Sequence

COLORS = {"web": 36, "worker": 32, "relay": 33, "schedule": 35, "outside": 34, "auditor": 31}
WIDTH = 9
SignIn = tuple[str, str, str]  # surface, host, how to sign in


def say(speaker: str, line: str) -> None:
    """One line; on a terminal the speaker has a colour, and a word as well."""
    name = f"{speaker:<{WIDTH}}"
    if sys.stdout.isatty():
        name = f"\033[{COLORS.get(speaker, 1)}m{name}\033[0m"
    with contextlib.suppress(BrokenPipeError):  # nobody listens any more; the bank stays open
        print(f"{name}| {line}", flush=True)


def show_surfaces(
    sign_ins: Sequence[SignIn],
    *,
    operator_link: str,
    has_mailbox: bool,
    port: int,
    seconds: float,
) -> None:
    """The addresses to open; plain lines when nobody looks at a terminal."""
    if not sign_ins:
        say("guildhall", f"no demo world here; every surface answers on port {port} by its host")
    elif sys.stdout.isatty():
        _show_table(sign_ins, port)
    else:
        for surface, host, sign_in in sign_ins:
            say("guildhall", f"{surface}: {address(host, port)} ({sign_in})")
    if sign_ins and has_mailbox:
        say("guildhall", f"no mail leaves: read it at {address(sign_ins[0][1], port)}mailbox")
    if operator_link:  # too long for a column, and of no use in two pieces
        say("guildhall", f"operator, once, within ten minutes: {operator_link}")
    say("guildhall", f"ready after {seconds:.1f} s; Ctrl-C stops everything")


def _show_table(sign_ins: Sequence[SignIn], port: int) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("Surface", "Address", "Sign-in", title="Guildhall is open")
    for surface, host, sign_in in sign_ins:
        table.add_row(surface, address(host, port), sign_in)
    Console().print(table)


def address(host: str, port: int) -> str:
    return f"http://{host}:{port}/"
