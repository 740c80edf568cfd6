"""Sample figures for the charts of the component page."""

from types import SimpleNamespace
from typing import Any

from app.kernel.money import Money
from app.web.charts import Line, line_of, money_axis

DAYS = tuple(f"Nov {day}" for day in range(1, 21))
HARBOR = (1200, 1260, 1180, 1020, 990, 940, 910, 880, 812, 1480, 1512, 1498, 1530, 1604, 1590)
JUNIPER = (400, 380, 300, 120, -80, -140, -60, 90, 240, 310, 330, 300, 350, 420, 460, 440, 470, 510)
SENT = (42, 38, 0, 0, 51, 47, 44, 39, 58, 2, 0, 49, 71, 46, 44, 40, 0, 1, 47, 52)
RETURNED = (0, 1, 0, 0, 2, 0, 0, 0, 1, 0, 0, 3, 0, 0, 0, 0, 0, 0, 1, 0)
UNKNOWN = range(7, 12)
MONTH = (("Opening balance", 120_000, True), ("Money in", 214_589, False))


def dollars(minor: int) -> Money:
    return Money(minor, "USD")


def chart_samples() -> dict[str, Any]:
    """What the examples of `chart.html` draw."""
    return {
        "balances": _balances(),
        "falls": steps(
            (*MONTH, ("Money out", -177_412, False), ("Fees", -325, False), ("", 156_852, True))
        ),
        "falls_below": steps(
            (
                ("Opening balance", 40_000, True),
                ("Money in", 12_000, False),
                ("Money out", -70_000, False),
                ("Fees", -2_000, False),
                ("", -20_000, True),
            )
        ),
        "heat": SimpleNamespace(
            days=DAYS,
            rows=(heat_row("Payments", SENT), heat_row("Returns", RETURNED)),
        ),
        "programs": tuple(
            {"label": label, "value": minor, "shown": dollars(minor).formatted()}
            for label, minor in (
                ("Harbor Everyday", 48_210_377),
                ("Juniper Studio", 21_845_000),
                ("Tally Business", 9_120_000),
                ("Harbor Savings", 5_100_000),
                ("Juniper Bills", 2_700_000),
                ("House partner", 1_240_000),
            )
        ),
        "daily": [
            {"label": day, "value": 40 + (n * 37) % 61, "shown": str(40 + n * 37 % 61)}
            for n, day in enumerate(DAYS, start=1)
        ],
        "trend": [41, 44, 43, 47, 52, 49, 55, 58, 57, 63, 61, 68],
    }


def steps(told: tuple[tuple[str, int, bool], ...]) -> list[dict[str, Any]]:
    return [
        {
            "label": label or "Closing balance",
            "value": minor,
            "is_total": is_total,
            "shown": ("+" if minor > 0 and not is_total else "") + dollars(minor).formatted(),
        }
        for label, minor, is_total in told
    ]


def heat_row(label: str, counts: tuple[int, ...]) -> dict[str, Any]:
    return {
        "label": label,
        "values": counts,
        "shown": [str(count) for count in counts],
        "total": f"{sum(counts):,}",
    }


def _balances() -> SimpleNamespace:
    harbor = tuple(dollars(each * 100) for each in (*HARBOR, 1720, 1790, 1760, 1980, 2134))
    juniper = tuple(dollars(each * 100) for each in (*JUNIPER, 520, 560))
    tally = tuple(None if n in UNKNOWN else dollars(70_000 + n * 1_300) for n in range(len(DAYS)))
    lines: list[Line] = [
        line_of("Harbor", harbor),
        line_of("Juniper", juniper),
        line_of("Tally", tally),
    ]
    known = [each for each in (*harbor, *juniper, *tally) if each is not None]
    return SimpleNamespace(days=DAYS, series=lines, axis=money_axis(known))
