"""Whatever is asked for has somebody who does it."""

import ast
from collections.abc import Iterator

import pytest

from app.workers.plan import PLAN
from app.workers.polls import FOLDERS
from app.workers.registry import QUEUES, Job, handler, kinds, kinds_in
from tests.outside_data import PROJECT


def published_kinds() -> Iterator[tuple[str, str]]:
    """Every kind that code publishes by name, with the file that does."""
    for path in sorted((PROJECT / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "publish":
                kind = node.args[1] if len(node.args) > 1 else None
                if isinstance(kind, ast.Constant):
                    yield str(kind.value), str(path.relative_to(PROJECT))


def test_every_published_kind_has_a_handler() -> None:
    orphans = [(kind, path) for kind, path in published_kinds() if kind not in kinds()]

    assert orphans == [], 'register a function for these with @handler("kind")'


def test_everything_planned_or_found_outside_has_a_handler() -> None:
    wanted = {planned.kind for planned in PLAN} | set(FOLDERS.values())

    assert wanted <= kinds()


def test_every_kind_rings_in_one_queue() -> None:
    rung = [kind for queue in QUEUES for kind in kinds_in(queue)]

    assert sorted(rung) == sorted(kinds())


def test_one_kind_has_one_handler() -> None:
    def another(job: Job) -> None:
        raise AssertionError

    with pytest.raises(RuntimeError, match="two handlers"):
        handler("hold.expire")(another)
