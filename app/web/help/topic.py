"""What a page's help says, in three parts that are always the same."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """`rule` says what a regulation or network asks, in our words; `citation` where it says so."""

    title: str
    concept: str
    ledger_effect: str
    rule: str
    citation: str = ""
