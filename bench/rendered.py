"""T7's other half: a list page's processor time beside rendering the same rows from memory."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from flask import Flask, before_render_template
from jinja2 import Template

from bench.report import Report
from bench.rounds import interleaved
from tests.web_clients import Visitor

LOOKS = 4
ROUNDS = 15
GOAL = 2.0


def measure(visitor: Visitor, paths: Sequence[str], report: Report) -> None:
    """Processor time of this process; the database's is not in it."""
    parts: dict[str, Callable[[], float]] = {}
    for path in paths:
        parts[path] = partial(_asked, visitor, path)
        parts[f"{path} from memory"] = partial(_rendered, visitor, path)
    found = interleaved(parts, rounds=ROUNDS)
    for path in paths:
        report.figure(f"{path}, processor", found.median(path) * 1000, " ms")
        ratio = found.ratio(path, f"{path} from memory")
        report.ratio("T7", f"{path}, of rendering its rows from memory", ratio, goal=GOAL)


def _asked(visitor: Visitor, path: str) -> float:
    begun = time.process_time()
    for _ in range(LOOKS):
        answer = visitor.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
    return (time.process_time() - begun) / LOOKS


def _rendered(visitor: Visitor, path: str) -> float:
    """While the page is being made, all that it shows is at hand: its template alone is timed."""
    took: list[float] = []
    with _listening(took):
        visitor.get(path)
    [seconds] = took
    return seconds


@contextmanager
def _listening(took: list[float]) -> Iterator[None]:
    def render(_sender: Flask, template: Template, context: dict[str, Any], **_more: Any) -> None:
        begun = time.process_time()
        for _ in range(LOOKS):
            template.render(context)
        took.append((time.process_time() - begun) / LOOKS)

    with before_render_template.connected_to(render):
        yield
