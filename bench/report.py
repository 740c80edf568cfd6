"""What a run found: figures as they come, one line a target at the end, and a copy as JSON."""

import json
import platform
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench.rounds import Rounds

FOLDER = Path("var/bench")


@dataclass(frozen=True)
class Target:
    """A goal of the plan; `is_ceiling` when the figure must stay at or under it."""

    goal: float
    words: str
    is_ceiling: bool = False
    unit: str = ""


TARGETS = {
    "T1": Target(0.45, "posting function, of the bare floor at 8 clients"),
    "T2": Target(0.35, "an action from Python, of pgbench calling the same function"),
    "T3": Target(0.85, "hot pooled account, of spread accounts at 32 clients"),
    "T4": Target(4.00, "batch path, of singles at 8 clients; no deadlock"),
    "T5": Target(4.00, "one call, of django-hordak on the same server"),
    "T6": Target(1.30, "growth of database time per 10 x entries", is_ceiling=True),
    "T7": Target(1.10, "a list page, of the same without row-level security", is_ceiling=True),
    "T8": Target(10.0, "seal lag p99 under full load", is_ceiling=True, unit=" s"),
    "T9": Target(6.00, "bytes a posting", is_ceiling=True, unit=" kB"),
}


@dataclass(frozen=True)
class Ratio:
    """One part of a target, with the goal it is held to."""

    target: str
    part: str
    value: float
    goal: float

    @property
    def is_met(self) -> bool:
        is_ceiling = TARGETS[self.target].is_ceiling
        return self.value <= self.goal if is_ceiling else self.value >= self.goal

    @property
    def strength(self) -> float:
        """How well it is met: 1.0 is just so."""
        if TARGETS[self.target].is_ceiling:
            return self.goal / max(self.value, 1e-9)
        return self.value / self.goal

    def line(self) -> str:
        target = TARGETS[self.target]
        most, missed = ("at most ", "above") if target.is_ceiling else ("", "below")
        word = "ok" if self.is_met else missed
        value, goal = f"{self.value:.2f}{target.unit}", f"{self.goal:.2f}{target.unit}"
        return f"{self.target} {value} (target {most}{goal}) {word}"


@dataclass
class Report:
    """Figures beside the ratios they give."""

    figures: list[tuple[str, float, str]] = field(default_factory=list)
    ratios: list[Ratio] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def figure(self, name: str, value: float, unit: str = "/s") -> None:
        self.figures.append((name, value, unit))
        print(f"  {value:12,.{_places(value)}f}{unit:4} {name}", flush=True)

    def rates(self, rounds: Rounds) -> None:
        for name in rounds.values:
            self.figure(name, rounds.median(name))

    def ratio(self, target: str, part: str, value: float, *, goal: float | None = None) -> None:
        """A part that counts for its target; the worst one is what the target's line shows."""
        found = Ratio(target, part, value, goal or TARGETS[target].goal)
        self.ratios.append(found)
        print(f"  {found.line()}: {part}", flush=True)

    def note(self, words: str) -> None:
        self.notes.append(words)
        print(f"  {words}", flush=True)

    def lines(self) -> list[str]:
        """One a target: its worst part."""
        return [worst.line() for worst in self._worst().values()]

    def _worst(self) -> dict[str, Ratio]:
        found: dict[str, Ratio] = {}
        for ratio in sorted(self.ratios, key=lambda each: (each.target, each.strength)):
            found.setdefault(ratio.target, ratio)
        return found

    def keep(self, *, seconds: float) -> Path:
        """Write all of it for a machine to read."""
        FOLDER.mkdir(parents=True, exist_ok=True)
        now = datetime.now(UTC)
        found = {
            "at": now.isoformat(timespec="seconds"),
            "machine": platform.platform(),
            "seconds": round(seconds),
            "targets": {
                name: {"ratio": worst.value, "target": worst.goal, "met": worst.is_met}
                for name, worst in self._worst().items()
            },
            "ratios": [asdict(ratio) for ratio in self.ratios],
            "figures": [{"name": n, "value": v, "unit": u.strip()} for n, v, u in self.figures],
            "notes": self.notes,
        }
        file = FOLDER / f"{now:%Y%m%dT%H%M%SZ}.json"
        file.write_text(json.dumps(found, indent=1) + "\n")
        (FOLDER / "latest.json").write_text(file.read_text())
        return file


def _places(value: float) -> int:
    return 0 if value >= 100 else 2
