"""People who come, go and look in: what a team's pages show besides those who work there.

Invitations, an examiner's term and support access live on the wall's clock, so all of it is made
at the very moment the demo is.
"""

from datetime import datetime, timedelta
from uuid import UUID

from app.banking.access.actions.add_user import UserOrder, add_user
from app.banking.access.queries import users
from app.banking.team.actions.end_support import end_support
from app.banking.team.actions.enter_support import enter_support
from app.banking.team.actions.grant_support import SupportOrder, grant_support
from app.banking.team.actions.invite import invite
from app.banking.team.rules import EXAMINER_DAYS_MAX, Invitation
from app.banking.team.support import count_page
from app.demo.brands import PASSWORD, BankPlan, BrandPlan
from app.demo.totp import totp_secret
from app.kernel.actor import OPERATOR, Actor
from app.storage.session import partner_work

HELPED_DAYS_AGO, HELPED_FOR, PAGES_LOOKED_AT = 6, timedelta(minutes=11), 7
HELP = SupportOrder("Priya Raman", "support", "A statement did not open for Ada Okafor", "SUP-1042")
INVITED = Invitation("Nora Quist", "nora@harbor.example", "operations")


def let_examiners_in(plan: BankPlan, house_id: UUID, *, now: datetime, wall: datetime) -> None:
    """Those of the plan, each until so many days from now; some of that is past."""
    with partner_work(house_id) as db:
        for examiner in plan.examiners:
            email = examiner.email(plan.slug)
            order = UserOrder(
                email,
                examiner.name,
                examiner.role,
                PASSWORD,
                totp_secret(email),
                access_until=wall + timedelta(days=min(examiner.days, EXAMINER_DAYS_MAX)),
            )
            add_user(db, order, actor=OPERATOR, now=now)


def leave_traces(plan: BrandPlan, partner_id: UUID, *, now: datetime, wall: datetime) -> None:
    """An invitation that waits, and a support access of last week."""
    if plan.slug != "harbor":
        return
    with partner_work(partner_id) as db:
        owner = next(user for user in users(db) if user.role == "owner")
        actor = Actor("user", owner.id, owner.name, role=owner.role)
        invite(db, INVITED, actor=actor, now=now, wall=wall)
        then = wall - timedelta(days=HELPED_DAYS_AGO)
        granted = grant_support(db, HELP, actor=OPERATOR, wall=then)
        enter_support(db, granted.link, actor=OPERATOR, wall=then)
        for _ in range(PAGES_LOOKED_AT):
            count_page(db, granted.id)
        end_support(db, support_id=granted.id, actor=OPERATOR, wall=then + HELPED_FOR)
