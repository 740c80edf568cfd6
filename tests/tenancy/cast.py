"""Four partners of two banks, filled by real actions so that each text and amount is its own."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from app.banking.access.actions.add_user import UserOrder, add_user
from app.banking.access.actions.enrol_customer import enrol_customer
from app.banking.adjustments.actions.reject_adjustment import reject_adjustment
from app.banking.approvals.tables import ApprovalFloorRow
from app.banking.customers.rules import Outcome
from app.banking.events.leases import Only
from app.banking.ledger.actions.add_ledger_account import NewAccount, add_ledger_account
from app.banking.ledger.actions.lock_period import lock_period
from app.banking.payments.rules import Counterparty
from app.banking.sso.actions.set_up_provider import Found, ProviderTerms, set_up_provider
from app.banking.statements.actions.request_document import request_document
from app.config import Config
from app.kernel.actor import OPERATOR
from app.kernel.ids import RuleId
from app.storage.clock import wall_now
from app.storage.session import house_work, partner_work
from app.workers.installed import install
from app.workers.run import drain
from tests.adjustment_verbs import goodwill, proposes, staff
from tests.approval_verbs import joins, sets_floor, sets_rule, terms
from tests.customer_verbs import Person
from tests.intake_verbs import Order, credit
from tests.list_verbs import keeps_lists
from tests.seal_verbs import seals, superuser
from tests.talk_verbs import answers, asks, hands_on
from tests.talk_verbs import notes as noted
from tests.team_verbs import allows, is_helped
from tests.tenancy.marks import Marks
from tests.web_clients import STAFF_PASSWORD
from tests.world import Clock, World, bank_of, brand_of

LOOKED_AT = ("512-01-0002", "512-01-0003")  # the sandbox leaves these to a person
OTHER_BANK = "091000019"
UNSAID = "no probe has ever said this"  # whoever says the right password is no stranger


@dataclass
class Cast:
    """`home` is who attacks; the others are attacked."""

    home: World
    others: dict[str, World]
    marks: dict[str, Marks] = field(default_factory=dict)

    @property
    def strangers(self) -> list[UUID]:
        """Whoever home's staff and customers must never see or change."""
        houses = {world.house_id for world in self.others.values()} - {self.home.house_id}
        banks = {world.bank_id for world in self.others.values()} - {self.home.bank_id}
        return [*(world.partner_id for world in self.others.values()), *houses, *banks]


def open_cast(config: Config, serial: str) -> Cast:
    """Harbor and Juniper at Cedar, Tally at Granite, and a suspended brand of Granite's."""
    clock = Clock()
    marks = {
        name: Marks(name, first)
        for name, first in (
            ("cedar", 190_000),
            ("granite", 180_000),
            ("harbor", 100_000),
            ("juniper", 120_000),
            ("tally", 140_000),
            ("sable", 160_000),
        )
    }
    cedar = bank_of("Cedar Bank", "cedar", serial, ("021000021",), clock, marks["cedar"].text)
    granite = bank_of(
        "Granite Trust", "granite", serial, ("011401533",), clock, marks["granite"].text
    )
    known = {
        "harbor": (cedar, ("Harbor", "4401", "021000021"), serial),
        "juniper": (cedar, ("Juniper", "4402", "021000021"), serial),
        "tally": (granite, ("Tally", "5501", "011401533"), serial),
        "sable": (granite, ("Juniper", "5502", "011401533"), f"{serial}s"),
    }
    worlds = {
        name: brand_of(config, clock, bank, named, its_serial, marks[name].text)
        for name, (bank, named, its_serial) in known.items()
    }
    worlds["harbor"].neighbours = {"juniper": worlds["juniper"], "tally": worlds["tally"]}
    for name, world in worlds.items():
        _live(world, marks[name])
    for name in ("harbor", "tally"):
        officers(worlds[name])
        worlds[name].day_ends(bank_writes=False)
    month_on = worlds["harbor"].month_ends()
    for name, world in worlds.items():
        _month(world, marks[name], month_on)
    with superuser(config) as db:  # no action suspends a partner yet
        db.execute(
            "update partner set status = 'suspended' where id = %s", [worlds["sable"].partner_id]
        )
    return Cast(worlds.pop("harbor"), worlds, marks)


