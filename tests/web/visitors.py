"""Someone on each surface: a stranger, and one of the cast who may do the most there."""

from app.storage.clock import wall_now
from app.storage.operators import make_link
from app.storage.session import clock_reading
from app.web.dispatch import Dispatcher
from tests.web_clients import Visitor, sign_in_customer, sign_in_staff
from tests.world import World


def stranger_of(application: Dispatcher, world: World, surface: str) -> Visitor:
    """A browser that has never been here."""
    hosts = {**world.hosts, "operator": world.config.operator_host}
    return Visitor(application, hosts[surface])


def visitor_of(application: Dispatcher, world: World, surface: str) -> Visitor:
    """Ada in the portal, an owner in the console, an officer in oversight, the operator."""
    if surface == "portal":
        return sign_in_customer(application, world, world.ada)
    if surface == "operator":
        return _operator(application, world)
    role = "owner" if surface == "console" else "oversight_officer"
    return sign_in_staff(application, world, role)


def _operator(application: Dispatcher, world: World) -> Visitor:
    visitor = stranger_of(application, world, "operator")
    with clock_reading() as db:
        link = make_link(db, wall=wall_now())
    assert visitor.post(f"/sign-in/{link}").status_code == 303
    return visitor
