"""How a month went from its opening to its closing balance, as the steps of a waterfall."""

from dataclasses import dataclass

from app.banking.statements.content import StatementContent
from app.kernel.languages import gettext as _
from app.kernel.money import Money, total


@dataclass(frozen=True, slots=True)
class Step:
    """A balance, or what came or went: in minor units for the shape, in words for the reader."""

    label: str
    value: int
    shown: str
    is_total: bool


def month_steps(content: StatementContent) -> list[Step]:
    """Opening, in, out, fees, closing; nothing where nothing moved. Fees are not in `out` again."""
    currency = content.opening.currency
    plain = [line.signed for line in content.lines if not line.fee]
    fees = [line.signed for line in content.lines if line.fee]
    moves = (
        (_("Money in"), total((each for each in plain if not each.is_negative), currency)),
        (_("Money out"), total((each for each in plain if each.is_negative), currency)),
        (_("Fees"), total(fees, currency)),
    )
    if not content.lines:
        return []
    return [
        _balance(_("Opening balance"), content.opening),
        *(_move(label, amount) for label, amount in moves),
        _balance(_("Closing balance"), content.closing),
    ]


def month_in_words(content: StatementContent) -> str:
    return _(
        "The month opened at %(opening)s, %(money_in)s came in, %(money_out)s went out, "
        "fees included, and it closed at %(closing)s.",
        opening=content.opening,
        money_in=content.money_in,
        money_out=content.money_out,
        closing=content.closing,
    )


def _balance(label: str, amount: Money) -> Step:
    return Step(label, amount.minor, amount.formatted(), is_total=True)


def _move(label: str, amount: Money) -> Step:
    sign = "+" if amount.minor > 0 else ""
    return Step(label, amount.minor, f"{sign}{amount.formatted()}", is_total=False)
