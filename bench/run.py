"""`make bench`: what the ledger costs beside its references, interleaved, on one fresh server.

ONLY=T1,T9 measures some targets; `earlier` (the commit before, or REV=…), `before` (pages beside
those of that commit) and `walls` (what each wall costs) are names too. FULL=1 goes to 10 million
entries and adds the walls. The ratios count: machines are shared and noisy.
"""

import os
import sys
import time
import traceback
from collections.abc import Callable

from bench import (
    batches,
    beside_hordak,
    doors,
    earlier,
    growth,
    pages,
    pages_before,
    seals,
    singles,
    storage,
    walls,
)
from bench.ground import Ground, ground
from bench.report import TARGETS, Report

Topic = Callable[[Ground, Report], None]
TOPICS: dict[str, Topic] = {
    "T1": singles.measure_floor,
    "T2": doors.measure,
    "T3": singles.measure_hot,
    "T4": batches.measure,
    "T5": beside_hordak.measure,
    "T6": growth.measure,
    "T7": pages.measure,
    "T8": seals.measure,
    "T9": storage.measure,
    "earlier": earlier.measure,
    "before": pages_before.measure,
    "walls": walls.measure,
}
ONLY_FULL = {"walls"}


def wanted() -> list[str]:
    """The topics to measure, in the order of the list."""
    only = [name for name in os.environ.get("ONLY", "").replace(",", " ").split() if name]
    if unknown := set(only) - set(TOPICS):
        sys.exit(f"bench: ONLY names {', '.join(sorted(unknown))}; there is {', '.join(TOPICS)}")
    if only:
        return [name for name in TOPICS if name in only]
    return [name for name in TOPICS if is_full() or name not in ONLY_FULL]


def is_full() -> bool:
    return os.environ.get("FULL", "0") not in {"", "0"}


def main() -> int:
    report, begun, is_whole = Report(), time.monotonic(), True
    with ground() as site:
        for name in wanted():
            print(f"{name} {TARGETS[name].words}" if name in TARGETS else name, flush=True)
            try:
                TOPICS[name](site, report)
            except Exception:  # noqa: BLE001 -- the other targets are measured all the same
                traceback.print_exc()
                report.note(f"{name} could not be measured: the error is above")
                is_whole = False
    seconds = time.monotonic() - begun
    kept = report.keep(seconds=seconds)
    print(f"\n{seconds / 60:.1f} minutes; figures in {kept}\n")
    print("\n".join(report.lines()))
    return 0 if is_whole else 1


if __name__ == "__main__":
    sys.exit(main())
