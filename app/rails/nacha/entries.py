"""An entry with its addenda: one payment order, return or notification, as the file says it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

from app.rails.nacha import layouts
from app.rails.nacha.codes import TRANSACTION_CODES, TransactionCode, is_routing_number
from app.rails.nacha.fields import NotWritable
from app.rails.nacha.records import Addenda, Record


@dataclass(frozen=True, slots=True)
class Entry(Record):
    """One payment order with its addenda; amounts are whole minor units."""

    addenda: tuple[Addenda, ...] = ()

    @classmethod
    def of(
        cls,
        *,
        transaction_code: str,
        routing_number: str,
        account_number: str,
        amount_minor: int,
        individual_name: str,
        trace_number: str,
        addenda: Iterable[Addenda] = (),
        **others: str | int,
    ) -> Self:
        """An entry for writing; `others` names further fields, `layout` excepted.

        `routing_number` is the receiving bank's, nine digits. Raises `FieldRefused`.
        """
        if transaction_code not in TRANSACTION_CODES:
            reason = "not a transaction code"
            raise NotWritable("entry detail", "transaction_code", transaction_code, reason)
        if not is_routing_number(routing_number):
            reason = "not a routing number"
            raise NotWritable("entry detail", "rdfi", routing_number, reason)
        carried = tuple(addenda)
        values: dict[str, str | int] = {
            "transaction_code": transaction_code,
            "rdfi": routing_number[:8],
            "check_digit": routing_number[8],
            "account_number": account_number,
            "amount": amount_minor,
            "individual_name": individual_name,
            "addenda_indicator": int(bool(carried)),
            "trace_number": trace_number,
            **others,
        }
        return replace(cls.rendered(layouts.ENTRY, values), addenda=carried)

    @property
    def transaction_code(self) -> str:
        return self["transaction_code"]

    @property
    def known_code(self) -> TransactionCode | None:
        return TRANSACTION_CODES.get(self["transaction_code"])

    @property
    def is_credit(self) -> bool:
        return (known := self.known_code) is not None and known.side == "credit"

    @property
    def is_debit(self) -> bool:
        return (known := self.known_code) is not None and known.side == "debit"

    @property
    def is_prenote(self) -> bool:
        return (known := self.known_code) is not None and known.kind == "prenote"

    @property
    def is_live(self) -> bool:
        """Whether it moves money: a live code, and neither a return nor a notification."""
        known = self.known_code
        return known is not None and known.kind == "live" and not self._back_traffic

    @property
    def amount_minor(self) -> int:
        """The amount in cents; 0 where a refused file has no number there."""
        return self.number("amount") or 0

    @property
    def rdfi_routing_number(self) -> str:
        """The receiving bank's nine digits as written, its check digit included."""
        return self["rdfi"] + self["check_digit"]

    @property
    def account_number(self) -> str:
        return self["account_number"]

    @property
    def trace_number(self) -> str:
        return self["trace_number"]

    @property
    def individual_id(self) -> str:
        return self["individual_id"] if "individual_id" in self.layout.slices else ""

    @property
    def individual_name(self) -> str:
        """The receiver's name; an international entry carries it in its first addenda."""
        if "individual_name" in self.layout.slices:
            return self["individual_name"]
        return next((each["receiver_name"] for each in self.addenda if each.type_code == "10"), "")

    @property
    def return_code(self) -> str | None:
        return self._of_addenda("99", "return_code")

    @property
    def return_note(self) -> str | None:
        return self._of_addenda("99", "note")

    @property
    def noc_code(self) -> str | None:
        return self._of_addenda("98", "change_code")

    @property
    def corrected(self) -> str | None:
        return self._of_addenda("98", "corrected")

    @property
    def original_trace(self) -> str | None:
        """The trace number of the entry that a return or a notification speaks of."""
        back = self._back_traffic
        return back["original_trace"] if back else None

    @property
    def _back_traffic(self) -> Addenda | None:
        return next((each for each in self.addenda if each.type_code in ("98", "99")), None)

    def _of_addenda(self, type_code: str, name: str) -> str | None:
        found = next((each for each in self.addenda if each.type_code == type_code), None)
        return found[name] if found and name in found.layout.slices else None
