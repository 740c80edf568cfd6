"""Verbs of the bank's intake: write a file for the bank, drop it, see what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.banking.events.actions.publish import publish
from app.banking.events.leases import Only
from app.banking.ledger.queries import chart, ledger_accounts
from app.banking.listing.asked import read_query
from app.banking.listing.asking import read_page
from app.banking.partners.actions.provision_bank import BankOrder, provision_bank
from app.banking.payments.actions.receive_file import receive_file
from app.banking.payments.entries_listing import ENTRIES, EntryView
from app.banking.payments.receipts import Receipt
from app.banking.payments.returns_listing import RETURNS, PreparedReturn
from app.banking.reconciliation.tables import BreakRow
from app.kernel.actor import OPERATOR, Actor
from app.kernel.ids import BankId, FileId, PartnerId, new_id, shown
from app.kernel.money import Money, parse_amount
from app.rails.calendars import EASTERN, eastern_day
from app.rails.nacha import layouts
from app.rails.nacha.entries import Entry
from app.rails.nacha.files import AchFile, Batch, service_class_of
from app.rails.nacha.records import Addenda, BatchHeader, FileHeader
from app.rails.nacha.write import write
from app.storage.session import bank_reading, house_work, partner_work
from app.workers.installed import install
from app.workers.intake import import_file
from app.workers.polls import Polls
from app.workers.run import Drained, drain
from tenants.resolve import House

if TYPE_CHECKING:
    from tests.customer_verbs import Person
    from tests.world import World

OFFICER = Actor("officer", None, "Olive Park")
SENDER = "231380104"  # the originating bank
CEDAR = "021000021"
_trace = count(1)


def next_trace() -> str:
    return f"{SENDER[:8]}{next(_trace):07d}"


@dataclass(frozen=True)
class Order:
    """An entry as a test speaks of it."""

    account_number: str
    amount: str = "$25.00"
    code: str = "22"
    routing_number: str = CEDAR
    name: str = "Ada Okafor"
    trace: str = ""
    addenda: tuple[Addenda, ...] = ()

    def entry(self) -> Entry:
        return Entry.of(
            transaction_code=self.code,
            routing_number=self.routing_number,
            account_number=self.account_number,
            amount_minor=parse_amount(self.amount).minor if self.amount else 0,
            individual_name=self.name,
            trace_number=self.trace or next_trace(),
            addenda=self.addenda,
        )


def credit(person: Person, amount: str = "$25.00", **others: str) -> Order:
    """A live credit to a person's account."""
    return Order(
        person.account_number,
        amount,
        routing_number=person.routing_number,
        name=person.name,
        **others,
    )


def returned(trace: str, amount: str, code: str = "R01", *, to: str = CEDAR) -> Order:
    """The other bank's return of an entry that went out under a trace number."""
    own = next_trace()
    back = Addenda.of(
        layouts.RETURN,
        return_code=code,
        original_trace=trace,
        original_rdfi=SENDER[:8],
        trace_number=own,
    )
    return Order("55501234", amount, "21", to, trace=own, addenda=(back,))


def ach_file(
    orders: Sequence[Order],
    *,
    world: World,
    modifier: str = "A",
    asked_on: date | None = None,
    sec_code: str = "PPD",
) -> bytes:
    """One batch of a payroll company, made at the world's moment."""
    entries = tuple(order.entry() for order in orders)
    header = BatchHeader.of(
        company_name="Quarry Works",
        company_id="1455550001",
        sec_code=sec_code,
        description="PAYROLL",
        effective_entry_on=asked_on or eastern_day(world.now),
        odfi=SENDER,
        batch_number=1,
        service_class=service_class_of(entries),
    )
    envelope = FileHeader.of(
        destination=CEDAR,
        destination_name="Cedar Bank",
        origin=SENDER,
        origin_name="First Somewhere",
        created=world.now.astimezone(EASTERN),
        file_id_modifier=modifier,
    )
    return write(AchFile(envelope, (Batch(header, entries),))).content


