"""What the codes of an ACH file mean: transactions, classes, returns, changes, routing digits."""

from dataclasses import dataclass
from typing import Literal

Side = Literal["credit", "debit"]
EntryKind = Literal["live", "prenote", "zero", "return", "advice"]
WindowUnit = Literal["banking", "calendar", "agreement"]

ROUTING_WEIGHTS = (3, 7, 1, 3, 7, 1, 3, 7)
ROUTING_DIGITS = 9

MIXED, CREDITS_ONLY, DEBITS_ONLY, ADVICES = "200", "220", "225", "280"
SERVICE_CLASSES = {
    MIXED: "credits and debits",
    CREDITS_ONLY: "credits only",
    DEBITS_ONLY: "debits only",
    ADVICES: "automated accounting advices",
}


@dataclass(frozen=True, slots=True)
class TransactionCode:
    """Which way the money goes, in what sort of entry, on what sort of account."""

    code: str
    side: Side
    kind: EntryKind
    account: str


_KINDS: tuple[EntryKind, ...] = ("return", "live", "prenote", "zero")
_ACCOUNTS = {"2": "checking", "3": "savings", "4": "general ledger", "5": "loan"}


def _transaction_codes() -> dict[str, TransactionCode]:
    rows = [
        TransactionCode(f"{tens}{ones + offset}", side, kind, account)
        for tens, account in _ACCOUNTS.items()
        for side, ones in _sides(tens)
        for offset, kind in enumerate(_KINDS)
    ]
    rows += [  # A loan can only be debited to undo a credit.
        TransactionCode("55", "debit", "live", "loan"),
        TransactionCode("56", "debit", "return", "loan"),
    ]
    rows += [
        TransactionCode(str(code), "credit" if code % 2 else "debit", "advice", "settlement")
        for code in range(81, 89)
    ]
    return {row.code: row for row in rows}


def _sides(tens: str) -> tuple[tuple[Side, int], ...]:
    return (("credit", 1),) if tens == "5" else (("credit", 1), ("debit", 6))


TRANSACTION_CODES = _transaction_codes()
LOAN_DEBIT, LOAN_DEBIT_RETURN = "55", "56"


def return_transaction_code(code: str) -> str:
    """The code under which an entry of this code is sent back or corrected; ValueError if none."""
    known = TRANSACTION_CODES.get(code)
    if known is None or known.kind == "advice":
        raise ValueError(f"an entry with transaction code {code!r} cannot be returned")
    if code in (LOAN_DEBIT, LOAN_DEBIT_RETURN):
        return LOAN_DEBIT_RETURN
    return code[0] + ("1" if known.side == "credit" else "6")


@dataclass(frozen=True, slots=True)
class SecCode:
    """A standard entry class: who may send it for what, and how many addenda it may carry."""

    code: str
    meaning: str
    addenda_max: int


_MANY = 9999
SEC_CODES = {
    row.code: row
    for row in (
        SecCode("ACK", "acknowledgment of a corporate payment", 1),
        SecCode("ADV", "accounting advice from the ACH operator", 1),
        SecCode("ARC", "check received by mail, converted", 0),
        SecCode("ATX", "acknowledgment of a corporate trade payment", _MANY),
        SecCode("BOC", "check converted in the back office", 0),
        SecCode("CCD", "corporate payment", 1),
        SecCode("CIE", "bill payment started by the customer", 1),
        SecCode("COR", "notification of change", 1),
        SecCode("CTX", "corporate trade payment with remittance", _MANY),
        SecCode("DNE", "federal notice of a death", 1),
        SecCode("ENR", "enrollment with a federal agency", _MANY),
        SecCode("IAT", "international payment", 12),
        SecCode("MTE", "cash machine", 1),
        SecCode("POP", "check converted at the point of purchase", 0),
        SecCode("POS", "point of sale", 1),
        SecCode("PPD", "consumer payment with a written authorization", 1),
        SecCode("RCK", "returned check presented again", 0),
        SecCode("SHR", "point of sale in a shared network", 1),
        SecCode("TEL", "consumer payment authorized by telephone", 0),
        SecCode("TRC", "truncated check", 0),
        SecCode("TRX", "several truncated checks", _MANY),
        SecCode("WEB", "consumer payment authorized online", 1),
        SecCode("XCK", "destroyed check", 0),
    )
}


@dataclass(frozen=True, slots=True)
class ReturnCode:
    """Why a payment came back, and how long the sender of the return has."""

    code: str
    meaning: str
    window_days: int | None
    window_unit: WindowUnit

    @property
    def is_dishonored(self) -> bool:
        return self.code in DISHONORED

    @property
    def is_contested(self) -> bool:
        return self.code in CONTESTED


DISHONORED = frozenset({"R61", "R62", "R67", "R68", "R69", "R70"})
CONTESTED = frozenset({"R71", "R72", "R73", "R74", "R75", "R76", "R77"})
UNAUTHORIZED = frozenset({"R05", "R07", "R10", "R11", "R29", "R51"})
ADMINISTRATIVE = frozenset({"R02", "R03", "R04"})

