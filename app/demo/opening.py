"""Setting up the demo's banks and brands, by the same actions an operator uses."""

from dataclasses import dataclass
from datetime import date, datetime

from app.banking.access.actions.add_user import UserOrder, add_user
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
from app.banking.reconciliation.rules import settlement_account
from app.config import Config
from app.demo.brands import BRANDS, PASSWORD, BankPlan, BrandPlan, Staff
from app.demo.totp import totp_secret
from app.kernel.actor import OPERATOR
from app.kernel.ids import BankId, PartnerId, new_id
from app.kernel.money import Money
from app.sandbox.bank_chart import BankChart, BankProgram, write_chart
from app.storage.session import house_work, partner_work

TERMS = (
    "This account is for personal use. Money that arrives is yours to use the moment it is "
    "posted. We tell you 30 days before a fee changes, and you may close the account at any time."
)
ESIGN = (
    "You agree to read statements and notices here instead of on paper. You need a browser and an "
    "e-mail address, may ask for paper, and may withdraw this consent whenever you like."
)
PRIVACY = (
    "We keep your name, address, date of birth and tax number because the law asks for it, and "
    "what happens in your account because it is yours. We do not sell any of it."
)


@dataclass(frozen=True, slots=True)
class OpenedBank:
    """A bank of the demo by its ids."""

    plan: BankPlan
    bank_id: BankId
    house_id: PartnerId


def open_bank(config: Config, plan: BankPlan, *, now: datetime, books_from: date) -> OpenedBank:
    """The bank, its officers, and its books in the sandbox from a day on."""
    bank_id, house_id = BankId(new_id(now)), PartnerId(new_id(now))
    with house_work(house_id, bank_id) as db:
        order = BankOrder(
            slug=plan.slug,
            name=plan.name,
            legal_name=plan.legal_name,
            theme=plan.slug,
            routing_numbers=(plan.routing_number,),
            address=plan.address,
            phone=plan.phone,
            email=f"disputes@{plan.slug}.example",
            oversight_host=plan.oversight_host,
        )
        provision_bank(db, order, actor=OPERATOR, now=now)
        for officer in plan.officers:
            add_user(db, _user(officer, plan.slug), actor=OPERATOR, now=now)
    write_chart(config.data_folder, plan.slug, _chart(plan, books_from))
    return OpenedBank(plan, bank_id, house_id)


def open_brand(bank: OpenedBank, plan: BrandPlan, *, now: datetime) -> PartnerId:
    """The brand, its program and its staff."""
    partner_id = PartnerId(new_id(now))
    with partner_work(partner_id) as db:
        order = PartnerOrder(
            bank_id=bank.bank_id,
            slug=plan.slug,
            name=plan.name,
            legal_name=plan.legal_name,
            theme=plan.slug,
            support_email=f"help@{plan.slug}.example",
            support_phone="(800) 555-0117",
            portal_host=plan.portal_host,
            console_host=plan.console_host,
        )
        provision_partner(db, order, actor=OPERATOR, now=now)
        start_brand(db, preset_name=plan.slug, actor=OPERATOR, now=now)
        open_program(db, _program(plan, bank.plan.routing_number), actor=OPERATOR, now=now)
        for member in plan.staff:
            add_user(db, _user(member, plan.slug), actor=OPERATOR, now=now)
    return partner_id


def _user(member: Staff, slug: str) -> UserOrder:
    email = member.email(slug)
    return UserOrder(email, member.name, member.role, PASSWORD, totp_secret(email))


def _chart(plan: BankPlan, books_from: date) -> BankChart:
    programs = tuple(
        BankProgram(brand.fbo_account_number, brand.account_prefix, brand.company_id)
        for brand in BRANDS
        if brand.bank == plan.slug
    )
    return BankChart(
        opened_on=books_from,
        routing_numbers=(plan.routing_number,),
        settlement_account=settlement_account((plan.routing_number,)),
        programs=programs,
    )


def _program(plan: BrandPlan, routing_number: str) -> ProgramOrder:
    return ProgramOrder(
        name=f"{plan.name} {plan.product_name.lower()}",
        routing_number=routing_number,
        account_prefix=plan.account_prefix,
        fbo_account_number=plan.fbo_account_number,
        company_id=plan.company_id,
        company_name=plan.name.upper(),
        product_name=plan.product_name,
        product_kind=plan.product_kind,
        product_summary=plan.summary,
        starts_on=date(2025, 1, 1),
        limits=_limits(),
        fees=_fees(plan),
        consents=(
            ConsentTerm("terms", "2025-01", "Account terms", TERMS),
            ConsentTerm("esign", "2025-01", "Electronic documents", ESIGN),
            ConsentTerm("privacy", "2025-01", "Privacy notice", PRIVACY),
        ),
    )


def _limits() -> tuple[LimitTerm, ...]:
    ceilings = (
        ("ach", "payment", 2_500_00),
        ("ach", "day", 5_000_00),
        ("ach", "month", 20_000_00),
        ("book", "payment", 5_000_00),
        ("book", "day", 10_000_00),
        ("ach", "step_up", 500_00),
        ("book", "step_up", 1_000_00),
    )
    return tuple(
        LimitTerm(rail, period, Money(minor, "USD"), "Program agreement 2025")
        for rail, period, minor in ceilings
    )


def _fees(plan: BrandPlan) -> tuple[FeeTerm, ...]:
    schedule = (
        ("monthly", "Monthly account fee", plan.monthly_fee),
        ("ach_outgoing", "ACH transfer fee", plan.ach_fee),
    )
    return tuple(
        FeeTerm(kind, label, Money(minor, "USD"), "Fee schedule 2025")
        for kind, label, minor in schedule
        if minor
    )
