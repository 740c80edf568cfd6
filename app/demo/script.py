"""What happens in the demo world, day by day: decided once from a seed, without I/O.

The last thirty days are told in full. Older months come in two layers: what they leave behind
(first deposits, monthly fees), which the recent days stand on, and detail that adds
nothing in the end: pay that is spent within the month, money lent and given back. So the detail
can be filled in later without changing a balance or a closed day of the last thirty.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from app.demo.brands import BrandPlan
from app.demo.cast import LANDLORDS, NOTES, OTHER_BANKS, PAYEES
from app.demo.days import ONE_DAY, last_day, month_end, months_before, months_from
from app.demo.people import RECENT_DAYS, PersonPlan, people_of
from app.rails.calendars import is_banking_day, next_banking_day

MONTHS = 6
PAYDAY = 15
KEPT = 40_00  # nobody in the demo spends their last forty dollars
LENT_MAX = 60_00
RETURN_CODES = ("0101", "0103")  # the simulated Fed sends these account numbers back
RETURNED_FROM = (6, 13, 20, 25)  # recent days from which on one payment each comes back
WAITING = 3
RENT_CHANCE, BILL_CHANCE = 0.4, 0.08  # a day, on which somebody pays it


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of a world: a share of its people, and how many months before this one."""

    size: float = 1.0
    months: int = MONTHS


WHOLE = Extent()


@dataclass(frozen=True, slots=True)
class Credit:
    """Money that comes in by ACH."""

    on: date
    person: int
    amount: int
    company: str
    is_detail: bool = False


@dataclass(frozen=True, slots=True)
class Send:
    """Money sent by ACH to somebody at another bank."""

    on: date
    person: int
    amount: int
    payee: str
    routing_number: str
    account_number: str
    note: str
    is_detail: bool = False


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money between two customers of the brand."""

    on: date
    person: int
    to: int
    amount: int
    note: str
    is_detail: bool = False


@dataclass(slots=True)
class Script:
    """One brand's story; people are named by their number."""

    brand: BrandPlan
    starts_on: date
    today: date
    people: list[PersonPlan]
    credits: list[Credit] = field(default_factory=list)
    sends: list[Send] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)
    waiting: list[Send] = field(default_factory=list)
    """Ordered today: held until a window carries it."""

    @property
    def recent_from(self) -> date:
        return self.today - timedelta(days=RECENT_DAYS)

    @property
    def customers(self) -> list[PersonPlan]:
        return [person for person in self.people if person.ending == "approved"]

    def months(self) -> list[date]:
        """Every month that is over, oldest first."""
        return [
            month
            for month in months_from(self.starts_on, self.today)
            if last_day(month) < self.today
        ]


def write_script(brand: BrandPlan, *, today: date, extent: Extent = WHOLE) -> Script:
    """The whole story of a brand up to yesterday."""
    starts_on = months_before(today, extent.months)
    people = people_of(brand, starts_on=starts_on, today=today, size=extent.size)
    script = Script(brand, starts_on, today, people)
    luck = Random(f"story of {brand.slug}")  # noqa: S311 -- reproducible, not secret
    _tell_old_months(script, luck)
    _tell_recent_days(script, luck)
    return script


def _first_money_on(person: PersonPlan) -> date:
    return next_banking_day(person.joins_on, 2)


def _tell_old_months(script: Script, luck: Random) -> None:
    for person in script.customers:
        on = _first_money_on(person)
        if on < script.today:
            company = f"{person.family_name} savings"
            script.credits.append(Credit(on, person.number, person.first_deposit, company))
    for month in months_from(script.starts_on, script.recent_from):
        _tell_detail(script, month, luck)


def _tell_detail(script: Script, month: date, luck: Random) -> None:
    """Pay that is spent, and small sums lent and given back, all within the month."""
    payday = next_banking_day(month.replace(day=PAYDAY), 0)
    settled = [p for p in script.customers if _first_money_on(p) < month and not p.has_login]
    if next_banking_day(payday, 6) < min(script.recent_from, last_day(month)):
        for person in settled:
            if not script.brand.ach_fee:
                _spend_pay(script, person, payday, luck)
    lent_on, back_on = (next_banking_day(month.replace(day=day), 0) for day in (6, 20))
    if back_on >= script.recent_from:
        return
    luck.shuffle(settled)
    for lender, borrower in zip(settled[0::4], settled[1::4], strict=False):
        amount, note = luck.randrange(8_00, LENT_MAX), luck.choice(NOTES)
        there, back = (lender.number, borrower.number), (borrower.number, lender.number)
        script.transfers.append(Transfer(lent_on, *there, amount, note, is_detail=True))
        script.transfers.append(Transfer(back_on, *back, amount, "Thank you", is_detail=True))


