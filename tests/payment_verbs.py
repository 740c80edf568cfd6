"""Verbs of payments: people send, windows close, the Fed settles and sends back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from app.banking.accounts.actions.open_account import open_account
from app.banking.accounts.queries import account_detail
from app.banking.ledger.queries import program_accounts
from app.banking.payments.actions.cancel import cancel
from app.banking.payments.actions.return_ach import return_ach
from app.banking.payments.actions.send_ach import send_ach
from app.banking.payments.actions.send_book import send_book
from app.banking.payments.orders import AchOrder, BookOrder
from app.banking.payments.outgoing import OutgoingFile, latest_files
from app.banking.payments.queries import (
    PaymentDetail,
    PaymentFilter,
    PaymentLine,
    payment_detail,
    payments,
)
from app.banking.payments.rules import Counterparty, cut_off, window_for
from app.kernel.actor import OPERATOR, RAIL
from app.kernel.ids import AccountId, PaymentId
from app.kernel.money import parse_amount
from app.rails.calendars import eastern_day, next_window
from app.rails.nacha.read import Reading, read
from app.sandbox import fed
from app.sandbox.adapters import FROM_FED, TO_FED, FolderRail
from app.sandbox.bank_chart import folder_of
from app.storage.session import customer_work, house_work, partner_work
from app.workers.payments import send_window, settle_sent

if TYPE_CHECKING:
    from tests.customer_verbs import Person
    from tests.world import World

LANDLORD = Counterparty("Larch Street Homes", "091000019", "778899001")
BOUNCING = Counterparty("Empty Pockets", "091000019", "55500101")
NOBODY = Counterparty("No Such Person", "091000019", "55500103")
_keys = count(1)


class PayingPerson:
    """What a customer can do with money, through the portal's own database role."""

    def sends_ach(
        self: Person,
        amount: str,
        *,
        to: Counterparty = LANDLORD,
        note: str = "",
        key: str | None = None,
    ) -> PaymentId:
        order = AchOrder(
            self.account_id, parse_amount(amount), to, note, key or f"test key {next(_keys)}"
        )
        with customer_work(self.world.partner_id, self.customer_id) as db:
            return send_ach(db, order, actor=self.actor, now=self.world.now)

    def sends_to(
        self: Person, other: Person, amount: str, *, note: str = "", key: str | None = None
    ) -> PaymentId:
        return self.sends_to_number(other.account_number, amount, note=note, key=key)

    def sends_to_number(
        self: Person, number: str, amount: str, *, note: str = "", key: str | None = None
    ) -> PaymentId:
        return self._transfers(self.account_id, number, amount, note=note, key=key)

    def sends_from(self: Person, account: Person, other: Person, amount: str) -> PaymentId:
        """Tries to move money out of an account that may not be theirs."""
        return self._transfers(account.account_id, other.account_number, amount)

    def opens_another_account(self: Person) -> Person:
        """A second account of the same product."""
        with partner_work(self.world.partner_id) as db:
            account_id = open_account(
                db,
                customer_id=self.customer_id,
                product_id=self.world.product_id,
                actor=OPERATOR,
                now=self.world.now,
            )
            account = account_detail(db, account_id)
        return replace(
            self,
            account_id=account_id,
            ledger_account_id=account.ledger_account_id,
            account_number=account.account_number,
        )

    def _transfers(
        self: Person,
        account_id: AccountId,
        number: str,
        amount: str,
        *,
        note: str = "",
        key: str | None = None,
    ) -> PaymentId:
        order = BookOrder(
            account_id=account_id,
            amount=parse_amount(amount),
            to_routing_number=self.routing_number,
            to_account_number=number,
            description=note,
            key=key or f"test key {next(_keys)}",
        )
        with customer_work(self.world.partner_id, self.customer_id) as db:
            return send_book(db, order, actor=self.actor, now=self.world.now)

    def cancels(self: Person, payment_id: PaymentId) -> None:
        with customer_work(self.world.partner_id, self.customer_id) as db:
            cancel(db, payment_id=payment_id, actor=self.actor, now=self.world.now)

    def sees(self: Person, payment_id: PaymentId) -> PaymentDetail:
        with customer_work(self.world.partner_id, self.customer_id) as db:
            return payment_detail(db, payment_id)


class PaymentVerbs:
    """What happens to payments in a world."""

    @property
    def rail(self: World) -> FolderRail:
        return FolderRail(self.config.data_folder)

    @cached_property
    def outside_folder(self: World) -> Path:
        """The border between the bank and the world outside."""
        return folder_of(self.config.data_folder, self.partner.bank.slug)

    def moves_to(self: World, moment: datetime) -> None:
        self.clock.now = max(self.clock.now, moment)

    def window_closes(self: World) -> None:
        """Business time goes on to the next cut-off, and the window's file goes out."""
        self.moves_to(cut_off(window_for(parse_amount("0.01"), self.now).deadline_at))
        self.sends_window()

    def sends_window(self: World) -> None:
        send_window(self.house_id, self.bank_id, self.rail, now=self.now)

    def fed_ticks(self: World) -> None:
        fed.tick(self.config.data_folder, self.partner.bank.slug, self.now)

    def fed_settles(self: World) -> None:
        """The Fed takes what was sent, business time goes on, the money has moved."""
        self.fed_ticks()
        self.moves_to(next_window(self.now).settles_at)
        self.fed_ticks()
        self.settles()

    def fed_returns(self: World) -> list[Reading]:
        """The next banking morning: what the Fed sends back, as files."""
        self.moves_to(fed.morning_of(fed.next_banking_day(eastern_day(self.now))))
        self.fed_ticks()
        return [
            read(path.read_bytes())
            for path in sorted((self.outside_folder / FROM_FED).glob("return-*"))
        ]

    def sent_files(self: World) -> list[Reading]:
        """The files that were given to the Fed, in the order of their windows."""
        paths = sorted((self.outside_folder / TO_FED).rglob("*.ach"), key=lambda path: path.name)
        return [read(path.read_bytes()) for path in paths]

    def files_of_the_bank(self: World) -> list[OutgoingFile]:
        with house_work(self.house_id, self.bank_id) as db:
            return latest_files(db)

    def settles(self: World) -> None:
        """What the Fed has advised is settled in the books."""
        settle_sent(self.house_id, self.bank_id, self.rail, now=self.now)

    def pooled(self: World) -> dict[str, str]:
        """The program's own ledger accounts that are not at zero."""
        with partner_work(self.partner_id) as db:
            return {
                line.code: str(line.balance.current)
                for line in program_accounts(db, self.program_id)
                if line.balance.current.minor
            }

    def payments(self: World) -> tuple[PaymentLine, ...]:
        """The brand's payments, newest first."""
        with partner_work(self.partner_id) as db:
            return payments(db, PaymentFilter()).lines

    def payment(self: World, payment_id: PaymentId) -> PaymentDetail:
        with partner_work(self.partner_id) as db:
            return payment_detail(db, payment_id)

    def is_returned(self: World, payment_id: PaymentId, code: str) -> None:
        """The other bank's return has arrived."""
        with partner_work(self.partner_id) as db:
            return_ach(
                db,
                payment_id=payment_id,
                code=code,
                settled_on=eastern_day(self.now),
                actor=RAIL,
                now=self.now,
            )
