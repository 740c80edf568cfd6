"""What the component page shows: one made-up value for each macro in each state."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from app.kernel.money import Money
from app.web.gallery.figures import chart_samples
from app.web.gallery.lists import list_samples

NOW = datetime(2026, 11, 20, 18, 42, tzinfo=UTC)


def dollars(minor: int) -> Money:
    return Money(minor, "USD")


def gallery_samples() -> dict[str, Any]:
    """The context of the examples, beside what every page gets from the door."""
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
        "holds": _holds(),
        "payments": _payments(),
        "page": SimpleNamespace(newer_href="", older_href="#older"),
        "moments": _moments(),
        "story": _story(),
        "access": SimpleNamespace(operator_name="Sam Ortiz", role="support_agent", ticket="T-4182"),
        "planned": _planned(),
        "terms": _terms(),
        "steps": _steps(),
        "others_step": SimpleNamespace(
            label="Add a network", href="", why_not="Owner can add a network."
        ),
        "related": _related(),
        "work_lines": _work_lines(),
        "day_facts": _day_facts(),
        "statement": _statement(),
        "now": NOW,
        "today": date(2026, 11, 20),
        "ends": SimpleNamespace(at=NOW),
        "errors": (
            {"text": "Enter an amount in dollars and cents, like 25.00.", "href": "#bad-amount"},
            {"text": "Choose whom to pay.", "href": "#bad-payee"},
        ),
        **chart_samples(),
        **list_samples(),
    }


def _holds() -> tuple[SimpleNamespace, ...]:
    return (
        SimpleNamespace(label="ACH to Maple Street", amount=dollars(4_000), until="Nov 23"),
        SimpleNamespace(label="Card, Corner Market", amount=dollars(3_000), until="Nov 27"),
    )


def _planned() -> SimpleNamespace:
    return SimpleNamespace(
        counterparty_name="Maple Street Apartments",
        amount=dollars(145_000),
        fee=dollars(25),
        total=dollars(145_025),
    )


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


def _story() -> tuple[SimpleNamespace, ...]:
    steps = (
        ("Can still come back", "Until two banking days after settlement.", "clock", "", True),
        ("Settled", "The banks moved the money.", "check-circle", "success", False),
        ("Asked for", "By Ada Okafor.", "user", "", False),
    )
    return tuple(
        SimpleNamespace(
            title=title,
            body=body,
            mark=mark,
            tone=tone,
            is_next=is_next,
            at=date(2026, 11, 24) if is_next else NOW,
            is_day=is_next,
        )
        for title, body, mark, tone, is_next in steps
    )


def _terms() -> SimpleNamespace:
    return SimpleNamespace(
        balance=SimpleNamespace(available=dollars(116_450)),
        fee=dollars(25),
        limits=SimpleNamespace(
            payment=dollars(250_000), day=dollars(500_000), month=dollars(2_000_000)
        ),
        left_today=dollars(355_000),
        left_this_month=dollars(1_710_000),
    )


def _statement() -> SimpleNamespace:
    lines = tuple(
        SimpleNamespace(
            kind="ACH payment" if payment.rail == "ACH" else "Book transfer",
            description=payment.counterparty,
            counterparty="",
            is_late=False,
            effective_on=payment.effective_on,
            posted_on=payment.effective_on,
            signed=payment.amount,
            running=dollars(120_000 + number * 4_100),
        )
        for number, payment in enumerate(_payments())
    )
    return SimpleNamespace(
        first=date(2026, 11, 1),
        last=date(2026, 11, 30),
        month_on=date(2026, 11, 1),
        opening=dollars(120_000),
        money_in=dollars(214_589),
        money_out=dollars(157_412),
        closing=dollars(177_177),
        lines=lines,
        fees=(SimpleNamespace(label="Monthly account fee", count=1, amount=dollars(300)),),
        fees_total=dollars(300),
        fees_this_year=dollars(3_300),
        seal=SimpleNamespace(on=date(2026, 11, 30), block=412, hash="9f3a60c7" * 8),
    )


def _steps() -> tuple[SimpleNamespace, ...]:
    usual = {"href": "", "post": "", "why_not": "", "mark": "", "kind": "secondary"}
    return tuple(
        SimpleNamespace(**{**usual, **each})
        for each in (
            {"label": "Send again", "href": "#object", "mark": "send"},
            {"label": "Cancel", "why_not": "Only until the window closes; this one has left."},
        )
    )


def _related() -> tuple[SimpleNamespace, ...]:
    """One of a kind, several with the list that has the rest, and one that is only told."""
    nothing = {"href": "#object", "sub": "", "status": "", "amount": None, "is_signed": False}
    ada = SimpleNamespace(**nothing | {"title": "Ada Okafor", "status": "active"})
    payments = tuple(
        SimpleNamespace(
            **nothing
            | {
                "title": each.counterparty,
                "sub": "Outgoing" if each.amount.minor < 0 else "Incoming",
                "status": each.status,
                "amount": each.amount,
                "is_signed": True,
            }
        )
        for each in _payments()[1:4]
    )
    trace = SimpleNamespace(**nothing | {"title": "021000020000123", "href": ""})
    groups = (
        ("Customer", (ada,), ""),
        ("Payments", payments, "#object"),
        ("Trace number", (trace,), ""),
    )
    return tuple(
        SimpleNamespace(label=label, items=items, all_href=href, all_label=label.lower())
        for label, items, href in groups
    )


def _work_lines() -> tuple[SimpleNamespace, ...]:
    return tuple(
        SimpleNamespace(
            count=count, words=words, mark=mark, href="#today", oldest=oldest, due=due, tone=tone
        )
        for count, words, mark, oldest, due, tone in (
            (3, "payments need a second person", "check-circle", "Oldest from 9:12 am", "", ""),
            (1, "break nobody has explained", "alert", "Since yesterday", "Due today", "danger"),
        )
    )


def _day_facts() -> tuple[SimpleNamespace, ...]:
    return tuple(
        SimpleNamespace(label=label, value=value, note=note, tone=tone, href="")
        for label, value, note, tone in (
            ("Reconciliation", "Tied out", "Every program, to the cent", "success"),
            ("Files", "1 late", "Expected by 8:30 am", "warning"),
            ("Webhooks", "42 sent", "", ""),
        )
    )
