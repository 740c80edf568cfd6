"""What the component page shows: one made-up value for each macro in each state."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from app.kernel.money import Money

NOW = datetime(2026, 11, 20, 18, 42, tzinfo=UTC)


def dollars(minor: int) -> Money:
    return Money(minor, "USD")


def gallery_samples() -> dict[str, Any]:
    """The context of `layouts/gallery.html`, beside what every page gets from the door."""
    return {
        "money": {
            "plain": dollars(123_450),
            "negative": dollars(-4_000),
            "zero": dollars(0),
            "large": dollars(48_210_377),
            "yen": Money(125_000, "JPY"),
        },
        "account": SimpleNamespace(
            available=dollars(116_450), current=dollars(123_450), held=dollars(7_000)
        ),
        "holds": (
            SimpleNamespace(label="ACH to Maple Street", amount=dollars(4_000), until="Nov 23"),
            SimpleNamespace(label="Card, Corner Market", amount=dollars(3_000), until="Nov 27"),
        ),
        "payments": _payments(),
        "page": SimpleNamespace(newer_href="", older_href="#older"),
        "moments": _moments(),
        "programs": (
            {"label": "Harbor", "value": 482_103, "shown": dollars(482_103_77).formatted()},
            {"label": "Juniper", "value": 218_450, "shown": dollars(218_450_00).formatted()},
            {"label": "House partner", "value": 12_400, "shown": dollars(12_400_00).formatted()},
        ),
        "daily": [
            {"label": f"Nov {day}", "value": 40 + (day * 37) % 61, "shown": str(40 + day * 37 % 61)}
            for day in range(1, 21)
        ],
        "trend": [41, 44, 43, 47, 52, 49, 55, 58, 57, 63, 61, 68],
        "now": NOW,
        "today": date(2026, 11, 20),
        "errors": (
            {"text": "Enter an amount in dollars and cents, like 25.00.", "href": "#bad-amount"},
            {"text": "Choose whom to pay.", "href": "#bad-payee"},
        ),
    }


def _payments() -> tuple[SimpleNamespace, ...]:
    rows = (
        ("Maple Street Apartments", "ACH", -145_000, "settled", date(2026, 11, 3)),
        ("Ada Okafor", "Book", 2_500, "settled", date(2026, 11, 9)),
        ("Blue Ridge Utilities", "ACH", -8_412, "submitted", date(2026, 11, 19)),
        ("Lena Fischer-Castellanos", "ACH", -4_000, "pending_approval", date(2026, 11, 20)),
        ("Corner Market Payroll", "ACH", 212_089, "returned", date(2026, 11, 20)),
    )
    return tuple(
        SimpleNamespace(
            counterparty=name, rail=rail, amount=dollars(minor), status=status, effective_on=day
        )
        for name, rail, minor, status, day in rows
    )


def _moments() -> tuple[dict[str, Any], ...]:
    return (
        {
            "title": "Can still come back until Nov 24",
            "at": "Two banking days after settlement",
            "mark": "clock",
            "is_next": True,
        },
        {
            "title": "Settled",
            "at": "Nov 20, 2026, 1:42 pm EST",
            "actor": "Rail",
            "tone": "success",
            "mark": "check-circle",
        },
        {
            "title": "Sent in a file to the Fed",
            "at": "Nov 19, 2026, 4:45 pm EST",
            "actor": "Schedule",
            "tone": "info",
            "mark": "send",
        },
        {
            "title": "Approved",
            "body": "A second person said yes.",
            "at": "Nov 19, 2026, 11:02 am EST",
            "actor": "Priya Raman",
            "tone": "success",
            "mark": "check",
        },
        {
            "title": "Asked for",
            "at": "Nov 19, 2026, 10:58 am EST",
            "actor": "Ada Okafor",
            "mark": "user",
        },
    )
