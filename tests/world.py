"""The remembered cast: two banks, three brands, Ada and Grace; arranged by real actions only."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import count
from uuid import UUID

from app.banking.brands.actions.start_brand import start_brand
from app.banking.partners.actions.provision_bank import BankOrder, provision_bank
from app.banking.partners.actions.provision_partner import PartnerOrder, provision_partner
from app.banking.products.actions.open_program import (
    ConsentTerm,
    FeeTerm,
    LimitTerm,
    ProgramOrder,
    open_program,
)
from app.config import Config
from app.kernel.actor import OPERATOR
from app.kernel.ids import BankId, PartnerId, ProductId, ProgramId, new_id
from app.kernel.money import Money
from app.storage.scope import Scope
from app.storage.session import house_work, partner_work
from tenants.resolve import Partner, hosts_of, partner_of
from tests.customer_verbs import CustomerVerbs, Person
from tests.intake_verbs import IntakeVerbs
from tests.oversight_verbs import OversightVerbs
from tests.payment_verbs import PaymentVerbs
from tests.statement_verbs import StatementVerbs

Words = Callable[[str, str], str]
"""What a text of a table becomes; canaries are put in this way."""
START = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # a Monday, 10:00 in New York
_serial = count(1)


def as_written(_table: str, text: str) -> str:
    return text


@dataclass
class Clock:
    """Business time of a world; only ever moves forward."""

    now: datetime = START

    def wait(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now


@dataclass
class World(CustomerVerbs, StatementVerbs, OversightVerbs, PaymentVerbs, IntakeVerbs):
    """One brand of one bank as seen from a test, with its neighbours."""

    config: Config
    clock: Clock
    bank_id: BankId
    house_id: PartnerId
    partner_id: PartnerId
    program_id: ProgramId
    product_id: ProductId
    serial: str = ""
    neighbours: dict[str, "World"] = field(default_factory=dict)

    @classmethod
    def open(cls, config: Config) -> "World":
        """Cedar with Harbor; names of hosts are new each time.

        Juniper, and Granite with Tally, are there for whoever asks, like the worlds of every
        test before.
        """
        clock, serial = Clock(), f"{config.port}-{next(_serial)}"
        cedar = bank_of("Cedar Bank", "cedar", serial, ("021000021",), clock)
        harbor = brand_of(config, clock, cedar, ("Harbor", "4401", "021000021"), serial)
        harbor.serial = serial
        return harbor

    @property
    def now(self) -> datetime:
        return self.clock.now

    def wait(self, **span: float) -> datetime:
        return self.clock.wait(**span)

    @property
    def is_first(self) -> bool:
        """Whether this is the brand that a test began with: others come from it."""
        return bool(self.serial)

    @property
    def juniper(self) -> "World":
        """Another brand of the same bank."""
        if "juniper" not in self.neighbours:
            known_as = ("Juniper", "4402", "021000021")
            cedar = self.bank_id, self.house_id
            juniper = brand_of(self.config, self.clock, cedar, known_as, self.serial)
            self.neighbours["juniper"] = juniper
        return self.neighbours["juniper"]

    @property
    def tally(self) -> "World":
        """A brand of another bank."""
        if "tally" not in self.neighbours:
            granite = bank_of("Granite Trust", "granite", self.serial, ("011401533",), self.clock)
            known_as = ("Tally", "5501", "011401533")
            tally = brand_of(self.config, self.clock, granite, known_as, self.serial)
            self.neighbours["tally"] = tally
        return self.neighbours["tally"]

    @cached_property
    def partner(self) -> Partner:
        with partner_work(self.partner_id) as db:
            return partner_of(db, self.partner_id)

    @cached_property
    def hosts(self) -> dict[str, str]:
        """Host names by surface, the bank's oversight included."""
        with partner_work(self.partner_id) as db:
            own = hosts_of(db, self.partner_id)
        with partner_work(self.house_id) as db:
            return own | hosts_of(db, self.house_id)

    @cached_property
    def ada(self) -> Person:
        return self.becomes_customer("Ada", "Okafor")

    @cached_property
    def grace(self) -> Person:
        return self.becomes_customer("Grace", "Lindqvist")


