"""The letters of the demo: addresses confirmed or not, and a new phone that was told of."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.access.actions.make_link import make_link
from app.banking.access.actions.tell import moment_words, tell
from app.banking.access.actions.verify_email import Opened, ask_verification, verify_email
from app.banking.access.queries import users
from app.banking.events.leases import Only
from app.demo.stage import BankStage, BrandStage
from app.kernel.actor import SCHEDULE, Actor
from app.kernel.ids import LoginId
from app.storage.clock import wall_now
from app.storage.session import partner_work
from app.workers.run import drain

DEVICE = "Safari on an iPhone"


@dataclass(frozen=True, slots=True)
class Moment:
    """Both clocks, as a door would have read them."""

    now: datetime
    wall: datetime


def leave_letters(stage: BankStage, *, now: datetime) -> None:
    """Written by the actions everybody uses, and carried to the mailbox."""
    moment = Moment(now, wall_now())
    for brand in stage.brands:
        with partner_work(brand.partner_id) as db:
            _addresses(db, brand, moment)
            _new_phone(db, moment)
    drain(only=Only(kinds=("mail.send",), partners=[each.partner_id for each in stage.brands]))


def _addresses(db: Session, brand: BrandStage, moment: Moment) -> None:
    """The first who can sign in has confirmed the address; the others still see the notice."""
    first, *others = brand.logins.values()
    _confirm(db, first, moment)
    for login_id in others:
        ask_verification(db, login_id, actor=SCHEDULE, now=moment.now, wall=moment.wall)


def _confirm(db: Session, login_id: LoginId, moment: Moment) -> None:
    link = make_link(db, login_id, purpose="email_verification", actor=SCHEDULE, wall=moment.wall)
    opened = Opened("customer", link.path.rpartition("/")[2])
    verify_email(db, opened, actor=SCHEDULE, now=moment.now, wall=moment.wall)


def _new_phone(db: Session, moment: Moment) -> None:
    """The owner signed in with a phone that nobody had seen before."""
    owner = next(each for each in users(db) if each.role == "owner")
    actor = Actor("user", owner.id, owner.name)
    told = {"device": DEVICE, "when": moment_words(moment.wall)}
    tell(db, owner.id, "new_device", told, key="demo", actor=actor, now=moment.now)
