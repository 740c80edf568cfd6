"""Processes that work for the bench and stay connected between rounds."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.ground import Ground
from bench.worker import BOOKS


@dataclass(frozen=True)
class Crew:
    """Some processes of one program; all of them work at once."""

    processes: list[subprocess.Popen[str]]

    def rate(self, work: str, *, threads: int, seconds: float) -> float:
        """What all of them did a second, `threads` in each."""
        order = json.dumps({"work": work, "threads": threads, "seconds": seconds})
        for process in self.processes:
            assert process.stdin is not None
            process.stdin.write(order + "\n")
            process.stdin.flush()
        return sum(_answer(process) for process in self.processes)


@contextmanager
def crew(
    command: Sequence[str | Path],
    processes: int,
    *,
    environment: Mapping[str, str],
    folder: Path | None = None,
) -> Iterator[Crew]:
    """Started, and ended by the end of their input."""
    with ExitStack() as stack:
        started = [
            stack.enter_context(
                subprocess.Popen(
                    command,
                    env=environment,
                    cwd=folder,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for _ in range(processes)
        ]
        try:
            yield Crew(started)
        finally:
            for process in started:
                assert process.stdin is not None
                process.stdin.close()


def doors(site: Ground, processes: int) -> AbstractContextManager[Crew]:
    """Processes that work through our own actions."""
    environment = site.environment() | {BOOKS: site.books.as_text()}
    return crew([sys.executable, "-m", "bench.worker"], processes, environment=environment)


def _answer(process: subprocess.Popen[str]) -> float:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise RuntimeError("a process of the bench ended: its error is above")
    return float(json.loads(line))  # a rate, not money
