"""Verbs of the bank: its own books outside, the end of a day, and what its officers see."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from app.banking.ledger.actions.post import post
from app.banking.ledger.queries import chart
from app.banking.ledger.rules import Cause, Draft, move
from app.banking.reconciliation.queries import BreakLine, day_lines, latest_breaks, open_breaks
from app.banking.reconciliation.rules import DayLine, day_ends_at, settlement_account
from app.kernel.ids import new_id
from app.kernel.money import Money, parse_amount
from app.rails.calendars import EASTERN, eastern_day, next_banking_day, settlement_day
from app.rails.nacha.codes import check_digit
from app.rails.nacha.entries import Entry
from app.rails.nacha.files import AchFile, Batch
from app.rails.nacha.records import BatchHeader, FileHeader
from app.rails.nacha.write import write
from app.sandbox import books, fed
from app.sandbox.bank_chart import BankChart, BankProgram, folder_of, write_chart
from app.storage.session import bank_reading, partner_work
from app.workers.closing import BankBooks, close_day_of, close_due_of, compare_again
from tests.seal_verbs import once_decided

if TYPE_CHECKING:
    from tests.customer_verbs import Person
    from tests.world import World

ELSEWHERE = "121042882"  # some other bank
TEN, TEN_MINUTES = time(10), timedelta(minutes=10)
_traces = count(1)


class OversightVerbs:
    """What a world can do with its bank."""

    @property
    def bank_books(self: World) -> BankBooks:
        brands = tuple(world.partner_id for world in self.brands_of_bank)
        return BankBooks(self.bank_id, self.house_id, brands)

    @property
    def brands_of_bank(self: World) -> tuple[World, ...]:
        """Those that somebody asked for yet."""
        known = (self, *self.neighbours.values())
        return tuple(world for world in known if world.bank_id == self.bank_id)

    @property
    def bank_folder(self: World) -> Path:
        """The bank's own folder, on its side of the border."""
        return folder_of(self.config.data_folder, self.partner.bank.slug)

    @property
    def today(self: World) -> date:
        return eastern_day(self.now)

    @property
    def settlement_account(self: World) -> str:
        return settlement_account(self.partner.bank.routing_numbers)

    def bank_keeps_books(self: World) -> None:
        """The bank sets up its accounts for the programs it sponsors: Cedar has two."""
        if self.is_first:
            assert self.juniper
        write_chart(
            self.config.data_folder,
            self.partner.bank.slug,
            BankChart(
                opened_on=self.today,
                routing_numbers=self.partner.bank.routing_numbers,
                settlement_account=self.settlement_account,
                programs=tuple(
                    BankProgram(
                        f"90{w.account_prefix}0001", w.account_prefix, f"1{w.account_prefix}00001"
                    )
                    for w in self.brands_of_bank
                ),
            ),
        )

    @property
    def account_prefix(self: World) -> str:
        name = self.partner.name.partition(" ")[0]
        return {"Harbor": "4401", "Juniper": "4402", "Tally": "5501"}[name]

    @property
    def fbo_account(self: World) -> str:
        return f"90{self.account_prefix}0001"

    def fed_brings(self: World, person: Person, amount: str, *, file: bool = True) -> bytes:
        """The Fed brings a credit for someone, and our side posts it; without a file, only that."""
        content = self.file_of_credit(person.account_number, parse_amount(amount))
        if file:
            self.crosses_border("from_fed", content)
        self.posts_by_hand(
            parse_amount(amount), debit=("fbo_cash", None), credit=("", person.ledger_account_id)
        )
        return content

    def fed_takes(self: World, person: Person, amount: str) -> bytes:
        """Someone's money leaves in a file for the Fed, and settles the same day."""
        content = self.file_of_credit("55501234", parse_amount(amount), sent=True)
        self.crosses_border("to_fed", content)
        self.bank_writes()
        self.posts_by_hand(
            parse_amount(amount), debit=("", person.ledger_account_id), credit=("fbo_cash", None)
        )
        return content

    def posts_by_hand(
        self: World,
        amount: Money,
        *,
        debit: tuple[str, object],
        credit: tuple[str, object],
        on: date | None = None,
    ) -> None:
        """A posting of this world's program, between lines of its chart or given accounts."""
        with partner_work(self.partner_id) as db:
            lines = chart(db, self.program_id)
            post(
                db,
                Draft(
                    key=f"posting {new_id(self.now)}",
                    cause=Cause.ADJUSTMENT,
                    subject=("program", self.program_id),
                    description="Traffic",
                    effective_on=on or settlement_day(None, self.today),
                    entries=move(
                        amount,
                        debit=debit[1] or lines[debit[0]],
                        credit=credit[1] or lines[credit[0]],
                    ),
                ),
                now=self.now,
            )

    def crosses_border(self: World, place: str, content: bytes, *, name: str = "") -> Path:
        path = self.bank_folder / place / (name or f"{next(_traces)}.ach")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def file_of_credit(
        self: World,
        account_number: str,
        amount: Money,
        *,
        sent: bool = False,
        code: str = "22",
        on: date | None = None,
    ) -> bytes:
        """An ACH file with one entry, from another bank to ours or from ours to another."""
        ours = self.partner.bank.routing_numbers[0]
        origin, target = (ours, ELSEWHERE) if sent else (ELSEWHERE, ours)
        made = self.now.astimezone(EASTERN)
        is_ours = sent or code in ("21", "31")
        batch = BatchHeader.of(
            company_name="MAPLE STREET",
            company_id=f"1{self.account_prefix}00001" if is_ours else "9000000001",
            sec_code="PPD",
            description="PAYMENT",
            effective_entry_on=on or settlement_day(None, self.today),
            odfi=origin[:8],
            batch_number=1,
            service_class="220",
        )
        entry = Entry.of(
            transaction_code=code,
            routing_number=target[:8] + check_digit(target[:8]),
            account_number=account_number,
            amount_minor=amount.minor,
            individual_name="SOMEONE",
            trace_number=f"{origin[:8]}{next(_traces):07d}",
            addenda=(),
        )
        header = FileHeader.of(
            destination=target,
            destination_name="BANK",
            origin=origin,
            origin_name="BANK",
            created=made,
            file_id_modifier="A",
        )
        return write(AchFile(header, (Batch(batch, (entry,)),))).content

    def day_ends(self: World, *, bank_writes: bool = True) -> date:
        """The business day is over, outside and here; the next one begins at ten."""
        day = next_banking_day(self.today, 0)
        self.clock.now = max(self.now, day_ends_at(day)) + TEN_MINUTES
        if bank_writes:
            self.bank_writes()
        for partner_id in (*self.bank_books.brands, self.house_id):
            once_decided(partner_id)  # a root speaks for what is sealed
        close_due_of(self.config, self.bank_books, now=self.now)
        return day

    def next_day(self: World) -> None:
        day = next_banking_day(self.today)
        self.clock.now = datetime.combine(day, TEN, tzinfo=EASTERN).astimezone(UTC)

    def bank_writes(self: World) -> None:
        """The world outside goes on to this moment: the Fed, then the bank's own books."""
        fed.tick(self.config.data_folder, self.partner.bank.slug, self.now)
        books.tick(self.config.data_folder, self.partner.bank.slug, self.now)

    def bank_errs(self: World, statement: str, *values: object) -> None:
        """In the evening, everything is settled, somebody at the bank changes its books by hand."""
        self.clock.now = day_ends_at(self.today) - TEN_MINUTES
        self.bank_writes()
        with closing(sqlite3.connect(self.bank_folder / "books.sqlite")) as db, db:
            assert db.execute(statement, values).rowcount == 1

    def closes_again(self: World, day: date) -> None:
        close_day_of(self.config, self.bank_books, day=day, now=self.now)

    def compares_again(self: World) -> None:
        compare_again(self.config, self.bank_books, now=self.now)

    def balance_file(self: World, day: date) -> Path:
        return self.bank_folder / "balances" / f"{day.isoformat()}.csv"

    def lines_of(self: World, day: date) -> dict[str, DayLine]:
        """The bank's day by account, as its officer reads it."""
        with bank_reading(self.bank_id) as db:
            return {line.bank_account: line for line in day_lines(db, first=day, last=day)}

    @property
    def open_breaks(self: World) -> list[BreakLine]:
        with bank_reading(self.bank_id) as db:
            return open_breaks(db)

    @property
    def all_breaks(self: World) -> list[BreakLine]:
        with bank_reading(self.bank_id) as db:
            return latest_breaks(db, since=datetime(2000, 1, 1, tzinfo=UTC))
