"""Somebody of each brand looks at a customer's whole data once: the trail shows who, and why."""

from datetime import datetime, timedelta

from app.banking.access.queries import users
from app.banking.customers.actions.reveal_customer import reveal_customer
from app.demo.stage import BrandStage
from app.kernel.actor import Actor
from app.storage.session import partner_work

LOOKED_AGO = timedelta(minutes=20)
WHY = "The customer called about a 1099 form; called back on the number we have."


def look_once(brand: BrandStage, *, now: datetime) -> None:
    """Whoever answers for compliance, lately; a brand without one is not looked at."""
    with partner_work(brand.partner_id) as db:
        who = next((user for user in users(db) if user.role == "compliance"), None)
        if who is None or not brand.known:
            return
        reveal_customer(
            db,
            customer_id=next(iter(brand.known)),
            purpose="customer_asks",
            words=WHY,
            actor=Actor("user", who.id, who.name, door="console"),
            wall=now - LOOKED_AGO,
        )