_RETURN_MEANINGS: dict[tuple[int | None, WindowUnit], dict[str, str]] = {
    (2, "banking"): {
        "R01": "There was not enough money in the account.",
        "R02": "The account is closed.",
        "R03": "There is no such account, or its owner could not be found.",
        "R04": "The account number cannot be right.",
        "R08": "The customer stopped this payment.",
        "R09": "The money in the account is not collected yet.",
        "R12": "The account has moved to another bank.",
        "R13": "The routing number does not belong to a participating bank.",
        "R14": "The payee acting for the account's owner has died or can no longer act.",
        "R15": "The owner of the account has died.",
        "R16": "The account is frozen, or the law forbids the payment.",
        "R17": "The entry failed the bank's checks or looks questionable.",
        "R18": "The effective entry date is not valid.",
        "R19": "The amount is not valid.",
        "R20": "The account does not take this kind of payment.",
        "R21": "The company identification is not valid.",
        "R22": "The individual's identification is not valid.",
        "R23": "The receiver refused the credit.",
        "R24": "The entry looks like a duplicate.",
        "R25": "The addenda are missing or wrong.",
        "R26": "A mandatory field is missing or wrong.",
        "R27": "The trace number is wrong.",
        "R28": "The routing number's check digit is wrong.",
        "R29": "The corporate customer did not authorize the debit.",
        "R30": "The bank does not take part in check truncation.",
        "R32": "The receiving bank cannot settle the entry.",
        "R34": "The receiving bank's participation is limited.",
        "R35": "Debits are not allowed here.",
        "R36": "Credits are not allowed here.",
        "R39": "The source document was not eligible.",
        "R40": "The federal agency returned the enrollment.",
        "R41": "The enrollment's transaction code is wrong.",
        "R42": "The enrollment's routing number or check digit is wrong.",
        "R43": "The enrollment's account number is wrong.",
        "R44": "The enrollment's identification number is wrong.",
        "R45": "The enrollment's name is wrong.",
        "R46": "The enrollment's payee indicator is wrong.",
        "R47": "The enrollment came twice.",
        "R50": "State law does not let this check be presented again by ACH.",
        "R71": "The dishonored return went to the wrong bank.",
        "R72": "The dishonored return came too late.",
        "R73": "The original return was in time.",
        "R74": "The return is corrected and sent again.",
        "R75": "The original return was not a duplicate.",
        "R76": "The original return had no errors.",
        "R77": "The bank does not accept that its return undid an error twice.",
    },
    (60, "calendar"): {
        "R05": "A consumer's account was debited with a corporate class, unauthorized.",
        "R07": "The customer withdrew the authorization.",
        "R10": "The customer does not know the originator or did not authorize the debit.",
        "R11": "The debit does not follow the terms the customer authorized.",
        "R33": "The destroyed check's entry is sent back.",
        "R37": "The source document was presented for payment as well.",
        "R38": "Payment of the source document was stopped.",
        "R51": "The check presented again was not eligible.",
        "R52": "Payment of the check presented again was stopped.",
        "R53": "The check was presented for payment as well.",
    },
    (5, "banking"): {
        "R61": "The return went to the wrong bank.",
        "R62": "The return undid an error that had already been reversed.",
        "R67": "The return came twice.",
        "R68": "The return came too late.",
        "R69": "Fields of the return are wrong.",
        "R70": "The return by agreement was not asked for.",
    },
    (None, "agreement"): {
        "R06": "The originating bank asked for it back.",
        "R31": "The originating bank agreed to take back a corporate payment.",
        "R80": "The cross-border entry is coded wrongly.",
        "R81": "The bank does not take part in cross-border payments.",
        "R82": "The foreign bank's identification is wrong.",
        "R83": "The foreign bank cannot settle.",
        "R84": "The gateway did not carry the entry.",
        "R85": "An outbound international payment was coded as domestic.",
    },
}  # windows: Nacha operating rules, as summarized for each code; R23 counts from the refusal
RETURN_CODES = {
    code: ReturnCode(code, meaning, days, unit)
    for (days, unit), meanings in _RETURN_MEANINGS.items()
    for code, meaning in sorted(meanings.items())
}

CHANGE_CODES = {
    "C01": "The account number is wrong.",
    "C02": "The routing number is wrong.",
    "C03": "The routing number and the account number are wrong.",
    "C04": "The name is wrong.",
    "C05": "The transaction code is wrong.",
    "C06": "The account number and the transaction code are wrong.",
    "C07": "The routing number, account number and transaction code are wrong.",
    "C08": "The international entry's receiving bank is wrong.",
    "C09": "The individual's identification is wrong.",
    "C13": "The addenda have the wrong format.",
    "C14": "The class is wrong for an outbound international payment.",
}
REFUSED_CHANGE_CODES = {
    "C61": "The notification went to the wrong bank.",
    "C62": "The trace number is wrong.",
    "C63": "The company identification is wrong.",
    "C64": "The individual's identification is wrong.",
    "C65": "The corrected data has the wrong format.",
    "C66": "The discretionary data is wrong.",
    "C67": "The routing number is not the original entry's.",
    "C68": "The account number is not the original entry's.",
    "C69": "The transaction code is wrong.",
}


def check_digit(routing8: str) -> str:
    """The ninth digit of a routing number; ValueError unless given exactly eight digits."""
    if len(routing8) != len(ROUTING_WEIGHTS) or not _is_digits(routing8):
        raise ValueError("the check digit needs the routing number's first eight digits")
    weighted = zip(ROUTING_WEIGHTS, routing8, strict=True)
    return str(-sum(weight * int(digit) for weight, digit in weighted) % 10)


def is_routing_number(text: str) -> bool:
    """Whether the text is nine digits of which the last one checks the others."""
    if len(text) != ROUTING_DIGITS or not _is_digits(text) or text == "0" * ROUTING_DIGITS:
        return False
    return check_digit(text[:-1]) == text[-1]


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()
