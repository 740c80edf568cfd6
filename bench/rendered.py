"""T7's other half: what a list takes of the processor, beside rendering the same rows from memory.

The whole request counts: who asks, which host it is and what the navigation says are part of it.
What the list alone takes, as it is read and shown, is told beside it.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from flask import Flask, before_render_template, template_rendered
from jinja2 import Template

from app.web.tables import pages as list_pages
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
        parts[f"{path}, whole request"] = partial(_mean, _asked, visitor, path)
        parts[f"{path}, read and shown"] = partial(_mean, _listed, visitor, path)
        parts[f"{path}, from memory"] = partial(_rendered, visitor, path)
    found = interleaved(parts, rounds=ROUNDS)
    for path in paths:
        memory = f"{path}, from memory"
        for part in parts:
            if part.startswith(f"{path},"):
                report.figure(f"{part}, processor", found.median(part) * 1000, " ms")
        whole = found.ratio(f"{path}, whole request", memory)
        report.ratio("T7", f"{path}, of rendering its rows from memory", whole, goal=GOAL)
        listed = found.ratio(f"{path}, read and shown", memory)
        report.figure(f"{path}, read and shown, of rendering its rows from memory", listed, "")


def _mean(look: Callable[[Visitor, str], float], visitor: Visitor, path: str) -> float:
    return sum(look(visitor, path) for _ in range(LOOKS)) / LOOKS


def _asked(visitor: Visitor, path: str) -> float:
    """From the front door until the whole page is made; what a test's client does is not in it."""
    took: list[float] = []
    application = visitor.client.application

    def timed(environ: Any, start_response: Any) -> list[bytes]:
        begun = time.process_time()
        whole = list(application(environ, start_response))
        took.append(time.process_time() - begun)
        return whole

    visitor.client.application = timed
    try:
        answer = visitor.get(path)
    finally:
        visitor.client.application = application
    assert answer.status_code == 200, (path, answer.status_code)
    return took[0]


def _listed(visitor: Visitor, path: str) -> float:
    """Reading the list, and the page that shows it, as the request comes by them."""
    took: list[float] = []
    read = list_pages.table_of

    def timed(*args: Any, **values: Any) -> Any:
        begun = time.process_time()
        table = read(*args, **values)
        took.append(time.process_time() - begun)
        return table

    list_pages.table_of = timed
    try:
        with _shown(took):
            visitor.get(path)
    finally:
        list_pages.table_of = read
    assert len(took) == 2, "a list is read once and shown once"
    return sum(took)


@contextmanager
def _shown(took: list[float]) -> Iterator[None]:
    begun: list[float] = []

    def begin(_sender: Flask, **_more: Any) -> None:
        begun.append(time.process_time())

    def end(_sender: Flask, **_more: Any) -> None:
        took.append(time.process_time() - begun[0])

    with before_render_template.connected_to(begin), template_rendered.connected_to(end):
        yield


def _rendered(visitor: Visitor, path: str) -> float:
    """While the page is being made, its rows are at hand: its template alone is timed.

    Each time from the rows: what a list derives of them once, it derives anew.
    """
    took: list[float] = []

    def render(_sender: Flask, template: Template, context: dict[str, Any], **_more: Any) -> None:
        begun = time.process_time()
        for _ in range(LOOKS):
            template.render({**context, "table": replace(context["table"])})
        took.append((time.process_time() - begun) / LOOKS)

    with before_render_template.connected_to(render):
        visitor.get(path)
    return took[0]