def bank_with(world: World, routing_numbers: tuple[str, ...]) -> World:
    """The world as seen from one bank more, which these routing numbers belong to."""
    bank_id, house_id = BankId(new_id(world.now)), PartnerId(new_id(world.now))
    slug = f"everybody-{bank_id.hex[-8:]}"
    order = BankOrder(
        slug=slug,
        name="Everybody's Bank",
        legal_name="Everybody's Bank, N.A.",
        theme="cedar",
        routing_numbers=routing_numbers,
        address="1 Quarry Street, Cedar Falls, IA 50613",
        phone="(319) 555-0142",
        email="bank@everybody.example",
        oversight_host=f"oversight.{slug}.localhost",
    )
    with house_work(house_id, bank_id) as db:
        provision_bank(db, order, actor=OPERATOR, now=world.now)
    return replace(world, bank_id=bank_id, house_id=house_id)


class IntakeVerbs:
    """What a world can do with files that come in."""

    def is_brought(
        self: World, content: bytes, name: str = "payroll.ach", came_from: str = "upload"
    ) -> Receipt:
        """An officer brings a file; nothing is posted yet."""
        with house_work(self.house_id, self.bank_id) as db:
            return receive_file(
                db, name=name, content=content, came_from=came_from, actor=OFFICER, now=self.now
            )

    def takes_in(self: World, *orders: Order, **others: object) -> Receipt:
        """A file with these entries is brought and posted."""
        receipt = self.is_brought(ach_file(orders, world=self, **others))
        self.bank_works()
        return receipt

    def bank_works(self: World) -> Drained:
        """Whatever is due for the bank's house is done now."""
        install(self.config)
        done = drain(self.now, only=Only(partners=[self.house_id]))
        assert not done.troubled
        return done

    def letter_box_is_emptied(self: World) -> None:
        """What lies in the bank's folder is found, taken in and posted."""
        folder = self.config.data_folder / "outside" / self.partner.bank.slug
        for kind, path, mark in list(Polls(self.config.data_folder)._new_files(folder)):
            if kind == "file.receive":
                with partner_work(self.house_id) as db:
                    publish(db, kind, key=str(mark), now=self.now, path=str(path))
        self.bank_works()

    def is_imported(self: World, content: bytes) -> list[Receipt]:
        """The command line takes a file in, at the world's two banks."""
        install(self.config)
        known = [House(each.house_id, each.bank_id) for each in (self, self.tally)]
        return import_file(known, "payroll.ach", content, now=self.now)

    def entries_in(self: World, file_id: FileId | None) -> list[EntryView]:
        assert file_id is not None
        with bank_reading(self.bank_id) as db:
            asked = read_query(ENTRIES, f"file={shown('file', file_id)}&sort=record")
            return list(read_page(db, ENTRIES, asked, limit=100).lines)

    def outcomes(self: World, file_id: FileId | None) -> list[str]:
        return [entry.outcome for entry in self.entries_in(file_id)]

    def prepared_returns(self: World, file_id: FileId | None) -> list[PreparedReturn]:
        assert file_id is not None
        with bank_reading(self.bank_id) as db:
            asked = read_query(RETURNS, f"file={shown('file', file_id)}&sort=record")
            return list(read_page(db, RETURNS, asked).lines)

    def breaks(self: World) -> dict[str, str]:
        """What nobody has explained, by kind."""
        with bank_reading(self.bank_id) as db:
            rows = db.scalars(select(BreakRow).where(BreakRow.bank_id == self.bank_id)).all()
        return {row.kind: row.detail for row in rows}

    def held_by(self: World, owner: UUID, code: str) -> Money:
        """A line of a chart: of the house, or of a program of this brand."""
        partner = self.house_id if owner == self.house_id else self.partner_id
        with house_work(PartnerId(partner), self.bank_id) as db:
            wanted = chart(db, owner)[code]
            lines = {line.id: line.balance.current for line in ledger_accounts(db)}
        return lines[wanted]
