"""Write down who can do what, and why, as a table in Markdown: docs/security/roles.md.

A test compares the file with the matrix in the code, so it can be handed to an examiner as it is.
"""

import argparse
from collections.abc import Iterator

SUMMARY = "print who can do what, and why"
HEAD = (
    "# Who can do what, and why",
    "",
    "Written by `guildhall roles` from `app/banking/access/matrix.py`; a test holds the two",
    "together, and another asks every route of every surface as every role over HTTP and compares",
    "the answers with this table. Console and oversight show the same on **Team**.",
)
SECTIONS = (
    ("user", "Partners: the console"),
    ("officer", "Banks: oversight"),
    ("customer", "Customers: the portal"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    del parser


def run(options: argparse.Namespace) -> int:
    del options
    print(written(), end="")
    return 0


def written() -> str:
    """The whole file."""
    lines = [*HEAD]
    for kind, title in SECTIONS:
        lines += ["", f"## {title}", "", *_roles(kind), "", *_permissions(kind)]
    return "\n".join(lines) + "\n"


def _roles(kind: str) -> Iterator[str]:
    from app.banking.access.matrix import roles_of

    yield "| Role | What it is for |"
    yield "|---|---|"
    for role in roles_of(kind).values():
        yield f"| {role.label} | {role.why} |"


def _permissions(kind: str) -> Iterator[str]:
    from app.banking.access.matrix import areas_of, roles_of

    roles = roles_of(kind)
    yield f"| Permission | {' | '.join(role.label for role in roles.values())} | Why |"
    yield f"|---|{':-:|' * len(roles)}---|"
    for permissions in areas_of(kind).values():
        for name, permission in permissions.items():
            ticks = " | ".join("yes" if role in permission.roles else "" for role in roles)
            yield f"| {permission.label} (`{name}`) | {ticks} | {permission.why} |"
