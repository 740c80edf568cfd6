"""Functions live in .sql files beside the migrations, one file a migration, never edited after."""

from pathlib import Path

from alembic import op

FOLDER = Path(__file__).parent / "sql"


def run_sql(name: str) -> None:
    """Execute one file of `migrations/sql`."""
    statements = (FOLDER / name).read_text(encoding="utf-8")
    # Straight to the driver's cursor: without parameters a percent sign is only a percent sign.
    with op.get_bind().connection.cursor() as cursor:
        cursor.execute(statements)