def bank_of(
    name: str,
    slug: str,
    serial: str,
    routing_numbers: tuple[str, ...],
    clock: Clock,
    words: Words = as_written,
) -> tuple[BankId, PartnerId]:
    bank_id, house_id = BankId(new_id(clock.now)), PartnerId(new_id(clock.now))
    slug = f"{slug}-{serial}"
    with house_work(house_id, bank_id) as db:
        provision_bank(
            db,
            BankOrder(
                slug=slug,
                name=words("bank", name),
                legal_name=words("bank", f"{name}, N.A."),
                theme=slug.partition("-")[0],
                routing_numbers=routing_numbers,
                address=words("bank", "1 Quarry Street, Cedar Falls, IA 50613"),
                phone="(319) 555-0142",
                email=f"disputes@{slug}.example",
                oversight_host=f"oversight.{slug}.localhost",
            ),
            actor=OPERATOR,
            now=clock.now,
        )
    return bank_id, house_id


def brand_of(
    config: Config,
    clock: Clock,
    bank: tuple[BankId, PartnerId],
    known_as: tuple[str, str, str],
    serial: str,
    words: Words = as_written,
) -> World:
    bank_id, house_id = bank
    name = known_as[0]
    slug = f"{name.lower()}-{serial}"
    partner_id = PartnerId(new_id(clock.now))
    with partner_work(partner_id) as db:
        provision_partner(
            db,
            PartnerOrder(
                bank_id=bank_id,
                slug=slug,
                name=words("partner", name),
                legal_name=words("partner", f"{name} Financial, Inc."),
                theme=name.lower(),
                support_email=f"help@{slug}.example",
                support_phone="(800) 555-0117",
                portal_host=f"{slug}.localhost",
                console_host=f"console.{slug}.localhost",
            ),
            actor=OPERATOR,
            now=clock.now,
        )
        start_brand(db, preset_name=name.lower(), actor=OPERATOR, now=clock.now)
        program_id, product_id = open_program(
            db,
            _program(words, known_as, clock.now),
            actor=OPERATOR,
            now=clock.now,
        )
    return World(
        config=config,
        clock=clock,
        bank_id=bank_id,
        house_id=house_id,
        partner_id=partner_id,
        program_id=program_id,
        product_id=product_id,
    )


def _program(words: Words, known_as: tuple[str, str, str], now: datetime) -> ProgramOrder:
    name, prefix, routing_number = known_as
    agreement, schedule = words("limit", "Program agreement"), words("fee", "Fee schedule 2025")
    usd = lambda dollars: Money(dollars * 100, "USD")  # noqa: E731 -- read as a unit
    return ProgramOrder(
        name=words("program", f"{name} Everyday"),
        routing_number=routing_number,
        account_prefix=prefix,
        fbo_account_number=f"90{prefix}0001",
        company_id=f"1{prefix}00001",
        company_name=name.upper(),
        product_name=words("product", "Everyday checking"),
        product_kind="checking",
        product_summary=words("product", "A checking account without a minimum balance."),
        starts_on=datetime(2025, 1, 1, tzinfo=UTC).date(),
        limits=(
            LimitTerm("ach", "payment", usd(2_500), agreement),
            LimitTerm("ach", "day", usd(5_000), agreement),
            LimitTerm("ach", "month", usd(20_000), agreement),
            LimitTerm("book", "payment", usd(5_000), agreement),
            LimitTerm("book", "day", usd(10_000), agreement),
            LimitTerm("ach", "step_up", usd(500), agreement),
            LimitTerm("book", "step_up", usd(1_000), agreement),
        ),
        fees=(
            FeeTerm("monthly", words("fee", "Monthly account fee"), Money(300, "USD"), schedule),
            FeeTerm("ach_outgoing", words("fee", "ACH transfer fee"), Money(25, "USD"), schedule),
        ),
        consents=tuple(
            ConsentTerm(kind, "2025-01", words("consent_text", title), words("consent_text", text))
            for kind, title, text in (
                ("terms", "Account terms", f"The terms of {name}'s account."),
                ("esign", "Electronic documents", "Documents come to you here."),
                ("privacy", "Privacy notice", "What we keep, and why."),
            )
        ),
    )


def reading(world: World) -> Scope:
    """The scope of the world's partner, for tests that look from inside."""
    return Scope(partner_id=UUID(int=world.partner_id.int))
