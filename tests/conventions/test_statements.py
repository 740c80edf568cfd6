"""SQL that is written by hand goes past the code's own filters, so it names the owner itself."""

import ast
import re
from collections.abc import Iterator

import pytest

from app.storage.base import BankOwned, Base, PartnerOwned
from migrations.models import metadata
from tests.conventions.test_code import sources

READS = re.compile(r"\b(?:from|join|update|into)\s+(?:public\.)?([a-z_]+)", re.IGNORECASE)
NAMED = {
    "partner_id": re.compile(r"\bpartner_id\s*=\s*(:|%\(|t\.|any\()|\(partner_id,", re.IGNORECASE),
    "bank_id": re.compile(r"\bbank_id\s*=\s*(:|%\()|\(bank_id,", re.IGNORECASE),
}
# Whoever looks at every partner on purpose, through a role of its own that only reads.
EVERYBODYS = (
    "app/banking/invariants/",
    "app/storage/migrate.py",
    "app/storage/gate.py",
    "app/storage/pitfall",
    "migrations/",
)


def owned_tables() -> dict[str, str]:
    """Every table that belongs to somebody, and the column that says to whom."""
    assert metadata is Base.metadata
    owners = ((PartnerOwned, "partner_id"), (BankOwned, "bank_id"))
    return {
        mapper.local_table.name: column  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
        for kind, column in owners
        if issubclass(mapper.class_, kind)
    }


def statements() -> Iterator[tuple[str, str]]:
    """Texts that read like SQL, whole: the pieces of an f-string are put together."""
    for name, text in sources():
        if name.startswith(EVERYBODYS):
            continue
        tree = ast.parse(text)
        named = dict(_named_texts(tree))
        joined = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
        pieces = {id(part) for node in joined for part in node.values}
        for node in ast.walk(tree):
            said = "" if id(node) in pieces else _text_of(node, named)
            if re.match(r"\s*(select|with|update|insert|delete)\b", said, re.IGNORECASE):
                yield name, said


def _named_texts(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, _text_of(node.value, {})


def _text_of(node: ast.AST, named: dict[str, str]) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_text_of(part, named) for part in parts)
        case ast.FormattedValue(value=ast.Name(id=name)):
            return named.get(name, "")
        case _:
            return ""


@pytest.mark.parametrize(("name", "statement"), sorted(set(statements())))
def test_sql_by_hand_names_its_owner(name: str, statement: str) -> None:
    owned = owned_tables()
    columns = {owned[table] for table in READS.findall(statement) if table in owned}
    if not columns or "guildhall." in statement.partition("from")[0]:
        return
    assert any(NAMED[column].search(statement) for column in columns), (
        f"{name}: the filters do not see this statement; say `partner_id = :partner` in it"
    )