def _spend_pay(script: Script, person: PersonPlan, payday: date, luck: Random) -> None:
    script.credits.append(
        Credit(payday, person.number, person.pay, person.employer, is_detail=True)
    )
    parts = luck.randrange(1, 4)
    share = person.pay // parts
    for part in range(parts):
        amount = share if part else person.pay - share * (parts - 1)
        on = next_banking_day(payday, 1 + luck.randrange(5))
        script.sends.append(_send(luck, on, person, amount, luck.choice(PAYEES), is_detail=True))


def _send(
    luck: Random,
    on: date,
    person: PersonPlan,
    amount: int,
    payee: str,
    *,
    ending: str | None = None,
    is_detail: bool = False,
) -> Send:
    number = f"{luck.randrange(10**6, 10**7)}{ending or f'{luck.randrange(2_000, 9_000)}'}"
    bank = luck.choice(OTHER_BANKS)
    return Send(on, person.number, amount, payee, bank, number, "", is_detail=is_detail)


def _tell_recent_days(script: Script, luck: Random) -> None:
    """Day by day, nobody spends what they do not have: detail of older days adds nothing."""
    balances = _balances_before(script)
    coming = _coming_in(script)
    due = list(RETURNED_FROM)
    for offset in range(RECENT_DAYS):
        day = script.recent_from + offset * ONE_DAY
        for number, amount in coming[day]:
            balances[number] += amount
        if not is_banking_day(day):
            continue
        for person in script.customers:
            if person.number not in balances:
                continue
            room = balances[person.number] - KEPT
            spent = _spend(script, luck, person, day, room)
            if spent and due and offset >= due[0]:
                del due[0]
                _make_last_one_come_back(script, len(due))
            balances[person.number] -= spent
        _transfer(script, luck, day, balances)
    for person in script.customers[:WAITING]:
        amount, payee = luck.randrange(18_00, 95_00), luck.choice(PAYEES)
        if amount + script.brand.ach_fee <= balances[person.number] - KEPT:
            script.waiting.append(_send(luck, script.today, person, amount, payee))


def _balances_before(script: Script) -> defaultdict[int, int]:
    balances: defaultdict[int, int] = defaultdict(int)
    fee = script.brand.monthly_fee
    for credit in script.credits:
        if credit.on < script.recent_from and not credit.is_detail:
            balances[credit.person] += credit.amount
    for person in script.customers:
        if person.number in balances:
            balances[person.number] -= fee * sum(
                1 for month in script.months() if last_day(month) > person.joins_on
            )
    return balances


def _coming_in(script: Script) -> defaultdict[date, list[tuple[int, int]]]:
    """What comes in during the recent days: first deposits told before, and pay."""
    coming: defaultdict[date, list[tuple[int, int]]] = defaultdict(list)
    for credit in script.credits:
        if credit.on >= script.recent_from:
            coming[credit.on].append((credit.person, credit.amount))
    for month in months_from(script.recent_from.replace(day=1), script.today):
        for payday in (next_banking_day(month.replace(day=PAYDAY), 0), month_end(month)):
            if script.recent_from <= payday < script.today:
                for person in script.customers:
                    if _first_money_on(person) < payday:
                        script.credits.append(
                            Credit(payday, person.number, person.pay, person.employer)
                        )
                        coming[payday].append((person.number, person.pay))
    return coming


def _spend(script: Script, luck: Random, person: PersonPlan, day: date, room: int) -> int:
    """Rent early in the month, a bill now and then; returns what leaves, the fee included."""
    fee = script.brand.ach_fee
    if day.day in (2, 3) and luck.random() < RENT_CHANCE:
        amount, payee = person.pay * luck.randrange(35, 60) // 100, luck.choice(LANDLORDS)
    elif luck.random() < BILL_CHANCE:
        amount, payee = luck.randrange(12_00, 190_00), luck.choice(PAYEES)
    else:
        return 0
    if amount + fee > room:
        return 0
    script.sends.append(_send(luck, day, person, amount, payee))
    return amount + fee


def _make_last_one_come_back(script: Script, left: int) -> None:
    """The account number of the last payment becomes one that does not exist, or is empty."""
    last = script.sends[-1]
    ending = RETURN_CODES[left % len(RETURN_CODES)]
    script.sends[-1] = Send(
        last.on,
        last.person,
        last.amount,
        last.payee,
        last.routing_number,
        f"{last.account_number[:-4]}{ending}",
        last.note,
    )


def _transfer(script: Script, luck: Random, day: date, balances: dict[int, int]) -> None:
    """Somebody pays a friend back."""
    numbers = sorted(balances)
    for _ in range(max(1, len(numbers) // 30)):
        person, to = luck.sample(numbers, 2)
        amount = luck.randrange(6_00, 75_00)
        if amount <= balances[person] - KEPT:
            balances[person] -= amount
            balances[to] += amount
            script.transfers.append(Transfer(day, person, to, amount, luck.choice(NOTES)))
