"""Progress of long work: a bar on a terminal, plain lines everywhere else."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PLAIN_SECONDS_BETWEEN = 5.0

Step = Callable[[str], None]


@contextmanager
def progress(title: str, *, total: int) -> Iterator[Step]:
    """Call what this gives once for each piece done, with a word about it."""
    if sys.stderr.isatty():
        with _bar(title, total) as step:
            yield step
    else:
        yield _plain(title, total)


@contextmanager
def _bar(title: str, total: int) -> Iterator[Step]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (
        TextColumn(title),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[word]}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(title, total=total, word="")
        yield lambda word: bar.update(task, advance=1, word=word)


def _plain(title: str, total: int) -> Step:
    """The first and the last piece, and one line every few seconds between."""
    done = 0
    told_at = float("-inf")

    def step(word: str) -> None:
        nonlocal done, told_at
        done += 1
        if done == total or time.monotonic() - told_at >= PLAIN_SECONDS_BETWEEN:
            told_at = time.monotonic()
            print(f"{title}: {done} of {total} {word}".rstrip(), file=sys.stderr, flush=True)

    return step
