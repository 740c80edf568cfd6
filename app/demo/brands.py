"""The demo's two banks and three brands, with the people who work there."""

from dataclasses import dataclass

PASSWORD = "guildhall demo world"  # noqa: S105 -- printed on the screen; only where everything is invented


@dataclass(frozen=True, slots=True)
class Staff:
    """Someone who signs in to a console or to oversight."""

    name: str
    role: str

    def email(self, slug: str) -> str:
        return f"{self.name.split()[0].lower()}@{slug}.example"


@dataclass(frozen=True, slots=True)
class Examiner(Staff):
    """Somebody who examines the bank until so many days from now; fewer than none are past."""

    role: str = "examiner"
    days: int = 14


@dataclass(frozen=True, slots=True)
class BankPlan:
    """A sponsor bank; its routing number has a right check digit and is in nobody's directory."""

    slug: str
    name: str
    legal_name: str
    routing_number: str
    address: str
    phone: str
    officers: tuple[Staff, ...]
    examiners: tuple[Examiner, ...]

    @property
    def oversight_host(self) -> str:
        return f"oversight.{self.slug}.localhost"


@dataclass(frozen=True, slots=True)
class BrandPlan:
    """A brand, its program and how many people it serves; amounts in minor units."""

    slug: str
    name: str
    legal_name: str
    bank: str
    account_prefix: str
    product_name: str
    product_kind: str
    summary: str
    monthly_fee: int
    ach_fee: int
    customers: int
    staff: tuple[Staff, ...]

    @property
    def portal_host(self) -> str:
        return f"{self.slug}.localhost"

    @property
    def console_host(self) -> str:
        return f"console.{self.slug}.localhost"

    @property
    def fbo_account_number(self) -> str:
        return f"90{self.account_prefix}0001"

    @property
    def company_id(self) -> str:
        return f"1{self.account_prefix}00001"


BANKS = (
    BankPlan(
        "cedar",
        "Cedar Bank",
        "Cedar Bank, N.A.",
        "073999944",
        "1 Quarry Street, Cedar Rapids, IA 52401",
        "(319) 555-0142",
        (
            Staff("Ruth Calder", "oversight_officer"),
            Staff("Ezra Voss", "bsa_officer"),
            Staff("Nell Archer", "bank_operations"),
        ),
        (Examiner("Iris Halloran", days=12), Examiner("Gordon Pell", days=-3)),
    ),
    BankPlan(
        "granite",
        "Granite Trust",
        "Granite Trust Company",
        "011999948",
        "20 Statehouse Square, Concord, NH 03301",
        "(603) 555-0177",
        (Staff("Miriam Stone", "oversight_officer"),),
        (Examiner("Hugh Larkin"),),
    ),
)

BRANDS = (
    BrandPlan(
        "harbor",
        "Harbor",
        "Harbor Financial, Inc.",
        "cedar",
        "4401",
        "Everyday checking",
        "checking",
        "A checking account for people who are paid by the hour.",
        200,
        0,
        60,
        (
            Staff("Olive Hart", "owner"),
            Staff("Pascal Reed", "operations"),
            Staff("Carmen Diaz", "compliance"),
            Staff("Silas Boone", "support"),
            Staff("Dana Wells", "developer"),
            Staff("Vera Lund", "read_only"),
        ),
    ),
    BrandPlan(
        "juniper",
        "Juniper",
        "Juniper Money, Inc.",
        "cedar",
        "4402",
        "Family account",
        "checking",
        "One account for a household and everything it shares.",
        0,
        25,
        40,
        (
            Staff("June Abbott", "owner"),
            Staff("Otis Grant", "operations"),
            Staff("Cleo Marsh", "compliance"),
        ),
    ),
    BrandPlan(
        "tally",
        "Tally",
        "Tally Works, PBC",
        "granite",
        "5501",
        "Workers' account",
        "checking",
        "Pay that arrives the day it is earned.",
        0,
        0,
        100,
        (
            Staff("Tess Monroe", "owner"),
            Staff("Owen Pike", "operations"),
            Staff("Cora Blythe", "compliance"),
        ),
    ),
)
