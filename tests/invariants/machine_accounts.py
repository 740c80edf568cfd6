"""The verbs of accounts, holds, periods and seals, each done to the ledger and to the model."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import (
    rule,
)
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.ledger.actions.change_hold import change_hold
from app.banking.ledger.actions.close_ledger_account import close_ledger_account
from app.banking.ledger.actions.end_hold import end_hold
from app.banking.ledger.actions.freeze import freeze
from app.banking.ledger.actions.lock_period import lock_period
from app.banking.ledger.actions.open_ledger_account import LedgerAccountOrder, open_ledger_account
from app.banking.ledger.actions.place_hold import HoldOrder, place_hold
from app.banking.ledger.actions.rename_ledger_account import rename_ledger_account
from app.banking.ledger.actions.root_day import root_day
from app.banking.ledger.actions.set_floor import set_floor
from app.banking.ledger.balances import balance_as_of
from app.banking.ledger.rules import Side
from app.kernel.actor import OPERATOR, SCHEDULE
from app.kernel.ids import HoldId
from app.kernel.money import Money
from app.storage.session import partner_work
from tests.invariants.ledger_model import Account, Hold
from tests.invariants.machine import CURRENCIES, KINDS, Machine, codes, ledger_id, some
from tests.seal_verbs import seals


class AccountRules(Machine):
    """Everything but the transactions."""

    @rule(kind=some, currency=some, floor=st.none() | st.sampled_from((0, 0, 0, -500)))
    def open(self, kind: int, currency: int, floor: int | None) -> None:
        if len(self.model.accounts) >= 9:
            return
        order = LedgerAccountOrder(
            code=f"machine {next(codes)}",
            name="Opened",
            kind=KINDS[kind % len(KINDS)],
            currency=CURRENCIES[currency % len(CURRENCIES)] if currency % 3 else "USD",
            is_pooled=floor is None,
            floor_minor=floor,
        )
        account_id = self.answer(set(), lambda db: open_ledger_account(db, order, now=self.now))
        side = Side.DEBIT if order.kind in ("asset", "expense") else Side.CREDIT
        account = Account(UUID(int=account_id.int), side, order.currency, floor, order.name)
        self.model.accounts[account.id] = account

    @rule(
        verb=st.sampled_from(("rename", "freeze", "thaw", "thaw", "close", "set_floor")),
        which=some,
        ways=st.tuples(st.booleans(), st.booleans()),
        minor=st.sampled_from((0, -100, -1_000, 5)),
    )
    def administer(self, verb: str, which: int, ways: tuple[bool, bool], minor: int) -> None:
        """One rule for all of it, so that most of what is drawn moves money."""
        match verb:
            case "rename":
                self.rename(which, f"Café {minor} ☕")
            case "freeze":
                self.freeze(which, outgoing=ways[0], incoming=ways[1])
            case "thaw":
                self.freeze(which, outgoing=False, incoming=False)
            case "close":
                self.close(which)
            case _:
                self.set_floor(which, minor)

    def rename(self, which: int, name: str) -> None:
        account = self.account(which)
        self.answer(
            set(),
            lambda db: rename_ledger_account(
                db, ledger_account_id=ledger_id(account), name=name, actor=OPERATOR, now=self.now
            ),
        )
        account.name = name

    def freeze(self, which: int, outgoing: bool, incoming: bool) -> None:
        account = self.account(which)
        self.answer(
            {"not_found"} if account.is_closed else set(),
            lambda db: freeze(
                db,
                ledger_account_id=ledger_id(account),
                outgoing=outgoing,
                incoming=incoming,
                actor=OPERATOR,
                now=self.now,
            ),
        )
        if not account.is_closed:
            account.is_debit_frozen, account.is_credit_frozen = outgoing, incoming

    def close(self, which: int) -> None:
        account = self.account(which)
        is_empty = not account.is_pooled and account.current == account.held == 0
        may = is_empty and not account.is_closed
        self.answer(
            set() if may else {"account_not_empty"},
            lambda db: close_ledger_account(
                db, ledger_account_id=ledger_id(account), actor=OPERATOR, now=self.now
            ),
        )
        account.is_closed = account.is_closed or may

    def set_floor(self, which: int, minor: int) -> None:
        account = self.account(which)
        gone = account.is_pooled or account.is_closed
        expected = {"floor_positive"} if minor > 0 else {"not_found"} if gone else set()
        if not expected and account.current - account.held < minor:
            expected = {"below_that_floor"}
        floor = Money(minor, account.currency)
        self.answer(
            expected,
            lambda db: set_floor(
                db, ledger_account_id=ledger_id(account), floor=floor, actor=OPERATOR, now=self.now
            ),
        )
        if not expected:
            account.floor = minor

    @rule(which=some, minor=st.sampled_from((1, 50, 200, 0, -1)), key=st.integers(0, 6))
    def place_hold(self, which: int, minor: int, key: int) -> None:
        guarded = [a for a in self.model.accounts.values() if not a.is_pooled]
        account = guarded[which % len(guarded)] if which % 8 else self.account(which)
        order = HoldOrder(
            ledger_id(account),
            Money(minor, account.currency),
            "Set aside",
            ("account", None),
            key=f"{self.serial} {key}",
        )
        known = next((h for h in self.model.holds.values() if h.key == order.key), None)
        expected = self.hold_faults(account, minor, known)
        hold_id = self.answer(expected, lambda db: place_hold(db, order, now=self.now))
        if hold_id is None:
            return
        if known:
            assert hold_id == known.id
            return
        hold = Hold(UUID(int=hold_id.int), account.id, minor, minor, order.key)
        self.model.holds[hold.id] = hold
        account.held += minor
        self.tally("held")

    def hold_faults(self, account: Account, minor: int, known: Hold | None) -> set[str]:
        if minor <= 0 and not account.is_pooled:
            return {"malformed", "idempotency_conflict"}
        if known:
            same = known.account_id == account.id and known.placed_minor == minor
            return set() if same else {"idempotency_conflict", "malformed"}
        if account.is_pooled:
            return {"not_found"}
        return self.aside_faults(account, minor)

    def aside_faults(self, account: Account, more: int) -> set[str]:
        faults = set()
        if account.is_closed or (more > 0 and account.is_debit_frozen):
            faults.add("account_not_open")
        room = account.current - account.held - (account.floor or 0)
        if more > 0 and room < more:
            faults.add("insufficient_funds")
        return faults

    @rule(which=some, minor=st.sampled_from((1, 40, 300)))
    def change_hold(self, which: int, minor: int) -> None:
        if not self.model.holds:
            return
        hold = self.hold(which)
        account = self.model.accounts[hold.account_id]
        is_open = hold.status == "open"
        faults = self.aside_faults(account, minor - hold.minor) if is_open else {"hold_not_open"}
        amount = Money(minor, account.currency)
        self.answer(
            faults,
            lambda db: change_hold(
                db, hold_id=HoldId(hold.id), amount=amount, actor=OPERATOR, now=self.now
            ),
        )
        if not faults:
            account.held += minor - hold.minor
            hold.minor = minor

    @rule(which=some, status=st.sampled_from(("released", "expired")))
    def end_hold(self, which: int, status: Any) -> None:
        if not self.model.holds:
            return
        hold = self.hold(which)
        ended = self.answer(set(), lambda db: ends(db, HoldId(hold.id), status, self.now))
        assert ended == (hold.status == "open")
        if ended:
            self.model.end_hold(hold, status)

    @rule(days=st.sampled_from((-1, 0, 1, 3)))
    def lock_period(self, days: int) -> None:
        through = self.now.date() - timedelta(days)
        expected = set()
        if through >= self.now.date():
            expected.add("malformed")
        if self.model.locked_through is not None and through <= self.model.locked_through:
            expected.add("period_locked")
        self.answer(
            expected,
            lambda db: lock_period(
                db, through=through, reason="Closed", actor=OPERATOR, now=self.now
            ),
        )
        if not expected:
            self.model.locked_through = through
            self.tally("locked")

    @rule(hours=st.sampled_from((1, 24, 50)))
    def time_passes(self, hours: int) -> None:
        self.world.wait(hours=hours)

    @rule(days=st.sampled_from((None, None, 0, 2)))
    def seal(self, days: int | None) -> None:
        """Everything written goes into blocks; sometimes a day's balances are kept too."""
        self.tally("blocks" if seals(self.world, patient=False) else "no block")
        if days is not None:
            on = self.now.date() - timedelta(days)
            with partner_work(self.world.partner_id) as db:
                root_day(db, day=on, actor=OPERATOR, now=self.now)

    @rule(which=some, back=st.integers(-5, 45), ago=st.none() | st.integers(0, 60))
    def look_back(self, which: int, back: int, ago: int | None) -> None:
        """As of any day, and as known at any moment."""
        account = self.account(which)
        on: date = self.now.date() - timedelta(back)
        known_at = None if ago is None else self.now - timedelta(hours=ago)
        with partner_work(self.world.partner_id) as db:
            told = balance_as_of(db, ledger_id(account), on=on, known_at=known_at).balance
        assert told.minor == self.model.balance(account.id, on, known_at)
        self.tally("looked back")


def ends(db: Session, hold_id: HoldId, status: Any, now: datetime) -> bool:
    """Expiring is told by whoever lets it expire, as the worker does."""
    ended = end_hold(db, hold_id=hold_id, status=status, now=now)
    if ended and status == "expired":
        record(db, SCHEDULE, "hold.expired", subject=("hold", hold_id), now=now)
    return ended