def _live(world: World, marks: Marks) -> None:
    """Everything that people and staff do."""
    ada, grace = _person(world, marks, "Ada"), _person(world, marks, "Grace")
    world.__dict__.update(ada=ada, grace=grace)
    for person in (ada, grace):
        for _ in range(3):
            world.books(person, marks.amount(), marks.text("entry", "Payroll"))
        person.is_frozen(marks.text("account", "Phone stolen"))
        person.is_unfrozen(marks.text("account", "Phone found"))
        _pays(person, marks)
    _applications(world, marks)
    _staff(world, marks)
    _waits(world, marks)
    _talks(world, marks)
    _books(world, marks)
    _intake(world, marks)


def _person(world: World, marks: Marks, name: str) -> Person:
    email = f"{marks.word('login')}@x.example"
    person = world.becomes_customer(
        marks.text("customer", name),
        marks.text("customer", "Okafor"),
        street=marks.text("customer", "12 Analytical Way"),
        city=marks.text("customer", "Portland"),
        email=email,
    )
    with partner_work(world.partner_id) as db:
        enrol_customer(
            db,
            customer_id=person.customer_id,
            known_as=(email, person.name),
            password=UNSAID,
            actor=OPERATOR,
            now=world.now,
        )
    return person


def _pays(person: Person, marks: Marks) -> None:
    landlord = Counterparty(marks.word("payment"), OTHER_BANK, "778899001")
    for is_kept in (True, False):
        sent = person.sends_ach(marks.amount(), to=landlord, note=marks.text("payment", "Rent"))
        if not is_kept:
            person.cancels(sent)
    other = person.opens_another_account()
    person.sends_to(other, marks.amount(), note=marks.text("payment", "Savings"))


def _applications(world: World, marks: Marks) -> None:
    for tax_id in LOOKED_AT:
        waiting = world.applies(
            marks.text("customer", "Nia"),
            marks.text("customer", "Mbeki"),
            tax_id=tax_id,
            email=f"{marks.word('customer')}@x.example",
        ).is_assessed()
    waiting.is_decided(Outcome.DECLINED, marks.text("application", "Seen by phone"))


def _staff(world: World, marks: Marks) -> None:
    for owner, role in ((world.partner_id, "owner"), (world.house_id, "bsa_officer")):
        email = f"{marks.word('login')}@x.example"
        with partner_work(owner) as db:
            order = UserOrder(email, marks.text("login", "Pascal"), role, STAFF_PASSWORD)
            add_user(db, order, actor=OPERATOR, now=world.now)
        keeps_lists(world, owner, marks.text("saved_view", "Leaving soon"))
    allows(world, "0.0.0.0/1")
    is_helped(world)


def _waits(world: World, marks: Marks) -> None:
    """A payment above a rule waits for a second person; the team has a provider of its own."""
    sets_rule(world, terms(amount_from="2400.00"), by=joins(world, "owner"))
    world.ada.is_given("2500.00")
    landlord = Counterparty(marks.word("payment"), OTHER_BANK, "778899001")
    amount = f"{2300 + marks.first // 1000}.01"
    world.ada.sends_ach(amount, to=landlord, note=marks.text("payment", "Deposit"))
    has_provider(world.partner_id, marks.slug, "owner")


