"""The written table of roles says what the code says."""

from pathlib import Path

from app.commands.roles import written

PAGE = Path(__file__).resolve().parents[2] / "docs" / "security" / "roles.md"


def test_the_written_matrix_is_the_one_of_the_code() -> None:
    assert PAGE.read_text(encoding="utf-8") == written(), (
        "write it anew: .venv/bin/python -m app.cli roles > docs/security/roles.md"
    )
