"""Interleaved rounds: every part runs once a round, so that a noisy moment hits all alike."""

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Part = Callable[[], float]


@dataclass(frozen=True)
class Rounds:
    """What each part gave in each round."""

    values: Mapping[str, list[float]]

    def median(self, part: str) -> float:
        return statistics.median(self.values[part])

    def ratio(self, part: str, to: str) -> float:
        """The median of the ratios within a round."""
        pairs = zip(self.values[part], self.values[to], strict=True)
        return statistics.median(mine / reference for mine, reference in pairs)


def interleaved(parts: Mapping[str, Part], *, rounds: int) -> Rounds:
    values: dict[str, list[float]] = {name: [] for name in parts}
    for _ in range(rounds):
        for name, part in parts.items():
            values[name].append(part())
    return Rounds(values)