def _talks(world: World, marks: Marks) -> None:
    """Customers ask, staff answer and note; each has something to look after. No time passes."""
    for person in (world.ada, world.grace):
        payment = person.sends_ach("1.00", note=marks.text("payment", "Tea"))
        for payment_id in (payment, None):
            thread = asks(person, marks.text("message", "Where is it?"), payment_id, minutes=0)
            answers(person, marks.text("message", "On its way."), payment_id, minutes=0)
        customer_id = person.customer_id
        noted(world, "customer", customer_id, marks.text("note", "Called"), minutes=0)
        support = joins(world, "support")
        for kind, its_id in (("customer", customer_id), ("thread", thread)):
            hands_on(world, kind, its_id, support, minutes=0)
        noted(world, "thread", thread, marks.text("note", "Sounded tired"), minutes=0)


def officers(world: World) -> None:
    """The bank's own settings and notes, and one that waits for a second officer."""
    word = f"Looked at cnry-{world.partner.bank.slug}-note-1"
    noted(world, "partner", world.partner_id, word, of_bank=True, minutes=0)
    allows(world, "0.0.0.0/1", of_bank=True)
    has_provider(world.house_id, world.partner.bank.slug, "bank_operations")
    officer = joins(world, "oversight_officer")
    for kind, its_id in (
        ("partner", world.partner_id),
        ("ledger_account", world.ada.ledger_account_id),
    ):
        hands_on(world, kind, its_id, officer, of_bank=True, minutes=0)
    sets_floor(world, terms(amount_from="90000.00"), by=officer)
    with house_work(world.house_id, world.bank_id) as db:
        floor_id = RuleId(db.scalars(select(ApprovalFloorRow.rule_id)).first())
    sets_floor(world, None, by=officer, rule_id=floor_id)


def has_provider(owner_id: UUID, slug: str, role: str) -> None:
    """An identity provider that nobody answers at."""
    issuer = f"http://127.0.0.1:9/{slug}"
    published = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "jwks_uri": f"{issuer}/keys",
        "id_token_signing_alg_values_supported": ["RS256"],
    }
    given = ProviderTerms(f"cnry-{slug}", "guildhall", "groups", (("staff", role),), secret="hush")
    with partner_work(owner_id) as db:
        set_up_provider(
            db, issuer, given, Found(published, {"keys": []}), actor=OPERATOR, now=wall_now()
        )


def _books(world: World, marks: Marks) -> None:
    lines = goodwill(world.ada, marks.amount())
    proposes(world, lines, reason=marks.text("adjustment", "Goodwill"))
    unwanted = proposes(world, lines, reason=marks.text("adjustment", "Mistake"))
    with partner_work(world.partner_id) as db:
        reject_adjustment(
            db,
            adjustment_id=unwanted,
            note=marks.text("adjustment", "No"),
            actor=staff("Carmen"),
            now=world.now,
        )
        order = NewAccount(
            "petty_cash",
            marks.text("ledger_account", "Petty cash"),
            "liability",
            "USD",
            is_pooled=False,
            program_id=world.program_id,
        )
        add_ledger_account(db, order, actor=staff("Carmen"), now=world.now)


def _intake(world: World, marks: Marks) -> None:
    """A file with a credit for somebody, and one for nobody we know, which goes back."""
    routing = world.ada.routing_number
    world.takes_in(
        replace(credit(world.grace, marks.amount()), name=marks.word("file")),
        Order("9999999999", marks.amount(), routing_number=routing, name=marks.word("return")),
    )


def _month(world: World, marks: Marks, month_on: date) -> None:
    """Statements, a printed one, and books that are closed."""
    world.issues(world.grace, month_on)
    statement_id = world.issues(world.ada, month_on)
    with partner_work(world.partner_id) as db:
        request_document(db, statement_id=statement_id, actor=OPERATOR, now=world.now)
    install(world.config)
    drain(only=Only(kinds=["statement.render"], partners=[world.partner_id]))
    with partner_work(world.partner_id) as db:
        lock_period(
            db,
            through=month_on - timedelta(days=1),
            reason=marks.text("ledger_period", "Closed"),
            actor=OPERATOR,
            now=world.now,
        )
    seals(world)
