"""Playing one bank's story in order, with business time moved: up to yesterday, without detail."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from app.banking.events.leases import Only
from app.demo import moments
from app.demo.bookkeeping import leave_waiting, work_by_hand
from app.demo.days import ONE_DAY
from app.demo.files import Deposit, payroll_file
from app.demo.looking import look_once
from app.demo.moments import at
from app.demo.script import Credit
from app.demo.second_people import need_second_people
from app.demo.stage import BankStage
from app.demo.talk import leave_talk
from app.rails.calendars import is_banking_day, previous_banking_day
from app.sandbox import books, fed
from app.sandbox.adapters import FROM_FED, TO_FED, rail_adapter
from app.sandbox.bank_chart import folder_of
from app.workers.payments import send_window, settle_sent
from app.workers.run import drain

CUT_OFF_AGO = timedelta(hours=2)
MISTYPED_AMOUNT = 412_07

Told = Callable[[str], None]


def play(stage: BankStage, *, now: datetime, told: Told) -> None:
    """Every day from the first to yesterday; `now` is this very moment, for what waits today."""
    player = Player(stage)
    first, today = stage.brands[0].script.starts_on, stage.brands[0].script.today
    for offset in range((today - first).days):
        day = first + offset * ONE_DAY
        player.play_day(day)
        if day.day == 1:
            told(f"{stage.slug}: {day:%B %Y}")
    player.finish(now)


class Player:
    """One bank's days, in order."""

    def __init__(self, stage: BankStage) -> None:
        self.stage = stage
        self.rail = rail_adapter(stage.config)
        self.folder = folder_of(stage.config.data_folder, stage.slug)
        self.partners = [stage.books.house_id, *stage.books.brands]
        self.script = stage.brands[0].script
        self.closed: list[date] = []

    def play_day(self, day: date) -> None:
        if day.day == 1:
            self._charge_fees(day)
        self._morning(day)
        self._applications(day)
        for brand in self.stage.brands:
            work_by_hand(brand, day)
        self._transfers(day)
        self._sends(day)
        if is_banking_day(day):
            self._evening(day)

    def finish(self, now: datetime) -> None:
        """What waits today; days compared, first statements issued."""
        self.stage.compare(self.closed, now=now)
        for brand in self.stage.brands:
            brand.send(brand.script.waiting, now=now)
            brand.issue_first_statements(now=now)
            leave_waiting(brand, now=now)
            look_once(brand, now=now)
        need_second_people(self.stage, now=now)
        self._leave_broken_file(now)
        leave_talk(self.stage, now=now)

    def _work(self, now: datetime) -> None:
        drained = drain(now, only=Only(partners=self.partners))
        if drained.troubled:
            raise RuntimeError(
                f"{drained.troubled} pieces of the demo's work went wrong; see above"
            )

    def _charge_fees(self, day: date) -> None:
        for brand in self.stage.brands:
            brand.charge_fees((day - ONE_DAY).replace(day=1), now=at(day, moments.FEES))

    def _morning(self, day: date) -> None:
        """Returns of yesterday and the day's credits come in."""
        now = at(day, moments.FILE_COMES)
        self._tick_fed(now)
        come = sorted((self.folder / FROM_FED).glob("*.ach"))
        for path in come:
            self.stage.take_in(path.read_bytes(), path.name, now=now)
            path.unlink()
        incoming = {
            brand.partner_id: [
                credit
                for credit in brand.script.credits
                if credit.on == day and not credit.is_detail
            ]
            for brand in self.stage.brands
        }
        if deposits := [*self.stage.deposits(incoming), *self._mistyped(day)]:
            content = payroll_file(deposits, on=day, serial=0)
            self.stage.take_in(content, f"fed-credits-{day:%Y%m%d}.ach", now=now)
        if come or deposits:
            self._work(now)

    def _mistyped(self, day: date) -> Iterator[Deposit]:
        """Pay for an account that nobody has: in the house's suspense, with a return prepared.

        Only lately: what must go back waits for somebody, and nothing is late yet.
        """
        yesterday = previous_banking_day(self.script.today)
        if day not in {yesterday, previous_banking_day(yesterday)}:
            return
        right = self.stage.deposits(
            {self.stage.brands[0].partner_id: [Credit(day, 1, MISTYPED_AMOUNT, "OAKLINE HEALTH")]}
        )[0]
        last = (int(right.account_number[-1]) + 1) % 10
        yield replace(right, account_number=f"{right.account_number[:-1]}{last}")

    def _leave_broken_file(self, now: datetime) -> None:
        """A file that was cut off on its way: refused whole, and somebody must ask for it again."""
        brand = self.stage.brands[0]
        lost = Credit(self.script.today, 1, MISTYPED_AMOUNT, "OAKLINE HEALTH")
        content = payroll_file(
            self.stage.deposits({brand.partner_id: [lost]}), on=self.script.today, serial=1
        )
        cut = content[: len(content) // 2]
        name = f"fed-credits-{self.script.today:%Y%m%d}-cut.ach"
        self.stage.take_in(cut, name, now=now - CUT_OFF_AGO)

    def _applications(self, day: date) -> None:
        is_anybody_new = False
        for brand in self.stage.brands:
            if people := [p for p in brand.script.people if p.joins_on == day]:
                brand.let_apply(people, day)
                is_anybody_new = True
        if is_anybody_new:
            self._work(at(day, moments.TRANSFERS))

    def _transfers(self, day: date) -> None:
        for brand in self.stage.brands:
            told = brand.script.transfers
            if today := [each for each in told if each.on == day and not each.is_detail]:
                brand.transfer(today)

    def _sends(self, day: date) -> None:
        sent = 0
        for brand in self.stage.brands:
            sends = [each for each in brand.script.sends if each.on == day and not each.is_detail]
            if sends:
                brand.send(sends)
                sent += len(sends)
        if sent:
            house = (self.stage.books.house_id, self.stage.books.bank_id)
            send_window(*house, self.rail, now=at(day, moments.WINDOW))
            self._tick_fed(at(day, moments.FED_TAKES))
            self._tick_fed(at(day, moments.FED_SETTLES))
            settle_sent(*house, self.rail, now=at(day, moments.FED_SETTLES))

    def _tick_fed(self, now: datetime) -> None:
        if any((self.folder / TO_FED).glob("*.ach")):
            fed.tick(self.stage.config.data_folder, self.stage.slug, now)

    def _evening(self, day: date) -> None:
        """The bank ends its day; in the recent days we close ours as well."""
        books.tick(self.stage.config.data_folder, self.stage.slug, at(day, moments.DAY_CLOSES))
        if day >= self.script.recent_from:
            self.stage.close_days([day])
            self.closed.append(day)
